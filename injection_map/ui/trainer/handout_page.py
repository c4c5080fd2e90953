"""The protocol map to be handed out: what is to be on it, its pages as they will be, and the ways out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from injection_map.domain import words
from injection_map.domain.checks import Finding, Level
from injection_map.domain.protocol import Protocol
from injection_map.report.handout import HandoutPrint
from injection_map.report.handout_choice import HandoutChoice, HandoutKind, HandoutLayout, Medium
from injection_map.ui.controls import Button, Segments, Text
from injection_map.ui.fields import Message
from injection_map.ui.page import Page
from injection_map.ui.print_preview import AskPrinter, PagePicture, ask_printer, print_out, turn_pages
from injection_map.ui.protocol_picker import BrokenFile, ProtocolPicker
from injection_map.ui.sections import GUTTER, Overflow, Section, roomy
from injection_map.ui.theme import Theme
from injection_map.ui.trainer.top_bar import TopBar

_KINDS = (HandoutKind.BLANK, HandoutKind.SITES, HandoutKind.MEASURES)
_LAYOUTS = (HandoutLayout.MUSCLE, HandoutLayout.ALL)
_MEDIA = (Medium.A4, Medium.LETTER, Medium.PROJECTOR)
_KIND_WORDS = {
    HandoutKind.BLANK: "The drawings alone, with lines for name and date: the class draws the sites.",
    HandoutKind.SITES: "Every site with its name and units, the technique and the cautions.",
    HandoutKind.MEASURES: "The sites, and the way to each: its landmark, direction and measure.",
}
_LAYOUT_WORDS = {
    HandoutLayout.MUSCLE: "A page for each muscle.",
    HandoutLayout.ALL: "The whole map on one page; what is to be read follows.",
}
_PRINTED = "Handed to the printer."
_NOT_PRINTED = "The printer did not take it. Choose another printer, or save it as PDF."
_SIDE_PX = (440, 372)
_UPRIGHT_PX, _SLIDE_PX = (1000, 740), (1360, 740)


@dataclass(frozen=True, slots=True)
class HandoutWish:
    protocol: Protocol
    choice: HandoutChoice


class HandoutPage(Page):
    """What is chosen is laid out by the program, which answers with `show_pages` or `say_fault`."""

    wished = Signal(object)
    """A HandoutWish: something else was chosen."""
    pdf_asked = Signal()
    png_asked = Signal()
    back_asked = Signal()

    def __init__(
        self,
        theme: Theme,
        *,
        protocols: Sequence[Protocol],
        broken: Sequence[BrokenFile] = (),
        paper: Medium = Medium.A4,
        ask: AskPrinter = ask_printer,
        parent: QWidget | None = None,
    ) -> None:
        """`paper` is chosen at first."""
        super().__init__(parent)
        self.setObjectName("handout-page")
        self._theme, self._ask = theme, ask
        self._printed: HandoutPrint | None = None
        self.pages: list[PagePicture] = []
        self.kind = Segments(theme, [("Blank", None), ("Sites", None), ("Measures", None)], height_px=(56, 48))
        self.layout_choice = Segments(theme, [("Each muscle", None), ("All on one", None)], height_px=(56, 48))
        self.medium = Segments(theme, [("A4", None), ("Letter", None), ("Projector", None)], height_px=(56, 48))
        self.kind.choose(_KINDS.index(HandoutKind.SITES))
        self.layout_choice.choose(_LAYOUTS.index(HandoutLayout.MUSCLE))
        self.medium.choose(_MEDIA.index(paper))
        self.picker = ProtocolPicker(theme, protocols, broken)
        self.pdf = self._button("Save as PDF", "save-pdf", icon="file", kind="primary")
        self.png = self._button("Save as PNG", "save-png", icon="four-views")
        self.print = self._button("Print", "print-handout", icon="print")
        self.message = Message(theme)
        self._build()
        self._connect()
        self._say_choice()
        self._allow(ways_out=False)

    def first_focus(self) -> QWidget:
        return self.kind.part(self.kind.index)

    @property
    def wish(self) -> HandoutWish | None:
        """What is chosen; None while no protocol is."""
        protocol = self.picker.chosen
        if protocol is None:
            return None
        kind, layout = _KINDS[self.kind.index], _LAYOUTS[self.layout_choice.index]
        return HandoutWish(protocol, HandoutChoice(kind, layout, _MEDIA[self.medium.index]))

    # --- what the program says ----------------------------------------------------------------------------------

    def show_pages(self, printed: HandoutPrint) -> None:
        """The pages as they will be; from now on they can be saved and printed."""
        self._printed = printed
        self._clear_pages()
        shape = _SLIDE_PX if printed.stock.is_slide else _UPRIGHT_PX
        for number in range(1, len(printed.pages) + 1):
            page = PagePicture(self._theme, printed, number, width_px=shape)
            self.pages.append(page)
            self._rows.insertWidget(number - 1, page, 0, Qt.AlignmentFlag.AlignHCenter)
        self.sheets.verticalScrollBar().setValue(0)
        self.count.setText(words.count(len(self.pages), "page"))
        self.say("")
        self._allow(ways_out=True)

    def say(self, sentence: str) -> None:
        self.message.say(None, sentence)

    def say_fault(self, sentence: str) -> None:
        self.message.say(Finding("handout", Level.ERROR, sentence), "")
        self._allow(ways_out=self._printed is not None)

    def say_working(self, sentence: str) -> None:
        """What is under way: until it is said what came of it nothing else is begun but another choice."""
        self.say(sentence)
        self._allow(ways_out=False)

    def say_saved(self, sentence: str) -> None:
        self.say(sentence)
        self._allow(ways_out=True)

    # --- building -----------------------------------------------------------------------------------------------

    def _button(self, text: str, name: str, *, icon: str, kind: str = "plain") -> Button:
        button = Button(self._theme, text, kind=kind, icon=icon, height_px=(60, 52))
        button.setObjectName(name)
        return button

    def _build(self) -> None:
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        box.addWidget(self._bar())
        columns = QHBoxLayout()
        roomy(self._theme, columns, spacing=(12, 8), margins=GUTTER)
        self._side = self._choices()
        columns.addWidget(self._side)
        sheets = QWidget()
        self._rows = QVBoxLayout(sheets)
        roomy(self._theme, self._rows, spacing=(16, 12))
        self._rows.addStretch(1)
        self.sheets = Overflow(self._theme, sheets)
        columns.addWidget(self.sheets, 1)
        box.addLayout(columns, 1)
        self._theme.changed.connect(self._restyle)
        self._restyle()

    def _restyle(self) -> None:
        self._side.setFixedWidth(self._theme.px(*_SIDE_PX))

    def _bar(self) -> TopBar:
        bar = TopBar(self._theme, "Hand-outs", "Trainer")
        self.count = Text(self._theme, "body", colour="t2")
        bar.add(self.count, after_title=True)
        self.back = bar.back
        return bar

    def _choices(self) -> QWidget:
        side = QWidget()
        box = QVBoxLayout(side)
        roomy(self._theme, box, spacing=(12, 8))
        card = Section(self._theme, "Hand-out")
        self._kind_words, self._layout_words = (Text(self._theme, "second", colour="t2", wrap=True) for _ in range(2))
        rows = (("What is on it", self.kind, self._kind_words), ("Pages", self.layout_choice, self._layout_words))
        for label, control, explained in (*rows, ("For", self.medium, None)):
            card.body.addWidget(Text(self._theme, "label", label, colour="t2"))
            card.body.addWidget(control)
            if explained is not None:
                card.body.addWidget(explained)
        box.addWidget(card)
        box.addWidget(self.picker, 1)
        box.addWidget(self.message)
        box.addWidget(self.pdf)
        others = QHBoxLayout()
        roomy(self._theme, others, spacing=(12, 8))
        others.addWidget(self.png, 1)
        others.addWidget(self.print, 1)
        box.addLayout(others)
        return side

    def _connect(self) -> None:
        for control in (self.kind, self.layout_choice, self.medium):
            control.chosen.connect(self._on_changed)
        self.picker.changed.connect(self._on_changed)
        self.pdf.clicked.connect(self.pdf_asked)
        self.png.clicked.connect(self.png_asked)
        self.print.clicked.connect(self._on_print)
        self.back.clicked.connect(self.back_asked)

    # --- what happens -------------------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if turn_pages(self.sheets, event):
            return
        if event.key() == Qt.Key.Key_Escape:
            self.back_asked.emit()
        else:
            super().keyPressEvent(event)

    def _on_changed(self) -> None:
        self._say_choice()
        self._printed = None
        self._clear_pages()
        self._allow(ways_out=False)
        if (wish := self.wish) is not None:
            self.wished.emit(wish)

    def _say_choice(self) -> None:
        self._kind_words.setText(_KIND_WORDS[_KINDS[self.kind.index]])
        self._layout_words.setText(_LAYOUT_WORDS[_LAYOUTS[self.layout_choice.index]])

    def _clear_pages(self) -> None:
        for page in self.pages:
            self._rows.removeWidget(page)
            page.deleteLater()
        self.pages.clear()
        self.count.setText("")

    def _allow(self, *, ways_out: bool) -> None:
        self.pdf.setEnabled(ways_out)
        self.png.setEnabled(ways_out)
        self.print.setEnabled(ways_out and _MEDIA[self.medium.index] is not Medium.PROJECTOR)

    def _on_print(self) -> None:
        if self._printed is None:
            return
        done = print_out(self._printed, self, ask=self._ask)
        if done:
            self.say(_PRINTED)
        elif done is False:
            self.say_fault(_NOT_PRINTED)
