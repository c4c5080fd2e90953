"""Type in each size that the settings offer: nothing on the pages is cut by it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import timedelta

import pytest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot
from ui.chair.hands import RECORD, STARTED, MoodyStore, Seat, Watch, opened
from ui.chair.test_page_layout import assert_nothing_is_cut, one_of_each
from ui.invented_patients import INGRID, NAMESAKE, House
from ui.page_hands import SIZES, Hands, cut_texts, leave, sit_at

from injection_map import resources
from injection_map.diagram.art import ArtRenderer, Treated
from injection_map.diagram.art_cache import ArtCache
from injection_map.domain import commands
from injection_map.domain.events import Clinician, Patient
from injection_map.domain.people import Person
from injection_map.domain.placement import PlacedSite
from injection_map.domain.protocol import Protocol
from injection_map.domain.settings import FONT_PERCENTS, PHRASES, REASONS, Settings
from injection_map.domain.supply import Need, NeedKind
from injection_map.storage.diagram_file import read_drawings
from injection_map.ui.chair.reason_picker import ReasonButton
from injection_map.ui.controls import Button, Text
from injection_map.ui.finish_page import FinishPage
from injection_map.ui.pace import FASTEST
from injection_map.ui.page import Page
from injection_map.ui.sections import Overflow
from injection_map.ui.settings_page import SettingsPage, Shown
from injection_map.ui.signers import NOBODY
from injection_map.ui.start_page import StartPage, UnfinishedVisit
from injection_map.ui.theme import TYPE, Density, Theme
from injection_map.ui.vault_cards import VaultShown
from injection_map.ui.visit_model import VisitModel
from injection_map.workflow.ready_texts import ReadyTexts
from injection_map.workflow.recorder import Recorder

Shipped = tuple[Protocol, Mapping[str, PlacedSite], ArtRenderer]
SitDown = Callable[..., Seat]
WHO = Clinician("Dr A. Lindqvist", "Neurologist")
PATIENT = Patient("HALVORSEN, Ingrid", STARTED.date().replace(year=1981), "40-2719")
SMALLEST = (1180, 720)
LARGER = [percent for percent in FONT_PERCENTS if percent > 100]

larger = pytest.mark.parametrize("percent", LARGER)
sizes = pytest.mark.parametrize("size", [*SIZES, SMALLEST], ids=["1920", "1280", "1180"])


# --- the theme -------------------------------------------------------------------------------------------------------


@larger
@pytest.mark.parametrize("role", TYPE)
def test_type_grows_and_what_is_large_already_stays(theme: Theme, role: str, percent: int) -> None:
    before = theme.font(role).pixelSize()
    theme.set_font_percent(percent)
    after = theme.font(role).pixelSize()
    assert after == max(before, min(round(before * percent / 100), 28))
    assert theme.font(role, grows=False).pixelSize() == before


def test_all_that_is_shown_follows_at_once(theme: Theme, qtbot: QtBot) -> None:
    with qtbot.waitSignal(theme.changed):
        theme.set_font_percent(130)
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    assert app.font().pixelSize() == 22


@pytest.mark.parametrize(
    ("width", "percent", "density"),
    [
        (1599, 100, Density.COMPACT),
        (1600, 115, Density.WIDE),
        (1919, 130, Density.COMPACT),
        (1920, 130, Density.WIDE),
    ],
)
def test_the_largest_type_has_the_strip_up_to_1919(theme: Theme, width: int, percent: int, density: Density) -> None:
    theme.fit_window(width, 1000)
    theme.set_font_percent(percent)
    assert theme.density is density
    assert Density.of(width, 1000, font_percent=percent) is density


@pytest.mark.parametrize("chosen", FONT_PERCENTS)
@pytest.mark.parametrize("size", [(1279, 1000), (1920, 799), SMALLEST])
def test_a_small_window_has_at_most_115_percent(theme: Theme, chosen: int, size: tuple[int, int]) -> None:
    theme.fit_window(*size)
    theme.set_font_percent(chosen)
    assert theme.font_percent == min(chosen, 115)
    assert theme.font_is_held_back is (chosen == 130)
    theme.fit_window(1280, 800)
    assert theme.font_percent == chosen
    assert not theme.font_is_held_back


# --- the pages -------------------------------------------------------------------------------------------------------


def laid_out(page: Page) -> None:
    """A layout asks for the one inside it: it takes a few rounds."""
    for _ in range(6):
        QApplication.processEvents()


def cut_at_the_side(page: Page) -> list[str]:
    """Words that lie to the right of what their column shows; downwards it scrolls."""
    columns = [area for area in page.findChildren(Overflow) if area.isVisible()]
    return [
        widget.text()
        for area in columns
        for widget in area.widget().findChildren(QWidget)
        if isinstance(widget, Text | Button)
        and widget.isVisible()
        and widget.mapTo(area.viewport(), widget.rect().topRight()).x() >= area.viewport().width()
    ]


@pytest.fixture
def show(qtbot: QtBot, theme: Theme) -> Iterator[Callable[..., Hands]]:
    shown: list[Hands] = []

    def show_it(page: Page, size: tuple[int, int]) -> Hands:
        hands = sit_at(qtbot, theme, page, size=size)
        shown.append(hands)
        laid_out(page)
        return hands

    yield show_it
    for hands in shown:
        leave(hands)


@larger
@sizes
def test_the_chair_page(sit_down: SitDown, theme: Theme, size: tuple[int, int], percent: int) -> None:
    theme.set_font_percent(percent)
    seat = sit_down(size=size)
    for site in one_of_each(seat):
        seat.model.choose(site.key)
        assert_nothing_is_cut(seat)
    assert sum(seat.page.totals.needed_widths()) <= seat.page.totals.width()


@larger
@sizes
def test_the_names_of_the_steps_have_room(sit_down: SitDown, theme: Theme, size: tuple[int, int], percent: int) -> None:
    theme.set_font_percent(percent)
    seat = sit_down(size=size)
    laid_out(seat.page)
    for chip in seat.page.strip.steps():
        assert not chip.isVisible() or chip.width() >= chip.needed_px(chip._font_px)  # type: ignore[attr-defined]


@larger
@sizes
@pytest.mark.parametrize(
    "opens", ["skip", "dose", "note", "keys", "site", "side", "muscle", "use-by", "another", "pedal"]
)
def test_the_sheets_of_the_chair_page(
    sit_down: SitDown, theme: Theme, size: tuple[int, int], percent: int, opens: str
) -> None:
    theme.set_font_percent(percent)
    seat = sit_down(commands.Give("procerus"), size=size)
    longest, sheets = seat.site("cervical-paraspinal-1-left"), seat.page.sheets
    acts: dict[str, Callable[[], None]] = {
        "skip": lambda: sheets.skip(longest),
        "dose": lambda: sheets.dose(longest),
        "note": lambda: sheets.note(longest),
        "keys": sheets.keys,
        "site": lambda: sheets.site(longest.key),
        "side": lambda: sheets.side("temporalis", longest.side),
        "muscle": lambda: sheets.muscle("cervical-paraspinal"),
        "use-by": lambda: seat.page.supply.ask(Need(NeedKind.USE_BY, 1)),
        "another": seat.page.supply.another_vial,
        "pedal": seat.page._learn_pedal,
    }
    acts[opens]()
    assert seat.page.panel.sheet is not None
    assert_nothing_is_cut(seat)


def longest_lists() -> ReadyTexts:
    """As many texts as a clinic may have, each as long as it may be."""
    reasons, phrases = (
        tuple(f"{i} weakness in the neck after the last visit here"[: rule.most_characters] for i in range(n))
        for rule, n in ((REASONS, REASONS.most_lines), (PHRASES, PHRASES.most_lines))
    )
    return ReadyTexts(
        Settings(
            phrases=phrases,
            skip_reasons=reasons,
            dose_reasons=reasons,
            add_reasons=reasons,
            use_by_reasons=reasons,
        )
    )


@pytest.mark.parametrize(
    ("size", "percent"), [((1180, 720), 100), *((size, p) for size in [*SIZES, SMALLEST] for p in LARGER)]
)
@pytest.mark.parametrize("opens", ["skip", "dose", "note", "use-by", "add"])
def test_a_clinics_own_texts_are_never_shortened(
    sit_down: SitDown, theme: Theme, size: tuple[int, int], percent: int, opens: str
) -> None:
    theme.set_font_percent(percent)
    seat = sit_down(size=size, ready=longest_lists())
    longest, sheets = seat.site("cervical-paraspinal-1-left"), seat.page.sheets
    acts: dict[str, Callable[[], None]] = {
        "skip": lambda: sheets.skip(longest),
        "dose": lambda: sheets.dose(longest),
        "note": lambda: sheets.note(longest),
        "use-by": lambda: seat.page.supply.ask(Need(NeedKind.USE_BY, 1)),
        "add": lambda: seat.page.deviations.add(
            longest.view, seat.model.placed[longest.key].point, Treated(longest.muscle, longest.side)
        ),
    }
    acts[opens]()
    if opens == "use-by":
        seat.click("action-go-on")
    typed_only = opens in ("dose", "add") and theme.compact
    assert len(seat.sheet.findChildren(ReasonButton)) == (5 if typed_only else 6)
    assert_nothing_is_cut(seat)


@larger
@sizes
def test_the_start_page(
    show: Callable[..., Hands], theme: Theme, shipped: Shipped, size: tuple[int, int], percent: int
) -> None:
    theme.set_font_percent(percent)
    unfinished = UnfinishedVisit(
        "r1", PATIENT, STARTED - timedelta(minutes=40), 9, 31, "given, temporalis 1, left", WHO
    )
    page = StartPage(theme, clock=Watch(), protocols=[shipped[0]])
    page.set_unfinished([unfinished])
    hands = show(page, size)
    hands.click("start")  # says at every field what is missing
    laid_out(page)
    assert cut_texts(page) == []


@larger
@sizes
def test_the_form_of_a_new_patient(
    show: Callable[..., Hands], theme: Theme, shipped: Shipped, size: tuple[int, int], percent: int
) -> None:
    theme.set_font_percent(percent)
    house = House()
    page = StartPage(theme, clock=Watch(), protocols=[shipped[0]])
    page.set_patients(house.find, house.similar)
    hands = show(page, size)
    hands.click("new-patient")
    page.form.set_patient(replace(NAMESAKE.patient, id="", born=INGRID.patient.born))
    laid_out(page)
    assert "alike-p-ingrid" in [button.objectName() for button in page.findChildren(Button)]
    assert cut_texts(page) == []
    assert cut_at_the_side(page) == []


@larger
@sizes
def test_the_finish_page(
    qtbot: QtBot, show: Callable[..., Hands], theme: Theme, shipped: Shipped, size: tuple[int, int], percent: int
) -> None:
    theme.set_font_percent(percent)
    protocol, placed, renderer = shipped
    recorder = Recorder(MoodyStore(), record_id=RECORD, clock=Watch(), by="Dr A. Lindqvist")
    recorder.submit(commands.Open(opened(protocol)))
    recorder.submit(commands.Skip("procerus", "Patient asked"))
    assert recorder.wait_saved(timeout_s=20)
    drawings = read_drawings(resources.diagrams())
    model = VisitModel(recorder, protocol=protocol, placed=placed, drawings=drawings, clock=Watch(), pace=FASTEST)
    art = ArtCache(renderer)
    art.close()
    page = FinishPage(theme, model, art)
    show(page, size)
    assert cut_texts(page) == []
    assert cut_at_the_side(page) == []
    recorder.close()
    model.deleteLater()
    art.deleteLater()


@pytest.mark.parametrize("percent", FONT_PERCENTS)
@sizes
@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_the_settings_page(
    show: Callable[..., Hands], theme: Theme, size: tuple[int, int], percent: int, dark: bool
) -> None:
    theme.set_dark(dark)
    theme.set_font_percent(percent)
    people = (Person("p1", "Dr T. Ester (invented)", "neurologist", has_pin=True),)
    vault = VaultShown(lambda: NOBODY, "", has_passphrase=True, in_visit=False, anchor_fault="")
    page = SettingsPage(theme, Shown(people, Settings(pedal_key=16777276, billing=True), vault))
    show(page, size)
    assert cut_texts(page) == []


def test_the_settings_say_that_the_type_is_held_back(show: Callable[..., Hands], theme: Theme) -> None:
    theme.set_font_percent(130)
    page = SettingsPage(
        theme,
        Shown(
            (),
            Settings(font_percent=130),
            VaultShown(lambda: NOBODY, "", has_passphrase=True, in_visit=False, anchor_fault=""),
        ),
    )
    hands = show(page, SMALLEST)
    hands.click("group-4")
    assert "This window has room for 115 %. In a larger one the words grow by themselves." in hands.texts()
    theme.set_font_percent(115)
    assert not hands.find("font-held-back").isVisible()
