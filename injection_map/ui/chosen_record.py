"""The record that was chosen in the list: what is shown of it, and of its patient's other visits."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from injection_map.domain import words
from injection_map.domain.comparison import DifferenceKind, compare
from injection_map.domain.course import Course
from injection_map.domain.events import FollowedUp, Patient
from injection_map.domain.follow_up import told_after
from injection_map.domain.intervals import next_visit_words
from injection_map.domain.last_visit import Ghost, ghosts
from injection_map.domain.placement import PlacedSite
from injection_map.domain.record_index import VisitRow
from injection_map.domain.rule_sets import RuleSet
from injection_map.domain.session import Phase, SiteState, Visit
from injection_map.report.record import Record
from injection_map.ui.overlay import Shown

NOTHING_TOLD = Course(())


@dataclass(frozen=True)
class ChosenRecord:
    """A record with its patient's visits, the newest first; it is one of them.

    `patient` is who a new visit would be for, as the list has them now. `placed` is empty when the record's protocol
    cannot be read any more. `course` is how the patient was, visit by visit. `last` is the treatment before this one,
    and `since` what was told of the time after this one, with the visit at which it was. `rules` are the clinic's.
    """

    record: Record
    patient: Patient
    placed: Mapping[str, PlacedSite]
    visits: tuple[VisitRow, ...]
    course: Course = NOTHING_TOLD
    last: Visit | None = None
    since: tuple[tuple[Visit, FollowedUp], ...] = ()
    rules: RuleSet | None = None

    @property
    def visit(self) -> Visit:
        return self.record.visit

    @property
    def row(self) -> VisitRow:
        return self.visits[self.number]

    @property
    def number(self) -> int:
        """Its place among the visits."""
        return next(i for i, row in enumerate(self.visits) if row.record_id == self.record.id)

    @property
    def headache_days(self) -> dict[str, int]:
        """By the id of the record at whose beginning they were told."""
        told = {point.record_id: point.headache_days for point in self.course.points}
        return {record_id: days for record_id, days in told.items() if days is not None}

    def plates(self, shown: Shown) -> dict[str, str]:
        """What stands beside the sites, by their keys: what was told of them since; new, of those that are."""
        after = told_after(told for _, told in self.since)
        plates = {key: f"{_number(self.visit.site(key))}{told}" for key, told in after.items()}
        if self.last is None or shown is Shown.NOTHING:
            return plates
        added = (one for one in compare(self.visit, self.last).differences if one.kind is DifferenceKind.ADDED)
        return plates | {one.site.key: ", ".join(filter(None, ("new", plates.get(one.site.key, "")))) for one in added}

    def was(self, shown: Shown) -> tuple[Ghost, ...]:
        """What is to be drawn of the treatment before."""
        if self.last is None or shown is Shown.NOTHING:
            return ()
        return ghosts(self.last, self.visit, every_site=shown is Shown.EVERY_SITE)


Look = Callable[[str], ChosenRecord]
"""The record of an id. InjectionMapError when it cannot be read."""


def _number(site: SiteState | None) -> str:
    """So that a plate between two sites says whose it is. Empty of a site that has none."""
    number = site.name.rpartition(" ")[2] if site is not None and not site.added else ""
    return f"{number}, " if number.isdigit() else ""


def state_sentence(visit: Visit) -> str:
    """Signed 18-Nov-2025 11:02, Dr A. Lindqvist"""
    if visit.signed is not None and visit.signed_at is not None:
        return f"Signed {words.day(visit.signed_at)} {words.clock(visit.signed_at)}, {visit.signed.signer.name}"
    if visit.not_treated is not None:
        return f"Not treated. {visit.not_treated.reason}"
    left = {Phase.OPEN: "The treatment is not finished", Phase.PAUSED: "The treatment is paused"}
    return f"Not signed. {left.get(visit.phase, 'The treatment is finished')}"


def next_visit_of(visits: tuple[VisitRow, ...]) -> tuple[str, str]:
    """Tue 10-Feb-2026 / 12 weeks after 18-Nov-2025; of the newest treatment."""
    newest = next((row for row in visits if row.treated), None)
    if newest is None:
        return "None arranged", ""
    return next_visit_words(newest.next_visit, treated_on=newest.started_at.date())
