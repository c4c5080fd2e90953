from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

from report.visits import FINISH, record_of

from injection_map.domain import commands as c
from injection_map.domain.events import Clinician, Opened, Patient
from injection_map.domain.protocol import Side, View
from injection_map.report.note_text import WIDTH, note_text
from injection_map.report.record import Record

RecordMaker = Callable[..., Record]

CHANGED = """\
Injection record
PREEMPT, fixed sites, 155 units, version 2026.1
Tuesday 18-Nov-2025, 10:27 to 10:37
Protocol in draft, not yet approved

Patient       HALVORSEN, Ingrid
Born          14-Mar-1981 (44 years)
Number        40-2719
Allergy       latex
Given by      Dr A. Lindqvist, consultant neurologist

Product       Botox 200 units
Lot, expiry   C8124C3, May-2027
Dilution      4 mL, 5 units in 0.1 mL
Mixed, use by 10:06, 10:06 Wed

Given, by muscle (the patient's right and left)
- Corrugator: right 5 units (1 site), left 5 units (1 site); 10 units
- Procerus: midline 5 units (1 site); 5 units
- Frontalis: right 7.5 units (2 sites), left 10 units (2 sites); 17.5 units
- Temporalis: right 20 units (4 sites), left 15 units (3 sites); 35 units
- Occipitalis: right 15 units (3 sites), left 20 units (4 sites); 35 units
- Cervical paraspinal: right 10 units (2 sites), left 10 units (2 sites); 20
  units
- Trapezius: right 15 units (3 sites), left 15 units (3 sites); 30 units
Total: 152.5 units (3.05 mL) at 31 sites, 1 skipped, 155 units planned

Changes from the protocol
- Frontalis lateral, right: 2.5 units, not 5. Brow felt heavy after last visit
- Temporalis 3, left: skipped. Healing skin lesion over the site
- Occipitalis, left: added, 5 units. Tender point

Vial balance  152.5 given + 47.5 discarded = 200 units
Reactions     None seen
Next visit    Tuesday 10-Feb-2026, 12 weeks

Notes
- Tolerated well. Ask about brow heaviness at next visit before raising the
  right lateral frontalis dose.

Signed in Injection Map by Dr A. Lindqvist, consultant neurologist,
18-Nov-2025 10:38:28
Record 0190-a, check code D392 C62F EE39
Protocol preempt-31, fingerprint abababababab
"""


def unwrapped(note: str) -> str:
    return " ".join(note.split())


def test_the_whole_note(changed: Record) -> None:
    assert note_text(changed, None) == CHANGED


def test_a_visit_under_way_is_not_signed_twice_over(fresh: Record) -> None:
    note = note_text(fresh, None)
    assert "NOT SIGNED: the treatment is not finished" in note
    assert "\nNOT SIGNED\nRecord 0190-a" in note
    assert "Total: 0 units (0 mL) at 0 sites, 31 to do, 155 units planned" in note
    assert "0 units given of 200; what is discarded is not yet recorded" in note


def test_left_sites_are_named_with_the_reason(make_record: RecordMaker) -> None:
    finish = c.Finish(Decimal(190), left_to_do_reason="Patient wished to stop.", reactions="Felt faint")
    note = note_text(make_record(c.Give("procerus"), finish), None)
    assert "- Trapezius 3, right: left, not given. Patient wished to stop\n" in note
    assert "30 left" in note
    assert "5 given + 190 discarded; 5 of 200 units not accounted for" in note
    assert "NOT SIGNED: finished, not yet signed" in note


def test_more_given_than_the_vial_held_is_said(make_record: RecordMaker) -> None:
    give = [c.ChangeDose("procerus", Decimal(250), "Entered by mistake"), c.Give("procerus")]
    record = make_record(*give, c.Finish(Decimal(0), left_to_do_reason="Stopped"))
    assert "250 given + 0 discarded; that is 50 more than the 200 units of the vials" in unwrapped(
        note_text(record, None)
    )


def test_a_training_visit_says_that_nobody_was_treated(
    make_record: RecordMaker, make_opening: Callable[..., Opened]
) -> None:
    assert "TRAINING: no patient was treated" in note_text(make_record(opened=make_opening(training=True)), None)


