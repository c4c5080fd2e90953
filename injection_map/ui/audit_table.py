"""The table of an answer: painted row by row, so that thousands of patients cost what is seen of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetricsF, QKeyEvent, QKeySequence, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QVBoxLayout, QWidget

from injection_map.ui.audit_answers import Column, Line
from injection_map.ui.clipboard import copy_privately
from injection_map.ui.theme import Theme

Index = QModelIndex | QPersistentModelIndex
_SIDE_PX, _GAP_PX, _LEAST_PX = 14.0, 16.0, 60.0


class AuditModel(QAbstractListModel):
    """The lines that are there so far. A line's text is what is read aloud."""

    more_asked = Signal()
    """The rest is wanted, while `has_more`."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.columns: tuple[Column, ...] = ()
        self.has_more = False
        self.is_tall = False
        """Whether a cell has two lines."""
        self.longest: list[tuple[str, str]] = []
        """Of each column, the longest upper and lower line so far."""
        self._lines: list[Line] = []

    def show_lines(self, columns: Sequence[Column], lines: Sequence[Line], *, has_more: bool = False) -> None:
        self.beginResetModel()
        self.columns, self._lines, self.has_more = tuple(columns), [*lines], has_more
        self.longest = [("", "") for _ in columns]
        self._measure(lines)
        self.endResetModel()

    def _measure(self, lines: Sequence[Line]) -> None:
        for line in lines:
            for number, cell in enumerate(line.cells):
                upper, _, lower = cell.partition("\n")
                was = self.longest[number]
                self.longest[number] = max(was[0], upper, key=len), max(was[1], lower, key=len)
        self.is_tall = any(lower for _, lower in self.longest)

    def add(self, lines: Sequence[Line], *, has_more: bool) -> None:
        self.has_more = has_more
        if lines:
            self.beginInsertRows(QModelIndex(), len(self._lines), len(self._lines) + len(lines) - 1)
            self._lines += lines
            self._measure(lines)
            self.endInsertRows()

    def line(self, index: Index) -> Line:
        return self._lines[index.row()]

    def rowCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self._lines)

    def canFetchMore(self, parent: Index) -> bool:
        return not parent.isValid() and self.has_more

    def fetchMore(self, parent: Index) -> None:
        self.has_more = False  # until it has come
        self.more_asked.emit()

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> str | None:
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            cells = zip(self.columns, self.line(index).cells, strict=True)
            return ", ".join(f"{column.head} {' '.join(cell.split())}" for column, cell in cells)
        return None


class AuditTable(QWidget):
    """Heads and lines. Enter or a click on a line goes where it leads."""

    chosen = Signal(object)
    """A Line that leads somewhere."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.model = AuditModel(self)
        self._heads = _Heads(theme, self.model, self)
        self.list = _Lines(theme, self.model, self)
        self.list.clicked.connect(self._on_chosen)
        self.list.entered_line.connect(self._on_chosen)
        self.model.modelReset.connect(self._heads.update)
        self.list.verticalScrollBar().rangeChanged.connect(self._heads.update)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        box.addWidget(self._heads)
        box.addWidget(self.list, 1)

    def show_lines(self, columns: Sequence[Column], lines: Sequence[Line], *, has_more: bool = False) -> None:
        self.model.show_lines(columns, lines, has_more=has_more)
        if lines:
            self.list.setCurrentIndex(self.model.index(0))
        self.list.scrollToTop()

    def _on_chosen(self, index: QModelIndex) -> None:
        line = self.model.line(index)
        if line.record_id or line.person:
            self.chosen.emit(line)


