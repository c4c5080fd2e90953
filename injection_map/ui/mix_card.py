"""How the vial is mixed and drawn up."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from injection_map.domain import words
from injection_map.domain.checks import Field
from injection_map.domain.mixing import (
    Drawn,
    drawn_up,
    offered_diluents_ml,
    parse_diluent_ml,
    site_volume_words,
    strength_words,
)
from injection_map.domain.pause_draft import Card, PauseDraft, PauseField
from injection_map.domain.ports import Clock
from injection_map.domain.protocol import Protocol
from injection_map.domain.safety_pause import PauseFinding, vial_units
from injection_map.ui.answers import SaidBox
from injection_map.ui.controls import Segments, Text
from injection_map.ui.field_words import hint, understood
from injection_map.ui.pause_cards import PauseCard
from injection_map.ui.theme import Theme

_COLUMNS = 2
_MOST_DRAWN = 8
"""More syringes than these are said in words."""


class MixCard(PauseCard):
    """The dilution, what it comes to, the syringes with what is in each, and their labels."""

    def __init__(
        self, theme: Theme, protocol: Protocol, clock: Clock, *, month_first: bool, parent: QWidget | None = None
    ) -> None:
        super().__init__(theme, Card.MIX, "Mix and draw up", parent)
        self._protocol, self._clock, self._month_first = protocol, clock, month_first
        self._offered: tuple[Decimal, ...] = ()
        self._units = Decimal(0)
        options: list[tuple[str, str | None]] = [("", None), ("", None), ("", None), ("Other", None)]
        self.volumes = Segments(theme, options, height_px=(48, 44), ticks=True, parent=self)
        for i, part in enumerate(self.volumes.parts):
            part.setObjectName(f"volume-{i + 1}")
        self.volumes.chosen.connect(self._on_volume)
        self.body.addWidget(self.volumes)
        self.other = self.add_field(PauseField.DILUENT, "mL added to the vial")
        self.body.addWidget(self.other)
        self._strength = Text(theme, "title", parent=self)
        self._strength.setObjectName("strength")
        self._how = Text(theme, "label", colour="t2", wrap=True, parent=self)
        said = QHBoxLayout()
        said.setSpacing(12)
        said.addWidget(self._strength)
        said.addWidget(self._how, 1)
        self.body.addLayout(said)
        self._drawn = Syringes(theme, self)
        self.body.addWidget(self._drawn)
        self.labelled = SaidBox(theme, "", name="labelled", parent=self)
        self.labelled.clicked.connect(self.changed)
        self.body.addWidget(self.labelled)
        row = QHBoxLayout()
        row.setSpacing(8)
        self.mixed = self.add_field(PauseField.MIXED, "Mixed at")
        self.mixed_by = self.add_field(PauseField.MIXED_BY, "Mixed by")
        for field, share in ((self.mixed, 4), (self.mixed_by, 3)):
            row.addWidget(field, share, Qt.AlignmentFlag.AlignTop)
        self.body.addLayout(row)
        self.body.addStretch(1)
        self.mixed.left.connect(self._on_mixed_left)

    def _on_mixed_left(self) -> None:
        read = understood(Field.MIXED, self.mixed.text, now=self._clock(), month_first=self._month_first)
        if read:
            self.mixed.set_text(read)
            self.changed.emit()

    def _on_volume(self, index: int) -> None:
        is_other = index == len(self._offered)
        self.other.setVisible(is_other)
        if is_other:
            self.other.line.setFocus(Qt.FocusReason.OtherFocusReason)
            self.other.line.selectAll()
        else:
            self.other.set_text(words.figure(self._offered[index]))
        self.changed.emit()

    def show_draft(self, draft: PauseDraft) -> None:
        self.other.set_text(draft.diluent_ml)
        self._offer(vial_units(draft, self._protocol))
        self.labelled.setChecked(draft.labelled)
        self.mixed.set_text(draft.mixed)
        self.mixed_by.set_text(draft.mixed_by)

    def _offer(self, units: Decimal) -> None:
        """What is offered for a vial of these units; what was chosen before stays, if only under Other."""
        self._units = units
        self._offered = offered_diluents_ml(self._protocol.dilution, units)
        for part, volume_ml in zip(self.volumes.parts, self._offered, strict=False):
            part.setText(f"{words.millilitres(volume_ml)} mL")
            part.setAccessibleName(f"Mixed with {words.millilitres(volume_ml)} mL")
        volume = parse_diluent_ml(self.other.text)
        chosen = self._offered.index(volume) if volume in self._offered else len(self._offered)
        self.volumes.choose(chosen)
        self.other.setVisible(chosen == len(self._offered))

    def filled_in(self, draft: PauseDraft) -> PauseDraft:
        return replace(
            draft,
            diluent_ml=self.other.text,
            mixed=self.mixed.text,
            mixed_by=self.mixed_by.text,
            labelled=self.labelled.isChecked(),
        )

    def say_findings(self, findings: Sequence[PauseFinding], draft: PauseDraft) -> None:
        super().say_findings(findings, draft)
        units, volume_ml = vial_units(draft, self._protocol), parse_diluent_ml(draft.diluent_ml)
        if units != self._units:
            self._follow_vial(units)
            return
        syringes = drawn_up(units, volume_ml) if volume_ml else ()
        self._strength.setVisible(volume_ml is not None)
        self._how.setVisible(volume_ml is not None)
        if volume_ml is not None:
            self._strength.setText(strength_words(units, volume_ml))
            self._how.setText(self._how_words(units, volume_ml))
        self._drawn.show_syringes(syringes)
        self.labelled.setText(_labelled_words(len(syringes)))
        self.labelled.setAccessibleName(self.labelled.text())

    def _follow_vial(self, units: Decimal) -> None:
        """Another vial is mixed to the same strength, unless another one was chosen; its syringes want new labels."""
        as_protocol = parse_diluent_ml(self.other.text) == self._offered[1]
        if as_protocol:
            self.other.set_text(words.figure(offered_diluents_ml(self._protocol.dilution, units)[1]))
        self.labelled.setChecked(False)
        self._offer(units)
        self.changed.emit()

    def _how_words(self, units: Decimal, volume_ml: Decimal) -> str:
        """0.1 mL a site; the protocol mixes 4 mL"""
        mixed = site_volume_words(self._protocol, units, volume_ml)
        same_ml = self._offered[1]
        return mixed if volume_ml == same_ml else f"{mixed}; the protocol mixes {words.millilitres(same_ml)} mL"

    def hint(self, field: str, draft: PauseDraft) -> str:
        if field != PauseField.MIXED:
            return ""
        return hint(
            Field.MIXED, self.mixed.text, self._protocol, now=self._clock(), month_first=self._month_first
        )  # fmt: skip

    def status_words(self, findings: Sequence[PauseFinding], draft: PauseDraft) -> str:
        volume_ml = parse_diluent_ml(draft.diluent_ml)
        if volume_ml is None:
            return "To be said"
        count = len(drawn_up(vial_units(draft, self._protocol), volume_ml))
        return words.count(count, "syringe")

    def stops(self) -> list[QWidget]:
        parts: list[QWidget] = [*self.volumes.parts]
        return [*parts, self.other.line, self.labelled, self.mixed.line, self.mixed_by.line]

    def place_of(self, field: str) -> QWidget:
        return self.labelled if field == PauseField.LABELLED else super().place_of(field)


def _labelled_words(count: int) -> str:
    which = {0: "Syringes", 1: "The syringe is", 2: "Both", 3: "All three", 4: "All four"}.get(count, f"All {count}")
    return f"{which} labelled: name, strength, time"


class Syringes(QWidget):
    """Each syringe of 1 mL with what is in it; of more than eight the words only."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._syringes: tuple[Drawn, ...] = ()
        self.setObjectName("syringes")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self._restyle)

    def show_syringes(self, syringes: tuple[Drawn, ...]) -> None:
        if syringes != self._syringes:
            self._syringes = syringes
            self.setAccessibleName("; ".join(self._line(i) for i in range(len(syringes))))
            self._restyle()

    def _restyle(self) -> None:
        self.setFixedHeight(self.sizeHint().height())
        self.updateGeometry()
        self.update()

    def _line(self, i: int) -> str:
        return f"Syringe {i + 1}: {_volume(self._syringes[i])}, {_units(self._syringes[i])}"

    @property
    def _is_drawn(self) -> bool:
        return len(self._syringes) <= _MOST_DRAWN

    def _row_px(self) -> int:
        return self._theme.px(62, 34) if len(self._syringes) <= _COLUMNS * 2 else self._theme.px(44, 30)

    def sizeHint(self) -> QSize:
        rows = -(-len(self._syringes) // _COLUMNS) if self._is_drawn else 1
        return QSize(240, max(0, rows * (self._row_px() + 6) - 6))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if not self._is_drawn:
            first, last = self._syringes[0], self._syringes[-1]
            painter.setPen(self._theme.colour("t1"))
            painter.setFont(self._theme.font("second"))
            said = f"{len(self._syringes)} syringes of {_volume(first)}, {_units(first)} each"
            said += "" if last == first else f"; the last {_volume(last)}, {_units(last)}"
            painter.drawText(self.rect(), int(Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextWordWrap), said)
            return
        width = (self.width() - 6) / _COLUMNS
        for i in range(len(self._syringes)):
            top = i // _COLUMNS * (self._row_px() + 6)
            self._paint_one(painter, i, QRectF(i % _COLUMNS * (width + 6), top, width, self._row_px()))

    def _paint_one(self, painter: QPainter, i: int, rect: QRectF) -> None:
        theme, tall = self._theme, rect.height() >= 56
        painter.setPen(QPen(theme.colour("edge"), 1.5))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(rect.adjusted(0.75, 0.75, -0.75, -0.75), 8, 8)
        size = theme.px(30, 24)
        plate = QRectF(rect.left() + 7, rect.center().y() - size / 2, size, size)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.colour("plate"))
        painter.drawRoundedRect(plate, 5, 5)
        painter.setPen(theme.colour("on_plate"))
        painter.setFont(theme.font("small-strong"))
        painter.drawText(plate, Qt.AlignmentFlag.AlignCenter, str(i + 1))
        within = QRectF(plate.right() + 8, rect.top(), rect.right() - plate.right() - 12, rect.height())
        volume, units = _volume(self._syringes[i]), _units(self._syringes[i])
        painter.setPen(theme.colour("t1"))
        if tall:
            upper, lower = QRectF(within), QRectF(within)
            upper.setBottom(rect.center().y() + 1)
            lower.setTop(rect.center().y() + 1)
            painter.setFont(theme.font("second-strong"))
            painter.drawText(upper, Qt.AlignmentFlag.AlignBottom, volume)
            painter.setPen(theme.colour("t2"))
            painter.setFont(theme.font("label"))
            painter.drawText(lower, Qt.AlignmentFlag.AlignTop, units)
        else:
            painter.setFont(theme.font("label"))
            painter.drawText(within, Qt.AlignmentFlag.AlignVCenter, f"{volume}, {units}")


def _volume(drawn: Drawn) -> str:
    return f"{words.millilitres(drawn.volume_ml)} mL"


def _units(drawn: Drawn) -> str:
    rounded = round(drawn.units, 1)
    about = "" if rounded == drawn.units else "about "
    return f"{about}{words.units(rounded)}"
