"""The patients of the house, found while typing: one tap on a row chooses."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QWidget

from injection_map.domain.checks import clean_line
from injection_map.domain.errors import StoreError
from injection_map.ui.controls import Button, Text
from injection_map.ui.fields import MOST_TYPED
from injection_map.ui.patient_list import FoundPatient, PatientList, PatientModel
from injection_map.ui.sections import Section
from injection_map.ui.theme import Theme

SEARCH_FOR = "Name, number or date of birth"
NOBODY_YET = "No patients yet. The first one is entered as “New patient”."
_MOST_QUOTED = 40

FindPatients = Callable[[str], Sequence[FoundPatient]]
"""Those whom a text finds; for an empty one, those who are expected. May raise a StoreError."""


class PatientFinder(Section):
    """Search line, rows, and the way to a new patient. Nothing is searched before `set_find`."""

    chosen = Signal(object)
    """A FoundPatient."""
    details_asked = Signal(object)
    """A FoundPatient, whose own page is wanted."""
    new_asked = Signal(str)
    """With what was typed."""
    changed = Signal()
    """Something else is searched for."""

    def __init__(self, theme: Theme, *, today: date, parent: QWidget | None = None) -> None:
        super().__init__(theme, "Patient", parent=parent)
        self._find: FindPatients | None = None
        self._fault = ""
        head = QHBoxLayout()
        head.setSpacing(10)
        self.search = QLineEdit(self)
        self.search.setObjectName("find-patient")
        self.search.setAccessibleName(f"Find a patient: {SEARCH_FOR}")
        self.search.setPlaceholderText(SEARCH_FOR)
        self.search.setClearButtonEnabled(True)
        self.search.setMaxLength(MOST_TYPED)
        self.search.textChanged.connect(self._on_typed)
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
        self.list = PatientList(theme, self.model, self)
        self.list.chosen.connect(self.chosen)
        self.list.details_asked.connect(self.details_asked)
        self.list.left_upwards.connect(self._on_left_upwards)
        self.body.addWidget(self.list, 1)
        self.body.addStretch(0)
        theme.changed.connect(self._dress)
        self._dress()
        self.refresh()

    def _dress(self) -> None:
        self.search.setFont(self.theme.font("body"))
        self.search.setFixedHeight(self.theme.px(52, 48))
        self.list.doItemsLayout()

    def set_find(self, find: FindPatients) -> None:
        self._find = find
        self.refresh()

    def set_today(self, today: date) -> None:
        """A new day: other ages, and others are expected."""
        self.model.today = today
        self.refresh()

    def refresh(self) -> None:
        """Look again for what is typed. A list that cannot be read is said, and empty."""
        typed = self.search.text().strip()
        found: Sequence[FoundPatient] = ()
        self._fault = ""
        try:
            found = self._find(typed) if self._find else ()
        except StoreError as error:
            self._fault = f"The patients cannot be looked up now. {error}"
        self.model.set_found(found)
        self.list.setVisible(bool(found))
        if typed and found:
            self.list.setCurrentIndex(self.model.index(0))
        self.said.setText(self._fault or self._words(typed, found))
        self.said.set_colour("bad" if self._fault else "t2")
        self.said.setVisible(bool(self.said.text()))

    def _words(self, typed: str, found: Sequence[FoundPatient]) -> str:
        if found:
            return "" if typed else "Expected, or treated last"
        if self._find is None:
            return "The records are being opened." if typed else ""
        return f"Nobody is found by “{_quoted(typed)}”." if typed else NOBODY_YET

    def _on_typed(self) -> None:
        self.refresh()
        self.changed.emit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Down leads from the line into the rows, F2 shows the patient of the marked row."""
        if isinstance(event, QKeyEvent) and event.type() is QEvent.Type.KeyPress and self.model.rowCount():
            if event.key() == Qt.Key.Key_Down:
                self._enter_rows()
                return True
            if event.key() == Qt.Key.Key_F2:
                self.list.ask_details(self.list.currentIndex())
                return True
        return super().eventFilter(watched, event)

    def _enter_rows(self) -> None:
        if self.list.currentIndex().row() < 0:
            self.list.setCurrentIndex(self.model.index(0))
        self.list.setFocus(Qt.FocusReason.TabFocusReason)

    def _on_left_upwards(self) -> None:
        self.search.setFocus(Qt.FocusReason.TabFocusReason)

    def _on_entered(self) -> None:
        """The only one is meant; of several one has to be pointed at. Only who is looked for and not there is new."""
        if self.model.rowCount() == 1:
            self.chosen.emit(self.model.found(self.model.index(0)))
        elif self.model.rowCount():
            self._enter_rows()
        elif self.search.text().strip() and self._find and not self._fault:
            self._on_new()

    def _on_new(self) -> None:
        self.new_asked.emit(self.search.text().strip())


def _quoted(typed: str) -> str:
    """What was typed in one short line, without marks that would turn the sentence round it."""
    shown = "".join(letter for letter in clean_line(typed) if letter.isprintable())
    return shown if len(shown) <= _MOST_QUOTED else f"{shown[:_MOST_QUOTED]}…"