class _Lines(QListView):
    entered_line = Signal(QModelIndex)

    def __init__(self, theme: Theme, model: AuditModel, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("audit-list")
        self.setAccessibleName("The answer, line by line")
        self.setModel(model)
        self.setItemDelegate(_LineDelegate(theme, model, self))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setStyleSheet("QListView { background: transparent; }")
        self.setUniformItemSizes(True)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        theme.changed.connect(self.doItemsLayout)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter goes where the line leads; what is copied does not stay in the clipboard."""
        current = self.currentIndex()
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and current.isValid():
            self.entered_line.emit(current)
        elif event.matches(QKeySequence.StandardKey.Copy) and current.isValid():
            model = self.model()
            assert isinstance(model, AuditModel)
            copy_privately("\t".join(" ".join(cell.split()) for cell in model.line(current).cells))
        else:
            super().keyPressEvent(event)


class _Heads(QWidget):
    def __init__(self, theme: Theme, model: AuditModel, table: AuditTable) -> None:
        super().__init__(table)
        self._theme, self._model, self._table = theme, model, table
        theme.changed.connect(self._restyle)
        self._restyle()

    def _restyle(self) -> None:
        self.setFixedHeight(self._theme.px(38, 32))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        width = self._table.list.viewport().width()
        painter.setFont(self._theme.font("label-strong"))
        painter.setPen(self._theme.colour("t2"))
        for column, box in boxes(self._theme, self._model, QRectF(0, 0, width, self.height())):
            _write(painter, box, column.head, figures=column.figures)
        painter.fillRect(QRectF(0, self.height() - 1, self.width(), 1), self._theme.colour("edge"))


class _LineDelegate(QStyledItemDelegate):
    def __init__(self, theme: Theme, model: AuditModel, parent: QObject) -> None:
        super().__init__(parent)
        self._theme, self._model = theme, model

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        first = QFontMetricsF(self._theme.font("base-strong")).height()
        second = QFontMetricsF(self._theme.font("small")).height() if self._model.is_tall else 0.0
        return QSize(200, max(self._theme.px(46, 42), round(first + second) + 14))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        theme, line = self._theme, self._model.line(index)
        rect = QRectF(option.rect)
        state = option.state
        leads = bool(line.record_id or line.person)
        if leads and state & (QStyle.StateFlag.State_Selected | QStyle.StateFlag.State_MouseOver):
            painter.fillRect(rect, theme.colour("act_tint" if state & QStyle.StateFlag.State_Selected else "sunk"))
        painter.fillRect(QRectF(rect.left(), rect.bottom(), rect.width(), 1), theme.colour("line"))
        for number, (column, box) in enumerate(boxes(theme, self._model, rect)):
            self._paint_cell(painter, box, line.cells[number], column, first=number == 0)

    def _paint_cell(self, painter: QPainter, box: QRectF, text: str, column: Column, *, first: bool) -> None:
        upper, _, lower = text.partition("\n")
        upper_font, lower_font = self._theme.font("base-strong" if first else "base"), self._theme.font("small")
        high, low = QFontMetricsF(upper_font).height(), QFontMetricsF(lower_font).height()
        top = box.top() + (box.height() - high - (low if lower else 0.0)) / 2
        painter.setFont(upper_font)
        painter.setPen(self._theme.colour("t1"))
        _write(painter, QRectF(box.left(), top, box.width(), high), upper, figures=column.figures)
        if lower:
            painter.setFont(lower_font)
            painter.setPen(self._theme.colour("t2"))
            _write(painter, QRectF(box.left(), top + high, box.width(), low), lower, figures=column.figures)


def boxes(theme: Theme, model: AuditModel, rect: QRectF) -> Iterator[tuple[Column, QRectF]]:
    """The columns side by side: as wide as the widest of what stands in them, and one takes the rest."""
    head, upper, lower = (QFontMetricsF(theme.font(role)) for role in ("label-strong", "base-strong", "small"))
    widths = [
        max(
            head.horizontalAdvance(column.head),
            *(m.horizontalAdvance(t) for m, t in zip((upper, lower), longest, strict=True)),
        )
        + 2
        for column, longest in zip(model.columns, model.longest, strict=True)
    ]
    left_over = rect.width() - 2 * _SIDE_PX - _GAP_PX * (len(widths) - 1) - sum(widths)
    left = rect.left() + _SIDE_PX
    for column, width in zip(model.columns, widths, strict=True):
        room = max(_LEAST_PX, width + left_over) if column.takes_rest else width
        yield column, QRectF(left, rect.top(), room, rect.height())
        left += room + _GAP_PX


def _write(painter: QPainter, box: QRectF, text: str, *, figures: bool) -> None:
    side = Qt.AlignmentFlag.AlignRight if figures else Qt.AlignmentFlag.AlignLeft
    shown = QFontMetricsF(painter.font()).elidedText(text, Qt.TextElideMode.ElideRight, box.width() + 1)
    painter.drawText(box, int(side | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine), shown)
