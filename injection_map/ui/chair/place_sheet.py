"""Where a site is added or moved to: its place in words, nudged by 1 mm, with the reason and what comes of it."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from injection_map.domain import words
from injection_map.domain.protocol import Side
from injection_map.ui.chair.caution import Caution
from injection_map.ui.chair.reason_picker import ReasonPicker
from injection_map.ui.chair.sheets import Sheet
from injection_map.ui.controls import Button, Segments, Text
from injection_map.ui.page import is_typing
from injection_map.ui.theme import Theme

NUDGE_MM = 1.0
_NUDGES = (
    ("left", "chevron-left", Qt.Key.Key_Left, (-NUDGE_MM, 0.0)),
    ("up", "chevron-up", Qt.Key.Key_Up, (0.0, -NUDGE_MM)),
    ("down", "chevron-down", Qt.Key.Key_Down, (0.0, NUDGE_MM)),
    ("right", "chevron-right", Qt.Key.Key_Right, (NUDGE_MM, 0.0)),
)
_ON_THE_DRAWING = {"left": "to the left", "right": "to the right", "up": "up", "down": "down"}


class PlaceSheet(Sheet):
    """It shows what it is told, and says what is asked; the flow reckons."""

    nudged = Signal(float, float)
    """By so many mm to the right and down, on the drawing."""
    dose_chosen = Signal(object)
    """A Decimal of units."""

    def __init__(
        self,
        theme: Theme,
        title: str,
        *,
        side: Side,
        reasons: Sequence[str],
        doses: Sequence[Decimal] = (),
        parent: QWidget | None = None,
    ) -> None:
        """`doses` are the units to choose from; none where the dose is not in question."""
        super().__init__(theme, title, side=side, main="Set", parent=parent)
        self._doses = tuple(doses)
        self._may_confirm = False
        self._place = Text(theme, "second-strong" if theme.compact else "base-strong", wrap=True)
        self._place.setObjectName("place")
        self.body.addWidget(self._place)
        if not theme.compact:
            self.body.addWidget(Text(theme, "small", "Touch another place, or move it by 1 mm", colour="t3", wrap=True))
        self.body.addLayout(self._nudge_row())
        self._dose = Segments(theme, [(words.figure(units), None) for units in self._doses], height_px=(48, 44))
        self._dose.setVisible(bool(doses))
        self._dose.chosen.connect(self._on_dose)
        for part, units in zip(self._dose.parts, self._doses, strict=True):
            part.setAccessibleName(words.units(units))
        self.body.addWidget(self._dose)
        self._caution = Caution(theme)
        self._caution.setObjectName("limit")
        self._caution.set_small(True)
        self._caution.set_role("small")
        self.body.addWidget(self._caution)
        self.picker = ReasonPicker(theme, reasons, short=theme.compact)
        self.picker.changed.connect(self._refresh)
        self.body.addWidget(self.picker)
        self._outcome = Text(theme, "second" if theme.compact else "body", wrap=True)
        self._outcome.setObjectName("outcome")
        self.body.addWidget(self._outcome)
        self.body.addStretch(1)

    def _nudge_row(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(8)
        self._nudge_of: dict[QWidget, tuple[float, float]] = {}
        for name, icon, _, by_mm in _NUDGES:
            button = Button(self.theme, "", icon=icon, height_px=(48, 44))
            button.setObjectName(f"nudge-{name}")
            button.setAccessibleName(f"1 mm {_ON_THE_DRAWING[name]} on the drawing")
            button.clicked.connect(self._on_nudge)
            self._nudge_of[button] = by_mm
            row.addWidget(button, 1)
        return row

    @property
    def reason(self) -> str:
        return self.picker.reason

    def first_focus(self) -> QWidget:
        return self.picker.first

    def show_state(
        self, *, place: str, main: str, outcome: str, caution: str, may_confirm: bool, units: Decimal | None = None
    ) -> None:
        """`may_confirm` says whether there is anything to record yet; without a reason there never is."""
        self._may_confirm = may_confirm
        self._place.setText(f"{place[:1].upper()}{place[1:]}")
        self.main.setText(main)
        self.main.setAccessibleName(main)
        self._outcome.setText(outcome)
        self._outcome.setVisible(bool(outcome))
        self._caution.set_text(caution)
        self._dose.choose(self._doses.index(units) if units in self._doses else -1)
        self._refresh()

    def _refresh(self) -> None:
        self.main.setEnabled(self._may_confirm and bool(self.reason))

    def _on_dose(self, index: int) -> None:
        self.dose_chosen.emit(self._doses[index])

    def _on_nudge(self) -> None:
        sender = self.sender()
        assert isinstance(sender, Button)
        self.nudged.emit(*self._nudge_of[sender])

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """The arrows move the site; in the line of text they move the cursor."""
        by_mm = next((by_mm for _, _, key, by_mm in _NUDGES if key == event.key()), None)
        if by_mm is not None and not is_typing(self.focusWidget()):
            self.nudged.emit(*by_mm)
        else:
            super().keyPressEvent(event)
