"""The template of the note: what a clinic may write in it. Nothing of a record is ever taken for a part of it."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from report.visits import a_whole_record, record_of, whole_opening

from injection_map.domain import commands as c
from injection_map.domain.events import Patient
from injection_map.domain.settings import MOST_TEMPLATE
from injection_map.report.billing import Billing
from injection_map.report.note_template import NoteTemplateError, filled_in
from injection_map.report.note_text import DEFAULT_TEMPLATE, PLACEHOLDERS, WIDTH, faults_of_template, note_text

WHOLE = a_whole_record()


def test_a_clinic_says_what_its_note_says() -> None:
    template = "{patient_name} ({patient_number})\n{total}"
    assert note_text(a_whole_record(), None, template) == (
        "HALVORSEN, Ingrid (40-2719)\nTotal: 152.5 units (3.05 mL) at 31 sites, 1 skipped, 155 units planned\n"
    )


def test_ours_tells_the_whole_visit() -> None:
    note = " ".join(note_text(a_whole_record(), None, billing=Billing()).split())
    for told in (
        "Example Headache Clinic 1 Example Street Exampletown EX1 2MP",
        "Diagnosis G43.709, Chronic migraine without aura, not intractable",
        "Given by Dr A. Lindqvist, consultant neurologist; then Dr B. Prior, consultant",
        "With R. Osei, nurse; S. Lee",
        "Last treated 26-Aug-2025, 12 weeks, 155 units",
        "Safety pause complete 10:26, consent confirmed Answers 1 of 2 yes",
        "- Blood thinners: yes, aspirin 75 mg",
        "Since the last visit headache days in 28 days: 12, HIT-6 58, MIDAS 14, worn off in week 10, neck pain",
        "GTIN, serial 00300231145014, S-77",
        "mixed by R. Osei",
        "- Trapezius 1, left: moved to 1 cm lateral of its place. Scar",
        "- The last treatment was 12 weeks ago. Gone on all the same: Pain is back since ten days",
        "- Vial 2, lot C9000D1: This carton was scanned before. Gone on all the same: Scanned twice by mistake",
        "- Occipitalis, left: 155 units are the most of this protocol. Gone on all the same: Follow the pain",
        "Discard seen by R. Osei",
        "Reactions Pain at two sites. Fainting. Procerus, midline: bruising (pressed for a minute)",
        "Watched until 10:58",
        "Leaflet given Next visit Tuesday",
        "64615 x 1 J0585 x 153 J0585-JW x 147",
        "Co-signed by Dr C. Vale, supervisor",
    ):
        assert told in note


def test_a_visit_without_a_treatment_says_who_ended_it_and_why() -> None:
    note = note_text(record_of(c.EndUntreated("Has a cold"), opened=whole_opening()), None)
    assert "NOT TREATED: nothing was given at this visit" in note
    assert "- Not treated: Has a cold" in note
    assert "Seen by       Dr A. Lindqvist" in note
    assert "Ended without a treatment by Dr A. Lindqvist, 18-Nov-2025 10:26:28" in note
    for absent in ("Given", "Total", "Vial balance", "Reactions", "Next visit", "NOT SIGNED", "Changes"):
        assert absent not in note


def test_an_unknown_placeholder_is_told_with_the_nearest_known_one() -> None:
    faults = faults_of_template("Patient\n{patient_nam} and {Next Visit}")
    assert faults == (
        "Line 2 of the note's template has {patient_nam}, which is not known. The nearest is {patient_name}.",
        "Line 2 of the note's template has {Next Visit}, which is not known. The nearest is {next_visit}.",
    )
    with pytest.raises(NoteTemplateError, match=r"patient_nam.*No note was made; the record itself is safe"):
        note_text(a_whole_record(), None, "{patient_nam}")


@pytest.mark.parametrize(
    "template",
    ["{patient_name.__class__}", "{patient_name!r}", "{patient_name:>99}", "{patient_name[0]}", "{0}", "{}", "{ }"],
)
def test_nothing_but_a_name_stands_between_braces(template: str) -> None:
    assert len(faults_of_template(template)) == 1


@pytest.mark.parametrize("template", ["{patient_name", "patient_name}", "{{patient_name}", "{a{patient_name}"])
def test_half_a_pair_of_braces_is_told(template: str) -> None:
    assert "without its other half" in faults_of_template(template)[0]


def test_two_braces_are_one() -> None:
    assert note_text(a_whole_record(), None, "{{{patient_number}}} {{title}}") == "{40-2719} {title}\n"


def test_what_a_record_says_is_never_looked_through_for_placeholders() -> None:
    patient = Patient("{patient_number} {{ {x.__class__}", whole_opening().patient.born, "7")
    record = record_of(opened=whole_opening(patient=patient))
    assert note_text(record, None, "{patient_name}") == "{patient_number} {{ {x.__class__}\n"


def test_a_line_and_a_block_without_anything_to_say_are_left_out() -> None:
    values = {"one": "", "two": "2", "many": ()}
    template = "Head\n{one}\nTwo {two}\n\nAlone\n{one}\n{many}\n\nPlain words\n\n\nOne {one}"
    assert filled_in(template, values, width=40) == "Head\nTwo 2\n\nPlain words\n"


def test_a_list_inside_a_line_is_told_in_the_line() -> None:
    values = {"many": ("- a", "- b")}
    assert filled_in("All: {many}.\n{many}", values, width=40) == "All: a; b.\n- a\n- b\n"


def test_an_empty_template_stands_for_ours() -> None:
    record = a_whole_record()
    assert note_text(record, None, "") == note_text(record, None, DEFAULT_TEMPLATE) == note_text(record, None)
    assert faults_of_template("") == ()


def test_a_template_has_an_end() -> None:
    assert "longer than 20,000 characters" in faults_of_template("x" * (MOST_TEMPLATE + 1))[0]


@settings(max_examples=60)
@given(st.lists(st.sampled_from([*"{}ab_ \n", "{total}", "{patient_name}"]), max_size=40).map("".join))
def test_any_template_is_told_at_fault_or_makes_a_note(template: str) -> None:
    record = WHOLE
    if faults_of_template(template):
        with pytest.raises(NoteTemplateError):
            note_text(record, None, template)
    else:
        assert max(map(len, note_text(record, None, template).splitlines()), default=0) <= WIDTH


def test_every_placeholder_is_tried_by_a_whole_record() -> None:
    told = note_text(a_whole_record(), None, "\n\n".join(f"<{name}> {{{name}}}" for name in sorted(PLACEHOLDERS)))
    missing = {name for name in PLACEHOLDERS if f"<{name}>" not in told}
    assert missing == {
        "reasons",
        "seen_by",
        "billing",
        "interruptions",
    }  # no expired vial, treated, not asked for, no pause
