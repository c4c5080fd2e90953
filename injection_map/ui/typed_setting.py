"""Settings that are typed: what is wrong with one is said at once, and it is in force when its field is left."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QFontMetricsF
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from injection_map.domain.checks import Finding, Level
from injection_map.domain.settings import Lines
from injection_map.ui.controls import Text
from injection_map.ui.fields import LineField, TextField
from injection_map.ui.sections import Section
from injection_map.ui.theme import Theme

_FRAME_PX = 36
"""Border, padding and the document's own margin, above and below."""


class LinesField(TextField):
    """A list of texts, one a line, as high as it may have lines."""

    def __init__(self, theme: Theme, label: str, *, name: str, rule: Lines, lines: Sequence[str]) -> None:
        self._rows = rule.most_lines
        super().__init__(theme, label, name=name)
        box = self.layout()
        assert isinstance(box, QVBoxLayout)
        self.area.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.label = Text(theme, "label", label, colour="t2", wrap=True)
        self.label.setBuddy(self.area)
        box.insertWidget(0, self.label)
        self.set_text("\n".join(lines))

    def _restyle(self) -> None:
        super()._restyle()
        line_px = QFontMetricsF(self.area.font()).lineSpacing()
        self.area.setFixedHeight(round(self._rows * line_px) + _FRAME_PX)


class TypedSetting(QObject):
    """Watches one field. `fault` says what is wrong with a text, and `value` is what the setting becomes by it."""

    typed = Signal(str, object)
    """The name of the setting and its new value: the field was left, and the text is fine."""

    def __init__(
        self,
        field: LineField | TextField,
        key: str,
        *,
        fault: Callable[[str], str | None],
        value: Callable[[str], object],
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._field, self._key, self._fault, self._value = field, key, fault, value
        self._kept = value(field.text)
        if isinstance(field, LineField):
            field.touch()
        field.changed.connect(self._say)
        field.left.connect(self.keep)

    def keep(self) -> None:
        """What is typed is the setting, if it is fine and new."""
        text = self._field.text
        if self._fault(text) is None and (value := self._value(text)) != self._kept:
            self._kept = value
            self.typed.emit(self._key, value)

    def _say(self) -> None:
        fault = self._fault(self._field.text)
        sentence = f"{fault} Until it is mended, what was there before stays in force."
        self._field.say(Finding(self._key, Level.ERROR, sentence) if fault else None)


class SettingCard(Section):
    """A card of settings that says which one was chosen or typed."""

    setting_chosen = Signal(str, object)
    """The name of a setting and its value."""

    def __init__(self, theme: Theme, title: str, parent: QWidget | None = None) -> None:
        super().__init__(theme, title, parent=parent)
        self._typed: list[TypedSetting] = []

    def watch(
        self,
        field: LineField | TextField,
        key: str,
        *,
        fault: Callable[[str], str | None],
        value: Callable[[str], object],
    ) -> None:
        """Let this field be the setting of that name."""
        typed = TypedSetting(field, key, fault=fault, value=value, parent=self)
        typed.typed.connect(self.setting_chosen)
        self._typed.append(typed)
        self.body.addWidget(field)

    def keep_typed(self) -> None:
        """The page is being left: what is typed counts, as if each field had been left."""
        for typed in self._typed:
            typed.keep()
