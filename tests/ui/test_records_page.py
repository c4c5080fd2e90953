"""The records page: found as one types, by hand and by keys, and nothing is hidden that cannot be read."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu
from pytestqt.qtbot import QtBot
from ui.chair.hands import opened
from ui.page_hands import SIZES, Hands, assert_all_is_to_be_seen, leave, sit_at

from injection_map.diagram.art import ArtRenderer
from injection_map.diagram.art_cache import ArtCache
from injection_map.domain import commands as c
from injection_map.domain.commands import Command
from injection_map.domain.course import Course, CoursePoint
from injection_map.domain.decisions import decide
from injection_map.domain.errors import StoreError
from injection_map.domain.events import Clinician, Event, FollowedUp, Patient, ReactionSince
from injection_map.domain.placement import PlacedSite
from injection_map.domain.protocol import Protocol
from injection_map.domain.record_index import Page, RecordQuery, Row, Show, UnreadableVisit, VisitRow, visit_row
from injection_map.domain.search import found_in, typed_words, words_in
from injection_map.domain.session import Phase, Visit, apply
from injection_map.report.record import Record
from injection_map.ui.chosen_record import ChosenRecord, next_visit_of, state_sentence
from injection_map.ui.controls import ElidedText
from injection_map.ui.overlay import Shown
from injection_map.ui.record_filters import ANYONE
from injection_map.ui.records_page import Place, RecordsPage, found_words
from injection_map.ui.theme import Theme

Shipped = tuple[Protocol, Mapping[str, PlacedSite], ArtRenderer]
NOW = datetime(2025, 11, 18, 10, 30, tzinfo=UTC)
BY = "Dr A. Lindqvist"
DISK = "The disk does not answer. What was recorded is safe. Try again."
UNREADABLE = UnreadableVisit("0190-x", "Entry 32 of the record 0190-x is not one this version can read.")
INGRID = Patient("HALVORSEN, Ingrid (invented)", date(1981, 3, 14), "40-2719", "latex", id="p-ingrid")


def a_row(name: str, number: str, *, days_ago: int, state: Phase = Phase.SIGNED, due_in: int = 70) -> VisitRow:
    return VisitRow(
        record_id=number,
        patient=Patient(name, date(1969, 9, 2), number),
        started_at=NOW - timedelta(days=days_ago),
        state=state,
        protocol_id="preempt-31",
        protocol="PREEMPT, fixed sites",
        clinicians=(BY,),
        vials=(),
        sites=31,
        sites_given=31,
        sites_skipped=(),
        units_given=Decimal(155),
        next_visit=NOW.date() + timedelta(days=due_in),
    )


ROWS: tuple[Row, ...] = (
    a_row("FARROW, Beatrix (invented)", "40-6632", days_ago=1, state=Phase.FINISHED),
    a_row("DLAMINI, Sipho (invented)", "44-1805", days_ago=90, due_in=-3),
    a_row("KOWALCZYK, Marta (invented)", "36-9054", days_ago=80, due_in=4),
    UNREADABLE,
    a_row("ABERNATHY, Colm (invented)", "51-0093", days_ago=0, state=Phase.NOT_TREATED),
    a_row("NYSTRÖM, Per (invented)", "33-5127", days_ago=200, due_in=-100),
)
COURSE = Course(
    tuple(
        CoursePoint(f"v{n}", NOW.date() - timedelta(days=84 * n), Decimal(155), headache_days=11 + 2 * n)
        for n in (2, 1, 0)
    )
)
AWAITED = frozenset({"40-6632", "44-1805", "36-9054"})


@dataclass
class Shelf:
    """Records that can fail as a disk does."""

    rows: Sequence[Row]
    records: Mapping[str, ChosenRecord]
    fails: bool = False
    uncounted: bool = False
    asked: list[RecordQuery] = field(default_factory=list)

    def find(self, query: RecordQuery) -> Page:
        self.asked.append(query)
        if self.fails:
            raise StoreError(DISK)
        rows = [row for row in self.rows if _is_wanted(row, query)]
        page = tuple(rows[query.offset : query.offset + query.limit])
        if self.uncounted and query.text:
            return Page(page, query.offset + len(page), len(rows) > query.offset + query.limit, AWAITED)
        return Page(page, len(rows), awaited=AWAITED)

    def look(self, record_id: str) -> ChosenRecord:
        if self.fails:
            raise StoreError(DISK)
        if record_id in self.records:
            return self.records[record_id]
        row = next(row for row in self.rows if row.record_id == record_id)
        assert isinstance(row, VisitRow)
        some = next(iter(self.records.values())).record
        record = Record(record_id, some.events)
        return ChosenRecord(record, row.patient, {}, (row,))


def _is_wanted(row: Row, query: RecordQuery) -> bool:
    if isinstance(row, UnreadableVisit):
        return query in (replace(RecordQuery(), offset=query.offset, limit=query.limit),)
    if query.person and query.person not in row.clinicians:
        return False
    if query.show is Show.UNSIGNED and (row.signed or not row.treated):
        return False
    if query.show is Show.OVERDUE and (row.record_id not in AWAITED or not _overdue(row)):
        return False
    if query.show is Show.DUE and (row.record_id not in AWAITED or _overdue(row)):
        return False
    return not query.text or found_in(typed_words(query.text), words_in(row.patient.name, row.patient.number))


def _overdue(row: VisitRow) -> bool:
    return row.next_visit is not None and row.next_visit < NOW.date()


def a_record(record_id: str, protocol: Protocol, at: datetime, *acts: Command) -> Record:
    visit, events = Visit(), list[Event]()
    for command in (c.Open(replace(opened(protocol), patient=INGRID)), *acts):
        made = decide(visit, [command], at=at, by=BY)
        assert isinstance(made, tuple), made
        events += made
        for event in made:
            visit = apply(visit, event)
    return Record(record_id, tuple(events))


@pytest.fixture(scope="session")
def visits(shipped: Shipped) -> Mapping[str, ChosenRecord]:
    """Eight visits of one patient, v0 the newest: the newest with another dose, the last but one not treated."""
    protocol, placed, _ = shipped
    other = c.ChangeDose("frontalis-lateral-right", Decimal("2.5"), "Brow felt heavy after last visit")
    given = tuple(c.Give(site.key) for site in protocol.sites)
    records = []
    for number in range(8):
        at = NOW - timedelta(days=84 * number)
        ended = (c.Finish(Decimal(45 if number else "47.5"), at.date() + timedelta(days=84)), c.Sign(Clinician(BY)))
        acts = (*((other,) if number == 0 else ()), *given, *ended)
        records.append(a_record(f"v{number}", protocol, at, *((c.EndUntreated("Fever"),) if number == 6 else acts)))
    rows = tuple(visit_row(record.id, record.events, record.visit) for record in records)
    return {
        record.id: ChosenRecord(record, INGRID, placed, rows, COURSE, records[number + 1].visit if number < 4 else None)
        for number, record in enumerate(records)
    }


OpenPage = Callable[..., Hands]


@pytest.fixture
def shelf(visits: Mapping[str, ChosenRecord]) -> Shelf:
    return Shelf((visits["v0"].row, *ROWS), visits)


@pytest.fixture
def open_page(qtbot: QtBot, theme: Theme, shipped: Shipped, shelf: Shelf) -> Iterator[OpenPage]:
    with ExitStack() as stack:

        def open_it(*, size: tuple[int, int] = (1280, 800), dark: bool = False, place: Place | None = None) -> Hands:
            art = ArtCache(shipped[2])
            art.close()  # the marks are drawn on the bare stage
            stack.callback(art.deleteLater)
            theme.set_dark(dark)
            page = RecordsPage(
                theme,
                art,
                find=shelf.find,
                look=shelf.look,
                today=NOW.date(),
                people=[BY, "R. Osei & Sons"],
                protocols={"preempt-31": "PREEMPT, fixed sites"},
                place=place,
            )
            hands = sit_at(qtbot, theme, page, size=size)
            stack.callback(leave, hands)
            QApplication.processEvents()
            return hands

        yield open_it


def page_of(hands: Hands) -> RecordsPage:
    assert isinstance(hands.page, RecordsPage)
    return hands.page


def chosen_from(hands: Hands) -> list[str]:
    chosen: list[str] = []
    page_of(hands).record_chosen.connect(chosen.append)
    return chosen


def shown(hands: Hands) -> list[str]:
    """The ids of the records in the list."""
    model = page_of(hands).model
    return [model.row(model.index(i)).record_id for i in range(model.rowCount())]


def click_row(hands: Hands, row: int, *, twice: bool = False) -> None:
    page = page_of(hands)
    place = page.list.visualRect(page.model.index(row)).center()
    click = QTest.mouseDClick if twice else QTest.mouseClick
    click(page.list.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, place)


def settle() -> None:
    for _ in range(3):
        QApplication.processEvents()


# --- found ------------------------------------------------------------------------------------------------------------


def test_what_matters_today_comes_first_and_the_first_is_shown(open_page: OpenPage, shelf: Shelf) -> None:
    hands = open_page()
    assert shown(hands) == ["v0", "40-6632", "44-1805", "36-9054", "0190-x", "51-0093", "33-5127"]
    assert hands.focus == "records-list"
    assert {"HALVORSEN, Ingrid (invented)", "14-Mar-1981 (44 years)", "40-2719"} <= set(hands.texts())
    assert not page_of(hands).found.isVisible()


def test_a_record_is_found_as_one_types_and_opened_by_enter(open_page: OpenPage) -> None:
    hands = open_page()
    chosen = chosen_from(hands)
    hands.press(Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    hands.type("kowal mar")
    assert shown(hands) == ["36-9054"]
    assert "1 record found." in hands.texts()
    hands.press(Qt.Key.Key_Return)
    assert chosen == ["36-9054"]
    hands.press(Qt.Key.Key_Escape)
    assert (len(shown(hands)), hands.focus) == (7, "records-list")


def test_up_and_down_walk_the_list_from_the_search_too(open_page: OpenPage) -> None:
    hands = open_page()
    chosen = chosen_from(hands)
    hands.press(Qt.Key.Key_Down)
    hands.press(Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    hands.press(Qt.Key.Key_Down)
    hands.press(Qt.Key.Key_Down)
    hands.press(Qt.Key.Key_Up)
    assert hands.focus == "search"
    hands.press(Qt.Key.Key_Return)
    assert chosen == ["44-1805"]
    for _ in range(10):
        hands.press(Qt.Key.Key_Down)
    hands.press(Qt.Key.Key_Return)
    assert chosen[-1] == "33-5127"


def test_a_click_shows_and_two_open(open_page: OpenPage) -> None:
    hands = open_page()
    chosen = chosen_from(hands)
    click_row(hands, 2)
    assert (chosen, page_of(hands).place.record_id) == ([], "44-1805")
    click_row(hands, 2, twice=True)
    assert chosen == ["44-1805"]


def test_nothing_found_keeps_the_words(open_page: OpenPage) -> None:
    hands = open_page()
    hands.write("search", "zzzzqqq")
    assert any("begins with “zzzzqqq”" in text for text in hands.texts())
    assert shown(hands) == []
    assert not page_of(hands).view.isVisible()
    hands.press(Qt.Key.Key_Return)
    hands.press(Qt.Key.Key_Escape)
    assert len(shown(hands)) == 7
    assert page_of(hands).view.isVisible()


def test_chips_say_how_many_and_show_them(open_page: OpenPage) -> None:
    hands = open_page()
    chips = page_of(hands).filters.chips
    assert [chip.text() for chip in chips.values()] == ["All 7", "Not signed 1", "Due 2", "Overdue 1"]
    hands.click("show-unsigned")
    assert shown(hands) == ["40-6632"]
    hands.click("show-overdue")
    assert shown(hands) == ["44-1805"]
    hands.click("show-overdue")
    assert [chip.isChecked() for chip in chips.values()] == [False, False, False, True]
    hands.click("show-due")
    assert shown(hands) == ["40-6632", "36-9054"]
    hands.write("search", "zz")
    hands.press(Qt.Key.Key_Escape)
    hands.click("show-all")
    assert len(shown(hands)) == 7


def test_records_of_one_person_alone(open_page: OpenPage) -> None:
    hands = open_page()
    hands.click("of-person")
    menu = hands.page.findChild(QMenu)
    assert isinstance(menu, QMenu)
    assert [action.text() for action in menu.actions()] == [ANYONE, BY, "R. Osei && Sons"]
    QTest.mouseClick(menu, Qt.MouseButton.LeftButton, pos=menu.actionGeometry(menu.actions()[2]).center())
    assert shown(hands) == []
    assert "No such records." in hands.texts()
    assert page_of(hands).filters.person.button.text() == "R. Osei & Sons"
    assert page_of(hands).filters.chips[Show.ALL].text() == "All 0"


def test_records_of_one_protocol_are_asked_for(open_page: OpenPage, shelf: Shelf) -> None:
    hands = open_page()
    hands.click("of-protocol")
    menu = hands.page.findChild(QMenu)
    assert isinstance(menu, QMenu)
    QTest.mouseClick(menu, Qt.MouseButton.LeftButton, pos=menu.actionGeometry(menu.actions()[1]).center())
    assert shelf.asked[-1].protocol == "preempt-31"


def test_ctrl_a_selects_all_that_are_found_and_not_only_those_that_were_fetched(
    open_page: OpenPage, shelf: Shelf
) -> None:
    shelf.rows = [a_row(f"NAME {n:05d}, Ada (invented)", f"9{n:05d}", days_ago=n) for n in range(20_000)]
    hands = open_page()
    page = page_of(hands)
    asked: list[tuple[object, ...]] = []
    page.export_asked.connect(lambda *said: asked.append(said))
    page.list.setFocus()
    hands.press(Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    assert page.found.text() == "All selected: 20000 records."
    hands.click("export-records")
    hands.press(Qt.Key.Key_End, Qt.KeyboardModifier.ControlModifier)  # moves without choosing
    QApplication.processEvents()
    while page.model.rowCount() < 200:
        page.list.scrollToBottom()
        QApplication.processEvents()
    assert page.found.text() == "All selected: 20000 records."
    assert page.list.selectionModel().isSelected(page.model.index(199))
    hands.click("export-records")
    assert asked == [((), RecordQuery(), "20000 found")] * 2
    page.list.scrollToTop()
    click_row(hands, 1)
    assert page.found.text() == ""
    hands.press(Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    hands.write("search", "name 0000")
    assert page.found.text() == "10 records found."
    page.list.setFocus()
    hands.press(Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    assert page.found.text() == "10 records selected."
    hands.click("export-records")
    assert len(asked[-1][0]) == 10  # type: ignore[arg-type]


def test_of_so_many_that_they_are_not_counted_all_are_selected_too(open_page: OpenPage, shelf: Shelf) -> None:
    shelf.rows = [a_row(f"NAME {n:05d}, Ada (invented)", f"9{n:05d}", days_ago=n) for n in range(500)]
    shelf.uncounted = True
    hands = open_page()
    hands.write("search", "name")
    page_of(hands).list.setFocus()
    hands.press(Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    assert page_of(hands).found.text() == "All selected: more than 50 records."


def test_five_hundred_are_fetched_as_they_are_scrolled(open_page: OpenPage, shelf: Shelf) -> None:
    shelf.rows = [a_row(f"TESTER, {number} (invented)", f"N-{number:03}", days_ago=number) for number in range(500)]
    hands = open_page()
    page = page_of(hands)
    assert page.model.total == 500
    before = page.model.rowCount()
    assert before <= 100
    page.list.verticalScrollBar().setValue(page.list.verticalScrollBar().maximum())
    hands.qtbot.waitUntil(lambda: page.model.rowCount() > before)
    for _ in range(520):
        hands.press(Qt.Key.Key_Down)
    assert page.place.record_id == "N-499"
    assert len(set(shown(hands))) == 500
    assert not page.model.canFetchMore(QModelIndex())


def test_more_than_can_be_counted_is_said_in_words(open_page: OpenPage, shelf: Shelf) -> None:
    shelf.rows = [a_row(f"TESTER, {number} (invented)", f"N-{number:03}", days_ago=number) for number in range(120)]
    shelf.uncounted = True
    hands = open_page()
    hands.write("search", "tester")
    assert "More than 50 records found. Type more to see fewer." in hands.texts()
    page = page_of(hands)
    hands.qtbot.waitUntil(lambda: page.model.rowCount() >= 50)
    while page.model.canFetchMore(QModelIndex()):
        page.model.fetchMore(QModelIndex())
    assert page.model.rowCount() == 120


def test_one_record_alone(open_page: OpenPage, shelf: Shelf, visits: Mapping[str, ChosenRecord]) -> None:
    alone = visits["v5"]
    shelf.rows = [alone.row]
    shelf.records = {"v5": replace(alone, visits=(alone.row,), last=None)}
    hands = open_page()
    page = page_of(hands)
    assert not page.view.last.isVisible()
    assert not page.view.tabs.older.isVisible()
    for key in (Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_L, Qt.Key.Key_Down, Qt.Key.Key_Up):
        hands.press(key)
    assert page.place.record_id == "v5"
    assert_all_is_to_be_seen(hands)


# --- what cannot be read ----------------------------------------------------------------------------------------------


def test_a_record_that_cannot_be_read_is_said_and_not_opened(open_page: OpenPage) -> None:
    hands = open_page()
    chosen = chosen_from(hands)
    click_row(hands, 4)
    hands.press(Qt.Key.Key_Return)
    hands.press(Qt.Key.Key_P, Qt.KeyboardModifier.ControlModifier)
    assert chosen == []
    assert "This record cannot be read" in hands.texts()
    assert any("It is kept as it is; nothing was repaired or guessed." in text for text in hands.texts())
    assert not page_of(hands).view.isVisible()
    hands.press(Qt.Key.Key_Down)
    assert "This record cannot be read" not in hands.texts()
    assert page_of(hands).view.isVisible()


def test_a_disk_that_does_not_answer_is_one_sentence(open_page: OpenPage, shelf: Shelf) -> None:
    shelf.fails = True
    hands = open_page()
    assert hands.texts().count(DISK) == 1
    assert "No records yet" not in hands.texts()
    shelf.fails = False
    hands.write("search", "kowal")
    assert DISK not in hands.texts()
    shelf.fails = True
    hands.press(Qt.Key.Key_Backspace)
    assert hands.texts().count(DISK) == 1


def test_a_record_that_cannot_be_read_now_is_said(open_page: OpenPage, shelf: Shelf) -> None:
    hands = open_page()
    shelf.fails = True
    hands.press(Qt.Key.Key_Down)
    assert DISK in hands.texts()
    assert not page_of(hands).view.isVisible()


def test_the_first_day(open_page: OpenPage, shelf: Shelf) -> None:
    shelf.rows = ()
    hands = open_page()
    asked: list[bool] = []
    page_of(hands).back_asked.connect(lambda: asked.append(True))
    assert {"No records yet", "Each treatment is listed here."} <= set(hands.texts())
    assert hands.focus == "start-a-visit"
    hands.press(Qt.Key.Key_Return)
    hands.click("back")
    assert asked == [True, True]


# --- the chosen one ---------------------------------------------------------------------------------------------------


def test_left_and_right_step_through_the_visits(open_page: OpenPage) -> None:
    hands = open_page()
    page = page_of(hands)
    hands.press(Qt.Key.Key_Left)
    assert page.place.record_id == "v0"
    steps = []
    for _ in range(9):
        hands.press(Qt.Key.Key_Right)
        steps.append(page.place.record_id)
    assert steps == ["v1", "v2", "v3", "v4", "v5", "v6", "v7", "v7", "v7"]
    hands.press(Qt.Key.Key_Left)
    assert "Not treated. Fever" in hands.texts()
    assert not page.view.views.isVisible()
    assert shown(hands)[page.list.currentIndex().row()] == "v0"


def test_tabs_and_steps_by_mouse(open_page: OpenPage) -> None:
    hands = open_page()
    page = page_of(hands)
    hands.click("tab-v1")
    assert page.place.record_id == "v1"
    settle()
    hands.click("older-visits")
    settle()
    hands.click("older-visits")
    settle()
    hands.click("newer-visits")
    assert page.place.record_id == "v2"
    assert [tab.record_id for tab in page.view.tabs.tabs if tab.isChecked()] == ["v2"]


def test_the_keyboard_stays_on_the_tabs(open_page: OpenPage) -> None:
    hands = open_page()
    hands.find("tab-v1").setFocus()
    hands.press(Qt.Key.Key_Return)
    assert (page_of(hands).place.record_id, hands.focus) == ("v1", "tab-v1")


def test_the_last_visit_off_changes_and_all_sites(open_page: OpenPage) -> None:
    hands = open_page()
    page = page_of(hands)

    def plates() -> list[str]:
        scenes = [view.scene for view in page.view.views.views.values()]
        return [plate.text for scene in scenes if scene for plate in scene.plates]

    def rings() -> int:
        scenes = [view.scene for view in page.view.views.views.values()]
        return sum(mark.look.ghost for scene in scenes if scene for mark in scene.marks)

    assert (plates(), rings()) == (["was 5"], 1)
    hands.press(Qt.Key.Key_L, Qt.KeyboardModifier.ShiftModifier)
    assert (page.view.last.index, rings()) == (2, 31)
    hands.press(Qt.Key.Key_L)
    assert (page.view.last.index, rings()) == (1, 1)
    hands.press(Qt.Key.Key_L)
    assert (page.view.last.index, plates(), rings()) == (0, [], 0)
    hands.click("last-visit-changes")
    assert (plates(), rings()) == (["was 5"], 1)
    click_row(hands, 1)
    hands.press(Qt.Key.Key_L)
    assert not page.view.last.isVisible()


def test_what_is_kept_is_said(open_page: OpenPage) -> None:
    hands = open_page()
    said = set(hands.texts())
    assert {"Signed 18-Nov-2025 10:30, Dr A. Lindqvist", "Frontalis lateral, right"} <= said
    assert {"Tue 10-Feb-2026", "12 weeks after 18-Nov-2025", "11", "13", "152.5"} <= said
    assert {"Against 26-Aug-2025", "2.5 units, was 5", "Other 30 sites", "the same"} <= said
    assert page_of(hands).trend.isVisible()
    click_row(hands, 1)
    assert "Against the plan" in hands.texts()
    assert not page_of(hands).trend.isVisible()
    assert page_of(hands).view.allergy.text() == "Allergy: latex"


def test_sites_that_cannot_be_drawn_are_not_passed_over(
    open_page: OpenPage, shelf: Shelf, visits: Mapping[str, ChosenRecord]
) -> None:
    shelf.records = {**visits, "v0": replace(visits["v0"], placed={})}
    assert "31 sites not drawn: the place is not known here." in open_page().texts()


def test_print_record_and_start_leave_as_signals(open_page: OpenPage) -> None:
    hands = open_page()
    asked: list[object] = []
    page = page_of(hands)
    page.print_asked.connect(asked.append)
    page.record_chosen.connect(lambda record_id: asked.append(("record", record_id)))
    page.visit_asked.connect(asked.append)
    hands.press(Qt.Key.Key_P, Qt.KeyboardModifier.ControlModifier)
    for name in ("print-record", "open-record", "start-visit-of-patient"):
        hands.click(name)
    assert asked == ["v0", "v0", ("record", "v0"), INGRID]


def test_one_comes_back_to_where_one_was(open_page: OpenPage) -> None:
    hands = open_page()
    hands.click("show-due")
    hands.press(Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    hands.type("kow")
    place = page_of(hands).place
    assert place == Place(RecordQuery("kow", Show.DUE), "36-9054")
    again = open_page(place=place)
    assert (shown(again), page_of(again).place) == (["36-9054"], place)
    elsewhere = open_page(place=Place(record_id="v3"))
    assert page_of(elsewhere).place.record_id == "v3"


# --- in words ---------------------------------------------------------------------------------------------------------


def test_rows_are_read_aloud_in_full(open_page: OpenPage) -> None:
    model = page_of(open_page()).model
    spoken = [str(model.data(model.index(i), Qt.ItemDataRole.AccessibleTextRole)) for i in range(7)]
    assert spoken[0] == (
        "HALVORSEN, Ingrid (invented), born 14-Mar-1981 (44 years), MRN 40-2719, 18-Nov-2025, 31 of 31 sites, "
        "152.5 units, signed"
    )
    assert spoken[1].endswith(", not signed")
    assert spoken[2].endswith(", signed, overdue 15-Nov")
    assert spoken[3].endswith(", signed, due 22-Nov")
    assert spoken[4].startswith("This record cannot be read.")
    assert spoken[5].endswith(", not treated")
    assert spoken[6].endswith(", signed")
    assert model.rowCount(model.index(0)) == 0


def test_words_of_what_was_found() -> None:
    assert found_words(RecordQuery(), 7, more=False) == ""
    assert found_words(RecordQuery(), 0, more=False) == ""
    assert found_words(RecordQuery("a"), 2, more=False) == "2 records found."
    assert found_words(RecordQuery(show=Show.DUE), 0, more=False) == "No such records."


def test_words_of_a_state_and_of_what_is_next(visits: Mapping[str, ChosenRecord], shipped: Shipped) -> None:
    protocol = shipped[0]
    begun = a_record("b", protocol, NOW)
    done = a_record(
        "d", protocol, NOW, c.Give(protocol.sites[0].key), c.Finish(Decimal(195), left_to_do_reason="Had to go")
    )
    assert state_sentence(begun.visit) == "Not signed. The treatment is not finished"
    assert state_sentence(done.visit) == "Not signed. The treatment is finished"
    assert next_visit_of((visit_row("d", done.events, done.visit),)) == ("None arranged", "")
    assert next_visit_of(visits["v6"].visits[6:]) == next_visit_of(visits["v6"].visits[7:])


# --- the page ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("size", SIZES, ids=["1920", "1280"])
def test_nothing_is_cut(
    open_page: OpenPage, shelf: Shelf, visits: Mapping[str, ChosenRecord], size: tuple[int, int], dark: bool
) -> None:
    """With six visits; the table of more may scroll."""
    shelf.records = {"v0": replace(visits["v0"], visits=visits["v0"].visits[:6])}
    assert_all_is_to_be_seen(open_page(size=size, dark=dark))


def test_as_much_as_a_patient_may_have_breaks_nothing(
    open_page: OpenPage, shelf: Shelf, visits: Mapping[str, ChosenRecord]
) -> None:
    long = Patient("X" * 120, date(1981, 3, 14), "9" * 40, "latex " * 33, id="p")
    record = visits["v0"].record
    first = replace(record.events[0], body=replace(record.opened, patient=long))
    shelf.records = {**visits, "v0": replace(visits["v0"], record=Record("v0", (first, *record.events[1:])))}
    shelf.rows = (replace(visits["v0"].row, patient=long), *ROWS)
    page = page_of(open_page())
    assert page.width() == 1280
    assert page.course.mapTo(page, page.course.rect().topRight()).x() < 1280


@pytest.mark.parametrize("size", SIZES, ids=["1920", "1280"])
@pytest.mark.parametrize("percent", [100, 115, 130])
def test_lots_are_whole_in_larger_type(
    open_page: OpenPage, theme: Theme, visits: Mapping[str, ChosenRecord], size: tuple[int, int], percent: int
) -> None:
    theme.set_font_percent(percent)
    hands = open_page(size=size)
    settle()
    (lot,) = visits["v0"].row.lots
    lots = [text for text in page_of(hands).course.findChildren(ElidedText) if lot in text.text()]
    assert len(lots) == len(visits)
    assert [text.width() >= text.sizeHint().width() for text in lots] == [True] * len(visits)
    theme.set_font_percent(100)
    settle()
    beside = [text for text in page_of(hands).course.findChildren(ElidedText) if text.text() == lot]
    assert len(beside) == len(visits)


def test_what_was_told_of_a_site_since_stands_beside_it_and_new_beside_what_is(
    visits: Mapping[str, ChosenRecord],
) -> None:
    told = FollowedUp(reactions=(ReactionSince("Bruising", "procerus"),))
    chosen = replace(visits["v0"], since=((visits["v0"].visit, told),))
    assert chosen.plates(Shown.NOTHING) == chosen.plates(Shown.DIFFERENCES) == {"procerus": "after: bruising"}
