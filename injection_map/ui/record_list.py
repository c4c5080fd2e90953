"""The list of records: a model of rows, painted one by one, so that thousands cost no more than what is seen."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from injection_map.domain import words
from injection_map.domain.session import Phase
from injection_map.report.record_rows import RecordRow, Row, UnreadableRow
from injection_map.ui.theme import Theme

Index = QModelIndex | QPersistentModelIndex
_COLUMNS = (0.36, 0.24, 0.14, 0.12, 0.14)
"""Shares of the width: patient, protocol and day, sites and units, lot, state."""


class RecordModel(QAbstractListModel):
    """The rows that are shown. A row's text is what is read aloud."""

    def __init__(self, today: date) -> None:
        super().__init__()
        self._today = today
        self._rows: tuple[Row, ...] = ()

    def set_rows(self, rows: Sequence[Row]) -> None:
        self.beginResetModel()
        self._rows = tuple(rows)
        self.endResetModel()

    def row(self, index: Index) -> Row:
        return self._rows[index.row()]

    def rowCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self._rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> str | None:
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return spoken_row(self.row(index), self._today)
        return None


def spoken_row(row: Row, today: date) -> str:
    """HALVORSEN, Ingrid, born 14-Mar-1981 (44 years), MRN 40-2719, 18-Nov-2025, 31 of 31 sites, 155 units, signed"""
    if isinstance(row, UnreadableRow):
        return f"This record cannot be read. {row.fault}"
    sites = f"{row.sites_given} of {words.count(row.sites, 'site')}"
    day = words.day(row.started_at)
    parts = (row.patient.name, f"born {born_words(row, today)}", f"MRN {row.patient.number}", day)
    return ", ".join((*parts, sites, words.units(row.units_given), state_word(row)))


def born_words(row: RecordRow, today: date) -> str:
    age = words.count(words.age_years(row.patient.born, today), "year")
    return f"{words.day(row.patient.born)} ({age})"


def state_word(row: RecordRow) -> str:
    return {Phase.SIGNED: "signed", Phase.NOT_TREATED: "not treated"}.get(row.state, "not signed")


def _state_sign(row: RecordRow) -> tuple[str, str]:
    """The icon of its state, and its colour."""
    return {Phase.SIGNED: ("lock", "ok"), Phase.NOT_TREATED: ("skip", "t2")}.get(row.state, ("pen", "bad"))


class RecordDelegate(QStyledItemDelegate):
    """Paints a row in two lines and five columns."""

    def __init__(self, theme: Theme, model: RecordModel, today: date) -> None:
        super().__init__(model)
        self._theme, self._model, self._today = theme, model, today

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(400, self._theme.px(76, 64))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        painter.save()
        theme, rect = self._theme, QRectF(option.rect)
        if option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(rect, theme.colour("act_tint"))
            painter.fillRect(QRectF(rect.left(), rect.top(), 3, rect.height()), theme.colour("act"))
        painter.fillRect(QRectF(rect.left(), rect.bottom() - 1, rect.width(), 1), theme.colour("line"))
        inner = rect.adjusted(theme.px(20, 16), 0, -theme.px(20, 16), 0)
        row = self._model.row(index)
        if isinstance(row, UnreadableRow):
            self._paint_unreadable(painter, inner, row)
        else:
            self._paint_row(painter, inner, row)
        painter.restore()

    def _paint_unreadable(self, painter: QPainter, rect: QRectF, row: UnreadableRow) -> None:
        self._icon(painter, rect, "alert", "bad")
        words_rect = rect.adjusted(36, 0, 0, 0)
        self._lines(painter, words_rect, "This record cannot be read", row.fault, colour="bad")

    def _paint_row(self, painter: QPainter, rect: QRectF, row: RecordRow) -> None:
        patient, what, given, lots, state = self._columns(rect)
        below = f"Born {born_words(row, self._today)}   MRN {row.patient.number}"
        self._lines(painter, patient, row.patient.name, below)
        day = f"{words.day(row.started_at)}, {words.clock(row.started_at)}"
        self._lines(painter, what, day, row.protocol)
        sites = f"{row.sites_given} of {words.count(row.sites, 'site')}"
        self._lines(painter, given, words.units(row.units_given), sites)
        self._lines(painter, lots, ", ".join(row.lots) or "none", "lot", identifier=True)
        icon, colour = _state_sign(row)
        self._icon(painter, state, icon, colour)
        self._line(painter, state.adjusted(34, 0, 0, 0), state_word(row), theme_role="small-strong", colour=colour)

    def _columns(self, rect: QRectF) -> list[QRectF]:
        left, columns = rect.left(), []
        for share in _COLUMNS:
            columns.append(QRectF(left, rect.top(), rect.width() * share - 14, rect.height()))
            left += rect.width() * share
        return columns

    def _icon(self, painter: QPainter, rect: QRectF, name: str, colour: str) -> None:
        box = QRectF(rect.left(), rect.center().y() - 11, 22, 22)
        self._theme.icons.paint(painter, name, box, self._theme.colour(colour))

    def _lines(
        self, painter: QPainter, rect: QRectF, upper: str, lower: str, *, colour: str = "t1", identifier: bool = False
    ) -> None:
        half = rect.height() / 2 - 1
        top = QRectF(rect.left(), rect.top(), rect.width(), half)
        bottom = QRectF(rect.left(), rect.top() + half + 2, rect.width(), half)
        font = self._theme.font("base-strong", identifier=identifier)
        self._text(painter, top, upper, font, colour, Qt.AlignmentFlag.AlignBottom)
        self._text(painter, bottom, lower, self._theme.font("small"), "t2", Qt.AlignmentFlag.AlignTop)

    def _line(self, painter: QPainter, rect: QRectF, text: str, *, theme_role: str, colour: str) -> None:
        self._text(painter, rect, text, self._theme.font(theme_role), colour, Qt.AlignmentFlag.AlignVCenter)

    def _text(
        self, painter: QPainter, rect: QRectF, text: str, font: QFont, colour: str, upright: Qt.AlignmentFlag
    ) -> None:
        painter.setFont(font)
        painter.setPen(self._theme.colour(colour))
        shown = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, int(rect.width()))
        painter.drawText(rect, int(upright | Qt.AlignmentFlag.AlignLeft), shown)
