"""The real program in the real window, with hands: what a journey clicks and types is what a user would."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPointingDevice, QWindow
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QLineEdit, QListView, QWidget
from pytestqt.qtbot import QtBot

from injection_map import app
from injection_map.domain import words
from injection_map.domain.dosing import totals
from injection_map.domain.gs1 import SEPARATOR
from injection_map.domain.session import Phase
from injection_map.report.record import Record
from injection_map.storage.vault import open_vault
from injection_map.ui.chair.syringe_sheet import SyringeSheet
from injection_map.ui.pause_page import PausePage

PASSPHRASE = "an invented passphrase"
CLINICIAN = "Dr T. Ester (invented)"
SAID = ("said-name", "said-born", "consented")
"""What the patient says before the questions."""
PATIENT = {"name": "TESTER, Nora (invented)", "born": "14-Mar-1981", "number": "INVENTED-1"}


@dataclass
class Hands:
    """A user at the window of one program."""

    program: app.Program
    qtbot: QtBot

    @property
    def page(self) -> QWidget:
        page = self.program.shell.page
        assert page is not None
        return page

    def find(self, name: str) -> QWidget:
        """What has this name; of several that which is shown, as a sheet that was left may still be there."""
        found = self.page.findChildren(QWidget, name)
        assert found, f"there is no {name} on {self.page.objectName()}"
        return next((widget for widget in found if widget.isVisible()), found[0])

    def click(self, name: str) -> None:
        target = self.find(name)
        self.wait(lambda: target.isVisible() and target.isEnabled())
        QTest.mouseClick(target, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, QPoint())

    @property
    def window(self) -> QWindow:
        """What the system sends its events to."""
        handle = self.program.shell.windowHandle()
        assert handle is not None
        return handle

    def middle(self, name: str) -> QPoint:
        """Of a control that can be used, in the window; waits until it lies there for everybody to see."""
        target, shell = self.find(name), self.program.shell
        self.wait(lambda: target.isVisible() and target.isEnabled())
        self.wait(lambda: shell.childAt(target.mapTo(shell, target.rect().center())) is target)
        return target.mapTo(shell, target.rect().center())

    def row(self, number: int) -> QPoint:
        """The middle of a patient's row on the start page, in the window; they count from 0."""
        rows = self.find("patients")
        assert isinstance(rows, QListView)
        self.wait(lambda: rows.model().rowCount() > number and rows.isVisible())
        place = rows.visualRect(rows.model().index(number, 0)).center()
        return rows.viewport().mapTo(self.program.shell, place)

    def scan(self, code: str) -> None:
        """A scanner that types like a keyboard: a key each 4 ms, and Enter."""
        for number, letter in enumerate((*code, "\r"), 1):
            for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
                event = QKeyEvent(kind, *_scanner_key(letter))
                event.setTimestamp(4 * number)
                QCoreApplication.sendEvent(self.window, event)

    def write(self, name: str, text: str) -> None:
        self.click(name)
        QTest.keyClicks(self.find(name), text)

    def press(
        self, key: Qt.Key, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier, *, times: int = 1
    ) -> None:
        """A key, to whatever has the focus."""
        for _ in range(times):
            focused = QApplication.focusWidget()
            assert focused is not None, "nothing has the focus"
            QTest.keyClick(focused, key, modifiers)

    def type(self, text: str) -> None:
        """Text, to the line that has the focus."""
        focused = QApplication.focusWidget()
        assert isinstance(focused, QLineEdit), f"{focused} is no line of text"
        QTest.keyClicks(focused, text)

    def wait(self, condition: Callable[[], bool]) -> None:
        self.qtbot.waitUntil(condition, timeout=20_000)

    def wait_for_page(self, name: str) -> None:
        self.wait(lambda: self.page.objectName() == name and self.page.isVisible())

    def wait_until_recorded(self) -> None:
        """The lock is over and the disk has every entry."""
        visit = self.program.visit
        assert visit is not None
        self.wait(lambda: visit.model.all_saved and not visit.model.locked)

    def start_visit(self, *, who: str = "") -> None:
        """A new patient by mouse and keyboard, the safety pause, and the chair; `who` as in `enter_patient`."""
        self.enter_patient(who=who)
        self.answer_pause()
        self.start_treatment()

    def start_treatment(self) -> None:
        """From the safety pause to the chair."""
        self.click("start")
        self.wait_for_page("chair-page")
        self.wait_until_recorded()

    def enter_patient(self, *, who: str = "") -> None:
        """From the start page to the safety pause of somebody new; `who` is the button of who treats, or none."""
        self.wait(lambda: self.program.is_open)
        if who:
            self.click(who)
        else:
            self.write("clinician", CLINICIAN)
        self.fill_in_patient()
        self.click("start")
        self.wait_for_page("pause-page")

    def fill_in_patient(self) -> None:
        """The form of a new patient."""
        self.click("new-patient")
        for name, text in PATIENT.items():
            self.write(name, text)

    def answer_pause(self) -> None:
        """Each thing that is asked, by itself; nothing is to be said."""
        for name in (*SAID, *self.no_buttons()):
            self.click(name)
        self.enter_vial()
        self.click("labelled")

    def no_buttons(self) -> list[str]:
        """The No of each question of the safety pause, from above."""
        page = self.page
        assert isinstance(page, PausePage)
        return [f"{row.objectName()}-no" for row in page.ask.rows]

    def enter_vial(self) -> None:
        """Typed from its carton."""
        self.click("carton-way")
        for name, text in vial().items():
            self.write(f"carton-{name}", text)

    def resume(self) -> None:
        """From the start page back to the chair of the newest unfinished visit, and on with it."""
        self.click("resume")
        self.wait_for_page("chair-page")
        self.click("action-go-on")
        self.wait_until_recorded()

    def click_injected(self) -> None:
        button = self.find("injected")
        assert isinstance(button, QAbstractButton)
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)
        self.wait_until_recorded()
        self.confirm_syringe()

    def confirm_syringe(self) -> None:
        """Take up the next syringe with Space, if it is asked for."""
        if self.page.findChild(SyringeSheet) is not None:
            self.press(Qt.Key.Key_Space)
            self.wait_until_recorded()


