"""What is wrong with a setting as it is typed, in words."""

from __future__ import annotations

from dataclasses import asdict

import pytest

from injection_map.domain.reasons import OTHER, Ready
from injection_map.domain.settings import ADDRESS, REASONS, RULES, Settings, clinic_name_fault, cpt_fault, lines_of


def test_each_setting_has_a_rule_that_its_usual_value_fits() -> None:
    usual = asdict(Settings())
    assert usual.keys() == RULES.keys() | {"unknown"}
    assert [key for key, rule in RULES.items() if not rule.fits(usual[key])] == []


def test_each_kind_of_ready_text_has_a_setting() -> None:
    assert [kind for kind in Ready if kind not in RULES] == []


def test_lines_are_without_empty_ones_and_edges() -> None:
    assert lines_of("  One \n\n\tTwo   words\n") == ("One", "Two words")
    assert lines_of(" \n ") == ()


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("", None),
        ("\n".join("abcde"), None),
        ("x" * 40, None),
        ("One\n\n" + "x" * 41, "Line 3: This is too long: 41 characters, at most 40."),
        ("One\nTwo\n one ", "Line 3 says the same as line 1."),
        ("\n".join("abcdef"), "There is room for 5 lines; these are 6."),
        (OTHER.upper(), f"Line 1: “{OTHER}” is always there. Leave it out."),
        (
            "a\u202eb",
            "Line 1: There is a hidden character in it (U+202E). Delete the whole text and type it again.",
        ),
    ],
)
def test_what_is_wrong_with_reasons_is_said_with_the_number_of_the_line(text: str, fault: str | None) -> None:
    assert REASONS.fault(text) == fault
    assert REASONS.fits(lines_of(text)) is (fault is None)


def test_an_address_may_hold_any_words() -> None:
    assert ADDRESS.fault(OTHER) is None


def test_a_name_has_an_end() -> None:
    assert clinic_name_fault("") is None
    assert clinic_name_fault("Invented Clinic") is None
    assert clinic_name_fault("x" * 121) == "This is too long: 121 characters, at most 120."


@pytest.mark.parametrize(("typed", "fine"), [("64615", True), (" 64615 ", True), ("6461", False), ("6461５", False)])
def test_a_procedure_code_has_five_digits(typed: str, fine: bool) -> None:
    assert (cpt_fault(typed) is None) is fine
