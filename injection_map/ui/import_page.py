"""Take in records from an export, or patients from a table: everything is shown before anything is written."""

from __future__ import annotations

from enum import StrEnum

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QApplication, QFrame, QHBoxLayout, QVBoxLayout, QWidget

from injection_map.domain import words
from injection_map.domain.checks import Finding, Level
from injection_map.domain.imports import Fate, Tally
from injection_map.domain.patient_csv import DateOrder
from injection_map.ui.controls import Button, Card, Segments, Text
from injection_map.ui.fields import Message, breakable
from injection_map.ui.import_preview import Preview, PreviewList
from injection_map.ui.page import Page
from injection_map.ui.progress_line import ProgressLine
from injection_map.ui.responsible_form import ResponsibleForm
from injection_map.ui.sections import GUTTER, Section, roomy
from injection_map.ui.signers import NOBODY, Signers
from injection_map.ui.theme import Theme


class Kind(StrEnum):
    RECORDS = "records"
    PATIENTS = "patients"


_TEXTS = {
    Kind.RECORDS: (
        "An export of Injection Map: JSON lines (.jsonl). Each record is proven by its own chain, and comes whole or "
        "not at all. Records that are here are never changed."
    ),
    Kind.PATIENTS: (
        "A table (CSV) whose first line names its columns: name, born and number; allergies and notes if there are "
        "any. Whoever is like somebody in the list is left out until you tick them."
    ),
}
_ORDERS = ((DateOrder.UNKNOWN, "Not said"), (DateOrder.DAY_FIRST, "Day first"), (DateOrder.MONTH_FIRST, "Month first"))
_NOTHING_YET = "Choose a file. It is only looked at: nothing is written before you say so."
_LOOKING = "It is only looked at: nothing is written before you say so."
_WRITING = "What is imported is whole at every moment."