@dataclass
class Mouse(Hands):
    """Presses go to the window, as the system sends them, and can be counted there."""

    def click(self, name: str) -> None:
        self.tap(self.middle(name))

    def tap(self, place: QPoint) -> None:
        QTest.mouseClick(self.window, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, place)

    def slide(self, names: Sequence[str]) -> None:
        """One press on the first, drawn on over the others."""
        button, places = Qt.MouseButton.LeftButton, [self.middle(name) for name in names]
        grabber = self.find(names[0])
        QTest.mousePress(self.window, button, Qt.KeyboardModifier.NoModifier, places[0])
        for place in places[1:]:
            local = QPointF(grabber.mapFrom(self.program.shell, place))
            at = QPointF(self.program.shell.mapToGlobal(place))
            moved = QMouseEvent(QEvent.Type.MouseMove, local, at, button, button, Qt.KeyboardModifier.NoModifier)
            QCoreApplication.sendEvent(grabber, moved)
        QTest.mouseRelease(self.window, button, Qt.KeyboardModifier.NoModifier, places[-1])

    def click_injected(self) -> None:
        self.click("injected")
        self.wait_until_recorded()
        self.confirm_syringe()

    def confirm_syringe(self) -> None:
        if self.page.findChild(SyringeSheet) is not None:
            self.click("sheet-main")
            self.wait_until_recorded()


@dataclass
class Finger(Hands):
    """One finger on a touch screen, and nothing else."""

    screen: QPointingDevice | None = None

    def click(self, name: str) -> None:
        self.tap(self.middle(name))

    def tap(self, place: QPoint) -> None:
        self._touch().press(1, place, self.window).commit()
        self._touch().release(1, place, self.window).commit()

    def slide(self, names: Sequence[str]) -> None:
        """Laid on the first, drawn on over the others."""
        places = [self.middle(name) for name in names]
        self._touch().press(1, places[0], self.window).commit()
        for place in places[1:]:
            self._touch().move(1, place, self.window).commit()
        self._touch().release(1, places[-1], self.window).commit()

    def click_injected(self) -> None:
        self.click("injected")
        self.wait_until_recorded()
        self.confirm_syringe()

    def confirm_syringe(self) -> None:
        if self.page.findChild(SyringeSheet) is not None:
            self.click("sheet-main")
            self.wait_until_recorded()

    def _touch(self) -> QTest.QTouchEventSequence:
        assert self.screen is not None
        return QTest.touchEvent(self.window, self.screen)


def _scanner_key(letter: str) -> tuple[int, Qt.KeyboardModifier, str]:
    """As scanners send it: capitals with Shift, the separator as Ctrl+]."""
    if letter == "\r":
        return Qt.Key.Key_Return, Qt.KeyboardModifier.NoModifier, letter
    if letter == SEPARATOR:
        return Qt.Key.Key_BracketRight, Qt.KeyboardModifier.ControlModifier, letter
    shift = Qt.KeyboardModifier.ShiftModifier if letter.isupper() else Qt.KeyboardModifier.NoModifier
    return ord(letter.upper()), shift, letter


def carton(lot: str = "INVENTED7", serial: str = "100000000001") -> str:
    """The code of a carton of 200 units that is good for another year, as a scanner sends it."""
    expiry = app.now().date() + timedelta(days=365)
    return f"]d2010030023392102917{expiry:%y%m%d}10{lot}{SEPARATOR}21{serial}"


def vial() -> dict[str, str]:
    """A vial that is good for another year."""
    return {"lot": "INVENTED7", "expiry": words.day(app.now().date() + timedelta(days=365))}


def assert_signed_and_whole(data_dir: Path) -> None:
    """The one record in the vault: every site in its dose, and no entry missing."""
    record = stored_record(data_dir)
    assert record.visit.phase is Phase.SIGNED
    sums = totals(record.visit.sites)
    assert (sums.sites_given, sums.units_given) == (31, Decimal(155))
    assert [event.seq for event in record.events] == list(range(1, len(record.events) + 1))


def stored_record(data_dir: Path) -> Record:
    """The one record in the vault, read as another program would."""
    store = open_vault(data_dir, passphrase=PASSPHRASE, read_only=True)
    try:
        (record_id,) = store.record_ids()
        return Record(record_id, store.events(record_id))
    finally:
        store.close()
