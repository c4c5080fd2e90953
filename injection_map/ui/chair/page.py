"""The chair page: steps, diagram and panel, and the keys, sheets and pedal that work on them."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QHideEvent, QKeyEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from injection_map.diagram.art_cache import ArtCache
from injection_map.domain.commands import Refusal
from injection_map.domain.events import Clinician
from injection_map.domain.hands_free import SPACE, Act, HandsFree, Input
from injection_map.domain.session import Phase
from injection_map.domain.settings import Settings
from injection_map.domain.supply import Need, NeedKind
from injection_map.ui.carton_field import SerialUses
from injection_map.ui.chair.acts import ChairActs
from injection_map.ui.chair.announcer import Announcer
from injection_map.ui.chair.banner import Banner
from injection_map.ui.chair.care_flow import CareFlow
from injection_map.ui.chair.deviation_flow import DeviationFlow
from injection_map.ui.chair.menu_rows import visit_rows
from injection_map.ui.chair.page_keys import PageKeys
from injection_map.ui.chair.panel import Panel
from injection_map.ui.chair.paused_bar import PausedBar
from injection_map.ui.chair.pedal_sheet import PedalSheet
from injection_map.ui.chair.rail import Rail
from injection_map.ui.chair.saving_bar import SavingBar
from injection_map.ui.chair.sheet_flow import SheetFlow
from injection_map.ui.chair.stage import Stage
from injection_map.ui.chair.steps import Steps
from injection_map.ui.chair.supply_flow import SupplyFlow
from injection_map.ui.chair.taken_back import TakenBackNote
from injection_map.ui.chair.totals_bar import TotalsBar
from injection_map.ui.controls import Button
from injection_map.ui.page import Page, is_typing
from injection_map.ui.page_menu import Row, open_menu
from injection_map.ui.theme import Theme
from injection_map.ui.visit_model import VisitModel
from injection_map.workflow.ready_texts import ReadyTexts

_NO_MODIFIER, _CTRL = Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ControlModifier
_SHIFT = Qt.KeyboardModifier.ShiftModifier


class ChairPage(Page):
    """A visit under way. Space, the pedal and Injected record the next site; nothing else does without asking."""

    finish_asked = Signal()
    leave_asked = Signal()
    theme_asked = Signal()
    panel_side_asked = Signal()
    pedal_learned = Signal(object)
    """The code of its key; None when it sends Space, which needs no learning."""
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
        hands_free: HandsFree | None = None,
        panel_left: bool = False,
        people: Sequence[Clinician] = (),
        serial_uses: SerialUses = lambda _: (),
        month_first: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        """`ready` are the texts that the sheets offer; without it, those that are shipped. `hands_free` is what pedals
        and the like do; without it, only Space.

        `people` are those who may take over in mid-visit; `serial_uses` finds the other records with a carton's
        serial; `month_first` reads 05/31/2027 as in the US.
        """
        super().__init__(parent)
        self._theme, self._model, self._panel_left = theme, model, panel_left
        self._waits = False
        self.setObjectName("chair-page")
        self.banner = Banner(theme, model)
        self.banner.menu_asked.connect(self._open_menu)
        self.error_bar = SavingBar(theme, model)
        self.paused_bar = PausedBar(theme, model, self)
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
        self.keys = PageKeys(
            model,
            self.panel,
            self.stage,
            acts=self.acts,
            care=self.care,
            finish=self.finish_asked.emit,
            full_screen=self.full_screen_asked.emit,
        )
        self.keys.hands_free = hands_free or HandsFree()
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
        self.error_bar.list_asked.connect(self.acts.show_unsaved)
        self.error_bar.elsewhere_asked.connect(self.save_elsewhere_asked)
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
        order += [self.pause, self.finish, self.banner.menu, *self.error_bar.ways()]
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
            return self.error_bar.retry
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
        self.keys.forget()

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.WindowDeactivate:
            self.keys.forget()
        return super().event(event)

    # --- what is shown -------------------------------------------------------------------------------------------

    def _refresh(self) -> None:
        visit = self._model.visit
        paused = visit.phase is Phase.PAUSED
        self.pause.setText("Continue" if paused else "Pause")
        self.pause.setAccessibleName(self.pause.text())
        self.pause.set_icon("play" if paused else "pause")
        self.pause.setEnabled(visit.phase in (Phase.OPEN, Phase.PAUSED))
        self.error_bar.refresh()
        waits = self._model.stopped or paused
        if waits is not self._waits:
            self._waits = waits
            if self.panel.sheet is None:
                self._focus_home()

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
        look: tuple[Row | None, ...] = (
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
        open_menu(self._theme, self.banner.menu, (*visit_rows(self._model, self.acts, self.care), *look))

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
        sheet = PedalSheet(self._theme, self.keys.hands_free)
        sheet.learned.connect(self._on_pedal_learned)
        self.panel.open_sheet(sheet)

    def set_hands_free(self, hands_free: HandsFree) -> None:
        """What pedals and the like do from now on. Space always works."""
        self.keys.hands_free = hands_free
        self.panel.injected.set_pedal(self._pedal_words())

    def _on_pedal_learned(self, pressed: Input) -> None:
        self.panel.close_sheet()
        learned = None if pressed == Input(SPACE) else pressed  # a pedal that sends Space works as it is
        self.set_hands_free(self.keys.hands_free.with_learned(Act.FORWARD, learned))
        self.pedal_learned.emit(learned.code if learned else None)

    # --- keys and pedal ------------------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        self.keys.pressed(event, typing=is_typing(self.focusWidget()))

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        self.keys.released(event)

    def _pedal_words(self) -> str:
        return "pedal ready" if Act.FORWARD in self.keys.hands_free.learned else ""
