"""The cards of the safety pause: what all of them have, and the three on the left: who, when last, consent."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from injection_map.domain import words
from injection_map.domain.checks import Finding, Level
from injection_map.domain.events import Patient
from injection_map.domain.follow_up import since_words
from injection_map.domain.intervals import LastVisit, ago_words, is_early
from injection_map.domain.pause_draft import Card, PauseDraft, PauseField, is_since_field
from injection_map.domain.protocol import Protocol
from injection_map.domain.safety_pause import PauseFinding, not_done
from injection_map.ui.answers import SaidBox, Slide
from injection_map.ui.controls import Button, ElidedText, PressButton, Text
from injection_map.ui.fields import LineField
from injection_map.ui.interval_bar import IntervalBar
from injection_map.ui.sections import Section
from injection_map.ui.theme import Theme


class PauseCard(Section):
    """A card takes what it shows from the draft, gives back what is filled in, and says what is found of it."""

    changed = Signal()

    def __init__(self, theme: Theme, card: Card, title: str, parent: QWidget | None = None) -> None:
        super().__init__(theme, title, badge=True, number=list(Card).index(card) + 1, parent=parent)
        self.card = card
        self.setObjectName(f"card-{card}")
        self.fields: dict[str, LineField] = {}

    def show_draft(self, draft: PauseDraft) -> None:
        """Show what is filled in, without `changed`."""
        raise NotImplementedError

    def filled_in(self, draft: PauseDraft) -> PauseDraft:
        """The draft with what this card has."""
        raise NotImplementedError

    def say_findings(self, findings: Sequence[PauseFinding], draft: PauseDraft) -> None:
        """`findings` are this card's own."""
        left = not_done(findings)
        assert self.badge is not None
        self.badge.set_fine(not left)
        self.say(self.status_words(findings, draft), "t1" if left else "ok", strong=True)
        errors = {finding.field: finding for finding in findings if finding.level is not Level.OPEN}
        for name, field in self.fields.items():
            field.say(errors.get(name), self.hint(name, draft))

    def status_words(self, findings: Sequence[PauseFinding], draft: PauseDraft) -> str:
        """What stands at the right of the title."""
        raise NotImplementedError

    def hint(self, field: str, draft: PauseDraft) -> str:
        """What stands below a field while nothing is wrong with it."""
        return ""

    def touch(self) -> None:
        """Faults are said from now on."""
        for field in self.fields.values():
            field.touch()

    def stops(self) -> list[QWidget]:
        """What Tab comes to, in order."""
        raise NotImplementedError

    def place_of(self, field: str) -> QWidget:
        """Where a finding is answered."""
        known = self.fields.get(field)
        return known.line if known is not None else self.stops()[0]

    def add_field(self, name: str, label: str, *, identifier: bool = False, parent: QWidget | None = None) -> LineField:
        """A field of this card, still to be laid out."""
        field = LineField(self.theme, label, name=name, identifier=identifier, parent=parent or self)
        field.changed.connect(self.changed)
        field.left.connect(self.changed)
        self.fields[name] = field
        return field


class WhoCard(PauseCard):
    """The patient with two identifiers, large, and what the patient said."""

    def __init__(self, theme: Theme, patient: Patient, *, today: datetime, parent: QWidget | None = None) -> None:
        super().__init__(theme, Card.WHO, "Who is this?", parent)
        name = Text(theme, "side", patient.name, wrap=True, parent=self)
        name.setObjectName("patient-name")
        self.body.addWidget(name)
        self.body.addLayout(self._identifiers(patient, today))
        ask = "Ask, do not tell. Let the patient say each one."
        self.body.addWidget(Text(theme, "label", ask, colour="t2", wrap=True, parent=self))
        self.said_name = SaidBox(theme, "Patient said their name", name="said-name", parent=self)
        self.said_born = SaidBox(theme, "Patient said their date of birth", name="said-born", parent=self)
        self._slide = Slide(self)
        self._slide.passed.connect(self._on_passed)
        for box in (self.said_name, self.said_born):
            self.body.addWidget(box)
            self._slide.watch(box)
            box.clicked.connect(self.changed)

    def _identifiers(self, patient: Patient, today: datetime) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(14)
        grid.setVerticalSpacing(1)
        age = f"{words.age_years(patient.born, today.date())} years"
        rows = (("Born", words.day(patient.born), age), ("MRN", patient.number, ""))
        for row, (label, value, beside) in enumerate(rows):
            grid.addWidget(Text(self.theme, "second", label, colour="t3", parent=self), row, 0)
            grid.addWidget(Text(self.theme, "title", value, identifier=True, parent=self), row, 1)
            grid.addWidget(Text(self.theme, "second", beside, colour="t2", parent=self), row, 2)
        grid.setColumnStretch(2, 1)
        return grid

    def _on_passed(self, box: PressButton) -> None:
        if not box.isChecked():
            box.setChecked(True)
            self.changed.emit()

    def show_draft(self, draft: PauseDraft) -> None:
        self.said_name.setChecked(draft.said_name)
        self.said_born.setChecked(draft.said_born)

    def filled_in(self, draft: PauseDraft) -> PauseDraft:
        return replace(draft, said_name=self.said_name.isChecked(), said_born=self.said_born.isChecked())

    def status_words(self, findings: Sequence[PauseFinding], draft: PauseDraft) -> str:
        return f"{len(findings)} left to say" if findings else "Matched"

    def stops(self) -> list[QWidget]:
        return [self.said_name, self.said_born]

    def place_of(self, field: str) -> QWidget:
        return self.said_born if field == PauseField.SAID_BORN else self.said_name


