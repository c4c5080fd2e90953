"""What the pages list of the records: frozen rows, so that no page knows the store."""

from __future__ import annotations

from contextlib import suppress

from injection_map.domain import words
from injection_map.domain.dosing import totals
from injection_map.domain.errors import EventFormatError
from injection_map.domain.ports import EventStore
from injection_map.report.event_words import history
from injection_map.report.record import Record
from injection_map.ui.start_page import UnfinishedVisit
from injection_map.ui.wording import in_sentence


def unfinished_visits(store: EventStore, most: int) -> tuple[list[UnfinishedVisit], int]:
    """Visits without a signature, newest first, at most so many; and how many records without one there are besides.

    A record that cannot be read is left to the records page. Those that are not offered are not read: a clinic may have
    hundreds that wait for a signature.
    """
    found: list[UnfinishedVisit] = []
    unsigned = store.unsigned_record_ids()
    for record_id in unsigned:
        if len(found) == most:
            break
        with suppress(EventFormatError):
            found.append(_unfinished_visit(Record(record_id, store.events(record_id))))
    return found, len(unsigned) - len(found)


def _unfinished_visit(record: Record) -> UnfinishedVisit:
    sums, clinician = totals(record.visit.sites), record.visit.clinician
    assert clinician is not None  # every record begins with who treats
    return UnfinishedVisit(
        record_id=record.id,
        patient=record.opened.patient,
        started_at=record.started_at,
        sites_given=sums.sites_given,
        sites=sums.sites,
        last_words=_last_words(record),
        clinician=clinician,
    )


def _last_words(record: Record) -> str:
    """given, temporalis 1, left, 5 units, at 10:36:42"""
    event, sentence = history(record.events)[-1]
    return f"{in_sentence(sentence)}, at {words.clock_seconds(event.at)}"
