"""The field of a lot, and the lots that begin as was typed, to be tapped."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit

from injection_map.domain.errors import InjectionMapError
from injection_map.domain.record_index import LOT, lot_key
from injection_map.ui.background import Background
from injection_map.ui.controls import Button, Text
from injection_map.ui.fields import MOST_TYPED
from injection_map.ui.theme import Theme

FindLots = Callable[[str, int], Sequence[str]]
"""Some of the lots that begin so, from any thread. StoreError when the records cannot be read."""
_MOST = 6
_FIELD_PX = 48


class LotFinder(QObject):
    """The `line`, and the `row` of what it finds: both are laid out by who owns them."""

    typed = Signal()
    """Another lot is looked for."""
    chosen = Signal(str)
    several = Signal()
    """What was entered begins several lots and is none: one has to be chosen."""
    failed = Signal(object)
    """The InjectionMapError of a search."""

    def __init__(self, theme: Theme, find: FindLots, background: Background, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._theme, self._find, self._background = theme, find, background
        self._asked = 0
        self.line = QLineEdit()
        self.line.setObjectName("lot")
        self.line.setAccessibleName("Lot")
        self.line.setPlaceholderText("Lot, or how it begins")
        self.line.setMaxLength(MOST_TYPED)
        self.line.setFixedHeight(_FIELD_PX)
        self.line.textChanged.connect(self._on_typed)
        self.line.returnPressed.connect(self._on_entered)
        self.row = QHBoxLayout()
        self.row.setSpacing(8)
        self.buttons = [self._button(number) for number in range(_MOST)]
        self.more = Text(theme, "small", "There are more: type more of the lot.", colour="t2")
        self.more.setObjectName("more-lots")
        self.more.hide()
        self.row.addWidget(self.more)
        self.row.addStretch(1)
        theme.changed.connect(self._restyle)
        self._restyle()

    def _button(self, number: int) -> Button:
        button = Button(self._theme, "", height_px=(48, 44))
        button.setObjectName(f"lot-{number}")
        button.hide()
        button.clicked.connect(self._on_tapped)
        self.row.addWidget(button)
        return button

    def _restyle(self) -> None:
        self.line.setFont(self._theme.font("body"))

    def write(self, lot: str) -> None:
        """A lot that is known: nothing has to be found."""
        self.line.blockSignals(True)
        self.line.setText(lot)
        self.line.blockSignals(False)
        self.forget()

    def look(self) -> None:
        """Find what begins as the line says."""
        self._look_for(self._show)

    def forget(self) -> None:
        """Nothing is offered, whatever is still being found."""
        self._asked += 1
        self._show(())

    def _look_for(self, found: Callable[[Sequence[str]], None]) -> None:
        """Only the answer to the last question counts."""
        self._asked += 1
        number, text = self._asked, self.line.text().strip()
        if lot_key(text) == LOT:
            found(())
            return

        def answered(lots: Sequence[str]) -> None:
            if number == self._asked:
                found(lots)

        def failed(error: InjectionMapError) -> None:
            if number == self._asked:
                self.failed.emit(error)

        self._background.run(lambda: self._find(text, _MOST + 1), done=answered, failed=failed)

    def _show(self, lots: Sequence[str]) -> None:
        for number, button in enumerate(self.buttons):
            button.setVisible(number < len(lots))
            if number < len(lots):
                button.setText(lots[number])
                button.setAccessibleName(f"Lot {lots[number]}")
                button.updateGeometry()
        self.more.setVisible(len(lots) > _MOST)

    def _on_typed(self) -> None:
        self.typed.emit()
        self.look()

    def _on_entered(self) -> None:
        self._look_for(self._take)

    def _take(self, lots: Sequence[str]) -> None:
        """A lot in full is meant; the only one that begins so too. Of half a lot nobody may be told “nobody”."""
        text = self.line.text().strip()
        exact = [lot for lot in lots if lot_key(lot) == lot_key(text)]
        if len(lots) > 1 and not exact:
            self._show(lots)
            self.several.emit()
        elif text:
            self.chosen.emit(exact[0] if exact else lots[0] if lots else text)

    def _on_tapped(self) -> None:
        button = self.sender()
        assert isinstance(button, Button)
        self.chosen.emit(button.text())
