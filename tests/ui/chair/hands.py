"""A clinician at the chair page: events go to the window, as from a real mouse, screen, keyboard or pedal."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QKeyEvent, QMouseEvent, QWindow
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from injection_map.domain import commands
from injection_map.domain.commands import Command
from injection_map.domain.errors import StoreError
from injection_map.domain.events import Clinician, Event, Opened, Patient, ProtocolReference, Vial
from injection_map.domain.geometry import PointMm
from injection_map.domain.opening import planned_site
from injection_map.domain.protocol import Protocol
from injection_map.domain.session import SiteState
from injection_map.storage.memory_store import MemoryStore
from injection_map.ui.chair.hero_view import HeroView
from injection_map.ui.chair.page import ChairPage
from injection_map.ui.chair.sheets import Sheet
from injection_map.ui.chair.syringe_sheet import SyringeSheet
from injection_map.ui.controls import Text
from injection_map.ui.shell import Shell
from injection_map.ui.theme import Theme
from injection_map.ui.visit_model import VisitModel
from injection_map.workflow.recorder import Recorder

STARTED = datetime(2025, 11, 18, 10, 30, tzinfo=UTC)
RECORD = "invented-1"
NO_MODIFIER = Qt.KeyboardModifier.NoModifier
LEFT_BUTTON = Qt.MouseButton.LeftButton
LONGEST_WAIT_MS = 20_000


class Watch:
    """The clock that is handed in: it stands still until a test turns it."""

    def __init__(self) -> None:
        self.now = STARTED

    def __call__(self) -> datetime:
        return self.now


class MoodyStore(MemoryStore):
    """A disk that can be full, or slow: while `gate` is shut a write waits."""

    def __init__(self) -> None:
        super().__init__()
        self.full = False
        self.gate = threading.Event()
        self.gate.set()

    def append(self, record_id: str, events: Sequence[Event]) -> None:
        self.gate.wait(LONGEST_WAIT_MS / 1000)
        if self.full:
            raise StoreError("The disk is full. Earlier entries are safe.")
        super().append(record_id, events)


def opened(protocol: Protocol, *, allergies: str = "latex") -> Opened:
    """The opening of a visit of an invented patient."""
    plan = tuple(planned_site(site) for site in protocol.sites)
    mixed = STARTED - timedelta(minutes=24)
    vial = Vial(
        "onabotulinumtoxinA", Decimal(200), "C8124C3", date(2027, 5, 31), Decimal(4), mixed, mixed + timedelta(hours=24)
    )
    return Opened(
        patient=Patient("HALVORSEN, Ingrid", date(1981, 3, 14), "40-2719", allergies),
        clinician=Clinician("Dr A. Lindqvist", "neurologist"),
        protocol=ProtocolReference(
            protocol.id, protocol.version, protocol.fingerprint, protocol.title, protocol.review.status
        ),
        vials=(vial,),
        plan=plan,
        interval_weeks=Decimal(12),
        visit_units_limit=Decimal(155),
    )


@dataclass
class Seat:
    """The page in its window, with its model and what lies below it."""

    qtbot: QtBot
    theme: Theme
    shell: Shell
    page: ChairPage
    model: VisitModel
    recorder: Recorder
    store: MoodyStore
    watch: Watch
    refusals: list[str] = field(default_factory=list)

    # --- what is ---------------------------------------------------------------------------------------------------

    @property
    def window(self) -> QWindow:
        return self.shell.windowHandle()

    @property
    def next_key(self) -> str | None:
        site = self.model.next_site
        return site.key if site else None

    def site(self, key: str) -> SiteState:
        site = self.model.visit.site(key)
        assert site is not None
        return site

    def statuses(self) -> dict[str, int]:
        """How many sites have each state."""
        found = [str(site.status) for site in self.model.visit.sites]
        return {status: found.count(status) for status in dict.fromkeys(found)}

    @property
    def given(self) -> list[str]:
        return [site.key for site in self.model.visit.sites if site.status == "given"]

    @property
    def kinds(self) -> list[str]:
        """The types of all events but the first."""
        return [event.type for event in self.model.events[1:]]

    @property
    def sheet(self) -> Sheet:
        assert self.page.panel.sheet is not None, "no sheet is open"
        return self.page.panel.sheet

    def find(self, name: str) -> QWidget:
        found = self.page.findChild(QWidget, name)
        assert isinstance(found, QWidget), f"there is no {name}"
        return found

    def said(self) -> str:
        """The line over the stage, if it is shown."""
        return self.page.stage.say_bar.text if self.page.stage.say_bar.isVisible() else ""

    def texts(self, within: QWidget) -> list[str]:
        return [text.text() for text in within.findChildren(Text) if text.isVisible() and text.text()]

    # --- mouse -----------------------------------------------------------------------------------------------------

    def place(self, widget: QWidget | str, at: QPoint | None = None) -> QPoint:
        """A point of a widget, or its middle, in px of the window; it must lie open to a finger."""
        target = self.find(widget) if isinstance(widget, str) else widget
        assert target.isVisible(), f"{target.objectName()} cannot be seen"
        place = target.mapTo(self.shell, at or target.rect().center())
        assert self.shell.rect().contains(place), f"{target.objectName()} lies outside the window"
        return place

    def click(self, widget: QWidget | str, at: QPoint | None = None, *, button: Qt.MouseButton = LEFT_BUTTON) -> None:
        QTest.mouseClick(self.window, button, NO_MODIFIER, self.place(widget, at))

    def double_click(self, place: QPoint) -> None:
        QTest.mouseClick(self.window, LEFT_BUTTON, NO_MODIFIER, place)
        QTest.mouseDClick(self.window, LEFT_BUTTON, NO_MODIFIER, place)

    def press(self, place: QPoint) -> None:
        QTest.mousePress(self.window, LEFT_BUTTON, NO_MODIFIER, place)

    def drag_to(self, place: QPoint) -> None:
        """The mouse moved with its button down; QTest moves it with none."""
        target = self.shell.childAt(place)
        grabber = QWidget.mouseGrabber() or target
        assert grabber is not None
        local = QPointF(grabber.mapFrom(self.shell, place))
        event = QMouseEvent(
            QEvent.Type.MouseMove, local, QPointF(self.shell.mapToGlobal(place)), LEFT_BUTTON, LEFT_BUTTON, NO_MODIFIER
        )
        QApplication.sendEvent(grabber, event)

    def release(self, place: QPoint) -> None:
        QTest.mouseRelease(self.window, LEFT_BUTTON, NO_MODIFIER, place)

    # --- the diagram -----------------------------------------------------------------------------------------------

    def drawing(self, key: str) -> HeroView:
        """The large view that shows a site now."""
        stage = self.page.stage
        views = stage.overview.views if self.model.overview else [stage.hero]
        view = self.site(key).view
        return next(drawing for drawing in views if drawing.view is view)

    def place_of(self, key: str) -> QPoint:
        """A site, in px of the window."""
        drawing = self.drawing(key)
        assert drawing.scene is not None
        mark = drawing.scene.mark(key)
        assert mark is not None
        return self.place(drawing, mark.centre.toPoint())

    def place_at(self, point: PointMm) -> QPoint:
        """A point in mm of the shown view, in px of the window."""
        hero = self.page.stage.hero
        assert hero.scene is not None
        return self.place(hero, hero.scene.transform.to_px(point).toPoint())

    def tap(self, place: QPoint) -> None:
        QTest.mouseClick(self.window, LEFT_BUTTON, NO_MODIFIER, place)

    def tap_site(self, key: str) -> None:
        self.tap(self.place_of(key))

    # --- keys ------------------------------------------------------------------------------------------------------

    def key(self, key: Qt.Key, modifiers: Qt.KeyboardModifier = NO_MODIFIER, *, times: int = 1) -> None:
        for _ in range(times):
            QTest.keyClick(self.window, key, modifiers)

    def key_down(self, key: Qt.Key) -> None:
        QTest.keyPress(self.window, key)

    def key_up(self, key: Qt.Key) -> None:
        QTest.keyRelease(self.window, key)

    def repeat(self, key: Qt.Key, text: str = "") -> None:
        """What a held key sends: press after press, each marked as a repeat."""
        focused = self.shell.focusWidget() or self.shell
        for kind in (QEvent.Type.KeyRelease, QEvent.Type.KeyPress):
            QApplication.sendEvent(focused, QKeyEvent(kind, key, NO_MODIFIER, text, True))

    def type(self, text: str) -> None:
        for character in text:
            QTest.keyClick(self.window, ord(character.upper()), NO_MODIFIER)

    # --- waiting ---------------------------------------------------------------------------------------------------

    def wait(self, condition: Callable[[], bool]) -> None:
        self.qtbot.waitUntil(condition, timeout=LONGEST_WAIT_MS)

    def wait_ready(self) -> None:
        """The lock is over and the disk has every entry."""
        self.wait(lambda: not self.model.locked and self.model.all_saved)

    def do(self, *asked: Command) -> None:
        """What is not the test's subject, recorded without a hand."""
        assert self.model.submit(*asked)
        self.wait_ready()
        self.confirm_syringe()

    def inject(self) -> None:
        """Space for the next site, and once more where it was a syringe's last."""
        self.key(Qt.Key.Key_Space)
        self.wait_ready()
        self.confirm_syringe()

    def confirm_syringe(self) -> None:
        """Take up the next syringe, if it is asked for."""
        if isinstance(self.page.panel.sheet, SyringeSheet):
            self.key(Qt.Key.Key_Space)
            self.wait_ready()

    def give(self, *keys: str) -> None:
        self.do(*(commands.Give(key) for key in keys))

    def give_first(self, count: int) -> None:
        """The first so many sites to do, each an act of its own."""
        for site in self.model.visit.to_do[:count]:
            self.give(site.key)
