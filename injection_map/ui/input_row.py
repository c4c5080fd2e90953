"""An act of hands or feet, what was learned for it, and how it is learned: the next key that arrives is its key."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from injection_map.domain.checks import Finding, Level
from injection_map.domain.hands_free import SPACE, Act, HandsFree, Input
from injection_map.ui.controls import Button, Text
from injection_map.ui.fields import Message
from injection_map.ui.pedal_keys import input_name, input_of, learn_fault
from injection_map.ui.theme import Theme

OBJECT_NAMES = {
    Act.FORWARD: "pedal",
    Act.BACK: "second-pedal",
    Act.SKIP: "skip-key",
    Act.BLANK: "blank-key",
    Act.FIRST: "first-key",
}


class InputRow(QWidget):
    """One act; one is learned at a time. A key that means or writes something is refused in words."""

    learned = Signal(object)
    """The Input, or None when it is to be forgotten."""

    def __init__(self, theme: Theme, title: str, act: Act) -> None:
        super().__init__()
        self._act, self._hands_free = act, HandsFree()
        self._learning = False
        self.setAccessibleName(title)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        row = QHBoxLayout()
        row.setSpacing(8)
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(Text(theme, "base-strong", title, wrap=True))
        self._sends = Text(theme, "small", colour="t2", wrap=True)
        self._message = Message(theme)
        self._message.hide()
        words.addWidget(self._sends)
        words.addWidget(self._message)
        row.addLayout(words, 1)
        self.forget = Button(theme, "Forget it", kind="quiet")
        self.forget.setObjectName(f"forget-{OBJECT_NAMES[act]}")
        self.forget.setAccessibleName(f"Forget it: {title}")
        self.forget.clicked.connect(self._on_forget)
        self.learn = Button(theme, "Learn it", icon="pedal")
        self.learn.setObjectName(f"learn-{OBJECT_NAMES[act]}")
        self.learn.setAccessibleName(f"Learn it: {title}")
        self.learn.clicked.connect(self._on_learn)
        row.addWidget(self.forget)
        row.addWidget(self.learn)
        box.addLayout(row)

    def show_inputs(self, hands_free: HandsFree) -> None:
        """What is learned for this act, and for the others, with which it must not be confused."""
        self._hands_free = hands_free
        known = hands_free.learned.get(self._act)
        if known is not None:
            self._sends.setText(f"It sends {input_name(known)}.")
        else:
            self._sends.setText("Space works as it is." if self._act is Act.FORWARD else "None is learned.")
        self.forget.setVisible(known is not None)

    def _say(self, finding: Finding | None, hint: str) -> None:
        """In the place of what is learned, so that nothing moves."""
        self._message.say(finding, hint)
        self._message.setVisible(bool(self._message.text))
        self._sends.setVisible(not self._message.text)

    def _on_learn(self) -> None:
        """The row itself takes the keys: they must not press a button."""
        self._learning = True
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setFocus(Qt.FocusReason.OtherFocusReason)
        self._say(None, "Press it once. Esc leaves it as it was.")

    def _on_forget(self) -> None:
        self._stop("")
        self.learned.emit(None)

    def _stop(self, hint: str) -> None:
        self._learning = False
        self._say(None, hint)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if self._learning:
            self._stop("")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        pressed = input_of(event)
        if not self._learning:
            super().keyPressEvent(event)
        elif event.key() == Qt.Key.Key_Escape:
            self._end("")
        elif pressed is None or event.isAutoRepeat():
            return
        elif fault := learn_fault(pressed, event.text(), self._act, self._hands_free):
            self._say(Finding("pedal", Level.WARNING, fault), "")
        else:
            known = pressed == Input(SPACE)
            self._end("Space is Injected already: this pedal works as it is." if known else "")
            self.learned.emit(None if known else pressed)

    def _end(self, hint: str) -> None:
        self._stop(hint)
        self.learn.setFocus(Qt.FocusReason.OtherFocusReason)
