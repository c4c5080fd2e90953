"""The trainer's window: what comes next, pointer and pen on the copy, notes that are kept, clock, sites and layers."""

from __future__ import annotations

from datetime import timedelta

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from ui.page_hands import SIZES, cut_texts, nameless

from injection_map.ui.theme import Theme
from injection_map.ui.trainer.demonstration_model import ZOOMS

from .conftest import AT, PEDAL, Give, Lecture


def test_nothing_is_cut_and_everything_has_a_name(lecture: Give, theme: Theme, qtbot: QtBot) -> None:
    for size in SIZES:
        given = lecture(size=size)
        given.model.go_to("cervical-paraspinal-1-left")

        def settled(given: Lecture = given) -> None:
            assert cut_texts(given.page) == []

        qtbot.waitUntil(settled)
        assert nameless(given.page) == []


def test_buttons_and_keys_are_the_same_steps(lecture: Give) -> None:
    given = lecture()
    given.hands.click("next-step")
    given.hands.press(Qt.Key.Key_Space)
    given.hands.press(Qt.Key.Key_PageDown)
    given.hands.press(PEDAL)
    assert given.model.position.step == 4
    given.hands.click("step-back")
    assert given.model.position.step == 3
    given.hands.click("next-site")
    assert (given.model.position.site, given.model.position.step) == (1, 0)


def test_space_is_next_wherever_the_focus_is(lecture: Give) -> None:
    given = lecture()
    given.page.audience_button.setFocus(Qt.FocusReason.TabFocusReason)
    given.hands.press(Qt.Key.Key_Space)
    assert given.model.position.step == 1


def test_it_says_what_comes_next(lecture: Give) -> None:
    given = lecture()
    said = []
    for _ in range(7):
        said.append(given.page.next_button._subtitle)
        given.hands.click("next-step")
    assert said == [
        "Landmark",
        "Direction",
        "Measure",
        "Site and dose",
        "Technique",
        "Caution",
        "Corrugator, left",
    ]
    given.model.go_to(given.model.protocol.sites[-1].key)
    assert not given.page.next_site.isEnabled()


def test_the_pointer_follows_the_mouse_and_leaves_with_it(lecture: Give, qtbot: QtBot) -> None:
    given = lecture()
    given.move(0.25, 0.5)
    qtbot.waitUntil(lambda: given.model.pointer is not None)
    assert given.model.pointer is not None
    assert (given.model.pointer.x(), given.model.pointer.y()) == pytest.approx((0.25, 0.5), abs=0.01)
    QApplication.sendEvent(given.page.copy.sheet, QEvent(QEvent.Type.Leave))
    assert given.model.pointer is None


def test_the_pen_draws_where_it_goes_and_not_over_the_words(lecture: Give) -> None:
    given = lecture()
    given.page.tools.parts[1].click()
    given.draw((0.2, 0.4), (0.25, 0.45), (0.3, 0.4))
    (stroke,) = given.model.strokes
    stage = given.page.copy.sheet.stage
    first = stage.to_mm(QPointF(0.2 * given.page.copy.sheet.width(), 0.4 * given.page.copy.sheet.height()))
    assert first is not None
    assert stroke[0].distance_mm(first) < 1
    assert len(stroke) == 3
    assert given.model.pointer is None
    given.draw((0.8, 0.4), (0.9, 0.4))
    assert len(given.model.strokes) == 1
    given.hands.click("undo-stroke")
    assert given.model.strokes == ()
    given.draw((0.2, 0.4), (0.25, 0.45))
    given.hands.click("clear-strokes")
    assert given.model.strokes == ()


def test_a_finger_points_while_it_is_down_and_draws_with_the_pen(lecture: Give, qtbot: QtBot) -> None:
    given = lecture()
    screen = QTest.createTouchDevice()
    window = given.hands.shell.windowHandle()
    QTest.touchEvent(window, screen).press(0, given.on_copy(0.2, 0.4)).commit()
    qtbot.waitUntil(lambda: given.model.pointer is not None)
    QTest.touchEvent(window, screen).release(0, given.on_copy(0.2, 0.4)).commit()
    qtbot.waitUntil(lambda: given.model.pointer is None)
    given.page.tools.parts[1].click()
    QTest.touchEvent(window, screen).press(0, given.on_copy(0.2, 0.4)).commit()
    QTest.touchEvent(window, screen).move(0, given.on_copy(0.3, 0.5)).commit()
    QTest.touchEvent(window, screen).release(0, given.on_copy(0.3, 0.5)).commit()
    assert [len(stroke) for stroke in given.model.strokes] == [2]


