"""What an import would do, row by row: painted as it is scrolled, so that a hundred thousand rows cost what is seen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol as Interface

from PySide6.QtCore import (
    QAbstractItemModel,
    QAbstractListModel,
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QFont, QFontMetrics, QKeyEvent, QMouseEvent, QPainter
from PySide6.QtWidgets import QFrame, QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from injection_map.domain.imports import Fate, Tally
from injection_map.ui.theme import Theme

Index = QModelIndex | QPersistentModelIndex
_AT_ONCE = 200
_SIGN_PX, _WORD_PX = 20, 118


@dataclass(frozen=True, slots=True)
class PreviewRow:
    """`is_taken` is None where nobody can choose: what is here already, and what is refused."""

    line: int
    fate: Fate
    title: str
    detail: str
    sentence: str
    is_taken: bool | None = None


class Preview(Interface):
    """Rows are asked for a few at a time."""

    @property
    def tally(self) -> Tally: ...

    @property
    def taken(self) -> int:
        """How many rows would be taken in."""

    @property
    def beside(self) -> int:
        """How many patients of an export's list would be taken in, who are no rows."""

    def rows(self, *, only_wrong: bool, offset: int, limit: int) -> Sequence[PreviewRow]: ...

    def take(self, line: int, taken: bool) -> None:
        """Somebody has chosen."""


@dataclass(frozen=True, slots=True)
class _Mark:
    icon: str
    colour: str
    word: str


def _mark(row: PreviewRow) -> _Mark:
    """A sign and a word: colour alone says nothing."""
    if row.is_taken is False:
        return _Mark("caution", "warn_edge", "left out")
    return {
        Fate.NEW: _Mark("plus", "ok", "new"),
        Fate.HERE: _Mark("tick", "t2", "already here"),
        Fate.DIFFERS: _Mark("alert", "bad", "differs"),
        Fate.WRONG: _Mark("alert", "bad", "refused"),
    }[row.fate]


def spoken_row(row: PreviewRow) -> str:
    """line 12, refused, HALVORSEN, Ingrid, born: “32/12/1980” was found."""
    return ", ".join(filter(None, (f"line {row.line}", _mark(row).word, row.title, row.detail, row.sentence)))


class PreviewModel(QAbstractListModel):
    """The rows that were fetched."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._preview: Preview | None = None
        self._only_wrong, self._is_whole = False, True
        self._rows: list[PreviewRow] = []

    def show_rows(self, preview: Preview | None, *, only_wrong: bool) -> None:
        self.beginResetModel()
        self._preview, self._only_wrong, self._rows = preview, only_wrong, []
        self._is_whole = preview is None
        self._rows = self._page()
        self.endResetModel()

    def row(self, index: Index) -> PreviewRow:
        return self._rows[index.row()]

    def rowCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self._rows)

    def canFetchMore(self, parent: Index) -> bool:
        return not parent.isValid() and not self._is_whole

    def fetchMore(self, parent: Index) -> None:
        if page := self._page():
            self.beginInsertRows(QModelIndex(), len(self._rows), len(self._rows) + len(page) - 1)
            self._rows += page
            self.endInsertRows()

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> str | Qt.CheckState | None:
        row = self.row(index)
        if role == Qt.ItemDataRole.CheckStateRole and row.is_taken is not None:
            return Qt.CheckState.Checked if row.is_taken else Qt.CheckState.Unchecked
        if role == Qt.ItemDataRole.ToolTipRole:
            return row.sentence
        return spoken_row(row) if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole) else None

    def take(self, index: Index, taken: bool) -> None:
        row = self.row(index)
        assert self._preview is not None  # it has rows
        self._preview.take(row.line, taken)
        chosen = PreviewRow(row.line, row.fate, row.title, row.detail, row.sentence, taken)
        self._rows[index.row()] = chosen
        self.dataChanged.emit(index, index)

    def _page(self) -> list[PreviewRow]:
        if self._preview is None:
            return []
        page = self._preview.rows(only_wrong=self._only_wrong, offset=len(self._rows), limit=_AT_ONCE)
        self._is_whole = len(page) < _AT_ONCE
        return list(page)


class PreviewList(QListView):
    """A click on a row, or Space, takes it or leaves it out, where it can be chosen."""

    chosen = Signal()
    """A row was taken, or left out."""
    looked_at = Signal(str)
    """All that there is to say about the row that has the keyboard; empty when none has."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.rows = PreviewModel(self)
        self.setModel(self.rows)
        self.setItemDelegate(_PreviewDelegate(theme, self.rows))
        self.setObjectName("preview")
        self.setAccessibleName("What the import would do")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setStyleSheet("QListView { background: transparent; }")
        self.setUniformItemSizes(True)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.selectionModel().currentChanged.connect(self._on_current)
        self.rows.modelReset.connect(self._on_current)
        theme.changed.connect(self.doItemsLayout)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        index = self.indexAt(event.position().toPoint())
        if index.isValid() and event.button() == Qt.MouseButton.LeftButton:
            self._toggle(index)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Space and self.currentIndex().isValid():
            if not event.isAutoRepeat():
                self._toggle(self.currentIndex())
        else:
            super().keyPressEvent(event)

    def _on_current(self) -> None:
        index = self.currentIndex()
        self.looked_at.emit(self.rows.row(index).sentence if index.isValid() else "")

    def _toggle(self, index: QModelIndex) -> None:
        taken = self.rows.row(index).is_taken
        if taken is not None and self.isEnabled():
            self.rows.take(index, not taken)
            self.chosen.emit()


