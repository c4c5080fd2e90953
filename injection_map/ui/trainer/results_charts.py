"""A trainee's results as pictures: sitting by sitting, and muscle by muscle."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QLineF, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from injection_map.domain import words
from injection_map.domain.results import Milestone
from injection_map.domain.scoring import Score, mm_words
from injection_map.ui.theme import Theme

_WIDEST_BAR_PX = 72.0
_ROW_PX = (44, 36)
_MOST_NAME_SHARE = 0.4


def score_words(score: Score) -> str:
    """14 of 20, median miss 6.5 mm, largest 14 mm"""
    parts = [f"{score.found} of {score.asked}"]
    if score.median_miss_mm is not None:
        parts += [f"median miss {mm_words(score.median_miss_mm)}", f"largest {mm_words(score.largest_miss_mm)}"]
    return ", ".join(parts)


class ProgressChart(QWidget):
    """A bar a sitting, as high as the share that was right; its figures stand at it."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._milestones: tuple[Milestone, ...] = ()
        self.setObjectName("progress-chart")
        self.setAccessibleName("Sitting by sitting, the oldest first")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        theme.changed.connect(self.update)

    def show_milestones(self, milestones: Sequence[Milestone]) -> None:
        self._milestones = tuple(milestones)
        told = [f"{words.day(one.at)}: {score_words(one.score)}" for one in self._milestones]
        self.setAccessibleDescription("; ".join(told))
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(420, self._theme.px(280, 210))

    def minimumSizeHint(self) -> QSize:
        return QSize(240, 170)

    @property
    def shown(self) -> tuple[Milestone, ...]:
        """As many of the last as there is room for."""
        narrowest = QFontMetricsF(self._theme.font("label-strong", tabular=False)).horizontalAdvance("88 of 88") + 14
        most = max(1, int(self.width() / narrowest))
        return self._milestones[-most:]

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, theme = QPainter(self), self._theme
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        line_px = QFontMetricsF(theme.font("label")).height()
        foot = self.height() - 2 * line_px - 8
        top = line_px + 8
        painter.setPen(QPen(theme.colour("line"), 1))
        for share in (0.0, 0.5, 1.0):
            y = foot - share * (foot - top)
            painter.drawLine(QLineF(0, y, self.width(), y))
        shown = self.shown
        if not shown:
            return
        step = self.width() / max(len(shown), 4)
        for number, one in enumerate(shown):
            self._paint_bar(painter, one, QRectF(number * step, top, step, foot - top), last=one is shown[-1])

    def _paint_bar(self, painter: QPainter, one: Milestone, room: QRectF, *, last: bool) -> None:
        theme, score = self._theme, one.score
        width = min(_WIDEST_BAR_PX, room.width() * 0.6)
        height = room.height() * score.found / score.asked
        bar = QRectF(room.center().x() - width / 2, room.bottom() - height, width, height)
        painter.setPen(QPen(theme.colour("act"), 1.5))
        painter.setBrush(theme.colour("act" if last else "act_tint"))
        painter.drawRect(bar)
        line_px = QFontMetricsF(theme.font("label")).height()
        lines = (
            (bar.top() - line_px - 2, f"{score.found} of {score.asked}", "label-strong", "t1"),
            (room.bottom() + 3, words.day(one.at)[:6], "label", "t2"),
            (room.bottom() + 3 + line_px, mm_words(score.median_miss_mm), "label", "t2"),
        )
        for y, text, role, colour in lines:
            painter.setFont(theme.font(role, tabular=False))
            painter.setPen(theme.colour(colour))
            painter.drawText(QRectF(room.left(), y, room.width(), line_px), Qt.AlignmentFlag.AlignCenter, text)


class MuscleChart(QWidget):
    """A row a muscle: how much of it was right, and how far off its places were."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._rows: tuple[tuple[str, Score], ...] = ()
        self.setObjectName("muscle-chart")
        self.setAccessibleName("By muscle")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self.updateGeometry)

    def show_scores(self, scores: Sequence[tuple[str, Score]]) -> None:
        """With the muscles' names."""
        self._rows = tuple(scores)
        self.setAccessibleDescription("; ".join(f"{name}: {score_words(score)}" for name, score in self._rows))
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(420, max(1, len(self._rows)) * self._theme.px(*_ROW_PX))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, theme = QPainter(self), self._theme
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        metrics = QFontMetricsF(theme.font("second"))
        longest = max((metrics.horizontalAdvance(name) for name, _ in self._rows), default=0.0) + 16
        names = min(longest, _MOST_NAME_SHARE * self.width())
        figures = (
            metrics.horizontalAdvance(max((f"{s.found} of {s.asked}" for _, s in self._rows), key=len, default="")) + 20
        )
        misses = metrics.horizontalAdvance("88.8 mm") + 20
        row_px = self.height() / max(1, len(self._rows))
        scale = self.width() - names - figures - misses
        for number, (name, score) in enumerate(self._rows):
            row = QRectF(0, number * row_px, self.width(), row_px)
            shown = metrics.elidedText(name, Qt.TextElideMode.ElideRight, names - 12)
            self._text(painter, row.adjusted(0, 0, -(row.width() - names), 0), shown, "second", "t1")
            track = QRectF(names, row.center().y() - 7, max(scale, 20.0), 14)
            painter.setPen(QPen(theme.colour("edge"), 1))
            painter.setBrush(theme.colour("sunk"))
            painter.drawRoundedRect(track, 3, 3)
            painter.setBrush(theme.colour("act"))
            filled = QRectF(track.left(), track.top(), track.width() * score.found / score.asked, track.height())
            if filled.width() > 0:
                painter.drawRoundedRect(filled, 3, 3)
            of = QRectF(track.right() + 12, row.top(), figures, row_px)
            self._text(painter, of, f"{score.found} of {score.asked}", "second-strong", "t1")
            off = QRectF(of.right(), row.top(), misses, row_px)
            self._text(painter, off, mm_words(score.median_miss_mm), "second", "t2")

    def _text(self, painter: QPainter, rect: QRectF, text: str, role: str, colour: str) -> None:
        painter.setFont(self._theme.font(role))
        painter.setPen(self._theme.colour(colour))
        painter.drawText(rect, Qt.AlignmentFlag.AlignVCenter, text)
