"""The page of hand-outs: nothing is cut at any size, and what is chosen is what is asked for and printed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import date
from pathlib import Path

import pytest
from pypdf import PdfReader
from PySide6.QtCore import Qt
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot
from ui.page_hands import SIZES, Hands, cut_texts, leave, nameless, sit_at

from injection_map import resources
from injection_map.diagram.art import ArtRenderer
from injection_map.report.handout import HandoutPrint, handout_print
from injection_map.report.handout_choice import HandoutChoice, HandoutKind, HandoutLayout, Medium
from injection_map.storage.diagram_file import read_drawings
from injection_map.storage.protocol_file import read_protocol
from injection_map.ui.print_preview import AskPrinter
from injection_map.ui.theme import Theme
from injection_map.ui.trainer.handout_page import HandoutPage, HandoutWish

DRAWINGS = read_drawings(resources.diagrams())
PREEMPT = read_protocol(resources.protocols() / "preempt-31.yaml", DRAWINGS)
Show = Callable[..., Hands]


def laid_out(choice: HandoutChoice) -> HandoutPrint:
    return handout_print(PREEMPT, DRAWINGS, ArtRenderer(resources.diagrams()), choice, day=date(2026, 11, 22))


def nobody_asks(printer: QPrinter, parent: QWidget) -> bool:
    raise AssertionError("the printer was asked for")


@pytest.fixture
def show(qtbot: QtBot, theme: Theme) -> Iterator[Show]:
    with ExitStack() as stack:

        def open_it(*, ask: AskPrinter = nobody_asks, size: tuple[int, int] = (1280, 800)) -> Hands:
            hands = sit_at(
                qtbot, theme, HandoutPage(theme, protocols=[PREEMPT], paper=Medium.LETTER, ask=ask), size=size
            )
            stack.callback(leave, hands)
            return hands

        yield open_it


def page_of(hands: Hands) -> HandoutPage:
    assert isinstance(hands.page, HandoutPage)
    return hands.page


@pytest.mark.parametrize("size", [*SIZES, (1180, 720)], ids=["1920", "1280", "smallest"])
@pytest.mark.parametrize("medium", [Medium.A4, Medium.PROJECTOR])
def test_nothing_is_cut(show: Show, qtbot: QtBot, size: tuple[int, int], medium: Medium) -> None:
    hands = show(size=size)
    page = page_of(hands)
    page.show_pages(laid_out(HandoutChoice(HandoutKind.BLANK, HandoutLayout.ALL, medium)))
    wrapped = [PREEMPT.title]  # the line below a protocol's title is wrapped where the card is narrow
    qtbot.wait_until(lambda: [text for text in cut_texts(page) if text not in wrapped] == [])
    controls = [*page.kind.parts, *page.layout_choice.parts, *page.medium.parts, page.pdf, page.png, page.print]
    assert [c.text() for c in controls if c.visibleRegion().boundingRect().height() < 44] == []
    assert all(picture.width() <= page.sheets.viewport().width() for picture in page.pages)
    assert nameless(page) == []


def test_each_choice_is_told_and_until_it_is_laid_out_nothing_can_be_saved(show: Show, qtbot: QtBot) -> None:
    hands = show()
    page = page_of(hands)
    page.show_pages(laid_out(HandoutChoice(medium=Medium.LETTER)))
    assert page.pdf.isEnabled()
    with qtbot.waitSignal(page.wished) as wished:
        qtbot.mouseClick(page.kind.part(2), Qt.MouseButton.LeftButton)
    choice = HandoutChoice(HandoutKind.MEASURES, HandoutLayout.MUSCLE, Medium.LETTER)
    assert wished.args == [HandoutWish(PREEMPT, choice)]
    assert page.pages == []
    assert not any(button.isEnabled() for button in (page.pdf, page.png, page.print))


def test_what_is_shown_is_what_is_printed(show: Show, tmp_path: Path) -> None:
    def to_file(printer: QPrinter, parent: QWidget) -> bool:
        printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
        printer.setOutputFileName(str(tmp_path / "printed.pdf"))
        return True

    hands = show(ask=to_file)
    page_of(hands).show_pages(laid_out(HandoutChoice(HandoutKind.BLANK, HandoutLayout.ALL, Medium.LETTER)))
    hands.click("print-handout")
    assert len(PdfReader(tmp_path / "printed.pdf").pages) == 1
    assert page_of(hands).message.text == "Handed to the printer."