class ImportPage(Page):
    """Constructor in, signals out. While something is read or written, only that can be stopped."""

    file_asked = Signal(object)
    """The Kind of file that is to be looked at."""
    sample_asked = Signal()
    order_chosen = Signal(object)
    """A DateOrder: the file is to be read in it."""
    import_asked = Signal(object)
    """A Responsible."""
    stop_asked = Signal()
    back_asked = Signal()

    def __init__(
        self, theme: Theme, *, signers: Signers = NOBODY, who: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._preview: Preview | None = None
        self.setObjectName("import-page")
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        box.addWidget(self._bar())
        columns = QHBoxLayout()
        roomy(theme, columns, spacing=(12, 8), margins=GUTTER)
        side = QVBoxLayout()
        roomy(theme, side, spacing=(12, 8))
        side.addWidget(self._file_card())
        side.addWidget(self._write_card(signers, who))
        side.addStretch(1)
        columns.addLayout(side)
        columns.addWidget(self._preview_card(), 1)
        box.addLayout(columns, 1)
        theme.changed.connect(self._restyle)
        self._restyle()
        self._on_kind(0)

    def first_focus(self) -> QWidget:
        return self.file

    @property
    def kind(self) -> Kind:
        return tuple(Kind)[max(self.kinds.index, 0)]

    @property
    def order(self) -> DateOrder:
        return _ORDERS[max(self.orders.index, 0)][0]

    # --- what the window tells the page -----------------------------------------------------------------------

    def say_working(self, step: str, done: int, of: int) -> None:
        """Something is under way."""
        self._set_working(True)
        self.title.setText(_WRITING if step == "Importing" else _LOOKING)
        self.progress.say(step, done, of)

    def show_preview(self, name: str, preview: Preview, *, unused: str = "") -> None:
        """What a file of this name would do; `unused` tells what of it is not taken at all."""
        self._preview = preview
        self._set_working(False)
        self.title.setText(name)
        self.unused.setText(unused)
        self.unused.setVisible(bool(unused))
        self._message.hide()
        wrong = preview.tally.refused
        self.filter.choose(0)
        self.filter.part(1).setEnabled(wrong > 0)
        self._show_rows()

    def say_done(self, sentence: str) -> None:
        """It was imported, or stopped: the file is to be chosen anew."""
        self.clear()
        self.title.setText(sentence)

    def say_fault(self, sentence: str) -> None:
        """Why nothing can be shown, or what ended it."""
        self.clear()
        self._message.say(Finding("import", Level.ERROR, breakable(sentence)), "")
        self._message.show()

    def clear(self) -> None:
        """Nothing was chosen."""
        self._preview = None
        self._set_working(False)
        self.title.setText(_NOTHING_YET)
        self.unused.hide()
        self._message.hide()
        self._show_rows()

    # --- building ---------------------------------------------------------------------------------------------

    def _bar(self) -> QFrame:
        self._top = QFrame()
        self._top.setProperty("role", "bar")
        row = QHBoxLayout(self._top)
        row.setContentsMargins(20, 0, 14, 0)
        row.addWidget(Text(self._theme, "person", "Import"), 1)
        self.back = Button(self._theme, "Records", kind="quiet", icon="chevron-left")
        self.back.setObjectName("back")
        self.back.clicked.connect(self.back_asked)
        row.addWidget(self.back)
        return self._top

    def _file_card(self) -> Section:
        theme = self._theme
        card = self._file = Section(theme, "What is to come in")
        self.kinds = Segments(theme, [("Records", None), ("Patients", None)], ticks=True)
        self.kinds.choose(0)
        self.kinds.chosen.connect(self._on_kind)
        self._text = Text(theme, "small", colour="t2", wrap=True)
        self._order_label = Text(theme, "label", "Which figure of 03/04/1980 comes first", colour="t2", wrap=True)
        self.orders = Segments(theme, [(text, None) for _, text in _ORDERS], ticks=True)
        self.orders.choose(0)
        self.orders.chosen.connect(self._on_order)
        self.file = Button(theme, "Choose a file", kind="primary", icon="file")
        self.file.setObjectName("choose-file")
        self.file.clicked.connect(self._on_file)
        self.sample = Button(theme, "Save a sample table", icon="disk")
        self.sample.setObjectName("save-sample")
        self.sample.clicked.connect(self.sample_asked)
        for segments, name in ((self.kinds, "kind"), (self.orders, "order")):
            for number, part in enumerate(segments.parts):
                part.setObjectName(f"{name}-{number}")
        for widget in (self.kinds, self._text, self._order_label, self.orders, self.file, self.sample):
            card.body.addWidget(widget)
        return card

    def _write_card(self, signers: Signers, who: str) -> Section:
        card = self._write = Section(self._theme, "Take it in")
        self.form = ResponsibleForm(self._theme, signers, name="import", by=who)
        self.form.entered.connect(self._on_import)
        self.main = Button(self._theme, "Import", kind="primary", icon="disk", height_px=(64, 56))
        self.main.setObjectName("import")
        self.main.clicked.connect(self._on_import)
        card.body.addWidget(self.form)
        card.body.addWidget(self.main)
        return card

    def _preview_card(self) -> Card:
        theme = self._theme
        card = Card()
        box = QVBoxLayout(card)
        box.setContentsMargins(1, 14, 1, 8)
        box.setSpacing(0)
        head = QVBoxLayout()
        roomy(theme, head, spacing=(10, 8), margins=((18, 14), (0, 0), (18, 14), (10, 8)))
        self.title = Text(theme, "base-strong", _NOTHING_YET, wrap=True)
        self.title.setObjectName("import-title")
        self.unused = Text(theme, "small", colour="t2", wrap=True)
        self._message = Message(theme)
        self._message.setObjectName("import-fault")
        self.progress = ProgressLine(theme)
        self.stop = Button(theme, "Stop", icon="close")
        self.stop.setObjectName("stop")
        self.stop.clicked.connect(self.stop_asked)
        self.filter = Segments(theme, [("Everything", None), ("Only what is wrong", None)], ticks=True)
        self.filter.chosen.connect(self._on_filter)
        for number, part in enumerate(self.filter.parts):
            part.setObjectName(f"filter-{number}")
        self.counts = Text(theme, "small-strong", wrap=True)
        self.counts.setObjectName("counts")
        under_way = QHBoxLayout()
        under_way.addWidget(self.progress, 1)
        under_way.addWidget(self.stop)
        for widget in (self.title, self.unused, self._message):
            head.addWidget(widget)
        head.addLayout(under_way)
        head.addWidget(self.filter)
        head.addWidget(self.counts)
        box.addLayout(head)
        self.list = PreviewList(theme)
        self.list.chosen.connect(self._say_counts)
        self.list.looked_at.connect(self._on_looked_at)
        box.addWidget(self.list, 1)
        self.whole = Text(theme, "small", wrap=True)
        self.whole.setObjectName("row-said")
        self.whole.setContentsMargins(16, 10, 16, 4)
        self.whole.hide()
        box.addWidget(self.whole)
        self._below = QWidget()
        box.addWidget(self._below, 1)
        self.stop.hide()
        self.unused.hide()
        self._message.hide()
        return card

    # --- what is shown ----------------------------------------------------------------------------------------

    def _show_rows(self) -> None:
        preview = self._preview
        there = preview is not None and preview.tally.rows > 0
        self.list.rows.show_rows(preview, only_wrong=self.filter.index == 1)
        self.list.setVisible(there)
        self._below.setVisible(not there)
        self.filter.setVisible(there)
        self._say_counts()

    def _say_counts(self) -> None:
        preview = self._preview
        self.counts.setVisible(preview is not None)
        self._write.setVisible(_takes_anything(preview))
        if preview is not None:
            self.counts.setText(count_words(preview.tally, self.kind))
            self.main.setText(button_words(preview.taken, preview.tally.refused, self.kind, preview.beside))
            self.main.setAccessibleName(self.main.text())
            self.main.updateGeometry()

    def _set_working(self, working: bool) -> None:
        self.progress.setVisible(working)
        self.stop.setVisible(working)
        self.stop.setEnabled(True)
        for widget in (self._file, self._write, self.back, self.filter):
            widget.setEnabled(not working)
        if working:  # its rows are read where the work is done
            self.list.hide()
            self._below.show()
        elif self.isVisible() and QApplication.focusWidget() is None:
            self.first_focus().setFocus()  # what had it could not be used meanwhile

    def _restyle(self) -> None:
        self._top.setFixedHeight(self._theme.px(84, 66))
        for card in (self._file, self._write):
            card.setFixedWidth(self._theme.px(470, 390))

    # --- what the user does -----------------------------------------------------------------------------------

    def _on_kind(self, _: int) -> None:
        is_table = self.kind is Kind.PATIENTS
        self._text.setText(_TEXTS[self.kind])
        for widget in (self._order_label, self.orders, self.sample):
            widget.setVisible(is_table)
        self.clear()

    def _on_order(self, _: int) -> None:
        if self._preview is not None:
            self.order_chosen.emit(self.order)

    def _on_file(self) -> None:
        self.file_asked.emit(self.kind)

    def _on_filter(self, _: int) -> None:
        self._show_rows()

    def _on_looked_at(self, sentence: str) -> None:
        """What a row has no room for."""
        self.whole.setText(breakable(sentence))
        self.whole.setVisible(bool(sentence))

    def _on_import(self) -> None:
        if _takes_anything(self._preview) and (answer := self.form.answer()) is not None:
            self.import_asked.emit(answer)


def count_words(tally: Tally, kind: Kind) -> str:
    """31 records: 28 new, 2 already here, 1 refused."""
    what = words.count(tally.rows, str(kind)[:-1])
    parts = ((tally.new, Fate.NEW), (tally.here, Fate.HERE), (tally.refused, "refused"))
    shown = ", ".join(f"{number} {word}" for number, word in parts if number)
    return f"{what}: {shown}." if shown else f"There are no {kind} in this file."


def _takes_anything(preview: Preview | None) -> bool:
    return preview is not None and preview.taken + preview.beside > 0


def button_words(taken: int, refused: int, kind: Kind, beside: int = 0) -> str:
    """Import 28 records, leave out 1; import 3 patients where an export has no new record but new patients"""
    text = f"Import {words.count(taken, str(kind)[:-1]) if taken else words.count(beside, 'patient')}"
    return f"{text}, leave out {refused}" if refused else text
