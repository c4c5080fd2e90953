"""A site added or moved by touching the drawing, bounds that are warned of, and the last visit beside this one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QMenu
from ui.chair.hands import NO_MODIFIER, STARTED, Seat, opened
from ui.chair.test_page_layout import assert_nothing_is_cut

from injection_map import resources
from injection_map.diagram.art import Treated
from injection_map.diagram.marks import MarkState
from injection_map.domain.commands import AddSite, ChangeDose, Command, Give, MoveSite, Open, Refusal, Skip
from injection_map.domain.decisions import decide
from injection_map.domain.geometry import PointMm
from injection_map.domain.protocol import Dose, Protocol, Side, View
from injection_map.domain.session import Visit, apply
from injection_map.storage.diagram_file import read_drawings
from injection_map.storage.protocol_file import read_protocol
from injection_map.ui.overlay import Shown
from injection_map.ui.theme import Theme

SitDown = Callable[..., Seat]
Key = Qt.Key
PREEMPT = read_protocol(resources.protocols() / "preempt-31.yaml", read_drawings(resources.diagrams()))
SOURCE = "PREEMPT, fixed sites 2026.1"
IN_TEMPORALIS = PointMm(-30, -60)
"""Of the left view: in the muscle, away from its sites."""
AT_TEMPORALIS_1 = "1 mm below and 2.1 cm in front of the top of the helix"
"""It lies at 0, −30 and the top of the helix at 20.5, −30.5."""
BARE_SKIN = PointMm(40, -90)
"""Of the left view: skin without a drawn muscle."""
IN_MASSETER = PointMm(-38, 40)
"""Of the left view: a drawn muscle that the protocol does not name."""
IN_PROCERUS = PointMm(0, -5)
"""Of the front view."""


@pytest.fixture
def seat(sit_down: SitDown) -> Seat:
    return sit_down(size="tablet")


def main(seat: Seat) -> QAbstractButton:
    button = seat.find("sheet-main")
    assert isinstance(button, QAbstractButton)
    return button


def told(seat: Seat) -> str:
    return " ".join(seat.texts(seat.sheet))


def place(seat: Seat) -> str:
    return str(seat.find("place").property("text"))


def reason(seat: Seat, text: str) -> QAbstractButton:
    return next(b for b in seat.sheet.findChildren(QAbstractButton) if b.text() == text)


def right_click(seat: Seat, at: QPoint) -> None:
    QTest.mouseClick(seat.window, Qt.MouseButton.RightButton, NO_MODIFIER, at)


def confirm(seat: Seat, why: str) -> None:
    seat.click(reason(seat, why))
    seat.click("sheet-main")
    seat.wait_ready()


def proposed(seat: Seat) -> PointMm | None:
    """Where the drawing shows the site that is not confirmed yet, in mm."""
    scene = seat.page.stage.hero.scene
    assert scene is not None
    return scene.transform.to_mm(scene.proposed.centre) if scene.proposed else None


# --- a site is added -------------------------------------------------------------------------------------------------


def test_a_then_a_touch_adds_a_site(seat: Seat) -> None:
    seat.key(Key.Key_2)
    seat.key(Key.Key_A)
    assert seat.said() == "Touch the place in the muscle where the site is added."
    seat.tap(seat.place_at(IN_TEMPORALIS))
    assert seat.sheet.accessibleName() == "Add a site, temporalis"
    assert place(seat) == "Temporalis, 16 mm above and 19 mm behind the temporal hairline"
    assert "Added site 1 of the 2 that the protocol allows here." in told(seat)
    assert f"Total becomes 160 units, over the 155 of {SOURCE}." in told(seat)
    assert seat.kinds == []
    assert not main(seat).isEnabled()
    confirm(seat, "Tender point")
    added = seat.site("temporalis-added-1-left")
    assert added.added_at is not None
    assert added.added_at.x == pytest.approx(IN_TEMPORALIS.x, abs=0.5)
    assert added.added_at.y == pytest.approx(IN_TEMPORALIS.y, abs=0.5)
    assert added.place == "16 mm above and 19 mm behind the temporal hairline"
    assert seat.next_key == "temporalis-added-1-left"
    assert proposed(seat) is None
    seat.tap_site("temporalis-added-1-left")
    seat.wait_ready()
    assert seat.given == ["temporalis-added-1-left"]


def test_the_warning_and_the_site_are_one_act_and_one_undo(seat: Seat) -> None:
    seat.key(Key.Key_2)
    right_click(seat, seat.place_at(IN_TEMPORALIS))
    confirm(seat, "Tender point")
    assert seat.kinds == ["site_added", "caution_accepted"]
    (accepted,) = seat.model.visit.cautions
    assert (accepted.caution.kind, accepted.caution.reason) == ("visit-units", "Tender point")
    assert seat.page.panel.undo.accessibleName().startswith("Undo, added site, temporalis added 1")
    seat.click("undo")
    seat.wait_ready()
    assert seat.model.visit.site("temporalis-added-1-left") is None
    assert seat.model.visit.cautions == ()


def test_a_long_press_in_a_muscle_adds_a_site_on_the_patients_side(seat: Seat) -> None:
    seat.key(Key.Key_3)
    at = seat.place_at(IN_TEMPORALIS.mirrored())
    with seat.qtbot.waitSignal(seat.page.stage.place_asked, timeout=5000):
        seat.press(at)
    seat.release(at)
    assert seat.sheet.accessibleName() == "Add a site, temporalis"
    assert "PATIENT’S RIGHT" in seat.texts(seat.sheet)


def test_the_words_of_a_place_are_the_same_on_the_mirrored_view(seat: Seat) -> None:
    said = []
    for key, point in ((Key.Key_2, IN_TEMPORALIS), (Key.Key_3, IN_TEMPORALIS.mirrored())):
        seat.key(key)
        right_click(seat, seat.place_at(point))
        said.append(place(seat))
        seat.key(Key.Key_Escape)
    assert said[0] == said[1]


def test_the_new_mark_is_seen_before_it_is_confirmed_and_goes_by_1_mm(seat: Seat) -> None:
    seat.key(Key.Key_2)
    right_click(seat, seat.place_at(IN_TEMPORALIS))
    first = proposed(seat)
    assert first is not None
    seat.key(Key.Key_Up, times=3)
    seat.key(Key.Key_Right)
    seat.click("nudge-left")
    seat.click("nudge-left")
    now = proposed(seat)
    assert now is not None
    assert (now.x - first.x, now.y - first.y) == (pytest.approx(-1, abs=0.01), pytest.approx(-3, abs=0.01))
    assert seat.kinds == []
    seat.key(Key.Key_Escape)
    assert proposed(seat) is None
    assert seat.kinds == []


def test_arrows_in_the_line_of_text_move_nothing(seat: Seat) -> None:
    seat.key(Key.Key_2)
    right_click(seat, seat.place_at(IN_TEMPORALIS))
    before = proposed(seat)
    seat.click("reason-more")
    seat.type("ab")
    seat.key(Key.Key_Left)
    seat.key(Key.Key_Up)
    assert proposed(seat) == before


def test_another_touch_says_another_place_even_close_to_a_site(seat: Seat) -> None:
    seat.key(Key.Key_2)
    right_click(seat, seat.place_at(IN_TEMPORALIS))
    seat.click("reason-more")
    seat.type("abc")
    beside = seat.place_of("temporalis-1-left") + QPoint(10, 0)
    seat.tap(beside)
    assert seat.kinds == []
    scene = seat.page.stage.hero.scene
    assert scene is not None
    assert scene.proposed is not None
    apart = scene.proposed.centre.toPoint() - seat.page.stage.hero.mapFrom(seat.shell, beside)
    assert apart.manhattanLength() <= 1
    assert seat.find("reason-more").property("text").lower() == "abc"
    seat.click("sheet-main")
    seat.wait_ready()
    assert seat.site("temporalis-added-1-left").added_reason.lower() == "abc"


def test_the_dose_of_an_added_site_is_chosen(seat: Seat) -> None:
    seat.key(Key.Key_2)
    right_click(seat, seat.place_at(IN_TEMPORALIS))
    seat.click(reason(seat, "2.5"))
    assert main(seat).text() == "Add 2.5 units"
    confirm(seat, "Follow the pain")
    assert seat.site("temporalis-added-1-left").units == Decimal("2.5")


def test_a_nudge_out_of_the_muscle_is_said(seat: Seat) -> None:
    right_click(seat, seat.place_at(IN_PROCERUS))
    assert "outside" not in place(seat)
    seat.key(Key.Key_Down, times=25)
    assert place(seat).endswith("outside the muscle as drawn")


@pytest.mark.parametrize("start", [True, False])
def test_where_no_muscle_is_drawn_nothing_is_added_and_it_says_so(seat: Seat, start: bool) -> None:
    seat.key(Key.Key_2)
    if start:
        seat.key(Key.Key_A)
        seat.tap(seat.place_at(BARE_SKIN))
    else:
        right_click(seat, seat.place_at(BARE_SKIN))
    assert seat.page.panel.sheet is None
    assert "No muscle is drawn there" in seat.said()
    assert seat.kinds == []


def test_while_adding_a_touch_of_a_site_records_nothing(seat: Seat) -> None:
    seat.key(Key.Key_A)
    seat.tap_site("corrugator-right")
    assert seat.kinds == []
    assert "a site already" in seat.said()
    seat.click("go-back")  # the button of the line says Cancel now
    assert not seat.page.stage.adding
    seat.tap_site("corrugator-right")
    assert seat.given == ["corrugator-right"]


def test_esc_ends_adding(seat: Seat) -> None:
    seat.key(Key.Key_A)
    seat.key(Key.Key_Escape)
    assert seat.said() == ""


def adding(number: int, side: Side = Side.RIGHT, x: float | None = None) -> AddSite:
    return AddSite(
        f"temporalis-added-{number}-{side}",
        f"Temporalis added {number}",
        "temporalis",
        side,
        View.RIGHT if side is Side.RIGHT else View.LEFT,
        10.0 * number if x is None else x,
        -70,
        Decimal(5),
        "Tender point",
        "7 cm above the tragus",
    )


def test_beyond_the_protocols_number_it_warns_and_keeps_the_reason(sit_down: SitDown) -> None:
    """Both sides together. What was injected has to stand in the record, so nothing is refused."""
    seat = sit_down(adding(1), adding(2), size="tablet")
    seat.key(Key.Key_2)
    right_click(seat, seat.place_at(IN_TEMPORALIS))
    assert "Temporalis: added site 3, the protocol allows 2 (Headache 2010;50:1406)." in told(seat)
    assert not main(seat).isEnabled()
    confirm(seat, "Follow the pain")
    assert seat.site("temporalis-added-1-left").added_reason == "Follow the pain"
    kinds = [(a.caution.kind, a.caution.reason, a.site) for a in seat.model.visit.cautions]
    assert ("optional-sites", "Follow the pain", "temporalis-added-1-left") in kinds


def test_a_muscle_that_allows_none_warns_too(seat: Seat) -> None:
    right_click(seat, seat.place_at(IN_PROCERUS))
    assert seat.sheet.accessibleName() == "Add a site, procerus"
    assert "Procerus: the protocol allows no added site" in told(seat)


@pytest.mark.parametrize("size", ["tablet", "wide"])
def test_a_muscle_that_the_protocol_does_not_name_may_be_added_with_a_reason(sit_down: SitDown, size: str) -> None:
    seat = sit_down(size=size)
    seat.key(Key.Key_2)
    seat.model.choose("temporalis-1-left")
    right_click(seat, seat.place_at(IN_MASSETER))
    assert seat.sheet.accessibleName() == "Add a site, masseter"
    assert f"Masseter: no muscle of {SOURCE}." in told(seat)
    confirm(seat, "Tender point")
    assert seat.next_key == "masseter-added-1-left"
    steps = seat.page.strip if size == "tablet" else seat.page.rail.steps
    assert steps.steps()[-1].accessibleName().startswith("Masseter, left 0 of 1")
    seat.key(Key.Key_Space)
    seat.wait_ready()
    assert seat.given == ["masseter-added-1-left"]
    for _ in range(2):
        seat.key(Key.Key_U)
        seat.wait_ready()
    assert [step.muscle for step in steps.steps()] == [muscle.id for muscle in PREEMPT.muscles]


def test_over_the_units_of_the_interval(sit_down: SitDown) -> None:
    seat = sit_down(size="tablet", units_before=Decimal(245))
    seat.key(Key.Key_D)
    seat.click("dose-more")
    assert f"With the 245 units before it 402.5 units in the interval, over the 400 of {SOURCE}." in told(seat)
    confirm(seat, "Large muscle")
    assert {accepted.caution.kind for accepted in seat.model.visit.cautions} == {"visit-units", "interval-units"}


# --- a site is moved -------------------------------------------------------------------------------------------------


def start_moving(seat: Seat, key: str) -> None:
    right_click(seat, seat.place_of(key))
    seat.click("action-move")


def test_a_site_is_moved_by_a_touch(seat: Seat) -> None:
    seat.model.choose("temporalis-1-left")
    start_moving(seat, "temporalis-1-left")
    assert seat.sheet.accessibleName() == "Move temporalis 1"
    assert place(seat) == AT_TEMPORALIS_1
    seat.click(reason(seat, "Scar or skin lesion"))
    assert not main(seat).isEnabled()  # it is where it was
    seat.tap(seat.place_at(PointMm(-8, -38)))
    assert main(seat).isEnabled()
    seat.click("sheet-main")
    seat.wait_ready()
    moved = seat.site("temporalis-1-left")
    assert moved.moved_to is not None
    assert moved.moved_to.x == pytest.approx(-8, abs=0.5)
    assert moved.moved_reason == "Scar or skin lesion"
    assert seat.kinds == ["site_moved"]
    assert seat.next_key == "temporalis-1-left"


def test_the_drawing_and_the_card_show_the_new_place_and_the_planned_one_as_a_ghost(seat: Seat) -> None:
    seat.model.choose("temporalis-1-left")
    start_moving(seat, "temporalis-1-left")
    seat.key(Key.Key_Left, times=8)
    confirm(seat, "Tender point")
    scene = seat.page.stage.hero.scene
    assert scene is not None
    mark = scene.mark("temporalis-1-left")
    assert mark is not None
    assert mark.centre == scene.transform.to_px(PointMm(-8, -30))
    assert [ghost.centre for ghost in scene.ghosts] == [scene.transform.to_px(PointMm(0, -30))]
    assert scene.ghosts[0].look.state is MarkState.LAST_VISIT
    assert scene.ghosts[0].r < mark.r
    assert scene.guide_lines == ()
    assert seat.find("next-landmark").property("text") == "1 mm below and 2.9 cm in front of the top of the helix."
    assert "Moved for this patient. Tender point" in " ".join(seat.texts(seat.page.panel))


def test_a_moved_site_is_undone_like_any_act(seat: Seat) -> None:
    start_moving(seat, "procerus")
    seat.key(Key.Key_Up, times=3)
    confirm(seat, "Tender point")
    assert seat.page.panel.undo.accessibleName() == "Undo, moved, procerus, midline"
    seat.click("undo")
    seat.wait_ready()
    assert not seat.site("procerus").moved


def test_the_other_views_do_not_say_where_a_site_goes(seat: Seat) -> None:
    seat.model.set_overview(True)
    seat.model.choose("temporalis-1-left")
    seat.page.deviations.move(seat.site("temporalis-1-left"))
    front = next(view for view in seat.page.stage.overview.views if view.view is View.FRONT)
    seat.click(front, front.rect().center())
    assert seat.said() == "The site lies on the left side view. Touch that drawing."
    assert place(seat) == AT_TEMPORALIS_1


def test_a_given_site_is_not_moved(seat: Seat) -> None:
    seat.give("procerus")
    right_click(seat, seat.place_of("procerus"))
    assert seat.page.findChild(QAbstractButton, "action-move") is None


def test_nothing_is_injected_while_a_place_is_asked_for(seat: Seat) -> None:
    start_moving(seat, "corrugator-right")
    seat.key(Key.Key_Space)
    seat.tap_site("corrugator-left")
    assert seat.kinds == []


# --- the dose by the syringe's marks ---------------------------------------------------------------------------------


def test_the_dose_goes_by_one_mark_of_the_syringe(seat: Seat) -> None:
    """200 units in 4 mL: 0.01 mL are 0.5 units."""
    seat.key(Key.Key_D)
    assert seat.find("dose-mark-more").accessibleName() == "0.01 mL more, 0.5 units"
    seat.click("dose-mark-more")
    assert main(seat).text() == "Set 5.5 units"
    assert "0.11 mL" in seat.texts(seat.sheet)
    for _ in range(3):
        seat.click("dose-mark-less")
    assert main(seat).text() == "Set 4 units"
    assert "Total becomes 154 units." in told(seat)


def test_the_least_dose_is_one_mark(seat: Seat) -> None:
    seat.key(Key.Key_D)
    seat.click("dose-less")
    for _ in range(4):
        seat.click("dose-mark-less")
    assert main(seat).text() == "Set 0.5 units"
    assert not seat.find("dose-mark-less").isEnabled()


def ranged() -> Protocol:
    """Procerus from 5 to 12.5 units, and no other bound."""
    muscle = PREEMPT.muscle("procerus")
    site = replace(muscle.sites[0], dose=Dose(Decimal(5), Decimal("12.5")))
    muscles = tuple(replace(m, sites=(site,)) if m is muscle else m for m in PREEMPT.muscles)
    return replace(PREEMPT, muscles=muscles, limits=replace(PREEMPT.limits, visit_units=Decimal(500)))


def test_a_dose_of_a_range_is_chosen_without_a_warning_and_beyond_it_with_one(sit_down: SitDown) -> None:
    seat = sit_down(size="tablet", protocol=ranged())
    seat.model.choose("procerus")
    seat.key(Key.Key_D)
    seat.click(reason(seat, "12.5"))
    assert "Headache" not in told(seat)
    seat.click("dose-mark-more")
    assert "Procerus: 13 units, the protocol gives 5 to 12.5 units (Headache 2010;50:1406)." in told(seat)
    confirm(seat, "Large muscle")
    assert [accepted.caution.kind for accepted in seat.model.visit.cautions] == ["dose-range"]


# --- the last visit --------------------------------------------------------------------------------------------------


def visited(*done: Command, protocol: Protocol = PREEMPT) -> Visit:
    """A visit some weeks ago."""
    visit = Visit()
    at = STARTED - timedelta(weeks=13)
    for command in (Open(opened(protocol)), *done):
        events = decide(visit, [command], at=at, by="Dr A. Lindqvist")
        assert not isinstance(events, Refusal), events
        for event in events:
            visit = apply(visit, event)
    return visit


LAST = (
    ChangeDose("corrugator-right", Decimal("7.5"), "Large muscle"),
    Give("corrugator-right"),
    Give("corrugator-left"),
    Skip("frontalis-lateral-left", "Brow felt heavy"),
    MoveSite("temporalis-1-left", -8.0, -30.0, "3 cm above and 8 mm in front of the tragus", "Scar"),
    Give("temporalis-1-left"),
    adding(1, Side.LEFT, -30.0),
    Give("temporalis-added-1-left"),
)


@pytest.fixture
def returning(sit_down: SitDown) -> Seat:
    return sit_down(size="tablet", last=visited(*LAST))


def ghost_words(seat: Seat) -> set[str]:
    """What the large view says of the last visit."""
    scene = seat.page.stage.hero.scene
    assert scene is not None
    labels = [plate.text for plate in scene.plates] + [scene.next_label.text if scene.next_label else ""]
    return {label for label in labels if "was" in label}


def test_l_shows_what_differed_and_l_again_hides_it(returning: Seat) -> None:
    assert ghost_words(returning) == set()
    returning.key(Key.Key_L)
    assert ghost_words(returning) == {"Corrugator, 5 units, was 7.5", "was skipped"}
    scene = returning.page.stage.hero.scene
    assert scene is not None
    assert {mark.key for mark in scene.marks if mark.look.ghost} == {"frontalis-lateral-left"}
    returning.key(Key.Key_L)
    assert ghost_words(returning) == set()
    assert returning.kinds == []


def test_where_a_site_was_added_or_moved_a_ring_stands_alone(returning: Seat) -> None:
    returning.key(Key.Key_L)
    returning.key(Key.Key_2)
    scene = returning.page.stage.hero.scene
    assert scene is not None
    points = {(round(p.x), round(p.y)) for ghost in scene.ghosts for p in [scene.transform.to_mm(ghost.centre)]}
    assert points == {(-8, -30), (-30, -70)}


def test_shift_l_shows_all_sites(returning: Seat) -> None:
    returning.key(Key.Key_L, Qt.KeyboardModifier.ShiftModifier)
    assert returning.model.overlay.shown is Shown.EVERY_SITE
    scene = returning.page.stage.hero.scene
    assert scene is not None
    assert "corrugator-left" in {mark.key for mark in scene.marks if mark.look.ghost}


def test_without_a_last_visit_l_shows_nothing_and_the_menu_has_no_row_of_it(seat: Seat) -> None:
    seat.key(Key.Key_L)
    assert seat.model.overlay.shown is Shown.NOTHING
    assert seat.said() == ""


def test_it_is_offered_once_in_a_quiet_line_and_done_again_with_one_tap(returning: Seat) -> None:
    assert returning.said() == "The last visit had 4 changes."
    assert returning.page.panel.sheet is None
    returning.click("go-back")
    assert returning.sheet.accessibleName() == "Last visit: 4 changes"
    for line in (
        "Corrugator, right: 7.5 units, not 5",
        "Brow felt heavy",
        "Temporalis 1, left: moved to 3 cm above and 8 mm in front of the tragus",
        f"Total becomes 157.5 units, over the 155 of {SOURCE}.",
    ):
        assert line in told(returning)
    assert returning.kinds == []
    returning.click("sheet-main")
    returning.wait_ready()
    assert returning.page.panel.sheet is None
    assert returning.site("corrugator-right").units == Decimal("7.5")
    assert returning.site("frontalis-lateral-left").skip_reason == "As at the last visit: Brow felt heavy"
    assert returning.site("temporalis-1-left").moved
    assert returning.site("temporalis-added-1-left").added
    assert len(returning.model.visit.acts) == 1
    assert returning.next_key == "corrugator-right"
    assert returning.said() == ""
    returning.key(Key.Key_L)
    assert ghost_words(returning) == set()
    returning.click("undo")
    returning.wait_ready()
    assert not any(site.differs for site in returning.model.visit.sites)
    assert returning.model.visit.cautions == ()


def test_the_line_goes_with_the_first_act(returning: Seat) -> None:
    returning.click("injected")
    returning.wait_ready()
    assert returning.said() == ""


def test_the_line_is_not_there_for_a_visit_that_went_by_its_plan(sit_down: SitDown) -> None:
    seat = sit_down(size="tablet", last=visited(Give("procerus")))
    assert seat.said() == ""
    seat.page.acts.show_last_visit()
    assert "It was given as planned." in told(seat)
    assert not main(seat).isVisible()


def test_sites_that_the_protocol_has_no_more_are_named_and_left_out(sit_down: SitDown) -> None:
    other = replace(
        PREEMPT.muscle("procerus").sites[0], key="glabella-point", id="glabella-point", name="Glabella point"
    )
    muscles = tuple(replace(m, sites=(other,)) if m.id == "procerus" else m for m in PREEMPT.muscles)
    earlier = visited(
        Skip("glabella-point", "Lesion"),
        Skip("corrugator-left", "Lesion"),
        protocol=replace(PREEMPT, muscles=muscles),
    )
    seat = sit_down(size="tablet", last=earlier)
    seat.click("go-back")
    assert "Glabella point, midline: skipped. The protocol has this site no more." in told(seat)
    seat.click("sheet-main")
    seat.wait_ready()
    assert seat.kinds == ["skipped"]


def test_the_menu_has_the_last_visit(returning: Seat) -> None:
    returning.click(returning.page.banner.menu)
    menu = returning.page.banner.menu.findChild(QMenu)
    assert menu is not None
    texts = [action.text() for action in menu.actions()]
    assert "Last visit: show what differed" in texts
    next(action for action in menu.actions() if action.text() == "Last visit: show all sites").trigger()
    menu.close()
    assert returning.model.overlay.shown is Shown.EVERY_SITE


# --- what is shown has room ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("size", "percent"), [((1180, 720), 100), ((1280, 800), 100), ((1280, 800), 130), ((1920, 1080), 130)]
)
@pytest.mark.parametrize("opens", ["add", "other", "move", "last", "dose"])
def test_no_sheet_is_cut_with_every_warning_that_there_is(
    sit_down: SitDown, theme: Theme, size: tuple[int, int], percent: int, opens: str
) -> None:
    theme.set_font_percent(percent)
    many = [Skip(site.key, "Weakness after last visit, as it was told") for site in PREEMPT.sites[-14:]]
    last = visited(*LAST, *many)
    seat = sit_down(adding(1), adding(2), size=size, units_before=Decimal(300), last=last)
    longest = seat.site("cervical-paraspinal-1-left")
    point = seat.model.placed[longest.key].point
    acts: dict[str, Callable[[], None]] = {
        "add": lambda: seat.page.deviations.add(View.LEFT, IN_TEMPORALIS, Treated("temporalis", Side.LEFT)),
        "other": lambda: seat.page.deviations.add(View.LEFT, IN_MASSETER, Treated("sternocleidomastoid", Side.LEFT)),
        "move": lambda: seat.page.deviations.move(longest),
        "last": seat.page.acts.show_last_visit,
        "dose": lambda: seat.page.sheets.dose(longest),
    }
    acts[opens]()
    if opens == "move":
        seat.page.deviations.touch(View.BACK, PointMm(point.x - 1, point.y + 90), None)
    elif opens == "dose":
        seat.click("dose-more")
    assert_nothing_is_cut(seat)


def test_the_changes_name_the_new_place(sit_down: SitDown) -> None:
    seat = sit_down(*LAST[4:5], ChangeDose("temporalis-1-left", Decimal("7.5"), "Large muscle"))
    assert "Moved to 3 cm above and 8 mm in front of the tragus. Scar. 7.5 units, not 5. Large muscle" in seat.texts(
        seat.find("changes")
    )
