"""The bar above the safety pause: which day, who treats, by which protocol, and whether the draft is kept."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from injection_map.domain import words
from injection_map.domain.mixing import each_site_words, needed_ml, parse_diluent_ml
from injection_map.domain.pause_draft import PauseDraft
from injection_map.domain.protocol import Protocol
from injection_map.domain.safety_pause import vial_units
from injection_map.ui.controls import Button, ElidedText, IconLabel, Text
from injection_map.ui.page_menu import open_menu
from injection_map.ui.theme import Theme
from injection_map.ui.treating_panel import treating_words


class PauseBar(QFrame):
    back_asked = Signal()
    treating_asked = Signal()
    lock_requested = Signal()

    def __init__(self, theme: Theme, protocol: Protocol, *, today: datetime, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme, self._protocol = theme, protocol
        self._day = f"{words.weekday(today)} {words.day(today)}"
        self.setProperty("role", "bar")
        row = QHBoxLayout(self)
        row.setContentsMargins(8, 0, 14, 0)
        row.setSpacing(12)
        self.back = self._icon_button("chevron-left", "Back", "back")
        self.back.clicked.connect(self.back_asked)
        title = Text(theme, "person", "Safety pause", parent=self)
        title.setObjectName("page-title")
        self._when = Text(theme, "second", colour="t2", parent=self)
        self.who_treats = Button(
            theme, "", kind="quiet", icon="person", align_left=True, height_px=(48, 44), parent=self
        )
        self.who_treats.setObjectName("who-treats")
        self.who_treats.clicked.connect(self.treating_asked)
        named = ElidedText(theme, "second-strong", _title(protocol), parent=self)
        self._needed = Text(theme, "small", colour="t2", parent=self)
        for text in (named, self._needed):
            text.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.menu = self._icon_button("menu", "Menu", "menu")
        self.menu.clicked.connect(self._on_menu)
        row.addWidget(self.back)
        row.addLayout(_upright(title, self._when))
        row.addWidget(self.who_treats)
        row.addStretch(1)
        row.addLayout(_upright(named, self._needed))
        row.addWidget(self._draft_saved())
        row.addWidget(self.menu)
        theme.changed.connect(self._restyle)
        self._restyle()

    def _icon_button(self, icon: str, name: str, object_name: str) -> Button:
        button = Button(self._theme, "", kind="link", icon=icon, height_px=(52, 48), parent=self)
        button.setFixedWidth(52)
        button.setAccessibleName(name)
        button.setToolTip(name)
        button.setObjectName(object_name)
        return button

    def _draft_saved(self) -> QWidget:
        self._saved_sign = QWidget(self)
        self._saved_sign.setObjectName("draft-saved")
        row = QHBoxLayout(self._saved_sign)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(IconLabel(self._theme, "disk", colour="ok", parent=self._saved_sign))
        self._saved = Text(self._theme, "small-strong", colour="ok", tabular=True, parent=self._saved_sign)
        row.addLayout(_upright(self._saved, Text(self._theme, "label", "draft, on disk", colour="t3")))
        self._saved_sign.hide()
        return self._saved_sign

    def say_draft_saved(self, at: datetime) -> None:
        self._saved.setText(f"Saved {words.clock_seconds(at)}")
        self._saved_sign.setAccessibleName(f"Draft saved at {words.clock_seconds(at)}")
        self._saved_sign.show()

    def say(self, draft: PauseDraft, *, wrong: bool) -> None:
        """`wrong` where something about who treats is missing or cannot be read."""
        self.who_treats.setText(treating_words(draft))
        self.who_treats.setAccessibleName(f"Who treats: {treating_words(draft)}")
        self.who_treats.set_kind("warn" if wrong else "quiet")
        self.who_treats.updateGeometry()
        self._needed.setText(self._needed_words(draft))

    def _needed_words(self, draft: PauseDraft) -> str:
        """31 sites, 5 units each. 3.1 mL of 4 mL needed"""
        volume_ml = parse_diluent_ml(draft.diluent_ml)
        sites = each_site_words(self._protocol)
        if volume_ml is None:
            return sites
        needed = needed_ml(self._protocol, vial_units(draft, self._protocol), volume_ml)
        return f"{sites}. {words.millilitres(needed)} mL of {words.millilitres(volume_ml)} mL needed"

    def _on_menu(self) -> None:
        open_menu(self._theme, self.menu, [("Lock the screen", self.lock_requested.emit)])

    def _restyle(self) -> None:
        self.setFixedHeight(self._theme.px(84, 66))
        self._when.setText(self._day if self._theme.compact else f"Before the first needle. {self._day}")


def _title(protocol: Protocol) -> str:
    """PREEMPT, fixed sites, version 2026.1, draft"""
    review = "" if protocol.review.approved else f", {protocol.review.status}"
    return f"{protocol.title}, version {protocol.version}{review}"


def _upright(upper: QWidget, lower: QWidget) -> QVBoxLayout:
    """Two lines in the middle of the bar."""
    box = QVBoxLayout()
    box.setSpacing(1)
    box.addStretch(1)
    box.addWidget(upper)
    box.addWidget(lower)
    box.addStretch(1)
    return box
