"""The records: found as one types, what matters today first; the chosen one with its patient's visits beside them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from PySide6.QtCore import QEvent, QItemSelectionModel, QModelIndex, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QListView, QVBoxLayout, QWidget

from injection_map.diagram.art_cache import ArtCache
from injection_map.domain import words
from injection_map.domain.errors import EventFormatError, InjectionMapError, StoreError
from injection_map.domain.record_index import RecordQuery, Show, UnreadableVisit
from injection_map.ui.chair.banner import ErrorBar
from injection_map.ui.chosen_record import Look
from injection_map.ui.controls import Button, Card, Text
from injection_map.ui.course_card import CourseCard, TrendCard
from injection_map.ui.fields import breakable
from injection_map.ui.page import Page, is_typing
from injection_map.ui.record_filters import RecordFilters
from injection_map.ui.record_list import Find, RecordDelegate, RecordModel
from injection_map.ui.record_view import RecordView
from injection_map.ui.sections import GUTTER, roomy
from injection_map.ui.theme import Theme

SEARCH_FOR = "Name, MRN, lot or date"
NOT_READ = "This record cannot be read"
KEPT = "It is kept as it is; nothing was repaired or guessed."


@dataclass(frozen=True, slots=True)
class Place:
    """What was looked for, and the id of the record that was chosen: where one comes back to."""

    query: RecordQuery = field(default_factory=RecordQuery)
    record_id: str = ""


class RecordsPage(Page):
    """Asks for the records that it lists, and for the one that it shows."""

    record_chosen = Signal(str)
    """A record whose whole page is wanted."""
    print_asked = Signal(str)
    visit_asked = Signal(object)
    """The Patient whose visit is to begin."""
    back_asked = Signal()
    import_asked = Signal()
    export_asked = Signal(object, object, str)
    """The ids that are selected, the RecordQuery of the list, and how many it finds, in words. No ids when all that it
    finds are selected and some of them were not fetched yet."""
    audit_asked = Signal()

    def __init__(
        self,
        theme: Theme,
        art: ArtCache,
        *,
        find: Find,
        look: Look,
        today: date,
        people: Sequence[str] = (),
        protocols: Mapping[str, str] | None = None,
        place: Place | None = None,
        parent: QWidget | None = None,
    ) -> None:
        """`people` are names, `protocols` titles by id: whose records can be listed alone."""
        super().__init__(parent)
        self._theme, self._find, self._look = theme, find, look
        self._shown_id = ""
        self._has_all = False
        """Whether all that are found are selected, those that were not fetched yet among them."""
        self.setObjectName("records-page")
        self.model = RecordModel(find, today, self)
        self.model.failed.connect(self._say_fault)
        self.filters = RecordFilters(theme, people=people, protocols=protocols or {})
        self.search = self._search_line()
        self.list = self._list()
        self.error_bar = ErrorBar(theme)
        self.view, self.course, self.trend = RecordView(theme, art), CourseCard(theme), TrendCard(theme)
        self._build()
        self._connect()
        theme.changed.connect(self._restyle)
        self._restyle()
        self._come_back_to(place or Place())

    @property
    def place(self) -> Place:
        """To come back to."""
        return Place(self._query, self._shown_id)

    def first_focus(self) -> QWidget:
        return self.start if self.list.isHidden() else self.list

    # --- building ---------------------------------------------------------------------------------------------

    def _search_line(self) -> QLineEdit:
        line = QLineEdit()
        line.setObjectName("search")
        line.setAccessibleName(f"Search: {SEARCH_FOR}")
        line.setPlaceholderText(SEARCH_FOR)
        line.installEventFilter(self)
        return line

    def _list(self) -> QListView:
        view = QListView()
        view.setObjectName("records-list")
        view.setAccessibleName("Records, what matters today first")
        view.setModel(self.model)
        view.setItemDelegate(RecordDelegate(self._theme, self.model))
        view.setFrameShape(QFrame.Shape.NoFrame)
        view.setStyleSheet("QListView { background: transparent; }")
        view.setUniformItemSizes(True)
        view.setSelectionMode(QListView.SelectionMode.ExtendedSelection)
        view.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        view.installEventFilter(self)
        return view

    def _connect(self) -> None:
        self.search.textChanged.connect(self._refresh)
        self.filters.changed.connect(self._on_filter)
        self.list.selectionModel().currentChanged.connect(self._on_current)
        self.list.selectionModel().selectionChanged.connect(self._on_selection)
        self.model.rowsInserted.connect(self._on_fetched)
        self.list.doubleClicked.connect(self._open_current)
        self.view.visit_chosen.connect(self._show)
        self.view.record_asked.connect(self.record_chosen)
        self.view.print_asked.connect(self.print_asked)
        self.course.visit_asked.connect(self.visit_asked)

    def _build(self) -> None:
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        box.addWidget(self._bar())
        box.addWidget(self.error_bar)
        columns = QHBoxLayout()
        roomy(self._theme, columns, spacing=(12, 8), margins=GUTTER)
        columns.addWidget(self._list_card())
        columns.addWidget(self.view, 1)
        columns.addWidget(self._build_side())
        columns.addWidget(self._build_instead(), 1)
        columns.addWidget(self._nothing_yet(), 1)
        box.addLayout(columns, 1)

    def _list_card(self) -> Card:
        self._card = Card()
        box = QVBoxLayout(self._card)
        box.setContentsMargins(1, 12, 1, 8)
        box.setSpacing(0)
        head = QVBoxLayout()
        roomy(self._theme, head, spacing=(10, 8), margins=((12, 10), (0, 0), (12, 10), (10, 8)))
        head.addWidget(self.search)
        head.addWidget(self.filters)
        self.found = Text(self._theme, "small-strong", wrap=True)
        self.found.setObjectName("found")
        head.addWidget(self.found)
        box.addLayout(head)
        box.addWidget(self.list, 1)
        self._no_rows = QWidget()
        box.addWidget(self._no_rows, 1)
        return self._card

    def _bar(self) -> QFrame:
        self._top = QFrame()
        self._top.setProperty("role", "bar")
        row = QHBoxLayout(self._top)
        row.setContentsMargins(20, 0, 14, 0)
        row.addWidget(Text(self._theme, "person", "Records"), 1)
        self.export = self._bar_button("Export", "export-records", "file", self._on_export)
        self.take_in = self._bar_button("Import", "import-records", "disk", self.import_asked.emit)
        row.addWidget(self.export)
        row.addWidget(self.take_in)
        self.audit = Button(self._theme, "Recall and audit", kind="quiet", icon="search")
        self.audit.setObjectName("audit")
        self.audit.clicked.connect(self.audit_asked)
        row.addWidget(self.audit)
        self.back = Button(self._theme, "Patients", kind="quiet", icon="chevron-left")
        self.back.setObjectName("back")
        self.back.clicked.connect(self.back_asked)
        row.addWidget(self.back)
        return self._top

    def _bar_button(self, text: str, name: str, icon: str, act: Callable[[], None]) -> Button:
        button = Button(self._theme, text, kind="quiet", icon=icon)
        button.setObjectName(name)
        button.clicked.connect(act)
        return button

    def _build_side(self) -> QWidget:
        self._side = QWidget()
        box = QVBoxLayout(self._side)
        roomy(self._theme, box, spacing=(12, 8))
        box.addWidget(self.trend, 2)
        box.addWidget(self.course, 3)
        return self._side

    def _build_instead(self) -> Card:
        """In the place of a record that cannot be shown. The list beside it stands still."""
        self._instead = Card()
        box = QVBoxLayout(self._instead)
        box.setContentsMargins(40, 20, 40, 20)
        box.setSpacing(8)
        box.addStretch(2)
        self._why = Text(self._theme, "title", colour="bad", wrap=True)
        self._why_detail = Text(self._theme, "base", wrap=True)
        for line in (self._why, self._why_detail):
            line.setAlignment(Qt.AlignmentFlag.AlignHCenter)
            box.addWidget(line)
        box.addStretch(3)
        return self._instead

    def _nothing_yet(self) -> QWidget:
        """The first day: what will appear, and how to start."""
        self.empty = QWidget()
        box = QVBoxLayout(self.empty)
        box.addStretch(1)
        for role, colour, text in (
            ("person", "t1", "No records yet"),
            ("body", "t2", "Each treatment is listed here."),
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

    # --- finding ----------------------------------------------------------------------------------------------

    @property
    def _query(self) -> RecordQuery:
        return RecordQuery(
            self.search.text().strip(), self.filters.show_only, self.filters.person.value, self.filters.protocol.value
        )

    def _come_back_to(self, place: Place) -> None:
        query = place.query
        self.filters.choose(query.show, person=query.person, protocol=query.protocol)
        self.search.setText(query.text)
        self._count()
        self._refresh()
        self._select_record(place.record_id)

    def _on_filter(self) -> None:
        self._count()
        self._refresh()

    def _count(self) -> None:
        """How many each chip would show, whatever is typed."""
        query = replace(self._query, text="", limit=0)
        try:
            self.filters.say_counts({show: self._find(replace(query, show=show)) for show in Show})
        except StoreError as error:
            self._say_fault(str(error))

    def _refresh(self) -> None:
        self.error_bar.hide()
        self._has_all = False
        query = self._query
        self.model.look_for(query)
        anything = self.model.rowCount() > 0
        nothing_yet = not anything and query == RecordQuery() and self.error_bar.isHidden()
        self._say_found()
        self.export.setEnabled(anything)
        self.list.setVisible(anything)
        self._no_rows.setVisible(not anything)
        self._card.setVisible(not nothing_yet)
        self.empty.setVisible(nothing_yet)
        if anything:
            self._select(0)
        else:
            self._show_nothing()
            self._instead.setVisible(not nothing_yet)

    def _say_found(self) -> None:
        """How many were found, or are selected where that is more than the one that is shown."""
        selected = self._number_selected
        found = found_words(self._query, self.model.total, more=self.model.more)
        if self._has_all and self._has_more:
            more = "more than " if self.model.more else ""
            found = f"All selected: {more}{words.count(self.model.total, 'record')}."
        elif selected > 1:
            found = f"{words.count(selected, 'record')} selected."
        self.found.setText(found)
        self.found.setVisible(bool(self.found.text()))

    @property
    def _has_more(self) -> bool:
        """Whether some that are found were not fetched yet."""
        return self.model.canFetchMore(QModelIndex())

    def _select_all(self) -> None:
        """All that are found. Those that are fetched later are selected then."""
        self.list.selectAll()
        self._has_all = self.model.rowCount() > 0
        self._say_found()

    def _on_selection(self) -> None:
        self._has_all = self._has_all and self._number_selected == self.model.rowCount()
        self._say_found()

    def _on_fetched(self) -> None:
        if self._has_all:
            self._select_all()

    @property
    def _number_selected(self) -> int:
        """Without a list of them: there may be very many."""
        chosen = self.list.selectionModel().selection()
        return sum(chosen.at(number).height() for number in range(chosen.size()))

    @property
    def _selected(self) -> list[QModelIndex]:
        return sorted(self.list.selectionModel().selectedIndexes(), key=QModelIndex.row)

    def _on_export(self) -> None:
        selected = () if self._has_all and self._has_more else self._selected
        ids = tuple(self.model.row(index).record_id for index in selected)
        more = "more than " if self.model.more else ""
        self.export_asked.emit(ids, self._query, f"{more}{self.model.total} found")

    def _select(self, row: int) -> None:
        index = self.model.index(row)
        self.list.selectionModel().setCurrentIndex(index, QItemSelectionModel.SelectionFlag.ClearAndSelect)
        self.list.scrollTo(index)

    def _select_record(self, record_id: str) -> None:
        """In the list if it is on the pages that were fetched; shown in any case."""
        if (row := self.model.place_of(record_id)) >= 0:
            self._select(row)
        elif record_id:
            self._show(record_id)

    def _move(self, step: int) -> None:
        row = self.list.currentIndex().row() + step
        if row == self.model.rowCount() and self.model.canFetchMore(QModelIndex()):
            self.model.fetchMore(QModelIndex())
        if 0 <= row < self.model.rowCount():
            self._select(row)

    # --- the chosen one ---------------------------------------------------------------------------------------

    def _on_current(self, current: QModelIndex) -> None:
        if not current.isValid():
            return
        row = self.model.row(current)
        if isinstance(row, UnreadableVisit):
            self._show_nothing(NOT_READ, f"{row.fault} {KEPT}")
        else:
            self._show(row.record_id)

    def _show(self, record_id: str) -> None:
        try:
            chosen = self._look(record_id)
        except EventFormatError as error:
            self._show_nothing(NOT_READ, f"{error} {KEPT}")
            return
        except InjectionMapError as error:
            self._show_nothing("This record cannot be read now", str(error))
            return
        self._shown_id = record_id
        self._instead.hide()
        self.view.show_record(chosen)
        self.course.show_record(chosen)
        self.trend.show_course(chosen.course, chosen.rules)
        self.view.show()
        self._side.show()

    def _show_nothing(self, why: str = "", detail: str = "") -> None:
        self._shown_id = ""
        self._why.setText(why)
        self._why_detail.setText(breakable(detail))
        self.view.hide()
        self._side.hide()
        self._instead.show()

    def _say_fault(self, sentence: str) -> None:
        self.error_bar.say("The records cannot be read now", sentence)

    # --- what the user does -----------------------------------------------------------------------------------

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Up, Down and Enter work from the search field as in the list; in the list, Left and Right go through the
        visits, L and Shift+L show the last one as on the chair page."""
        if event.type() is not QEvent.Type.KeyPress or not isinstance(event, QKeyEvent):
            return False
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._open_current()
            return True
        if watched is self.search:
            if event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down):
                self._move(1 if event.key() == Qt.Key.Key_Down else -1)
                return True
            return False
        if event.matches(QKeySequence.StandardKey.SelectAll):
            self._select_all()
            return True
        return self._take_key(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not self._take_key(event):
            super().keyPressEvent(event)

    def _take_key(self, event: QKeyEvent) -> bool:
        """The keys of the page."""
        acts: dict[int, Callable[[], None]] = {Qt.Key.Key_Escape: self._forget_search}
        if not is_typing(self.focusWidget()):
            acts |= {
                Qt.Key.Key_L: self.view.toggle_differences,
                Qt.Key.Key_Left: self.view.tabs.go_newer,
                Qt.Key.Key_Right: self.view.tabs.go_older,
            }
        if event.matches(QKeySequence.StandardKey.Print) and not event.isAutoRepeat():
            act: Callable[[], None] | None = self.view.ask_print if self._shown_id else None
        elif event.key() == Qt.Key.Key_L and event.modifiers() == _SHIFT and not is_typing(self.focusWidget()):
            act = self.view.toggle_every_site
        elif event.matches(QKeySequence.StandardKey.Find):
            act = self._go_to_search
        else:
            act = acts.get(event.key()) if event.modifiers() in _PLAIN else None
        if act is not None:
            act()
        return act is not None

    def _go_to_search(self) -> None:
        self.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.search.selectAll()

    def _forget_search(self) -> None:
        self.search.clear()
        self.first_focus().setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _open_current(self) -> None:
        if self._shown_id:
            self.record_chosen.emit(self._shown_id)

    def _restyle(self) -> None:
        px = self._theme.px
        self._top.setFixedHeight(px(84, 66))
        self._card.setFixedWidth(px(390, 324))
        self._side.setFixedWidth(px(420, 276))
        self.search.setFixedHeight(px(54, 48))
        self.search.setFont(self._theme.font("body"))
        self.list.doItemsLayout()


_SHIFT = Qt.KeyboardModifier.ShiftModifier
_PLAIN = (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier)


def found_words(query: RecordQuery, total: int, *, more: bool) -> str:
    """12 records found. Empty when nothing was asked for."""
    if not total:
        nothing = f"No name, number, lot, date, person or word of a note begins with “{query.text}”."
        return nothing if query.text else "" if query == RecordQuery() else "No such records."
    if query == RecordQuery():
        return ""
    if more:
        return f"More than {words.count(total, 'record')} found. Type more to see fewer."
    return f"{words.count(total, 'record')} found."
