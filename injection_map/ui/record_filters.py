"""Which records are listed: all, those that wait for something, those of one person or one protocol."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QAbstractButton, QGridLayout, QMenu, QWidget

from injection_map.domain.record_index import Page, Show
from injection_map.ui.controls import Button
from injection_map.ui.page_menu import open_menu
from injection_map.ui.sections import roomy
from injection_map.ui.theme import Theme

NAMES = {Show.ALL: "All", Show.UNSIGNED: "Not signed", Show.DUE: "Due", Show.OVERDUE: "Overdue"}
ANYONE, ANY_PROTOCOL = "Anyone", "Any protocol"


class RecordFilters(QWidget):
    """Four chips, of which one is chosen, and two menus."""

    changed = Signal()

    def __init__(
        self, theme: Theme, *, people: Sequence[str], protocols: Mapping[str, str], parent: QWidget | None = None
    ) -> None:
        """`people` are names; `protocols` are titles by the protocols' ids."""
        super().__init__(parent)
        self._theme = theme
        grid = QGridLayout(self)
        roomy(theme, grid, spacing=(8, 6), rows=(8, 6))
        self.chips = {show: self._button(f"{name} 0", f"show-{show}", "choice") for show, name in NAMES.items()}
        for number, chip in enumerate(self.chips.values()):
            chip.clicked.connect(self._on_chip)
            grid.addWidget(chip, number // 2, number % 2)
        self.person = _Choice(
            self._button(ANYONE, "of-person", "plain"), {"": ANYONE, **{name: name for name in people}}
        )
        self.protocol = _Choice(self._button(ANY_PROTOCOL, "of-protocol", "plain"), {"": ANY_PROTOCOL, **protocols})
        self.person.button.clicked.connect(self._ask_person)
        self.protocol.button.clicked.connect(self._ask_protocol)
        grid.addWidget(self.person.button, 2, 0)
        grid.addWidget(self.protocol.button, 2, 1)
        for column in (0, 1):
            grid.setColumnStretch(column, 1)
        self._menu: QMenu | None = None
        self.choose(Show.ALL)

    @property
    def show_only(self) -> Show:
        return next(show for show, chip in self.chips.items() if chip.isChecked())

    def choose(self, show: Show, *, person: str = "", protocol: str = "") -> None:
        for other, chip in self.chips.items():
            chip.setChecked(other is show)
        self.person.choose(person)
        self.protocol.choose(protocol)

    def say_counts(self, counts: Mapping[Show, Page]) -> None:
        """How many records each chip would show."""
        for show, page in counts.items():
            number = f"{page.total}+" if page.more else str(page.total)
            self.chips[show].setText(f"{NAMES[show]} {number}")
            self.chips[show].setAccessibleName(self.chips[show].text())

    def _button(self, text: str, name: str, kind: str) -> Button:
        is_menu = kind == "plain"
        icon = "chevron-down" if is_menu else None
        button = Button(
            self._theme, text, kind=kind, icon=icon, height_px=(44, 40), role="small-strong", align_left=is_menu
        )
        button.setObjectName(name)
        return button

    def _on_chip(self) -> None:
        """One of them is always chosen."""
        pressed = self.sender()
        for chip in self.chips.values():
            chip.setChecked(chip is pressed)
        self.changed.emit()

    def _ask_person(self) -> None:
        self._open(self.person, self._on_person)

    def _ask_protocol(self) -> None:
        self._open(self.protocol, self._on_protocol)

    def _open(self, choice: _Choice, chosen: Callable[[], None]) -> None:
        titles = [title.replace("&", "&&") for title in choice.titles.values()]
        self._menu = open_menu(self._theme, choice.button, [(title, chosen) for title in titles])

    def _on_person(self) -> None:
        self._take(self.person)

    def _on_protocol(self) -> None:
        self._take(self.protocol)

    def _take(self, choice: _Choice) -> None:
        assert self._menu is not None
        number = next(i for i, action in enumerate(self._menu.actions()) if action is self.sender())
        choice.choose(list(choice.titles)[number])
        self.changed.emit()


class _Choice:
    """A menu's button, which says what was chosen in it. The first row is no choice."""

    def __init__(self, button: QAbstractButton, titles: Mapping[str, str]) -> None:
        self.button, self.titles = button, titles
        self.value = ""

    def choose(self, value: str) -> None:
        """What is no longer offered chooses nothing."""
        self.value = value if value in self.titles else ""
        self.button.setText(self.titles[self.value])
        self.button.setAccessibleName(f"Records of: {self.titles[self.value]}")
        self.button.setToolTip(self.titles[self.value])
