from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from injection_map.domain import commands as c
from injection_map.domain.commands import Refusal
from injection_map.domain.decisions import decide
from injection_map.domain.errors import EventFormatError
from injection_map.domain.event_codec import event_from_plain
from injection_map.domain.events import Event, Opened
from injection_map.domain.session import Visit, apply, fold
from injection_map.report.record import Record
from injection_map.report.record_json import record_to_plain, summary_to_plain

RecordMaker = Callable[..., Record]


def plain(record: Record) -> dict[str, Any]:
    """The record as a reader of the file gets it."""
    read: dict[str, Any] = json.loads(json.dumps(record_to_plain(record.id, record.events)))
    return read


def by_key(record: Record) -> dict[str, dict[str, Any]]:
    return {site["site"]: site for site in plain(record)["sites"]}


def test_a_signed_record_has_the_promised_shape(signed: Record) -> None:
    read = plain(signed)
    assert (read["format"], read["version"], read["id"]) == ("injection-map/record", 1, "0190-a")
    assert read["state"] == "signed"
    assert read["protocol"] | {"fingerprint": ""} == {
        "id": "preempt-31",
        "version": "2026.1",
        "fingerprint": "",
        "title": "PREEMPT, fixed sites",
        "review": "draft",
    }
    assert read["patient"]["name"] == "HALVORSEN, Ingrid"
    assert read["patient"]["born"] == "1981-03-14"
    assert read["patient"]["number"] == "40-2719"
    assert read["clinician"]["name"] == "Dr A. Lindqvist"
    assert read["vials"][0]["lot"] == "C8124C3"
    assert read["vials"][0]["expiry"] == "2027-05-31"
    assert read["next_visit"] == "2026-02-10"
    assert read["signed_by"]["name"] == "Dr A. Lindqvist"
    assert read["signed_at"] == "2025-11-18T10:37:08+00:00"


def test_the_totals_of_a_whole_visit(signed: Record) -> None:
    assert plain(signed)["totals"] == {
        "sites": 31,
        "sites_given": 31,
        "sites_skipped": 0,
        "sites_to_do": 0,
        "units_planned": 155,
        "units_given": 155,
        "units_expected": 155,
        "volume_ml": 3.1,
        "units_in_vials": 200,
        "units_discarded": 45,
        "units_left": 0,
    }


def test_a_given_site(signed: Record) -> None:
    site = by_key(signed)["temporalis-2-left"]
    assert (site["muscle"], site["side"], site["state"], site["units"]) == ("temporalis", "left", "given", 5)
    assert site["at"].startswith("2025-11-18T10:")
    assert by_key(signed)["procerus"]["side"] == "midline"


def test_changed_skipped_and_added_sites_say_so(changed: Record) -> None:
    sites = by_key(changed)
    less = sites["frontalis-lateral-right"]
    assert (less["units"], less["planned_units"], less["dose_changed"]) == (2.5, 5, True)
    assert less["reason"] == "Brow felt heavy after last visit"
    skipped = sites["temporalis-3-left"]
    assert (skipped["state"], skipped["units"], skipped["planned_units"]) == ("skipped", 0, 5)
    added = sites["occipitalis-added-1"]
    assert (added["added"], added["units"], added["planned_units"]) == (True, 5, 0)
    assert added["added_at"] == {"x_mm": -32, "y_mm": -32}


def test_a_reader_may_add_up_the_units(changed: Record) -> None:
    read = plain(changed)
    assert sum(site["units"] for site in read["sites"]) == read["totals"]["units_given"] == 152.5


def test_a_fresh_visit_says_what_is_to_be_given(fresh: Record) -> None:
    read = plain(fresh)
    assert read["state"] == "open"
    assert {site["state"] for site in read["sites"]} == {"to-do"}
    assert {site["units"] for site in read["sites"]} == {5}
    assert (read["totals"]["units_given"], read["totals"]["units_expected"]) == (0, 155)
    assert read["next_visit"] is None
    assert read["signed_by"] is None
    assert read["totals"]["units_discarded"] is None


def test_sites_left_in_a_finished_visit_count_nothing(make_record: RecordMaker) -> None:
    finish = c.Finish(discarded_units=Decimal(195), left_to_do_reason="Patient wished to stop")
    read = plain(make_record(c.Give("procerus"), finish))
    assert read["state"] == "finished"
    assert sum(site["units"] for site in read["sites"]) == 5
    assert read["totals"]["units_expected"] == 5
    assert read["left_to_do_reason"] == "Patient wished to stop"


def test_paused_is_a_state(make_record: RecordMaker) -> None:
    assert plain(make_record(c.Pause("Patient felt faint")))["state"] == "paused"


def test_vials_of_different_strength_have_no_volume(
    make_record: RecordMaker, make_opening: Callable[..., Opened]
) -> None:
    vial = make_opening().vials[0]
    other = replace(vial, diluent_ml=Decimal(2), lot="X")
    record = make_record(c.Give("procerus"), opened=make_opening(vials=(vial, other)))
    assert plain(record)["totals"]["volume_ml"] is None


def test_the_events_read_back_the_same(changed: Record) -> None:
    assert tuple(event_from_plain(event) for event in plain(changed)["events"]) == changed.events


def test_the_summary_agrees_with_the_record(changed: Record) -> None:
    summary, read = summary_to_plain(changed), plain(changed)
    assert {key: summary[key] for key in read["totals"]} == read["totals"]
    assert summary["patient"] == read["patient"]
    assert summary["lots"] == ["C8124C3"]


def test_events_without_an_opening_are_refused(changed: Record) -> None:
    with pytest.raises(EventFormatError, match="does not begin"):
        record_to_plain("0190-a", changed.events[1:])


def commands_on(keys: list[str]) -> st.SearchStrategy[c.Command]:
    key = st.sampled_from(keys)
    return st.one_of(
        st.builds(c.Give, key),
        st.builds(c.Skip, key, st.just("Skin lesion")),
        st.builds(c.ChangeDose, key, st.sampled_from([Decimal("2.5"), Decimal(5), Decimal("7.5")]), st.just("Pain")),
        st.builds(c.TakeBack, key),
        st.just(c.Undo()),
        st.just(c.Redo()),
        st.just(c.Pause()),
        st.just(c.Continue()),
        st.builds(c.Finish, st.just(Decimal(0)), left_to_do_reason=st.just("Stopped")),
        st.just(c.Reopen()),
    )


@settings(deadline=None, max_examples=60)
@given(data=st.data())
def test_after_any_acts_the_units_of_the_sites_are_the_units_of_the_totals(fresh: Record, data: st.DataObject) -> None:
    events: list[Event] = list(fresh.events)
    visit: Visit = fold(events)
    keys = [site.key for site in visit.sites][:6]
    for command in data.draw(st.lists(commands_on(keys), max_size=25)):
        made = decide(visit, [command], at=events[0].at, by="Dr A. Lindqvist")
        if not isinstance(made, Refusal):
            events += made
            for event in made:
                visit = apply(visit, event)
    read = record_to_plain("0190-a", events)
    given_sites = [site for site in read["sites"] if site["state"] == "given"]
    assert sum(site["units"] for site in given_sites) == read["totals"]["units_given"]
    assert sum(site["units"] for site in read["sites"]) == read["totals"]["units_expected"]
