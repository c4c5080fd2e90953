"""The pages of import and export: all of them is to be seen, and every choice does what it says."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot
from ui.page_hands import SIZES, Hands, assert_all_is_to_be_seen, leave, sit_at

from injection_map.domain.imports import Fate, Tally
from injection_map.domain.patient_csv import DateOrder
from injection_map.ui.export_page import ExportPage
from injection_map.ui.import_page import ImportPage, Kind, button_words, count_words
from injection_map.ui.import_preview import PreviewRow, spoken_row
from injection_map.ui.page import Page
from injection_map.ui.theme import Theme

WHO = "Dr A. Lindqvist"
SitAt = Callable[..., Hands]


class Rows:
    """A thousand rows, of which every tenth is refused; counts how often it is asked."""

    tally = Tally(new=900, refused=100)
    beside = 0

    def __init__(self) -> None:
        self.asked = 0
        self.left_out: set[int] = set()

    @property
    def taken(self) -> int:
        return 900 - len(self.left_out)

    def rows(self, *, only_wrong: bool, offset: int, limit: int) -> Sequence[PreviewRow]:
        self.asked += 1
        numbers = [n for n in range(1000) if n % 10 == 3 or not only_wrong]
        return [self._row(number) for number in numbers[offset : offset + limit]]

    def _row(self, number: int) -> PreviewRow:
        if number % 10 == 3:
            return PreviewRow(number + 2, Fate.WRONG, "This row cannot be taken", "", "born: “x” was found. " * 9)
        name = f"NEWCOMER {number}, Ada (invented)"
        return PreviewRow(number + 2, Fate.NEW, name, "born 14-Mar-1981, MRN 1", "", number not in self.left_out)

    def take(self, line: int, taken: bool) -> None:
        (self.left_out.discard if taken else self.left_out.add)(line - 2)


@pytest.fixture
def at(qtbot: QtBot, theme: Theme) -> Iterator[SitAt]:
    with ExitStack() as after:

        def sit(page: Page, size: tuple[int, int] = (1280, 800)) -> Hands:
            hands = sit_at(qtbot, theme, page, size=size)
            after.callback(leave, hands)
            return hands

        yield sit


@pytest.mark.parametrize("size", SIZES)
def test_all_is_to_be_seen_at_each_step(at: SitAt, theme: Theme, size: tuple[int, int]) -> None:
    page = ImportPage(theme, who=WHO)
    hands = at(page, size)
    assert_all_is_to_be_seen(hands)
    hands.click("kind-1")
    assert_all_is_to_be_seen(hands)
    page.show_preview("patients.csv", Rows(), unused="Columns that are not taken: Phone.")
    assert_all_is_to_be_seen(hands)
    page.say_working("Importing", 3, 12)
    assert_all_is_to_be_seen(hands)
    page.say_fault("all.jsonl cannot be imported. Nothing was changed.\n" + "Line 9: It is not JSON.\n" * 12)
    assert_all_is_to_be_seen(hands)


@pytest.mark.parametrize("size", SIZES)
def test_all_of_the_export_is_to_be_seen(at: SitAt, theme: Theme, size: tuple[int, int]) -> None:
    page = ExportPage(theme, chosen=3, found="more than 100000 found")
    hands = at(page, size)
    assert_all_is_to_be_seen(hands)
    page.say_working("Writing", 3, 12)
    assert_all_is_to_be_seen(hands)
    page.say_done("12 records written into records-2026-11-18-103000-pdf. 2 were left out. The first: " + "x" * 300)
    assert_all_is_to_be_seen(hands)


@pytest.mark.parametrize("size", SIZES)
def test_without_a_selection_all_that_was_found_goes_out(at: SitAt, theme: Theme, size: tuple[int, int]) -> None:
    page = ExportPage(theme, chosen=0, found="20000 found")
    hands = at(page, size)
    assert_all_is_to_be_seen(hands)
    assert not page.which.part(0).isVisible()
    asked: list[tuple[bool, str]] = []
    page.asked.connect(lambda *said: asked.append(said))
    hands.click("export")
    assert asked == [(True, "pdf")]


def test_a_thousand_rows_are_asked_for_as_they_are_scrolled(at: SitAt, theme: Theme) -> None:
    page, rows = ImportPage(theme, who=WHO), Rows()
    hands = at(page)
    page.show_preview("patients.csv", rows)
    assert rows.asked == 1
    page.list.setFocus()
    for _ in range(5):
        hands.press(Qt.Key.Key_End)
    assert page.list.rows.rowCount() == 1000
    hands.click("filter-1")
    assert page.list.rows.rowCount() == 100


def test_space_and_the_order_of_dates(at: SitAt, theme: Theme, qtbot: QtBot) -> None:
    page, rows = ImportPage(theme, who=WHO), Rows()
    hands = at(page)
    hands.click("kind-1")
    assert page.kind is Kind.PATIENTS
    hands.click("order-2")
    assert page.order is DateOrder.MONTH_FIRST
    page.show_preview("patients.csv", rows)
    page.list.setFocus()
    hands.press(Qt.Key.Key_Home)
    hands.press(Qt.Key.Key_Space)
    assert rows.left_out == {0}
    assert page.main.text() == "Import 899 patients, leave out 100"
    with qtbot.waitSignal(page.order_chosen) as said:
        hands.click("order-1")
    assert said.args == [DateOrder.DAY_FIRST]


def test_what_is_refused_is_never_ticked(at: SitAt, theme: Theme) -> None:
    page, rows = ImportPage(theme, who=WHO), Rows()
    hands = at(page)
    page.show_preview("patients.csv", rows)
    hands.click("filter-1")
    page.list.setFocus()
    hands.press(Qt.Key.Key_Home)
    hands.press(Qt.Key.Key_Space)
    assert rows.left_out == set()
    assert page.whole.isVisible()
    assert page.whole.text().startswith("born: “x” was found.")


def test_the_words() -> None:
    assert count_words(Tally(28, 2, 1), Kind.RECORDS) == "31 records: 28 new, 2 already here, 1 refused."
    assert count_words(Tally(), Kind.PATIENTS) == "There are no patients in this file."
    assert button_words(1, 0, Kind.PATIENTS) == "Import 1 patient"
    assert button_words(2, 3, Kind.RECORDS) == "Import 2 records, leave out 3"
    assert button_words(2, 3, Kind.RECORDS, 7) == "Import 2 records, leave out 3"
    assert button_words(0, 0, Kind.RECORDS, 7) == "Import 7 patients"
    row = PreviewRow(7, Fate.NEW, "A", "", "Like line 3.", False)
    assert spoken_row(row) == "line 7, left out, A, Like line 3."