class _PreviewDelegate(QStyledItemDelegate):
    """The box, the sign with its word, the line of the file; who it is; below it what there is to say."""

    def __init__(self, theme: Theme, model: PreviewModel) -> None:
        super().__init__(model)
        self._theme, self._model = theme, model

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        heights = (QFontMetrics(self._theme.font(role)).height() for role in ("base-strong", "small"))
        return QSize(320, sum(heights) + self._theme.px(22, 14))

    def editorEvent(self, event: QEvent, model: QAbstractItemModel, option: QStyleOptionViewItem, index: Index) -> bool:
        """The list itself hears of it: the whole row is the target, not the box alone."""
        return False

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        painter.save()
        theme, rect, row = self._theme, QRectF(option.rect), self._model.row(index)
        if option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(rect, theme.colour("act_tint"))
        painter.fillRect(QRectF(rect.left(), rect.bottom() - 1, rect.width(), 1), theme.colour("line"))
        upper = rect.adjusted(theme.px(16, 12), theme.px(10, 6), -theme.px(16, 12), 0)
        upper.setHeight(QFontMetrics(theme.font("base-strong")).height())
        lower = QRectF(
            upper.left(), upper.bottom() + 2, upper.width(), QFontMetrics(theme.font("small", tabular=False)).height()
        )
        left = self._paint_mark(painter, upper, row)
        self._text(
            painter,
            lower.adjusted(_SIGN_PX + 10, 0, 0, 0),
            f"line {row.line}",
            theme.font("small", tabular=False),
            "t2",
        )
        upper.setLeft(left)
        lower.setLeft(left)
        aside = QFontMetrics(theme.font("small", tabular=False)).horizontalAdvance(row.detail)
        self._text(painter, upper.adjusted(0, 0, -aside - 16, 0), row.title, theme.font("base-strong"), "t1")
        right = QRectF(upper.right() - aside - 2, upper.top(), aside + 2, upper.height())
        self._text(painter, right, row.detail, theme.font("small", tabular=False), "t2")
        colour = "bad" if row.fate.is_refused else "t1" if row.is_taken is False else "t2"
        self._text(painter, lower, row.sentence, theme.font("small", tabular=False), colour)
        painter.restore()

    def _paint_mark(self, painter: QPainter, line: QRectF, row: PreviewRow) -> float:
        """Returns where the words may begin."""
        theme, mark = self._theme, _mark(row)
        sign = QRectF(line.left(), line.center().y() - _SIGN_PX / 2, _SIGN_PX, _SIGN_PX)
        if row.is_taken is not None:
            painter.setPen(theme.colour("edge"))
            painter.drawRoundedRect(sign.adjusted(1, 1, -1, -1), 4, 4)
        if row.is_taken is not False:
            name = "tick" if row.is_taken else mark.icon
            theme.icons.paint(painter, name, sign.adjusted(2, 2, -2, -2), theme.colour(mark.colour))
        word = line.adjusted(_SIGN_PX + 10, 0, 0, 0)
        width = max(_WORD_PX, QFontMetrics(theme.font("small-strong")).horizontalAdvance("already here") + 16)
        word.setWidth(width)
        colour = mark.colour if row.fate.is_refused else "t1"
        self._text(painter, word, mark.word, theme.font("small-strong"), colour)
        return word.right()

    def _text(self, painter: QPainter, rect: QRectF, text: str, font: QFont, colour: str) -> None:
        painter.setFont(font)
        painter.setPen(self._theme.colour(colour))
        shown = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, int(rect.width()))
        painter.drawText(rect, int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter), shown)
