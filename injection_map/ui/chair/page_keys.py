"""What each key and pedal does on the chair page."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent

from injection_map.domain.hands_free import SPACE, Act, HandsFree
from injection_map.domain.session import Phase
from injection_map.ui.chair.acts import ChairActs
from injection_map.ui.chair.care_flow import CareFlow
from injection_map.ui.chair.keys import VIEW_KEYS, OnePress
from injection_map.ui.chair.panel import Panel
from injection_map.ui.chair.stage import Stage
from injection_map.ui.controls import COMMAND
from injection_map.ui.pedal_keys import input_of
from injection_map.ui.visit_model import VisitModel
from injection_map.ui.wording import TREATMENT_VIEWS

_NO_MODIFIER, _CTRL = Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ControlModifier
_SHIFT = Qt.KeyboardModifier.ShiftModifier

KeyTable = dict[tuple[int, Qt.KeyboardModifier], Callable[[], None]]


class PageKeys:
    """While a sheet is open only the sheet's keys work; Space always does, whatever the pedal sends."""

    def __init__(
        self,
        model: VisitModel,
        panel: Panel,
        stage: Stage,
        *,
        acts: ChairActs,
        care: CareFlow,
        finish: Callable[[], None],
        full_screen: Callable[[], None],
    ) -> None:
        self._model, self._panel, self._stage = model, panel, stage
        self._one_press = OnePress(model.pace.key_up_ms)
        self.hands_free = HandsFree()
        self._skip = acts.skip
        self.table = _key_table(model, acts, care, finish, full_screen)

    def forget(self) -> None:
        """The window no longer hears the keys."""
        self._one_press.forget()

    def pressed(self, event: QKeyEvent, *, typing: bool) -> None:
        """Of the keys that no text field wants; `typing` while one has the focus."""
        modifiers = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if typing and not modifiers & _CTRL:
            event.ignore()
        elif (act := self._act_of(event)) is not None:
            self._press_pedal(event, self._pedal_acts[act])
        elif event.key() == Qt.Key.Key_Escape:
            self._escape()
        elif self._panel.sheet is None and not event.isAutoRepeat():
            self._do(event.key(), modifiers)

    def released(self, event: QKeyEvent) -> None:
        self._one_press.released(event)

    def _act_of(self, event: QKeyEvent) -> Act | None:
        """With Alt, the figures of the pad write letters on some systems; Space with Ctrl or Meta is the desktop's."""
        pressed = input_of(event)
        if pressed is None or (event.modifiers() & COMMAND and (pressed.keypad or pressed.key == SPACE)):
            return None
        return self.hands_free.at_chair(pressed)

    def _escape(self) -> None:
        """Closes what is open, wherever the focus is; never leaves the page."""
        if self._stage.adding:
            self._stage.set_adding(False)
        else:
            self._panel.close_sheet()

    def _do(self, key: int, modifiers: Qt.KeyboardModifier) -> None:
        if key in VIEW_KEYS and modifiers in (_NO_MODIFIER, _SHIFT):  # with Shift: a French keyboard's figures
            self._model.show_view(TREATMENT_VIEWS[VIEW_KEYS.index(Qt.Key(key))])
        elif (action := self.table.get((key, modifiers))) is not None:
            action()

    def _press_pedal(self, event: QKeyEvent, act: Callable[[], None]) -> None:
        """Space or a pedal. It does nothing while a sheet, a question or an error is open.

        Space alone, which a hand presses, confirms the next syringe and goes on after a pause.
        """
        if not self._one_press.counts(event) or self._stage.adding:
            return
        sheet, by_hand = self._panel.sheet, event.key() == Qt.Key.Key_Space
        if sheet is not None:
            if by_hand and sheet.space_confirms:
                sheet.main.click()
        elif by_hand or self._model.visit.phase is not Phase.PAUSED:
            act()

    @property
    def _pedal_acts(self) -> Mapping[Act, Callable[[], None]]:
        return {Act.FORWARD: self._panel.injected.click, Act.BACK: self._undo_by_pedal, Act.SKIP: self._skip_by_pedal}

    def _undo_by_pedal(self) -> None:
        """The foot does not see the error bar."""
        if not self._model.stopped:
            self._model.undo()

    def _skip_by_pedal(self) -> None:
        if not self._model.stopped:
            self._skip()


def _key_table(
    model: VisitModel, acts: ChairActs, care: CareFlow, finish: Callable[[], None], full_screen: Callable[[], None]
) -> KeyTable:
    key = Qt.Key
    return {
        (key.Key_U, _NO_MODIFIER): model.undo,
        (key.Key_Z, _CTRL): model.undo,
        (key.Key_Backspace, _NO_MODIFIER): model.undo,
        (key.Key_Z, _CTRL | _SHIFT): model.redo,
        (key.Key_S, _NO_MODIFIER): acts.skip,
        (key.Key_D, _NO_MODIFIER): acts.change_dose,
        (key.Key_A, _NO_MODIFIER): acts.start_adding,
        (key.Key_N, _NO_MODIFIER): acts.note,
        (key.Key_R, _NO_MODIFIER): acts.reaction,
        (key.Key_P, _NO_MODIFIER): care.toggle_pause,
        (key.Key_F, _NO_MODIFIER): acts.toggle_follow,
        (key.Key_0, _NO_MODIFIER): acts.toggle_overview,
        (key.Key_Return, _CTRL): finish,
        (key.Key_Enter, _CTRL): finish,
        (key.Key_L, _NO_MODIFIER): acts.toggle_differences,
        (key.Key_L, _SHIFT): acts.toggle_every_site,
        (key.Key_F1, _NO_MODIFIER): acts.show_keys,
        (key.Key_F11, _NO_MODIFIER): full_screen,
        (key.Key_Left, _NO_MODIFIER): acts.previous_site,
        (key.Key_Right, _NO_MODIFIER): acts.following_site,
        (key.Key_Up, _NO_MODIFIER): acts.previous_muscle,
        (key.Key_Down, _NO_MODIFIER): acts.following_muscle,
    }
