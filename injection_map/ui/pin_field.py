"""A line for a PIN or a passphrase: dots only, and the seconds that a wrong one costs are counted down."""

from __future__ import annotations

from PySide6.QtCore import QDeadlineTimer, Qt, QTimer, Signal
from PySide6.QtWidgets import QLineEdit, QWidget

from injection_map.domain.checks import Finding, Level
from injection_map.domain.people import wrong_words
from injection_map.ui.fields import LineField
from injection_map.ui.theme import Theme


class SecretField(LineField):
    """Never shows what is typed, and cannot be copied from."""

    def __init__(self, theme: Theme, label: str, *, name: str, hint: str = "", parent: QWidget | None = None) -> None:
        super().__init__(theme, label, name=name, hint=hint, parent=parent)
        self.line.setEchoMode(QLineEdit.EchoMode.Password)
        self.line.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)

    def say_fault(self, sentence: str) -> None:
        """What is wrong, at once; what was typed is gone, to be typed again."""
        self.clear()
        self.touch()
        self.say(Finding(self.line.objectName(), Level.ERROR, sentence))
        self.line.setFocus(Qt.FocusReason.OtherFocusReason)


class PinField(SecretField):
    """A PIN that is asked for. While it has to be waited, `waiting` is true and the seconds are told."""

    wait_over = Signal()

    def __init__(self, theme: Theme, label: str, *, name: str = "pin", parent: QWidget | None = None) -> None:
        super().__init__(theme, label, name=name, parent=parent)
        self.line.setInputMethodHints(Qt.InputMethodHint.ImhDigitsOnly | Qt.InputMethodHint.ImhSensitiveData)
        self._until = QDeadlineTimer(0)
        self._seconds = QTimer(self, interval=1000)
        self._seconds.timeout.connect(self._on_second)

    @property
    def waiting(self) -> bool:
        return not self._until.hasExpired()

    def forget(self) -> None:
        """For another person: nothing typed, nothing wrong, nothing to wait for."""
        self._seconds.stop()
        self._until = QDeadlineTimer(0)
        self.clear()
        self.say(None)

    def say_wrong(self, wait_s: float) -> None:
        self._until = QDeadlineTimer(round(wait_s * 1000))
        self.say_fault(wrong_words(wait_s))
        if wait_s > 0:
            self._seconds.start()

    def _on_second(self) -> None:
        left_s = self._until.remainingTime() / 1000
        if left_s > 0:
            self.say(Finding("pin", Level.ERROR, wrong_words(left_s)))
        else:
            self._seconds.stop()
            self.say(None, "It can be tried again now.")
            self.wait_over.emit()
