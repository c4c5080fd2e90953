"""What is about to be printed, page by page as it will lie on the table, and the way to the printer."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QPainter, QPaintEvent, QPen, QPixmap
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtWidgets import QAbstractSlider, QHBoxLayout, QVBoxLayout, QWidget

from injection_map.domain import words
from injection_map.report.paper import Printed, paint_on
from injection_map.ui.controls import Button, Card, Text
from injection_map.ui.fields import Message
from injection_map.ui.page import Page
from injection_map.ui.sections import GUTTER, Overflow, roomy
from injection_map.ui.theme import Theme

AskPrinter = Callable[[QPrinter, QWidget], bool]
"""Lets the user choose a printer; False when they thought better of it."""


def ask_printer(printer: QPrinter, parent: QWidget) -> bool:
    """The system's own dialog. A range of pages is not offered: half a record is none."""
    dialog = QPrintDialog(printer, parent)
    dialog.setOption(QPrintDialog.PrintDialogOption.PrintPageRange, False)
    chosen = dialog.exec() == QPrintDialog.DialogCode.Accepted
    dialog.deleteLater()
    return chosen


def print_out(printed: Printed, parent: QWidget, *, ask: AskPrinter = ask_printer) -> bool | None:
    """Ask for a printer and print on it; False when it did not take the pages, None when the user thought better."""
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setDocName(printed.title)
    printer.setPageSize(printed.measures.size)
    printer.setFullPage(True)
    return paint_on(printer, printed) if ask(printer, parent) else None


def turn_pages(sheets: Overflow, event: QKeyEvent) -> bool:
    """Whether a key was one that turns pages."""
    turn = _TURNS.get(Qt.Key(event.key()))
    if turn is not None:
        sheets.verticalScrollBar().triggerAction(turn)
    return turn is not None


class PrintPreview(Page):
    """The pages of one print. It is left by `closed`; what came of printing is said on it."""

    closed = Signal()

    def __init__(
        self, theme: Theme, printed: Printed, *, ask: AskPrinter = ask_printer, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName("print-preview")
        self._theme, self._printed, self._ask = theme, printed, ask
        self.back = Button(theme, "Back to the record", kind="quiet", icon="chevron-left")
        self.back.setObjectName("leave-preview")
        self.back.clicked.connect(self.closed)
        self.print = Button(theme, "Print", kind="primary", icon="print")
        self.print.setObjectName("print-now")
        self.print.clicked.connect(self._on_print)
        self.message = Message(theme)
        self.message.hide()
        self.pages = [PagePicture(theme, printed, number) for number in range(1, len(printed.pages) + 1)]
        self._build()
        QWidget.setTabOrder(self.print, self.back)

    def first_focus(self) -> QWidget:
        return self.print

    def _build(self) -> None:
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        box.addWidget(self._bar())
        sheets = QWidget()
        row = QVBoxLayout(sheets)
        roomy(self._theme, row, spacing=(16, 12), margins=GUTTER)
        for page in self.pages:
            row.addWidget(page, 0, Qt.AlignmentFlag.AlignHCenter)
        row.addStretch(1)
        self.sheets = Overflow(self._theme, sheets)
        box.addWidget(self.sheets, 1)

    def _bar(self) -> Card:
        bar = Card(role="bar")
        row = QHBoxLayout(bar)
        roomy(self._theme, row, spacing=(16, 12), margins=((20, 16), (12, 8), (20, 16), (12, 8)))
        row.addWidget(self.back)
        count = words.count(len(self.pages), "page")
        row.addWidget(Text(self._theme, "title", f"Print {count}"))
        row.addWidget(self.message, 1)
        row.addStretch(1)
        row.addWidget(self.print)
        return bar

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """The keys that turn pages do, wherever the focus is: nothing here takes text."""
        if turn_pages(self.sheets, event):
            return
        if event.key() == Qt.Key.Key_Escape:
            self.closed.emit()
        elif event.matches(QKeySequence.StandardKey.Print) and not event.isAutoRepeat():
            self._on_print()
        else:
            super().keyPressEvent(event)

    def _on_print(self) -> None:
        done = print_out(self._printed, self, ask=self._ask)
        if done is None:
            return
        self.message.say(None, _PRINTED if done else _NOT_PRINTED)
        self.message.show()


_TURNS = {
    Qt.Key.Key_PageDown: QAbstractSlider.SliderAction.SliderPageStepAdd,
    Qt.Key.Key_PageUp: QAbstractSlider.SliderAction.SliderPageStepSub,
    Qt.Key.Key_Down: QAbstractSlider.SliderAction.SliderSingleStepAdd,
    Qt.Key.Key_Up: QAbstractSlider.SliderAction.SliderSingleStepSub,
    Qt.Key.Key_End: QAbstractSlider.SliderAction.SliderToMaximum,
    Qt.Key.Key_Home: QAbstractSlider.SliderAction.SliderToMinimum,
}
_PRINTED = "Handed to the printer."
_NOT_PRINTED = "The printer did not take it. The record is safe; choose another printer, or save it as PDF."


class PagePicture(QWidget):
    """One page, as white as paper in either theme."""

    def __init__(self, theme: Theme, printed: Printed, number: int, *, width_px: tuple[int, int] = (1000, 860)) -> None:
        super().__init__()
        self._theme, self._printed, self._number, self._width_px = theme, printed, number, width_px
        self._picture: QPixmap | None = None
        self.setAccessibleName(f"Page {number} of {len(printed.pages)}")
        theme.changed.connect(self._restyle)
        self._restyle()

    def _restyle(self) -> None:
        width, height = self._printed.size_px
        shown = self._theme.px(*self._width_px)
        self.setFixedSize(shown, round(shown * height / width))
        self._picture = None

    def paintEvent(self, event: QPaintEvent) -> None:
        ratio = self.devicePixelRatioF()
        if self._picture is None or self._picture.devicePixelRatio() != ratio:
            self._picture = self._drawn(ratio)
        painter = QPainter(self)
        painter.drawPixmap(0, 0, self._picture)
        painter.setPen(QPen(self._theme.colour("line"), 1))
        painter.drawRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5))

    def _drawn(self, ratio: float) -> QPixmap:
        picture = QPixmap(self.size() * ratio)
        picture.setDevicePixelRatio(ratio)
        picture.fill(Qt.GlobalColor.white)
        painter = QPainter(picture)
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.TextAntialiasing)
        scale = self.width() / self._printed.size_px[0]
        painter.scale(scale, scale)
        self._printed.paint_page(painter, self._number)
        painter.end()
        return picture
