"""A visit that was begun and not finished: who, how far, who goes on with it, and the way back to the chair."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from injection_map.domain import words
from injection_map.ui.controls import Button, Card, ElidedText, Text
from injection_map.ui.sections import roomy
from injection_map.ui.theme import Theme

if TYPE_CHECKING:
    from injection_map.domain.events import Clinician, Patient


@dataclass(frozen=True, slots=True)
class UnfinishedVisit:
    """A record without a signature. `last_words` is its last entry on the disk: `temporalis 1, left, at 10:36:42`;
    `clinician` injected until then.
    """

    record_id: str
    patient: Patient
    started_at: datetime
    sites_given: int
    sites: int
    last_words: str
    clinician: Clinician


@dataclass(frozen=True, slots=True)
class ResumeWish:
    """Which visit goes on, and who injects from now on; without a clinician who did until now."""

    record_id: str
    clinician: Clinician | None = None
    assistants: tuple[Clinician, ...] = ()


class ResumeCard(Card):
    """One unfinished visit; the first of them has the page's big button."""

    resumed = Signal(str)

    def __init__(
        self, theme: Theme, visit: UnfinishedVisit, *, today: date, first: bool, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._theme, self._visit = theme, visit
        row = QHBoxLayout(self)
        roomy(theme, row, spacing=(32, 20), margins=((20, 16), (12, 8), (12, 8), (12, 8)))
        row.addLayout(self._who(today), 3)
        row.addLayout(self._how_far(today), 4)
        self.button = Button(
            theme,
            "Resume",
            kind="primary" if first else "plain",
            icon="play",
            height_px=(84, 72) if first else (60, 52),
            role="title" if first else "base-strong",
        )
        self.button.setMinimumWidth(300)
        self.button.setObjectName("resume" if first else f"resume-{visit.record_id}")
        self.button.clicked.connect(self._on_clicked)
        row.addWidget(self.button)
        self.say_who(None)

    def say_who(self, clinician: Clinician | None) -> None:
        """Who goes on; None when nobody was chosen."""
        visit = self._visit
        who = who_goes_on_words(visit, clinician)
        self._who_goes_on.setText(who)
        self.button.setAccessibleName(f"Resume the visit of {visit.patient.name}, {progress_words(visit)}. {who}")

    def _who(self, today: date) -> QVBoxLayout:
        patient = self._visit.patient
        box = QVBoxLayout()
        box.setSpacing(1)
        box.addStretch(1)
        box.addWidget(ElidedText(self._theme, "person", patient.name))
        row = QHBoxLayout()
        row.setSpacing(6)
        age = words.count(words.age_years(patient.born, today), "year")
        row.addWidget(Text(self._theme, "second", "Born", colour="t3"))
        row.addWidget(Text(self._theme, "second-strong", f"{words.day(patient.born)} ({age})"))
        row.addSpacing(8)
        row.addWidget(Text(self._theme, "second", "MRN", colour="t3"))
        row.addWidget(ElidedText(self._theme, "second-strong", patient.number, identifier=True), 1)
        box.addLayout(row)
        box.addStretch(1)
        return box

    def _how_far(self, today: date) -> QVBoxLayout:
        visit = self._visit
        box = QVBoxLayout()
        box.setSpacing(1)
        box.addStretch(1)
        box.addWidget(Text(self._theme, "base-strong", f"Not finished: {progress_words(visit)}", wrap=True))
        started = f"Started {_when(visit.started_at, today)}. Last on disk: {visit.last_words}"
        box.addWidget(Text(self._theme, "small", started, colour="t2", wrap=True))
        self._who_goes_on = Text(self._theme, "small-strong", wrap=True)
        self._who_goes_on.setObjectName("who-goes-on")
        box.addWidget(self._who_goes_on)
        box.addStretch(1)
        return box

    def _on_clicked(self) -> None:
        self.resumed.emit(self._visit.record_id)


def progress_words(visit: UnfinishedVisit) -> str:
    """9 of 31 sites given"""
    return f"{visit.sites_given} of {words.count(visit.sites, 'site')} given"


def who_goes_on_words(visit: UnfinishedVisit, clinician: Clinician | None) -> str:
    """Dr B goes on in place of Dr A"""
    from injection_map.domain.people import same_name  # the first frame waits for what this page imports

    before = visit.clinician.name
    if clinician is None or same_name(clinician.name) == same_name(before):
        return f"{before} goes on"
    return f"{clinician.name} goes on in place of {before}"


def _when(at: datetime, today: date) -> str:
    return f"today at {words.clock(at)}" if at.date() == today else f"{words.day(at)} at {words.clock(at)}"