class IntervalCard(PauseCard):
    """How long ago, beside the least interval; too early wants a reason. The first time there is nothing to answer.

    What is told of the time since then is opened from here. It is no stop among the cards: nobody has to pass it.
    """

    since_asked = Signal()
    earlier_asked = Signal()
    """What was done, what changed, did it help, when is the next."""

    def __init__(
        self,
        theme: Theme,
        protocol: Protocol,
        last_visit: LastVisit | None,
        *,
        today: datetime,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(theme, Card.INTERVAL, "Last treatment", parent)
        self._first = last_visit is None
        weeks, day = protocol.interval_weeks, today.date()
        self._has_interval = weeks is not None
        head = ago_words(last_visit, today=day) if last_visit else "First treatment here"
        above, when = QHBoxLayout(), QVBoxLayout()
        above.setSpacing(12)
        when.setSpacing(0)
        when.addWidget(Text(theme, "total", head, wrap=True, parent=self))
        when.addWidget(_told_last(theme, last_visit, self))
        above.addLayout(when, 1)
        above.addWidget(self._last_time(), 0, Qt.AlignmentFlag.AlignTop)
        self.body.addLayout(above)
        row = QHBoxLayout()
        row.setSpacing(12)
        if last_visit is not None and weeks is not None:
            days = (day - last_visit.on).days
            row.addWidget(IntervalBar(theme, days=days, interval_weeks=weeks, parent=self), 1)
        else:
            row.addStretch(1)
        self.since = Button(theme, "", height_px=(48, 44), parent=self)
        self.since.setObjectName("since")
        self.since.clicked.connect(self.since_asked)
        row.addWidget(self.since)
        self.body.addLayout(row)
        self._since_words = ElidedText(theme, "label", parent=self)
        self._since_words.setObjectName("since-words")
        self.body.addWidget(self._since_words)
        if is_early(last_visit, weeks, today=day):
            self.body.addWidget(self.add_field(PauseField.EARLY_REASON, "Why it is given early"))

    def _last_time(self) -> Button:
        self.earlier = Button(self.theme, "Last time", height_px=(48, 44), parent=self)
        self.earlier.setObjectName("earlier")
        self.earlier.setAccessibleName("Last time: what was done, what changed, did it help, when is the next")
        self.earlier.clicked.connect(self.earlier_asked)
        self.earlier.hide()
        return self.earlier

    def offer_earlier(self, there: bool) -> None:
        """Whether the visits before can be looked at."""
        self.earlier.setVisible(there and not self._first)

    def show_draft(self, draft: PauseDraft) -> None:
        for field in self.fields.values():
            field.set_text(draft.early_reason)

    def filled_in(self, draft: PauseDraft) -> PauseDraft:
        return replace(draft, early_reason="".join(field.text for field in self.fields.values()))

    def say_findings(self, findings: Sequence[PauseFinding], draft: PauseDraft) -> None:
        super().say_findings(findings, draft)
        told = since_words(draft.since)
        self.since.set_icon(None if draft.since.is_empty else "tick")
        self.since.setText("Headache days" if self._first else "Since then")
        self.since.setAccessibleName(f"{self.since.text()}: {told or 'nothing said yet'}")
        self.since.updateGeometry()
        self._since_words.setText(told)
        self._since_words.setVisible(bool(told))

    def status_words(self, findings: Sequence[PauseFinding], draft: PauseDraft) -> str:
        if any(is_since_field(finding.field) for finding in findings):
            return "To be mended"
        if self._first or not self._has_interval:
            return "Nothing to ask"
        return "Early" if findings else "Interval kept"

    def hint(self, field: str, draft: PauseDraft) -> str:
        return "It stands in the record."

    def stops(self) -> list[QWidget]:
        return [field.line for field in self.fields.values()]


def _told_last(theme: Theme, last: LastVisit | None, parent: QWidget) -> Text:
    """Of a treatment in one line: who injected stands whole behind “Last time”."""
    if last is None:
        return Text(theme, "second", _last_words(last), colour="t2", wrap=True, parent=parent)
    return ElidedText(theme, "second", _last_words(last), colour="t2", parent=parent)


def _last_words(last: LastVisit | None) -> str:
    """12-Aug-2025, 155 units, Dr A. Lindqvist"""
    if last is None:
        return "No earlier treatment is kept in these records."
    return ", ".join(filter(None, (words.day(last.on), words.units(last.units), last.by)))


class ConsentCard(PauseCard):
    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, Card.CONSENT, "Consent", parent)
        self.agrees = SaidBox(theme, "Patient agrees to treatment today", name="consented", parent=self)
        self.agrees.clicked.connect(self.changed)
        self.body.addWidget(self.agrees)
        self.body.addStretch(1)

    def show_draft(self, draft: PauseDraft) -> None:
        self.agrees.setChecked(draft.consented)

    def filled_in(self, draft: PauseDraft) -> PauseDraft:
        return replace(draft, consented=self.agrees.isChecked())

    def status_words(self, findings: Sequence[PauseFinding], draft: PauseDraft) -> str:
        return "To be asked" if findings else "Confirmed"

    def stops(self) -> list[QWidget]:
        return [self.agrees]


def finding_of(findings: Sequence[PauseFinding], field: str) -> Finding | None:
    """What is found of one field, if anything."""
    return next((finding for finding in findings if finding.field == field), None)
