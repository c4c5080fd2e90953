"""What the program needs from outside, as the domain sees it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Literal
from typing import Protocol as Interface

from injection_map.domain.attempts import Attempt, AttemptEvent
from injection_map.domain.events import Event, Patient
from injection_map.domain.people import Person, PinAnswer
from injection_map.domain.record_index import Page, RecordQuery, VisitRow
from injection_map.domain.tallies import ALL_TIME, MonthUnits, Period, PersonWork, SkippedSite

Clock = Callable[[], datetime]
"""Now, with an offset."""

NewId = Callable[[], str]
"""A new id, of a record or a patient, never used before."""


class EventStore(Interface):
    """Where events are kept. Every method may be called from any thread; all raise StoreError when the store fails.

    Events are only ever appended. `append` returns after the events are durable and were read back the same.
    """

    def append(self, record_id: str, events: Sequence[Event]) -> None:
        """Keep all of `events` or none. Their numbers must follow the last one kept (else ValueError).

        Raises NotSavedError when the disk did not take them; what was kept before is safe.
        """

    def events(self, record_id: str) -> tuple[Event, ...]:
        """All events of a record, in order. RecordNotFoundError when there are none."""

    def record_ids(self) -> tuple[str, ...]:
        """All records, newest first (by the time of their first event, then by id)."""

    def unsigned_record_ids(self) -> tuple[str, ...]:
        """Records that go on: neither signed nor ended without a treatment, newest first."""

    def keep_protocol(self, fingerprint: str, data: bytes) -> None:
        """Keep the bytes of a protocol file under its fingerprint; keeping them twice is no error."""

    def protocol_bytes(self, fingerprint: str) -> bytes:
        """The bytes kept under a fingerprint. RecordNotFoundError when there are none."""

    def set_bookmark(self, record_id: str, site: str | None) -> None:
        """Remember which site was chosen next. Not clinical; may be lost in a power failure."""

    def bookmark(self, record_id: str) -> str | None: ...

    def keep_draft(self, name: str, body: str | None) -> None:
        """Keep what is being typed, so that a crash does not lose it; None forgets it. It belongs to no record."""

    def draft(self, name: str) -> str | None:
        """What was kept under this name."""

    def close(self) -> None: ...


class PatientRecords(EventStore, Interface):
    """Visits of patients. `append` refuses an opening that is training (TrainingError)."""

    @property
    def holds(self) -> Literal["patients"]: ...


class TrainingRecords(EventStore, Interface):
    """Visits that were practised. `append` refuses the opening of any other (TrainingError)."""

    @property
    def holds(self) -> Literal["training"]: ...


class People(Interface):
    """Who works here. Any thread may call it; StoreError when the store fails, and then nothing was changed.

    `by` is the name of who changes something; it stands in the vault's chain.
    """

    def people(self) -> tuple[Person, ...]:
        """All who work here now, in the order of their names."""

    def add_person(self, name: str, role: str = "", *, pin: str | None = None, by: str = "") -> Person: ...

    def remove_person(self, person_id: str, *, by: str = "") -> None: ...

    def set_pin(self, person_id: str, pin: str, *, by: str = "") -> None: ...

    def remove_pin(self, person_id: str, *, by: str = "") -> None: ...

    def wait_s(self, person_id: str) -> float:
        """How many seconds the next try has to wait."""

    def check_pin(self, person_id: str, pin: str) -> PinAnswer:
        """Takes some tenths of a second. A wrong PIN is logged, and slows down the next, after a restart too."""


class Patients(Interface):
    """Who is treated here. Any thread may call it; StoreError when the store fails, and then nothing was changed.

    `by` is the name of who changes something; it stands in the vault's chain, with the reason.
    """

    def add(self, patient: Patient, by: str) -> Patient:
        """The patient with the id that was given out. PatientError when they are in the list, or something is wrong."""

    def change(self, patient: Patient, by: str, reason: str = "") -> Patient:
        """From now on they are so; records keep what they were written with. KeyError when the id is nobody's."""

    def merge(self, keep_id: str, gone_id: str, by: str, reason: str) -> Patient:
        """Two entries are one person: the kept one has the records of both, which stay as they are.

        PatientError without a reason.
        """

    def patient(self, patient_id: str) -> Patient:
        """Who has this id, or had theirs merged into it. KeyError when nobody has."""

    def find(self, text: str, limit: int = 20) -> tuple[Patient, ...]:
        """Those in whom each word of `text` begins a word of name or number, or the date of birth, by name.

        When far more are found than are asked for, it is some of them.
        """

    def similar(self, patient: Patient) -> tuple[Patient, ...]:
        """Who could be mistaken for this patient: the same name or number, or nearly the name and the birth date."""

    def count(self) -> int:
        """How many there are; those who were merged into another do not count."""


