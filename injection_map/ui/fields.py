"""A labelled field with what is to be said about it below: a hint while all is well, else the finding in words."""

from __future__ import annotations

import re

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtGui import QFocusEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QPlainTextEdit, QSizePolicy, QVBoxLayout, QWidget

from injection_map.domain.checks import Finding, Level
from injection_map.ui.controls import IconLabel, Text
from injection_map.ui.theme import Theme

MOST_TYPED = 4000
"""More than any field may hold, so that an overlong text is refused in words and not cut in silence."""

NO_BREAK_HYPHEN = "\u2011"
_LONG_WORD = re.compile(r"\S{16}(?=\S)")
_DAY = re.compile(r"[0-9]{2}-[A-Z][a-z]{2}-[0-9]{4}")

_NOT_LEAVING = (
    Qt.FocusReason.ActiveWindowFocusReason,
    Qt.FocusReason.PopupFocusReason,
    Qt.FocusReason.MenuBarFocusReason,
)


def unbroken(text: str) -> str:
    """With hyphens at which no line breaks: 14-Mar-1981 stays whole."""
    return text.replace("-", NO_BREAK_HYPHEN)


def unbroken_figures(text: str) -> str:
    """With dates and percentages whole: 14-Mar-1981, 42.1 %."""
    return _DAY.sub(lambda day: unbroken(day[0]), text).replace(" %", "\u00a0%")


def breakable(text: str) -> str:
    """With places at which a word that is longer than a column may go on below: nothing typed is cut at the side."""
    return _LONG_WORD.sub("\\g<0>\u200b", text)


class Message(QWidget):
    """One line or two below a field. An error or a warning has its sign: colour alone says nothing."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(6)
        self._icon: IconLabel | None = None
        self.words = Text(theme, "label", colour="t3", wrap=True, parent=self)
        row.addWidget(self.words, 1)
        theme.changed.connect(self._restyle)
        self._restyle()

    def _restyle(self) -> None:
        self.setMinimumHeight(self._theme.px(20, 18))

    def say(self, finding: Finding | None, hint: str) -> None:
        self.words.setText(unbroken(finding.sentence if finding else hint))
        error = finding is not None and finding.level is Level.ERROR
        colour = "t3" if finding is None else "bad" if error else "t1"
        self.words.set_colour(colour)
        if finding is not None:
            self._show_icon("alert" if error else "caution", "bad" if error else "warn_edge")
        elif self._icon is not None:
            self._icon.hide()

    @property
    def text(self) -> str:
        return self.words.text().replace(NO_BREAK_HYPHEN, "-")

    def _show_icon(self, name: str, colour: str) -> None:
        if self._icon is None:  # most fields never need one, and the start page is the first frame
            self._icon = IconLabel(self._theme, name, colour=colour, size_px=16, parent=self)
            layout = self.layout()
            assert isinstance(layout, QHBoxLayout)
            layout.insertWidget(0, self._icon, 0, Qt.AlignmentFlag.AlignTop)
        self._icon.set_icon(name, colour)
        self._icon.show()


class Line(QLineEdit):
    """A line that says when it is left for another widget, also when it was left empty."""

    left = Signal()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if event.reason() not in _NOT_LEAVING:
            self.left.emit()


class Area(QPlainTextEdit):
    """Some lines that say when they are left for another widget."""

    left = Signal()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if event.reason() not in _NOT_LEAVING:
            self.left.emit()


class LineField(QWidget):
    """One line of text. A finding is shown once the field was left or `touch`ed, and from then on while typing.

    The focus goes to `line`. This widget is no proxy for it: Tab would come to the line a second time, out of order.
    """

    changed = Signal()
    left = Signal()
    entered = Signal()

    def __init__(
        self,
        theme: Theme,
        label: str,
        *,
        name: str,
        hint: str = "",
        identifier: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        """`name` is the object name of the line; `identifier` tells look-alike letters apart, for numbers and lots."""
        super().__init__(parent)
        self._theme, self._hint, self._identifier = theme, hint, identifier
        self._finding: Finding | None = None
        self.touched = False
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(3)
        self.label = Text(theme, "label", label, colour="t2", parent=self)
        self.line = Line(self)
        self.line.setObjectName(name)
        self.line.setAccessibleName(label)
        self.line.setMaxLength(MOST_TYPED)
        self.label.setBuddy(self.line)
        self.message = Message(theme, self)
        for widget in (self.label, self.line, self.message):
            box.addWidget(widget)
        self.line.textChanged.connect(self.changed)
        self.line.left.connect(self._on_left)
        self.line.returnPressed.connect(self.entered)
        theme.changed.connect(self._restyle)
        self._restyle()
        self.message.say(None, hint)

    @property
    def text(self) -> str:
        return self.line.text()

    @property
    def finding(self) -> Finding | None:
        """What is shown as wrong, if anything is."""
        return self._finding

    def set_text(self, text: str) -> None:
        """As if typed, but without `changed`."""
        with QSignalBlocker(self.line):
            self.line.setText(text)
            self.line.setCursorPosition(0)

    def clear(self) -> None:
        self.touched = False
        self.set_text("")

    def touch(self) -> None:
        """Findings are said from now on."""
        self.touched = True

    def say(self, finding: Finding | None, hint: str | None = None) -> None:
        """What there is to say now. An error of an untouched field is kept back until the field is left."""
        if finding is not None and not self.touched and finding.level is Level.ERROR:
            finding = None
        self._finding = finding
        self.message.say(finding, self._hint if hint is None else hint)
        self.line.setAccessibleDescription(self.message.text)
        _mark(self.line, finding)

    def _on_left(self) -> None:
        self.touched = True
        self.left.emit()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._restyle()

    def _restyle(self) -> None:
        self.line.setFixedHeight(self._theme.px(54, 46))
        self.line.setFont(self._theme.font("body", identifier=self._identifier, tabular=False))


class TextField(QWidget):
    """Some lines of text: a note."""

    changed = Signal()
    left = Signal()

    def __init__(self, theme: Theme, label: str, *, name: str, prompt: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(3)
        self.area = Area(self)
        self.area.setObjectName(name)
        self.area.setAccessibleName(label)
        self.area.setPlaceholderText(prompt)
        self.area.setTabChangesFocus(True)
        self.area.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Ignored)
        self.area.textChanged.connect(self.changed)
        self.area.left.connect(self.left)
        self.message = Message(theme, self)
        self.message.hide()
        box.addWidget(self.area, 1)
        box.addWidget(self.message)
        theme.changed.connect(self._restyle)
        self._restyle()

    @property
    def text(self) -> str:
        return self.area.toPlainText()

    def set_text(self, text: str) -> None:
        with QSignalBlocker(self.area):
            self.area.setPlainText(text)

    def say(self, finding: Finding | None) -> None:
        self.message.say(finding, "")
        self.message.setVisible(finding is not None)
        self.area.setAccessibleDescription(finding.sentence if finding else "")
        _mark(self.area, finding)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._restyle()

    def _restyle(self) -> None:
        self.area.setFont(self._theme.font("base", tabular=False))
        self.area.setMinimumHeight(self._theme.px(76, 56))


def _mark(widget: QWidget, finding: Finding | None) -> None:
    """Let the style sheet draw the border of the finding's level."""
    fault = str(finding.level) if finding else ""
    if widget.property("fault") != fault and (fault or widget.property("fault")):
        widget.setProperty("fault", fault)
        widget.style().unpolish(widget)
        widget.style().polish(widget)