def test_the_wheel_and_the_buttons_bring_the_view_closer(lecture: Give) -> None:
    given = lecture()
    given.hands.click("zoom-in")
    assert given.model.zoom == ZOOMS[1]
    sheet = given.page.copy.sheet
    for turned in (60, 60, -120, -120):
        at = QPointF(50, 50)
        wheel = QWheelEvent(
            at,
            sheet.mapToGlobal(at),
            QPoint(),
            QPoint(0, turned),
            Qt.MouseButton.NoButton,
            Qt.KeyboardModifier.NoModifier,
            Qt.ScrollPhase.NoScrollPhase,
            False,
        )
        QApplication.sendEvent(sheet, wheel)
    assert given.model.zoom == ZOOMS[0]
    assert not given.page.zoom_out.isEnabled()


def test_notes_are_kept_for_their_site(lecture: Give) -> None:
    given = lecture(notes={"corrugator-left": "Ask about lashes."})
    given.hands.write("trainer-notes", "Mind the vein. ")
    given.hands.press(Qt.Key.Key_PageUp)  # the remote is heard while somebody types
    given.model.next_site()
    assert given.kept == [("corrugator-right", "Mind the vein.")]
    assert given.page.notes.area.toPlainText() == "Ask about lashes."
    given.model.site_before()
    assert given.page.notes.area.toPlainText() == "Mind the vein."
    assert given.kept == [("corrugator-right", "Mind the vein.")]


def test_typing_is_no_step_but_the_remote_is(lecture: Give) -> None:
    given = lecture()
    given.hands.write("trainer-notes", "b c 0 and a space.")
    assert not given.model.is_blank
    assert given.model.position.step == 0
    given.hands.press(Qt.Key.Key_PageDown)
    given.hands.press(PEDAL)
    assert given.model.position.step == 2
    given.hands.press(Qt.Key.Key_Escape)
    assert given.hands.focus == "next-step"
    assert given.kept == [("corrugator-right", "b c 0 and a space.")]


def test_what_was_typed_is_kept_after_a_moment(lecture: Give, qtbot: QtBot) -> None:
    given = lecture()
    given.hands.write("trainer-notes", "Wait here.")
    qtbot.waitUntil(lambda: given.kept == [("corrugator-right", "Wait here.")])


def test_the_list_jumps_to_a_site_and_follows(lecture: Give) -> None:
    given = lecture()
    given.hands.click("show-corrugator-left")
    assert given.model.steps.site.key == "corrugator-left"
    given.hands.press(Qt.Key.Key_Down)
    buttons = given.page.show_card.sites.buttons
    assert [button.isChecked() for button in buttons].index(True) == 2
    assert sum(button.isChecked() for button in buttons) == 1
    given.model.go_to("trapezius-3-left")
    at = buttons[given.model.position.site]
    assert not at.visibleRegion().isEmpty()


def test_layers_are_switched(lecture: Give) -> None:
    given = lecture(size=(1920, 1080))
    given.page.show_card.choice.parts[1].click()
    given.hands.click("layer-skin")
    given.hands.click("layer-landmarks")
    assert given.model.hidden == {"skin", "landmarks"}
    given.hands.click("layer-skin")
    assert given.model.hidden == {"landmarks"}


def test_clock_and_time_since_the_start(lecture: Give, qtbot: QtBot) -> None:
    given = lecture()
    assert given.page._time.text() == "10:30"
    given.now[0] = AT + timedelta(hours=1, minutes=2, seconds=3)
    qtbot.waitUntil(lambda: given.page._elapsed.text() == "1:02:03", timeout=3000)
    assert given.page._time.text() == "11:32"


def test_show_and_end(lecture: Give, qtbot: QtBot) -> None:
    given = lecture()
    with qtbot.waitSignal(given.page.audience_asked):
        given.hands.click("show-audience")
    given.page.set_audience_shown(True)
    assert given.page.audience_button.text() == "End"
    with qtbot.waitSignal(given.page.end_asked):
        given.hands.press(Qt.Key.Key_Escape)
    with qtbot.waitSignal(given.page.end_asked):
        given.hands.click("show-audience")
    given.page.set_audience_shown(False)
    with qtbot.waitSignal(given.page.audience_asked):
        given.hands.press(Qt.Key.Key_F5)


def test_blank_is_seen_on_the_button(lecture: Give) -> None:
    given = lecture()
    given.hands.press(Qt.Key.Key_B)
    assert given.page.blank.isChecked()
    assert given.page.next_button._subtitle == "The picture comes back"
    given.hands.click("blank")
    assert not given.model.is_blank
    assert not given.page.blank.isChecked()
