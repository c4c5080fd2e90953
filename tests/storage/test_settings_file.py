"""The settings of a workplace: read, kept, and never damaged by a version that does not understand them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from injection_map.domain.settings import RULES, Settings
from injection_map.storage.settings_file import SettingsError, read_settings, write_settings


def test_without_a_file_the_usual_settings_are_used(tmp_path: Path) -> None:
    assert read_settings(tmp_path / "settings.json") == (Settings(), ())


def test_what_was_written_is_read(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "settings.json"
    settings = Settings(
        clinic_name="Invented Clinic",
        clinic_address=("1 Nowhere Street", "Inventown"),
        phrases=("A bruise, small",),
        skip_reasons=(),
        dose_reasons=("Neck is short",),
        add_reasons=("Asked for",),
        move_reasons=("Scar",),
        use_by_reasons=("Because",),
        vial_empty_reasons=(),
        pause_reasons=("Lunch",),
        site_reactions=("Wheal",),
        patient_reactions=("Dizzy",),
        note_template="One\nTwo",
        paper="letter",
        billing=True,
        billing_cpt="00000",
        calendar_names_patient=True,
        rule_set="our-clinic",
        theme="dark",
        font_percent=115,
        panel_left=True,
        pedal_key=16777276,
        second_pedal_key=16777277,
        skip_key=16777278,
        blank_key=16777279,
        first_key=536870965,
        pad_at_chair=True,
        spoken_prompts=True,
        exam_tolerance_mm=7,
        lock_minutes=0,
        tap_to_resume=True,
    )
    assert all(getattr(settings, key) != getattr(Settings(), key) for key in RULES)
    write_settings(path, settings)
    assert read_settings(path) == (settings, ())
    assert [file.name for file in path.parent.iterdir()] == ["settings.json"]


def test_keys_of_a_later_version_are_kept(tmp_path: Path) -> None:
    path = tmp_path / "settings.json"
    write_settings(path, Settings())
    plain = json.loads(path.read_text()) | {"clinic": "Invented Clinic"}
    path.write_text(json.dumps(plain))
    settings, _ = read_settings(path)
    write_settings(path, settings)
    assert json.loads(path.read_text())["clinic"] == "Invented Clinic"


def written(path: Path, **values: object) -> Path:
    """A file with these values, as somebody with an editor would write it."""
    path.write_text(json.dumps({"format": "injection-map/settings", "version": 1, **values}))
    return path


def test_a_key_that_is_not_known_is_told_of_with_the_one_that_may_be_meant(tmp_path: Path) -> None:
    path = written(tmp_path / "settings.json", papper="letter", colour_of_the_walls="white")
    settings, warnings = read_settings(path)
    assert settings.unknown == {"papper": "letter", "colour_of_the_walls": "white"}
    assert warnings == (
        "The setting “papper” is not known and was left alone. Is “paper” meant?",
        "The setting “colour_of_the_walls” is not known and was left alone.",
    )


def test_one_value_that_makes_no_sense_costs_only_itself_and_is_told_of(tmp_path: Path) -> None:
    path = written(tmp_path / "settings.json", theme="dark", lock_minutes="ten", font_percent=120)
    settings, warnings = read_settings(path)
    assert settings == Settings(theme="dark")
    assert warnings == (
        "The setting “lock_minutes” must be a whole number from 0 to 240; the usual one is used.",
        "The setting “font_percent” must be 100, 115 or 130; the usual one is used.",
    )


def test_one_key_cannot_be_both_switches(tmp_path: Path) -> None:
    settings, warnings = read_settings(written(tmp_path / "settings.json", pedal_key=99, second_pedal_key=99))
    assert (settings.pedal_key, settings.second_pedal_key) == (99, None)
    assert warnings == ("The setting “second_pedal_key” must be another key than “pedal_key”; none is used.",)


def test_no_input_can_do_two_acts(tmp_path: Path) -> None:
    settings, warnings = read_settings(
        written(tmp_path / "settings.json", second_pedal_key=99, skip_key=98, blank_key=99, first_key=98)
    )
    assert (settings.second_pedal_key, settings.skip_key) == (99, 98)
    assert (settings.blank_key, settings.first_key) == (None, None)
    assert warnings == (
        "The setting “blank_key” must be another key than “second_pedal_key”; none is used.",
        "The setting “first_key” must be another key than “skip_key”; none is used.",
    )


def test_a_key_that_stands_there_twice_is_told_of(tmp_path: Path) -> None:
    path = tmp_path / "settings.json"
    path.write_text('{"format": "injection-map/settings", "version": 1, "theme": "dark", "theme": "light"}')
    settings, warnings = read_settings(path)
    assert settings.theme == "light"
    assert warnings == ("The setting “theme” stands there twice; the last one is used.",)


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("skip_reasons", ["Patient asked", "patient asked"]),
        ("skip_reasons", ["Other, type it"]),
        ("phrases", ["a\u202eb"]),
        ("clinic_name", "a\u200bb"),
    ],
)
def test_what_no_schema_can_say_is_refused_too(tmp_path: Path, key: str, value: object) -> None:
    settings, warnings = read_settings(written(tmp_path / "settings.json", **{key: value}))
    assert settings == Settings()
    assert len(warnings) == 1


@pytest.mark.parametrize("value", ["F13", -1, True, 2**40])
def test_a_value_that_makes_no_sense_is_not_used(tmp_path: Path, value: object) -> None:
    path = tmp_path / "settings.json"
    path.write_text(json.dumps({"format": "injection-map/settings", "version": 1, "pedal_key": value}))
    assert read_settings(path)[0].pedal_key is None


@pytest.mark.parametrize(
    "text", ["", "{", "[]", "[" * 100_000, '{"format": "injection-map/settings", "version": 2}', "\x00"]
)
def test_a_file_that_is_not_understood_is_said_and_left_alone(tmp_path: Path, text: str) -> None:
    path = tmp_path / "settings.json"
    path.write_text(text)
    with pytest.raises(SettingsError, match="left as it is"):
        read_settings(path)
    assert path.read_text() == text


def test_a_folder_that_cannot_be_made_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(SettingsError, match="could not be written"):
        write_settings(tmp_path / "file" / "settings.json", Settings())
