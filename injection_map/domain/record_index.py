"""The index of records: what a list, a search or a sum needs to know of a record, as its events tell it.

A row is nothing but what the events of its record fold into: it can be thrown away and made again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from enum import StrEnum

from injection_map.domain.checks import clean_line
from injection_map.domain.dosing import totals, units_from
from injection_map.domain.errors import EventFormatError
from injection_map.domain.events import (
    Cosigned,
    Event,
    FollowedUp,
    Opened,
    Patient,
    Redone,
    SyringeTaken,
    TakenOver,
    Undone,
    UseByAccepted,
    VialChosen,
)
from injection_map.domain.patients import identity, patient_words
from injection_map.domain.search import one_word, plain, typed_words, whole_letters, words_in, words_of_day
from injection_map.domain.session import UNDOABLE, Phase, SiteStatus, Visit, fold
from injection_map.domain.tallies import NOTHING, Tally, assistants, tally

DUE_DAYS = 14
"""A next visit this many days ahead is due: time to call."""

TICKS = (*UNDOABLE, Undone, Redone, UseByAccepted, VialChosen, SyringeTaken, FollowedUp)
"""What happens while the needle is in the hand. The index takes no notice before the treatment is over."""


@dataclass(frozen=True, slots=True)
class VialUse:
    """A vial that a record names, and what was given from it; `gtin` and `serial` are empty when its carton was not
    scanned."""

    product: str
    lot: str
    gtin: str = ""
    serial: str = ""
    sites: int = 0
    units: Decimal = Decimal(0)


@dataclass(frozen=True, slots=True)
class VisitRow:
    """One record in a list. `patient` is as the record has it; `sites_skipped` are keys of sites.

    `clinicians` are those who treated, in order, the first the one who began.

    `next_visit`, `units_discarded` and `signed_at` are None until the record says them.
    """

    record_id: str
    patient: Patient
    started_at: datetime
    state: Phase
    protocol_id: str
    protocol: str
    clinicians: tuple[str, ...]
    vials: tuple[VialUse, ...]
    sites: int
    sites_given: int
    sites_skipped: tuple[str, ...]
    units_given: Decimal
    units_discarded: Decimal | None = None
    next_visit: date | None = None
    signer: str = ""
    signed_at: datetime | None = None
    cosigners: tuple[str, ...] = ()
    addenda: int = 0
    training: bool = False
    assistants: tuple[str, ...] = ()

    @property
    def signed(self) -> bool:
        return self.state is Phase.SIGNED

    @property
    def treated(self) -> bool:
        """Whether it counts as a visit that the patient came for; one that ended without a treatment does not."""
        return self.state is not Phase.NOT_TREATED

    @property
    def in_progress(self) -> bool:
        return self.state in (Phase.OPEN, Phase.PAUSED)

    @property
    def lots(self) -> tuple[str, ...]:
        return tuple(vial.lot for vial in self.vials)


@dataclass(frozen=True, slots=True)
class UnreadableVisit:
    """A record that this version cannot read, and why. It stays as it is. `started_at` is None when it is damaged."""

    record_id: str
    fault: str
    started_at: datetime | None = None


Row = VisitRow | UnreadableVisit


@dataclass(frozen=True, slots=True)
class Indexed:
    """A row, the keys by which it is found (words, and `lot:`, `serial:`, `person:`, `protocol:`, `skipped:`), and what
    it adds to sums."""

    row: Row
    keys: frozenset[str]
    tally: Tally = NOTHING


class Show(StrEnum):
    """Which records. Due and overdue are those whose next visit is, when the patient has not come since."""

    ALL = "all"
    UNSIGNED = "unsigned"
    DUE = "due"
    OVERDUE = "overdue"


class Order(StrEnum):
    """`today`: what is not signed, then whose next visit is overdue or due, the longest first, then the newest."""

    TODAY = "today"
    NEWEST = "newest"


@dataclass(frozen=True, slots=True)
class RecordQuery:
    """Which records, and which part of them. `person` treated, assisted, signed or co-signed; `protocol` is its id."""

    text: str = ""
    show: Show = Show.ALL
    person: str = ""
    protocol: str = ""
    order: Order = Order.TODAY
    offset: int = 0
    limit: int = 50

    @property
    def words(self) -> frozenset[str]:
        return typed_words(self.text)

    @property
    def keys(self) -> frozenset[str]:
        """The keys that a record must have in full."""
        person = {person_key(self.person)} if self.person else set()
        return frozenset(person | ({protocol_key(self.protocol)} if self.protocol else set()))


@dataclass(frozen=True, slots=True)
class Page:
    """Some of the records that were asked for, and how many there are: more than `total` when `more` is true, which is
    when there are too many to count them at each key that is typed. `awaited` are the ids of those rows to whose next
    visit the patient has not come yet."""

    rows: tuple[Row, ...]
    total: int
    more: bool = False
    awaited: frozenset[str] = frozenset()


LOT = "lot:"
"""What the key of a lot begins with."""


def lot_key(lot: str) -> str:
    return f"{LOT}{one_word(lot)}"


def serial_key(gtin: str, serial: str) -> str:
    return f"serial:{one_word(gtin)}/{plain(serial)}"


def person_key(name: str) -> str:
    return f"person:{plain(clean_line(name))}"


def protocol_key(protocol_id: str) -> str:
    return f"protocol:{plain(protocol_id)}"


def skipped_key(site: str) -> str:
    return f"skipped:{whole_letters(site)}"


def moment_key(started_at: datetime | None) -> str:
    """Sorts records by the time of their beginning; those of which it cannot be read come first."""
    if started_at is None:
        return ""
    try:
        return started_at.astimezone(UTC).isoformat(timespec="microseconds")
    except OverflowError:  # within a day of the first or last that there can be
        return started_at.replace(tzinfo=UTC).isoformat(timespec="microseconds")


def month_key(row: VisitRow) -> str:
    """2025-11, where the visit was."""
    return row.started_at.date().isoformat()[:7]


def due_until(today: date) -> date:
    return today + timedelta(days=DUE_DAYS)


def owner_of(patient: Patient, *, kept_id: Callable[[str], str | None], id_of: Callable[[str], str | None]) -> str:
    """To whom a visit belongs: an id, or the identity of a patient who is in no list.

    `kept_id` tells who somebody was merged into, `id_of` who in the list has an identity.
    """
    if patient.id:
        return kept_id(patient.id) or patient.id
    return id_of(identity(patient)) or identity(patient)


def indexed(record_id: str, events: Sequence[Event]) -> Indexed:
    """The row of a record and its keys; one that cannot be understood is found by its id."""
    try:
        if not events or not isinstance(events[0].body, Opened):
            raise EventFormatError(f"The record {record_id} does not begin with the opening of a visit.")
        visit = fold(events)
    except EventFormatError as error:
        return unreadable(record_id, str(error), events[0].at if events else None)
    row = visit_row(record_id, events, visit)
    return Indexed(row, frozenset(_keys(row, visit)), tally(events, visit))


def unreadable(record_id: str, fault: str, started_at: datetime | None) -> Indexed:
    return Indexed(UnreadableVisit(record_id, fault, started_at), words_in(record_id))


def visit_row(record_id: str, events: Sequence[Event], visit: Visit) -> VisitRow:
    """The row of a record whose events fold into this visit."""
    opened, sums = visit.opened, totals(visit.sites)
    assert opened is not None
    assert visit.started_at is not None
    return VisitRow(
        record_id=record_id,
        patient=opened.patient,
        started_at=visit.started_at,
        state=visit.phase,
        protocol_id=opened.protocol.id,
        protocol=opened.protocol.title,
        clinicians=tuple(dict.fromkeys(_clinicians(events))),
        vials=tuple(_vial_uses(visit)),
        sites=sums.sites,
        sites_given=sums.sites_given,
        sites_skipped=tuple(site.key for site in visit.sites if site.status is SiteStatus.SKIPPED),
        units_given=sums.units_given,
        units_discarded=visit.finish.discarded_units if visit.finish else None,
        next_visit=visit.finish.next_visit if visit.finish else None,
        signer=visit.signed.signer.name if visit.signed else "",
        signed_at=visit.signed_at,
        cosigners=tuple(event.body.supervisor.name for event in visit.cosignatures if isinstance(event.body, Cosigned)),
        addenda=len(visit.addenda),
        training=opened.training,
        assistants=assistants(events),
    )


def _vial_uses(visit: Visit) -> Iterator[VialUse]:
    given = [site.vial for site in visit.sites if site.status is SiteStatus.GIVEN]
    for number, vial in enumerate(visit.vials, start=1):
        units = units_from(visit, number)
        yield VialUse(vial.product, vial.lot, vial.gtin, vial.serial, given.count(number), units)


def _clinicians(events: Sequence[Event]) -> Iterator[str]:
    for event in events:
        if isinstance(event.body, Opened | TakenOver):
            yield event.body.clinician.name


def as_kept(whole: Indexed) -> Indexed:
    """Without what a tick changes while the visit is in progress: who lists it folds its few events."""
    row = whole.row
    if isinstance(row, UnreadableVisit) or not row.in_progress:
        return whole
    vials = tuple(replace(vial, sites=0, units=Decimal(0)) for vial in row.vials)
    bare = replace(row, vials=vials, sites=0, sites_given=0, sites_skipped=(), units_given=Decimal(0))
    return Indexed(bare, frozenset(_row_keys(bare)))


def counts(row: Row) -> bool:
    """Whether a record belongs to somebody and stands in sums; training treats nobody."""
    return isinstance(row, VisitRow) and not row.training


def _keys(row: VisitRow, visit: Visit) -> Iterator[str]:
    yield from _row_keys(row)
    if not row.in_progress:
        yield from words_in(*_free_text(visit))


def _free_text(visit: Visit) -> Iterator[str]:
    yield from visit.notes
    yield from (note for site in visit.sites for note in site.notes)
    reactions = (*visit.reactions, *(seen for site in visit.sites for seen in site.reactions))
    yield from (f"{seen.reaction} {seen.detail}" for seen in reactions)
    yield visit.finish.reactions if visit.finish else ""
    yield visit.not_treated.reason if visit.not_treated else ""


def _row_keys(row: VisitRow) -> Iterator[str]:
    people = {*row.clinicians, *row.assistants, row.signer, *row.cosigners} - {""}
    yield from patient_words(row.patient)
    yield from words_in(*row.lots, *people) | words_of_day(row.started_at.date())
    yield from map(person_key, people)
    yield protocol_key(row.protocol_id)
    if counts(row):
        yield from map(lot_key, row.lots)
        yield from (serial_key(vial.gtin, vial.serial) for vial in row.vials if vial.serial)
        yield from map(skipped_key, row.sites_skipped)
