"""The next visit as an iCalendar file (RFC 5545): one event of a whole day, without alarms.

Nothing of it names the patient unless that is asked for: calendars are shared, and shown on locked telephones.
"""

from __future__ import annotations

from datetime import UTC, timedelta

from injection_map import __version__
from injection_map.domain.errors import InjectionMapError
from injection_map.domain.events import Finished
from injection_map.report.plain_text import one_line, whole_characters
from injection_map.report.record import Record


class NoNextVisitError(InjectionMapError):
    """The record says no day for a next visit. The record is as it was."""


def next_visit_ics(record: Record, *, names_patient: bool = False) -> bytes:
    """The calendar file, the same bytes for the same record. Raises NoNextVisitError where no day is recorded.

    The event's UID is the record's own, and its SEQUENCE counts how often the visit was finished: a day that was
    changed replaces the one before.
    """
    finish, finished_at = record.visit.finish, record.visit.finished_at
    if finish is None or finish.next_visit is None or finished_at is None:
        raise NoNextVisitError("The record has no next visit, so there is nothing to put in a calendar.")
    # Imported here: only this needs it, and it costs as much as all else that the command line loads.
    from icalendar import Calendar, Event

    event = Event()
    event.add("uid", f"{_text(record.id)}-next-visit@injection-map")
    event.add("dtstamp", finished_at.astimezone(UTC).replace(microsecond=0))
    event.add("sequence", sum(isinstance(told.body, Finished) for told in record.events) - 1)
    event.add("dtstart", finish.next_visit)
    event.add("dtend", finish.next_visit + timedelta(days=1))
    event.add("summary", _summary(record, names_patient=names_patient))
    event.add("class", "PRIVATE")
    event.add("transp", "TRANSPARENT")  # a day on which something is due, not one that is taken
    if clinic := record.opened.clinic:
        event.add("location", ", ".join(filter(None, map(_text, (clinic.name, *clinic.address.splitlines())))))
    calendar = Calendar()
    calendar.add("prodid", f"-//Injection Map//Injection Map {__version__}//EN")
    calendar.add("version", "2.0")
    calendar.add_component(event)
    return bytes(calendar.to_ical())


def _summary(record: Record, *, names_patient: bool) -> str:
    patient = record.opened.patient
    if not names_patient:
        return "Next injection visit"
    return f"Next injection visit: {_text(patient.name)}, number {_text(patient.number)}"


def _text(text: str) -> str:
    return one_line(whole_characters(text))
