"""The print preview: its pages are those that come out of the printer."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from pypdf import PdfReader
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPageSize
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot
from report.visits import a_whole_record, every_kind
from ui.page_hands import SIZES, Hands, cut_texts, leave, sit_at

from injection_map import resources
from injection_map.diagram.art import ArtRenderer
from injection_map.report.paper import Paper
from injection_map.report.pdf import RecordPrint, record_print
from injection_map.report.record import Record
from injection_map.ui.print_preview import AskPrinter, PrintPreview
from injection_map.ui.theme import Theme

Show = Callable[..., Hands]


def laid_out(record: Record, paper: Paper = Paper.A4) -> RecordPrint:
    return record_print(record, None, art=ArtRenderer(resources.diagrams()), drawings={}, paper=paper)


def nobody_asks(printer: QPrinter, parent: QWidget) -> bool:
    raise AssertionError("the printer was asked for")


@pytest.fixture
def show(qtbot: QtBot, theme: Theme) -> Iterator[Show]:
    with ExitStack() as stack:

        def open_it(
            printed: RecordPrint, *, ask: AskPrinter = nobody_asks, size: tuple[int, int] = (1280, 800)
        ) -> Hands:
            hands = sit_at(qtbot, theme, PrintPreview(theme, printed, ask=ask), size=size)
            stack.callback(leave, hands)
            return hands

        yield open_it


def page_of(hands: Hands) -> PrintPreview:
    assert isinstance(hands.page, PrintPreview)
    return hands.page


def to_file(path: Path, paper: QPageSize.PageSizeId | None = None) -> AskPrinter:
    """A user who chooses to print into a file, on the paper that is offered or on another."""

    def ask(printer: QPrinter, parent: QWidget) -> bool:
        printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
        printer.setOutputFileName(str(path))
        if paper is not None:
            printer.setPageSize(QPageSize(paper))
        return True

    return ask


def text_of(path: Path) -> str:
    return " ".join(" ".join(page.extract_text().split()) for page in PdfReader(path).pages)


@pytest.mark.parametrize("size", SIZES, ids=["1920", "1280"])
def test_every_page_is_shown_and_print_has_the_focus(show: Show, size: tuple[int, int]) -> None:
    printed = laid_out(a_whole_record())
    hands = show(printed, size=size)
    pages = page_of(hands).pages
    assert len(pages) == len(printed.pages) > 1
    assert [page.accessibleName() for page in pages] == ["Page 1 of 2", "Page 2 of 2"]
    assert f"Print {len(pages)} pages" in hands.texts()
    assert hands.focus == "print-now"
    assert all(page.width() <= hands.shell.width() for page in pages)


def test_the_only_page_of_a_short_record(show: Show) -> None:
    hands = show(laid_out(every_kind()["not-treated"]))
    assert "Print 1 page" in hands.texts()


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_paper_is_white_and_ink_is_black(show: Show, theme: Theme, dark: bool) -> None:
    theme.set_dark(dark)
    hands = show(laid_out(a_whole_record()))
    picture = page_of(hands).pages[0].grab().toImage()
    colours = {picture.pixelColor(x, y).name() for x in range(60, 400) for y in range(60, 70)}
    assert QColor("white").name() in colours
    assert min(QColor(name).lightness() for name in colours) < 60
    theme.set_dark(False)


@pytest.mark.parametrize("way", ["click", "Enter", "Ctrl+P"])
def test_what_is_printed_is_the_record(show: Show, tmp_path: Path, way: str) -> None:
    printed = laid_out(a_whole_record())
    hands = show(printed, ask=to_file(tmp_path / "printed.pdf"))
    if way == "click":
        hands.click("print-now")
    else:
        modifier = Qt.KeyboardModifier.ControlModifier if way == "Ctrl+P" else Qt.KeyboardModifier.NoModifier
        hands.press(Qt.Key.Key_P if way == "Ctrl+P" else Qt.Key.Key_Return, modifier)
    text = text_of(tmp_path / "printed.pdf")
    assert len(PdfReader(tmp_path / "printed.pdf").pages) == len(printed.pages)
    assert "HALVORSEN, Ingrid" in text
    assert "Page 2 of 2" in text
    assert page_of(hands).message.text == "Handed to the printer."


def test_on_smaller_paper_nothing_is_cut(show: Show, tmp_path: Path) -> None:
    hands = show(laid_out(a_whole_record()), ask=to_file(tmp_path / "a5.pdf", QPageSize.PageSizeId.A5))
    hands.click("print-now")
    (first, *_) = PdfReader(tmp_path / "a5.pdf").pages
    corners: list[tuple[float, float]] = []

    def note(text: str, current: list[float], within: list[float], *_: object) -> None:
        if text.strip():
            corners.append((within[4] * current[0] + current[4], within[5] * current[3] + current[5]))

    assert "Page 1 of 2" in " ".join(first.extract_text(visitor_text=note).split())
    width, height = float(first.mediabox.width), float(first.mediabox.height)
    assert width < 430
    assert all(0 < x < width and 0 < y < height for x, y in corners), corners


def never_mind(printer: QPrinter, parent: QWidget) -> bool:
    return False


def test_who_thinks_better_of_it_prints_nothing(show: Show) -> None:
    hands = show(laid_out(a_whole_record()), ask=never_mind)
    hands.click("print-now")
    assert not page_of(hands).message.isVisible()


@pytest.mark.qt_log_ignore("QPainter::begin", "QPdfEngine", "QPrinter")
def test_a_printer_that_does_not_take_it_is_one_sentence(show: Show, tmp_path: Path) -> None:
    hands = show(laid_out(a_whole_record()), ask=to_file(tmp_path / "gone" / "x.pdf"))
    hands.click("print-now")
    assert "The printer did not take it. The record is safe" in page_of(hands).message.text
    hands.qtbot.waitUntil(lambda: cut_texts(hands.page) == [])


def test_the_last_page_is_reached_by_keys(show: Show) -> None:
    hands = show(laid_out(a_whole_record()))
    bar = page_of(hands).sheets.verticalScrollBar()
    hands.qtbot.waitUntil(lambda: bar.maximum() > 0)
    hands.press(Qt.Key.Key_PageDown)
    assert 0 < bar.value() < bar.maximum()
    hands.press(Qt.Key.Key_End)
    assert bar.value() == bar.maximum()
    hands.press(Qt.Key.Key_Home)
    assert bar.value() == 0


@pytest.mark.parametrize("way", ["click", "Escape"])
def test_the_way_back(show: Show, qtbot: QtBot, way: str) -> None:
    hands = show(laid_out(a_whole_record()))
    with qtbot.waitSignal(page_of(hands).closed):
        hands.click("leave-preview") if way == "click" else hands.press(Qt.Key.Key_Escape)


def test_the_document_is_named_after_no_patient(show: Show, tmp_path: Path) -> None:
    names: list[str] = []

    def ask(printer: QPrinter, parent: QWidget) -> bool:
        names.append(printer.docName())
        return False

    show(laid_out(a_whole_record()), ask=ask).click("print-now")
    assert names == ["Record 0190-a"]
