"""The vial's card: its carton scanned or typed by hand, each fault at its place, each warning with its reason.

It stands on any page; the page hands it what the scanner sent.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QBoxLayout, QVBoxLayout, QWidget

from injection_map.domain import words
from injection_map.domain.cartons import (
    Carton,
    CartonFinding,
    CartonKind,
    CartonPart,
    CheckedCarton,
    RefusedCarton,
    SerialUse,
    carton_findings,
    carton_units,
    mistaken_product,
    size_finding,
)
from injection_map.domain.dates import away_words
from injection_map.domain.events import Caution
from injection_map.domain.protocol import Protocol
from injection_map.ui.carton_row import CartonRow, LotComparison, shown
from injection_map.ui.carton_typing import CartonTyping
from injection_map.ui.controls import Button, IconLabel, Text
from injection_map.ui.fields import Message
from injection_map.ui.sections import Section
from injection_map.ui.theme import Theme
from injection_map.workflow.carton_scan import read_carton

if TYPE_CHECKING:
    from injection_map.domain.ports import Clock

SerialUses = Callable[[Carton], Sequence[SerialUse]]
"""The records that have a carton with this serial."""

NO_BREAK_SPACE = "\u00a0"

Findings = Mapping[CartonPart, CartonFinding]


class CartonField(Section):
    """Constructor in, signal out."""

    checked = Signal(object)
    """A CheckedCarton as soon as nothing is open any more, None as soon as something is."""
    changed = Signal()
    """What is shown may be another than before."""

    def __init__(
        self,
        theme: Theme,
        protocol: Protocol,
        *,
        clock: Clock,
        serial_uses: SerialUses,
        month_first: bool = False,
        number: int | None = None,
        narrow: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        """`month_first` reads 05/31/2027 as in the US. `number` is the card's among others.

        `narrow` is for a column in which product and button do not stand side by side.
        """
        super().__init__(theme, "Vial", badge=True, number=number, parent=parent)
        self._protocol, self._clock, self._serial_uses = protocol, clock, serial_uses
        self._result: CheckedCarton | None = None
        self._carton: Carton | None = None
        self._scanned_at: datetime | None = None
        self._refused: tuple[CartonFinding, ...] = ()
        self._typing, self._lot_compared, self._narrow = False, False, narrow
        self._build(month_first)
        theme.changed.connect(self._fit)
        self._fit()
        self._refresh()

    # --- what the page tells the card ---------------------------------------------------------------------------

    def take_scan(self, text: str) -> None:
        """What a scanner sent. A code that cannot be read takes away the carton before it: nobody meant that one."""
        self._take(text, self._clock())

    def show_scanned(self, carton: Carton, scanned_at: datetime | None, cautions: Sequence[Caution]) -> None:
        """A carton that was scanned before, with the reasons that were given."""
        self._carton, self._scanned_at, self._typing = carton, scanned_at, False
        self.comparison.show_lot(carton.lot)
        self._show_reasons(cautions)

    def show_typed(
        self, lot: str, expiry: str, serial: str, units: Decimal | None, cautions: Sequence[Caution]
    ) -> None:
        """What was typed before, with the reasons that were given."""
        self._carton, self._typing = None, True
        self.typing.show_text(lot, expiry, serial, units)
        self._show_reasons(cautions)

    def _show_reasons(self, cautions: Sequence[Caution]) -> None:
        """What wants a reason is known once the carton is shown."""
        self._refresh()
        for row in self.rows.values():
            row.show_reason(cautions)
        self._refresh()

    def begin_typing(self) -> None:
        """As if it had been said that it is typed by hand."""
        self._carton, self._refused, self._typing = None, (), True
        self._refresh()

    def touch(self) -> None:
        """From now on each fault is said, also where nothing was typed."""
        for line in (*self.typing.lines.values(), *(row.reason for row in self.rows.values())):
            line.touch()
        self._refresh()

    @property
    def result(self) -> CheckedCarton | None:
        """The carton, once nothing about it is open."""
        return self._result

    @property
    def first_open(self) -> QWidget:
        """Where to go on while something is open: a fault as typed, a reason, a comparison, or the next scan."""
        if self._typing and isinstance(self.typing.read(), RefusedCarton):
            return self.typing.first_fault
        if lacking := [row.reason.line for row in self.rows.values() if row.lacks_reason]:
            return lacking[0]
        return self.way if self.comparison.isHidden() else self.comparison.lot.line

    # --- building -----------------------------------------------------------------------------------------------

    def _build(self, month_first: bool) -> None:
        """From top to bottom, which is the order of Tab."""
        self.rows: dict[CartonPart, CartonRow] = {}
        self.body.addLayout(self._head())
        self._refusals = {part: Message(self.theme, self) for part in CartonPart}
        for message in self._refusals.values():
            self.body.addWidget(message)
        self._add_row(CartonPart.PRODUCT, "")
        self.typing = CartonTyping(self.theme, self._protocol, clock=self._clock, month_first=month_first, parent=self)
        self.typing.changed.connect(self._on_typed)
        self.typing.code_typed.connect(self._on_code_typed)
        self.body.addWidget(self.typing)
        self._add_row(CartonPart.LOT, "Lot")
        self.comparison = LotComparison(self.theme, self)
        self.comparison.compared.connect(self._on_lot_compared)
        self.body.addWidget(self.comparison)
        self._add_row(CartonPart.EXPIRY, "Expires")
        self._add_row(CartonPart.SERIAL, "Serial")
        self.body.addStretch(1)

    def _add_row(self, part: CartonPart, label: str) -> None:
        self.rows[part] = CartonRow(self.theme, part, label, self)
        self.rows[part].changed.connect(self._refresh)
        self.body.addWidget(self.rows[part])

    def _head(self) -> QBoxLayout:
        direction = QBoxLayout.Direction.TopToBottom if self._narrow else QBoxLayout.Direction.LeftToRight
        row, titles = QBoxLayout(direction), QVBoxLayout()
        row.setSpacing(10)
        self._icon = IconLabel(self.theme, "scan", colour="t1", size_px=30, parent=self)
        row.addWidget(self._icon)
        titles.setSpacing(1)
        self._product = Text(self.theme, "lead-strong", wrap=True, parent=self)
        self._below = Text(self.theme, "small", colour="t2", wrap=True, parent=self)
        titles.addWidget(self._product)
        titles.addWidget(self._below)
        row.addLayout(titles, 1)
        self.way = Button(self.theme, "", kind="quiet", icon="scan", parent=self)
        self.way.setObjectName("carton-way")
        self.way.clicked.connect(self._on_way)
        row.addWidget(self.way, 0, Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
        return row

    def _fit(self) -> None:
        """Where room is scarce the product's name needs the icon's place; the button has the same one."""
        self._icon.setVisible(not (self.theme.compact or self._narrow))

    # --- what the user does -------------------------------------------------------------------------------------

    def _on_way(self) -> None:
        """From a carton to the next scan, from waiting to typing, and from typing back to waiting."""
        if self._typing or self._carton is not None:
            self._carton, self._refused, self._typing = None, (), False
            self._refresh()
        else:
            self.begin_typing()
            self.typing.lines[CartonPart.LOT].line.setFocus(Qt.FocusReason.TabFocusReason)

    def _on_typed(self) -> None:
        self._refused = ()
        self._refresh()

    def _on_code_typed(self, text: str) -> None:
        self._take(text, None)

    def _on_lot_compared(self, lot: str) -> None:
        if self._carton is not None:
            self._carton, self._lot_compared = replace(self._carton, lot=lot), True
            self._refresh()

    def _take(self, text: str, scanned_at: datetime | None) -> None:
        read = read_carton(text, today=self._clock().date())
        self._scanned_at, self._lot_compared = scanned_at, False
        if isinstance(read, RefusedCarton):
            self._carton, self._refused = None, read.findings
        else:
            self._carton, self._refused, self._typing = read, (), False
            self.typing.clear()
            self.comparison.show_lot(read.lot)
        self._refresh()

    # --- what is to be said -------------------------------------------------------------------------------------

    def _refresh(self) -> None:
        self.typing.setVisible(self._typing)
        typed = self.typing.read() if self._typing else None
        carton = typed if isinstance(typed, Carton) else self._carton
        found = self._findings(carton) if carton is not None else {}
        self._say_refusal()
        self._say_head(found)
        self._say_rows(found)
        result = self._checked(carton, found) if carton is not None else None
        self._say_verdict(carton, found, result)
        if result != self._result:
            self._result = result
            self.checked.emit(result)
        self.changed.emit()

    @property
    def units(self) -> Decimal | None:
        """What the carton holds that is shown, also while something about it is open."""
        if self._typing:
            return self.typing.units
        return carton_units(self._carton, self._protocol) if self._carton is not None else None

    def _findings(self, carton: Carton) -> Findings:
        """At most one a part."""
        uses = self._serial_uses(carton) if carton.serial else ()
        found = carton_findings(carton, self._protocol, today=self._clock().date(), serial_uses=uses)
        by_part = {finding.part: finding for finding in found}
        if self._lot_compared:
            by_part.pop(CartonPart.LOT, None)
        units = self.typing.units if self._typing else None
        if units is not None and (finding := size_finding(units, self._protocol)):
            by_part[CartonPart.PRODUCT] = finding
        return by_part

    def _checked(self, carton: Carton, found: Findings) -> CheckedCarton | None:
        """None while a reason or a comparison is open, or what a typed vial holds."""
        units = self.units
        if self._typing and units is None:
            return None
        if CartonPart.LOT in found or any(row.lacks_reason for row in self.rows.values()):
            return None
        cautions = [row.caution for row in self.rows.values()]
        scanned_at = None if self._typing else self._scanned_at
        return CheckedCarton(carton, units, scanned_at, tuple(caution for caution in cautions if caution is not None))

    def _say_refusal(self) -> None:
        """All that is wrong with a code that was not taken: at most one a part."""
        refused = {finding.part: finding for finding in self._refused}
        for part, message in self._refusals.items():
            finding = refused.get(part)
            message.say(shown(finding) if finding else None, "")
            message.setVisible(finding is not None)

    def _say_head(self, found: Findings) -> None:
        product, below, way, icon = self._head_words(found)
        self._product.setText(product)
        self._below.setText(below)
        self.way.setText(way)
        self.way.setAccessibleName(way)
        self.way.set_icon(icon)
        self.way.updateGeometry()

    def _head_words(self, found: Findings) -> tuple[str, str, str, str]:
        """Product, what stands below it, and the button with its icon."""
        if self._typing:
            return self._protocol.product.name, "Typed by hand: the product is not compared.", "Scan it", "scan"
        if self._carton is None:
            return "Scan the carton", "Its square code, wherever the cursor is.", "Type it", "pen"
        below = f"GTIN {self._carton.gtin}"
        return self._product_words(self._carton, found.get(CartonPart.PRODUCT)), below, "Scan again", "scan"

    def _product_words(self, carton: Carton, finding: CartonFinding | None) -> str:
        kind = finding.kind if finding else None
        if other := mistaken_product(carton, self._protocol):
            return other.name
        if kind in (CartonKind.WRONG_PRODUCT, CartonKind.NOT_COMPARED):
            return "Another product" if kind is CartonKind.WRONG_PRODUCT else "Product not compared"
        units, name = carton_units(carton, self._protocol), self._protocol.product.name
        return f"{name} {words.units(units).replace(' ', NO_BREAK_SPACE)}" if units is not None else name

    def _say_rows(self, found: Findings) -> None:
        """Of a carton typed by hand only what there is to say: what it says stands in the fields."""
        carton = self._carton
        if carton is not None:
            lot = "" if CartonPart.LOT in found else carton.lot
            self.rows[CartonPart.LOT].show_value(lot, "compared" if self._lot_compared else "")
            away = away_words(carton.expiry, self._clock().date())
            self.rows[CartonPart.EXPIRY].show_value(words.day(carton.expiry), away)
            self.rows[CartonPart.SERIAL].show_value(carton.serial or "", "" if carton.serial else "not in the code")
        for part, row in self.rows.items():
            if carton is None:
                row.show_value("")
            row.say(found.get(part))
            row.setVisible(part in found or (carton is not None and part is not CartonPart.PRODUCT))
        self.comparison.setVisible(CartonPart.LOT in found)

    def _say_verdict(self, carton: Carton | None, found: Findings, result: CheckedCarton | None) -> None:
        assert self.badge is not None
        self.badge.set_fine(result is not None)
        if result is not None:
            at = result.scanned_at
            self.say(f"Scanned {words.clock(at)}" if at else "Typed by hand", "ok", strong=True)
        elif self._refused:
            self.say("Not read", "bad", strong=True)
        elif carton is None:
            self.say("To be filled in" if self._typing else "Not scanned yet")
        elif CartonPart.LOT in found:
            self.say("Lot to be compared", "t1", strong=True)
        elif any(row.lacks_reason for row in self.rows.values()):
            self.say("Reason needed", "t1", strong=True)
        else:
            self.say("Size to be chosen", "t1", strong=True)
