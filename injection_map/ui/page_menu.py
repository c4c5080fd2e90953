"""The menu of a page: a few rows, none of which records anything."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from injection_map.ui.theme import Theme

if TYPE_CHECKING:
    from PySide6.QtGui import QAction
    from PySide6.QtWidgets import QMenu

Row = tuple[str, Callable[[], None]]


def open_menu(theme: Theme, anchor: QWidget, rows: Sequence[Row | None]) -> QMenu:
    """Below the button that opens it; None is a line between rows."""
    menu = _menu(theme, anchor)
    for row in rows:
        if row is None:
            menu.addSeparator()
        else:
            menu.addAction(row[0]).triggered.connect(row[1])
    menu.popup(anchor.mapToGlobal(anchor.rect().bottomLeft()))
    return menu


def open_choice(
    theme: Theme, anchor: QWidget, choices: Sequence[tuple[str, object]], chosen: Callable[[QAction], None]
) -> QMenu:
    """A row for each of the choices; `chosen` gets the action, whose data is the choice."""
    menu = _menu(theme, anchor)
    for text, choice in choices:
        menu.addAction(text).setData(choice)
    menu.triggered.connect(chosen)
    menu.popup(anchor.mapToGlobal(anchor.rect().bottomLeft()))
    return menu


def _menu(theme: Theme, anchor: QWidget) -> QMenu:
    from PySide6.QtWidgets import QMenu

    menu = QMenu(anchor)
    menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    menu.setFont(theme.font("base"))
    return menu
