"""The vial's carton typed by hand: what it holds, lot, expiry and serial; or its whole code as printed."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from injection_map.domain import words
from injection_map.domain.cartons import CartonDraft, CartonPart, RefusedCarton, carton_sizes, read_typed_carton
from injection_map.domain.checks import Field, is_expired
from injection_map.domain.dates import parse_expiry
from injection_map.domain.protocol import Protocol
from injection_map.ui.carton_row import shown
from injection_map.ui.controls import Segments
from injection_map.ui.field_words import hint, understood
from injection_map.ui.fields import LineField
from injection_map.ui.theme import Theme

if TYPE_CHECKING:
    from injection_map.domain.cartons import Carton
    from injection_map.domain.ports import Clock

_LABELS = {CartonPart.LOT: "Lot", CartonPart.EXPIRY: "Expiry", CartonPart.SERIAL: "Serial, if you like"}
_PLACES = {CartonPart.LOT: (0, 0), CartonPart.EXPIRY: (0, 1), CartonPart.SERIAL: (1, 0)}
_WHOLE_CODE = "Or the whole code: (01)…"


class CartonTyping(QWidget):
    """Its faults stand at their fields, once these were left."""

    changed = Signal()
    code_typed = Signal(str)
    """A whole code, in brackets, stands in the lot's field."""

    def __init__(
        self, theme: Theme, protocol: Protocol, *, clock: Clock, month_first: bool, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._protocol, self._clock, self._month_first = protocol, clock, month_first
        self._sizes = carton_sizes(protocol)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        self.packs = Segments(theme, [(words.units(units), None) for units in self._sizes], ticks=True, parent=self)
        self.packs.setObjectName("carton-packs")
        self.packs.chosen.connect(self._on_pack)
        self.packs.setVisible(len(self._sizes) > 1)
        box.addWidget(self.packs)
        self.lines: dict[CartonPart, LineField] = {}
        grid = QGridLayout()
        grid.setHorizontalSpacing(16)
        box.addLayout(grid)
        for part, (row, column) in _PLACES.items():
            grid.addWidget(self._line(theme, part), row, column, Qt.AlignmentFlag.AlignTop)
            grid.setColumnStretch(column, 1)
        self.clear()

    def _line(self, theme: Theme, part: CartonPart) -> LineField:
        identifier = part is not CartonPart.EXPIRY
        line = LineField(theme, _LABELS[part], name=f"carton-{part}", identifier=identifier, parent=self)
        line.changed.connect(self.changed)
        line.left.connect(self._on_left)
        line.entered.connect(self._on_entered)
        self.lines[part] = line
        return line

    def clear(self) -> None:
        """Nothing typed, and the size that the protocol mixes."""
        for line in self.lines.values():
            line.clear()
        planned = self._protocol.dilution.vial_units
        self.packs.choose(self._sizes.index(planned) if planned in self._sizes else -1)

    def show_text(self, lot: str, expiry: str, serial: str, units: Decimal | None) -> None:
        """As it was typed before."""
        for part, text in ((CartonPart.LOT, lot), (CartonPart.EXPIRY, expiry), (CartonPart.SERIAL, serial)):
            self.lines[part].set_text(text)
        if units in self._sizes:
            self.packs.choose(self._sizes.index(units))

    @property
    def units(self) -> Decimal | None:
        """What the vial holds; None when it has still to be chosen."""
        if not self._sizes:
            return self._protocol.dilution.vial_units
        return self._sizes[self.packs.index] if self.packs.index >= 0 else None

    def read(self) -> Carton | RefusedCarton:
        """The carton as typed, after its faults were said."""
        typed = {str(part): line.text for part, line in self.lines.items()}
        read = read_typed_carton(CartonDraft(**typed, month_first=self._month_first))
        faults = {fault.part: shown(fault) for fault in read.findings} if isinstance(read, RefusedCarton) else {}
        for part, line in self.lines.items():
            line.say(faults.get(part), self._hint(part))
        return read

    @property
    def first_fault(self) -> QWidget:
        """The first field in which something is wrong; the lot's when nothing is."""
        wrong = [line.line for line in self.lines.values() if line.finding is not None]
        return wrong[0] if wrong else self.lines[CartonPart.LOT].line

    def _hint(self, part: CartonPart) -> str:
        if part is CartonPart.EXPIRY:
            text, today = self.lines[part].text, self._clock().date()
            expiry = parse_expiry(text, month_first=self._month_first)
            if expiry is not None and is_expired(expiry, today):
                return ""  # the warning below says it
            return hint(Field.EXPIRY, text, self._protocol, now=self._clock(), month_first=self._month_first)
        return _WHOLE_CODE if part is CartonPart.LOT else ""

    def _on_pack(self, index: int) -> None:
        self.packs.choose(index)
        self.changed.emit()

    def _on_left(self) -> None:
        """What was typed is shown as it was understood."""
        lot = self.lines[CartonPart.LOT]
        if self.sender() is lot and lot.text.strip().startswith("("):
            self.code_typed.emit(lot.text)
            return
        for part, field in ((CartonPart.LOT, Field.LOT), (CartonPart.EXPIRY, Field.EXPIRY)):
            text = self.lines[part].text
            read = understood(field, text, now=self._clock(), month_first=self._month_first)
            if read and read != text:
                self.lines[part].set_text(read)
        self.changed.emit()

    def _on_entered(self) -> None:
        self.focusNextChild()
