"""The one button that records: it says what it will record, and after a press what it has."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from injection_map.domain import words
from injection_map.domain.session import Phase
from injection_map.domain.supply import NeedKind
from injection_map.ui.controls import PressButton
from injection_map.ui.theme import Theme
from injection_map.ui.visit_model import VisitModel
from injection_map.ui.wording import in_sentence, paused_since, site_and_side, spoken_site

INJECTED = "Injected"
_NEED_WORDS = {
    NeedKind.SYRINGE: "Syringe {number}",
    NeedKind.VIAL: "Another vial",
    NeedKind.USE_BY: "Use by passed",
}
_NEED_ICONS = {NeedKind.SYRINGE: "syringe", NeedKind.VIAL: "vial", NeedKind.USE_BY: "hourglass"}
GLOVED_FINGER_MM = 10.0
MM_PER_INCH = 25.4


class InjectedButton(PressButton):
    """Injected, for the finger, Space or a pedal. Inside the lock it shows what was recorded and takes no press."""

    finish_asked = Signal()
    continue_asked = Signal()

    def __init__(self, theme: Theme, model: VisitModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme, self._model = theme, model
        self._pedal = ""
        self.setObjectName("injected")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._frames = QTimer(self, interval=33)
        self._frames.timeout.connect(self._on_frame)
        self.clicked.connect(self._on_clicked)
        theme.changed.connect(self._restyle)
        model.changed.connect(self.refresh)
        model.lock_changed.connect(self.refresh)
        model.saving_changed.connect(self.refresh)
        self._restyle()
        self.refresh()

    def set_pedal(self, words_of_pedal: str) -> None:
        """What the line under the button says of the pedal."""
        self._pedal = words_of_pedal
        self.update()

    def refresh(self) -> None:
        if self._model.locked and self.isVisible():
            self._frames.start()
        else:
            self._frames.stop()
        self.setEnabled(self._model.can_inject or ((self._all_done or self._paused) and not self._model.stopped))
        self.setAccessibleName(self._spoken())
        self.update()

    def _spoken(self) -> str:
        title, below = self._words()
        site = self._model.next_site
        if title == INJECTED and site is not None:
            return f"{title}, {spoken_site(site)}, {words.units(site.units)}. Space or pedal"
        return f"{title}, {in_sentence(below)}"

    @property
    def _all_done(self) -> bool:
        return self._model.visit.phase is Phase.OPEN and self._model.next_site is None

    @property
    def _paused(self) -> bool:
        return self._model.visit.phase is Phase.PAUSED

    @property
    def _shows_recorded(self) -> bool:
        return self._model.locked and bool(self._model.last_recorded)

    def _restyle(self) -> None:
        """Never lower than a gloved finger: tokens or 10 mm of this screen, whichever is more."""
        dots_per_mm = self.screen().physicalDotsPerInch() / MM_PER_INCH
        at_least = round(GLOVED_FINGER_MM * dots_per_mm) if 1 < dots_per_mm < 20 else 0
        self.setFixedHeight(max(self._theme.px(150, 120), at_least))
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(self._theme.px(424, 356), self.height())

    def _on_frame(self) -> None:
        if not self._model.locked:
            self._frames.stop()
        self.update()

    def _on_clicked(self) -> None:
        if self._paused and not self._model.locked:
            self.continue_asked.emit()
        elif self._all_done and not self._model.locked:
            self.finish_asked.emit()
        else:
            self._model.inject()

    def _words(self) -> tuple[str, str]:
        model = self._model
        if model.stopped:
            return "Not saved", "See the line above"
        if self._paused:
            return "Continue", paused_since(model.visit)
        if self._shows_recorded:
            title = "Kept unsaved" if model.save_state.kind == "not-saved" else "Recorded"
            return title, f"{model.last_recorded}. Ready in a moment"
        site = model.next_site
        if site is None:
            return "Finish", "Nothing is left to do"
        if (need := model.need) is not None:
            return _NEED_WORDS[need.kind].format(number=need.number), "Before the next site"
        return INJECTED, f"{site_and_side(site)}, {words.units(site.units)}"

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        theme, locked = self._theme, self._model.locked and self.isEnabled()
        off = locked or not self.isEnabled()
        frame = QRectF(self.rect()).adjusted(0.75, 0.75, -0.75, -0.75)
        token = "sunk" if off else "act_press" if self.isDown() else "act_hover" if self._hovered else "act"
        painter.setPen(QPen(theme.colour("edge" if locked else "line" if off else token), 1.5))
        painter.setBrush(theme.colour(token))
        painter.drawRoundedRect(frame, 14, 14)
        if locked:
            self._paint_lock_bar(painter, frame)
        self._paint_words(painter, off=off, locked=locked)

    def _paint_lock_bar(self, painter: QPainter, frame: QRectF) -> None:
        left_ms, total_ms = self._model.lock_ms
        share = 1.0 - left_ms / total_ms if total_ms else 1.0
        clip = QPainterPath()
        clip.addRoundedRect(frame, 14, 14)
        painter.save()
        painter.setClipPath(clip)
        bar = QRectF(frame.left(), frame.bottom() - 8, frame.width() * share, 8)
        painter.fillRect(bar, self._theme.colour("edge"))
        painter.restore()

    def _paint_words(self, painter: QPainter, *, off: bool, locked: bool) -> None:
        theme = self._theme
        ink = theme.colour("t2" if locked else "t3" if off else "on_act")
        title, below = self._words()
        left, icon = theme.px(26, 20), theme.px(40, 34)
        x = left + icon + theme.px(14, 12)
        room = self.width() - x - 12.0
        big, second = theme.font("act"), self.font_below(below, room)
        rows = 1 if QFontMetricsF(second).horizontalAdvance(below) <= room else 2
        keys = self._keys() if not off and not self._all_done else []
        heights = [QFontMetricsF(big).height(), rows * QFontMetricsF(second).height() + 2, 30 if keys else 0]
        top = (self.height() - sum(heights)) / 2
        place = QRectF(left, top + (heights[0] - icon) / 2, icon, icon)
        theme.icons.paint(painter, self._icon(), place, ink, stroke_px=2.6)
        painter.setPen(ink)
        painter.setFont(big)
        painter.drawText(QRectF(x, top, self.width() - x, heights[0]), Qt.AlignmentFlag.AlignVCenter, title)
        painter.setFont(second)
        lines = int(Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextWordWrap)
        painter.drawText(QRectF(x, top + heights[0], room, heights[1]), lines, below)
        if keys:
            self._paint_keys(painter, QPointF(x, top + heights[0] + heights[1] + 5), keys)

    def font_below(self, below: str, room_px: float) -> QFont:
        """What will be recorded is never shortened: it is set smaller, and at the last in two lines."""
        fonts = [self._theme.font(role) for role in ("lead", "second", "small")]
        return next((font for font in fonts if QFontMetricsF(font).horizontalAdvance(below) <= room_px), fonts[-1])

    def _icon(self) -> str:
        if self._model.stopped:
            return "alert"
        if self._paused:
            return "play"
        need = None if self._shows_recorded else self._model.need
        return _NEED_ICONS[need.kind] if need else "tick"

    def _keys(self) -> list[str]:
        return ["Space", self._pedal] if self._pedal else ["Space"]

    def _paint_keys(self, painter: QPainter, at: QPointF, keys: list[str]) -> None:
        theme = self._theme
        font = theme.font("label-strong")
        painter.setFont(font)
        ink = theme.colour("on_act")
        width = QFontMetricsF(font).horizontalAdvance(keys[0]) + 16
        cap = QRectF(at.x(), at.y(), width, 24)
        painter.setPen(QPen(ink, 1.5))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(cap, 5, 5)
        painter.drawText(cap, Qt.AlignmentFlag.AlignCenter, keys[0])
        if len(keys) > 1:
            theme.icons.paint(painter, "pedal", QRectF(cap.right() + 10, at.y() + 1, 22, 22), ink)
            rest = QRectF(cap.right() + 40, at.y(), self.width() - cap.right() - 44, 24)
            painter.setFont(theme.font("small"))
            painter.drawText(rest, Qt.AlignmentFlag.AlignVCenter, keys[1])
