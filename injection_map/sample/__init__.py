"""A practice of invented patients over years, as a vault: to try the program out, and to measure it.

Everything is said by the protocol, the number of visits, the seed and the last day; two samples of the same have the
same records. The key of the vault, and so its file, is another each time.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from uuid import UUID

from injection_map.domain.events import Clinician, Event
from injection_map.domain.geometry import PointMm
from injection_map.domain.protocol import Protocol
from injection_map.sample import courses, names
from injection_map.sample.visits import LastTime, Practice, visit_events
from injection_map.storage.bulk import AddedPatient, append_many
from injection_map.storage.event_store import VaultStore
from injection_map.storage.people import People

_FIRST_PATIENT = time(8, 40, tzinfo=UTC)
_MINUTES_A_PATIENT = 25
_LATEST = 12
"""Of so many of the last visits some still wait for their signature, the very last among them."""


@dataclass(frozen=True, slots=True)
class Sample:
    """What was made."""

    visits: int
    patients: int
    first_day: date
    last_day: date


@dataclass(frozen=True, slots=True)
class SampleMaker:
    """So many visits (at least 1) up to `last_day`; `points` are those of the protocol's sites, in mm of their views.

    `records` can be gone through many times, each time the same.
    """

    protocol: Protocol
    points: Mapping[str, PointMm]
    visits: int
    seed: int
    last_day: date

    def make(self, store: VaultStore, *, protocol_file: bytes, saved: Callable[[int], None]) -> Sample:
        """Put it all into a vault, `saved` being told how many visits are durable. NotSavedError when it fails."""
        book = self._book()
        practice = self._practice()
        store.keep_protocol(self.protocol.fingerprint, protocol_file)
        self._add_people(store, practice, _morning_of(book[0].day))
        append_many(store, self.records(), patients=self._patients(book, practice), saved=saved)
        return Sample(len(book), len(courses.patients_of(book)), book[0].day, book[-1].day)

    def records(self) -> Iterator[tuple[str, tuple[Event, ...]]]:
        """Each record's id and events, in the order of their beginnings."""
        practice, ids = self._practice(), Random(f"{self.seed}/ids")
        seen: dict[int, LastTime] = {}
        busy: Counter[tuple[date, int]] = Counter()
        for left, each in zip(range(self.visits - 1, -1, -1), self._book(), strict=True):
            own = courses.course(self.seed, each.patient)
            clinician = own.clinician % len(practice.clinicians)
            slot = busy[each.day, clinician]
            busy[each.day, clinician] += 1
            if slot == 0:
                busy = Counter({key: count for key, count in busy.items() if key[0] == each.day})
            events = visit_events(
                practice,
                own,
                each,
                seen.get(each.patient),
                started_at=_morning_of(each.day) + timedelta(minutes=_MINUTES_A_PATIENT * slot + clinician % 10),
                clinician=practice.clinicians[clinician],
                signed=not self._waits(left, each),
            )
            if each.treated:
                seen[each.patient] = LastTime(each.day, practice.doses(own, each.patient, each.number).units)
            yield str(UUID(int=ids.getrandbits(128), version=4)), events

    def _book(self) -> list[courses.Appointment]:
        return courses.appointments(self.seed, self.visits, last_day=self.last_day)

    def _practice(self) -> Practice:
        count = courses.clinicians_for(self.visits)
        return Practice(self.seed, self.protocol, self.points, names.clinicians(count), names.assistants(count))

    def _waits(self, left: int, appointment: courses.Appointment) -> bool:
        chance = Random(f"{self.seed}/waits/{appointment.patient}/{appointment.number}")
        return left == 0 or (left < _LATEST and chance.random() < 0.3)

    def _patients(self, book: list[courses.Appointment], practice: Practice) -> Iterator[AddedPatient]:
        for number, day in courses.patients_of(book):
            own = courses.course(self.seed, number)
            assistant: Clinician = practice.assistants[number % len(practice.assistants)]
            yield own.patient, _morning_of(day) - timedelta(minutes=15), assistant.name

    def _add_people(self, store: VaultStore, practice: Practice, at: datetime) -> None:
        people = People(store, lambda: at)
        for person in (*practice.clinicians, *practice.assistants):
            people.add_person(person.name, person.role, by=practice.clinicians[0].name)


def _morning_of(day: date) -> datetime:
    return datetime.combine(day, _FIRST_PATIENT)
