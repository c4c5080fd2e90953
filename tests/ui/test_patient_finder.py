"""The finder and its rows: one tap chooses, the right end shows, and a drag, a slip or a failing disk does neither."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from ui.invented_patients import COLM, DISK, INGRID, NAMESAKE, House
from ui.page_hands import NO_MODIFIER, SIZES, Hands, OneWidget, cut_texts, leave, sit_at

from injection_map.ui.patient_finder import NOBODY_YET, PatientFinder
from injection_map.ui.patient_list import DETAILS_PX, FoundPatient, PatientModel, identifiers
from injection_map.ui.theme import Theme

TODAY = INGRID.patient.born.replace(year=2025, month=11, day=18)
LEFT, RIGHT = Qt.MouseButton.LeftButton, Qt.MouseButton.RightButton
RTL = "\u202e"


class Finding(Hands):
    """Somebody at the finder."""

    house: House
    finder: PatientFinder
    chosen: list[FoundPatient]
    shown: list[FoundPatient]
    new: list[str]

    def place(self, row: int, *, way_on: bool = False) -> QPoint:
        """In the window; the middle of a row, or of its right end."""
        rect = self.finder.list.visualRect(self.finder.model.index(row))
        x = rect.right() - DETAILS_PX // 2 if way_on else rect.center().x()
        return self.finder.list.viewport().mapTo(self.shell, QPoint(x, rect.center().y()))

    def tap(self, row: int, *, way_on: bool = False, button: Qt.MouseButton = LEFT) -> None:
        QTest.mouseClick(self.shell.windowHandle(), button, NO_MODIFIER, self.place(row, way_on=way_on))

    def down(self, place: QPoint) -> None:
        QTest.mousePress(self.shell.windowHandle(), LEFT, NO_MODIFIER, place)

    def move(self, place: QPoint) -> None:
        QTest.mouseMove(self.shell.windowHandle(), place)

    def up(self, place: QPoint) -> None:
        QTest.mouseRelease(self.shell.windowHandle(), LEFT, NO_MODIFIER, place)

    @property
    def rows(self) -> list[str]:
        model = self.finder.model
        return [model.found(model.index(i)).patient.id for i in range(model.rowCount())]

    @property
    def said(self) -> str:
        return self.finder.said.text() if self.finder.said.isVisible() else ""


@pytest.fixture
def finding(qtbot: QtBot, theme: Theme) -> Iterator[Finding]:
    finder = PatientFinder(theme, today=TODAY)
    hands = sit_at(qtbot, theme, OneWidget(finder))
    at = Finding(qtbot, hands.shell, hands.page)
    at.house, at.finder, at.chosen, at.shown, at.new = House(), finder, [], [], []
    finder.chosen.connect(at.chosen.append)
    finder.details_asked.connect(at.shown.append)
    finder.new_asked.connect(at.new.append)
    finder.search.setFocus()
    finder.set_find(at.house.find)
    finder.list.doItemsLayout()
    QApplication.processEvents()
    yield at
    leave(hands)


def test_who_is_expected_is_listed_before_anything_is_typed(finding: Finding) -> None:
    assert finding.rows == ["p-ingrid", "p-colm", "p-namesake"]
    assert finding.said == "Expected, or treated last"


def test_found_as_one_types_by_name_number_and_birth_date(finding: Finding) -> None:
    for typed, found in (("abern", ["p-colm"]), ("40-27", ["p-ingrid"]), ("2.9.1969", ["p-colm"])):
        finding.write("find-patient", typed)
        assert finding.rows == found


def test_enter_chooses_the_only_one(finding: Finding) -> None:
    finding.type("colm")
    finding.press(Qt.Key.Key_Return)
    assert finding.chosen == [COLM]


def test_enter_with_several_points_at_none_and_leads_into_the_rows(finding: Finding) -> None:
    finding.type("ingrid")
    assert set(finding.rows) == {"p-ingrid", "p-namesake"}
    finding.press(Qt.Key.Key_Return)
    assert (finding.chosen, finding.focus) == ([], "patients")
    finding.press(Qt.Key.Key_Down)
    finding.press(Qt.Key.Key_Return)
    assert finding.chosen == [NAMESAKE]
    finding.press(Qt.Key.Key_Up)
    finding.press(Qt.Key.Key_Up)
    assert finding.focus == "find-patient"


def test_space_chooses_a_row_and_a_held_key_chooses_once(finding: Finding) -> None:
    finding.press(Qt.Key.Key_Down)
    finding.press(Qt.Key.Key_Space)
    assert finding.chosen == [INGRID]


def test_f2_and_the_menu_key_show_the_patient_from_the_line_and_from_the_rows(finding: Finding) -> None:
    finding.press(Qt.Key.Key_F2)
    assert finding.shown == []
    finding.type("colm")
    finding.press(Qt.Key.Key_F2)
    finding.press(Qt.Key.Key_Down)
    finding.press(Qt.Key.Key_F2)
    assert (finding.shown, finding.chosen) == ([COLM, COLM], [])


def test_enter_with_nobody_found_asks_for_a_new_one(finding: Finding) -> None:
    finding.type("TESTER, Nora")
    assert finding.said == "Nobody is found by “TESTER, Nora”."
    finding.press(Qt.Key.Key_Return)
    assert finding.new == ["TESTER, Nora"]


def test_a_tap_chooses_and_the_right_end_shows(finding: Finding) -> None:
    finding.tap(1)
    finding.tap(0, way_on=True)
    assert (finding.chosen, finding.shown) == ([COLM], [INGRID])
    assert DETAILS_PX >= 44


def test_a_right_click_shows(finding: Finding) -> None:
    finding.tap(1, button=RIGHT)
    assert (finding.chosen, finding.shown) == ([], [COLM])


def test_a_long_press_shows_and_its_release_does_not_choose(finding: Finding) -> None:
    finding.finder.list.hold.setInterval(1)
    finding.down(finding.place(1))
    finding.qtbot.wait_until(lambda: finding.shown == [COLM])
    finding.up(finding.place(1))
    assert finding.chosen == []


def test_a_lock_that_comes_over_a_press_ends_it(finding: Finding) -> None:
    finding.down(finding.place(1))
    assert finding.finder.list.hold.isActive()
    finding.page.hide()
    assert not finding.finder.list.hold.isActive()
    assert finding.shown == finding.chosen == []


def test_a_slip_off_the_row_or_off_its_end_does_nothing(finding: Finding) -> None:
    finding.down(finding.place(0))
    finding.up(finding.place(1))
    border = finding.place(0, way_on=True) - QPoint(DETAILS_PX // 2, 0)
    finding.down(border + QPoint(3, 0))
    finding.up(border - QPoint(3, 0))
    assert (finding.chosen, finding.shown) == ([], [])


def test_a_drag_scrolls_as_on_a_tablet_and_chooses_nobody(finding: Finding) -> None:
    many = [
        FoundPatient(replace(COLM.patient, id=f"p{i}", number=f"77-{i}", name=f"TESTER {i} (invented)"))
        for i in range(40)
    ]
    finding.house.patients = many
    finding.finder.refresh()
    QApplication.processEvents()
    bar = finding.finder.list.verticalScrollBar()
    start = finding.place(4)
    finding.down(start)
    finding.move(start - QPoint(0, 60))
    finding.move(start - QPoint(0, 150))
    finding.up(start - QPoint(0, 150))
    assert bar.value() == 150
    assert not finding.finder.list.hold.isActive()
    assert finding.chosen == finding.shown == []


def test_rows_that_change_under_the_finger_choose_nobody(finding: Finding) -> None:
    finding.down(finding.place(0))
    finding.house.patients = [COLM, INGRID]
    finding.finder.refresh()
    finding.up(finding.place(0))
    assert finding.chosen == []


def test_below_the_rows_there_is_nothing_to_press(finding: Finding) -> None:
    below = finding.place(2) + QPoint(0, 150)
    for button in (LEFT, RIGHT):
        QTest.mouseClick(finding.shell.windowHandle(), button, NO_MODIFIER, below)
    assert finding.chosen == finding.shown == []


def test_two_of_the_same_name_are_told_apart_aloud_and_on_the_screen(finding: Finding) -> None:
    model = finding.finder.model
    assert [model.has_namesake(model.index(i)) for i in range(3)] == [True, False, True]
    said = model.data(model.index(0), Qt.ItemDataRole.AccessibleTextRole)
    assert said == (
        "HALVORSEN, Ingrid (invented), Same name as another, Born 14-Mar-1981 (44 years)   MRN 40-2719, "
        "Last 12-Aug-2025, 155 units, Overdue since 12-Nov-2025"
    )
    with_sign = _row_picture(finding, 0)
    finding.house.patients = [INGRID, COLM]
    finding.finder.refresh()
    assert not model.has_namesake(model.index(0))
    assert _row_picture(finding, 0) != with_sign


def _row_picture(finding: Finding, row: int) -> object:
    view = finding.finder.list
    return view.viewport().grab(view.visualRect(finding.finder.model.index(row))).toImage()


def test_a_row_says_nothing_for_other_roles(finding: Finding) -> None:
    model = PatientModel(TODAY)
    model.set_found([INGRID])
    assert model.data(model.index(0), Qt.ItemDataRole.ToolTipRole) is None
    assert model.rowCount(model.index(0)) == 0


def test_a_list_that_cannot_be_read_is_said_in_one_sentence_and_nobody_is_entered_twice(finding: Finding) -> None:
    finding.house.fails = True
    finding.type("colm")
    assert finding.said == f"The patients cannot be looked up now. {DISK}"
    assert finding.rows == []
    finding.press(Qt.Key.Key_Return)
    assert finding.new == finding.chosen == []
    finding.house.fails = False
    finding.press(Qt.Key.Key_Backspace)
    assert (finding.rows, finding.said) == (["p-colm"], "")


def test_ten_thousand_characters_break_nothing(finding: Finding) -> None:
    width = finding.shell.width()
    QApplication.clipboard().setText("x" * 10_000)
    finding.press(Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert finding.rows == []
    assert finding.said == f"Nobody is found by “{'x' * 40}…”."
    QApplication.processEvents()
    assert finding.shell.width() == width
    assert cut_texts(finding.page) == []
    QApplication.clipboard().clear()


def test_marks_of_direction_do_not_hide_a_patient_nor_turn_the_sentence(finding: Finding) -> None:
    QApplication.clipboard().setText(f"{RTL}colm")
    finding.press(Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert finding.rows == ["p-colm"]
    finding.type("zz")
    assert finding.said == "Nobody is found by “colmzz”."
    QApplication.clipboard().clear()


def test_the_first_day(finding: Finding) -> None:
    finding.house.patients = []
    finding.finder.refresh()
    assert finding.said == NOBODY_YET
    finding.click("new-patient")
    assert finding.new == [""]


def test_before_the_records_are_open_nobody_is_taken_for_new(qtbot: QtBot, theme: Theme) -> None:
    finder = PatientFinder(theme, today=TODAY)
    hands = sit_at(qtbot, theme, OneWidget(finder))
    new: list[str] = []
    finder.new_asked.connect(new.append)
    finder.search.setFocus()
    hands.type("colm")
    hands.press(Qt.Key.Key_Return)
    assert (new, finder.said.text()) == ([], "The records are being opened.")
    finder.set_find(House().find)
    assert finder.model.rowCount() == 1
    leave(hands)


def test_tomorrow_they_are_as_old_as_they_are_then(finding: Finding) -> None:
    finding.finder.set_today(TODAY.replace(year=2026))
    assert "(45 years)" in str(finding.finder.model.data(finding.finder.model.index(0)))
    assert identifiers(INGRID.patient, TODAY) == "Born 14-Mar-1981 (44 years)   MRN 40-2719"


@pytest.mark.parametrize("size", SIZES, ids=["1920", "1280"])
def test_rows_are_high_enough_for_a_finger(finding: Finding, size: tuple[int, int]) -> None:
    finding.shell.resize(*size)
    QApplication.processEvents()
    row = finding.finder.list.visualRect(finding.finder.model.index(0))
    assert row.height() >= 60
    assert finding.finder.list.is_way_on(QPointF(row.right() - 44, row.center().y()).toPoint())
