"""The right panel: the next site's card with Undo, Skip and Injected, or a sheet in its place."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedLayout, QVBoxLayout, QWidget

from injection_map.domain.commands import Command
from injection_map.domain.session import Phase
from injection_map.ui.chair.injected_button import InjectedButton
from injection_map.ui.chair.next_card import PANEL_PX, NextCard
from injection_map.ui.chair.sheets import Sheet
from injection_map.ui.chair.taken_back import TakenBackNote
from injection_map.ui.controls import Button
from injection_map.ui.theme import Theme
from injection_map.ui.visit_model import VisitModel
from injection_map.ui.wording import act_words, spoken_site


class Panel(QWidget):
    """424 or 356 px wide; nothing in it moves between sites."""

    undo_asked = Signal()
    skip_asked = Signal()
    reaction_asked = Signal()
    sheet_closed = Signal()
    """The card is there again; the focus is the page's to give."""

    def __init__(self, theme: Theme, model: VisitModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme, self._model = theme, model
        self._sheets: list[Sheet] = []
        self._stack = QStackedLayout(self)
        self._main = self._main_panel()
        self._stack.addWidget(self._main)
        theme.changed.connect(self._restyle)
        model.changed.connect(self.refresh)
        self._restyle()
        self.refresh()

    def _main_panel(self) -> QWidget:
        panel = QWidget()
        box = QVBoxLayout(panel)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        self.card = NextCard(self._theme, self._model)
        box.addWidget(self.card)
        box.addStretch(1)
        self.taken_back = TakenBackNote(self._theme, self._model, compact=False)
        self.taken_back.shown_changed.connect(self._fit_card)
        self.taken_back.redo_asked.connect(self._model.redo)
        box.addWidget(self.taken_back)
        box.addSpacing(8)
        self._acts = QHBoxLayout()
        self.undo = Button(self._theme, "Undo", icon="undo", height_px=(76, 64), role="lead-strong", align_left=True)
        self.undo.setObjectName("undo")
        self.undo.clicked.connect(self.undo_asked)
        self.skip = Button(self._theme, "Skip", icon="skip", height_px=(76, 64), role="lead-strong", align_left=True)
        self.skip.setObjectName("skip")
        self.skip.clicked.connect(self.skip_asked)
        self.reaction = Button(self._theme, "", icon="drop", height_px=(76, 64))
        self.reaction.setObjectName("reaction")
        self.reaction.setAccessibleName("Reaction")
        self.reaction.setToolTip("Reaction (R)")
        self.reaction.clicked.connect(self.reaction_asked)
        self._acts.addWidget(self.undo, 57)
        self._acts.addWidget(self.skip, 43)
        self._acts.addWidget(self.reaction)
        box.addLayout(self._acts)
        self._gap = QWidget()
        box.addWidget(self._gap)
        self.injected = InjectedButton(self._theme, self._model)
        box.addWidget(self.injected)
        return panel

    def _restyle(self) -> None:
        px = self._theme.px
        self.setFixedWidth(px(*PANEL_PX))
        self._gap.setFixedHeight(px(20, 14))
        self._acts.setSpacing(px(12, 8))
        self.reaction.setVisible(not self._theme.compact)  # there Undo needs the room for what it takes back
        self._fit_card()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_card()

    def _fit_card(self) -> None:
        """The card has what the buttons, and for some seconds the note, leave of the height."""
        note = self.taken_back.sizeHint().height() if self.taken_back.isVisibleTo(self._main) else 0
        buttons = sum(part.minimumHeight() for part in (self.undo, self._gap, self.injected))
        self.card.fit(self._theme.px(*PANEL_PX), self.height() - buttons - note - 8)

    def refresh(self) -> None:
        visit = self._model.visit
        last = act_words(visit, visit.acts[-1]) if visit.acts else ""
        spoken = act_words(visit, visit.acts[-1], name=spoken_site) if visit.acts else "nothing yet"
        self.undo.setEnabled(bool(visit.acts))
        self.undo.set_subtitle(last or "nothing yet")
        self.undo.setAccessibleName(f"Undo, {spoken}")
        self.skip.setEnabled(self._model.next_site is not None and visit.phase in (Phase.OPEN, Phase.PAUSED))
        self.skip.set_subtitle("give a reason")
        self.skip.setAccessibleName("Skip, give a reason")

    # --- sheets ------------------------------------------------------------------------------------------------

    @property
    def sheet(self) -> Sheet | None:
        """The open sheet."""
        return self._sheets[-1] if self._sheets else None

    def open_sheet(self, sheet: Sheet, *, over: bool = False) -> None:
        """Put a sheet in the panel's place, or for a moment over the one that is there."""
        while self._sheets and not over:
            self._drop_sheet()
        self._sheets.append(sheet)
        sheet.closed.connect(self.close_sheet)
        self._stack.addWidget(sheet)
        self._stack.setCurrentWidget(sheet)
        sheet.first_focus().setFocus(Qt.FocusReason.OtherFocusReason)

    def close_sheet(self) -> None:
        """Back to the sheet below, or to the card."""
        if not self._sheets:
            return
        self._drop_sheet()
        if self.sheet is not None:
            self._stack.setCurrentWidget(self.sheet)
            self.sheet.first_focus().setFocus(Qt.FocusReason.OtherFocusReason)
            return
        self._model.hold_off()  # its buttons lay over Injected
        self.sheet_closed.emit()

    def submit(self, *asked: Command) -> bool:
        """Record what the open sheet asks for, and close it; a refusal leaves it as it was, typed text and all."""
        sheet = self.sheet
        recorded = self._model.submit(*asked)
        if recorded and self.sheet is sheet:
            self.close_sheet()
        return recorded

    def _drop_sheet(self) -> None:
        sheet = self._sheets.pop()
        self._stack.removeWidget(sheet)
        sheet.hide()
        sheet.deleteLater()
