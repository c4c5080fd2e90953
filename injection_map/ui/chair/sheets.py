"""What takes the place of the right panel for a moment, so that the diagram stays in sight.

A sheet says what it will record before it is confirmed. Its main button names the outcome; Esc changes nothing.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QPen, QTextCursor
from PySide6.QtWidgets import QHBoxLayout, QPlainTextEdit, QVBoxLayout, QWidget

from injection_map.domain.protocol import Side
from injection_map.ui.chair.caution import Caution
from injection_map.ui.chair.reason_picker import ReasonButton, ReasonPicker
from injection_map.ui.controls import COMMAND, Button, Card, Line, Text
from injection_map.ui.theme import Theme
from injection_map.ui.wording import SIDE_LETTERS, SIDE_PLATES


class SideMark(QWidget):
    """The letter in its box and the side in words, as on the plate."""

    def __init__(self, theme: Theme, side: Side, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(_BoxedLetter(theme, SIDE_LETTERS[side]))
        row.addWidget(Text(theme, "small-strong", SIDE_PLATES[side]))


class _BoxedLetter(Text):
    """R or L in its box, as a radiographer's marker."""

    def __init__(self, theme: Theme, letter: str) -> None:
        super().__init__(theme, "second-strong", letter)
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.setFixedSize(28, 28)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(self.palette().color(self.foregroundRole()), 2))
        painter.drawRoundedRect(QRectF(1, 1, 26, 26), 5, 5)
        painter.end()
        super().paintEvent(event)


