"""Practise: who, by which protocol, what is not finished; and what came of it. Real presses in the real window."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QLabel, QLineEdit, QWidget
from pytestqt.qtbot import QtBot
from ui.chair.hands import STARTED, opened

from injection_map.diagram.art import ArtRenderer
from injection_map.diagram.art_cache import ArtCache
from injection_map.domain import commands as c
from injection_map.domain import words
from injection_map.domain.commands import Command
from injection_map.domain.decisions import decide
from injection_map.domain.events import Clinician, Event
from injection_map.domain.placement import PlacedSite
from injection_map.domain.protocol import Protocol
from injection_map.domain.session import Visit, fold
from injection_map.domain.training import Practised, practised_of
from injection_map.report.record import Record
from injection_map.ui.page import Page
from injection_map.ui.shell import Shell
from injection_map.ui.theme import Theme
from injection_map.ui.trainer.practise_page import PractisePage
from injection_map.ui.trainer.practised_page import PractisedPage
from injection_map.ui.trainer.training_page import TrainingPage
from injection_map.ui.trainer.turn_rows import TurnRows, seconds

Shipped = tuple[Protocol, Mapping[str, PlacedSite], ArtRenderer]

MIA, BEN = "M. Trainee (invented)", "B. Other (invented)"


def played(protocol: Protocol, trainee: str, *steps: tuple[float, Command]) -> tuple[Event, ...]:
    """A visit of a trainee: each act so many seconds after the one before."""
    first = replace(opened(protocol), training=True, clinician=Clinician(trainee, "trainee"))
    at, events = STARTED, list[Event]()
    for after_s, command in ((0.0, c.Open(first)), *steps):
        at += timedelta(seconds=after_s)
        made = decide(fold(events) if events else Visit(), [command], at=at, by=trainee)
        assert isinstance(made, tuple), made
        events += made
    return tuple(events)


@pytest.fixture
def show(qtbot: QtBot, theme: Theme) -> Iterator[Callable[[Page], Shell]]:
    """In a window of 1280 x 800."""
    shells: list[Shell] = []

    def show(page: Page) -> Shell:
        shell = Shell(theme)
        shells.append(shell)
        shell.resize(1280, 800)
        shell.show_page(page)
        with qtbot.waitActive(shell):
            shell.show()
            shell.activateWindow()
        return shell

    yield show
    for shell in shells:
        shell.close()
        shell.deleteLater()


@pytest.fixture
def visits(shipped: Shipped) -> tuple[Practised, ...]:
    """Mia is at it, and Ben was done with it before."""
    protocol = shipped[0]
    key = protocol.sites[0].key
    done = ((5.0, c.Give(key)), (5.0, c.Finish(protocol.dilution.vial_units - 5, left_to_do_reason="Enough")))
    return (
        practised_of("going-on", played(protocol, MIA, (5.0, c.Give(key)))),
        practised_of("over", played(protocol, BEN, *done)),
    )


@pytest.fixture
def first_page(
    theme: Theme, shipped: Shipped, visits: tuple[Practised, ...], show: Callable[[Page], Shell]
) -> Callable[..., PractisePage]:
    def first_page(trainees: Sequence[str] = (BEN, MIA), **options: str) -> PractisePage:
        page = PractisePage(
            theme,
            trainees=trainees,
            practised=visits if trainees else (),
            protocols=[shipped[0]],
            today=STARTED.date(),
            **options,  # type: ignore[arg-type]
        )
        show(page)
        return page

    return first_page


def click(page: QWidget, name: str) -> None:
    button = page.findChild(QAbstractButton, name)
    assert button is not None
    assert button.isVisible()
    assert button.isEnabled()
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


def said(page: QWidget) -> list[str]:
    return [label.text() for label in page.findChildren(QLabel) if label.isVisible()]


class TestTheFirstPage:
    def test_one_tap_for_who_is_known_and_it_starts(
        self, first_page: Callable[..., PractisePage], qtbot: QtBot
    ) -> None:
        page = first_page()
        assert not page.start.isEnabled()
        assert "Who practises?" in said(page)
        click(page, "trainee-1")
        click(page, "with-pause")
        with qtbot.waitSignal(page.start_asked) as asked:
            click(page, "start")
        assert asked.args == [MIA, "preempt-31", True]

    def test_a_new_name_is_typed_and_stands_instead_of_who_was_chosen(
        self, first_page: Callable[..., PractisePage], qtbot: QtBot
    ) -> None:
        page = first_page()
        click(page, "trainee-0")
        line = page.findChild(QLineEdit, "trainee")
        assert isinstance(line, QLineEdit)
        QTest.keyClicks(line, "  C.  New (invented) ")
        with qtbot.waitSignal(page.start_asked) as asked:
            click(page, "start")
        assert asked.args[0] == "C. New (invented)"
        click(page, "trainee-0")
        assert (page.who.name, line.text()) == (BEN, "")

    def test_what_was_practised_is_that_of_who_is_chosen(self, first_page: Callable[..., PractisePage]) -> None:
        page = first_page()
        over = page.findChild(QAbstractButton, "look-over")
        assert over is not None
        assert over.isVisible()
        click(page, "trainee-1")
        assert not over.isVisible()
        assert "Nothing yet." in said(page)
        click(page, "trainee-0")
        assert over.text() == f"{BEN}, today at {words.clock(STARTED)}"
        assert over.isVisible()

    def test_what_is_not_finished_is_gone_on_with_or_dropped_by_two_presses(
        self, first_page: Callable[..., PractisePage], qtbot: QtBot
    ) -> None:
        page = first_page()
        assert f"today at {words.clock(STARTED)}: 1 of 31 sites given" in said(page)
        with qtbot.waitSignal(page.resume_asked) as resumed:
            click(page, "resume-going-on")
        assert resumed.args == ["going-on"]
        with qtbot.assertNotEmitted(page.drop_asked):
            click(page, "drop-going-on")
        with qtbot.waitSignal(page.drop_asked) as dropped:
            click(page, "drop-going-on")
        assert dropped.args == ["going-on"]

    def test_the_first_time_there_is_nothing_but_a_name_to_give(self, first_page: Callable[..., PractisePage]) -> None:
        page = first_page(trainees=())
        assert page.focusWidget() is page.who.new.line
        assert not page.begun.isVisible()
        assert "Nothing yet." in said(page)

    def test_who_practised_last_is_chosen_already(self, first_page: Callable[..., PractisePage]) -> None:
        page = first_page(trainee=MIA.upper())
        assert page.who.name == MIA
        assert page.start.isEnabled()


class TestWhatCameOfIt:
    @pytest.fixture
    def summary(
        self, theme: Theme, shipped: Shipped, show: Callable[[Page], Shell]
    ) -> Iterator[Callable[..., PractisedPage]]:
        protocol, placed, renderer = shipped
        art = ArtCache(renderer)
        art.close()  # the marks are drawn on the bare stage

        def summary(*steps: tuple[float, Command]) -> PractisedPage:
            record = Record("a", played(protocol, MIA, *steps))
            page = PractisedPage(theme, art, record, protocol=protocol, placed=placed)
            show(page)
            return page

        return summary

    def test_it_tells_what_differed_the_order_and_the_times(
        self, summary: Callable[..., PractisedPage], shipped: Shipped
    ) -> None:
        one, two, three, four, *_ = (site.key for site in shipped[0].sites)
        page = summary(
            (12, c.Give(two)),
            (65, c.Give(one)),
            (3, c.Skip(three, "lesion")),
            (2, c.ChangeDose(four, shipped[0].sites[3].dose.lowest / 2, "asked")),
            (10, c.Give(four)),
            (900, c.Give(shipped[0].sites[4].key)),
            (5, c.Finish(shipped[0].dilution.vial_units - 17, left_to_do_reason="Enough")),
        )
        told = said(page)
        assert f"Practised by {MIA}" in told
        assert "3 of 4 sites in the order of the protocol. 12 s a site, the median." in told
        assert any(line.endswith(": skipped. Lesion") for line in told)
        assert any(line.endswith(": 2.5 units, not 5. Asked") for line in told)
        rows = page.findChild(TurnRows)
        assert rows is not None
        first, second, third, fourth = (row for row in rows.accessibleDescription().split(". "))
        assert first.startswith("Corrugator")
        assert ", 12 s, before Corrugator" in first
        assert first.endswith("out of turn")
        assert second.endswith(", 1 min 5 s")
        assert third.endswith(", 12 s")
        assert fourth.endswith(", interrupted")

    def test_a_visit_as_planned_says_so(self, summary: Callable[..., PractisedPage], shipped: Shipped) -> None:
        everything = [(10.0, c.Give(site.key)) for site in shipped[0].sites]
        page = summary(*everything, (9.0, c.Finish(shipped[0].dilution.vial_units - 155)))
        assert "Every site as the protocol has it." in said(page)
        assert "31 of 31 sites, 155 of 155 units" in said(page)
        assert "31 of 31 sites in the order of the protocol. 10 s a site, the median." in said(page)

    def test_one_that_ended_before_anything_was_given(self, summary: Callable[..., PractisedPage]) -> None:
        page = summary((9.0, c.EndUntreated("Fever")))
        assert "0 of 0 sites in the order of the protocol." in said(page)


@pytest.mark.parametrize(("took_s", "words"), [(0.4, "0 s"), (59.6, "1 min 0 s"), (61, "1 min 1 s"), (5, "5 s")])
def test_times_in_words(took_s: float, words: str) -> None:
    assert seconds(timedelta(seconds=took_s)) == words


def test_what_a_scanner_sends_and_the_focus_are_the_framed_pages(
    theme: Theme, show: Callable[[Page], Shell], shipped: Shipped
) -> None:
    class Inner(Page):
        def __init__(self) -> None:
            super().__init__()
            self.scans: list[str] = []
            self.line = QLineEdit(self)

        def take_scan(self, text: str) -> None:
            self.scans.append(text)

        def first_focus(self) -> QWidget:
            return self.line

    inner = Inner()
    page = TrainingPage(theme, inner)
    show(page)
    page.take_scan("0123")
    assert inner.scans == ["0123"]
    assert inner.line.hasFocus()
    assert (page.band.y(), page.band.width()) == (0, inner.width())
    picture = page.grab().toImage()
    training = theme.colour("training")
    assert picture.pixelColor(1, page.height() // 2) == training
    assert picture.pixelColor(page.width() - 2, page.height() - 2) == training
