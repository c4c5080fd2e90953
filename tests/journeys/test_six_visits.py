"""A patient with six visits: what is asked before the needle is answered on one screen, and seen visit by visit."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from journeys.earlier import KNOWN, Earlier, follow
from journeys.hands import CLINICIAN, Hands
from journeys.test_settings import open_settings
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtWidgets import QWidget
from ui.page_hands import cut_texts

from injection_map.diagram.scene import ViewScene
from injection_map.domain import commands as c
from injection_map.domain.events import FollowedUp, ReactionSince
from injection_map.domain.protocol import Side, View
from injection_map.ui.chair.hero_view import HeroView
from injection_map.ui.controls import Text
from injection_map.ui.fields import NO_BREAK_HYPHEN
from injection_map.ui.four_views import SmallView
from injection_map.ui.notice_card import NoticeCard
from injection_map.ui.records_page import RecordsPage
from injection_map.ui.sections import Overflow
from injection_map.ui.trend_chart import TrendChart

NOW = datetime(2025, 11, 18, 9, 30, tzinfo=UTC)
SIZES = [(1280, 800), (1920, 1080)]
LESION = c.Skip("temporalis-3-left", "Healing skin lesion over the site")
LESS = c.ChangeDose("frontalis-lateral-right", Decimal("2.5"), "Brow felt heavy")
MORE = c.AddSite(
    site="occipitalis-added-1-left",
    name="Occipitalis added 1",
    muscle="occipitalis",
    side=Side.LEFT,
    view=View.BACK,
    x_mm=-30.0,
    y_mm=-20.0,
    units=Decimal(5),
    reason="Follow the pain",
    place="2 cm above site 1",
)
BLED = c.SeeReaction("Bleeding", "procerus", "stopped after a minute")
NECK = ReactionSince("Neck pain or stiffness", "trapezius-1-left", "three days")
PLATE = "1, after: neck pain or stiffness"

DONE = (
    "157.5 units at 32 of 32 sites on 26-Aug-2025, 12 weeks ago. Dr T. Ester (invented), lot INV0006.",
    "Frontalis lateral, right: 2.5 units, not 5. Brow felt heavy.",
    "Occipitalis added 1, left: added, 5 units, 2 cm above site 1. Follow the pain.",
    "Procerus, midline: reaction, bleeding. stopped after a minute.",
)
CHANGED = (
    "Against 03-Jun-2025, when it was 150 units:",
    "Frontalis lateral, right: 2.5 units, was 5.",
    "Temporalis 3, left: 5 units, was skipped.",
    "Occipitalis, left: 1 site added, 5 units, was none.",
    "Other 29 sites: the same.",
)
WORKS = (
    "Fewer headache days by 50 % since the first visit (22 to 11 in 28 days, 02-Jul-2024 to 26-Aug-2025), "
    "after 5 treatments: over the 30 % of NICE TA260."
)
SOURCE = (
    "NICE technology appraisal guidance TA260: Botulinum toxin type A for the prevention of headaches in adults with "
    "chronic migraine, not verified."
)
HELPED = (
    WORKS,
    "After 26-Aug-2025: not asked yet.",
    "After 03-Jun-2025, told on 26-Aug-2025: 11 headache days, worn off in week 10, "
    "neck pain or stiffness at trapezius 1, left (three days).",
    "Under NICE TA260, under 30 % fewer after 2 treatments is no effect: 50 % fewer, after 5 treatments.",
    "Under NICE TA260, under 15 days for 3 months is a success: "
    "15 days on 17-Dec-2024, 13 days on 03-Jun-2025, 11 days on 26-Aug-2025.",
    f"Source of the rule: {SOURCE}",
)
NEXT = ("Tue 18-Nov-2025, 12 weeks after 26-Aug-2025. Today.",)
ANSWERS = {
    "asked-done": ("What did we do last time?", *DONE),
    "asked-changed": ("What changed?", *CHANGED),
    "asked-helped": ("Did it help?", *HELPED),
    "asked-next": ("When is the next?", *NEXT),
}

SitDown = Callable[..., Hands]


def told(days: int, *, worn_off: int | None = None, reactions: tuple[ReactionSince, ...] = ()) -> FollowedUp:
    return FollowedUp(days, wear_off_week=worn_off, reactions=reactions, asked_reactions=True)


@pytest.fixture
def six_visits(data_dir: Path) -> None:
    """The last one 12 weeks before NOW; at the fourth nobody asked."""
    at = [NOW - timedelta(weeks=12 * number) for number in range(6, 0, -1)]
    follow(
        data_dir,
        Earlier(at[0], FollowedUp(22)),
        Earlier(at[1], told(18)),
        Earlier(at[2], told(15, worn_off=9)),
        Earlier(at[3]),
        Earlier(at[4], told(13), before=(LESION,)),
        Earlier(at[5], told(11, worn_off=10, reactions=(NECK,)), before=(LESS, MORE), after=(BLED,)),
    )


def written(within: QWidget) -> tuple[str, ...]:
    """What stands there, without what keeps dates and percentages whole."""
    texts = (text.text() for text in within.findChildren(Text) if text.isVisible() and text.text())
    return tuple(text.replace(NO_BREAK_HYPHEN, "-").replace("\u00a0", " ").replace("\u200b", "") for text in texts)


def answers_on(hands: Hands) -> dict[str, tuple[str, ...]]:
    return {name: written(hands.find(name)) for name in ANSWERS}


def assert_in_sight(hands: Hands, names: tuple[str, ...] = tuple(ANSWERS)) -> None:
    """Whole, in the window, and without scrolling."""
    shell = hands.program.shell

    def all_there() -> None:
        for name in names:
            block = hands.find(name)
            place = QRect(block.mapTo(shell, QPoint(0, 0)), block.size())
            assert shell.rect().contains(place), name
        for area in hands.page.findChildren(Overflow):
            assert not area.isVisible() or area.verticalScrollBar().maximum() == 0, area.parentWidget().objectName()
        assert cut_texts(hands.page) == []

    hands.qtbot.waitUntil(lambda: all_there() is None, timeout=5_000)


@pytest.mark.usefixtures("six_visits")
@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("size", SIZES, ids=["1280", "1920"])
def test_every_question_before_the_needle_is_answered_on_the_patients_page(
    sit_down: SitDown, size: tuple[int, int], dark: bool
) -> None:
    hands = sit_down(size=size, dark=dark, clock=lambda: NOW)
    hands.wait(lambda: hands.program.is_open)
    assert hands.program.vault.patients is not None
    (found,) = hands.program.vault.patients.find("known")
    hands.program.patients.show(found.patient)
    hands.wait_for_page("patient-page")
    assert answers_on(hands) == ANSWERS
    assert_in_sight(hands, (*ANSWERS, "trend", "visit-visit-1", "visit-visit-6"))
    (chart,) = hands.page.findChildren(TrendChart)
    assert "30 % fewer" in "".join(piece.text for piece in chart.layout_now().written)
    assert chart.accessibleDescription().endswith("Line: 30 % fewer than first, 15.4.")


@pytest.mark.usefixtures("six_visits")
def test_the_same_lines_are_one_tap_from_the_safety_pause(sit_down: SitDown) -> None:
    hands = sit_down(clock=lambda: NOW)
    go_to_pause(hands)
    hands.click("earlier")
    assert answers_on(hands) == ANSWERS
    assert_in_sight(hands)
    hands.press(Qt.Key.Key_Escape)
    hands.wait(lambda: hands.find("earlier").isVisible())
    hands.click("earlier")
    hands.click("looking-back-done")
    hands.wait(lambda: hands.find("earlier").hasFocus())


def go_to_pause(hands: Hands) -> None:
    hands.wait(lambda: hands.program.is_open)
    assert hands.program.vault.patients is not None
    (found,) = hands.program.vault.patients.find("known")
    hands.program.patients.show(found.patient)
    hands.wait_for_page("patient-page")
    hands.click("start")
    hands.wait_for_page("start-page")
    hands.write("clinician", CLINICIAN)
    hands.click("start")
    hands.wait_for_page("pause-page")


@pytest.mark.usefixtures("six_visits")
def test_the_arrow_keys_step_through_all_visits_with_what_differed(sit_down: SitDown) -> None:
    hands = sit_down(clock=lambda: NOW)
    hands.wait(lambda: hands.program.is_open)
    hands.click("records")
    hands.wait_for_page("records-page")
    page = hands.page
    assert isinstance(page, RecordsPage)
    steps = []
    for _ in range(6):
        hands.wait(lambda: bool(differences(page)))
        steps.append((page.place.record_id, page.view.differences.title.text(), differences(page)))
        hands.press(Qt.Key.Key_Right)
    ring = "Dashed ring: otherwise at the last visit"
    assert steps == [
        (
            "visit-6",
            "Against 03-Jun-2025",
            [
                *("Frontalis lateral, right", "2.5 units, was 5", "Temporalis 3, left", "5 units, was skipped"),
                *("Occipitalis, left", "1 site added, 5 units, was none", "Other 29 sites", "the same", ring),
            ],
        ),
        (
            "visit-5",
            "Against 11-Mar-2025",
            [
                *("Temporalis 3, left", "skipped, was 5 units", "Other 30 sites", "the same", "Told on 26-Aug-2025"),
                "11 headache days, worn off in week 10, neck pain or stiffness at trapezius 1, left (three days)",
                ring,
            ],
        ),
        (
            "visit-4",
            "Against 17-Dec-2024",
            ["All 31 sites", "the same", "Told on 03-Jun-2025", "13 headache days, no reactions", ring],
        ),
        ("visit-3", "Against 24-Sep-2024", ["All 31 sites", "the same", ring]),
        (
            "visit-2",
            "Against 02-Jul-2024",
            [
                "All 31 sites",
                "the same",
                "Told on 17-Dec-2024",
                "15 headache days, worn off in week 9, no reactions",
                ring,
            ],
        ),
        ("visit-1", "Against the plan", ["As planned", "Told on 24-Sep-2024", "18 headache days, no reactions"]),
    ]
    hands.press(Qt.Key.Key_Left, times=6)
    assert page.place.record_id == "visit-6"
    assert written(hands.find("is-it-working").parentWidget())[2:] == (WORKS, SOURCE)
    assert plates_of(scene_of(page, View.BACK)) == ["new"]
    hands.press(Qt.Key.Key_Right)
    assert plates_of(scene_of(page, View.BACK)) == [PLATE]


def differences(page: RecordsPage) -> list[str]:
    title, *lines = written(page.view.differences)
    assert title == page.view.differences.title.text()
    return lines


def scene_of(page: QWidget, view: View) -> ViewScene:
    (small,) = page.findChildren(SmallView, f"small-{view}")
    assert small.scene is not None
    return small.scene


@pytest.mark.usefixtures("six_visits")
def test_from_a_record_to_its_patient_and_on_to_a_visit(sit_down: SitDown) -> None:
    hands = sit_down(clock=lambda: NOW)
    hands.wait(lambda: hands.program.is_open)
    hands.click("records")
    hands.wait_for_page("records-page")
    hands.press(Qt.Key.Key_Return)
    hands.wait_for_page("record-page")
    hands.click("patient")
    hands.wait_for_page("patient-page")
    hands.press(Qt.Key.Key_Escape)
    hands.wait_for_page("record-page")
    hands.click("patient")
    hands.click("start")
    hands.wait_for_page("start-page")
    hands.write("clinician", CLINICIAN)
    hands.click("start")
    hands.wait_for_page("pause-page")
    assert KNOWN.name in written(hands.page)


@pytest.mark.usefixtures("six_visits")
def test_a_reaction_at_a_site_that_was_added_is_told_and_shown_where_it_was(sit_down: SitDown, data_dir: Path) -> None:
    hands = sit_down(clock=lambda: NOW)
    go_to_pause(hands)
    hands.click("since")
    hands.click("since-reaction-10")
    hands.click("told-10-where")
    hands.click("since-site-occipitalis-added-1-left")
    hands.click("since-site-occipitalis-2-left")
    hands.click("since-sites-done")
    assert "Occipitalis 2, left; Occipitalis added 1, left" in written(hands.find("told-10"))
    hands.click("since-done")
    hands.answer_pause()
    hands.start_treatment()
    hands.press(Qt.Key.Key_4)
    heroes = hands.page.findChildren(HeroView)
    hands.wait(lambda: any(hero.scene and "2, after: bruising" in plates_of(hero.scene) for hero in heroes))
    hands.program.show_start()
    hands.click("records")
    hands.wait_for_page("records-page")
    page = hands.page
    assert isinstance(page, RecordsPage)
    hands.press(Qt.Key.Key_Right)
    assert page.place.record_id == "visit-6"
    assert plates_of(scene_of(page, View.BACK)) == ["2, after: bruising", "new, after: bruising"]


def plates_of(scene: ViewScene) -> list[str]:
    return sorted(label.text for label in scene.plates)


@pytest.mark.usefixtures("six_visits")
def test_a_fault_in_the_clinics_own_rules_is_told_with_file_and_line_until_it_is_mended(
    sit_down: SitDown, data_dir: Path
) -> None:
    file = data_dir / "rules" / "ours.yaml"
    file.parent.mkdir()
    good = (
        "format: 1\nid: our-clinic\ntitle: Our clinic\nresponder_percent: 40\n"
        "source: {title: Minutes of 03-Nov-2025}\nverified: true\n"
    )
    file.write_text(good.replace("40", "140"), encoding="utf-8")
    hands = sit_down(clock=lambda: NOW)
    hands.wait(lambda: bool(hands.page.findChildren(NoticeCard)))
    (notice,) = hands.page.findChildren(NoticeCard)
    assert f"{file}:4:20:" in notice.notice.sentence
    hands.click("notice-rules-action")
    hands.wait_for_page("settings-page")
    first = hands.find("rules-ehf")
    hands.wait(lambda: first.visibleRegion().boundingRect() == first.rect())
    assert any(f"{file}:4:20:" in text for text in written(hands.find("rules-card")))
    hands.click("settings-back")
    hands.wait_for_page("start-page")
    file.write_text(good, encoding="utf-8")
    open_settings(hands)
    hands.click("rules-our-clinic")
    hands.click("settings-back")
    hands.wait_for_page("start-page")
    hands.wait(lambda: not any(card.isVisible() for card in hands.page.findChildren(NoticeCard)))
    hands.click("records")
    hands.wait_for_page("records-page")
    said = written(hands.find("is-it-working").parentWidget())
    assert said[-2].endswith("after 5 treatments: over the 40 % of Our clinic.")
    assert said[-1] == "Minutes of 03-Nov-2025, verified."
