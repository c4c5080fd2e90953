"""Many records written out: whole or not at all, and no name says whose they are."""

from __future__ import annotations

import errno
from collections.abc import Iterable
from pathlib import Path

import pytest

from injection_map.domain.errors import EventFormatError
from injection_map.domain.record_index import Page, RecordQuery, UnreadableVisit
from injection_map.report import files
from injection_map.report.files import NotWrittenError, write_folder_in_steps, write_in_steps
from injection_map.report.selection import files_in_steps, found_ids

IDS = ("a", "b", "c")


def made(record_id: str) -> tuple[str, bytes]:
    return f"record-{record_id}.txt", record_id.encode()


def content(folder: Path) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in folder.iterdir()}


def test_a_file_each_in_a_folder_that_is_there_when_all_are(tmp_path: Path):
    steps = files_in_steps(tmp_path / "out", IDS, made, [])
    assert next(steps) == 1
    assert not (tmp_path / "out").exists()
    assert list(steps) == [2, 3, 3]
    assert content(tmp_path / "out") == {"record-a.txt": b"a", "record-b.txt": b"b", "record-c.txt": b"c"}
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


def test_stopped_leaves_nothing(tmp_path: Path):
    steps = files_in_steps(tmp_path / "out", IDS, made, [])
    next(steps)
    steps.close()  # type: ignore[attr-defined]
    assert list(tmp_path.iterdir()) == []


def test_records_that_have_nothing_to_say_are_told(tmp_path: Path):
    def without_b(record_id: str) -> tuple[str, bytes]:
        if record_id == "b":
            raise EventFormatError("It cannot be read.")
        return made(record_id)

    left_out: list[str] = []
    list(files_in_steps(tmp_path / "out", IDS, without_b, left_out))
    assert left_out == ["record b: It cannot be read."]
    assert sorted(content(tmp_path / "out")) == ["record-a.txt", "record-c.txt"]
    with pytest.raises(NotWrittenError, match=r"None of these records .* record b: It cannot be read"):
        list(files_in_steps(tmp_path / "none", ("b",), without_b, []))
    assert not (tmp_path / "none").exists()


def test_names_that_would_be_the_same_are_told_apart(tmp_path: Path):
    list(
        files_in_steps(tmp_path / "out", ("a/b", "A-B", "a-b"), lambda _id: (f"r-{_id.replace('/', '-')}.x.y", b""), [])
    )
    assert sorted(content(tmp_path / "out")) == ["r-A-B-2.x.y", "r-a-b-3.x.y", "r-a-b.x.y"]


@pytest.mark.parametrize("there", ["out", "out.part"])
def test_what_is_there_already_stays(there: str, tmp_path: Path):
    (tmp_path / there).mkdir()
    (tmp_path / there / "mine.txt").write_text("mine")
    with pytest.raises(NotWrittenError, match="is there already"):
        list(files_in_steps(tmp_path / "out", IDS, made, []))
    assert content(tmp_path / there) == {"mine.txt": b"mine"}


def test_a_full_disk_is_one_sentence_and_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    def full(_file: object, _chunks: Iterable[bytes]) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(files, "_written", full)
    with pytest.raises(NotWrittenError, match=r"no space left on the disk.*The records themselves are safe"):
        list(files_in_steps(tmp_path / "out", IDS, made, []))
    with pytest.raises(NotWrittenError, match="no space left on the disk"):
        list(write_in_steps(tmp_path / "file", [b"a"]))
    assert list(tmp_path.iterdir()) == []


def test_a_place_that_is_none(tmp_path: Path):
    with pytest.raises(NotWrittenError, match="its folder does not exist"):
        list(write_folder_in_steps(tmp_path / "a" / "b", []))


def test_a_file_in_steps_is_the_old_one_until_all_is_there(tmp_path: Path):
    (tmp_path / "file").write_bytes(b"old")
    steps = write_in_steps(tmp_path / "file", [b"a", b"b"])
    next(steps)
    assert (tmp_path / "file").read_bytes() == b"old"
    steps.close()  # type: ignore[attr-defined]
    assert content(tmp_path) == {"file": b"old"}
    list(write_in_steps(tmp_path / "file", [b"a", b"b"]))
    assert content(tmp_path) == {"file": b"ab"}


def test_all_that_are_found_page_by_page():
    rows = tuple(UnreadableVisit(f"r{n}", "") for n in range(2345))
    asked: list[RecordQuery] = []

    def find(query: RecordQuery) -> Page:
        asked.append(query)
        return Page(rows[query.offset : query.offset + query.limit], len(rows))

    assert found_ids(find, RecordQuery("halv", offset=7, limit=3)) == tuple(row.record_id for row in rows)
    assert {query.text for query in asked} == {"halv"}
