"""What is told of the time since the last visit, in the real pause: optional, by mouse and keys, in the same act."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton
from pytestqt.qtbot import QtBot
from ui.page_hands import Hands, assert_all_is_to_be_seen, leave, sit_at

from injection_map.diagram.art import ArtRenderer
from injection_map.domain.commands import Command, EndUntreated, FollowUp, Open
from injection_map.domain.event_codec import from_plain, to_plain
from injection_map.domain.events import Clinician, FollowedUp, Patient, ReactionSince
from injection_map.domain.follow_up import SinceDraft
from injection_map.domain.geometry import PointMm
from injection_map.domain.intervals import LastVisit
from injection_map.domain.pause_draft import AskedDraft, PauseDraft, new_draft
from injection_map.domain.placement import PlacedSite
from injection_map.domain.protocol import Protocol, Side, View
from injection_map.domain.session import SiteState
from injection_map.ui.controls import Button
from injection_map.ui.pause_page import PausePage
from injection_map.ui.theme import Theme

NOW = datetime(2025, 11, 18, 10, 26, 8, tzinfo=UTC)
PATIENT = Patient("HALVORSEN, Ingrid", date(1981, 3, 14), "40-2719", "latex", id="p1")
PEOPLE = (Clinician("Dr A. Lindqvist", "Consultant"),)
LAST = LastVisit(date(2025, 8, 12), Decimal(155), "Dr A. Lindqvist", "C8001C1", skipped=("temporalis-3-left",))
SIZES = [(1920, 1080), (1280, 800), (1180, 720)]
NECK = "Neck pain or stiffness"

Open_ = Callable[..., Hands]


@pytest.fixture
def full(shipped: tuple[Protocol, Mapping[str, PlacedSite], ArtRenderer]) -> PauseDraft:
    """All six cards done, and nothing told of the time since."""
    protocol = shipped[0]
    return replace(
        new_draft(PATIENT, protocol, now=NOW, clinician=PEOPLE[0]),
        said_name=True,
        said_born=True,
        consented=True,
        asked_allergies=True,
        answers=tuple(AskedDraft(question.id, yes=False) for question in protocol.questions),
        lot="C8124C3",
        expiry="31-May-2027",
        labelled=True,
    )


@pytest.fixture
def open_page(
    qtbot: QtBot, theme: Theme, full: PauseDraft, shipped: tuple[Protocol, Mapping[str, PlacedSite], ArtRenderer]
) -> Iterator[Open_]:
    with ExitStack() as stack:

        def open_it(
            *, since: SinceDraft | None = None, last: LastVisit | None = LAST, size: tuple[int, int] = (1280, 800)
        ) -> Hands:
            draft = replace(full, since=since) if since else full
            page = PausePage(
                theme,
                clock=lambda: NOW,
                protocol=shipped[0],
                patient=PATIENT,
                last_visit=last,
                people=PEOPLE,
                clinician=PEOPLE[0],
                draft=draft,
            )
            hands = sit_at(qtbot, theme, page, size=size)
            stack.callback(leave, hands)
            return hands

        yield open_it


def page_of(hands: Hands) -> PausePage:
    assert isinstance(hands.page, PausePage)
    return hands.page


def asked_of(hands: Hands) -> list[tuple[Command, ...]]:
    asked: list[tuple[Command, ...]] = []
    page_of(hands).start_requested.connect(asked.append)
    page_of(hands).not_today_requested.connect(asked.append)
    return asked


def is_on(hands: Hands, name: str) -> bool:
    button = hands.find(name)
    assert isinstance(button, QAbstractButton)
    return button.isChecked()


def test_who_is_asked_nothing_starts_as_before(open_page: Open_) -> None:
    hands = open_page()
    asked = asked_of(hands)
    hands.click("start")
    ((opened,),) = asked
    assert isinstance(opened, Open)


def test_what_was_told_is_in_the_same_act(open_page: Open_) -> None:
    hands = open_page()
    asked = asked_of(hands)
    hands.click("since")
    assert hands.focus == "since-headache_days"
    hands.type("11")
    hands.write("since-hit6", "62")
    hands.write("since-wear_off_week", "10")
    hands.click("since-reaction-2")
    hands.click("told-2-where")
    hands.click("since-site-trapezius-1-left")
    hands.click("since-site-trapezius-1-right")
    hands.click("since-sites-done")
    assert hands.focus == "told-2-where"
    hands.write("told-2-detail", "three days")
    hands.click("since-done")
    assert hands.focus == "since"
    assert "11 headache days, HIT-6 62, worn off in week 10, neck pain or stiffness" in hands.texts()
    hands.click("start")
    (commands,) = asked
    assert commands[1:] == (
        FollowUp(
            FollowedUp(
                headache_days=11,
                hit6=62,
                wear_off_week=10,
                reactions=(
                    ReactionSince(NECK, "trapezius-1-right", "three days"),
                    ReactionSince(NECK, "trapezius-1-left", "three days"),
                ),
                asked_reactions=True,
            )
        ),
    )


def test_it_is_kept_when_the_visit_ends_untreated(open_page: Open_) -> None:
    hands = open_page(since=SinceDraft(headache_days="12"))
    asked = asked_of(hands)
    hands.click("not-today")
    hands.click("untreated-1")
    hands.click("untreated-main")
    assert asked[0][1:] == (FollowUp(FollowedUp(headache_days=12)), EndUntreated("Patient unwell"))


def test_a_figure_is_stepped_and_its_class_is_said(open_page: Open_) -> None:
    hands = open_page()
    hands.click("since")
    hands.click("since-hit6-more")
    assert hands.said("since-hit6") == "Severe; 36 to 78"
    hands.click("since-hit6-fewer")
    assert (page_of(hands).draft.since.hit6, hands.said("since-hit6")) == ("59", "36 to 78")
    hands.write("since-midas", "21")
    assert hands.said("since-midas") == "Grade IV; 0 to 270"


def test_what_cannot_be_keeps_it_from_starting_and_is_led_to(open_page: Open_) -> None:
    hands = open_page()
    hands.click("since")
    hands.write("since-headache_days", "29")
    assert hands.said("since-headache_days").startswith("“29” cannot be.")
    hands.write("since-wear_off_week", "16")
    assert hands.said("since-wear_off_week") == "The last treatment was 98 days ago: this is week 15."
    hands.click("since-done")
    assert not hands.find("start").isEnabled()
    assert "To be mended" in hands.texts()
    hands.click("go-to-left")
    assert hands.focus == "since-headache_days"
    hands.write("since-headache_days", "28")
    hands.click("go-to-left")
    assert hands.focus == "since-wear_off_week"
    hands.write("since-wear_off_week", "")
    assert hands.find("start").isEnabled()


def test_another_reaction_must_be_named(open_page: Open_) -> None:
    hands = open_page()
    hands.click("since")
    hands.click("since-reaction-11")
    assert not hands.find("start").isEnabled()
    hands.click("go-to-left")
    assert (hands.focus, hands.said("told-11-detail")) == ("told-11-detail", "Say which other reaction.")
    hands.type("dry eye")
    assert hands.said("told-11-detail") == ""
    assert hands.find("start").isEnabled()


def test_none_is_an_answer_and_takes_the_place_of_the_others(open_page: Open_) -> None:
    hands = open_page()
    hands.click("since")
    hands.click("since-reaction-1")
    hands.click("no-reactions")
    assert (is_on(hands, "no-reactions"), is_on(hands, "since-reaction-1")) == (True, False)
    assert page_of(hands).draft.since == SinceDraft(no_reactions=True)
    hands.click("since-reaction-3")
    assert (is_on(hands, "no-reactions"), is_on(hands, "since-reaction-3")) == (False, True)
    hands.press(Qt.Key.Key_Escape)
    assert hands.focus == "since"


def test_only_sites_that_were_given_then_are_offered_and_none_is_possible(open_page: Open_) -> None:
    hands = open_page(since=SinceDraft(reactions=(ReactionSince(NECK, "procerus"),)))
    hands.click("since")
    hands.click("told-2-where")
    offered = page_of(hands).since.chooser.toggles
    assert "temporalis-3-left" not in offered
    assert len(offered) == 30
    assert is_on(hands, "since-site-procerus")
    hands.click("since-site-procerus")
    done = hands.find("since-sites-done")
    assert isinstance(done, Button)
    assert done.text() == "At no site in particular"
    hands.click("since-sites-done")
    assert page_of(hands).draft.since.reactions == (ReactionSince(NECK),)


def test_sites_that_were_added_then_are_offered_and_named(open_page: Open_) -> None:
    added = SiteState(
        "temporalis-added-2-left",
        "Temporalis added 2",
        "temporalis",
        Side.LEFT,
        View.LEFT,
        Decimal(0),
        Decimal(5),
        added_at=PointMm(1.0, 2.0),
    )
    other = replace(added, key="masseter-added-1-left", name="Masseter added 1", muscle="masseter")
    hands = open_page(last=replace(LAST, added=(added, other)))
    hands.click("since")
    hands.click("since-reaction-2")
    hands.click("told-2-where")
    assert "Masseter" in hands.texts()
    toggle = hands.find("since-site-temporalis-added-2-left")
    assert isinstance(toggle, Button)
    assert (toggle.text(), toggle.accessibleName()) == ("+2", "Temporalis added 2, patient’s left")
    hands.click("since-site-temporalis-added-2-left")
    hands.click("since-site-masseter-added-1-left")
    hands.click("since-sites-done")
    assert "Temporalis added 2, left; Masseter added 1, left" in hands.texts()
    assert page_of(hands).draft.since.reactions == (ReactionSince(NECK, added.key), ReactionSince(NECK, other.key))


def test_before_a_first_treatment_only_the_scores_are_asked(open_page: Open_) -> None:
    hands = open_page(last=None)
    asked = asked_of(hands)
    since = hands.find("since")
    assert isinstance(since, Button)
    assert since.text() == "Headache days"
    hands.click("since")
    hands.type("22")
    assert "Before the first treatment" in hands.texts()
    assert not hands.find("since-wear_off_week").isVisible()
    assert not hands.find("no-reactions").isVisible()
    hands.click("start")
    assert asked[0][1:] == (FollowUp(FollowedUp(headache_days=22)),)


def test_a_kept_draft_is_shown_again(open_page: Open_, full: PauseDraft) -> None:
    told = SinceDraft("11", "58", "", "", (ReactionSince(NECK, "procerus", "three days"),))
    kept = from_plain(PauseDraft, to_plain(replace(full, since=told)))
    assert kept.since == told
    assert page_of(open_page(since=kept.since)).draft.since == told


def test_a_draft_of_before_there_was_a_follow_up_is_read(full: PauseDraft) -> None:
    plain = to_plain(full)
    assert isinstance(plain, dict)
    del plain["since"]
    assert from_plain(PauseDraft, plain) == full


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("last", [LAST, None], ids=["again", "first"])
def test_the_panel_is_seen_whole(open_page: Open_, size: tuple[int, int], last: LastVisit | None) -> None:
    hands = open_page(size=size, last=last)
    hands.click("since")
    if last is not None:
        hands.click("since-reaction-2")
        hands.click("since-reaction-5")
    assert_all_is_to_be_seen(hands)
    short = [pick.text() for pick in page_of(hands).since.picks.values() if pick.isVisible() and not pick.words_fit]
    assert short == []
