"""All records, newest first, found as one types."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import QEvent, QItemSelectionModel, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QListView, QVBoxLayout, QWidget

from injection_map.domain import words
from injection_map.report.record_rows import RecordRow, Row, UnreadableRow, matching, nearest
from injection_map.ui.chair.banner import ErrorBar
from injection_map.ui.controls import Button, Card, Segments, Text
from injection_map.ui.page import Page
from injection_map.ui.record_list import Index, RecordDelegate, RecordModel
from injection_map.ui.sections import GUTTER, roomy
from injection_map.ui.theme import Theme

SEARCH_FOR = "Name, number, lot or date"


class RecordsPage(Page):
    """Given rows, gives the id of the one that is chosen."""

    record_chosen = Signal(str)
    back_asked = Signal()

    def __init__(self, theme: Theme, rows: Sequence[Row], *, today: date, parent: QWidget | None = None) -> None:
        """`today` is for the patients' ages."""
        super().__init__(parent)
        self._theme, self._rows = theme, tuple(rows)
        self.setObjectName("records-page")
        self.search = QLineEdit()
        self.search.setObjectName("search")
        self.search.setAccessibleName(f"Search: {SEARCH_FOR}")
        self.search.setPlaceholderText(SEARCH_FOR)
        self.search.setClearButtonEnabled(True)
        self.search.textChanged.connect(self._refresh)
        self.search.installEventFilter(self)
        self.model = RecordModel(today)
        self.list = self._list(today)
        unsigned = sum(isinstance(row, RecordRow) and row.to_sign for row in self._rows)
        self.filter = Segments(theme, [(f"All {len(self._rows)}", None), (f"Not signed {unsigned}", None)], ticks=True)
        self.filter.choose(0)
        self.filter.chosen.connect(self._refresh)
        self.found = Text(theme, "base-strong", wrap=True)
        self.found.setObjectName("found")
        self.error_bar = ErrorBar(theme)
        self._build()
        theme.changed.connect(self._restyle)
        self._restyle()
        self._refresh()

    def _list(self, today: date) -> QListView:
        view = QListView()
        view.setObjectName("records-list")
        view.setAccessibleName("Records, newest first")
        view.setModel(self.model)
        view.setItemDelegate(RecordDelegate(self._theme, self.model, today))
        view.setFrameShape(QFrame.Shape.NoFrame)
        view.setStyleSheet("QListView { background: transparent; }")
        view.setUniformItemSizes(True)
        view.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        view.clicked.connect(self._on_chosen)
        view.installEventFilter(self)
        return view

    def _build(self) -> None:
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        box.addWidget(self._bar())
        box.addWidget(self.error_bar)
        outer = QVBoxLayout()
        roomy(self._theme, outer, spacing=(0, 0), margins=GUTTER)
        card = Card()
        self._card = QVBoxLayout(card)
        self._card.setContentsMargins(1, 14, 1, 10)
        self._card.setSpacing(10)
        head = QHBoxLayout()
        head.setContentsMargins(16, 0, 16, 0)
        head.setSpacing(14)
        head.addWidget(self.search, 1)
        head.addWidget(self.filter)
        self._card.addLayout(head)
        self.found.setContentsMargins(20, 4, 20, 0)
        self._card.addWidget(self.found)
        self._card.addWidget(self.list, 1)
        self._card.addWidget(self._nothing_yet(), 1)
        outer.addWidget(card, 1)
        box.addLayout(outer, 1)

    def _bar(self) -> QFrame:
        self._top = QFrame()
        self._top.setProperty("role", "bar")
        row = QHBoxLayout(self._top)
        row.setContentsMargins(20, 0, 14, 0)
        row.addWidget(Text(self._theme, "person", "Records"), 1)
        self.back = Button(self._theme, "Start a visit", kind="quiet", icon="chevron-left")
        self.back.setObjectName("back")
        self.back.clicked.connect(self.back_asked)
        row.addWidget(self.back)
        return self._top

    def _nothing_yet(self) -> QWidget:
        """The first day: what will appear, and how to start."""
        self.empty = QWidget()
        box = QVBoxLayout(self.empty)
        box.addStretch(1)
        for role, colour, text in (
            ("person", "t1", "No records yet"),
            ("body", "t2", "Each treatment is listed here, newest first."),
        ):
            line = Text(self._theme, role, text, colour=colour)
            line.setAlignment(Qt.AlignmentFlag.AlignHCenter)
            box.addWidget(line)
        self.start = Button(self._theme, "Start a visit", kind="primary", icon="plus", height_px=(84, 76), role="lead")
        self.start.setObjectName("start-a-visit")
        self.start.setMinimumWidth(360)
        self.start.clicked.connect(self.back_asked)
        box.addSpacing(16)
        box.addWidget(self.start, 0, Qt.AlignmentFlag.AlignHCenter)
        box.addStretch(2)
        return self.empty

    def first_focus(self) -> QWidget:
        return self.search if self._rows else self.start

    # --- finding ----------------------------------------------------------------------------------------------

    def _refresh(self) -> None:
        search = self.search.text().strip()
        pool = self._rows if self.filter.index == 0 else tuple(row for row in self._rows if _is_unsigned(row))
        shown = matching(pool, search)
        self.found.hide()
        if search and not shown:
            shown = nearest(pool, search)
            self.found.setText(_not_found(search, len(shown), len(pool)))
            self.found.show()
        self.model.set_rows(shown)
        if shown:
            self._select(0)
        self.empty.setVisible(not self._rows)
        for widget in (self.list, self.filter, self.search):
            widget.setVisible(bool(self._rows))
        self.error_bar.hide()

    def _select(self, row: int) -> None:
        index = self.model.index(row)
        self.list.selectionModel().setCurrentIndex(index, QItemSelectionModel.SelectionFlag.ClearAndSelect)
        self.list.scrollTo(index)

    def _move(self, step: int) -> None:
        row = self.list.currentIndex().row() + step
        if 0 <= row < self.model.rowCount():
            self._select(row)

    # --- what the user does -----------------------------------------------------------------------------------

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Up, Down and Enter work from the search field as in the list; Esc forgets the search."""
        if event.type() is not QEvent.Type.KeyPress or not isinstance(event, QKeyEvent):
            return False
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._on_chosen(self.list.currentIndex())
            return True
        if watched is self.search and event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self._move(1 if event.key() == Qt.Key.Key_Down else -1)
            return True
        return False

    def keyPressEvent(self, event: QKeyEvent) -> None:
        ctrl = event.modifiers() == Qt.KeyboardModifier.ControlModifier
        if event.key() == Qt.Key.Key_F and ctrl:
            self.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
            self.search.selectAll()
        elif event.key() == Qt.Key.Key_Escape:
            self.search.clear()
            self.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        else:
            super().keyPressEvent(event)

    def _on_chosen(self, index: Index) -> None:
        if not index.isValid():
            return
        row = self.model.row(index)
        if isinstance(row, UnreadableRow):
            sentence = f"{row.fault} It is kept as it is; nothing was repaired or guessed."
            self.error_bar.say("This record cannot be read", sentence)
        else:
            self.record_chosen.emit(row.record_id)

    def _restyle(self) -> None:
        self._top.setFixedHeight(self._theme.px(84, 66))
        self.search.setFixedHeight(self._theme.px(54, 48))
        self.search.setFont(self._theme.font("body"))
        self.list.viewport().update()


def _is_unsigned(row: Row) -> bool:
    return isinstance(row, RecordRow) and row.to_sign


def _not_found(search: str, near: int, count: int) -> str:
    """No name, number, lot or date “halvorson”. Nearest of 214 records:"""
    nothing = f"No name, number, lot or date “{search}”."
    return f"{nothing} Nearest of {words.count(count, 'record')}:" if near else nothing
