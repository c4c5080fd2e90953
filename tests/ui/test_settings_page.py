"""The settings page, with real keys and presses: what is wrong is said while it is typed, and never kept."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from decimal import Decimal

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QPlainTextEdit
from pytestqt.qtbot import QtBot
from ui.page_hands import SIZES, Hands, leave, nameless, sit_at

from injection_map.domain.protocol import Source
from injection_map.domain.reasons import SKIP_REASONS
from injection_map.domain.rule_sets import RuleSet
from injection_map.domain.settings import Settings
from injection_map.report.note_text import DEFAULT_TEMPLATE
from injection_map.ui.controls import Text
from injection_map.ui.fields import NO_BREAK_HYPHEN, TextField
from injection_map.ui.rules_card import RulesShown
from injection_map.ui.settings_page import SettingsPage, Shown
from injection_map.ui.signers import NOBODY
from injection_map.ui.theme import Theme
from injection_map.ui.typed_setting import LinesField
from injection_map.ui.vault_cards import VaultShown

Key = Qt.Key
Chosen = list[tuple[str, object]]
Open = Callable[..., tuple[Hands, Chosen]]
F13, F14 = int(Key.Key_F13), int(Key.Key_F14)

VAULT = VaultShown(signers=lambda: NOBODY, who="", has_passphrase=True, in_visit=False, anchor_fault="")


@pytest.fixture
def open_page(qtbot: QtBot, theme: Theme) -> Iterator[Open]:
    """The page, and what was chosen on it."""
    with ExitStack() as stack:

        def open_it(settings: Settings | None = None, *, size: tuple[int, int] = (1280, 800)) -> tuple[Hands, Chosen]:
            page = SettingsPage(theme, Shown((), settings or Settings(), VAULT))
            chosen: Chosen = []
            page.setting_chosen.connect(lambda name, value: chosen.append((name, value)))
            hands = sit_at(qtbot, theme, page, size=size)
            stack.callback(leave, hands)
            return hands, chosen

        yield open_it


def go_to(hands: Hands, group: int) -> None:
    """By the name at the side."""
    hands.click(f"group-{group}")


def lines_field(hands: Hands, name: str) -> LinesField:
    field = hands.find(name).parentWidget()
    assert isinstance(field, LinesField)
    return field


def marked(hands: Hands) -> list[str]:
    page = hands.page
    assert isinstance(page, SettingsPage)
    return [name.text() for name in page.groups.names if name.isChecked()]


# --- what is typed ---------------------------------------------------------------------------------------------------


def test_the_name_and_the_address_of_the_clinic(open_page: Open) -> None:
    hands, chosen = open_page()
    go_to(hands, 2)
    hands.write("clinic-name", "  Invented   Clinic ")
    hands.write("clinic-address", "1 Nowhere Street")
    hands.press(Key.Key_Return)
    hands.type("Inventown")
    assert chosen == [("clinic_name", "Invented Clinic")]  # in force when its field was left
    hands.press(Key.Key_Tab)
    assert chosen[1:] == [("clinic_address", ("1 Nowhere Street", "Inventown"))]


def test_what_is_too_long_is_said_while_it_is_typed_and_not_kept(open_page: Open) -> None:
    hands, chosen = open_page()
    go_to(hands, 2)
    hands.write("clinic-name", "x" * 121)
    assert hands.said("clinic-name").startswith("This is too long: 121 characters, at most 120.")
    hands.press(Key.Key_Tab)
    assert chosen == []
    hands.click("clinic-name")
    hands.press(Key.Key_End)
    hands.press(Key.Key_Backspace)
    assert hands.said("clinic-name") == ""
    hands.press(Key.Key_Tab)
    assert chosen == [("clinic_name", "x" * 120)]


def test_a_reason_that_stands_there_twice_is_said_with_its_line(open_page: Open) -> None:
    hands, chosen = open_page()
    go_to(hands, 3)
    hands.click("skip-reasons")
    hands.press(Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    hands.type("Sore ear")
    hands.press(Key.Key_Return)
    hands.type("sore EAR")
    field = lines_field(hands, "skip-reasons")
    assert field.message.isVisible()
    assert field.message.text.startswith("Line 2 says the same as line 1.")
    hands.press(Key.Key_Tab)
    assert chosen == []
    hands.click("skip-reasons")
    hands.press(Key.Key_End, Qt.KeyboardModifier.ControlModifier)
    hands.type("s")
    assert not field.message.isVisible()
    hands.press(Key.Key_Tab)
    assert chosen == [("skip_reasons", ("Sore ear", "sore EARs"))]


def test_the_lists_begin_with_what_is_in_force(open_page: Open) -> None:
    hands, chosen = open_page(Settings(phrases=("Small bruise",)))
    for name, lines in (("skip-reasons", SKIP_REASONS), ("phrases", ("Small bruise",))):
        area = hands.find(name)
        assert isinstance(area, QPlainTextEdit)
        assert area.toPlainText() == "\n".join(lines)
    go_to(hands, 3)
    hands.click("phrases")
    hands.press(Key.Key_Tab)
    assert chosen == []  # nothing was changed


def test_what_is_typed_counts_when_the_page_is_left(open_page: Open) -> None:
    hands, chosen = open_page()
    go_to(hands, 2)
    hands.write("clinic-name", "Invented Clinic")
    hands.shell.hide()
    assert chosen == [("clinic_name", "Invented Clinic")]


def template_field(hands: Hands) -> TextField:
    field = hands.find("note-template").parentWidget()
    assert isinstance(field, TextField)
    return field


def test_what_is_wrong_with_the_notes_template_is_said_while_it_is_typed(open_page: Open) -> None:
    hands, chosen = open_page()
    go_to(hands, 2)
    hands.click("note-template")
    hands.type("Born {patient_bon}")
    field = template_field(hands)
    assert "The nearest is {patient_born}." in field.message.text
    hands.press(Key.Key_Tab)
    assert chosen == []
    hands.press(Key.Key_Backtab)
    hands.press(Key.Key_End)
    hands.press(Key.Key_Left)
    hands.press(Key.Key_Backspace)
    hands.type("rn")
    assert not field.message.isVisible()
    hands.press(Key.Key_Tab)
    assert chosen == [("note_template", "Born {patient_born}")]


def test_the_notes_template_can_be_begun_with_the_shipped_one(open_page: Open) -> None:
    hands, chosen = open_page()
    go_to(hands, 2)
    hands.click("note-template-shipped")
    assert hands.focus == "note-template"
    assert not hands.find("note-template-shipped").isVisible()
    hands.press(Key.Key_Tab)
    assert chosen == [("note_template", DEFAULT_TEMPLATE)]
    hands.press(Key.Key_Backtab)
    hands.press(Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    hands.press(Key.Key_Backspace)
    hands.press(Key.Key_Tab)
    assert chosen[1:] == [("note_template", "")]


# --- what is chosen --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("group", "control", "wanted"),
    [
        (1, "minutes-0", ("lock_minutes", 2)),
        (1, "tap-to-resume", ("tap_to_resume", True)),
        (2, "paper-1", ("paper", "letter")),
        (2, "billing", ("billing", True)),
        (2, "calendar-names-patient", ("calendar_names_patient", True)),
        (4, "theme-2", ("theme", "dark")),
        (4, "font-1", ("font_percent", 115)),
        (4, "panel-1", ("panel_left", True)),
    ],
)
@pytest.mark.parametrize("size", SIZES, ids=["1920", "1280"])
def test_a_choice_is_in_force_at_once(
    open_page: Open, size: tuple[int, int], group: int, control: str, wanted: tuple[str, object]
) -> None:
    hands, chosen = open_page(size=size)
    go_to(hands, group)
    hands.click(control)
    assert chosen == [wanted]


def test_the_procedure_code_is_asked_for_where_codes_are_billed(open_page: Open) -> None:
    hands, chosen = open_page()
    go_to(hands, 2)
    assert not hands.find("billing-cpt").isVisible()
    hands.click("billing")
    hands.write("billing-cpt", "6461")
    assert hands.said("billing-cpt").startswith("A procedure code has 5 digits, such as 64615.")
    hands.type("6")
    assert hands.said("billing-cpt") == ""
    hands.press(Key.Key_Tab)
    assert chosen == [("billing", True), ("billing_cpt", "64616")]


# --- the pedals ------------------------------------------------------------------------------------------------------


def pedal_words(hands: Hands) -> str:
    page = hands.page
    assert isinstance(page, SettingsPage)
    return " ".join(hands.texts())


def test_a_pedal_is_learned_and_forgotten(open_page: Open) -> None:
    hands, chosen = open_page()
    go_to(hands, 4)
    assert "Space works as it is." in pedal_words(hands)
    hands.click("learn-pedal")
    assert "Press it once." in pedal_words(hands)
    hands.press(Key.Key_F13)
    assert "It sends F13." in pedal_words(hands)
    assert hands.focus == "learn-pedal"
    hands.click("forget-pedal")
    assert chosen == [("pedal_key", F13), ("pedal_key", None)]


def test_a_second_switch_must_be_another_one(open_page: Open) -> None:
    hands, chosen = open_page(Settings(pedal_key=F13))
    go_to(hands, 4)
    hands.click("learn-second-pedal")
    for key, said in (
        (Key.Key_F13, "F13 is learned for Injected already."),
        (Key.Key_Space, "Space has another meaning here."),
        (Key.Key_U, "U has another meaning here."),
    ):
        hands.press(key)
        assert said in pedal_words(hands)
    hands.press(Key.Key_Shift)
    assert chosen == []
    hands.press(Key.Key_F14)
    assert chosen == [("second_pedal_key", F14)]
    hands.click("learn-pedal")
    hands.press(Key.Key_F14)
    assert "F14 is learned for Undo already." in pedal_words(hands)


def test_a_pedal_that_sends_space_needs_no_learning(open_page: Open) -> None:
    hands, chosen = open_page(Settings(pedal_key=F13))
    go_to(hands, 4)
    hands.click("learn-pedal")
    hands.press(Key.Key_Space)
    assert chosen == [("pedal_key", None)]
    assert "this pedal works as it is" in pedal_words(hands)


@pytest.mark.parametrize("away", [Key.Key_Escape, Key.Key_Tab])
def test_learning_is_given_up(open_page: Open, away: Key) -> None:
    hands, chosen = open_page()
    go_to(hands, 4)
    hands.click("learn-pedal")
    hands.press(away)
    assert "Press it once." not in pedal_words(hands)
    hands.press(Key.Key_F13)
    assert chosen == []


# --- the groups ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("size", SIZES, ids=["1920", "1280"])
def test_each_name_leads_to_its_group_and_is_marked(open_page: Open, size: tuple[int, int]) -> None:
    hands, _ = open_page(size=size)
    page = hands.page
    assert isinstance(page, SettingsPage)
    assert marked(hands) == ["People and lock"]
    first_of = {2: "clinic-name", 3: "phrases", 4: "theme-0", 5: "backup-now", 1: "add-person"}
    for group, name in first_of.items():
        go_to(hands, group)
        assert marked(hands) == [page.groups.names[group - 1].text()]
        place = hands.find(name).mapTo(hands.shell, QPoint())
        assert 0 < place.y() < hands.shell.height() / 2


def test_the_wheel_marks_the_group_in_sight(open_page: Open) -> None:
    hands, _ = open_page()
    page = hands.page
    assert isinstance(page, SettingsPage)
    bar = page.groups._scroll.verticalScrollBar()
    bar.setValue(bar.maximum())
    assert marked(hands) == ["Records"]
    bar.setValue(0)
    assert marked(hands) == ["People and lock"]


def test_tab_comes_everywhere_and_brings_it_into_sight(open_page: Open) -> None:
    hands, _ = open_page(Settings(billing=True))
    seen = set()
    for _ in range(80):
        hands.press(Key.Key_Tab)
        focused = QApplication.focusWidget()
        assert focused is not None
        place = focused.mapTo(hands.shell, focused.rect().center())
        assert hands.shell.rect().contains(place), f"{focused.objectName()} has the focus out of sight"
        seen.add(focused.objectName())
    assert seen >= {
        "add-person",
        "minutes-0",
        "clinic-name",
        "clinic-address",
        "billing-cpt",
        "calendar-names-patient",
        "phrases",
        "skip-reasons",
        "use-by-reasons",
        "font-2",
        "learn-pedal",
        "learn-second-pedal",
        "backup-now",
    }


def test_every_control_has_a_name(open_page: Open) -> None:
    hands, _ = open_page(Settings(pedal_key=F13, second_pedal_key=F14, billing=True))
    assert nameless(hands.page) == []


def test_names_keep_their_width_when_the_mark_moves(open_page: Open) -> None:
    hands, _ = open_page()
    button = hands.find("group-3")
    assert isinstance(button, QAbstractButton)
    before = button.width()
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    assert button.isChecked()
    QApplication.processEvents()
    assert button.width() == before


# --- rules of follow-up ----------------------------------------------------------------------------------------------


def test_the_rules_of_follow_up_are_chosen_with_their_source_in_sight(qtbot: QtBot, theme: Theme) -> None:
    ours = RuleSet("ours", "our clinic", Decimal(40), Source("ours", "Minutes of 03-Nov-2025"), verified=True)
    other = RuleSet("other", "Other", Decimal("33.3"), Source("other", "Guideline"))
    fault = "/a/rules/b.yaml:4:20: found 140; wanted a number above 0 and at most 100"
    page = SettingsPage(theme, Shown((), Settings(rule_set="other"), VAULT, RulesShown((ours, other), (fault,))))
    chosen: list[tuple[str, object]] = []
    page.setting_chosen.connect(lambda name, value: chosen.append((name, value)))
    hands = sit_at(qtbot, theme, page)
    page.go_to_rules()
    assert hands.focus == "rules-ours"
    assert marks(page) == {"ours": False, "other": True, "": False}
    names = [button.accessibleName() for button in page.rules.choices.values()]
    assert names == [
        "Our clinic: 40 % fewer is a response, verified",
        "Other: 33.3 % fewer is a response, not verified",
        "No rule: The numbers alone",
    ]
    card = {text.text().replace(NO_BREAK_HYPHEN, "-").replace("\u200b", "") for text in page.rules.findChildren(Text)}
    assert {"Minutes of 03-Nov-2025", "Guideline", fault} <= card
    hands.press(Qt.Key.Key_Space)
    assert marks(page) == {"ours": True, "other": False, "": False}
    hands.press(Qt.Key.Key_Tab)
    hands.press(Qt.Key.Key_Tab)
    hands.press(Qt.Key.Key_Space)
    assert chosen == [("rule_set", "ours"), ("rule_set", "")]
    leave(hands)


def marks(page: SettingsPage) -> dict[str, bool]:
    return {rule_id: button.isChecked() for rule_id, button in page.rules.choices.items()}
