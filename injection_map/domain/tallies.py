"""What one visit adds to the sums of a practice, and those sums: units, sites that were skipped, who took part.

Training never counts, and neither does a visit that ended without a treatment.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum

from injection_map.domain import words
from injection_map.domain.checks import clean_line
from injection_map.domain.dosing import units_from
from injection_map.domain.events import Cosigned, Event, Finished, Opened, PlannedSite, TakenOver
from injection_map.domain.protocol import Side
from injection_map.domain.search import plain
from injection_map.domain.session import Phase, SiteStatus, Visit

MONTHS_A_YEAR = 12


@dataclass(frozen=True, slots=True)
class Period:
    """From one month to another, both among it, as 2025-11; an empty one is no bound."""

    first: str = ""
    last: str = ""

    def __contains__(self, month: str) -> bool:
        return self.first <= month and (not self.last or month <= self.last)


ALL_TIME = Period()


def last_twelve_months(today: date) -> Period:
    """This month and the eleven before it."""
    first = today.year * MONTHS_A_YEAR + today.month - MONTHS_A_YEAR
    return Period(f"{first // MONTHS_A_YEAR:04d}-{first % MONTHS_A_YEAR + 1:02d}", today.isoformat()[:7])


def this_year(today: date) -> Period:
    return Period(f"{today.year:04d}-01", today.isoformat()[:7])


class Part(StrEnum):
    """What somebody did in a visit."""

    TREATED = "treated"
    ASSISTED = "assisted"
    SIGNED = "signed"
    COSIGNED = "co-signed"


@dataclass(frozen=True, slots=True)
class Use:
    """The units of one product: given to the patient, and discarded."""

    product: str
    given: Decimal
    discarded: Decimal


@dataclass(frozen=True, slots=True)
class Skip:
    """`site` is its key."""

    site: str
    reason: str


@dataclass(frozen=True, slots=True)
class Plan:
    """What a visit was to treat: the protocol's id and title, and of each site its key and name with the side."""

    protocol_id: str
    protocol: str
    sites: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Tally:
    """What one visit adds. `skips` are of sites of the `plan`; what was added at the chair is no site of others."""

    uses: tuple[Use, ...] = ()
    plan: Plan | None = None
    skips: tuple[Skip, ...] = ()
    people: tuple[tuple[str, tuple[Part, ...]], ...] = ()


NOTHING = Tally()


def tally(events: Sequence[Event], visit: Visit) -> Tally:
    """Of a record whose events fold into this visit."""
    opened = visit.opened
    if opened is None or opened.training or visit.phase is Phase.NOT_TREATED:
        return NOTHING
    protocol = opened.protocol
    skipped = (site for site in visit.sites if site.status is SiteStatus.SKIPPED and not site.added)
    return Tally(
        uses=tuple(_uses(visit)),
        plan=Plan(protocol.id, protocol.title, tuple((site.site, _named(site)) for site in opened.plan)),
        skips=tuple(Skip(site.key, clean_line(site.skip_reason)) for site in skipped),
        people=tuple(_people(events, visit)),
    )


def _named(site: PlannedSite) -> str:
    """Corrugator, right"""
    return site.name if site.side is Side.MIDLINE else f"{site.name}, {words.side_word(site.side)}"


def _uses(visit: Visit) -> Iterator[Use]:
    """By product: units of one are no units of another."""
    discarded = _discarded(visit.finish, len(visit.vials))
    for product in dict.fromkeys(vial.product for vial in visit.vials):
        numbers = [number for number, vial in enumerate(visit.vials, start=1) if vial.product == product]
        given = sum((units_from(visit, number) for number in numbers), Decimal(0))
        away = sum((discarded[number] for number in numbers), Decimal(0))
        if given or away:
            yield Use(product, given, away)


def _discarded(finish: Finished | None, vials: int) -> Mapping[int, Decimal]:
    """By the number of the vial. The oldest records have one sum for all: it is the last vial's, which was left."""
    by_vial: defaultdict[int, Decimal] = defaultdict(Decimal)
    if finish is not None and finish.balances:
        by_vial |= {balance.vial: balance.discarded for balance in finish.balances}
    elif finish is not None:
        by_vial[vials] = finish.discarded_units
    return by_vial


def assistants(events: Iterable[Event]) -> tuple[str, ...]:
    """The names of all who assisted at any time of the visit, each once."""
    teams = (event.body.assistants for event in events if isinstance(event.body, Opened | TakenOver))
    return tuple(dict.fromkeys(person.name for team in teams for person in team))


def _people(events: Sequence[Event], visit: Visit) -> Iterator[tuple[str, tuple[Part, ...]]]:
    parts: dict[str, tuple[str, set[Part]]] = {}
    for name, part in _parts(events, visit):
        if clean := clean_line(name):
            parts.setdefault(plain(clean), (clean, set()))[1].add(part)
    for name, did in parts.values():
        yield name, tuple(part for part in Part if part in did)


def _parts(events: Sequence[Event], visit: Visit) -> Iterator[tuple[str, Part]]:
    for event in events:
        if isinstance(event.body, Opened | TakenOver):
            yield event.body.clinician.name, Part.TREATED
        elif isinstance(event.body, Cosigned):
            yield event.body.supervisor.name, Part.COSIGNED
    yield from ((name, Part.ASSISTED) for name in assistants(events))
    if visit.signed is not None:
        yield visit.signed.signer.name, Part.SIGNED


