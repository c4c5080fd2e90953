"""The list of patients: a tap on a row chooses, its right end leads to the patient's own page."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QPoint,
    QPointF,
    QRectF,
    QSize,
    Qt,
    QTimer,
    Signal,
)
from PySide6.QtGui import QContextMenuEvent, QFont, QFontMetrics, QHideEvent, QKeyEvent, QMouseEvent, QPainter
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QListView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from injection_map.domain import words
from injection_map.domain.search import name_key
from injection_map.ui.controls import has_slipped
from injection_map.ui.theme import Theme

if TYPE_CHECKING:
    from injection_map.domain.events import Patient

DETAILS_PX = 56
"""The right end of a row, which leads to the patient's own page."""
SAME_NAME = "Same name"
_GAP_PX = 14

Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True, slots=True)
class FoundPatient:
    """A patient in a list. `last` is the last treatment in words; `due` the next one, `overdue` when it has passed."""

    patient: Patient
    last: str = ""
    due: str = ""
    overdue: bool = False


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
        self._names: Counter[str] = Counter()

    def set_found(self, found: Sequence[FoundPatient]) -> None:
        self.beginResetModel()
        self._found = tuple(found)
        self._names = Counter(name_key(row.patient.name) for row in self._found)
        self.endResetModel()

    def found(self, index: Index) -> FoundPatient:
        return self._found[index.row()]

    def has_namesake(self, index: Index) -> bool:
        """Whether another row has the same name, however it is written."""
        return self._names[name_key(self.found(index).patient.name)] > 1

    def rowCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self._found)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> str | None:
        if role not in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return None
        found = self.found(index)
        namesake = f"{SAME_NAME} as another" if self.has_namesake(index) else ""
        said = (found.patient.name, namesake, identifiers(found.patient, self.today), found.last, found.due)
        return ", ".join(filter(None, said))


class PatientDelegate(QStyledItemDelegate):
    """Paints a row: the two identifiers on the left, the treatments beside them, at the right end the way on."""

    def __init__(self, theme: Theme, model: PatientModel) -> None:
        super().__init__(model)
        self._theme, self._model = theme, model

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        theme = self._theme
        lines = sum(QFontMetrics(theme.font(role)).height() for role in ("base-strong", "small"))
        return QSize(300, max(theme.px(72, 60), lines + 14))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        from PySide6.QtWidgets import QStyle  # its many enums would hold up the first frame, which has no rows

        painter.save()
        theme, rect = self._theme, QRectF(option.rect)
        if option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(rect, theme.colour("act_tint"))
            painter.fillRect(QRectF(rect.left(), rect.top(), 3, rect.height()), theme.colour("act"))
        painter.fillRect(QRectF(rect.left(), rect.bottom() - 1, rect.width(), 1), theme.colour("line"))
        self._paint_way_on(painter, QRectF(rect.right() - DETAILS_PX, rect.top(), DETAILS_PX, rect.height() - 1))
        inner = rect.adjusted(theme.px(16, 12), 0, -DETAILS_PX - theme.px(16, 12), 0)
        if self._model.has_namesake(index):
            sign = QRectF(inner.left(), inner.center().y() - 12, 24, 24)
            theme.icons.paint(painter, "caution", sign, theme.colour("warn_edge"))
            inner.setLeft(sign.right() + 12)
        self._paint_patient(painter, inner, index)
        painter.restore()

    def _paint_way_on(self, painter: QPainter, rect: QRectF) -> None:
        theme = self._theme
        painter.fillRect(QRectF(rect.left(), rect.top() + 12, 1, rect.height() - 24), theme.colour("line"))
        sign = QRectF(rect.center().x() - 11, rect.center().y() - 11, 22, 22)
        theme.icons.paint(painter, "chevron-right", sign, theme.colour("t2"))

    def _paint_patient(self, painter: QPainter, rect: QRectF, index: Index) -> None:
        """The name may be shortened, the date of birth and the number may not: what is beside them gives way."""
        theme, found = self._theme, self._model.found(index)
        small, strong = theme.font("small", tabular=False), theme.font("small-strong", tabular=False)
        upper, lower = _halves(rect)
        colour = "bad" if found.overdue else "t1" if found.due else "t2"
        aside = self._at_right(painter, upper, found.due or found.last, strong if found.due else small, colour)
        self._at_left(painter, upper.adjusted(0, 0, -aside, 0), found.patient.name, theme.font("base-strong"), "t1")
        left = lower
        if self._model.has_namesake(index):
            left = lower.adjusted(self._at_left(painter, lower, SAME_NAME, strong, "t1"), 0, 0, 0)
        named = identifiers(found.patient, self._model.today)
        taken = self._at_left(painter, left, named, small, "t2")
        self._at_right(painter, left.adjusted(taken, 0, 0, 0), found.last if found.due else "", small, "t2")

    def _at_left(self, painter: QPainter, rect: QRectF, text: str, font: QFont, colour: str) -> float:
        """Shortened where it must be; returns the width that it takes, with a gap."""
        painter.setFont(font)
        painter.setPen(self._theme.colour(colour))
        shown = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, int(rect.width()))
        painter.drawText(rect, int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter), shown)
        return painter.fontMetrics().horizontalAdvance(shown) + float(_GAP_PX)

    def _at_right(self, painter: QPainter, rect: QRectF, text: str, font: QFont, colour: str) -> float:
        """Whole or not at all: part of a date or a dose says something else."""
        painter.setFont(font)
        width = painter.fontMetrics().horizontalAdvance(text)
        if not text or width > rect.width():
            return 0.0
        painter.setPen(self._theme.colour(colour))
        painter.drawText(rect, int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter), text)
        return width + float(_GAP_PX)


