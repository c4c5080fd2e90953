"""One question of the safety pause with its two buttons, and what a yes wants with it."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from injection_map.domain.protocol import Protocol
from injection_map.domain.safety_pause import PauseFinding
from injection_map.ui.chair.caution import Caution
from injection_map.ui.controls import Button, Segments, Text
from injection_map.ui.fields import LineField, Message
from injection_map.ui.site_chooser import left_out_words
from injection_map.ui.theme import Theme

NO, YES = 0, 1
_SIGN_PX = 30
"""The sign of the chosen answer, with the gap beside it."""


class QuestionRow(QWidget):
    """The question and its two buttons; below them, after a yes, what is wanted with it."""

    answered = Signal()
    changed = Signal()
    left = Signal()
    """Enter in its field: on to the next."""

    def __init__(
        self,
        theme: Theme,
        name: str,
        ask: str,
        below: str,
        detail: str,
        *,
        options: tuple[str, str] = ("No", "Yes"),
        caution: bool = True,
        parent: QWidget | None = None,
    ) -> None:
        """`below` stands under the question; `detail` is the label of the field that a yes opens."""
        super().__init__(parent)
        self._theme, self._current = theme, False
        self.setObjectName(name)
        self.setAccessibleName(ask)
        self._box = QVBoxLayout(self)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addLayout(self._words(ask, below), 1)
        self.buttons = Segments(
            theme,
            [(option, None) for option in options],
            height_px=(54, 44),
            ticks=True,
            caution=YES if caution else -1,
            parent=self,
        )
        for part, option in zip(self.buttons.parts, options, strict=True):
            part.setAccessibleName(f"{ask}: {option}")
            part.setObjectName(f"{name}-{'yes' if option == options[YES] else 'no'}")
        self.buttons.chosen.connect(self._on_chosen)
        row.addWidget(self.buttons, 0, Qt.AlignmentFlag.AlignVCenter)
        self._box.addLayout(row)
        self.wanted = QWidget(self)
        self.below = QVBoxLayout(self.wanted)
        self.below.setContentsMargins(0, 0, 0, 4)
        self.detail = LineField(theme, detail, name=f"{name}-detail", parent=self.wanted)
        self.detail.changed.connect(self.changed)
        self.detail.left.connect(self.changed)
        self.detail.entered.connect(self.left)
        self.below.addWidget(self.detail)
        self.wanted.hide()
        self._box.addWidget(self.wanted)
        theme.changed.connect(self._restyle)
        self._restyle()

    def _words(self, ask: str, below: str) -> QVBoxLayout:
        box = QVBoxLayout()
        box.setSpacing(0)
        box.addStretch(1)
        box.addWidget(Text(self._theme, "body", ask, wrap=True, parent=self))
        if below:
            box.addWidget(Text(self._theme, "label", below, colour="t3", wrap=True, parent=self))
        box.addStretch(1)
        return box

    def _restyle(self) -> None:
        px = self._theme.px
        self._box.setContentsMargins(px(12, 6), px(6, 1), px(10, 1), px(6, 1))
        self._box.setSpacing(px(6, 3))
        widths = [max(px(94, 84), width) for width in self._option_widths()]
        for part, width in zip(self.buttons.parts, widths, strict=True):
            part.setFixedWidth(width)
        self.buttons.setFixedWidth(sum(widths))

    def _option_widths(self) -> list[int]:
        """Of each with its sign, so that nothing moves when it is chosen."""
        metrics = QFontMetricsF(self._theme.font("base-strong"))
        round_it = _SIGN_PX + 2 * self._theme.px(18, 14) + 2
        return [round(metrics.horizontalAdvance(part.text())) + round_it for part in self.buttons.parts]

    @property
    def yes(self) -> bool | None:
        """The answer; None while there is none."""
        return None if self.buttons.index < 0 else self.buttons.index == YES

    def show_answer(self, yes: bool | None) -> None:
        self.buttons.choose(-1 if yes is None else YES if yes else NO)
        self.wanted.setVisible(yes is True)

    def answer(self, yes: bool) -> None:
        self.show_answer(yes)
        self.answered.emit()

    def set_current(self, current: bool) -> None:
        if current != self._current:
            self._current = current
            self.update()

    def _on_chosen(self, index: int) -> None:
        self.answer(index == YES)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        if self._current:
            painter.fillRect(self.rect(), self._theme.colour("act_tint"))
            painter.fillRect(0, 0, 3, self.height(), self._theme.colour("act"))
        painter.fillRect(0, 0, self.width(), 1, self._theme.colour("line"))


class SkipRow(QuestionRow):
    """After a yes: which sites are left out, and why."""

    choose_asked = Signal()

    def __init__(self, theme: Theme, protocol: Protocol, name: str, ask: str, below: str, detail: str) -> None:
        super().__init__(theme, name, ask, below, detail)
        self._protocol = protocol
        self.sites: tuple[str, ...] = ()
        row = QHBoxLayout()
        self._planned = Caution(theme)
        self._planned.set_role("second")
        row.addWidget(self._planned, 1)
        self._missing = Message(theme, self.wanted)
        row.addWidget(self._missing, 1)
        self.choose = Button(theme, "Choose sites", icon="skip", height_px=(48, 44), parent=self.wanted)
        self.choose.setObjectName(f"{name}-sites")
        self.choose.clicked.connect(self.choose_asked)
        row.addWidget(self.choose)
        self.below.insertLayout(0, row)
        self.show_sites(())

    def show_sites(self, keys: tuple[str, ...]) -> None:
        self.sites = keys
        planned = left_out_words(self._protocol, keys)
        self._planned.set_text(f"{planned} planned as skipped" if planned else "")
        self._missing.setVisible(not planned)
        self.choose.setText("Change" if planned else "Choose sites")
        self.choose.setAccessibleName("Choose the sites that are left out")
        self.choose.updateGeometry()

    def say_sites(self, finding: PauseFinding | None) -> None:
        self._missing.say(finding, "")
