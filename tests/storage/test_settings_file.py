"""The settings of a workplace: read, kept, and never damaged by a version that does not understand them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from injection_map.storage.settings_file import Settings, SettingsError, read_settings, write_settings


def test_without_a_file_the_usual_settings_are_used(tmp_path: Path) -> None:
    assert read_settings(tmp_path / "settings.json") == Settings()


def test_what_was_written_is_read(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "settings.json"
    settings = Settings(pedal_key=16777276, theme="dark", panel_left=True)
    write_settings(path, settings)
    assert read_settings(path) == settings
    assert [file.name for file in path.parent.iterdir()] == ["settings.json"]


def test_keys_of_a_later_version_are_kept(tmp_path: Path) -> None:
    path = tmp_path / "settings.json"
    write_settings(path, Settings())
    plain = json.loads(path.read_text()) | {"clinic": "Invented Clinic"}
    path.write_text(json.dumps(plain))
    write_settings(path, read_settings(path))
    assert json.loads(path.read_text())["clinic"] == "Invented Clinic"


@pytest.mark.parametrize("value", ["F13", -1, True, 2**40])
def test_a_value_that_makes_no_sense_is_not_used(tmp_path: Path, value: object) -> None:
    path = tmp_path / "settings.json"
    path.write_text(json.dumps({"format": "injection-map/settings", "version": 1, "pedal_key": value}))
    assert read_settings(path).pedal_key is None


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
