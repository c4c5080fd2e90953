"""The chair page: steps, diagram and panel, and the keys, sheets and pedal that work on them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QHideEvent, QKeyEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from injection_map.diagram.art_cache import ArtCache
from injection_map.domain.commands import Refusal
from injection_map.domain.events import Clinician
from injection_map.domain.session import Phase
from injection_map.domain.settings import Settings
from injection_map.domain.supply import Need, NeedKind
from injection_map.ui.carton_field import SerialUses
from injection_map.ui.chair.acts import ChairActs
from injection_map.ui.chair.announcer import Announcer
from injection_map.ui.chair.banner import Banner, ErrorBar
from injection_map.ui.chair.care_flow import CareFlow
from injection_map.ui.chair.deviation_flow import DeviationFlow
from injection_map.ui.chair.keys import VIEW_KEYS, OnePress
from injection_map.ui.chair.panel import Panel
from injection_map.ui.chair.paused_bar import PausedBar
from injection_map.ui.chair.pedal_sheet import PedalSheet
from injection_map.ui.chair.rail import Rail
from injection_map.ui.chair.sheet_flow import SheetFlow
from injection_map.ui.chair.stage import Stage
from injection_map.ui.chair.steps import Steps
from injection_map.ui.chair.supply_flow import SupplyFlow
from injection_map.ui.chair.taken_back import TakenBackNote
from injection_map.ui.chair.totals_bar import TotalsBar
from injection_map.ui.chair.unsaved import NAMED_AT_MOST, unsaved_lines, unsaved_title
from injection_map.ui.controls import Button
from injection_map.ui.overlay import Shown
from injection_map.ui.page import Page, is_typing
from injection_map.ui.page_menu import Row, open_menu
from injection_map.ui.theme import Theme
from injection_map.ui.visit_model import VisitModel
from injection_map.ui.wording import TREATMENT_VIEWS
from injection_map.workflow.ready_texts import ReadyTexts

_NO_MODIFIER, _CTRL = Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ControlModifier
_SHIFT = Qt.KeyboardModifier.ShiftModifier


class ChairPage(Page):
    """A visit under way. Space, the pedal and Injected record the next site; nothing else does without asking."""

    finish_asked = Signal()
    leave_asked = Signal()
    theme_asked = Signal()
    panel_side_asked = Signal()
    pedal_learned = Signal(int)
    full_screen_asked = Signal()
    save_elsewhere_asked = Signal()
    lock_asked = Signal()
    settings_asked = Signal()

    def __init__(
        self,
        theme: Theme,
        model: VisitModel,
        art: ArtCache,
        *,
        ready: ReadyTexts | None = None,
        pedal_key: int | None = None,
        second_pedal_key: int | None = None,
        panel_left: bool = False,
        people: Sequence[Clinician] = (),
        serial_uses: SerialUses = lambda _: (),
        month_first: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        """`ready` are the texts that the sheets offer; without it, those that are shipped.

        `people` are those who may take over in mid-visit; `serial_uses` finds the other records with a carton's
        serial; `month_first` reads 05/31/2027 as in the US.
        """
        super().__init__(parent)
        self._theme, self._model, self._panel_left = theme, model, panel_left
        self._pedal_key, self._second_pedal_key = pedal_key, second_pedal_key
        self._one_press = OnePress(model.pace.key_up_ms)
        self._waits = False
        self.setObjectName("chair-page")
        self.banner = Banner(theme, model)
        self.banner.menu_asked.connect(self._open_menu)
        self.error_bar = ErrorBar(theme)
        self.paused_bar = PausedBar(theme, model)
        self.rail, self.strip = Rail(theme, model), Steps(theme, model, strip=True)
        self.stage = Stage(theme, model, art)
        self.totals = TotalsBar(theme, model)
        self.panel = Panel(theme, model)
        ready = ready or ReadyTexts(Settings())
        self.sheets = SheetFlow(theme, model, self.panel, ready)
        self.deviations = DeviationFlow(theme, model, self.panel, art.renderer, ready)
        self.care = CareFlow(theme, model, self.panel, ready, people=people)
        self.supply = SupplyFlow(theme, model, self.panel, ready, serial_uses=serial_uses, month_first=month_first)
        self.acts = ChairActs(
            model,
            self.panel,
            self.stage,
            sheets=self.sheets,
            deviations=self.deviations,
            care=self.care,
            supply=self.supply,
        )
        self._announcer = Announcer(model, self)
        self._keys = self._key_table()
        self._build()
        self._connect()
        self._order_focus()
        self._restyle()
        self._refresh()
        if model.resumed:
            self.sheets.resumed()

    # --- building ------------------------------------------------------------------------------------------------

    def _build(self) -> None:
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self._column.addWidget(self.banner)
        self._column.addWidget(self.error_bar)
        self._column.addWidget(self.paused_bar)
        self.pause = Button(self._theme, "Pause", icon="pause")
        self.finish = Button(self._theme, "Finish", icon="pen")
        for button, name in ((self.pause, "pause"), (self.finish, "finish")):
            button.setObjectName(name)
            self.banner.add_button(button)
        self._add_error_buttons()
        middle = QHBoxLayout()
        middle.addWidget(self.rail)
        middle.addWidget(self.stage, 1)
        left = QVBoxLayout()
        left.addWidget(self.strip)
        left.addLayout(middle, 1)
        left.addWidget(self.totals)
        self._body = QHBoxLayout()
        self._body.addLayout(left, 1)
        self._body.insertWidget(0 if self._panel_left else 1, self.panel)
        self._spaced = (middle, left, self._body)
        self._column.addLayout(self._body, 1)

    def _add_error_buttons(self) -> None:
        self._error_buttons = {
            "retry": Button(self._theme, "Try again", kind="primary", icon="refresh"),
            "list": Button(self._theme, "What to write down"),
            "elsewhere": Button(self._theme, "Save elsewhere"),
            "unsaved": Button(self._theme, "Go on unsaved"),
        }
        for name, button in self._error_buttons.items():
            button.setObjectName(f"error-{name}")
            self.error_bar.buttons.addWidget(button)
        self._error_buttons["retry"].clicked.connect(self._model.retry_saving)
        self._error_buttons["list"].clicked.connect(self.acts.show_unsaved)
        self._error_buttons["elsewhere"].clicked.connect(self.save_elsewhere_asked)
        self._error_buttons["unsaved"].clicked.connect(self._model.go_on_unsaved)

    def _connect(self) -> None:
        model = self._model
        for steps in (self.rail.steps, self.strip):
            steps.side_asked.connect(self.acts.open_side)
            steps.muscle_asked.connect(self.acts.press_muscle)
        self.stage.site_tapped.connect(self.acts.tap_site)
        self.stage.sheet_asked.connect(self.acts.open_site)
        self.stage.place_asked.connect(self.acts.touch_place)
        self.panel.undo_asked.connect(model.undo)
        self.panel.skip_asked.connect(self.acts.skip)
        self.panel.card.change_asked.connect(self.acts.change_dose)
        self.panel.injected.finish_asked.connect(self.finish_asked)
        self.panel.sheet_closed.connect(self._focus_home)
        self.banner.cautions_asked.connect(self.acts.show_cautions)
        self.pause.clicked.connect(self.care.toggle_pause)
        self.panel.injected.continue_asked.connect(self.care.go_on)
        self.panel.reaction_asked.connect(self.acts.reaction)
        self.sheets.reaction_asked.connect(self.care.reaction_at)
        self.banner.ticked_by.clicked.connect(self.care.tick_for_next)
        self.totals.supply_asked.connect(self.acts.show_supply)
        self.totals.use_by_over.connect(self._on_use_by_over)
        self.finish.clicked.connect(self.finish_asked)
        self.rail.add_site.clicked.connect(self.acts.start_adding)
        model.changed.connect(self._refresh)
        model.saving_changed.connect(self._refresh)
        model.refused.connect(self._on_refused)
        self._theme.changed.connect(self._restyle)

    def _order_focus(self) -> None:
        """The panel's, the diagram, thumbnails, views, steps, add, pause, finish, menu, errors."""
        panel, stage = self.panel, self.stage
        order = [panel.injected, panel.undo, panel.skip, panel.reaction, panel.card.change_button, *stage.focus_chain()]
        order += [*self.rail.steps.steps(), *self.strip.steps(), self.rail.add_site]
        order += [self.pause, self.finish, self.banner.menu, *self._error_buttons.values()]
        for before, after in pairwise(order):
            QWidget.setTabOrder(before, after)

    def _restyle(self) -> None:
        compact = self._theme.compact
        gap = self._theme.px(12, 8)
        for layout in self._spaced:
            layout.setSpacing(gap)
        self._body.setContentsMargins(gap, gap, gap, gap)
        self.rail.setVisible(not compact)
        self.strip.setVisible(compact)
        self.panel.injected.set_pedal(self._pedal_words())

    def take_scan(self, text: str) -> None:
        self.acts.take_scan(text)

    def first_focus(self) -> QWidget:
        return self.panel.sheet.first_focus() if self.panel.sheet else self._home()

    @property
    def taken_back(self) -> TakenBackNote:
        """The note after an undo, where this window has room for it."""
        return self.stage.taken_back if self._theme.compact else self.panel.taken_back

    def _home(self) -> QWidget:
        """Injected, or what has to be pressed before it can be."""
        if self._model.stopped:
            return self._error_buttons["retry"]
        return self.panel.injected

    def _focus_home(self) -> None:
        self._home().setFocus(Qt.FocusReason.OtherFocusReason)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.totals.set_running(True)
        self.totals.refresh()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.totals.set_running(False)
        self._one_press.forget()

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.WindowDeactivate:
            self._one_press.forget()
        return super().event(event)

    # --- what is shown -------------------------------------------------------------------------------------------

    def _refresh(self) -> None:
        visit = self._model.visit
        paused = visit.phase is Phase.PAUSED
        self.pause.setText("Continue" if paused else "Pause")
        self.pause.setAccessibleName(self.pause.text())
        self.pause.set_icon("play" if paused else "pause")
        self.pause.setEnabled(visit.phase in (Phase.OPEN, Phase.PAUSED))
        if self._model.save_state.kind == "not-saved":
            self._say_not_saved()
        else:
            self.error_bar.hide()
        waits = self._model.stopped or paused
        if waits is not self._waits:
            self._waits = waits
            if self.panel.sheet is None:
                self._focus_home()

    def _say_not_saved(self) -> None:
        lines = unsaved_lines(self._model)
        self.error_bar.say(unsaved_title(self._model), f"{self._model.save_state.sentence} Write it on paper.")
        self._error_buttons["list"].setVisible(len(lines) > NAMED_AT_MOST)
        self._error_buttons["unsaved"].setVisible(self._model.stopped)
        self._error_buttons["retry"].setEnabled(not self._model.locked)

    def _on_refused(self, refusal: Refusal) -> None:
        if refusal.code == "use-by":
            self.supply.ask(Need(NeedKind.USE_BY, self._model.visit.vial_in_hand), over=True)
        else:
            self.stage.say(refusal.sentence)

    def _on_use_by_over(self) -> None:
        """The clock has run out while nothing was pressed; a sheet in which something is typed stays."""
        need = self._model.need
        if need is not None and self.panel.sheet is None:
            self.supply.ask(need)
        self.panel.injected.refresh()

    # --- what is done --------------------------------------------------------------------------------------------

    def _open_menu(self) -> None:
        """What is wanted seldom: no row of it records anything by itself."""
        rows: tuple[Row | None, ...] = (
            ("Add a site", self.acts.start_adding),
            ("Note on the visit", self.acts.note_on_visit),
            ("Reaction", self.acts.reaction),
            ("Syringes and vials", self.acts.show_supply),
            *self._people_rows(),
            ("Do not follow the next site" if self._model.follow else "Follow the next site", self.acts.toggle_follow),
            ("Keys and legend", self.acts.show_keys),
            *self._last_visit_rows(),
            None,
            ("Light" if self._theme.dark else "Dark", self.theme_asked.emit),
            ("Full screen", self.full_screen_asked.emit),
            ("Panel on the right" if self._panel_left else "Panel on the left", self.panel_side_asked.emit),
            ("Learn the pedal", self._learn_pedal),
            ("Settings", self.settings_asked.emit),
            None,
            ("Lock the screen", self.lock_asked.emit),
            ("Leave this visit; it can be resumed", self.leave_asked.emit),
        )
        open_menu(self._theme, self.banner.menu, rows)

    def _people_rows(self) -> list[Row]:
        """Who is at the keys can be said where an assistant may be; who injects, always."""
        rows: list[Row] = [("Taken over by", self.acts.take_over)]
        if self._model.visit.assistants:
            rows.insert(0, (f"Ticked by {self._model.by}: the next one", self.care.tick_for_next))
        return rows

    def _last_visit_rows(self) -> tuple[Row | None, ...]:
        overlay = self._model.overlay
        if overlay.last is None:
            return ()
        changes = "hide" if overlay.shown is Shown.DIFFERENCES else "show"
        every = "hide" if overlay.shown is Shown.EVERY_SITE else "show"
        return (
            None,
            (f"Last visit: {changes} what differed", self.acts.toggle_differences),
            (f"Last visit: {every} all sites", self.acts.toggle_every_site),
            ("Last visit: do the same", self.acts.show_last_visit),
        )

    def set_panel_left(self, panel_left: bool) -> None:
        """Mirror the page for a clinician who reaches from the left; the drawings stay as they are."""
        if panel_left is self._panel_left:
            return
        self._panel_left = panel_left
        self._body.removeWidget(self.panel)
        self._body.insertWidget(0 if panel_left else 1, self.panel)

    def _learn_pedal(self) -> None:
        if not self.acts.may_open():
            return
        sheet = PedalSheet(self._theme, pedal_key=self._pedal_key, second_pedal_key=self._second_pedal_key)
        sheet.learned.connect(self._on_pedal_learned)
        self.panel.open_sheet(sheet)

    def set_pedal_key(self, key: int | None) -> None:
        """Space always works; None, and Space itself, are no key beside it."""
        self._pedal_key = key if key != Qt.Key.Key_Space else None
        self.panel.injected.set_pedal(self._pedal_words())

    def set_second_pedal_key(self, key: int | None) -> None:
        """The switch that is Undo; None while there is none."""
        self._second_pedal_key = key

    def _on_pedal_learned(self, key: int) -> None:
        self.panel.close_sheet()
        self.set_pedal_key(key)
        self.pedal_learned.emit(key)

    # --- keys and pedal ------------------------------------------------------------------------------------------

    def _key_table(self) -> dict[tuple[int, Qt.KeyboardModifier], Callable[[], None]]:
        key, model = Qt.Key, self._model
        table: dict[tuple[int, Qt.KeyboardModifier], Callable[[], None]] = {
            (key.Key_U, _NO_MODIFIER): model.undo,
            (key.Key_Z, _CTRL): model.undo,
            (key.Key_Backspace, _NO_MODIFIER): model.undo,
            (key.Key_Z, _CTRL | _SHIFT): model.redo,
            (key.Key_S, _NO_MODIFIER): self.acts.skip,
            (key.Key_D, _NO_MODIFIER): self.acts.change_dose,
            (key.Key_A, _NO_MODIFIER): self.acts.start_adding,
            (key.Key_N, _NO_MODIFIER): self.acts.note,
            (key.Key_R, _NO_MODIFIER): self.acts.reaction,
            (key.Key_P, _NO_MODIFIER): self.care.toggle_pause,
            (key.Key_F, _NO_MODIFIER): self.acts.toggle_follow,
            (key.Key_0, _NO_MODIFIER): self.acts.toggle_overview,
            (key.Key_Return, _CTRL): self.finish_asked.emit,
            (key.Key_Enter, _CTRL): self.finish_asked.emit,
            (key.Key_L, _NO_MODIFIER): self.acts.toggle_differences,
            (key.Key_L, _SHIFT): self.acts.toggle_every_site,
            (key.Key_F1, _NO_MODIFIER): self.acts.show_keys,
            (key.Key_F11, _NO_MODIFIER): self.full_screen_asked.emit,
            (key.Key_Left, _NO_MODIFIER): self.acts.previous_site,
            (key.Key_Right, _NO_MODIFIER): self.acts.following_site,
            (key.Key_Up, _NO_MODIFIER): self.acts.previous_muscle,
            (key.Key_Down, _NO_MODIFIER): self.acts.following_muscle,
        }
        return table

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Keys reach the page when no text field wants them. While a sheet is open only the sheet's keys work."""
        modifiers = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if is_typing(self.focusWidget()) and not modifiers & _CTRL:
            event.ignore()
        elif (event.key() == Qt.Key.Key_Space and not modifiers & _CTRL) or event.key() == self._pedal_key:
            self._press_pedal(event, self.panel.injected.click)
        elif event.key() == self._second_pedal_key:
            self._press_pedal(event, self._undo_by_pedal)
        elif event.key() == Qt.Key.Key_Escape:
            self._escape()
        elif self.panel.sheet is None and not event.isAutoRepeat():
            self._do_key(event.key(), modifiers)

    def _escape(self) -> None:
        """Closes what is open, wherever the focus is; never leaves the page."""
        if self.stage.adding:
            self.stage.set_adding(False)
        else:
            self.panel.close_sheet()

    def _do_key(self, key: int, modifiers: Qt.KeyboardModifier) -> None:
        if key in VIEW_KEYS and modifiers in (_NO_MODIFIER, _SHIFT):  # with Shift: a French keyboard's figures
            self._model.show_view(TREATMENT_VIEWS[VIEW_KEYS.index(Qt.Key(key))])
        elif (action := self._keys.get((key, modifiers))) is not None:
            action()

    def _press_pedal(self, event: QKeyEvent, act: Callable[[], None]) -> None:
        """Space or a pedal. It does nothing while a sheet, a question or an error is open.

        Space alone, which a hand presses, confirms the next syringe and goes on after a pause.
        """
        if not self._one_press.counts(event) or self.stage.adding:
            return
        sheet, by_hand = self.panel.sheet, event.key() == Qt.Key.Key_Space
        if sheet is not None:
            if by_hand and sheet.space_confirms:
                sheet.main.click()
        elif by_hand or self._model.visit.phase is not Phase.PAUSED:
            act()

    def _undo_by_pedal(self) -> None:
        """The foot does not see the error bar."""
        if not self._model.stopped:
            self._model.undo()

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        self._one_press.released(event)

    def _pedal_words(self) -> str:
        return "pedal ready" if self._pedal_key is not None else ""
