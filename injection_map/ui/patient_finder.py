"""The patients of the house, found while typing: one tap on a row chooses."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtCore import (
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
from PySide6.QtGui import QFont, QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from injection_map.domain import words
from injection_map.ui.controls import Button, Text
from injection_map.ui.sections import Section
from injection_map.ui.theme import Theme

if TYPE_CHECKING:
    from injection_map.domain.events import Patient

SEARCH_FOR = "Name, number or date of birth"
NOBODY_YET = "No patients yet. The first one is entered as “New patient”."

Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True, slots=True)
class FoundPatient:
    """A patient in a list. `last` is the last treatment in words; `due` the next one, `overdue` when it has passed."""

    patient: Patient
    last: str = ""
    due: str = ""
    overdue: bool = False


FindPatients = Callable[[str], Sequence[FoundPatient]]
"""Those whom a text finds; for an empty one, those who are expected."""


def identifiers(patient: Patient, today: date) -> str:
    """Born 14-Mar-1981 (44 years)   MRN 40-2719"""
    age = words.count(words.age_years(patient.born, today), "year")
    return f"Born {words.day(patient.born)} ({age})   MRN {patient.number}"


class PatientModel(QAbstractListModel):
    """The rows that are shown. A row's text is what is read aloud."""

    def __init__(self, today: date, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.today = today
        self._found: tuple[FoundPatient, ...] = ()

    def set_found(self, found: Sequence[FoundPatient]) -> None:
        self.beginResetModel()
        self._found = tuple(found)
        self.endResetModel()

    def found(self, index: Index) -> FoundPatient:
        return self._found[index.row()]

    def rowCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self._found)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> str | None:
        if role not in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return None
        found = self.found(index)
        said = (found.patient.name, identifiers(found.patient, self.today), found.last, found.due)
        return ", ".join(filter(None, said))


class PatientDelegate(QStyledItemDelegate):
    """Paints a row: the two identifiers on the left, the last treatment and the next one on the right."""

    def __init__(self, theme: Theme, model: PatientModel) -> None:
        super().__init__(model)
        self._theme, self._model = theme, model

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(300, self._theme.px(72, 60))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        painter.save()
        theme, rect = self._theme, QRectF(option.rect)
        if option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(rect, theme.colour("act_tint"))
            painter.fillRect(QRectF(rect.left(), rect.top(), 3, rect.height()), theme.colour("act"))
        painter.fillRect(QRectF(rect.left(), rect.bottom() - 1, rect.width(), 1), theme.colour("line"))
        inner = rect.adjusted(theme.px(16, 12), 0, -theme.px(16, 12), 0)
        found = self._model.found(index)
        strong, small = theme.font("base-strong"), theme.font("small")
        due = found.due or found.last
        colour = "bad" if found.overdue else "t1" if found.due else "t2"
        right = self._words(painter, inner, due, theme.font("small-strong"), colour, Qt.AlignmentFlag.AlignRight, 0)
        left = inner.adjusted(0, 0, -right, 0)
        self._words(painter, left, found.patient.name, strong, "t1", Qt.AlignmentFlag.AlignLeft, 0)
        below = found.last if found.due else ""
        right = self._words(painter, inner, below, small, "t2", Qt.AlignmentFlag.AlignRight, 1)
        left = inner.adjusted(0, 0, -right, 0)
        named = identifiers(found.patient, self._model.today)
        self._words(painter, left, named, small, "t2", Qt.AlignmentFlag.AlignLeft, 1)
        painter.restore()

    def _words(
        self,
        painter: QPainter,
        rect: QRectF,
        text: str,
        font: QFont,
        colour: str,
        aside: Qt.AlignmentFlag,
        line: int,
    ) -> float:
        """One of the two lines, shortened where it must be; returns the width that it takes with a gap."""
        if not text:
            return 0.0
        painter.setFont(font)
        painter.setPen(self._theme.colour(colour))
        half = rect.height() / 2
        place = QRectF(rect.left(), rect.top() + line * (half + 1), rect.width(), half - 1)
        upright = Qt.AlignmentFlag.AlignTop if line else Qt.AlignmentFlag.AlignBottom
        shown = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, int(rect.width()))
        painter.drawText(place, int(upright | aside), shown)
        return painter.fontMetrics().horizontalAdvance(shown) + 14.0


