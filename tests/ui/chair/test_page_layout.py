"""Nothing is cut at any size that is offered, and a resize in mid-visit keeps what is open."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

import pytest
from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QFontMetricsF
from PySide6.QtWidgets import QApplication, QScrollArea, QWidget
from ui.chair.hands import Seat

from injection_map.diagram.art import Treated
from injection_map.domain import commands
from injection_map.domain.events import FollowedUp, ReactionSince
from injection_map.domain.protocol import Protocol, Side
from injection_map.domain.session import SiteState
from injection_map.domain.supply import Need, NeedKind
from injection_map.ui.controls import Button, ElidedText, Text
from injection_map.ui.shell import SMALLEST_HEIGHT_PX, SMALLEST_WIDTH_PX

SitDown = Callable[..., Seat]
Key = Qt.Key
SIZES = [(1180, 720), (1280, 720), (1280, 800), (1366, 768), (1599, 1000), (1600, 859), (1600, 860), (1920, 1080)]


MORE = ["vial", "syringe", "supply", "another", "one-vial", "P", "R", "over"]
"""What is opened while injecting."""


def cut(seat: Seat) -> list[str]:
    """Every text that has less room than it needs, every button whose words are shortened, and what lies outside."""
    found = []
    for text in seat.page.findChildren(Text):
        if text.isVisible() and text.text() and not isinstance(text, ElidedText):
            found += [f"{text.text()!r}: {fault}" for fault in text_faults(text)]
    for button in seat.page.findChildren(Button):
        if button.isVisible() and button.objectName() != "allergies" and not button.words_fit:
            found.append(f"button {button.text()!r}: {button.width()} < {button.sizeHint().width()}")
    for widget in seat.page.findChildren(QWidget):
        parent = widget.parentWidget()
        if not widget.isVisible() or parent is None or isinstance(parent.parentWidget(), QScrollArea):
            continue
        if not parent.rect().adjusted(-1, -1, 1, 1).contains(widget.geometry()):
            found.append(f"{type(widget).__name__} {widget.objectName()} {widget.geometry()} outside {parent.rect()}")
    return found


def one_of_each(seat: Seat) -> list[SiteState]:
    """The sites of one side: those of the other have the same words, and “left” is no longer than “right”."""
    return [site for site in seat.model.visit.sites if site.side is not Side.LEFT]


def assert_nothing_is_cut(seat: Seat) -> None:
    """As soon as what was asked for is laid out, which takes a few rounds: a layout asks for the one inside it."""
    for _ in range(5):
        QApplication.processEvents()
    assert cut(seat) == []


def text_faults(text: Text) -> list[str]:
    room = text.contentsRect()
    metrics = QFontMetricsF(text.font())
    if not text.wordWrap():
        needed = metrics.horizontalAdvance(text.text())
        return [] if needed <= room.width() + 1 else [f"{needed:.0f} px in {room.width()}"]
    box = metrics.boundingRect(room.toRectF(), int(Qt.TextFlag.TextWordWrap), text.text())
    return [] if box.height() <= room.height() + 2 else [f"{box.height():.0f} px high in {room.height()}"]


@pytest.mark.parametrize("size", SIZES)
def test_no_site_of_the_protocol_is_cut(sit_down: SitDown, size: tuple[int, int]) -> None:
    seat = sit_down(size=size)
    assert (seat.shell.width(), seat.shell.height()) == size
    for site in one_of_each(seat):
        seat.model.choose(site.key)
        assert_nothing_is_cut(seat)


@pytest.mark.parametrize("size", SIZES)
def test_what_the_patient_told_of_a_site_stands_at_it_and_cuts_nothing(
    sit_down: SitDown, size: tuple[int, int], shipped: tuple[Protocol, object, object]
) -> None:
    told = FollowedUp(
        reactions=tuple(
            ReactionSince(reaction, site.key)
            for site in shipped[0].sites
            for reaction in ("Neck pain or stiffness", "Shoulder pain")
        )
    )
    seat = sit_down(commands.FollowUp(told), size=size)
    for site in one_of_each(seat):
        seat.model.choose(site.key)
        assert_nothing_is_cut(seat)
        (here,) = [text for text in seat.texts(seat.page) if "After the last visit, here:" in text]
        assert here.endswith("After the last visit, here: neck pain or stiffness, shoulder pain.")


@pytest.mark.parametrize("size", SIZES)
def test_totals_and_legend_have_room_for_their_words(sit_down: SitDown, size: tuple[int, int]) -> None:
    seat = sit_down(commands.Skip("procerus", "Patient asked"), size=size)
    seat.give_first(12)
    totals, legend = seat.page.totals, seat.page.stage.legend
    assert sum(totals.needed_widths()) <= totals.width()
    assert not legend.isVisible() or legend.needed_px() <= legend.width()


@pytest.mark.parametrize("size", [(1920, 1080)])
def test_a_large_window_has_the_legend(sit_down: SitDown, size: tuple[int, int]) -> None:
    assert sit_down(size=size).page.stage.legend.isVisible()


@pytest.mark.parametrize("size", [(1180, 720), (1600, 860), (1920, 1080)])
def test_neither_is_one_with_another_dose_that_is_taken_back(sit_down: SitDown, size: tuple[int, int]) -> None:
    seat = sit_down(size=size)
    for site in one_of_each(seat):
        seat.model.submit(commands.ChangeDose(site.key, Decimal("12.5"), "Follow the pain"))
        seat.model.submit(commands.Give(site.key))
        seat.wait_ready()
        seat.model.undo()
        seat.wait_ready()
        assert seat.page.taken_back.isVisible()
        assert_nothing_is_cut(seat)


@pytest.mark.parametrize("size", [(1180, 720), (1920, 1080)])
@pytest.mark.parametrize(
    "opens", ["S", "D", "N", "F1", "site", "given", "side", "muscle", "resumed", "use-by", "add", "move", *MORE]
)
def test_no_sheet_is_cut(sit_down: SitDown, size: tuple[int, int], opens: str) -> None:
    seat = sit_down(commands.Give("procerus"), size=size, resumed=opens == "resumed")
    longest, sheets = seat.site("cervical-paraspinal-1-left"), seat.page.sheets
    place = seat.model.placed[longest.key].point
    acts: dict[str, Callable[[], None]] = {
        "S": lambda: sheets.skip(longest),
        "D": lambda: sheets.dose(longest),
        "N": lambda: sheets.note(longest),
        "F1": sheets.keys,
        "site": lambda: sheets.site(longest.key),
        "given": lambda: sheets.site("procerus"),
        "side": lambda: sheets.side("temporalis", longest.side),
        "muscle": lambda: sheets.muscle("cervical-paraspinal"),
        "resumed": lambda: None,
        "use-by": lambda: seat.page.supply.ask(Need(NeedKind.USE_BY, 1)),
        "vial": lambda: seat.page.supply.ask(Need(NeedKind.VIAL, 1)),
        "syringe": lambda: seat.page.supply.ask(Need(NeedKind.SYRINGE, 3)),
        "supply": seat.page.supply.show,
        "another": seat.page.supply.another_vial,
        "one-vial": lambda: seat.page.supply.vial(1),
        "P": seat.page.care.toggle_pause,
        "R": lambda: seat.page.care.reaction_at(longest),
        "over": seat.page.care.take_over,
        "add": lambda: seat.page.deviations.add(longest.view, place, Treated(longest.muscle, longest.side)),
        "move": lambda: seat.page.deviations.move(longest),
    }
    acts[opens]()
    assert seat.page.panel.sheet is not None
    if opens == "D":
        seat.click("dose-more")
    assert_nothing_is_cut(seat)


@pytest.mark.parametrize("size", [(1180, 720), (1280, 800), (1920, 1080)])
def test_nothing_is_cut_when_the_disk_fails(sit_down: SitDown, size: tuple[int, int]) -> None:
    seat = sit_down(size=size)
    seat.store.full = True
    seat.click("injected")
    seat.wait(lambda: seat.model.stopped)
    assert_nothing_is_cut(seat)
    seat.click("error-unsaved")
    for _ in range(30):
        seat.key(Key.Key_Space)
        seat.wait(lambda: not seat.model.locked)
    assert_nothing_is_cut(seat)
    seat.click("error-list")
    assert_nothing_is_cut(seat)


@pytest.mark.parametrize("size", [(1180, 720), (1280, 800), (1920, 1080)])
@pytest.mark.parametrize("state", ["paused", "done", "overview", "strayed", "adding", "refused"])
def test_nothing_is_cut_in_any_state(sit_down: SitDown, size: tuple[int, int], state: str) -> None:
    seat = sit_down(size=size)
    if state == "paused":
        seat.click("pause")
        seat.click("pick-1")
    elif state == "done":
        seat.do(*(commands.Give(site.key) for site in seat.model.visit.sites))
    elif state == "overview":
        seat.key(Key.Key_0)
    elif state == "strayed":
        seat.model.choose("temporalis-1-right")
        seat.key(Key.Key_4)
    elif state == "adding":
        seat.key(Key.Key_A)
    else:
        seat.page.stage.say("This is none of the protocol’s muscles. Nothing was added.")
    assert_nothing_is_cut(seat)


def test_a_long_name_and_long_allergies_are_shortened_and_cut_nothing_else(sit_down: SitDown) -> None:
    seat = sit_down(size=(1180, 720), allergies="latex, chlorhexidine, penicillin and plasters of one brand")
    assert_nothing_is_cut(seat)
    assert seat.find("saved").isVisible()


def test_the_window_goes_no_smaller_than_its_smallest(sit_down: SitDown) -> None:
    seat = sit_down(size=(800, 600))
    assert (seat.shell.width(), seat.shell.height()) == (SMALLEST_WIDTH_PX, SMALLEST_HEIGHT_PX)
    hint = seat.shell.minimumSizeHint()
    assert hint.width() <= SMALLEST_WIDTH_PX
    assert hint.height() <= SMALLEST_HEIGHT_PX


def test_a_resize_in_mid_visit_keeps_the_open_sheet_and_its_text(sit_down: SitDown) -> None:
    seat = sit_down()
    seat.give_first(3)
    seat.key(Key.Key_S)
    seat.click("reason-2")
    seat.find("reason-more").setFocus()
    seat.type("abc")
    seat.shell.resize(1180, 720)
    seat.wait(lambda: seat.page.strip.isVisible())
    assert_nothing_is_cut(seat)
    assert seat.find("reason-more").hasFocus()
    seat.type("def")
    seat.shell.resize(1920, 1080)
    seat.wait(lambda: seat.page.rail.isVisible())
    assert_nothing_is_cut(seat)
    seat.click("sheet-main")
    seat.wait_ready()
    assert seat.site("frontalis-medial-right").skip_reason.lower() == "patient asked. abcdef"


def test_the_panel_keeps_its_width_and_place_between_sites(sit_down: SitDown) -> None:
    """Nothing moves between sites: the page can be learned in one treatment."""
    seat = sit_down(size="tablet")
    places = set()
    for site in seat.model.visit.sites:
        seat.model.choose(site.key)
        panel = seat.page.panel
        places.add((panel.width(), *(w.geometry().getRect() for w in (panel.injected, panel.undo, panel.skip))))
    assert len(places) == 1


@pytest.mark.parametrize(("size", "panel", "injected"), [("wide", 424, 150), ("tablet", 356, 120)])
def test_the_panel_and_its_button_have_the_sizes_of_the_design(
    sit_down: SitDown, size: str, panel: int, injected: int
) -> None:
    seat = sit_down(size=size)
    assert seat.page.panel.width() == panel
    assert (seat.page.panel.injected.width(), seat.page.panel.injected.height()) == (panel, injected)


def test_the_title_of_the_window_names_no_patient(sit_down: SitDown) -> None:
    seat = sit_down(commands.Give("corrugator-right"))
    assert seat.shell.windowTitle() == "Injection Map"
    assert seat.window.title() == "Injection Map"


def test_the_page_can_be_mirrored(sit_down: SitDown) -> None:
    seat = sit_down()
    seat.page.set_panel_left(True)
    seat.wait(lambda: seat.page.panel.x() < seat.page.stage.mapTo(seat.page, seat.page.stage.rect().topLeft()).x())
    assert_nothing_is_cut(seat)
    seat.click("injected")
    assert seat.given == ["corrugator-right"]


def test_a_press_finds_the_marks_where_the_new_size_has_them(sit_down: SitDown) -> None:
    """The scene is composed when it is painted; whoever asks before that gets the one of this size all the same."""
    seat = sit_down()
    hero = seat.page.stage.hero
    before = hero.size()
    seat.shell.resize(1400, 860)
    assert hero.size() != before
    assert hero.scene is not None
    assert (hero.scene.transform.width_px, hero.scene.transform.height_px) == hero.size().toTuple()


def test_another_density_does_not_dress_all_widgets_anew(sit_down: SitDown) -> None:
    seat = sit_down()
    heard: list[QEvent.Type] = []

    class Wardrobe(QObject):
        def eventFilter(self, watched: QObject, event: QEvent) -> bool:
            heard.extend([event.type()] if watched is seat.page.banner else [])
            return False

    wardrobe = Wardrobe()
    seat.page.banner.installEventFilter(wardrobe)
    seat.shell.resize(1280, 800)
    assert seat.theme.compact
    assert QEvent.Type.StyleChange not in heard
    assert QEvent.Type.Resize in heard
