"""The menu of a page: a few rows, none of which records anything."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMenu, QWidget

from injection_map.ui.theme import Theme

Row = tuple[str, Callable[[], None]]


def open_menu(theme: Theme, anchor: QWidget, rows: Sequence[Row | None]) -> QMenu:
    """Below the button that opens it; None is a line between rows."""
    menu = QMenu(anchor)
    menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    menu.setFont(theme.font("base"))
    for row in rows:
        if row is None:
            menu.addSeparator()
        else:
            menu.addAction(row[0]).triggered.connect(row[1])
    menu.popup(anchor.mapToGlobal(anchor.rect().bottomLeft()))
    return menu
