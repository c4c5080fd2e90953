"""Recall and audit by hand and by keys: what is asked, what is shown, and what is never left on the screen."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from ui.page_hands import SIZES, Hands, assert_all_is_to_be_seen, leave, sit_at

from injection_map.domain.audit import Recall, recall_of
from injection_map.domain.errors import StoreError
from injection_map.domain.events import Patient
from injection_map.domain.record_index import VialUse, VisitRow, lot_key
from injection_map.domain.session import Phase
from injection_map.domain.tallies import ALL_TIME, MonthUnits, Period, PersonMonth, PersonWork, SkippedSite
from injection_map.ui.audit_page import COUNTING, PEOPLE, SEVERAL, AuditPage, AuditPlace, Questions, Saving
from injection_map.ui.background import Background
from injection_map.ui.theme import Theme

NOW = datetime(2025, 11, 18, 10, 30, tzinfo=UTC)
BY, NURSE = "Dr A. Lindqvist (invented)", "Nurse C. Okoro (invented)"
DISK = "The disk does not answer. What was recorded is safe. Try again."
LOTS = ("C8124C3", "C8124C4", "D1")
TWELVE = Period("2024-12", "2025-11")


def a_row(name: str, number: str, *, days_ago: int = 0, lot: str = "C8124C3") -> VisitRow:
    return VisitRow(
        record_id=f"r-{number}-{days_ago}",
        patient=Patient(name, date(1969, 9, 2), number),
        started_at=NOW - timedelta(days=days_ago),
        state=Phase.SIGNED,
        protocol_id="preempt-31",
        protocol="PREEMPT, fixed sites",
        clinicians=(BY,),
        vials=(VialUse("onabotulinumtoxinA", lot, sites=31, units=Decimal(155)),),
        sites=31,
        sites_given=31,
        sites_skipped=(),
        units_given=Decimal(155),
        signer=BY,
    )


ROWS = (
    a_row("FARROW, Beatrix (invented)", "40-6632"),
    a_row("DLAMINI, Sipho (invented)", "44-1805", days_ago=40),
    a_row("FARROW, Beatrix (invented)", "40-6632", days_ago=90),
)
MANY = tuple(a_row("ABERNATHY, Colm (invented)", f"51-{number:04d}") for number in range(450))
PEOPLE_WORK = (
    PersonWork(BY, (PersonMonth("2025-11", 2, 2, 0, 2, 0),)),
    PersonWork(NURSE, (PersonMonth("2025-11", 450, 0, 450, 0, 0),)),
)
SITES = (
    SkippedSite("PREEMPT", "corrugator-right", "Corrugator, right", 590, 3, (("Patient asked", 2), ("Pain", 1))),
    SkippedSite("PREEMPT", "procerus", "Procerus", 590, 1, (("", 1),)),
)
MONTHS = (
    MonthUnits("2025-09", "Botox", 2, Decimal(310), Decimal(90)),
    MonthUnits("2025-11", "Botox", 15, Decimal("2247.5"), Decimal("752.5")),
    MonthUnits("2025-11", "Dysport", 1, Decimal(500), Decimal(0)),
)


@dataclass
class Vault:
    """Answers from the other thread, which can be held up, and fail as a disk does."""

    fails: bool = False
    unreadable: int = 0
    known: tuple[str, ...] = LOTS
    gate: threading.Event = field(default_factory=threading.Event)
    asked: list[tuple[Any, ...]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.gate.set()

    def questions(self) -> Questions:
        return Questions(
            lots=lambda text, limit: [lot for lot in self.known if lot_key(lot).startswith(lot_key(text))][:limit],
            recall=self.recall,
            people=lambda period: self.answer(PEOPLE_WORK, "people", period),
            visits=self.visits,
            skipped=lambda period: self.answer(SITES, "skipped", period),
            units=lambda period: self.answer(MONTHS if period == ALL_TIME else MONTHS[:2], "units", period),
            unreadable=lambda: self.unreadable,
        )

    def recall(self, lot: str) -> Recall:
        rows = ROWS if lot == "C8124C3" else ()
        return self.answer(recall_of(lot, rows, now_known=lambda who: who, unreadable=self.unreadable), "recall", lot)

    def visits(self, name: str, period: Period, offset: int, limit: int | None) -> Sequence[VisitRow]:
        rows = ROWS if name == BY else tuple(replace(row, assistants=(NURSE,)) for row in MANY)
        return self.answer(rows[offset:][:limit], "visits", name, period, offset)

    def answer(self, answer: Any, *asked: Any) -> Any:
        self.asked.append(asked)
        assert self.gate.wait(20)
        if self.fails:
            raise StoreError(DISK)
        return answer


@dataclass
class Audit(Hands):
    page: AuditPage
    vault: Vault = field(default_factory=Vault)

    def settle(self) -> None:
        self.qtbot.waitUntil(lambda: self.page.said.text() != COUNTING)

    def said(self, name: str = "said") -> str:
        return self.find(name).text()  # type: ignore[attr-defined, no-any-return]

    def lines(self) -> list[tuple[str, ...]]:
        model = self.page.table.model
        return [model.line(model.index(row)).cells for row in range(model.rowCount())]

    def lots(self) -> list[str]:
        return [button.text() for button in self.page.lots.buttons if button.isVisible()]


SitDown = Callable[..., Audit]


@pytest.fixture
def sit_down(qtbot: QtBot, theme: Theme) -> Iterator[SitDown]:
    with ExitStack() as stack:

        def sit(
            place: AuditPlace | None = None, *, size: tuple[int, int] = (1280, 800), vault: Vault | None = None
        ) -> Audit:
            background, vault = Background(), vault or Vault()
            page = AuditPage(theme, vault.questions(), background, today=NOW.date(), place=place)
            hands = sit_at(qtbot, theme, page, size=size)
            stack.callback(leave, hands)
            stack.callback(background.close)
            stack.callback(vault.gate.set)
            return Audit(hands.qtbot, hands.shell, page, vault)

        yield sit


def test_a_lot_is_found_as_one_types_and_its_patients_are_listed(sit_down: SitDown) -> None:
    audit = sit_down()
    assert audit.focus == "lot"
    audit.type("c81")
    audit.qtbot.waitUntil(lambda: audit.lots() == ["C8124C3", "C8124C4"])
    audit.click("lot-0")
    audit.settle()
    assert audit.said() == "2 patients received lot C8124C3 in 3 visits, 20-Aug-2025 to 18-Nov-2025."
    assert audit.lines()[0] == (
        "DLAMINI, Sipho (invented)\nBorn 02-Sep-1969   MRN 44-1805",
        "09-Oct-2025\nonabotulinumtoxinA",
        "31",
        "155",
    )
    assert len(audit.lines()) == 3
    assert audit.lots() == []
    assert "Aug-2025 1 visit; Sep-2025 0 visits" in audit.page.chart.accessibleDescription()


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize(("there", "offered", "says_more"), [(6, 6, False), (7, 6, True), (40, 6, True)])
def test_lots_that_are_not_offered_are_told_of(
    there: int, offered: int, says_more: bool, size: tuple[int, int], sit_down: SitDown
) -> None:
    audit = sit_down(size=size, vault=Vault(known=tuple(f"MANY-0000{number:02d}" for number in range(there))))
    audit.type("many")
    audit.qtbot.waitUntil(lambda: len(audit.lots()) == offered)
    assert audit.find("more-lots").isVisible() == says_more
    assert_all_is_to_be_seen(audit)
    audit.type("-000003")
    audit.qtbot.waitUntil(lambda: audit.lots() == ["MANY-000003"])
    assert not audit.find("more-lots").isVisible()


def test_enter_takes_a_whole_lot_and_the_only_one_that_begins_so_but_not_half_of_several(sit_down: SitDown) -> None:
    audit = sit_down()
    audit.type("c8124")
    audit.press(Qt.Key.Key_Return)
    audit.qtbot.waitUntil(lambda: audit.said() == SEVERAL)
    assert audit.lots() == ["C8124C3", "C8124C4"]
    assert audit.vault.asked == []
    audit.type("-c3")
    audit.press(Qt.Key.Key_Return)
    audit.qtbot.waitUntil(lambda: audit.lines() != [])
    assert audit.page.lots.line.text() == "C8124C3"
    audit.write("lot", "d")
    audit.press(Qt.Key.Key_Return)
    audit.qtbot.waitUntil(lambda: audit.page.place.lot == "D1")
    audit.settle()


def test_nobody_received_it(sit_down: SitDown) -> None:
    audit = sit_down()
    audit.type("NONE-1")
    audit.press(Qt.Key.Key_Return)
    audit.qtbot.waitUntil(lambda: audit.said() == "Nobody received lot NONE-1. It stands in no record.")
    for name in ("audit-list", "audit-chart", "save-csv", "save-picture", "caution"):
        assert not audit.find(name).isVisible()


def test_what_is_typed_next_takes_the_patients_of_the_last_lot_away(sit_down: SitDown) -> None:
    audit = sit_down(AuditPlace(lot="C8124C3"))
    audit.settle()
    assert audit.lines()
    audit.click("lot")
    audit.press(Qt.Key.Key_End)
    audit.press(Qt.Key.Key_Backspace)
    assert audit.lines() == []


def test_a_record_that_cannot_be_read_is_told(sit_down: SitDown) -> None:
    audit = sit_down(AuditPlace(lot="C8124C3"), vault=Vault(unreadable=2))
    audit.settle()
    assert audit.said("caution") == "2 records cannot be read and may name it: look at them by hand."
    audit.click("tab-units")
    audit.settle()
    assert audit.said("caution") == "Without 2 records that cannot be read."


def test_enter_or_a_click_opens_the_record(sit_down: SitDown, qtbot: QtBot) -> None:
    audit = sit_down(AuditPlace(lot="C8124C3"))
    audit.settle()
    audit.page.table.list.setFocus()
    with qtbot.waitSignal(audit.page.record_chosen) as chosen:
        audit.press(Qt.Key.Key_Return)
    assert chosen.args == ["r-44-1805-40"]
    audit.press(Qt.Key.Key_Down)
    with qtbot.waitSignal(audit.page.record_chosen) as chosen:
        audit.press(Qt.Key.Key_Return)
    assert chosen.args == ["r-40-6632-0"]


def test_a_person_is_chosen_among_those_who_took_part(sit_down: SitDown) -> None:
    audit = sit_down()
    audit.click("tab-people")
    audit.settle()
    assert audit.lines() == [(BY, "2", "2", "0", "2", "0"), (NURSE, "450", "0", "450", "0", "0")]
    audit.page.table.list.setFocus()
    audit.press(Qt.Key.Key_Return)
    audit.settle()
    assert audit.said() == f"{BY}: 2 visits. Treated 2, signed 2."
    assert [line[:3] for line in audit.lines()][1] == (
        "DLAMINI, Sipho (invented)\nBorn 02-Sep-1969   MRN 44-1805",
        "treated, signed",
        "09-Oct-2025",
    )
    audit.press(Qt.Key.Key_Escape)
    audit.settle()
    assert len(audit.lines()) == 2
    assert not audit.find("everybody").isVisible()


def test_the_visits_of_a_person_come_as_one_scrolls(sit_down: SitDown) -> None:
    audit = sit_down(AuditPlace(tab=PEOPLE, person=NURSE))
    audit.settle()
    audit.page.table.list.setFocus()
    for row in (200, 400, 450):
        audit.qtbot.waitUntil(lambda row=row: len(audit.lines()) == row)  # type: ignore[misc]
        audit.press(Qt.Key.Key_End)
    assert [asked[3] for asked in audit.vault.asked if asked[0] == "visits"] == [0, 200, 400]
    assert len({line[0] for line in audit.lines()}) == 450


def test_sites_and_units_of_a_period(sit_down: SitDown) -> None:
    audit = sit_down()
    audit.click("tab-skipped")
    audit.settle()
    assert audit.said() == "2 sites skipped, 4 times in all."
    assert audit.lines()[0] == ("Corrugator, right", "3", "590", "0.5 %", "Patient asked (2)\nPain (1)")
    assert audit.lines()[1][-1] == "none given (1)"
    audit.click("tab-units")
    audit.settle()
    assert audit.said() == "Botox: 2,557.5 units given, 842.5 discarded."
    assert audit.lines()[0] == ("Nov-2025", "Botox", "15", "2,247.5", "752.5")
    assert "Oct-2025 none" in audit.page.chart.accessibleDescription()
    audit.click("all-time")
    audit.settle()
    assert audit.said().endswith("; Dysport: 500 units given, 0 discarded.")
    assert [asked for asked in audit.vault.asked if asked[0] == "units"] == [("units", TWELVE), ("units", ALL_TIME)]
    audit.click("this-year")
    audit.settle()
    assert audit.vault.asked[-1] == ("units", Period("2025-01", "2025-11"))


def test_a_late_answer_to_another_question_is_dropped(sit_down: SitDown) -> None:
    audit = sit_down()
    audit.vault.gate.clear()
    audit.click("tab-skipped")
    assert audit.said() == COUNTING
    audit.click("tab-units")
    assert audit.said() == COUNTING
    assert audit.lines() == []
    audit.vault.gate.set()
    audit.qtbot.waitUntil(lambda: audit.said().startswith("Botox"))
    assert audit.page.tabs.index == audit.page.place.tab


def test_a_fault_is_told_and_nothing_old_is_left(sit_down: SitDown) -> None:
    audit = sit_down(AuditPlace(lot="C8124C3"))
    audit.settle()
    audit.vault.fails = True
    audit.click("tab-units")
    audit.qtbot.waitUntil(lambda: audit.page.error_bar.isVisible())
    assert audit.page.error_bar.detail.text() == DISK
    assert audit.lines() == []
    audit.vault.fails = False
    audit.click("all-time")
    audit.settle()
    assert not audit.page.error_bar.isVisible()


def test_what_is_saved_is_what_is_shown(sit_down: SitDown, qtbot: QtBot) -> None:
    audit = sit_down(AuditPlace(lot="C8124C3"))
    audit.settle()
    with qtbot.waitSignal(audit.page.table_save_asked) as asked:
        audit.click("save-csv")
    assert isinstance(asked.args, list)
    saving = asked.args[0]
    assert isinstance(saving, Saving)
    assert saving.shown.csv.splitlines()[1].startswith('C8124C3,"DLAMINI, Sipho (invented)",1969-09-02,44-1805,2025-10')
    with qtbot.waitSignal(audit.page.picture_save_asked) as asked:
        audit.click("save-picture")
    assert asked.args == ["recall", audit.page.shown.pictures]


def test_a_copied_line_asks_the_histories_to_keep_nothing(sit_down: SitDown) -> None:
    audit = sit_down(AuditPlace(lot="C8124C3"))
    audit.settle()
    audit.page.table.list.setFocus()
    audit.press(Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    data = QApplication.clipboard().mimeData()
    assert data.text().startswith("DLAMINI, Sipho (invented) Born 02-Sep-1969 MRN 44-1805\t09-Oct-2025")
    assert data.hasFormat("x-kde-passwordManagerHint")
    QApplication.clipboard().clear()


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("percent", [100, 130])
@pytest.mark.parametrize("tab", range(4))
def test_nothing_is_cut(sit_down: SitDown, theme: Theme, size: tuple[int, int], percent: int, tab: int) -> None:
    theme.set_font_percent(percent)
    audit = sit_down(AuditPlace(tab=tab, lot="C8124C3"), size=size)
    audit.settle()
    assert_all_is_to_be_seen(audit)
