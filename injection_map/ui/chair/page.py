"""The chair page: steps, diagram and panel, and the keys, sheets and pedal that work on them."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

from PySide6.QtCore import QElapsedTimer, Qt, Signal
from PySide6.QtGui import QHideEvent, QKeyEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QMenu, QVBoxLayout, QWidget

from injection_map.diagram.art import Treated
from injection_map.diagram.art_cache import ArtCache
from injection_map.domain import commands, words
from injection_map.domain.commands import Refusal
from injection_map.domain.geometry import PointMm
from injection_map.domain.protocol import View
from injection_map.domain.session import Phase, SiteStatus
from injection_map.ui.chair.banner import Banner, ErrorBar
from injection_map.ui.chair.changes import Changes
from injection_map.ui.chair.panel import Panel
from injection_map.ui.chair.pedal_sheet import PedalSheet
from injection_map.ui.chair.sheet_flow import SheetFlow
from injection_map.ui.chair.sheets import ActionSheet
from injection_map.ui.chair.stage import Stage
from injection_map.ui.chair.steps import Steps
from injection_map.ui.chair.totals_bar import TotalsBar
from injection_map.ui.controls import Button, Card, Text
from injection_map.ui.page import Page, is_typing
from injection_map.ui.theme import Theme
from injection_map.ui.visit_model import VisitModel
from injection_map.ui.wording import TREATMENT_VIEWS, in_sentence, site_and_side

RAIL_PX = 380
VIEW_KEYS = (Qt.Key.Key_1, Qt.Key.Key_2, Qt.Key.Key_3, Qt.Key.Key_4)
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

    def __init__(
        self,
        theme: Theme,
        model: VisitModel,
        art: ArtCache,
        *,
        pedal_key: int | None = None,
        panel_left: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._theme, self._model, self._pedal_key, self._panel_left = theme, model, pedal_key, panel_left
        self._up_since = QElapsedTimer()
        self._held: set[int] = set()
        self.setObjectName("chair-page")
        self.banner = Banner(theme, model)
        self.banner.menu_asked.connect(self._open_menu)
        self.error_bar = ErrorBar(theme)
        self.rail, self.strip = Steps(theme, model, strip=False), Steps(theme, model, strip=True)
        self.stage = Stage(theme, model, art)
        self.totals = TotalsBar(theme, model)
        self.panel = Panel(theme, model)
        self.sheets = SheetFlow(theme, model, self.panel)
        self._keys = self._key_table()
        self._build()
        self._connect()
        self._order_focus()
        self._restyle()
        self._refresh()
        if model.resumed:
            self._say_resumed()

    # --- building ------------------------------------------------------------------------------------------------

    def _build(self) -> None:
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self._column.addWidget(self.banner)
        self._column.addWidget(self.error_bar)
        self.pause = Button(self._theme, "Pause", icon="pause")
        self.finish = Button(self._theme, "Finish", icon="pen")
        for button, name in ((self.pause, "pause"), (self.finish, "finish")):
            button.setObjectName(name)
            self.banner.add_button(button)
        self._add_error_buttons()
        self._rail_card = self._rail_column()
        middle = QHBoxLayout()
        middle.addWidget(self._rail_card)
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

    def _rail_column(self) -> Card:
        card = Card()
        card.setFixedWidth(RAIL_PX)
        box = QVBoxLayout(card)
        box.setContentsMargins(1, 1, 1, 12)
        box.setSpacing(0)
        self.rail.setProperty("role", "plain")
        box.addWidget(self.rail)
        head = QHBoxLayout()
        head.setContentsMargins(16, 14, 16, 4)
        head.addWidget(Text(self._theme, "small-strong", "Changes this visit", colour="t3"), 1)
        self._changes_count = Text(self._theme, "small-strong", colour="t3")
        head.addWidget(self._changes_count)
        box.addLayout(head)
        self.changes = Changes(self._theme, self._model)
        box.addWidget(self.changes, 1)
        self.add_site = Button(self._theme, "Add a site", kind="quiet", icon="plus")
        self.add_site.setObjectName("add-site")
        foot = QHBoxLayout()
        foot.setContentsMargins(12, 8, 12, 0)
        foot.addWidget(self.add_site)
        box.addLayout(foot)
        return card

    def _add_error_buttons(self) -> None:
        for name, text, slot in (
            ("retry", "Try again", self._model.retry_saving),
            ("elsewhere", "Save elsewhere", self._on_elsewhere),
            ("unsaved", "Go on unsaved", self._model.go_on_unsaved),
        ):
            button = Button(self._theme, text, kind="primary" if name == "retry" else "plain")
            button.setObjectName(f"error-{name}")
            button.clicked.connect(slot)
            self.error_bar.buttons.addWidget(button)

    def _connect(self) -> None:
        model = self._model
        for steps in (self.rail, self.strip):
            steps.side_asked.connect(self.sheets.side)
            steps.muscle_asked.connect(self._on_muscle)
        self.stage.site_tapped.connect(self._on_site_tapped)
        self.stage.sheet_asked.connect(self.sheets.site)
        self.stage.place_asked.connect(self._on_place)
        self.panel.undo_asked.connect(model.undo)
        self.panel.skip_asked.connect(self._skip)
        self.panel.card.change_asked.connect(self._change_dose)
        self.panel.injected.finish_asked.connect(self.finish_asked)
        self.pause.clicked.connect(self._toggle_pause)
        self.finish.clicked.connect(self.finish_asked)
        self.add_site.clicked.connect(self._start_adding)
        model.changed.connect(self._refresh)
        model.saving_changed.connect(self._refresh)
        model.refused.connect(self._on_refused)
        self._theme.changed.connect(self._restyle)

    def _order_focus(self) -> None:
        """Injected, Undo, Skip, Change, the diagram, thumbnails, views, steps, changes, pause, finish, menu."""
        panel, stage = self.panel, self.stage
        order = [panel.injected, panel.undo, panel.skip, panel.card.change_button, *stage.focus_chain()]
        order += [*self.rail.steps(), *self.strip.steps(), self.add_site, self.pause, self.finish, self.banner.menu]
        for before, after in pairwise(order):
            QWidget.setTabOrder(before, after)

    def _restyle(self) -> None:
        compact = self._theme.compact
        gap = self._theme.px(12, 8)
        for layout in self._spaced:
            layout.setSpacing(gap)
        self._body.setContentsMargins(gap, gap, gap, gap)
        self._rail_card.setVisible(not compact)
        self.strip.setVisible(compact)
        self.panel.injected.set_pedal(self._pedal_words())

    def first_focus(self) -> QWidget:
        return self.panel.sheet.first_focus() if self.panel.sheet else self.panel.injected

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.totals.set_running(True)
        self.totals.refresh()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.totals.set_running(False)
        self._held.clear()

    # --- what is shown -------------------------------------------------------------------------------------------

    def _refresh(self) -> None:
        visit = self._model.visit
        paused = visit.phase is Phase.PAUSED
        self.pause.setText("Continue" if paused else "Pause")
        self.pause.setAccessibleName(self.pause.text())
        self.pause.set_icon("play" if paused else "pause")
        self.pause.setEnabled(visit.phase in (Phase.OPEN, Phase.PAUSED))
        differing = sum(site.differs for site in visit.sites)
        self._changes_count.setText(str(differing) if differing else "none")
        state = self._model.save_state
        if state.kind == "not-saved":
            self._say_not_saved(state.sentence)
        else:
            self.error_bar.hide()

    def _say_not_saved(self, sentence: str) -> None:
        """What stands only on the screen, so that it can be written on paper."""
        sites = map(self._model.visit.site, sorted(self._model.unsaved_sites))
        names = [in_sentence(site_and_side(site)) for site in sites if site]
        what = ", ".join(names) or "the last entry"
        self.error_bar.say(f"Not saved: {what}", f"{sentence} Write it on paper.")

    def _say_resumed(self) -> None:
        """The visit goes on where it stopped; the one site that may be in doubt is asked about."""
        visit = self._model.visit
        last = visit.acts[-1][-1] if visit.acts else None
        key = getattr(last.body, "site", None) if last else None
        site = visit.site(key) if key else None
        facts = [f"{words.count(len(self._model.events), 'entry', 'entries')} read back, all intact."]
        if site is not None and last is not None:
            facts.append(f"Last on disk: {site_and_side(site)}, {words.clock_seconds(last.at)}.")
        facts.append("Was another site given after that?")
        actions = [
            ("go-on", "tick", "No, go on", "the next site is as shown"),
            ("choose", "hand", "Yes, choose it", "touch it on the diagram, then Injected"),
        ]
        sheet = ActionSheet(self._theme, "Picking up where it stopped", side=None, facts=facts, actions=actions)
        sheet.setObjectName("resumed")
        sheet.chosen.connect(self.panel.close_sheet)
        self.panel.open_sheet(sheet)

    def _on_refused(self, refusal: Refusal) -> None:
        if refusal.code == "use-by":
            self.sheets.use_by(refusal.sentence)
        else:
            self.stage.say(refusal.sentence)

    # --- what is done --------------------------------------------------------------------------------------------

    def _on_site_tapped(self, key: str) -> None:
        """A tap on the next site records it; on another to do chooses it; on any other opens its sheet."""
        if self.panel.sheet is not None:
            return
        site, next_site = self._model.visit.site(key), self._model.next_site
        if site is None:
            return
        if next_site is not None and key == next_site.key:
            self._model.inject()
        elif site.status is SiteStatus.TO_DO:
            self._model.choose(key)
        else:
            self.sheets.site(key)

    def _on_muscle(self, muscle: str) -> None:
        site = next((site for site in self._model.visit.to_do if site.muscle == muscle), None)
        if site is not None and self.panel.sheet is None:
            self._model.choose(site.key)

    def _on_place(self, view: View, point: PointMm, drawn: Treated | None) -> None:
        self.stage.set_adding(False)
        if drawn is not None:
            self.sheets.add(muscle=drawn.muscle, side=drawn.side, view=view, point=point)
        else:
            self.stage.say("This is none of the protocol’s muscles. Nothing was added.")

    def _skip(self) -> None:
        site = self._model.next_site
        if site is not None and self.panel.skip.isEnabled():
            self.sheets.skip(site)

    def _change_dose(self) -> None:
        site = self._model.next_site
        if site is not None:
            self.sheets.dose(site)

    def _note(self) -> None:
        self.sheets.note(self._model.next_site)

    def _start_adding(self) -> None:
        self.stage.set_adding(not self.stage.adding)

    def _toggle_pause(self) -> None:
        paused = self._model.visit.phase is Phase.PAUSED
        self._model.submit(commands.Continue() if paused else commands.Pause())

    def _on_elsewhere(self) -> None:
        self.save_elsewhere_asked.emit()

    def _open_menu(self) -> None:
        """What is wanted seldom: no row of it records anything by itself."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.setFont(self._theme.font("base"))
        rows: tuple[tuple[str, Callable[[], None]] | None, ...] = (
            ("Add a site", self._start_adding),
            ("Note on the visit", self._note_on_visit),
            ("Keys and legend", self.show_keys),
            None,
            ("Light" if self._theme.dark else "Dark", self.theme_asked.emit),
            ("Full screen", self.full_screen_asked.emit),
            ("Panel on the right" if self._panel_left else "Panel on the left", self.panel_side_asked.emit),
            ("Learn the pedal", self._learn_pedal),
            None,
            ("Leave this visit; it can be resumed", self.leave_asked.emit),
        )
        for row in rows:
            if row is None:
                menu.addSeparator()
            else:
                menu.addAction(row[0]).triggered.connect(row[1])
        menu.popup(self.banner.menu.mapToGlobal(self.banner.menu.rect().bottomLeft()))

    def set_panel_left(self, panel_left: bool) -> None:
        """Mirror the page for a clinician who reaches from the left; the drawings stay as they are."""
        self._panel_left = panel_left
        self._body.removeWidget(self.panel)
        self._body.insertWidget(0 if panel_left else 1, self.panel)

    def _learn_pedal(self) -> None:
        taken = {key for key, _ in self._keys} | set(VIEW_KEYS)
        sheet = PedalSheet(self._theme, pedal_key=self._pedal_key, taken=taken)
        sheet.learned.connect(self._on_pedal_learned)
        self.panel.open_sheet(sheet)

    def _on_pedal_learned(self, key: int) -> None:
        self._pedal_key = key if key != Qt.Key.Key_Space else None
        self.panel.close_sheet()
        self.panel.injected.set_pedal(self._pedal_words())
        self.pedal_learned.emit(key)

    def _note_on_visit(self) -> None:
        self.sheets.note(None)

    def _toggle_overview(self) -> None:
        self._model.set_overview(not self._model.overview)

    def _toggle_follow(self) -> None:
        self._model.set_follow(not self._model.follow)

    # --- keys and pedal ------------------------------------------------------------------------------------------

    def _key_table(self) -> dict[tuple[int, Qt.KeyboardModifier], Callable[[], None]]:
        key, model = Qt.Key, self._model
        table: dict[tuple[int, Qt.KeyboardModifier], Callable[[], None]] = {
            (key.Key_U, _NO_MODIFIER): model.undo,
            (key.Key_Z, _CTRL): model.undo,
            (key.Key_Backspace, _NO_MODIFIER): model.undo,
            (key.Key_Z, _CTRL | _SHIFT): model.redo,
            (key.Key_S, _NO_MODIFIER): self._skip,
            (key.Key_D, _NO_MODIFIER): self._change_dose,
            (key.Key_A, _NO_MODIFIER): self._start_adding,
            (key.Key_N, _NO_MODIFIER): self._note,
            (key.Key_P, _NO_MODIFIER): self._toggle_pause,
            (key.Key_F, _NO_MODIFIER): self._toggle_follow,
            (key.Key_0, _NO_MODIFIER): self._toggle_overview,
            (key.Key_Return, _CTRL): self.finish_asked.emit,
            (key.Key_Enter, _CTRL): self.finish_asked.emit,
            (key.Key_F1, _NO_MODIFIER): self.show_keys,
            (key.Key_F11, _NO_MODIFIER): self.full_screen_asked.emit,
            (key.Key_Left, _NO_MODIFIER): self._previous_site,
            (key.Key_Right, _NO_MODIFIER): self._following_site,
            (key.Key_Up, _NO_MODIFIER): self._previous_muscle,
            (key.Key_Down, _NO_MODIFIER): self._following_muscle,
        }
        return table

    def _previous_site(self) -> None:
        self._model.choose_neighbour(-1)

    def _following_site(self) -> None:
        self._model.choose_neighbour(1)

    def _previous_muscle(self) -> None:
        self._model.choose_muscle(-1)

    def _following_muscle(self) -> None:
        self._model.choose_muscle(1)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Keys reach the page when no text field wants them. While a sheet is open only the sheet's keys work."""
        modifiers = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if is_typing(self.focusWidget()) and not modifiers & _CTRL:
            event.ignore()
            return
        if event.key() == Qt.Key.Key_Space or event.key() == self._pedal_key:
            self._press_pedal(event)
            return
        if event.key() == Qt.Key.Key_Escape:
            self.stage.set_adding(False)
        elif self.panel.sheet is None and not event.isAutoRepeat():
            self._do_key(event.key(), modifiers)

    def _do_key(self, key: int, modifiers: Qt.KeyboardModifier) -> None:
        if key in VIEW_KEYS and modifiers == _NO_MODIFIER:
            self._model.show_view(TREATMENT_VIEWS[VIEW_KEYS.index(Qt.Key(key))])
        elif (action := self._keys.get((key, modifiers))) is not None:
            action()

    def _press_pedal(self, event: QKeyEvent) -> None:
        """Space or the pedal: once a press, and only after it was up for a moment, so that a bounce counts once."""
        key = event.key()
        bounced = self._up_since.isValid() and self._up_since.elapsed() < self._model.pace.key_up_ms
        if event.isAutoRepeat() or key in self._held or bounced or self.panel.sheet is not None:
            return
        self._held.add(key)
        self.panel.injected.click()

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        if not event.isAutoRepeat() and event.key() in self._held:
            self._held.discard(event.key())
            self._up_since.start()

    def _pedal_words(self) -> str:
        return "pedal ready" if self._pedal_key is not None else ""

    def show_keys(self) -> None:
        """The keys and the legend, in the panel's place."""
        facts = [f"{keys}: {act}" for keys, act in KEY_WORDS]
        sheet = ActionSheet(self._theme, "Keys", side=None, facts=facts, actions=[])
        sheet.setObjectName("keys")
        self.panel.open_sheet(sheet)


KEY_WORDS = (
    ("Space or pedal", "Injected"),
    ("U, Ctrl+Z, Backspace", "Undo"),
    ("Ctrl+Shift+Z", "Redo"),
    ("S", "Skip, with a reason"),
    ("D", "Change dose"),
    ("A", "Add a site"),
    ("N", "Note on this site"),
    ("Left, Right", "previous or next site to do"),
    ("Up, Down", "previous or next muscle"),
    ("1 2 3 4", "front, left, right, back"),
    ("0", "one view or all four"),
    ("F", "follow the next site, on or off"),
    ("P", "pause"),
    ("Ctrl+Enter", "Finish"),
    ("F11", "full screen"),
)