# The sums


@dataclass(frozen=True, slots=True)
class MonthUnits:
    """The units of one product in a month, and in how many visits."""

    month: str
    product: str
    visits: int
    given: Decimal
    discarded: Decimal


@dataclass(frozen=True, slots=True)
class SkippedSite:
    """A site of a protocol: how often it was planned and skipped, and why, what was said most first."""

    protocol: str
    site: str
    name: str
    planned: int
    skipped: int
    reasons: tuple[tuple[str, int], ...]

    @property
    def percent(self) -> float:
        return 100 * self.skipped / self.planned


@dataclass(frozen=True, slots=True)
class PersonMonth:
    """In how many visits of a month somebody took part at all, and in each way."""

    month: str
    visits: int
    treated: int
    assisted: int
    signed: int
    cosigned: int


@dataclass(frozen=True, slots=True)
class PersonWork:
    """What somebody took part in, month by month, the first month first."""

    name: str
    months: tuple[PersonMonth, ...]

    @property
    def visits(self) -> int:
        return sum(month.visits for month in self.months)

    def in_part(self, part: Part) -> int:
        return sum(_COUNTS[part](month) for month in self.months)


_COUNTS = {
    Part.TREATED: lambda month: month.treated,
    Part.ASSISTED: lambda month: month.assisted,
    Part.SIGNED: lambda month: month.signed,
    Part.COSIGNED: lambda month: month.cosigned,
}


@dataclass(slots=True)
class _Sum:
    visits: int = 0
    given: Decimal = Decimal(0)
    discarded: Decimal = Decimal(0)


def units_by_month(groups: Iterable[tuple[str, Sequence[Use], int]]) -> tuple[MonthUnits, ...]:
    """By month and product, in that order. A group: the month, what a visit used, and how many visits used that."""
    sums: defaultdict[tuple[str, str], _Sum] = defaultdict(_Sum)
    for month, uses, count in groups:
        for use in uses:
            whole = sums[month, use.product]
            whole.visits += count
            whole.given += use.given * count
            whole.discarded += use.discarded * count
    return tuple(
        MonthUnits(month, product, whole.visits, whole.given, whole.discarded)
        for (month, product), whole in sorted(sums.items(), key=lambda item: item[0])
    )


@dataclass(slots=True)
class _Site:
    protocol: str = ""
    name: str = ""
    planned: int = 0
    reasons: Counter[str] = field(default_factory=Counter)


def skipped_by_site(groups: Iterable[tuple[Plan, Sequence[Skip], int]]) -> tuple[SkippedSite, ...]:
    """Those that were skipped at all, the most often first. A group: a plan, the skips, and in how many visits."""
    planned: Counter[Plan] = Counter()
    skipped: defaultdict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    for plan, skips, count in groups:
        planned[plan] += count
        for skip in skips:
            skipped[plan.protocol_id, skip.site][skip.reason] += count
    sites: defaultdict[tuple[str, str], _Site] = defaultdict(_Site)
    for plan, count in sorted(planned.items(), key=lambda item: (item[0].protocol_id, item[0].protocol)):
        for key, name in plan.sites:
            site = sites[plan.protocol_id, key]
            site.protocol, site.name = plan.protocol, name
            site.planned += count
    found = (_skipped_site(site, sites[protocol, site], why) for (protocol, site), why in skipped.items())
    return tuple(sorted(found, key=lambda one: (-one.skipped, -one.percent, one.protocol, one.site)))


def _skipped_site(key: str, site: _Site, reasons: Counter[str]) -> SkippedSite:
    by_number = sorted(reasons.items(), key=lambda reason: (-reason[1], reason[0]))
    return SkippedSite(site.protocol, key, site.name, site.planned, reasons.total(), tuple(by_number))


def work_of_people(groups: Iterable[tuple[str, Sequence[tuple[str, Sequence[Part]]], int]]) -> tuple[PersonWork, ...]:
    """Everybody who took part, by name, however the letters were written. A group: the month, who did what, and in how
    many visits."""
    names: dict[str, Counter[str]] = {}
    months: defaultdict[str, defaultdict[str, Counter[Part | None]]] = defaultdict(lambda: defaultdict(Counter))
    key_of: dict[str, str] = {}
    for month, people, count in groups:
        for name, parts in people:
            if name not in key_of:
                key_of[name] = plain(name)
            key = key_of[name]
            names.setdefault(key, Counter())[name] += count
            months[key][month].update(dict.fromkeys((None, *parts), count))
    return tuple(
        PersonWork(_usual(names[key]), tuple(_person_month(month, months[key][month]) for month in sorted(months[key])))
        for key in sorted(names)
    )


def _usual(spellings: Counter[str]) -> str:
    """The way in which it is written most."""
    return min(spellings, key=lambda name: (-spellings[name], name))


def _person_month(month: str, counts: Counter[Part | None]) -> PersonMonth:
    parts = (counts[part] for part in (None, Part.TREATED, Part.ASSISTED, Part.SIGNED, Part.COSIGNED))
    return PersonMonth(month, *parts)
