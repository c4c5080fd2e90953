"""The right panel: the next site's card with Undo, Skip and Injected, or a sheet in its place."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QStackedLayout, QVBoxLayout, QWidget

from injection_map.domain import words
from injection_map.domain.session import Phase
from injection_map.ui.chair.injected_button import InjectedButton
from injection_map.ui.chair.next_card import NextCard
from injection_map.ui.chair.sheets import Sheet
from injection_map.ui.controls import Button, IconLabel, Text
from injection_map.ui.theme import Theme
from injection_map.ui.visit_model import VisitModel
from injection_map.ui.wording import act_words, in_sentence, spoken_site

TAKEN_BACK_STAYS_MS = 8000


class TakenBackNote(QWidget):
    """Taken back, which site, and Redo; it stays for eight seconds."""

    redo_asked = Signal()

    def __init__(self, theme: Theme, model: VisitModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme, self._model = theme, model
        self.setObjectName("taken-back")
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 8, 10, 8)
        row.setSpacing(12)
        row.addWidget(IconLabel(theme, "undo", colour="t1", size_px=20))
        box = QVBoxLayout()
        box.setSpacing(0)
        self._title = Text(theme, "small-strong", wrap=True)
        self._detail = Text(theme, "label", colour="t2", wrap=True)
        box.addWidget(self._title)
        box.addWidget(self._detail)
        row.addLayout(box, 1)
        self.redo = Button(theme, "Redo", height_px=(48, 44))
        self.redo.setObjectName("redo")
        self.redo.clicked.connect(self.redo_asked)
        row.addWidget(self.redo)
        self._stay = QTimer(self, singleShot=True, interval=TAKEN_BACK_STAYS_MS)
        self._stay.timeout.connect(model.forget_taken_back)
        self._shown_at_seq = 0
        model.changed.connect(self.refresh)
        model.saving_changed.connect(self.refresh)
        self.refresh()

    def refresh(self) -> None:
        act = self._model.taken_back
        self.setVisible(act is not None)
        if act is None:
            self._stay.stop()
            return
        self._title.setText(f"Taken back: {in_sentence(act.words)}")
        saved = self._model.save_state
        at = f"Saved {words.clock_seconds(saved.at)}." if self._model.all_saved and saved.at else ""
        self._detail.setText(" ".join(filter(None, ("It is the next site again." if act.is_next else "", at))))
        self.redo.setVisible(bool(self._model.visit.undone_acts))
        if self._shown_at_seq != self._model.visit.last_seq:
            self._shown_at_seq = self._model.visit.last_seq
            self._stay.start()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(self._theme.colour("t1"), 2))
        painter.setBrush(self._theme.colour("surface"))
        painter.drawRoundedRect(self.rect().adjusted(1, 1, -1, -1), 10, 10)


class Panel(QWidget):
    """424 or 356 px wide; nothing in it moves between sites."""

    undo_asked = Signal()
    skip_asked = Signal()
    sheet_closed = Signal()
    """The card is there again; the focus is the page's to give."""

    def __init__(self, theme: Theme, model: VisitModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme, self._model = theme, model
        self._sheets: list[Sheet] = []
        self._stack = QStackedLayout(self)
        self._stack.addWidget(self._main_panel())
        theme.changed.connect(self._restyle)
        model.changed.connect(self.refresh)
        model.lock_changed.connect(self.refresh)
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
        self.taken_back = TakenBackNote(self._theme, self._model)
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
        self._acts.addWidget(self.undo, 58)
        self._acts.addWidget(self.skip, 42)
        box.addLayout(self._acts)
        self._gap = QWidget()
        box.addWidget(self._gap)
        self.injected = InjectedButton(self._theme, self._model)
        box.addWidget(self.injected)
        return panel

    def _restyle(self) -> None:
        px = self._theme.px
        self.setFixedWidth(px(424, 356))
        self._gap.setFixedHeight(px(20, 14))
        self._acts.setSpacing(px(12, 8))

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

    def _drop_sheet(self) -> None:
        sheet = self._sheets.pop()
        self._stack.removeWidget(sheet)
        sheet.hide()
        sheet.deleteLater()
