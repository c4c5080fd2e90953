"""The list of records: fetched in pages as it is scrolled, painted row by row: a million cost what is seen of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFont, QFontMetrics, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from injection_map.domain import words
from injection_map.domain.errors import StoreError
from injection_map.domain.record_index import Page, RecordQuery, Row, UnreadableVisit, VisitRow, due_until
from injection_map.ui.patient_file import visit_sign
from injection_map.ui.theme import Theme

Index = QModelIndex | QPersistentModelIndex
Find = Callable[[RecordQuery], Page]
"""The records that are asked for. StoreError when they cannot be read."""
_GAP_PX, _SIGN_PX = 12, 18


class RecordModel(QAbstractListModel):
    """The rows that were fetched. A row's text is what is read aloud."""

    failed = Signal(str)
    """Why the records, or the rest of them, cannot be read."""

    def __init__(self, find: Find, today: date, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.today, self._find, self._query = today, find, RecordQuery()
        self._rows: list[Row] = []
        self._awaited: frozenset[str] = frozenset()
        self._is_whole = True
        self.total, self.more = 0, False
        """How many were found: more than `total` when `more` is true."""

    def look_for(self, query: RecordQuery) -> None:
        """The first page of what is asked for, instead of what is there."""
        self.beginResetModel()
        self._query, self._rows, self._awaited = query, [], frozenset()
        self.total, self.more, self._is_whole = 0, False, True
        page = self._page()
        if page is not None:
            self.total, self.more = page.total, page.more
            self._take(page)
        self.endResetModel()

    def row(self, index: Index) -> Row:
        return self._rows[index.row()]

    def place_of(self, record_id: str) -> int:
        """The number of its row among those that were fetched, -1 when it is none of them."""
        return next((i for i, row in enumerate(self._rows) if row.record_id == record_id), -1)

    def badge(self, index: Index) -> Badge | None:
        row = self.row(index)
        return None if isinstance(row, UnreadableVisit) else _badge(row, row.record_id in self._awaited, self.today)

    def rowCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self._rows)

    def canFetchMore(self, parent: Index) -> bool:
        return not parent.isValid() and not self._is_whole

    def fetchMore(self, parent: Index) -> None:
        page = self._page()
        if page is None or not page.rows:
            self._is_whole = True
            return
        self.beginInsertRows(QModelIndex(), len(self._rows), len(self._rows) + len(page.rows) - 1)
        self._take(page)
        self.endInsertRows()

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> str | None:
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return spoken_row(self.row(index), self.badge(index), self.today)
        return None

    def _page(self) -> Page | None:
        try:
            return self._find(replace(self._query, offset=len(self._rows)))
        except StoreError as error:
            self.failed.emit(str(error))
            return None

    def _take(self, page: Page) -> None:
        self._rows += page.rows
        self._awaited |= page.awaited
        self._is_whole = not page.more and len(self._rows) >= page.total


@dataclass(frozen=True, slots=True)
class Badge:
    """What of a record is to be done, with its icon and the token of its colour."""

    text: str
    icon: str
    colour: str


def _badge(row: VisitRow, awaited: bool, today: date) -> Badge | None:
    if row.in_progress:
        return Badge("not finished", "play", "bad")
    if row.treated and not row.signed:
        return Badge("not signed", "pen", "bad")
    if awaited and row.next_visit is not None and row.next_visit <= due_until(today):
        overdue = row.next_visit < today
        day = words.day(row.next_visit) if row.next_visit.year != today.year else words.day(row.next_visit)[:-5]
        return Badge(f"{'overdue' if overdue else 'due'} {day}", "calendar", "bad" if overdue else "t1")
    if not row.treated:
        return Badge("not treated", "skip", "t2")
    return Badge("training", "info", "t2") if row.training else None


def spoken_row(row: Row, badge: Badge | None, today: date) -> str:
    """HALVORSEN, Ingrid, born 14-Mar-1981 (44 years), MRN 40-2719, 18-Nov-2025, 31 of 31 sites, 155 units, signed"""
    if isinstance(row, UnreadableVisit):
        return f"This record cannot be read. {row.fault}"
    age = words.count(words.age_years(row.patient.born, today), "year")
    who = f"{row.patient.name}, born {words.day(row.patient.born)} ({age}), MRN {row.patient.number}"
    sites = f"{row.sites_given} of {words.count(row.sites, 'site')}"
    parts = [who, words.day(row.started_at), sites, words.units(row.units_given)]
    parts += ["signed"] if row.signed else []
    return ", ".join([*parts, badge.text] if badge else parts)


