"""What is drawn over a visit and is no part of it: the last visit's ghosts, and a site that is not confirmed yet."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from PySide6.QtCore import QObject, Signal

from injection_map.domain.geometry import PointMm
from injection_map.domain.protocol import View
from injection_map.domain.session import Visit


class Shown(StrEnum):
    """How much of the last visit is seen."""

    NOTHING = "nothing"
    DIFFERENCES = "differences"
    EVERY_SITE = "every-site"


@dataclass(frozen=True, slots=True)
class Proposal:
    """Where a site is to be added, or moved to; `point` is in mm of the view."""

    view: View
    muscle: str
    point: PointMm
    added: bool


class Overlay(QObject):
    """None of it is recorded. `last` is the patient's last visit, None when there was none."""

    changed = Signal()

    def __init__(self, last: Visit | None, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.last = last
        self.shown = Shown.NOTHING
        self.proposal: Proposal | None = None

    def toggle(self, shown: Shown) -> None:
        """Show that much of the last visit, or nothing where that much was shown."""
        if self.last is not None:
            self.shown = Shown.NOTHING if self.shown is shown else shown
            self.changed.emit()

    def propose(self, proposal: Proposal | None) -> None:
        if proposal != self.proposal:
            self.proposal = proposal
            self.changed.emit()
