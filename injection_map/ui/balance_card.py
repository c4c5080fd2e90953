"""Where the vials went: of each, given and discarded come to what it held, or a reason says why not."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QBrush, QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from injection_map.domain import words
from injection_map.domain.checks import Finding, clean_line
from injection_map.domain.dosing import units_from, volume_ml
from injection_map.domain.finish_checks import (
    FinishField,
    VialDraft,
    gap_words,
    parse_units,
    unaccounted_units,
    vial_field,
)
from injection_map.domain.session import Visit
from injection_map.ui.controls import Button, Text
from injection_map.ui.fields import LineField
from injection_map.ui.sections import Section, roomy
from injection_map.ui.theme import Theme

MOST_WITNESSES = 1
SOMEBODY_ELSE, NOBODY = "Somebody else", "Nobody"


class BalanceCard(Section):
    """All vials of the visit, and who saw the rest discarded."""

    changed = Signal()

    def __init__(self, theme: Theme, visit: Visit, *, witnesses: Sequence[str] = ()) -> None:
        """`witnesses` are offered by name, after the visit's assistants."""
        several = len(visit.vials) > 1
        super().__init__(theme, "Vials balance" if several else "Vial balance", badge=True)
        self.vials = [VialPart(theme, visit, number, titled=several) for number in range(1, len(visit.vials) + 1)]
        for part in self.vials:
            part.changed.connect(self._on_changed)
            self.body.addWidget(part)
        assistants = [assistant.name for assistant in visit.assistants]
        names = list(dict.fromkeys([*assistants, *witnesses]))
        self.seen_by = _Witness(theme, names, assisted=bool(assistants))
        self.seen_by.changed.connect(self.changed)
        self.body.addWidget(self.seen_by)
        if not visit.vials:
            self.hide()
        self._on_changed()

    @property
    def drafts(self) -> tuple[VialDraft, ...]:
        return tuple(part.draft for part in self.vials)

    @property
    def fields(self) -> dict[str, LineField]:
        """By what the page calls them, in its order."""
        named: dict[str, LineField] = {}
        for number, part in enumerate(self.vials, 1):
            named[vial_field(FinishField.DISCARDED, number)] = part.discarded
            named[vial_field(FinishField.BALANCE, number)] = part.reason
        return named | {FinishField.SEEN_BY: self.seen_by.other}

    def stops(self) -> list[QWidget]:
        """In the order of the Tab key."""
        lines: list[QWidget] = [line for part in self.vials for line in (part.discarded.line, part.reason.line)]
        return [*lines, *self.seen_by.choices, self.seen_by.other.line]

    def _on_changed(self) -> None:
        fine = all(part.balances for part in self.vials)
        if self.badge is not None:
            self.badge.set_fine(fine)
        self.say("Balances" if fine else "Does not balance", "ok" if fine else "bad", strong=True)
        self.seen_by.setVisible(any(part.units_discarded for part in self.vials))
        self.changed.emit()

    def say_findings(self, findings: Mapping[str, Finding]) -> None:
        for number, part in enumerate(self.vials, 1):
            discarded, reason = (vial_field(f, number) for f in (FinishField.DISCARDED, FinishField.BALANCE))
            part.say_findings(findings.get(discarded), findings.get(reason))
        self.seen_by.other.say(findings.get(FinishField.SEEN_BY))


class VialPart(QWidget):
    """One vial: a bar, the sum, and a reason where it does not come out."""

    changed = Signal()

    def __init__(self, theme: Theme, visit: Visit, number: int, *, titled: bool) -> None:
        super().__init__()
        self._theme, self._visit, self._number = theme, visit, number
        self._vial, self._given = visit.vials[number - 1], units_from(visit, number)
        box = QVBoxLayout(self)
        roomy(theme, box, spacing=(8, 5))
        if titled:
            name = f"Vial {number}, lot {self._vial.lot}"
            box.addWidget(Text(theme, "second-strong", name, identifier=True))
        self._bar = _BalanceBar(theme)
        box.addWidget(self._bar)
        self.discarded = LineField(theme, "Discarded, units", name=vial_field(FinishField.DISCARDED, number))
        self.discarded.set_text(words.figure(max(Decimal(0), self._vial.units - self._given)))
        self.discarded.changed.connect(self._on_changed)
        box.addLayout(self._equation())
        self.reason = LineField(
            theme, "Why it does not balance", name=f"{vial_field(FinishField.BALANCE, number)}-reason"
        )
        self.reason.changed.connect(self.changed)
        box.addWidget(self.reason)
        self._refresh()

    def _equation(self) -> QGridLayout:
        grid = QGridLayout()
        roomy(self._theme, grid, spacing=(16, 10))
        parts = ((words.figure(self._given), "units given"), ("+", ""), None, ("=", ""))
        for column, part in enumerate((*parts, (words.figure(self._vial.units), "in the vial"))):
            if part is None:
                grid.addWidget(self.discarded, 0, column, 3, 1)
                grid.setColumnStretch(column, 1)
                continue
            figure, below = part
            grid.addWidget(Text(self._theme, "label", below, colour="t2"), 0, column)
            grid.addWidget(Text(self._theme, "total", figure, colour="t1" if below else "t3"), 1, column)
        grid.setRowStretch(1, 1)
        grid.setRowMinimumHeight(2, 18)
        return grid

    @property
    def draft(self) -> VialDraft:
        return VialDraft(self.discarded.text, self.reason.text)

    @property
    def units_discarded(self) -> Decimal | None:
        return parse_units(self.discarded.text)

    @property
    def balances(self) -> bool:
        return self._gap == 0

    @property
    def _gap(self) -> Decimal | None:
        discarded = self.units_discarded
        return None if discarded is None else unaccounted_units(self._visit, self._number, discarded)

    def _on_changed(self) -> None:
        self._refresh()
        self.changed.emit()

    def _refresh(self) -> None:
        """The sum as it stands: bar and words follow what is typed."""
        gap = self._gap
        if gap is not None:
            self.reason.label.setText(f"{gap_words(gap)} Why?")
        self.reason.setVisible(gap is not None and gap != 0)
        self._bar.show_parts(self._given, self.units_discarded or Decimal(0), self._vial.units)

    def say_findings(self, discarded: Finding | None, reason: Finding | None) -> None:
        units = self.units_discarded
        volume = "" if units is None else f"{words.millilitres(volume_ml(units, self._vial))} mL"
        self.discarded.say(discarded, volume)
        self.reason.say(reason)


