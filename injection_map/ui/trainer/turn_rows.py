"""The sites of a practised visit in the order in which they were given, each with a bar as long as it took."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from injection_map.domain.training import GivenInTurn
from injection_map.ui.theme import Theme

_BAR_PX, _GAP_PX = 10, 10


@dataclass(frozen=True, slots=True)
class TurnRow:
    """`out_of_turn` stands below the name; empty for a site in its turn."""

    name: str
    took: timedelta | None
    out_of_turn: str

    @property
    def spoken(self) -> str:
        return ", ".join(filter(None, (self.name, time_words(self.took), self.out_of_turn)))


def turn_row(turn: GivenInTurn, names: Mapping[str, str]) -> TurnRow:
    out = "" if turn.instead_of is None else f"before {names[turn.instead_of]}, out of turn"
    return TurnRow(names[turn.site.key], turn.took, out)


class TurnRows(QWidget):
    """As high as its rows; what it draws is told to a screen reader in words."""

    def __init__(
        self, theme: Theme, turns: Sequence[GivenInTurn], names: Mapping[str, str], parent: QWidget | None = None
    ) -> None:
        """`names` of the sites by their keys."""
        super().__init__(parent)
        self._theme = theme
        self.rows = [turn_row(turn, names) for turn in turns]
        self.setAccessibleName("Sites in the order in which they were given")
        self.setAccessibleDescription(". ".join(row.spoken for row in self.rows))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self._restyle)

    def _restyle(self) -> None:
        self.updateGeometry()
        self.update()

    @property
    def _line_px(self) -> float:
        return QFontMetricsF(self._theme.font("small")).height()

    def _height_px(self, row: TurnRow) -> float:
        return self._line_px * (2 if row.out_of_turn else 1) + _GAP_PX

    def sizeHint(self) -> QSize:
        return QSize(300, round(sum(map(self._height_px, self.rows))) + 2)

    def minimumSizeHint(self) -> QSize:
        return QSize(260, self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        name_px, time_px = self._columns_px()
        longest = max((row.took for row in self.rows if row.took), default=timedelta(seconds=1))
        top = 0.0
        for row in self.rows:
            line = QRectF(0, top + _GAP_PX / 2, self.width(), self._line_px)
            self._paint_words(painter, row, line, name_px)
            if row.took is not None:
                room = max(0.0, self.width() - name_px - time_px)
                bar = QRectF(name_px, line.center().y() - _BAR_PX / 2, max(2.0, room * (row.took / longest)), _BAR_PX)
                painter.fillRect(bar, self._theme.colour("training"))
            top += self._height_px(row)

    def _columns_px(self) -> tuple[float, float]:
        """How wide names and times are, each with the gap to the bars."""
        names, times = (QFontMetricsF(self._theme.font(role)) for role in ("small", "small-strong"))
        name_px = max((names.horizontalAdvance(row.name) for row in self.rows), default=0.0) + 14
        time_px = max((times.horizontalAdvance(time_words(row.took)) for row in self.rows), default=0.0) + 14
        return min(name_px, self.width() / 2), time_px

    def _paint_words(self, painter: QPainter, row: TurnRow, line: QRectF, name_px: float) -> None:
        font = self._theme.font("small")
        middle = Qt.AlignmentFlag.AlignVCenter
        painter.setFont(font)
        painter.setPen(self._theme.colour("t1"))
        name = QFontMetricsF(font).elidedText(row.name, Qt.TextElideMode.ElideRight, name_px - 10)
        painter.drawText(line, middle, name)
        if row.out_of_turn:
            painter.setPen(self._theme.colour("bad"))
            painter.drawText(line.translated(0, line.height()), middle, row.out_of_turn)
        painter.setFont(self._theme.font("small-strong"))
        painter.setPen(self._theme.colour("t1"))
        painter.drawText(line, int(Qt.AlignmentFlag.AlignRight | middle), time_words(row.took))


def time_words(took: timedelta | None) -> str:
    return "interrupted" if took is None else seconds(took)


def seconds(took: timedelta) -> str:
    """12 s, or 1 min 5 s"""
    minutes, rest = divmod(round(took.total_seconds()), 60)
    return f"{minutes} min {rest} s" if minutes else f"{rest} s"
