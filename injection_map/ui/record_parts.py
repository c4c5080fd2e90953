"""The parts of a record on the screen: who and with what, its state, the legend, the sentences, the history."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import Qt
from PySide6.QtGui import QFont, QTextCharFormat
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QPlainTextEdit, QVBoxLayout, QWidget

from injection_map.diagram.marks import MarkLook
from injection_map.domain import words
from injection_map.domain.protocol import Protocol
from injection_map.domain.session import Phase, SiteState, SiteStatus, Visit
from injection_map.report import facts
from injection_map.report.event_words import history
from injection_map.report.record import Record
from injection_map.ui.chair.changes import MarkSign
from injection_map.ui.chair.look import look_of
from injection_map.ui.controls import Button, Card, ElidedText, IconLabel, Text
from injection_map.ui.fields import unbroken
from injection_map.ui.record_sentences import sentences
from injection_map.ui.sections import roomy
from injection_map.ui.theme import Theme


class RecordBar(QFrame):
    """The patient with two identifiers, allergies, protocol and vial, as above every page of a visit."""

    def __init__(self, theme: Theme, record: Record) -> None:
        super().__init__()
        self._theme = theme
        self.setProperty("role", "bar")
        self._row = QHBoxLayout(self)
        roomy(theme, self._row, spacing=(18, 12), margins=((26, 17), (0, 0), (14, 10), (0, 0)))
        self._row.addLayout(self._who(record))
        if record.opened.patient.allergies:
            self._row.addWidget(self._allergy(record.opened.patient.allergies))
        self._row.addLayout(self._with_what(record), 1)
        theme.changed.connect(self._restyle)
        self._restyle()

    def _restyle(self) -> None:
        self.setFixedHeight(self._theme.px(84, 66))

    def add_button(self, button: Button) -> None:
        self._row.addWidget(button)

    def _who(self, record: Record) -> QVBoxLayout:
        patient = record.opened.patient
        row = QHBoxLayout()
        row.setSpacing(6)
        row.addWidget(Text(self._theme, "second", "Born", colour="t3"))
        row.addWidget(Text(self._theme, "second-strong", facts.born(patient, record.started_at)))
        row.addSpacing(8)
        row.addWidget(Text(self._theme, "second", "MRN", colour="t3"))
        row.addWidget(ElidedText(self._theme, "second-strong", patient.number, identifier=True), 1)
        return _pair(ElidedText(self._theme, "person", patient.name), row)

    def _allergy(self, allergies: str) -> Button:
        plate = Button(self._theme, f"Allergy: {allergies}", kind="warn", icon="caution", height_px=(44, 40))
        plate.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        plate.setMaximumWidth(240)
        plate.setToolTip(allergies)
        return plate

    def _with_what(self, record: Record) -> QVBoxLayout:
        opened = record.opened
        review = "" if opened.protocol.review == "approved" else f", {opened.protocol.review}"
        vials = "; ".join(
            f"{vial.product} {words.units(vial.units)}, lot {vial.lot}, exp {facts.vial_expiry(vial)}"
            for vial in record.visit.vials
        )
        row = QHBoxLayout()
        row.addWidget(ElidedText(self._theme, "small", vials, colour="t2", identifier=True), 1)
        title = f"{opened.protocol.title}{review}"
        return _pair(ElidedText(self._theme, "second-strong", title), row)


def _pair(upper: QWidget, lower: QHBoxLayout) -> QVBoxLayout:
    box = QVBoxLayout()
    box.setSpacing(2)
    box.addStretch(1)
    box.addWidget(upper)
    box.addLayout(lower)
    box.addStretch(1)
    return box


class StatePlate(Card):
    """Signed and locked, not treated, or in plain words why it is not signed."""

    def __init__(self, theme: Theme, record: Record) -> None:
        super().__init__(role="plain")
        self._theme = theme
        icon, self._colour = state_sign(record.visit.phase)
        self.setObjectName("record-state")
        row = QHBoxLayout(self)
        row.setContentsMargins(14, 8, 16, 8)
        row.setSpacing(12)
        row.addWidget(IconLabel(theme, icon, colour=self._colour))
        title, detail = state_words(record)
        box = QVBoxLayout()
        box.setSpacing(0)
        box.addWidget(Text(theme, "base-strong", title, colour=self._colour))
        box.addWidget(Text(theme, "small", detail, colour="t2"))
        row.addLayout(box)
        self.setAccessibleName(f"{title}. {detail}")
        theme.changed.connect(self._restyle)
        self._restyle()

    def _restyle(self) -> None:
        c = self._theme.colours
        border, ground = getattr(c, self._colour), c.bad_bg if self._colour == "bad" else c.surface
        self.setStyleSheet(
            f"QFrame#record-state {{ background: {ground}; border: 2px solid {border}; border-radius: 10px; }}"
        )


def state_sign(phase: Phase) -> tuple[str, str]:
    """The icon of a record's state, and its colour."""
    signs = {Phase.SIGNED: ("lock", "ok"), Phase.NOT_TREATED: ("skip", "t2")}
    return signs.get(phase, ("alert", "bad"))