class _Witness(QWidget):
    """Who saw the rest discarded: one of those who are offered, somebody else, or nobody."""

    changed = Signal()

    def __init__(self, theme: Theme, names: Sequence[str], *, assisted: bool) -> None:
        """Where nobody assisted nobody is chosen already; else somebody has to say."""
        super().__init__()
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(4)
        row = QHBoxLayout()
        roomy(theme, row, spacing=(8, 6))
        row.addWidget(Text(theme, "small", "Discard seen by", colour="t2", wrap=True))
        offered = [*names[:MOST_WITNESSES], SOMEBODY_ELSE, NOBODY]
        self.choices = [Button(theme, name, kind="choice", height_px=(48, 44), role="small-strong") for name in offered]
        for number, choice in enumerate(self.choices):
            choice.setObjectName(f"seen-by-{number}")
            choice.setAccessibleName(f"Discard seen by: {choice.text()}")
            choice.setChecked(choice.text() == NOBODY and not assisted)
            choice.clicked.connect(self._on_choice)
            row.addWidget(choice)
        row.addStretch(1)
        box.addLayout(row)
        self.other = LineField(theme, "Who saw the discard", name="seen-by-other")
        self.other.changed.connect(self.changed)
        self.other.hide()
        box.addWidget(self.other)

    @property
    def name(self) -> str:
        """Empty for nobody."""
        chosen = next((choice.text() for choice in self.choices if choice.isChecked()), NOBODY)
        return {SOMEBODY_ELSE: clean_line(self.other.text), NOBODY: ""}.get(chosen, chosen)

    @property
    def answered(self) -> bool:
        return any(choice.isChecked() for choice in self.choices)

    def _on_choice(self) -> None:
        for choice in self.choices:
            choice.setChecked(choice is self.sender())
        self.other.setVisible(self.choices[-2].isChecked())
        if self.choices[-2].isChecked():
            self.other.line.setFocus(Qt.FocusReason.TabFocusReason)
        self.changed.emit()


class _BalanceBar(QWidget):
    """The vial as a bar: given solid, discarded hatched, what nobody accounts for left open."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._parts = (Decimal(0), Decimal(0), Decimal(0))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self._restyle)
        self._restyle()

    def _restyle(self) -> None:
        self.setFixedHeight(self._theme.px(44, 34))

    def show_parts(self, given: Decimal, discarded: Decimal, held: Decimal) -> None:
        self._parts = (given, discarded, held)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        theme = self._theme
        given, discarded, held = self._parts
        whole = float(max(held, given + discarded)) or 1.0
        frame = QRectF(self.rect()).adjusted(0.75, 0.75, -0.75, -0.75)
        outline = QPainterPath()
        outline.addRoundedRect(frame, 8, 8)
        painter.fillPath(outline, theme.colour("surface"))
        painter.setClipPath(outline)
        given_end = frame.width() * float(given) / whole
        discarded_end = given_end + frame.width() * float(discarded) / whole
        solid = QRectF(frame.left(), frame.top(), given_end, frame.height())
        hatched = QRectF(frame.left() + given_end, frame.top(), discarded_end - given_end, frame.height())
        painter.fillRect(solid, theme.colour("ok"))
        painter.fillRect(hatched, QBrush(theme.colour("line"), Qt.BrushStyle.BDiagPattern))
        painter.fillRect(QRectF(frame.left() + given_end - 0.75, 0, 1.5, self.height()), theme.colour("t1"))
        painter.fillRect(QRectF(frame.left() + discarded_end - 0.75, 0, 1.5, self.height()), theme.colour("t1"))
        painter.setFont(theme.font("small-strong"))
        self._write(painter, solid, f"Given {words.figure(given)}", "surface")
        self._write(painter, hatched, words.figure(discarded), "t1")
        painter.setClipping(False)
        painter.setPen(QPen(theme.colour("t1"), 1.5))
        painter.drawPath(outline)

    def _write(self, painter: QPainter, rect: QRectF, text: str, colour: str) -> None:
        if painter.fontMetrics().horizontalAdvance(text) + 12 <= rect.width():
            painter.setPen(self._theme.colour(colour))
            painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, text)