class Sheet(Card):
    """A title with the side, a body, and a foot with the way back and the main button."""

    closed = Signal()
    confirmed = Signal()
    padded = True
    may_be_replaced = False
    """Whether another sheet may take its place before it is closed: where nothing can be typed or picked."""
    space_confirms = False
    """Whether Space presses its main button: only where that injects nothing. A pedal never does."""

    def __init__(
        self, theme: Theme, title: str, *, side: Side | None = None, main: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.theme = theme
        self.setAccessibleName(title)
        self._box = QVBoxLayout(self)
        self._box.setContentsMargins(1, 1, 1, 1)
        self._box.setSpacing(0)
        self._side_mark: SideMark | None = None
        self._head = QHBoxLayout()
        self._head.setSpacing(12)
        self._title = Text(theme, "title", title, wrap=True)
        self._head.addWidget(self._title, 1)
        if side is not None:
            self._show_side(side)
        self._box.addLayout(self._head)
        self._box.addWidget(Line())
        self.body = QVBoxLayout()
        self._box.addLayout(self.body, 1)
        self._box.addLayout(self._foot(main))
        theme.changed.connect(self._restyle)
        self._restyle()

    def _show_side(self, side: Side) -> None:
        self._side_mark = SideMark(self.theme, side)
        self._head.addWidget(self._side_mark, 0, Qt.AlignmentFlag.AlignTop)

    def set_side(self, side: Side) -> None:
        """Another side than when it opened."""
        if self._side_mark is not None:
            self._head.removeWidget(self._side_mark)
            self._side_mark.hide()
            self._side_mark.deleteLater()
        self._show_side(side)

    def _restyle(self) -> None:
        px = self.theme.px
        self._title.set_role("lead-strong" if self.theme.compact else "title")
        self._head.setContentsMargins(px(20, 16), px(16, 12), px(16, 12), px(16, 12))
        if self.padded:
            self.body.setContentsMargins(px(20, 14), px(14, 10), px(20, 14), px(12, 8))
            self.body.setSpacing(px(8, 6))

    def _foot(self, main: str) -> QHBoxLayout:
        foot = QHBoxLayout()
        foot.setContentsMargins(12, 8, 12, 12)
        foot.setSpacing(10)
        self.cancel = Button(self.theme, "Cancel" if main else "Close", height_px=(84, 64))
        self.cancel.setObjectName("sheet-cancel")
        self.cancel.clicked.connect(self.closed)
        foot.addWidget(self.cancel, 2)
        self.main = Button(self.theme, main, kind="primary", height_px=(84, 64), role="lead")
        self.main.setObjectName("sheet-main")
        self.main.clicked.connect(self.confirmed)
        if not main:
            self.main.hide()  # and never shown from here: without a parent yet, it would be a window of its own
        foot.addWidget(self.main, 4)
        return foot

    def first_focus(self) -> QWidget:
        """Where the focus goes when the sheet opens."""
        return self.main if self.main.isVisibleTo(self) and self.main.isEnabled() else self.cancel

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter in a line of text is the main button; a held key is none."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers() & COMMAND:
            if not event.isAutoRepeat() and self.main.isVisible() and self.main.isEnabled():
                self.confirmed.emit()
        elif event.key() == Qt.Key.Key_Escape:
            self.closed.emit()
        else:
            super().keyPressEvent(event)


class ActionSheet(Sheet):
    """A list of acts, one a row; each says what it does and what it needs."""

    padded = False
    may_be_replaced = True
    chosen = Signal(str)

    def __init__(
        self,
        theme: Theme,
        title: str,
        *,
        side: Side | None,
        facts: Sequence[str],
        actions: Sequence[tuple[str, str, str, str]],
        parent: QWidget | None = None,
    ) -> None:
        """`facts` are lines above the rows; `actions` are (key, icon, title, what it needs or does)."""
        super().__init__(theme, title, side=side, parent=parent)
        self.body.setSpacing(0)
        for fact in facts:
            line = Text(theme, "second", fact, colour="t2", wrap=True)
            line.setContentsMargins(theme.px(20, 16), 6, 16, 4)
            self.body.addWidget(line)
        if facts:
            self.body.addSpacing(8)
            self.body.addWidget(Line())
        self.rows: list[Button] = []
        for key, icon, text, needs in actions:
            row = Button(theme, text, kind="link", icon=icon, subtitle=needs, align_left=True, height_px=(70, 58))
            row.setObjectName(f"action-{key}")
            row.clicked.connect(self._on_row)
            self.rows.append(row)
            self.body.addWidget(row)
            self.body.addWidget(Line())
        self.body.addStretch(1)

    def first_focus(self) -> QWidget:
        return self.rows[0] if self.rows else self.cancel

    def _on_row(self) -> None:
        self.chosen.emit(self.sender().objectName().removeprefix("action-"))


class TextSheet(Sheet):
    """Free text of some lines: a note. A ready phrase is one more line of it, to be gone on with."""

    def __init__(
        self,
        theme: Theme,
        title: str,
        *,
        side: Side | None,
        prompt: str,
        main: str,
        phrases: Sequence[str] = (),
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(theme, title, side=side, main=main, parent=parent)
        self.phrases = [ReasonButton(theme, phrase, kind="quiet") for phrase in phrases]
        for i, button in enumerate(self.phrases):
            button.setObjectName(f"phrase-{i + 1}")
            button.clicked.connect(self._on_phrase)
            self.body.addWidget(button)
        self.body.addWidget(Text(theme, "small", prompt, colour="t3", wrap=True))
        self.field = QPlainTextEdit()
        self.field.setObjectName("note-text")
        self.field.setAccessibleName(prompt)
        self.field.setTabChangesFocus(True)
        self.field.textChanged.connect(self._on_changed)
        self.body.addWidget(self.field, 1)
        self._on_changed()

    @property
    def text(self) -> str:
        return self.field.toPlainText().strip()

    @property
    def phrases_kept(self) -> list[str]:
        """The ready phrases that stand in the text."""
        return [button.text() for button in self.phrases if button.text() in self.text]

    def first_focus(self) -> QWidget:
        return self.field

    def _on_phrase(self) -> None:
        button = self.sender()
        assert isinstance(button, ReasonButton)
        self.field.moveCursor(QTextCursor.MoveOperation.End)
        begun = self.field.toPlainText()
        self.field.insertPlainText(button.text() if not begun or begun.endswith("\n") else f"\n{button.text()}")
        self.field.setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_changed(self) -> None:
        self.main.setEnabled(bool(self.text))


class ReasonSheet(Sheet):
    """A reason and what will come of it."""

    def __init__(
        self,
        theme: Theme,
        title: str,
        *,
        side: Side | None,
        reasons: Sequence[str],
        main: str,
        outcome: str,
        above: str = "",
        caution: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(theme, title, side=side, main=main, parent=parent)
        if above:
            self.body.addWidget(Text(theme, "second", above, colour="t2", wrap=True))
        if caution:
            self.body.addWidget(Caution(theme, caution))
        self.picker = ReasonPicker(theme, reasons)
        self.picker.changed.connect(self._on_changed)
        self.body.addWidget(self.picker)
        self.outcome = Text(theme, "body", outcome, wrap=True)
        self.outcome.setObjectName("outcome")
        self.outcome.setContentsMargins(0, 8, 0, 0)
        self.body.addWidget(self.outcome)
        self.body.addStretch(1)
        self._on_changed()

    @property
    def reason(self) -> str:
        return self.picker.reason

    def first_focus(self) -> QWidget:
        return self.picker.choices[0]

    def _on_changed(self) -> None:
        self.main.setEnabled(bool(self.reason))
