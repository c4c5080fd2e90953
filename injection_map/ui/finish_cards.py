"""What the finish page asks: sites left, what differed, and how the patient is."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from injection_map.domain import words
from injection_map.domain.checks import Finding
from injection_map.domain.finish_checks import NONE_SEEN, OTHER, REACTIONS, recorded_reactions
from injection_map.domain.session import SiteState, Visit
from injection_map.ui.chair.changes import MarkSign
from injection_map.ui.chair.look import look_of
from injection_map.ui.controls import Button, Line, Text, Toggle
from injection_map.ui.fields import LineField, Message
from injection_map.ui.sections import Overflow, Section, roomy
from injection_map.ui.theme import Theme
from injection_map.ui.wording import change_words, site_and_side

_LISTED = 4
_LIST_PX = 200
"""A longer list of changes scrolls."""


class LeftCard(Section):
    """Sites still to do: which, and why they are left."""

    def __init__(self, theme: Theme, visit: Visit) -> None:
        count = len(visit.to_do)
        super().__init__(theme, f"{words.count(count, 'site')} left to do")
        self.body.addWidget(Text(theme, "second", left_words(visit.to_do), colour="t2", wrap=True))
        self.reason = LineField(theme, "Why they are left" if count > 1 else "Why it is left", name="left-reason")
        self.body.addWidget(self.reason)
        if not count:
            self.hide()


def left_words(sites: tuple[SiteState, ...]) -> str:
    """Temporalis 3, left; temporalis 4, left; and 5 more"""
    named = "; ".join(site_and_side(site) for site in sites[:_LISTED])
    more = len(sites) - _LISTED
    return f"{named}; and {more} more" if more > 0 else named


class ChangesCard(Section):
    """Every difference from the protocol with its reason. A long list scrolls inside the card."""

    def __init__(self, theme: Theme, visit: Visit) -> None:
        super().__init__(theme, "Changes from the protocol")
        differing = [site for site in visit.sites if site.differs]
        if not differing:
            self.body.addWidget(Text(theme, "second", "None: all is as planned.", colour="t2"))
            self.body.addStretch(1)
            return
        self.say(f"{len(differing)} with reasons" if len(differing) > 1 else "1 with a reason")
        rows = QWidget()
        box = QVBoxLayout(rows)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        for site in differing:
            box.addWidget(Line())
            box.addLayout(self._row(site))
        box.addStretch(1)
        listed = Overflow(theme, rows)
        listed.shrink_first(min(rows.sizeHint().height(), _LIST_PX))
        self.body.addWidget(listed, 1)

    def _row(self, site: SiteState) -> QHBoxLayout:
        title, reason = change_words(site)
        row = QHBoxLayout()
        roomy(self.theme, row, spacing=(8, 8), margins=((0, 0), (9, 6), (0, 0), (9, 6)))
        row.addWidget(MarkSign(self.theme, look_of(site, next_site=None)), 0, Qt.AlignmentFlag.AlignTop)
        box = QVBoxLayout()
        box.setSpacing(1)
        box.addWidget(Text(self.theme, "second-strong", title, wrap=True))
        box.addWidget(Text(self.theme, "small", reason, colour="t2", wrap=True))
        row.addLayout(box, 1)
        return row


class ReactionsCard(Section):
    """How the patient is. Unanswered looks different from none; what was seen at the chair is chosen already."""

    changed = Signal()

    def __init__(self, theme: Theme, visit: Visit) -> None:
        super().__init__(theme, "Reactions", badge=True)
        seen = recorded_reactions(visit)
        grid = QGridLayout()
        roomy(theme, grid, spacing=(8, 6), rows=(8, 6))
        names = [*REACTIONS[:-1], *(name for name in seen if name not in REACTIONS), OTHER]
        self.choices = [Button(theme, name, kind="choice", height_px=(50, 46)) for name in names]
        for i, choice in enumerate(self.choices):
            choice.setObjectName(f"reaction-{i + 1}")
            choice.setChecked(choice.text() in seen)
            choice.clicked.connect(self._on_clicked)
            grid.addWidget(choice, i // 3, i % 3)
        self.body.addLayout(grid)
        self.words = LineField(theme, "What was seen, and what was done", name="reaction-words")
        self.words.changed.connect(self.changed)
        self.words.setVisible(bool(seen))
        self.body.addWidget(self.words)
        self.message = Message(theme)
        self.message.hide()
        self.body.addWidget(self.message)
        row = QHBoxLayout()
        roomy(theme, row, spacing=(16, 10))
        self.watched, self.leaflet = Toggle(theme, "Watched, well"), Toggle(theme, "Leaflet given")
        self.watched.setObjectName("watched")
        self.leaflet.setObjectName("leaflet-given")
        for toggle in (self.watched, self.leaflet):
            row.addWidget(toggle)
        row.addStretch(1)
        self.body.addLayout(row)
        self.body.addStretch(1)

    @property
    def chosen(self) -> tuple[str, ...]:
        return tuple(choice.text() for choice in self.choices if choice.isChecked())

    def _on_clicked(self) -> None:
        """None seen and a reaction exclude each other."""
        none_seen, *seen = self.choices
        if self.sender() is none_seen and none_seen.isChecked():
            for choice in seen:
                choice.setChecked(False)
        elif self.sender() is not none_seen:
            none_seen.setChecked(False)
        self.words.setVisible(bool(self.chosen) and NONE_SEEN not in self.chosen)
        self.changed.emit()

    def say_findings(self, chosen: Finding | None, typed: Finding | None, *, answered: bool) -> None:
        if self.badge is not None:
            self.badge.set_fine(answered)
        self.message.say(chosen, "")
        self.message.setVisible(chosen is not None)
        self.words.say(typed)
