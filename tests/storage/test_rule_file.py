"""Rule sets are data: those that the program carries, a clinic's own, and none of what cannot be read."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from injection_map import resources
from injection_map.domain.errors import RuleFileError
from injection_map.domain.rule_sets import NoEffect, Success
from injection_map.storage.rule_file import load_rules, parse_rules

WHOLE = """\
format: 1
id: our-clinic
title: Our clinic
responder_percent: 33.3
stop_for_no_effect:
  under_percent: 25
  after_treatments: 2
  to_treatments: 3
stop_for_success:
  under_days: 12
  for_months: 6
source:
  title: Minutes of an invented meeting
verified: true
"""


def faults(text: str) -> list[str]:
    with pytest.raises(RuleFileError) as refused:
        parse_rules(text.encode(), file=Path("our.yaml"))
    return [f"{fault.line}:{fault.column} {fault.message}" for fault in refused.value.faults]


def test_the_rule_sets_that_the_program_carries() -> None:
    """The figures are those of clinical facts 3; nobody has held them against the sources yet."""
    shelf = load_rules([resources.rules()])
    assert shelf.faults == ()
    told = {
        rules.id: (rules.responder_percent, rules.no_effect, rules.success, rules.verified) for rules in shelf.rule_sets
    }
    assert told == {
        "nice-ta260": (30, NoEffect(Decimal(30), 2), Success(15, 3), False),
        "ehf": (30, NoEffect(Decimal(30), 2, 3), Success(10, 3), False),
        "trials-50": (50, None, None, False),
    }
    assert all(rules.source.title for rules in shelf.rule_sets)


def test_a_whole_file_is_read() -> None:
    rules = parse_rules(WHOLE.encode(), file=Path("our.yaml"))
    assert (rules.id, rules.title, rules.responder_percent) == ("our-clinic", "Our clinic", Decimal("33.3"))
    assert rules.no_effect == NoEffect(Decimal(25), 2, 3)
    assert rules.success == Success(12, 6)
    assert rules.source.title == "Minutes of an invented meeting"
    assert rules.verified


def test_the_example_of_the_readme_is_read() -> None:
    readme = (resources.rules() / "README.md").read_text(encoding="utf-8")
    example = readme.partition("```yaml\n")[2].partition("```")[0]
    assert parse_rules(example.encode(), file=Path("README.md")).id == "our-clinic"


@pytest.mark.parametrize(
    ("was", "wrong", "fault"),
    [
        ("responder_percent: 33.3", "responder_percent: 0", "4:20 found 0; wanted a number more than 0 and at most"),
        ("responder_percent: 33.3", "responder_percent: 130", "4:20 found 130; wanted a number more than 0 and"),
        ("responder_percent: 33.3\n", "", "1:1 the key “responder_percent” is missing"),
        ("under_days: 12", "under_days: 12.5", "10:15 found 12.5; wanted a whole number from 1 to 28"),
        ("under_days", "below_days", "10:3 found the unknown key “below_days”; wanted “under_days”"),
        ("to_treatments: 3", "to_treatments: 2", "8:18 found 2; wanted more than the 2 of “after_treatments”"),
        ("verified: true", "verified: perhaps", "14:11 found “perhaps”; wanted true or false"),
        ("id: our-clinic", "id: Our Clinic", "2:5 found “Our Clinic”; wanted a name of lower-case letters"),
        ("format: 1", "format: 2", "1:9 found the format 2; wanted 1"),
        ("title: Minutes of an invented meeting", "url: http://x", "13:3 the key “title” is missing"),
    ],
)
def test_what_is_not_as_it_must_be_is_named_with_its_place(was: str, wrong: str, fault: str) -> None:
    assert was in WHOLE
    found = faults(WHOLE.replace(was, wrong, 1))
    assert any(line.startswith(fault) for line in found), found


@pytest.mark.parametrize("text", ["", "[", "- a\n", "a: &b 1\nc: *b\n", "\x00"])
def test_what_is_no_rule_set_at_all_is_refused(text: str) -> None:
    assert faults(text)


def test_a_clinics_own_rules_stand_beside_the_programs(tmp_path: Path) -> None:
    (tmp_path / "ours.yaml").write_text(WHOLE, encoding="utf-8")
    shelf = load_rules([resources.rules(), tmp_path, tmp_path / "nowhere"])
    assert shelf.faults == ()
    ours = shelf.rule_set("our-clinic")
    assert ours is not None
    assert ours.title == "Our clinic"
    assert shelf.rule_set("nobodys") is None


def test_a_broken_file_and_a_second_one_of_the_same_id_leave_the_others(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text(WHOLE, encoding="utf-8")
    (tmp_path / "b.yaml").write_text(WHOLE.replace("Our clinic", "Another"), encoding="utf-8")
    (tmp_path / "c.yml").write_text("format: 1\n", encoding="utf-8")
    (tmp_path / "d.yaml").mkdir()
    shelf = load_rules([tmp_path])
    assert [rules.title for rules in shelf.rule_sets] == ["Our clinic"]
    twice, broken, folder = shelf.faults
    assert twice == f"{tmp_path / 'b.yaml'}: the id “our-clinic” is that of another file already; wanted another id"
    assert broken.startswith(f"{tmp_path / 'c.yml'}:1:1: the key “id” is missing")
    assert "this is not a regular file" in folder