def state_words(record: Record) -> tuple[str, str]:
    """Signed and locked / 18-Nov-2025 11:02"""
    visit = record.visit
    if visit.signed_at is not None:
        return "Signed and locked", f"{words.day(visit.signed_at)} {words.clock(visit.signed_at)}"
    if visit.not_treated is not None:
        return "Not treated", visit.not_treated.reason
    detail = {
        Phase.OPEN: "The treatment is not finished",
        Phase.PAUSED: "The treatment is paused",
        Phase.FINISHED: "Finished, not yet signed",
    }
    return "Not signed", detail[visit.phase]


class Legend(QWidget):
    """The marks that this record has, in words, and whose right and left."""

    def __init__(self, theme: Theme, visit: Visit) -> None:
        super().__init__()
        box = QVBoxLayout(self)
        roomy(theme, box, spacing=(8, 2), margins=((12, 6), (0, 0), (0, 0), (0, 0)))
        box.addStretch(1)
        for look, text in legend_entries(visit):
            row = QHBoxLayout()
            row.setSpacing(8)
            row.addWidget(MarkSign(theme, look))
            row.addWidget(Text(theme, "small", text), 1)
            box.addLayout(row)
        self._note = Text(theme, "label", "R and L are the patient’s.", colour="t3", wrap=True)
        box.addWidget(self._note)
        box.addStretch(1)

    def say_undrawn(self, count: int) -> None:
        """Sites that the drawing cannot show are not passed over in silence."""
        if count:
            is_or_are = "is" if count == 1 else "are"
            self._note.setText(f"{words.count(count, 'site')} {is_or_are} not drawn: the place is not known here.")
            self._note.set_colour("bad")


def legend_entries(visit: Visit) -> Iterator[tuple[MarkLook, str]]:
    """One entry a kind of mark, in the order of the table of states."""
    kinds: dict[str, SiteState] = {}
    for site in visit.sites:
        kinds.setdefault(_kind(site), site)
    order = ("As planned", "Other dose", "Added site", "Skipped", "Not given")
    for kind in order:
        if kind in kinds:
            yield look_of(kinds[kind], next_site=None), kind


def _kind(site: SiteState) -> str:
    if site.status is not SiteStatus.GIVEN:
        return "Skipped" if site.status is SiteStatus.SKIPPED else "Not given"
    if site.added:
        return "Added site"
    return "Other dose" if site.dose_changed else "As planned"


class Sentences(QWidget):
    """The note in words, a heading and a text a row."""

    def __init__(self, theme: Theme, record: Record, protocol: Protocol | None) -> None:
        super().__init__()
        grid = QGridLayout(self)
        roomy(theme, grid, spacing=(16, 12), rows=(8, 5))
        grid.setColumnStretch(1, 1)
        top = Qt.AlignmentFlag.AlignTop
        for i, (heading, text) in enumerate(sentences(record, protocol)):
            grid.addWidget(Text(theme, "small-strong", heading), i, 0, top)
            grid.addWidget(Text(theme, "small", unbroken(text), wrap=True), i, 1, top)
        grid.setRowStretch(grid.rowCount(), 1)


class History(QPlainTextEdit):
    """Every event in words, the newest first; to be read and copied."""

    def __init__(self, theme: Theme, record: Record) -> None:
        super().__init__()
        self.setObjectName("history")
        self.setAccessibleName("History, newest first")
        self.setReadOnly(True)
        self.setTabChangesFocus(True)
        self.setFont(theme.font("small"))
        self.setStyleSheet("QPlainTextEdit { border: none; padding: 0; background: transparent; }")
        strong, plain = QTextCharFormat(), QTextCharFormat()
        strong.setFontWeight(QFont.Weight.DemiBold)
        plain.setFontWeight(QFont.Weight.Normal)
        cursor = self.textCursor()
        for i, (time, sentence) in enumerate(history_lines(record)):
            cursor.insertText(f"\n{time}  " if i else f"{time}  ", strong)
            cursor.insertText(sentence, plain)
        self.moveCursor(cursor.MoveOperation.Start)


def history_lines(record: Record) -> tuple[tuple[str, str], ...]:
    """Time and sentence, newest first; the day stands where it is another than the visit's."""
    day = record.started_at.date()
    lines = []
    for event, sentence in reversed(history(record.events)):
        clock = words.clock_seconds(event.at)
        lines.append((clock if event.at.date() == day else f"{words.day(event.at)} {clock}", sentence))
    return tuple(lines)
