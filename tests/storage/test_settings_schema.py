"""assets/schemas/settings.schema.json and the reader say the same of every fault that a schema can express."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from injection_map import resources
from injection_map.domain import settings as rules
from injection_map.domain.settings import RULES, Settings
from injection_map.storage.settings_file import FORMAT, SCHEMA, VERSION, read_settings, write_settings

SCHEMA_FILE = json.loads((resources.schemas() / "settings.schema.json").read_text(encoding="utf-8"))
VALIDATOR = jsonschema.Draft202012Validator(SCHEMA_FILE)
HEAD = {"format": FORMAT, "version": VERSION}
OF_THE_FORM = {"$schema", "format", "version"}


def schema_accepts(key: str, value: object) -> bool:
    return VALIDATOR.is_valid({**HEAD, key: value})


def reader_accepts(path: Path, key: str, value: object) -> bool:
    path.write_text(json.dumps({**HEAD, key: value}), encoding="utf-8")
    settings, warnings = read_settings(path)
    read = getattr(settings, key)
    if not warnings:
        assert (list(read) if isinstance(read, tuple) else read) == value
    return not warnings


def test_the_schema_is_one() -> None:
    jsonschema.Draft202012Validator.check_schema(SCHEMA_FILE)
    assert SCHEMA_FILE["$id"] == SCHEMA


def test_the_keys_are_the_same() -> None:
    assert SCHEMA_FILE["properties"].keys() == OF_THE_FORM | RULES.keys()
    assert asdict(Settings()).keys() == RULES.keys() | {"unknown"}


def test_every_key_is_described_with_its_usual_value() -> None:
    usual = json.loads(json.dumps(asdict(Settings())))
    for key, schema in SCHEMA_FILE["properties"].items():
        assert schema["description"].endswith("."), key
        if key in RULES:
            assert schema["default"] == usual[key], key


def test_the_bounds_are_the_same() -> None:
    properties, definitions = SCHEMA_FILE["properties"], SCHEMA_FILE["$defs"]
    assert properties["clinic_name"]["maxLength"] == rules.MOST_NAME
    assert properties["note_template"]["maxLength"] == rules.MOST_TEMPLATE
    assert properties["lock_minutes"]["maximum"] == rules.MOST_LOCK_MINUTES
    for key, rule in (
        ("lines_of_address", rules.ADDRESS),
        ("phrases", rules.PHRASES),
        ("reasons", rules.REASONS),
    ):
        schema = definitions[key]
        assert (schema["maxItems"], schema["items"]["maxLength"]) == (rule.most_lines, rule.most_characters)


def test_the_choices_are_the_same() -> None:
    for key, choices in (("theme", rules.THEMES), ("paper", rules.PAPERS), ("font_percent", rules.FONT_PERCENTS)):
        assert SCHEMA_FILE["properties"][key]["enum"] == list(choices)


def test_what_is_written_is_what_the_schema_wants(tmp_path: Path) -> None:
    path = tmp_path / "settings.json"
    write_settings(path, Settings(clinic_name="Invented Clinic", clinic_address=("1 Nowhere Street", "Inventown")))
    plain = json.loads(path.read_text(encoding="utf-8"))
    VALIDATOR.validate(plain)
    assert plain["$schema"] == SCHEMA
    assert plain.keys() == OF_THE_FORM | RULES.keys()


GOOD: list[tuple[str, Any]] = [
    ("clinic_name", ""),
    ("clinic_name", "Ä" * rules.MOST_NAME),
    ("clinic_address", ["1 Nowhere Street", "Inventown"]),
    ("phrases", []),
    ("phrases", ["x" * 60]),
    ("skip_reasons", []),
    ("skip_reasons", list("abcde")),
    ("dose_reasons", list("abcde")),
    ("note_template", "{{ patient }}\n"),
    ("paper", "letter"),
    ("billing", True),
    ("billing_cpt", "00001"),
    ("font_percent", 130),
    ("pedal_key", None),
    ("pedal_key", 2**31 - 1),
    ("first_key", 0x20000030),
    ("pad_at_chair", True),
    ("lock_minutes", 0),
    ("lock_minutes", 240),
]


@pytest.mark.parametrize(("key", "value"), GOOD)
def test_both_accept_the_same(tmp_path: Path, key: str, value: object) -> None:
    assert schema_accepts(key, value)
    assert reader_accepts(tmp_path / "settings.json", key, value)


BAD: list[tuple[str, Any]] = [
    ("clinic_name", None),
    ("clinic_name", "x" * 121),
    ("clinic_name", "two\nlines"),
    ("clinic_name", " edge"),
    ("clinic_address", "1 Nowhere Street"),
    ("clinic_address", [5]),
    ("clinic_address", [""]),
    ("clinic_address", ["a\nb"]),
    ("clinic_address", list("abcdefg")),
    ("phrases", ["a", "a"]),
    ("phrases", ["x" * 61]),
    ("phrases", {}),
    ("skip_reasons", list("abcdef")),
    ("skip_reasons", ["x" * 41]),
    ("skip_reasons", [None]),
    ("skip_reasons", None),
    ("dose_reasons", list("abcdef")),
    ("add_reasons", ["  "]),
    ("use_by_reasons", ["a "]),
    ("note_template", []),
    ("note_template", "x" * 20_001),
    ("paper", "A4"),
    ("paper", []),
    ("billing", 1),
    ("billing", "yes"),
    ("billing_cpt", 64615),
    ("billing_cpt", "6461"),
    ("billing_cpt", "6461５"),
    ("calendar_names_patient", None),
    ("theme", "blue"),
    ("font_percent", 110),
    ("font_percent", "115"),
    ("font_percent", True),
    ("panel_left", 0),
    ("pedal_key", 0),
    ("pedal_key", 2**31),
    ("pedal_key", True),
    ("second_pedal_key", "F13"),
    ("skip_key", -1),
    ("pad_at_chair", 1),
    ("spoken_prompts", "yes"),
    ("lock_minutes", -1),
    ("lock_minutes", 241),
    ("lock_minutes", 2.5),
    ("tap_to_resume", {}),
]


@pytest.mark.parametrize(("key", "value"), BAD)
def test_both_refuse_the_same(tmp_path: Path, key: str, value: object) -> None:
    assert not schema_accepts(key, value)
    assert not reader_accepts(tmp_path / "settings.json", key, value)
