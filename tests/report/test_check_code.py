from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

from injection_map.domain import commands as c
from injection_map.domain.events import Clinician
from injection_map.report.check_code import check_code, code_at_signing, short_form
from injection_map.report.note_text import note_text
from injection_map.report.record import Record
from injection_map.report.record_json import record_to_plain

RecordMaker = Callable[..., Record]

CODE = "D392 C62F EE39"
ADDENDUM = c.AddAddendum(Clinician("Dr A. Lindqvist"), "Told on the telephone", "A headache in the evening.")


def test_the_code_of_pinned_events_stays_the_same_for_ever(changed: Record) -> None:
    assert check_code(changed) == CODE
    assert short_form(changed.head) == CODE


def test_any_change_of_the_events_changes_the_code(signed: Record) -> None:
    events = signed.events
    later = replace(events[3], at=events[3].at + timedelta(microseconds=1))
    others = [events[:-1], (*events[:3], later, *events[4:]), (events[0], events[2], events[1], *events[3:])]
    codes = {check_code(Record(signed.id, changed)) for changed in [events, *others]}
    assert len(codes) == 1 + len(others)


def test_the_same_events_in_another_record_have_another_code(signed: Record) -> None:
    assert check_code(replace(signed, id="0190-b")) != check_code(signed)


def test_after_an_addendum_the_print_of_the_signed_record_can_still_be_found(make_record: RecordMaker) -> None:
    visit = (c.Skip("procerus", "Lesion"), c.Finish(c.MOST_UNITS, left_to_do_reason="Stopped"))
    signed = make_record(*visit, c.Sign(Clinician("Dr A. Lindqvist")))
    added = make_record(*visit, c.Sign(Clinician("Dr A. Lindqvist")), ADDENDUM, c.Cosign(Clinician("Dr B. Prior")))
    assert code_at_signing(signed) is None
    assert check_code(added) != check_code(signed) == code_at_signing(added)
    note = note_text(added, None)
    assert "Addenda, after the signature\n- 18-Nov-2025 10:27:28, Dr A. Lindqvist: A headache in the evening." in note
    assert "Reason: Told on the telephone" in " ".join(note.split())
    assert "Co-signed by Dr B. Prior, 18-Nov-2025 10:27:48\n" in note
    assert f"Check code when it was signed: {check_code(signed)}\n" in note
    plain = record_to_plain(added.id, added.events)
    assert [event["type"] for event in plain["addenda"] + plain["cosignatures"]] == ["addendum", "cosigned"]
    assert short_form(bytes.fromhex(plain["head_at_signing"])) == check_code(signed)
    assert plain["state"] == "signed"
