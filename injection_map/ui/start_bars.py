"""The line above the start page, and the one below: the day and the ways elsewhere; what is missing and the way on."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from injection_map.domain import words
from injection_map.ui.controls import Button, ElidedText, Text
from injection_map.ui.page_menu import open_menu
from injection_map.ui.theme import Theme


class StartBar(QFrame):
    """Above the page."""

    records_asked = Signal()
    trainer_asked = Signal()
    settings_asked = Signal()
    lock_asked = Signal()

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setProperty("role", "bar")
        row = QHBoxLayout(self)
        row.setContentsMargins(20, 0, 14, 0)
        titles = QVBoxLayout()
        titles.setSpacing(2)
        titles.addStretch(1)
        titles.addWidget(Text(theme, "person", "Start a visit", parent=self))
        self._date = Text(theme, "second", colour="t2", parent=self)
        titles.addWidget(self._date)
        titles.addStretch(1)
        row.addLayout(titles, 1)
        self.records = Button(theme, "Records", kind="quiet", icon="search", parent=self)
        self.records.setObjectName("records")
        self.records.clicked.connect(self.records_asked)
        row.addWidget(self.records)
        self.trainer = Button(theme, "Trainer", kind="quiet", icon="full-screen", parent=self)
        self.trainer.setObjectName("trainer")
        self.trainer.clicked.connect(self.trainer_asked)
        row.addWidget(self.trainer)
        self.menu = Button(theme, "", kind="quiet", icon="menu", parent=self)
        self.menu.setFixedWidth(52)
        self.menu.setObjectName("menu")
        self.menu.setAccessibleName("Menu")
        self.menu.clicked.connect(self._on_menu)
        row.addWidget(self.menu)
        theme.changed.connect(self._restyle)
        self._restyle()

    def say_day(self, now: datetime) -> None:
        self._date.setText(f"{words.weekday(now)} {words.day(now)}")

    def _on_menu(self) -> None:
        rows = [("Settings", self.settings_asked.emit), ("Lock the screen", self.lock_asked.emit)]
        open_menu(self._theme, self.menu, rows)

    def _restyle(self) -> None:
        self.setFixedHeight(self._theme.px(84, 66))


class StartFoot(QFrame):
    """Below the page."""

    start_asked = Signal()
    missing_asked = Signal()

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setProperty("role", "foot")
        row = QHBoxLayout(self)
        row.setContentsMargins(20, 14, 14, 14)
        row.setSpacing(14)
        self.progress = ElidedText(theme, "body", parent=self)
        self.progress.setObjectName("progress")
        self.progress.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Preferred)
        row.addWidget(self.progress)
        self.go_to = Button(theme, "", kind="ask", icon="chevron-right", parent=self)
        self.go_to.setObjectName("go-to-missing")
        self.go_to.clicked.connect(self.missing_asked)
        row.addWidget(self.go_to)
        row.addStretch(1)
        self.start = Button(theme, "Safety pause", kind="primary", height_px=(84, 80), role="title", parent=self)
        self.start.setObjectName("start")
        self.start.clicked.connect(self.start_asked)
        row.addWidget(self.start)
        theme.changed.connect(self._restyle)
        self._restyle()

    def say(self, progress: str, missing: str) -> None:
        """How far the page is, and the name of what is missing first; empty when nothing is."""
        self.progress.setText(progress)
        self.go_to.setVisible(bool(missing))
        if missing:
            self.go_to.setText(missing)
            self.go_to.setAccessibleName(f"Go to {missing}")
            self.go_to.updateGeometry()

    def _restyle(self) -> None:
        self.start.setMinimumWidth(self._theme.px(424, 356))
