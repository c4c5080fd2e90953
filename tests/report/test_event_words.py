from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

from injection_map.domain import commands as c
from injection_map.domain.events import EVENT_TYPES, Caution, Clinician, FollowedUp, ReactionSince
from injection_map.report.event_words import event_sentence, followed_up_words, history
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
        c.TakeBack("procerus"),
        c.MoveSite("procerus", 1, 2, "2 mm above the glabella", "Scar"),
        c.SeeReaction("Bleeding", "corrugator-left", "Pressed for a minute"),
        c.SeeReaction("Faint"),
        c.AcceptCaution(Caution("visit-units", "160 units are over the 155 of this protocol.", "Pain")),
        c.AddVial(replace(make_record().opened.vials[0], lot="D1")),
        c.ChooseVial(1),
        c.CorrectVial(2, replace(make_record().opened.vials[0], lot="D2"), "Misread"),
        c.TakeSyringe(2),
        c.TakeOver(Clinician("Dr B. Prior"), (Clinician("R. Osei", "Nurse"),), "Called away"),
        c.FollowUp(FollowedUp(headache_days=11, hit6=58, reactions=(ReactionSince("Neck pain", detail="a week"),))),
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
        "Taken back, procerus, midline",
        "Site moved, procerus, midline, to 2 mm above the glabella: Scar",
        "Reaction at corrugator, left: Bleeding. Pressed for a minute",
        "Reaction: Faint",
        "160 units are over the 155 of this protocol. Gone on all the same: Pain",
        "Another vial: Botox 200 units, lot D1",
        "Vial 1 in hand",
        "Vial 2 corrected: Botox 200 units, lot D2. Misread",
        "Syringe 2 in hand",
        "Taken over by Dr B. Prior, with R. Osei, nurse: Called away",
        "Since the last visit: headache days in 28 days: 11, HIT-6 58, neck pain (a week)",
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
    ended = make_record(c.EndUntreated("Fever"))
    assert told(ended) == ["Not treated today: Fever"]
    assert {event.type for event in (*record.events, *ended.events)} == set(EVENT_TYPES)


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


def test_a_reaction_since_names_the_site_of_the_last_visit_and_none_of_this_one(
    make_record: RecordMaker,
) -> None:
    planned = make_record().visit.sites[0]
    key = "corrugator-added-1-left"
    since = FollowedUp(reactions=(ReactionSince("Bruising", key), ReactionSince("Bruising", "procerus")))
    added = c.AddSite(key, "Corrugator", planned.muscle, planned.side, planned.view, 1, 2, Decimal(5), "Pain")
    record = make_record(c.FollowUp(since), added)
    words = "bruising at corrugator added 1 left of the last visit, bruising at procerus, midline"
    assert followed_up_words(since, record.visit) == words
