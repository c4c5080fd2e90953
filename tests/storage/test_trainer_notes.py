"""The trainer's notes: what was typed is read again, and a file that is not understood is left alone."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from injection_map.storage.trainer_notes import TrainerNotesError, read_notes, write_notes

NOTES = {"preempt-31": {"procerus": "Ask who has seen a “peaked” brow.\nThen wait."}, "ours": {}}


def test_without_a_file_there_are_none(tmp_path: Path) -> None:
    assert read_notes(tmp_path / "training" / "notes.json") == {}


def test_what_was_written_is_read_and_nothing_is_left_beside_it(tmp_path: Path) -> None:
    path = tmp_path / "training" / "notes.json"
    write_notes(path, {"ours": {"one": "older"}})
    write_notes(path, NOTES)
    assert read_notes(path) == NOTES
    assert [file.name for file in path.parent.iterdir()] == ["notes.json"]
    assert "“peaked”" in path.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "[" * 100_000,
        "[]",
        json.dumps({"format": "injection-map/training-notes", "version": 2, "notes": {}}),
        json.dumps({"format": "injection-map/settings", "version": 1}),
        json.dumps({"format": "injection-map/training-notes", "version": 1}),
        json.dumps({"format": "injection-map/training-notes", "version": 1, "notes": {"ours": ["one"]}}),
        json.dumps({"format": "injection-map/training-notes", "version": 1, "notes": {"ours": {"one": 1}}}),
        json.dumps({"format": "injection-map/training-notes", "version": 1, "notes": {"ours": {"one": "\ud800"}}}),
        json.dumps({"format": "injection-map/training-notes", "version": 1, "notes": {"\udfff": {}}}),
        '{"format": "injection-map/training-notes", "version": ' + "9" * 5000 + ', "notes": {}}',
        "\x00",
    ],
)
def test_a_file_that_is_not_understood_is_one_sentence(tmp_path: Path, text: str) -> None:
    path = tmp_path / "notes.json"
    path.write_text(text)
    with pytest.raises(TrainerNotesError, match="left as it is"):
        read_notes(path)
    assert path.read_text() == text


def test_half_a_character_that_was_pasted_is_no_reason_to_lose_the_rest(tmp_path: Path) -> None:
    path = tmp_path / "notes.json"
    write_notes(path, {"ours": {"one": "Mind the vein \ud83d."}})
    assert read_notes(path) == {"ours": {"one": "Mind the vein ?."}}


def test_a_disk_that_does_not_take_them_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "training").write_text("a file where the folder should be")
    with pytest.raises(TrainerNotesError, match="No record is touched"):
        write_notes(tmp_path / "training" / "notes.json", NOTES)