class RecordIndex(Interface):
    """Lists, searches and sums of records, which do not read every one. Any thread may call it.

    It says what the events of the records say, at every moment. Sums leave out training. StoreError when the store
    fails.
    """

    def rows(self, query: RecordQuery, *, today: date) -> Page:
        """The records that were asked for, one page of them, and how many there are."""

    def visits_of(self, patient_id: str) -> tuple[VisitRow, ...]:
        """All visits of a patient, those of entries that were merged into theirs among them, newest first."""

    def last_visit(self, patient: Patient) -> VisitRow | None:
        """The newest visit in which this patient was, or is being, treated.

        For a patient without an id, and in records without one: by name, date of birth and number.
        """

    def serial_uses(self, gtin: str, serial: str) -> tuple[VisitRow, ...]:
        """The records in which this very vial stands, newest first: more than one visit is a question to ask."""

    def records_of_lot(self, lot: str) -> tuple[VisitRow, ...]:
        """The records in which this lot was used, newest first: for a recall."""

    def lots(self, text: str, limit: int = 20) -> tuple[str, ...]:
        """Lots that begin with `text`, however it is spaced, as they are written in their newest record."""

    def visits_of_person(
        self, name: str, period: Period = ALL_TIME, *, offset: int = 0, limit: int | None = None
    ) -> tuple[VisitRow, ...]:
        """The visits that somebody treated, assisted at, signed or co-signed, newest first; no training, and none that
        ended without a treatment."""

    def work_of_people(self, period: Period = ALL_TIME) -> tuple[PersonWork, ...]:
        """Everybody who took part in a visit, by name, and in how many."""

    def units_per_month(self, period: Period = ALL_TIME) -> tuple[MonthUnits, ...]:
        """The units given and discarded, by month and product, the first month first; none where there were none."""

    def sites_skipped(self, period: Period = ALL_TIME) -> tuple[SkippedSite, ...]:
        """The sites that were skipped, the most often first, with the reasons and how often each was planned."""

    def unreadable(self) -> int:
        """How many records cannot be read: they are in no answer, and have to be looked at by hand."""

    def units_since(self, patient: Patient, day: date) -> Decimal:
        """The units that this patient was given since the beginning of a day: for limits over twelve weeks, say."""


class AttemptStore(Interface):
    """Where attempts at exams are kept: with what is practised, and never with patients' records.

    Any thread may call it; StoreError when the store fails. Events are only ever appended, all of a call or none, and
    are durable when it returns.
    """

    def append_attempt(self, attempt_id: str, events: Sequence[AttemptEvent]) -> None:
        """Their numbers must follow the last one kept (else ValueError). NotSavedError when the disk refused them."""

    def attempt(self, attempt_id: str) -> tuple[AttemptEvent, ...]:
        """All events of an attempt, in order. RecordNotFoundError when there are none."""

    def attempts(self, trainee: str | None = None) -> dict[str, Attempt]:
        """The attempts of one trainee, or all, by their ids, newest first; those that cannot be read are left out."""

    def trainees(self) -> tuple[str, ...]:
        """Who is trained here, by name."""
