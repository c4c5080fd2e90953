"""What the last undo took back, with the way to have it again."""

from __future__ import annotations

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from injection_map.domain import words
from injection_map.ui.controls import Button, IconLabel, Text
from injection_map.ui.theme import Theme
from injection_map.ui.visit_model import VisitModel
from injection_map.ui.visit_states import TakenBackAct
from injection_map.ui.wording import in_sentence

TAKEN_BACK_STAYS_MS = 8000


class TakenBackNote(QWidget):
    """Taken back, which site, and Redo; it stays for eight seconds.

    A wide window has room for it in the panel, a small one shows it over the drawing: `compact` says which this is.
    """

    shown_changed = Signal()

    redo_asked = Signal()

    def __init__(self, theme: Theme, model: VisitModel, *, compact: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme, self._model, self._compact = theme, model, compact
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
        theme.changed.connect(self.refresh)
        self.hide()

    def refresh(self) -> None:
        act = self._model.taken_back
        shown = act is not None and self._theme.compact is self._compact
        if act is not None:
            self._say(act)
        else:
            self._stay.stop()
        if shown is self.isHidden():
            self.setVisible(shown)
            self.shown_changed.emit()

    def _say(self, act: TakenBackAct) -> None:
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
