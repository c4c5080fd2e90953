"""The finish page, with real keys and presses: what is signed is accounted for, and on the disk before it counts."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton
from pytestqt.qtbot import QtBot
from ui.chair.hands import RECORD, MoodyStore, Watch, opened
from ui.page_hands import SIZES, Hands, assert_all_is_to_be_seen, leave, sit_at

from injection_map import resources
from injection_map.diagram.art import ArtRenderer
from injection_map.diagram.art_cache import ArtCache
from injection_map.domain import commands
from injection_map.domain.commands import AddVial, ChangeDose, Command, Give, SeeReaction, Skip, TakeOver
from injection_map.domain.events import Clinician, Finished, Noted, Signed, Vial, VialBalance
from injection_map.domain.placement import PlacedSite
from injection_map.domain.protocol import Protocol
from injection_map.domain.session import Phase
from injection_map.storage.diagram_file import read_drawings
from injection_map.ui.finish_page import FinishPage
from injection_map.ui.given_table import Cell, GivenTable, spoken_row, table_rows
from injection_map.ui.pace import FASTEST
from injection_map.ui.theme import Theme
from injection_map.ui.visit_model import VisitModel
from injection_map.workflow.recorder import Recorder

Shipped = tuple[Protocol, Mapping[str, PlacedSite], ArtRenderer]
SIZE_NAMES = ["1920", "1280"]


@dataclass
class Desk(Hands):
    """The finish page of a visit, with its store below it."""

    model: VisitModel
    recorder: Recorder
    store: MoodyStore
    completed: list[Phase]

    @property
    def finish_page(self) -> FinishPage:
        assert isinstance(self.page, FinishPage)
        return self.page

    def recorded(self) -> list[object]:
        """What was recorded on this page."""
        return [event.body for event in self.model.events if event.type in ("noted", "finished", "signed")]

    def button(self, name: str) -> QAbstractButton:
        found = self.find(name)
        assert isinstance(found, QAbstractButton)
        return found

    def wait_completed(self) -> None:
        self.qtbot.wait_until(lambda: bool(self.completed))


Finish = Callable[..., Desk]


@pytest.fixture
def finish(qtbot: QtBot, theme: Theme, shipped: Shipped) -> Iterator[Finish]:
    """The page after a visit in which `done` happened; without it, every site was given."""
    protocol, placed, renderer = shipped
    with ExitStack() as stack:

        def sit(*done: Command, size: tuple[int, int] = (1280, 800), all_given: bool = True) -> Desk:
            store, watch = MoodyStore(), Watch()
            recorder = Recorder(store, record_id=RECORD, clock=watch, by="Dr A. Lindqvist")
            stack.callback(recorder.close)
            recorder.submit(commands.Open(opened(protocol)))
            rest = [Give(site.key) for site in protocol.sites] if all_given else []
            named = {getattr(command, "site", None) for command in done if not isinstance(command, ChangeDose)}
            for command in (*done, *(give for give in rest if give.site not in named)):
                assert isinstance(recorder.submit(command), tuple), f"refused: {command}"
            assert recorder.wait_saved(timeout_s=20)
            drawings = read_drawings(resources.diagrams())
            model = VisitModel(recorder, protocol=protocol, placed=placed, drawings=drawings, clock=watch, pace=FASTEST)
            stack.callback(model.deleteLater)
            art = ArtCache(renderer)
            art.close()  # nothing is rendered: the marks are drawn on the bare stage
            stack.callback(art.deleteLater)
            page = FinishPage(theme, model, art)
            hands = sit_at(qtbot, theme, page, size=size)
            stack.callback(leave, hands)
            desk = Desk(qtbot, hands.shell, page, model, recorder, store, [])
            page.completed.connect(lambda: desk.completed.append(model.visit.phase))
            stack.callback(store.gate.set)
            return desk

        yield sit


@pytest.mark.parametrize("size", SIZES, ids=SIZE_NAMES)
def test_a_whole_visit_is_signed_with_two_presses(finish: Finish, size: tuple[int, int]) -> None:
    desk = finish(size=size)
    desk.click("reaction-1")
    desk.click("sign")
    desk.wait_completed()
    assert desk.completed == [Phase.SIGNED]
    balance = VialBalance(1, Decimal(155), Decimal(45), Decimal(0))
    assert desk.recorded() == [
        Finished(Decimal(45), date(2026, 2, 10), "None seen", balances=(balance,)),
        Signed(Clinician("Dr A. Lindqvist", "neurologist")),
    ]
    assert [event.type for event in desk.store.events(RECORD)][-2:] == ["finished", "signed"]


def test_by_keyboard_alone(finish: Finish) -> None:
    desk = finish()
    assert desk.focus == "reaction-1"
    desk.press(Qt.Key.Key_Space)
    for _ in range(20):
        if desk.focus == "sign":
            break
        desk.press(Qt.Key.Key_Tab)
    desk.press(Qt.Key.Key_Return)
    desk.wait_completed()
    assert desk.completed == [Phase.SIGNED]


def test_finishing_leaves_the_signature_for_later(finish: Finish) -> None:
    desk = finish()
    desk.click("reaction-1")
    desk.click("finish-later")
    desk.wait_completed()
    assert desk.completed == [Phase.FINISHED]
    assert [type(body) for body in desk.recorded()] == [Finished]


def test_nothing_is_claimed_before_the_disk_has_it(finish: Finish) -> None:
    desk = finish()
    desk.store.gate.clear()
    desk.click("reaction-1")
    desk.click("sign")
    assert desk.model.visit.phase is Phase.SIGNED
    assert desk.button("sign").text() == "Saving"
    assert not desk.button("sign").isEnabled()
    assert not desk.button("back-to-chair").isEnabled()
    assert desk.completed == []
    desk.store.gate.set()
    desk.wait_completed()


def test_a_disk_that_is_full_is_said_and_can_be_tried_again(finish: Finish) -> None:
    desk = finish()
    desk.store.full = True
    desk.click("reaction-1")
    desk.click("sign")
    desk.qtbot.wait_until(lambda: desk.find("error-bar").isVisible())
    assert "The disk is full. Earlier entries are safe." in desk.texts()
    assert desk.button("sign").text() == "Not saved"
    assert desk.completed == []
    desk.store.full = False
    desk.click("retry-saving")
    desk.wait_completed()
    assert [event.type for event in desk.store.events(RECORD)].count("signed") == 1


def test_saving_elsewhere_is_asked_for(finish: Finish) -> None:
    desk = finish()
    asked: list[bool] = []
    desk.finish_page.save_elsewhere_asked.connect(lambda: asked.append(True))
    desk.store.full = True
    desk.click("reaction-1")
    desk.click("sign")
    desk.qtbot.wait_until(lambda: desk.find("save-elsewhere").isVisible())
    desk.click("save-elsewhere")
    assert asked == [True]


def test_a_double_click_signs_once(finish: Finish) -> None:
    desk = finish()
    desk.click("reaction-1")
    desk.click("sign")
    desk.click("sign")
    desk.wait_completed()
    assert [type(body) for body in desk.recorded()] == [Finished, Signed]


def test_reactions_are_asked_and_nothing_is_chosen_beforehand(finish: Finish) -> None:
    desk = finish()
    assert desk.finish_page.reactions.chosen == ()
    desk.press(Qt.Key.Key_Tab)
    desk.click("sign")
    assert desk.recorded() == []
    assert desk.focus == "reaction-1"
    assert "Say how the patient is: none seen is an answer too." in desk.texts()


def test_none_seen_and_a_reaction_exclude_each_other(finish: Finish) -> None:
    desk = finish()
    desk.click("reaction-1")
    desk.click("reaction-2")
    desk.click("reaction-3")
    assert desk.finish_page.reactions.chosen == ("Bleeding", "Pain")
    assert desk.find("reaction-words").isVisible()
    desk.click("reaction-1")
    assert desk.finish_page.reactions.chosen == ("None seen",)
    assert not desk.find("reaction-words").isVisible()


def test_another_reaction_is_told_in_words(finish: Finish) -> None:
    desk = finish(size=(1920, 1080))
    desk.click("reaction-5")
    desk.click("go-to-missing")
    assert desk.focus == "reaction-words"
    assert desk.said("reaction-words") == "Say what was seen."
    desk.type("Hives on the left arm")
    desk.click("sign")
    desk.wait_completed()
    finished = desk.recorded()[0]
    assert isinstance(finished, Finished)
    assert finished.reactions == "Hives on the left arm"


def test_a_vial_that_does_not_balance_is_signed_with_a_reason_only(finish: Finish) -> None:
    desk = finish(size=(1920, 1080))
    assert "Balances" in desk.texts()
    assert desk.said("discarded") == "0.9 mL"
    desk.click("reaction-1")
    desk.write("discarded", "40")
    assert {"Does not balance", "5 units are left in the vial. Why?"} <= set(desk.texts())
    desk.click("sign")
    assert (desk.recorded(), desk.focus) == ([], "balance-reason")
    desk.type("Spilt")
    desk.click("sign")
    desk.wait_completed()
    finished = desk.recorded()[0]
    assert isinstance(finished, Finished)
    assert finished.balances == (VialBalance(1, Decimal(155), Decimal(40), Decimal(5), "Spilt"),)


def test_who_saw_the_discard_is_the_assistant_or_somebody_else_or_nobody(finish: Finish) -> None:
    desk = finish(TakeOver(Clinician("Dr A. Lindqvist"), (Clinician("R. Osei", "nurse"),)))
    assert [choice.text() for choice in desk.finish_page.balance.seen_by.choices] == [
        "R. Osei",
        "Somebody else",
        "Nobody",
    ]
    desk.click("reaction-1")
    desk.click("sign")
    assert (desk.recorded(), desk.focus) == ([], "seen-by-0")
    desk.press(Qt.Key.Key_Space)
    assert desk.finish_page.draft.seen_by == "R. Osei"
    desk.click("seen-by-2")
    assert desk.finish_page.draft.seen_by == ""
    desk.click("seen-by-1")
    assert desk.focus == "seen-by-other"
    desk.type("B. Okafor")
    desk.click("watched")
    desk.click("leaflet-given")
    desk.click("sign")
    desk.wait_completed()
    finished = next(body for body in desk.recorded() if isinstance(body, Finished))
    assert (finished.discard_seen_by, finished.leaflet_given) == ("B. Okafor", True)
    assert finished.watched_until is not None


def test_each_of_two_vials_is_balanced(finish: Finish) -> None:
    second = Vial("Botox", Decimal(200), "D1", date(2027, 5, 31), Decimal(4), Watch()())
    desk = finish(AddVial(second), size=(1920, 1080))
    assert {"Vial 1, lot C8124C3", "Vial 2, lot D1", "Balances"} <= set(desk.texts())
    desk.write("discarded-2", "40")
    assert "Does not balance" in desk.texts()
    desk.click("reaction-1")
    desk.click("sign")
    assert (desk.recorded(), desk.focus) == ([], "balance-2-reason")


def test_what_was_seen_at_the_chair_is_chosen_already(finish: Finish) -> None:
    desk = finish(SeeReaction("Bleeding"))
    assert desk.finish_page.draft.reactions == ("Bleeding",)
    desk.click("reaction-1")
    desk.click("sign")
    assert desk.recorded() == []
    assert desk.focus == "reaction-1"


def test_what_was_discarded_must_be_a_number(finish: Finish) -> None:
    desk = finish()
    desk.click("reaction-1")
    desk.write("discarded", "lots")
    desk.click("sign")
    assert (desk.recorded(), desk.focus) == ([], "discarded")
    assert desk.said("discarded") == "Write what was discarded as a number of units, such as 47.5."


def test_sites_left_to_do_need_a_reason(finish: Finish) -> None:
    desk = finish(Give("corrugator-right"), all_given=False, size=(1920, 1080))
    assert "30 sites left to do" in desk.texts()
    assert "Corrugator, left; Procerus, midline; Frontalis medial, right; Frontalis lateral, right; and 26 more" in (
        desk.texts()
    )
    assert desk.focus == "left-reason"
    desk.click("reaction-4")
    desk.click("finish-later")
    assert desk.said("left-reason") == "Say why 30 sites are left to do."
    desk.write("left-reason", "The patient fainted")
    desk.click("finish-later")
    desk.wait_completed()
    finished = desk.recorded()[0]
    assert isinstance(finished, Finished)
    assert (finished.left_to_do_reason, finished.reactions) == ("The patient fainted", "Faint")
    assert finished.discarded_units == 195


@pytest.mark.parametrize(
    ("presses", "day", "about"),
    [
        ([], date(2026, 2, 10), "Tuesday, in 12 weeks"),
        (["next-later"], date(2026, 2, 11), "Wednesday, in 12 weeks and 1 day"),
        (["next-earlier", "next-earlier"], date(2026, 2, 8), "Sunday, in 11 weeks and 5 days: 2 days too early"),
    ],
)
def test_the_next_visit_is_stepped_by_days(finish: Finish, presses: list[str], day: date, about: str) -> None:
    desk = finish()
    for name in presses:
        desk.click(name)
    assert desk.said("next-day") == about
    desk.click("reaction-1")
    desk.click("sign")
    desk.wait_completed()
    assert getattr(desk.recorded()[0], "next_visit", None) == day


def test_the_next_visit_by_the_offers(finish: Finish) -> None:
    desk = finish()
    segments = desk.finish_page.next_visit.segments
    assert [part.text() for part in segments.parts] == ["12 weeks", "13", "14", "None"]
    assert segments.index == 0
    segments.part(2).click()
    assert desk.field("next-day").text == "24-Feb-2026"
    segments.part(3).click()
    assert (desk.field("next-day").text, desk.said("next-day")) == ("", "No next visit.")
    desk.click("next-later")
    assert desk.field("next-day").text == "19-Nov-2025"
    assert segments.index == -1


def test_the_next_visit_typed(finish: Finish) -> None:
    desk = finish()
    desk.write("next-day", "3.3.2026")
    desk.press(Qt.Key.Key_Tab)
    assert desk.field("next-day").text == "03-Mar-2026"
    assert desk.finish_page.next_visit.segments.index == -1
    desk.write("next-day", "soon")
    desk.click("reaction-1")
    desk.click("sign")
    assert (desk.recorded(), desk.focus) == ([], "next-day")
    assert desk.said("next-day") == "This is not a date. Write it as 14-Mar-1981."


def test_another_than_the_clinician_signs_with_a_role_of_their_own(finish: Finish) -> None:
    desk = finish()
    assert desk.said("signer") == "neurologist"
    assert not desk.find("signer-role").isVisible()
    desk.click("reaction-1")
    desk.write("signer", "Dr B. Reyes")
    desk.write("signer-role", "Head of clinic")
    desk.click("sign")
    desk.wait_completed()
    assert desk.recorded()[-1] == Signed(Clinician("Dr B. Reyes", "Head of clinic"))


def test_a_note_goes_to_the_record(finish: Finish) -> None:
    desk = finish()
    desk.click("reaction-1")
    desk.click("note")
    desk.type("Tolerated well. Ask about the brow.")
    desk.click("sign")
    desk.wait_completed()
    assert desk.recorded()[0] == Noted("Tolerated well. Ask about the brow.")


def test_back_to_the_chair_records_nothing(finish: Finish) -> None:
    desk = finish()
    asked: list[bool] = []
    desk.finish_page.back_asked.connect(lambda: asked.append(True))
    desk.click("reaction-1")
    desk.click("back-to-chair")
    assert (asked, desk.recorded()) == ([True], [])


def test_what_differs_is_listed_with_its_reasons(finish: Finish) -> None:
    desk = finish(
        ChangeDose("frontalis-lateral-right", Decimal("2.5"), "Brow felt heavy"),
        Skip("temporalis-3-left", "Healing skin lesion"),
    )
    said = desk.texts()
    assert {"Frontalis lateral, right", "2.5 units, not 5. Brow felt heavy"} <= set(said)
    assert {"Temporalis 3, left", "Skipped. Healing skin lesion"} <= set(said)
    assert "30 sites, 147.5 units, 2.95 mL" in said


def test_the_patient_is_named_twice_over(finish: Finish) -> None:
    said = finish().texts()
    assert "14‑Mar‑1981, MRN 40‑2719" in said
    assert "Dr A. Lindqvist" in said


def test_the_table_adds_up_by_muscle_and_side(finish: Finish, shipped: Shipped) -> None:
    desk = finish(
        ChangeDose("frontalis-lateral-right", Decimal("2.5"), "Brow felt heavy"),
        Skip("temporalis-3-left", "Healing skin lesion"),
    )
    names = {muscle.id: muscle.name for muscle in shipped[0].muscles}
    rows = {row.name: row for row in table_rows(desk.model.visit, names)}
    assert list(rows)[-1] == "Total"
    assert rows["Frontalis"].sides == (Cell("7.5", "2 sites", differs=True), None, Cell("10", "2 sites"))
    assert (rows["Frontalis"].units, rows["Frontalis"].plan) == ("17.5", "−2.5")
    assert rows["Procerus"].sides == (None, Cell("5", "1 site"), None)
    assert rows["Procerus"].plan == "as planned"
    assert (rows["Total"].units, rows["Total"].plan) == ("147.5", "−7.5")
    table = desk.find("given-table")
    assert isinstance(table, GivenTable)
    assert spoken_row(rows["Procerus"]) in table.accessibleDescription()
    assert spoken_row(rows["Procerus"]) == "Procerus: midline 5 units at 1 site, in all 5 units, as planned"


def test_the_same_sum_by_other_sites_is_not_as_planned(finish: Finish, shipped: Shipped) -> None:
    desk = finish(
        ChangeDose("corrugator-left", Decimal("2.5"), "Small"), ChangeDose("corrugator-right", Decimal("7.5"), "Large")
    )
    row = table_rows(desk.model.visit, {})[0]
    assert (row.units, row.plan) == ("10", "same sum")


@pytest.mark.parametrize("size", SIZES, ids=SIZE_NAMES)
def test_nothing_is_cut_and_nothing_scrolls(finish: Finish, size: tuple[int, int]) -> None:
    desk = finish(
        ChangeDose("frontalis-lateral-right", Decimal("2.5"), "Brow felt heavy after last visit"),
        Skip("temporalis-3-left", "Healing skin lesion over the site"),
        size=size,
    )
    assert_all_is_to_be_seen(desk)


def test_signing_stays_in_sight_when_everything_is_missing(finish: Finish) -> None:
    desk = finish(all_given=False)
    desk.click("reaction-5")
    desk.write("discarded", "7")
    desk.click("sign")
    assert desk.find("sign").visibleRegion().boundingRect().height() == desk.find("sign").height()
    assert desk.focus == "left-reason"
