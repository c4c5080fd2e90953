"""The trainer's own window while demonstrating: what the audience sees, what comes next, notes, clock and layers."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import QFocusEvent, QHideEvent, QKeyEvent, QShowEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QVBoxLayout, QWidget

from injection_map.diagram.art_cache import ArtCache
from injection_map.domain import words
from injection_map.domain.demonstration import Position, StepKind
from injection_map.domain.ports import Clock
from injection_map.ui.controls import Button, Card, ElidedText, Segments, Text
from injection_map.ui.page import Page, is_typing
from injection_map.ui.sections import GUTTER, roomy
from injection_map.ui.theme import Theme
from injection_map.ui.trainer.demonstration_keys import DemonstrationKeys
from injection_map.ui.trainer.demonstration_model import ZOOMS, DemonstrationModel
from injection_map.ui.trainer.presenter_copy import PresenterCopy, Tool
from injection_map.ui.trainer.presenter_panel import KeepNote, NotesCard, ShowCard

PANEL_PX = (424, 340)
_STEP_WORDS = {
    StepKind.LANDMARK: "Landmark",
    StepKind.DIRECTION: "Direction",
    StepKind.MEASURE: "Measure",
    StepKind.SITE: "Site and dose",
    StepKind.TECHNIQUE: "Technique",
    StepKind.CAUTION: "Caution",
}


class PresenterPage(Page):
    """Both windows follow the model; this one also shows and ends the other."""

    back_asked = Signal()
    audience_asked = Signal()
    end_asked = Signal()

    def __init__(
        self,
        theme: Theme,
        model: DemonstrationModel,
        art: ArtCache,
        keys: DemonstrationKeys,
        *,
        clock: Clock,
        shape: QSize,
        notes: Mapping[str, str],
        keep_note: KeepNote,
    ) -> None:
        """`shape` is the size of the screen for the audience; `notes` are by the key of the site."""
        super().__init__()
        self.setObjectName("presenter-page")
        self._theme, self._model, self._keys, self._clock = theme, model, keys, clock
        self._since: datetime = clock()
        self._audience_is_shown = False
        self.copy = PresenterCopy(theme.icons, model, art, shape=shape)
        self.notes = NotesCard(theme, model, keys, notes=notes, keep=keep_note)
        self.show_card = ShowCard(theme, model)
        self._ticking = QTimer(self, interval=1000)
        self._ticking.timeout.connect(self._tell_time)
        self._build()
        model.changed.connect(self._follow)
        model.blanked.connect(self._follow)
        model.drawn.connect(self._follow_pen)
        theme.changed.connect(self._dress)
        self._dress()
        self._follow()
        self._follow_pen()
        self._tell_time()

    def first_focus(self) -> QWidget:
        return self.next_button

    # --- parts ---------------------------------------------------------------------------------------------------

    def _build(self) -> None:
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        box.addWidget(self._bar())
        row = QHBoxLayout()
        roomy(self._theme, row, spacing=(12, 8), margins=GUTTER)
        left = QVBoxLayout()
        roomy(self._theme, left, spacing=(12, 8))
        left.addWidget(self.copy, 1)
        left.addLayout(self._tools())
        left.addLayout(self._steps())
        row.addLayout(left, 1)
        self._panel = QWidget()
        panel = QVBoxLayout(self._panel)
        roomy(self._theme, panel, spacing=(12, 8))
        panel.addWidget(self.notes, 5)
        panel.addWidget(self.show_card, 4)
        row.addWidget(self._panel)
        box.addLayout(row, 1)

    def _bar(self) -> Card:
        bar = Card(role="bar")
        row = QHBoxLayout(bar)
        roomy(self._theme, row, spacing=(16, 12), margins=((20, 16), (10, 8), (20, 16), (10, 8)))
        self.back_button = self._button("Trainer", "leave-demonstration", icon="chevron-left", kind="quiet")
        self.back_button.clicked.connect(self.back_asked)
        self._title = ElidedText(self._theme, "title", f"Demonstrate: {self._model.protocol.title}")
        self._elapsed = Text(self._theme, "total", tabular=True)
        self._elapsed.setObjectName("elapsed")
        self._time = Text(self._theme, "total", colour="t2", tabular=True)
        self._time.setObjectName("time-now")
        self.audience_button = self._button("Show to the audience", "show-audience", icon="full-screen", kind="primary")
        self.audience_button.clicked.connect(self._on_audience)
        row.addWidget(self.back_button)
        row.addWidget(self._title, 1)
        for label, figure in (("Since the start", self._elapsed), ("Now", self._time)):
            row.addWidget(Text(self._theme, "label", label, colour="t3"))
            row.addWidget(figure)
        row.addWidget(self.audience_button)
        return bar

    def _tools(self) -> QBoxLayout:
        row = QHBoxLayout()
        roomy(self._theme, row, spacing=(10, 8))
        self.tools = Segments(self._theme, [("Pointer", "find"), ("Pen", "pen")])
        self.tools.choose(0)
        self.tools.chosen.connect(self._on_tool)
        self.undo_stroke = self._button("Undo", "undo-stroke", icon="undo")
        self.undo_stroke.setAccessibleName("Take back the last stroke of the pen")
        self.undo_stroke.clicked.connect(self._model.undo_stroke)
        self.clear_strokes = self._button("Clear", "clear-strokes", icon="close")
        self.clear_strokes.setAccessibleName("Clear what the pen drew")
        self.clear_strokes.clicked.connect(self._model.clear_strokes)
        self.zoom_out = self._button("", "zoom-out", icon="minus")
        self.zoom_out.setAccessibleName("Farther")
        self.zoom_out.clicked.connect(self._model.zoom_out)
        self._zoom_words = Text(self._theme, "base-strong", tabular=True)
        self._zoom_words.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.zoom_in = self._button("", "zoom-in", icon="plus")
        self.zoom_in.setAccessibleName("Closer")
        self.zoom_in.clicked.connect(self._model.zoom_in)
        self.blank = self._button("Blank", "blank", icon="power")
        self.blank.setCheckable(True)
        self.blank.clicked.connect(self._model.toggle_blank)
        groups = ((self.tools, self.undo_stroke, self.clear_strokes), (self.zoom_out, self._zoom_words, self.zoom_in))
        for group in groups:
            for widget in group:
                row.addWidget(widget)
            row.addStretch(1)
        row.addWidget(self.blank)
        return row

    def _steps(self) -> QBoxLayout:
        row = QHBoxLayout()
        roomy(self._theme, row, spacing=(12, 8))
        height = (84, 72)
        self.step_back = self._button("Back", "step-back", icon="chevron-left", height_px=height)
        self.step_back.clicked.connect(self._model.back)
        self.next_button = self._button("Next", "next-step", kind="primary", height_px=height, role="title")
        self.next_button.clicked.connect(self._model.next)
        self.next_site = self._button("Next site", "next-site", icon="next-site", height_px=height)
        self.next_site.clicked.connect(self._model.next_site)
        row.addWidget(self.step_back, 1)
        row.addWidget(self.next_button, 3)
        row.addWidget(self.next_site, 2)
        return row

    def _button(
        self,
        text: str,
        name: str,
        *,
        icon: str | None = None,
        kind: str = "plain",
        height_px: tuple[int, int] = (52, 48),
        role: str = "base-strong",
    ) -> Button:
        button = Button(self._theme, text, kind=kind, icon=icon, height_px=height_px, role=role)
        button.setObjectName(name)
        return button

    # --- what it tells -------------------------------------------------------------------------------------------

    def _dress(self) -> None:
        self._panel.setFixedWidth(self._theme.px(*PANEL_PX))
        self._zoom_words.setFixedWidth(self._zoom_words.fontMetrics().horizontalAdvance("1.5 ×") + 8)

    def _follow(self) -> None:
        model = self._model
        steps, count = model.steps, model.position.step
        following = model.following
        after = f"{following.site.name}, {words.side_word(following.site.side)}" if following else ""
        if model.is_blank:
            self.next_button.set_subtitle("The picture comes back")
        elif count < len(steps.steps):
            self.next_button.set_subtitle(_STEP_WORDS[steps.steps[count].kind])
        else:
            self.next_button.set_subtitle(after or "This was the last step")
        self.next_site.set_subtitle(after or "This is the last site")
        self.next_site.setEnabled(following is not None)
        self.step_back.setEnabled(model.position != Position())
        self._zoom_words.setText(f"{model.zoom:g} ×")
        self.zoom_in.setEnabled(model.zoom < ZOOMS[-1])
        self.zoom_out.setEnabled(model.zoom > ZOOMS[0])
        self.blank.setChecked(model.is_blank)
        self._follow_pen()

    def _follow_pen(self) -> None:
        drawn = bool(self._model.strokes)
        self.undo_stroke.setEnabled(drawn)
        self.clear_strokes.setEnabled(drawn)

    def _tell_time(self) -> None:
        now = self._clock()
        seconds = max(0, int((now - self._since).total_seconds()))
        self._elapsed.setText(f"{seconds // 3600}:{seconds // 60 % 60:02d}:{seconds % 60:02d}")
        self._time.setText(words.clock(now))

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._tell_time()
        self._ticking.start()

    def hideEvent(self, event: QHideEvent) -> None:
        self._ticking.stop()
        super().hideEvent(event)

    def set_audience_shown(self, shown: bool) -> None:
        self._audience_is_shown = shown
        self.audience_button.setText("End" if shown else "Show to the audience")
        self.audience_button.setAccessibleName("End the audience view" if shown else "Show to the audience")
        self.audience_button.set_icon("close" if shown else "full-screen")
        self.audience_button.set_kind("plain" if shown else "primary")
        self.audience_button.updateGeometry()

    # --- hands ---------------------------------------------------------------------------------------------------

    def _on_audience(self) -> None:
        (self.end_asked if self._audience_is_shown else self.audience_asked).emit()

    def _on_tool(self, index: int) -> None:
        self.copy.set_tool(list(Tool)[index])

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Every key is a step's, but in the field for notes."""
        typing = is_typing(self.focusWidget())
        if event.key() == Qt.Key.Key_Escape and typing:
            self.next_button.setFocus(Qt.FocusReason.OtherFocusReason)
        elif event.key() == Qt.Key.Key_Escape and self._audience_is_shown:
            self.end_asked.emit()
        elif event.key() == Qt.Key.Key_F5 and not self._audience_is_shown:
            self.audience_asked.emit()
        elif typing and not self._keys.is_remote(event):
            event.ignore()
        else:
            self._keys.pressed(event)

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        self._keys.released(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self._keys.forget()
