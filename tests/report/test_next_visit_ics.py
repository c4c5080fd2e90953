from __future__ import annotations

from datetime import date

import pytest
from icalendar import Calendar
from report.visits import HOSTILE, SIGN, every_kind, finish_of, record_of, whole_acts, whole_opening

from injection_map.domain import commands as c
from injection_map.domain.events import Clinic, Patient
from injection_map.report.next_visit_ics import NoNextVisitError, next_visit_ics
from injection_map.report.record import Record

KINDS = every_kind()


def event(data: bytes) -> Calendar:
    """The one event of a file, as a calendar reads it."""
    (found,) = Calendar.from_ical(data).walk("VEVENT")
    return found


def test_a_whole_day_with_a_place_and_without_a_patient() -> None:
    data = next_visit_ics(KINDS["whole"])
    read = event(data)
    assert read["dtstart"].dt == date(2026, 2, 10)
    assert read["dtend"].dt == date(2026, 2, 11)
    assert str(read["summary"]) == "Next injection visit"
    assert str(read["location"]) == "Example Headache Clinic, 1 Example Street, Exampletown EX1 2MP"
    assert b"VALARM" not in data
    for secret in (b"HALVORSEN", b"40-2719", b"1981", b"migraine", b"Botox"):
        assert secret not in data


def test_the_patient_is_named_where_that_is_asked_for() -> None:
    read = event(next_visit_ics(KINDS["whole"], names_patient=True))
    assert str(read["summary"]) == "Next injection visit: HALVORSEN, Ingrid, number 40-2719"


def test_the_same_record_makes_the_same_bytes() -> None:
    record = KINDS["whole"]
    assert next_visit_ics(record) == next_visit_ics(Record(record.id, record.events))
    assert event(next_visit_ics(record))["dtstamp"].dt == record.visit.finished_at


def test_a_day_that_was_changed_replaces_the_one_before() -> None:
    visit = record_of(*whole_acts()).visit
    first = record_of(*whole_acts(), finish_of(visit))
    again = record_of(*whole_acts(), finish_of(visit), c.Reopen(), finish_of(visit, next_visit=date(2026, 3, 3)), SIGN)
    one, two = event(next_visit_ics(first)), event(next_visit_ics(again))
    assert one["uid"] == two["uid"]
    assert (one["sequence"], two["sequence"]) == (0, 1)
    assert one["dtstamp"].dt < two["dtstamp"].dt
    assert two["dtstart"].dt == date(2026, 3, 3)


@pytest.mark.parametrize("kind", ["open", "finished", "not-treated"])
def test_without_a_next_visit_it_says_so_in_a_sentence(kind: str) -> None:
    with pytest.raises(NoNextVisitError, match="no next visit"):
        next_visit_ics(KINDS[kind])


@pytest.mark.parametrize("name", HOSTILE)
def test_nothing_in_a_name_ends_the_event(name: str) -> None:
    text = HOSTILE[name]
    opened = whole_opening(patient=Patient(text, date(1981, 3, 14), "1"), clinic=Clinic(text, text))
    finish = finish_of(record_of(opened=opened).visit)
    data = next_visit_ics(record_of(finish, opened=opened), names_patient=True)
    assert len(Calendar.from_ical(data).walk()) == 2
    assert all(len(line) <= 75 for line in data.split(b"\r\n"))
    assert not set(data) & set(range(32)) - {10, 13}
