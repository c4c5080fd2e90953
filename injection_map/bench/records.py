"""What a user waits for in one vault: opening it, lists, searches, a record, a recall. Prints JSON, in ms.

The passphrase comes from INJECTION_MAP_PASSPHRASE; Argon2's 64 MB are part of the memory, and its time of the
opening, of which the shortest counts: that time differs by more than all the rest takes. Argument: the vault's folder.
"""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from statistics import median

from injection_map.bench.figures import percentile
from injection_map.domain import words
from injection_map.domain.record_index import Order, RecordQuery, Show, VisitRow
from injection_map.domain.session import fold
from injection_map.storage.event_store import VaultStore
from injection_map.storage.patients import Patients
from injection_map.storage.record_index import RecordIndex
from injection_map.storage.vault import open_vault
from injection_map.workflow.recall import recall

OPENINGS = AUDITS = 5
SHOWN_AT_ONCE = 200
"""Of a person's visits, by the page of recall and audit."""
LOOKED_FOR = 12
"""So many visits, evenly spread over the vault's years, are looked for, opened, and their lots called back."""


@dataclass(slots=True)
class Stopwatch:
    """The times in which acts were done, in ms."""

    times: list[float] = field(default_factory=list)

    @contextmanager
    def running(self) -> Iterator[None]:
        began = time.perf_counter()
        yield
        self.times.append((time.perf_counter() - began) * 1000)

    @property
    def median(self) -> float:
        return median(self.times)

    @property
    def p95(self) -> float:
        return percentile(self.times, 0.95)


def measure(folder: Path) -> dict[str, float]:
    today = datetime.now().astimezone().date()
    opening, first_page = Stopwatch(), Stopwatch()
    for _ in range(OPENINGS):
        with opening.running():
            store = open_vault(folder, passphrase=os.environ["INJECTION_MAP_PASSPHRASE"])
        with closing(store), first_page.running():
            RecordIndex(store).rows(RecordQuery(), today=today)
    with closing(open_vault(folder, passphrase=os.environ["INJECTION_MAP_PASSPHRASE"])) as store:
        more = _in_open_vault(store, today)
    return {"open": min(opening.times), "first_page": first_page.median, **more, **_memory()}


def _memory() -> dict[str, float]:
    """The most memory that this process had, in MB; nothing where the system does not tell."""
    if sys.platform == "win32":
        return {}
    import resource

    return {
        "memory": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1 << 20 if sys.platform == "darwin" else 1024)
    }


def _in_open_vault(store: VaultStore, today: date) -> dict[str, float]:
    visits = RecordIndex(store).rows(RecordQuery(limit=1), today=today).total
    index, patients = RecordIndex(store), Patients(store, lambda: datetime.now().astimezone())
    search, find, overdue, page, record, last, recall_time = (Stopwatch() for _ in range(7))
    for row in _chosen(index, visits, today):
        for text in _typed(row):
            with search.running():
                index.rows(RecordQuery(text), today=today)
            with find.running():
                patients.find(text)
        with overdue.running():
            index.rows(RecordQuery(show=Show.OVERDUE), today=today)
        with page.running():
            index.rows(RecordQuery(order=Order.NEWEST, offset=visits // 2), today=today)
        with record.running():
            fold(store.events(row.record_id))
        with last.running():
            index.last_visit(row.patient)
        with recall_time.running():
            recall(row.lots[0], index, patients)
    return {
        "visits": visits,
        "search_p95": search.p95,
        "find_patient_p95": find.p95,
        "overdue": overdue.median,
        "page_in_the_middle": page.median,
        "open_record": record.median,
        "last_visit": last.median,
        "recall_of_lot": recall_time.median,
        **_audit(index),
    }


def _audit(index: RecordIndex) -> dict[str, float]:
    """Each answer over all years; of a person, who has most visits, the first that are shown."""
    people, visits, skipped, units = (Stopwatch() for _ in range(4))
    for _ in range(AUDITS):
        with people.running():
            busiest = max(index.work_of_people(), key=lambda work: work.visits)
        with visits.running():
            index.visits_of_person(busiest.name, limit=SHOWN_AT_ONCE)
        with skipped.running():
            index.sites_skipped()
        with units.running():
            index.units_per_month()
    return {
        "work_of_people": people.median,
        "visits_of_person": visits.median,
        "sites_skipped": skipped.median,
        "units_per_month": units.median,
    }


def _chosen(index: RecordIndex, visits: int, today: date) -> Iterator[VisitRow]:
    for number in range(LOOKED_FOR):
        query = RecordQuery(order=Order.NEWEST, offset=number * visits // LOOKED_FOR, limit=1)
        yield from (row for row in index.rows(query, today=today).rows if isinstance(row, VisitRow))


def _typed(row: VisitRow) -> Iterator[str]:
    """What stands in the field after each key, while somebody types a name, a number, a lot and two kinds of dates."""
    day = row.started_at.date()
    for text in (row.patient.name, row.patient.number, row.lots[0], words.day(day), day.isoformat()):
        yield from (text[:end] for end in range(1, len(text) + 1))


if __name__ == "__main__":
    print(json.dumps(measure(Path(sys.argv[1]))))