class RecordDelegate(QStyledItemDelegate):
    """Paints a row: the name with what is to be done, both identifiers, the day with the units."""

    def __init__(self, theme: Theme, model: RecordModel) -> None:
        super().__init__(model)
        self._theme, self._model = theme, model

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(240, self._theme.px(24, 16) + sum(self._line_heights()))

    def _line_heights(self) -> tuple[int, int, int]:
        upper, lower = (QFontMetrics(self._theme.font(role)).height() for role in ("base-strong", "small"))
        return upper + 3, lower + 3, lower + 2

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        painter.save()
        theme, rect = self._theme, QRectF(option.rect)
        if option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(rect, theme.colour("act_tint"))
            painter.fillRect(QRectF(rect.left(), rect.top(), 4, rect.height()), theme.colour("act"))
        painter.fillRect(QRectF(rect.left(), rect.bottom() - 1, rect.width(), 1), theme.colour("line"))
        row = self._model.row(index)
        lines = self._lines(rect.adjusted(theme.px(18, 14), theme.px(12, 8), -theme.px(16, 12), 0))
        if isinstance(row, UnreadableVisit):
            self._paint_unreadable(painter, lines, row)
        else:
            self._paint_row(painter, lines, row, self._model.badge(index))
        painter.restore()

    def _lines(self, rect: QRectF) -> list[QRectF]:
        top, lines = rect.top(), []
        for height in self._line_heights():
            lines.append(QRectF(rect.left(), top, rect.width(), height))
            top += height
        return lines

    def _paint_unreadable(self, painter: QPainter, lines: list[QRectF], row: UnreadableVisit) -> None:
        theme, (upper, middle, _) = self._theme, lines
        taken = self._sign(painter, upper, "alert", "bad")
        upper = upper.adjusted(taken, 0, 0, 0)
        self._at_left(painter, upper, "This record cannot be read", theme.font("base-strong"), "bad")
        self._at_left(painter, middle, row.fault, theme.font("small"), "t2")

    def _paint_row(self, painter: QPainter, lines: list[QRectF], row: VisitRow, badge: Badge | None) -> None:
        """The name may be shortened and the age left out; what tells the patient from others is there first."""
        theme, (upper, middle, lower) = self._theme, lines
        small, figures = theme.font("small", tabular=False), theme.font("small", identifier=True)
        aside = self._paint_badge(painter, upper, badge) if badge else 0.0
        self._at_left(painter, upper.adjusted(0, 0, -aside, 0), row.patient.name, theme.font("base-strong"), "t1")
        born, number = words.day(row.patient.born), f"MRN {row.patient.number}"
        age = f" ({words.age_years(row.patient.born, self._model.today)})"
        needed = QFontMetrics(small).horizontalAdvance(born + age) + QFontMetrics(figures).horizontalAdvance(number)
        taken = self._at_left(painter, middle, born + age if needed + _GAP_PX <= middle.width() else born, small, "t2")
        self._at_right(painter, middle.adjusted(taken, 0, 0, 0), number, figures, "t2")
        taken = self._sign(painter, lower, visit_sign(row), "t2")
        self._at_left(painter, lower.adjusted(taken, 0, 0, 0), words.day(row.started_at), small, "t2")
        self._at_right(painter, lower, words.units(row.units_given) if row.treated else "", small, "t2")

    def _paint_badge(self, painter: QPainter, rect: QRectF, badge: Badge) -> float:
        font = self._theme.font("small-strong", tabular=False)
        width = self._at_right(painter, rect, badge.text, font, badge.colour)
        sign = QRectF(rect.right() - width - _SIGN_PX - 6, rect.top(), _SIGN_PX, rect.height())
        return width + self._sign(painter, sign, badge.icon, badge.colour) + _GAP_PX

    def _sign(self, painter: QPainter, rect: QRectF, name: str, colour: str) -> float:
        """Returns the width that it takes."""
        box = QRectF(rect.left(), rect.center().y() - _SIGN_PX / 2, _SIGN_PX, _SIGN_PX)
        self._theme.icons.paint(painter, name, box, self._theme.colour(colour))
        return _SIGN_PX + 6.0

    def _at_left(self, painter: QPainter, rect: QRectF, text: str, font: QFont, colour: str) -> float:
        return self._text(painter, rect, text, font, colour, Qt.AlignmentFlag.AlignLeft) + _GAP_PX

    def _at_right(self, painter: QPainter, rect: QRectF, text: str, font: QFont, colour: str) -> float:
        return self._text(painter, rect, text, font, colour, Qt.AlignmentFlag.AlignRight)

    def _text(
        self, painter: QPainter, rect: QRectF, text: str, font: QFont, colour: str, side: Qt.AlignmentFlag
    ) -> float:
        """Shortened where it must be; returns its width."""
        painter.setFont(font)
        painter.setPen(self._theme.colour(colour))
        shown = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, int(rect.width()))
        painter.drawText(rect, int(side | Qt.AlignmentFlag.AlignVCenter), shown)
        return float(painter.fontMetrics().horizontalAdvance(shown))