def test_an_expired_vial_and_its_reason_are_told(make_record: RecordMaker, make_opening: Callable[..., Opened]) -> None:
    vial = replace(make_opening().vials[0], expiry=date(2025, 11, 10), expired_reason="Last vial in the house")
    note = note_text(make_record(opened=make_opening(vials=(vial,))), None)
    assert "Lot, expiry   C8124C3, 10-Nov-2025" in note
    assert "- Vial C8124C3 used after its expiry: Last vial in the house" in note


def test_nothing_in_a_name_breaks_the_note(make_record: RecordMaker, make_opening: Callable[..., Opened]) -> None:
    patient = Patient("A\x1b[2J\r\nB\u202e" + "x" * 300, date(1981, 3, 14), "1\t2")
    record = make_record(opened=make_opening(patient=patient, clinician=Clinician("Dr\x00 B")))
    note = note_text(record, None)
    assert max(map(len, note.splitlines())) <= WIDTH
    assert "A [2J Bxxx" in note
    assert "Number        1 2" in note
    assert note.count("x") >= 300
    assert not set(note) & {"\x1b", "\u202e", "\x00", "\r", "\t"}


def test_a_note_keeps_the_breaks_of_its_writer(make_record: RecordMaker) -> None:
    note = note_text(make_record(c.Note("First.\n\nSecond.", "procerus")), None)
    assert "- Procerus, midline: First.\n  Second.\n" in note


def test_a_skipped_added_site_is_not_told_as_given(make_record: RecordMaker) -> None:
    planned = make_record().visit.sites[0]
    add = c.AddSite("added", "Corrugator", planned.muscle, planned.side, planned.view, 1, 2, Decimal(5), "Pain here")
    note = note_text(make_record(add, c.Skip("added", "Patient said no")), None)
    assert "- Corrugator, left: added, skipped. Pain here. Patient said no" in note


def test_a_dose_changed_back_is_told_with_its_reason(make_record: RecordMaker) -> None:
    back = [c.ChangeDose("procerus", Decimal(4), "Small"), c.ChangeDose("procerus", Decimal(5), "Not so small")]
    note = unwrapped(note_text(make_record(*back), None))
    assert "Procerus, midline: changed, then 5 units as planned, still to do. Not so small" in note


def test_a_reaction_of_a_site_that_the_end_names_again_is_told_once() -> None:
    seen = (c.Give("procerus"), c.SeeReaction("Bleeding", "procerus"))
    finish = replace(FINISH, left_to_do_reason="Tired", reactions="Bleeding")
    plain = note_text(record_of(*seen, finish), None)
    more = note_text(record_of(*seen, replace(finish, reactions="Bleeding, pain")), None)
    assert "Reactions     Procerus, midline: bleeding\n" in plain
    assert "Reactions     Bleeding, pain. Procerus, midline: bleeding\n" in more


def test_where_a_site_was_added_and_why_is_told_in_sentences() -> None:
    added = c.AddSite(
        *("brow-added-1", "Brow", "frontalis", Side.LEFT, View.FRONT),
        *(1.0, 2.0, Decimal(5), "tender point."),
        place="9 mm below the hairline",
    )
    note = " ".join(note_text(record_of(added, c.Skip("procerus", "healing skin lesion")), None).split())
    assert "- Brow, left: added 9 mm below the hairline, 5 units, still to do. Tender point" in note
    assert "- Procerus, midline: skipped. Healing skin lesion" in note


def test_days_that_are_no_whole_weeks_are_told_as_weeks_and_days() -> None:
    finish = replace(FINISH, left_to_do_reason="Tired", next_visit=date(2026, 2, 11))
    record = record_of(finish)
    assert "Next visit    Wednesday 11-Feb-2026, 12 weeks and 1 day" in note_text(record, None)
    *before, end = record.events
    next_day = Record(record.id, (*before, replace(end, at=end.at + timedelta(days=1))))
    assert "Next visit    Wednesday 11-Feb-2026, 12 weeks\n" in note_text(next_day, None)


def test_a_pause_is_told_with_its_reason() -> None:
    note = note_text(record_of(c.Give("procerus"), c.Pause("patient felt faint"), c.Continue()), None)
    (told,) = (line for line in note.splitlines() if line.endswith("Patient felt faint"))
    assert told.startswith("- 18-Nov-2025 10:2")
    assert "Interrupted" in note
    assert "Interrupted" not in note_text(record_of(c.Give("procerus")), None)
