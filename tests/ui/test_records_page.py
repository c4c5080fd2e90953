"""The records page: found as one types, by hand and by keys, and nothing is hidden that cannot be read."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot
from ui.page_hands import SIZES, Hands, assert_all_is_to_be_seen, leave, sit_at

from injection_map.domain.events import Patient
from injection_map.domain.session import Phase
from injection_map.report.record_rows import RecordRow, Row, UnreadableRow
from injection_map.ui.records_page import RecordsPage
from injection_map.ui.theme import Theme

NOW = datetime(2025, 11, 18, 10, 26, tzinfo=UTC)
UNREADABLE = UnreadableRow("0190-x", "Entry 32 of the record 0190-x is not one this version can read.")


def a_row(name: str, born: date, number: str, *, days_ago: int, state: Phase = Phase.SIGNED) -> RecordRow:
    return RecordRow(
        record_id=number,
        patient=Patient(name, born, number),
        started_at=NOW - timedelta(days=days_ago),
        state=state,
        protocol="PREEMPT, fixed sites",
        lots=(f"C81{number[:2]}",),
        sites_given=31,
        sites=31,
        units_given=Decimal(155),
    )


ROWS: tuple[Row, ...] = (
    a_row("ABERNATHY, Colm", date(1969, 9, 2), "51-0093", days_ago=0),
    UNREADABLE,
    a_row("FARROW, Beatrix", date(1984, 12, 8), "40-6632", days_ago=1, state=Phase.FINISHED),
    a_row("HALVORSEN, Ingrid", date(1981, 3, 14), "40-2719", days_ago=2),
    a_row("HALVERSON, Grete", date(1958, 6, 21), "29-7034", days_ago=3),
    a_row("NYSTRÖM, Per", date(1965, 4, 5), "33-5127", days_ago=4),
)

OpenPage = Callable[..., Hands]


@pytest.fixture
def open_page(qtbot: QtBot, theme: Theme) -> Iterator[OpenPage]:
    with ExitStack() as stack:

        def open_it(rows: Sequence[Row] = ROWS, *, size: tuple[int, int] = (1280, 800)) -> Hands:
            hands = sit_at(qtbot, theme, RecordsPage(theme, rows, today=NOW.date()), size=size)
            stack.callback(leave, hands)
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
    """The numbers of the records in the list."""
    model = page_of(hands).model
    return [model.row(model.index(i)).record_id for i in range(model.rowCount())]


def click_row(hands: Hands, row: int) -> None:
    page = page_of(hands)
    place = page.list.visualRect(page.model.index(row)).center()
    QTest.mouseClick(page.list.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, place)


def test_all_records_are_listed_newest_first(open_page: OpenPage) -> None:
    hands = open_page()
    assert shown(hands) == ["51-0093", "0190-x", "40-6632", "40-2719", "29-7034", "33-5127"]
    assert hands.focus == "search"


def test_a_record_is_found_as_one_types_and_opened_by_enter(open_page: OpenPage) -> None:
    hands = open_page()
    chosen = chosen_from(hands)
    hands.type("ingrid halv")
    assert shown(hands) == ["40-2719"]
    hands.press(Qt.Key.Key_Return)
    assert chosen == ["40-2719"]


def test_up_and_down_walk_the_list_from_the_search(open_page: OpenPage) -> None:
    hands = open_page()
    chosen = chosen_from(hands)
    hands.press(Qt.Key.Key_Down)
    hands.press(Qt.Key.Key_Down)
    hands.press(Qt.Key.Key_Down)
    hands.press(Qt.Key.Key_Up)
    assert hands.focus == "search"
    hands.press(Qt.Key.Key_Return)
    assert chosen == ["40-6632"]
    for _ in range(10):
        hands.press(Qt.Key.Key_Down)
    hands.press(Qt.Key.Key_Return)
    assert chosen[-1] == "33-5127"


def test_a_click_opens(open_page: OpenPage) -> None:
    hands = open_page()
    chosen = chosen_from(hands)
    click_row(hands, 3)
    assert chosen == ["40-2719"]


def test_nothing_found_keeps_the_words_and_offers_the_nearest(open_page: OpenPage) -> None:
    hands = open_page()
    hands.type("halvorson")
    assert "No name, number, lot or date “halvorson”. Nearest of 6 records:" in hands.texts()
    assert set(shown(hands)) == {"40-2719", "29-7034"}
    assert page_of(hands).search.text() == "halvorson"


def test_nothing_near_is_said_plainly(open_page: OpenPage) -> None:
    hands = open_page()
    hands.type("zzzzqqq")
    assert "No name, number, lot or date “zzzzqqq”." in hands.texts()
    assert shown(hands) == []
    hands.press(Qt.Key.Key_Return)
    hands.press(Qt.Key.Key_Escape)
    assert len(shown(hands)) == 6


def test_the_unsigned_ones_alone(open_page: OpenPage) -> None:
    hands = open_page()
    hands.qtbot.mouseClick(page_of(hands).filter.part(1), Qt.MouseButton.LeftButton)
    assert shown(hands) == ["40-6632"]
    assert page_of(hands).filter.part(1).text() == "Not signed 1"


def test_a_record_that_cannot_be_read_is_said_and_not_opened(open_page: OpenPage) -> None:
    hands = open_page()
    chosen = chosen_from(hands)
    click_row(hands, 1)
    assert chosen == []
    assert "This record cannot be read" in hands.texts()
    assert any("It is kept as it is; nothing was repaired or guessed." in text for text in hands.texts())
    hands.write("search", "a")
    assert not hands.find("error-bar").isVisible()


def test_the_first_day(open_page: OpenPage) -> None:
    hands = open_page([])
    asked: list[bool] = []
    page_of(hands).back_asked.connect(lambda: asked.append(True))
    assert {"No records yet", "Each treatment is listed here, newest first."} <= set(hands.texts())
    assert hands.focus == "start-a-visit"
    hands.press(Qt.Key.Key_Return)
    hands.click("back")
    assert asked == [True, True]


def test_ctrl_f_goes_to_the_search(open_page: OpenPage) -> None:
    hands = open_page()
    hands.press(Qt.Key.Key_Tab)
    assert hands.focus != "search"
    hands.press(Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    assert hands.focus == "search"


def test_rows_are_read_aloud_in_full(open_page: OpenPage) -> None:
    model = page_of(open_page()).model
    spoken = model.data(model.index(3), Qt.ItemDataRole.AccessibleTextRole)
    assert spoken == (
        "HALVORSEN, Ingrid, born 14-Mar-1981 (44 years), MRN 40-2719, 16-Nov-2025, 31 of 31 sites, 155 units, signed"
    )
    assert str(model.data(model.index(1))).startswith("This record cannot be read.")
    assert model.rowCount(model.index(0)) == 0
    assert model.rowCount(QModelIndex()) == 6


@pytest.mark.parametrize("size", SIZES, ids=["1920", "1280"])
def test_nothing_is_cut(open_page: OpenPage, size: tuple[int, int]) -> None:
    assert_all_is_to_be_seen(open_page(size=size))
