"""The foot of the safety pause: how far it is, what is left, and the two ways on, each with its reason in place."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from injection_map.domain.checks import Finding
from injection_map.domain.pause_draft import Card, PauseDraft
from injection_map.domain.safety_pause import PauseFinding, cards_done, left_open, not_done, start_finding
from injection_map.ui.controls import Button, Text
from injection_map.ui.fields import LineField
from injection_map.ui.theme import Theme

NOT_TODAY_REASONS = ("Patient unwell", "Patient asked", "Too early", "Infection or broken skin", "Pregnant or may be")
START_REASONS = ("Asked today by a colleague", "Patient cannot answer", "Emergency")
_DOT_PX, _DOT_STEP_PX = 18, 24


class ReasonStrip(QFrame):
    """Why: ready reasons and words, both together; above the foot, so that the cards stay in sight."""

    changed = Signal()
    confirmed = Signal()
    closed = Signal()

    def __init__(
        self, theme: Theme, *, name: str, title: str, ready: Sequence[str], main: str, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setProperty("role", "foot")
        self.setObjectName(name)
        box = QVBoxLayout(self)
        box.setContentsMargins(20, 8, 12, 6)
        box.setSpacing(6)
        picks = QHBoxLayout()
        picks.setSpacing(8)
        self.title = Text(theme, "base-strong", title, parent=self)
        picks.addWidget(self.title)
        self.picks = [Button(theme, text, kind="choice", height_px=(48, 44), parent=self) for text in ready]
        for i, pick in enumerate(self.picks):
            pick.setObjectName(f"{name}-{i + 1}")
            pick.clicked.connect(self._on_pick)
            picks.addWidget(pick)
        picks.addStretch(1)
        box.addLayout(picks)
        row = QHBoxLayout()
        row.setSpacing(12)
        self.more = LineField(theme, "In words, if needed", name=f"{name}-words", parent=self)
        self.more.changed.connect(self.changed)
        self.more.entered.connect(self.confirmed)
        row.addWidget(self.more, 1)
        self.cancel = Button(theme, "Cancel", parent=self)
        self.cancel.setObjectName(f"{name}-cancel")
        self.cancel.clicked.connect(self.closed)
        self.main = Button(theme, main, kind="primary", parent=self)
        self.main.setObjectName(f"{name}-main")
        self.main.clicked.connect(self.confirmed)
        row.addWidget(self.cancel)
        row.addWidget(self.main)
        box.addLayout(row)
        self.hide()

    @property
    def reason(self) -> str:
        picked = next((pick.text() for pick in self.picks if pick.isChecked()), "")
        return ". ".join(filter(None, (picked, self.more.text.strip())))

    def show_reason(self, reason: str) -> None:
        for pick in self.picks:
            pick.setChecked(pick.text() == reason)
        self.more.set_text("" if any(pick.isChecked() for pick in self.picks) else reason)

    def _on_pick(self) -> None:
        """One of them, or none by a second press."""
        for pick in self.picks:
            pick.setChecked(pick is self.sender() and pick.isChecked())
        self.changed.emit()

    def say(self, finding: Finding | None) -> None:
        self.more.say(finding)

    def open(self) -> None:
        self.show()
        self.picks[0].setFocus(Qt.FocusReason.TabFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.closed.emit()
        else:
            super().keyPressEvent(event)


class PauseFoot(QFrame):
    """Start treatment is off until all six cards are done, or a reason for starting without is given."""

    go_to_asked = Signal()
    without_asked = Signal()
    not_today_asked = Signal()
    start_asked = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setProperty("role", "foot")
        row = QHBoxLayout(self)
        row.setContentsMargins(20, 7, 12, 7)
        row.setSpacing(12)
        self._dots = Dots(theme, self)
        self._count = Text(theme, "lead-strong", parent=self)
        self._count.setObjectName("cards-done")
        self.go_to = Button(theme, "", kind="ask", icon="chevron-right", align_left=True, parent=self)
        self.go_to.setObjectName("go-to-left")
        self.go_to.clicked.connect(self.go_to_asked)
        self.without = Button(theme, "Start without", kind="link", parent=self)
        self.without.setObjectName("start-without")
        self.without.clicked.connect(self.without_asked)
        self.not_today = Button(theme, "Not today", height_px=(84, 72), parent=self)
        self.not_today.setObjectName("not-today")
        self.not_today.clicked.connect(self.not_today_asked)
        self.start = Button(
            theme, "Start treatment", kind="primary", height_px=(84, 80), role="title", parent=self
        )  # fmt: skip
        self.start.setObjectName("start")
        self.start.clicked.connect(self.start_asked)
        row.addWidget(self._dots)
        row.addWidget(self._count)
        row.addWidget(self.go_to)
        row.addStretch(1)
        for button in (self.without, self.not_today, self.start):
            row.addWidget(button)
        theme.changed.connect(self._restyle)
        self._restyle()

    def _restyle(self) -> None:
        self.start.setMinimumWidth(self._theme.px(424, 260))
        self.not_today.setMinimumWidth(self._theme.px(180, 120))
        self.go_to.setMaximumWidth(self._theme.px(460, 300))

    def say(self, findings: Sequence[PauseFinding], draft: PauseDraft) -> None:
        done, left = cards_done(findings), not_done(findings)
        self._dots.show_done(done)
        self._count.setText(f"{len(done)} of {len(Card)} done")
        self.go_to.setVisible(bool(left))
        if left:
            self.go_to.setText(left[0].name)
            self.go_to.setAccessibleName(f"Left: {left[0].name}")
            self.go_to.setToolTip("; ".join(finding.name for finding in left))
            self.go_to.updateGeometry()
        can_start = start_finding(draft, findings) is None
        self.without.setVisible(bool(left_open(findings)) and not can_start)
        self.start.setEnabled(can_start)
        subtitle = "opens when all six are done" if not can_start else "with the reason given" if left else ""
        self.start.set_subtitle(subtitle)


class Dots(QWidget):
    """One dot a card, in their order: a tick when it is done."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._done: tuple[Card, ...] = ()
        self.setFixedSize(self.sizeHint())
        theme.changed.connect(self.update)

    def sizeHint(self) -> QSize:
        return QSize(len(Card) * _DOT_STEP_PX, _DOT_PX + 4)

    def show_done(self, done: tuple[Card, ...]) -> None:
        self._done = done
        self.setAccessibleName(f"{len(done)} of {len(Card)} cards done")
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        theme = self._theme
        for i, card in enumerate(Card):
            centre = QPointF(i * _DOT_STEP_PX + _DOT_PX / 2 + 1, self.height() / 2)
            dot = QRectF(centre.x() - _DOT_PX / 2 + 1, centre.y() - _DOT_PX / 2 + 1, _DOT_PX - 2, _DOT_PX - 2)
            done = card in self._done
            painter.setPen(QPen(theme.colour("ok" if done else "t1"), 1.6))
            painter.setBrush(theme.colour("ok") if done else Qt.BrushStyle.NoBrush)
            painter.drawEllipse(dot)
            if done:
                glyph = QColor(theme.colours.in_panel.glyph)
                theme.icons.paint(painter, "tick", dot.adjusted(2, 2, -2, -2), glyph, stroke_px=3)
