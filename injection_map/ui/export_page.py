"""Write many records out at once: which, in what format, and how far it is."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QApplication, QHBoxLayout, QWidget

from injection_map.domain import words
from injection_map.domain.checks import Finding, Level
from injection_map.ui.card_page import CardPage
from injection_map.ui.controls import Button, Segments, Text
from injection_map.ui.fields import Message, breakable
from injection_map.ui.progress_line import ProgressLine
from injection_map.ui.theme import Theme

LINES = "jsonl"
FORMATS = (("pdf", "PDF"), ("text", "Note"), ("csv", "CSV"), ("json", "JSON"), ("fhir", "FHIR"), (LINES, "JSON lines"))
"""The names of `report.formats` that make sense for many records, and what they are called."""

_TEXT = (
    "What is written is not encrypted: put it where patients’ data may be. Files are named by the record’s id, and "
    "never after a patient."
)
_INTO = {
    True: "All into one file, which Injection Map can import again.",
    False: "A file for each record, in a new folder. The folder gets its name when all are there.",
}


class ExportPage(CardPage):
    """`chosen` records are those that were selected, `found` all that the list finds: without any chosen, all are."""

    asked = Signal(bool, str)
    """Whether all that were found are wanted, or those that were selected; and the name of the format."""
    stop_asked = Signal()
    back_asked = Signal()

    def __init__(self, theme: Theme, *, chosen: int, found: str) -> None:
        """`found` is how many were found, in words."""
        super().__init__(theme, icon="file", title="Export records", text=_TEXT, width_px=760)
        self.setObjectName("export-page")
        which = [(f"{words.count(chosen, 'record')} selected", None), (f"All {found}", None)]
        self.which = self._segments(which, "which")
        self.formats = self._segments([(title, None) for _, title in FORMATS], "format")
        self.which.part(0).setVisible(chosen > 0)
        self.which.choose(0 if chosen > 1 else 1)
        self.formats.choose(0)
        self.formats.chosen.connect(self._on_format)
        self._into = Text(theme, "base", colour="t2", wrap=True)
        self.message = Message(theme)
        self.message.setObjectName("export-said")
        self.progress = ProgressLine(theme)
        self.main = self.big("Export", "export", icon="disk")
        self.main.clicked.connect(self._on_main)
        self.stop = Button(theme, "Stop", icon="close", height_px=(84, 76))
        self.stop.setObjectName("stop")
        self.stop.clicked.connect(self.stop_asked)
        self.back = Button(theme, "Records", kind="quiet", icon="chevron-left", height_px=(84, 76))
        self.back.setObjectName("export-back")
        self.back.clicked.connect(self.back_asked)
        row = QHBoxLayout()
        row.addWidget(self.back)
        row.addWidget(self.stop)
        row.addWidget(self.main, 1)
        for widget in (self.which, self.formats, self._into, self.progress, self.message):
            self.body.addWidget(widget)
        self.body.addSpacing(8)
        self.body.addLayout(row)
        self.message.hide()
        self._on_format(0)
        self._set_working(False)

    def first_focus(self) -> QWidget:
        return self.main

    @property
    def format(self) -> str:
        return FORMATS[max(self.formats.index, 0)][0]

    def say_working(self, step: str, done: int, of: int) -> None:
        self._set_working(True)
        self.message.hide()
        self.progress.say(step, done, of)

    def say_done(self, sentence: str) -> None:
        self._set_working(False)
        self.message.say(None, breakable(sentence))
        self.message.show()

    def say_fault(self, sentence: str) -> None:
        self._set_working(False)
        self.message.say(Finding("export", Level.ERROR, breakable(sentence)), "")
        self.message.show()

    def _segments(self, options: Sequence[tuple[str, None]], name: str) -> Segments:
        segments = Segments(self.theme, [*options], ticks=True)
        for number, part in enumerate(segments.parts):
            part.setObjectName(f"{name}-{number}")
        return segments

    def _set_working(self, working: bool) -> None:
        self.progress.setVisible(working)
        self.stop.setVisible(working)
        for widget in (self.main, self.back):
            widget.setVisible(not working)
        for segments in (self.which, self.formats):
            segments.setEnabled(not working)
        if not working and self.isVisible() and QApplication.focusWidget() is None:
            self.first_focus().setFocus()  # what had it could not be used meanwhile

    def _on_format(self, _: int) -> None:
        self._into.setText(_INTO[self.format == LINES])

    def _on_main(self) -> None:
        self.asked.emit(self.which.index == 1, self.format)
