"""Another vial in mid-visit: its carton scanned or typed, and when it was mixed."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from injection_map.domain import words
from injection_map.domain.checks import Level, mixed_finding
from injection_map.domain.dates import moment_words
from injection_map.domain.ports import Clock
from injection_map.domain.protocol import Protocol
from injection_map.domain.vial_form import another_diluent_ml, another_vial
from injection_map.ui.carton_field import CartonField, SerialUses
from injection_map.ui.chair.sheets import Sheet
from injection_map.ui.controls import Text
from injection_map.ui.fields import LineField
from injection_map.ui.sections import Overflow, roomy, show_in_sight
from injection_map.ui.theme import Theme


class AnotherVialSheet(Sheet):
    """What the carton says is as in the safety pause. It is in hand when it is confirmed."""

    padded = False
    filled_in = Signal(object)
    """The Vial."""

    def __init__(
        self,
        theme: Theme,
        protocol: Protocol,
        clock: Clock,
        *,
        number: int,
        serial_uses: SerialUses,
        month_first: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        """`number` counts from 1 in the visit."""
        super().__init__(theme, "Another vial", main=f"Take up vial {number}", parent=parent)
        self.setObjectName("another-vial-sheet")
        self._protocol, self._clock = protocol, clock
        content = QWidget(self)
        self.carton = CartonField(
            theme,
            protocol,
            clock=clock,
            serial_uses=serial_uses,
            month_first=month_first,
            narrow=True,
            parent=content,
        )
        self.carton.setProperty("role", "plain")
        self.carton.begin_typing()
        self.carton.changed.connect(self._say_strength)
        self._strength = Text(theme, "second", colour="t2", wrap=True, parent=content)
        self.mixed = LineField(theme, "Mixed at", name="vial-mixed", parent=content)
        self.mixed.set_text(moment_words(clock()))
        self.mixed.changed.connect(self._say_mixed)
        self.mixed.left.connect(self._say_mixed)
        box, mixing = QVBoxLayout(content), QVBoxLayout()
        roomy(theme, box, spacing=(0, 0))
        box.addWidget(self.carton)
        roomy(theme, mixing, spacing=(8, 6), margins=((20, 16), (0, 0), (20, 16), (12, 8)))
        mixing.addWidget(self._strength)
        mixing.addWidget(self.mixed)
        box.addLayout(mixing)
        box.addStretch(1)
        self.body.addWidget(Overflow(theme, content, self))
        self.confirmed.connect(self._on_main)
        self._say_strength()

    def first_focus(self) -> QWidget:
        return self.main if self.carton.result is not None else self.carton.first_open

    def take_scan(self, text: str) -> None:
        """What a scanner sent; the time of mixing stays as it is."""
        self.carton.take_scan(text)
        self._go_to(self.first_focus())

    def _say_strength(self) -> None:
        units = self.carton.units or self._protocol.dilution.vial_units
        volume = words.figure(another_diluent_ml(units, self._protocol))
        self._strength.setText(f"{words.units(units)} in {volume} mL, the protocol’s strength.")

    def _say_mixed(self) -> None:
        self.mixed.say(mixed_finding(self.mixed.text, self._protocol.use_within_hours, self._clock()))

    def _on_main(self) -> None:
        self.carton.touch()
        self.mixed.touch()
        self._say_mixed()
        checked, mixed = self.carton.result, self.mixed.finding
        if checked is None:
            self._go_to(self.carton.first_open)
        elif mixed is not None and mixed.level is Level.ERROR:
            self._go_to(self.mixed.line)
        else:
            self.filled_in.emit(another_vial(checked, self.mixed.text, self._protocol, now=self._clock()))

    def _go_to(self, target: QWidget) -> None:
        target.setFocus()
        show_in_sight(target)
