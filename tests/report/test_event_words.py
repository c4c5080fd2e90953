from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

from injection_map.domain import commands as c
from injection_map.domain.events import EVENT_TYPES, Clinician
from injection_map.report.event_words import event_sentence, history
from injection_map.report.record import Record

RecordMaker = Callable[..., Record]


def told(record: Record) -> list[str]:
    return [sentence for _, sentence in history(record.events)][1:]


def test_every_kind_of_event_has_its_sentence(make_record: RecordMaker) -> None:
    planned = make_record().visit.sites[0]
    record = make_record(
        c.Give("corrugator-left"),
        c.Undo(),
        c.Redo(),
        c.TakeBack("corrugator-left"),
        c.Skip("procerus", "Skin lesion"),
        c.ChangeDose("corrugator-left", Decimal("2.5"), "Brow heavy"),
        c.AddSite("extra", "Corrugator", planned.muscle, planned.side, planned.view, 1, 2, Decimal(5), "Pain"),
        c.Note("Tender", "corrugator-left"),
        c.Note("Calm"),
        c.Pause("Patient felt faint"),
        c.Continue(),
        c.Pause(),
        c.AcceptUseBy("Mixed an hour late"),
        c.Finish(Decimal(195), reactions="None seen", left_to_do_reason="Stopped"),
        c.Reopen(),
        c.Finish(Decimal(1), left_to_do_reason="Stopped"),
        c.Sign(make_record().opened.clinician),
        c.AddAddendum(make_record().opened.clinician, "Told on the telephone.", "A headache in the evening."),
        c.Cosign(Clinician("Dr B. Prior", "Consultant")),
    )
    assert told(record) == [
        "Given, corrugator, left, 5 units",
        "Undone: given, corrugator, left, 5 units",
        "Done again: given, corrugator, left, 5 units",
        "Taken back, corrugator, left",
        "Skipped, procerus, midline: Skin lesion",
        "Dose changed, corrugator, left: 2.5 units, not 5. Brow heavy",
        "Site added, corrugator, left, 5 units: Pain",
        "Note on corrugator, left: Tender",
        "Note: Calm",
        "Paused: Patient felt faint",
        "Continued",
        "Paused",
        "Vial used past its use-by time: Mixed an hour late",
        "Finished, 195 units discarded. Sites left to do: Stopped. Reactions: None seen",
        "Back to the chair",
        "Finished, 1 unit discarded. Sites left to do: Stopped",
        "Signed by Dr A. Lindqvist, consultant neurologist",
        "Addendum by Dr A. Lindqvist, consultant neurologist: A headache in the evening. "
        "(Reason: Told on the telephone)",
        "Co-signed by Dr B. Prior, consultant",
    ]
    assert {event.type for event in record.events} == set(EVENT_TYPES)


def test_the_opening_names_the_patient_by_two_identifiers(fresh: Record) -> None:
    assert history(fresh.events)[0][1] == (
        "Visit opened for HALVORSEN, Ingrid, born 14-Mar-1981, number 40-2719, by Dr A. Lindqvist, consultant "
        "neurologist: PREEMPT, fixed sites, version 2026.1; Botox 200 units, lot C8124C3"
    )


def test_one_undo_of_a_whole_side_names_every_site(make_record: RecordMaker) -> None:
    record = make_record([c.Give("trapezius-1-left"), c.Give("trapezius-2-left")], c.Undo())
    assert told(record)[-1] == "Undone: given, trapezius 1, left, 5 units; given, trapezius 2, left, 5 units"


def test_a_sentence_is_one_line(make_record: RecordMaker) -> None:
    record = make_record(c.Note("One\r\ntwo\x1b[0m"))
    assert event_sentence(record.events[-1], make_record().visit) == "Note: One two [0m"