def _halves(rect: QRectF) -> tuple[QRectF, QRectF]:
    """The two lines of a row."""
    middle, half = rect.center().y() - 1, rect.height() / 2 - 7
    return QRectF(rect.left(), middle - half, rect.width(), half), QRectF(rect.left(), middle, rect.width(), half)


class PatientList(QListView):
    """A tap chooses a row; its right end, a right click, a long press or F2 shows the patient. A drag scrolls."""

    chosen = Signal(object)
    """A FoundPatient, to be treated."""
    details_asked = Signal(object)
    """A FoundPatient, to be looked at."""
    left_upwards = Signal()
    """The Up key in the first row."""

    def __init__(self, theme: Theme, model: PatientModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows = model
        self._pressed: tuple[QPointF, Index, int] | None = None
        self._dragged = False
        self.setObjectName("patients")
        self.setAccessibleName("Patients")
        self.setAccessibleDescription("Enter begins the visit, F2 shows the patient")
        self.setModel(model)
        self.setItemDelegate(PatientDelegate(theme, model))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setStyleSheet("QListView { background: transparent; }")
        self.setUniformItemSizes(True)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.hold = QTimer(self, singleShot=True)
        self.hold.setInterval(QApplication.styleHints().mousePressAndHoldInterval())
        self.hold.timeout.connect(self._on_held)
        model.modelReset.connect(self._let_go)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        index = self.indexAt(event.position().toPoint())
        if event.button() is Qt.MouseButton.LeftButton:
            self._dragged = False
            self._pressed = event.position(), QPersistentModelIndex(index), self.verticalScrollBar().value()
            if index.isValid():
                self.setCurrentIndex(index)
                self.hold.start()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._pressed is None:
            return
        pressed_at, _, scrolled = self._pressed
        if self._dragged or has_slipped(pressed_at, event.position()):
            self._dragged = True
            self.hold.stop()
            self.verticalScrollBar().setValue(scrolled - round(event.position().y() - pressed_at.y()))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        pressed, dragged = self._pressed, self._dragged
        self._let_go()
        if event.button() is not Qt.MouseButton.LeftButton or pressed is None or dragged:
            return
        pressed_at, index, _ = pressed
        here = event.position().toPoint()
        if not index.isValid() or self.indexAt(here) != index or has_slipped(pressed_at, event.position()):
            return
        if self.is_way_on(pressed_at.toPoint()) != self.is_way_on(here):
            return
        (self.details_asked if self.is_way_on(here) else self.chosen).emit(self._rows.found(index))

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """The second press of two is one like the first."""
        self.mousePressEvent(event)

    def hideEvent(self, event: QHideEvent) -> None:
        self._let_go()
        super().hideEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        by_key = event.reason() is QContextMenuEvent.Reason.Keyboard
        self.ask_details(self.currentIndex() if by_key else self.indexAt(event.pos()))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, current = event.key(), self.currentIndex()
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            if current.isValid() and not event.isAutoRepeat():
                self.chosen.emit(self._rows.found(current))
        elif key == Qt.Key.Key_F2:
            self.ask_details(current)
        elif key == Qt.Key.Key_Up and current.row() <= 0:
            self.left_upwards.emit()
        elif key == Qt.Key.Key_Escape:
            event.ignore()
        else:
            super().keyPressEvent(event)

    def ask_details(self, index: Index) -> None:
        self._let_go()
        if index.isValid():
            self.details_asked.emit(self._rows.found(index))

    def is_way_on(self, place: QPoint) -> bool:
        """Whether a place of the viewport is the right end of a row."""
        return place.x() >= self.viewport().width() - DETAILS_PX

    def _on_held(self) -> None:
        if self._pressed is not None:
            self.ask_details(self._pressed[1])

    def _let_go(self) -> None:
        """What was pressed is pressed no more: the rows under the finger are other ones, perhaps."""
        self.hold.stop()
        self._pressed, self._dragged = None, False