class PatientFinder(Section):
    """Search line, rows, and the way to a new patient. Nothing is searched before `set_find`."""

    chosen = Signal(object)
    """A FoundPatient."""
    new_asked = Signal(str)
    """With what was typed."""

    def __init__(self, theme: Theme, *, today: date, parent: QWidget | None = None) -> None:
        super().__init__(theme, "Patient", parent=parent)
        self._find: FindPatients | None = None
        head = QHBoxLayout()
        head.setSpacing(10)
        self.search = QLineEdit(self)
        self.search.setObjectName("find-patient")
        self.search.setAccessibleName(f"Find a patient: {SEARCH_FOR}")
        self.search.setPlaceholderText(SEARCH_FOR)
        self.search.setClearButtonEnabled(True)
        self.search.setMaxLength(200)
        self.search.textChanged.connect(self.refresh)
        self.search.returnPressed.connect(self._on_entered)
        self.search.installEventFilter(self)
        head.addWidget(self.search, 1)
        self.new = Button(theme, "New patient", icon="plus", parent=self)
        self.new.setObjectName("new-patient")
        self.new.clicked.connect(self._on_new)
        head.addWidget(self.new)
        self.body.addLayout(head)
        self.said = Text(theme, "small", colour="t2", wrap=True, parent=self)
        self.said.setObjectName("found-patients")
        self.body.addWidget(self.said)
        self.model = PatientModel(today, self)
        self.list = self._list()
        self.body.addWidget(self.list, 1)
        theme.changed.connect(self._dress)
        self._dress()
        self.refresh()

    def _list(self) -> QListView:
        view = QListView(self)
        view.setObjectName("patients")
        view.setAccessibleName("Patients")
        view.setModel(self.model)
        view.setItemDelegate(PatientDelegate(self.theme, self.model))
        view.setFrameShape(QFrame.Shape.NoFrame)
        view.setStyleSheet("QListView { background: transparent; }")
        view.setUniformItemSizes(True)
        view.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        view.clicked.connect(self._on_row)
        view.installEventFilter(self)
        return view

    def _dress(self) -> None:
        self.search.setFont(self.theme.font("body"))
        self.search.setFixedHeight(self.theme.px(52, 48))
        self.list.doItemsLayout()

    def set_find(self, find: FindPatients) -> None:
        self._find = find
        self.refresh()

    def refresh(self) -> None:
        typed = self.search.text().strip()
        found = self._find(typed) if self._find else ()
        self.model.set_found(found)
        self.list.setVisible(bool(found))
        if typed and found:
            self.list.setCurrentIndex(self.model.index(0))
        self.said.setText(self._words(typed, found))
        self.said.setVisible(bool(self.said.text()))

    def _words(self, typed: str, found: Sequence[FoundPatient]) -> str:
        if found:
            return "" if typed else "Expected, or treated last"
        return f"Nobody is found by “{typed}”." if typed and self._find else NOBODY_YET if self._find else ""

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Arrows lead from the line into the rows and back; Enter on a row chooses it."""
        if isinstance(event, QKeyEvent) and event.type() is QEvent.Type.KeyPress:
            key = event.key()
            if watched is self.search and key == Qt.Key.Key_Down and self.model.rowCount():
                self._enter_rows()
                return True
            if watched is self.list and key == Qt.Key.Key_Up and self.list.currentIndex().row() <= 0:
                self.search.setFocus(Qt.FocusReason.TabFocusReason)
                return True
            if watched is self.list and key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
                self._on_row(self.list.currentIndex())
                return True
        return super().eventFilter(watched, event)

    def _enter_rows(self) -> None:
        if self.list.currentIndex().row() < 0:
            self.list.setCurrentIndex(self.model.index(0))
        self.list.setFocus(Qt.FocusReason.TabFocusReason)

    def _on_entered(self) -> None:
        """The only one is meant; of several one has to be pointed at."""
        if self.model.rowCount() == 1:
            self._on_row(self.model.index(0))
        elif self.model.rowCount():
            self._enter_rows()
        elif self.search.text().strip():
            self._on_new()

    def _on_row(self, index: Index) -> None:
        if index.isValid():
            self.chosen.emit(self.model.found(index))

    def _on_new(self) -> None:
        self.new_asked.emit(self.search.text().strip())
