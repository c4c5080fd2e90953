from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from injection_map.report.files import NotWrittenError, write_file


def test_a_file_is_written_whole_for_its_owner_only(tmp_path: Path) -> None:
    write_file(tmp_path / "record.json", b"{}")
    assert (tmp_path / "record.json").read_bytes() == b"{}"
    assert [file.name for file in tmp_path.iterdir()] == ["record.json"]
    if sys.platform != "win32":
        assert (tmp_path / "record.json").stat().st_mode & 0o077 == 0


def test_an_older_file_is_replaced(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"old and longer")
    write_file(tmp_path / "a", b"new")
    assert (tmp_path / "a").read_bytes() == b"new"


def test_a_link_stays_a_link(tmp_path: Path) -> None:
    (tmp_path / "real").write_bytes(b"old")
    (tmp_path / "link").symlink_to(tmp_path / "real")
    write_file(tmp_path / "link", b"new")
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "real").read_bytes() == b"new"


def test_a_missing_folder_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(NotWrittenError, match="its folder does not exist") as raised:
        write_file(tmp_path / "none" / "a", b"")
    assert "\n" not in str(raised.value)


def test_a_folder_in_its_place_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(NotWrittenError, match="it is a folder"):
        write_file(tmp_path, b"")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is always full")
def test_a_full_disk_is_one_sentence_and_a_device_stays_one() -> None:
    with pytest.raises(NotWrittenError, match="no space left"):
        write_file(Path("/dev/full"), b"x")
    assert Path("/dev/full").is_char_device()


def test_a_failed_write_leaves_the_older_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a").write_bytes(b"old")

    def failing(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", failing)
    with pytest.raises(NotWrittenError, match="no space left"):
        write_file(tmp_path / "a", b"new")
    assert (tmp_path / "a").read_bytes() == b"old"
    assert [file.name for file in tmp_path.iterdir()] == ["a"]
