"""What every page is made with: the rules of follow-up are read when they are first asked for, and told of if wrong."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from injection_map.app.setup import Setup
from injection_map.app.workplace import Workplace

GOOD = """format: 1
id: our-clinic
title: Our clinic
responder_percent: 40
source: {title: Minutes of 03-Nov-2025}
verified: true
"""


@pytest.fixture
def workplace(qapp: QApplication, tmp_path: Path) -> Iterator[Workplace]:
    place = Workplace(Setup(tmp_path, dark=False))
    yield place
    place.close()
    place.deleteLater()


def choose(workplace: Workplace, rule_set: str) -> None:
    workplace.keep_settings(replace(workplace.settings, rule_set=rule_set))


def write(workplace: Workplace, text: str) -> Path:
    file = workplace.setup.data_dir / "rules" / "ours.yaml"
    file.parent.mkdir(exist_ok=True)
    file.write_text(text, encoding="utf-8")
    return file


def test_the_shipped_rules_are_there_and_one_is_chosen(workplace: Workplace) -> None:
    assert [rules.id for rules in workplace.rules.rule_sets] == ["ehf", "nice-ta260", "trials-50"]
    assert workplace.rule_set is not None
    assert (workplace.rule_set.id, workplace.rule_faults) == ("nice-ta260", ())


def test_no_rule_is_a_choice(workplace: Workplace) -> None:
    choose(workplace, "")
    assert (workplace.rule_set, workplace.rule_faults) == (None, ())


def test_a_clinics_own_rules_are_read_anew_when_they_were_mended(workplace: Workplace) -> None:
    choose(workplace, "our-clinic")
    file = write(workplace, GOOD.replace("40", "140"))
    missing = "The rules “our-clinic” that were chosen are not there. No rule is stated until others are chosen."
    fault, other = workplace.rule_faults
    assert fault.startswith(f"{file}:4:20: ")
    assert (other, workplace.rule_set) == (missing, None)
    write(workplace, GOOD)
    assert workplace.rule_set is None
    workplace.read_rules()
    assert workplace.rule_faults == ()
    assert workplace.rule_set is not None
    assert workplace.rule_set.source_words == "Minutes of 03-Nov-2025, verified."
