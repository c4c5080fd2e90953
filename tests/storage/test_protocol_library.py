"""The protocols of several folders: good ones work beside broken ones, and an id has one owner."""

import os
import sys

import pytest

from injection_map import resources
from injection_map.storage.diagram_file import read_drawings
from injection_map.storage.protocol_library import load_library

DRAWINGS = read_drawings(resources.diagrams())
PREEMPT = (resources.protocols() / "preempt-31.yaml").read_text(encoding="utf-8")


def write(folder, name, text=PREEMPT):
    folder.mkdir(exist_ok=True)
    (folder / name).write_text(text, encoding="utf-8")
    return folder / name


def renamed(protocol_id):
    return PREEMPT.replace("id: preempt-31", f"id: {protocol_id}", 1)


def test_the_programs_own_protocols_are_all_good():
    library = load_library([resources.protocols()], DRAWINGS)
    assert [(entry.file.name, entry.faults) for entry in library.entries] == [("preempt-31.yaml", ())]
    assert library.protocol("preempt-31") is library.protocols[0]
    assert library.protocol("unheard-of") is None


def test_files_stand_folder_by_folder_and_by_name(tmp_path):
    ours, theirs = tmp_path / "ours", tmp_path / "theirs"
    for name in ("b.yaml", "C.YML", "a.yaml", "notes.txt", ".hidden.yaml", "README.md"):
        write(theirs, name, renamed(f"of-{name[0].lower().strip('.') or 'x'}"))
    write(ours, "z.yaml")
    library = load_library([ours, theirs], DRAWINGS)
    assert [entry.file for entry in library.entries] == [
        ours / "z.yaml",
        theirs / "a.yaml",
        theirs / "b.yaml",
        theirs / "C.YML",
    ]
    assert [protocol.id for protocol in library.protocols] == ["preempt-31", "of-a", "of-b", "of-c"]


def test_a_broken_file_is_listed_with_its_faults_and_stops_no_other(tmp_path):
    broken = write(tmp_path, "a.yaml", "format: 1\nid: [\n")
    (tmp_path / "b.yaml").mkdir()
    (tmp_path / "c.yaml").write_bytes(b"\xff\x00")
    good = write(tmp_path, "d.yaml")
    library = load_library([tmp_path], DRAWINGS)
    assert [(entry.file, entry.protocol is None) for entry in library.entries] == [
        (broken, True),
        (tmp_path / "b.yaml", True),
        (tmp_path / "c.yaml", True),
        (good, False),
    ]
    assert all((entry.protocol is None) == bool(entry.faults) for entry in library.entries)


@pytest.mark.parametrize("version", ["2026.1", "2027.1"])
def test_an_id_belongs_to_the_first_file_whatever_the_version(tmp_path, version):
    ours = write(tmp_path / "ours", "preempt-31.yaml")
    theirs = write(tmp_path / "theirs", "preempt.yaml", PREEMPT.replace("version: 2026.1", f"version: {version}", 1))
    library = load_library([ours.parent, theirs.parent], DRAWINGS)
    first, second = library.entries
    assert first.protocol is not None
    assert second.protocol is None
    (fault,) = second.faults
    line = PREEMPT.splitlines().index("id: preempt-31") + 1
    assert (fault.line, fault.column, fault.path) == (line, 5, "id")
    assert fault.message == f"found the id “preempt-31”, which {ours} has already; wanted another id"


def test_the_same_folder_twice_is_read_once(tmp_path):
    write(tmp_path, "a.yaml")
    assert len(load_library([tmp_path, tmp_path], DRAWINGS).entries) == 1


def test_a_missing_folder_is_empty(tmp_path):
    assert load_library([tmp_path / "none"], DRAWINGS).entries == ()


def test_a_folder_that_is_a_file_is_at_fault(tmp_path):
    file = write(tmp_path, "a.txt")
    (entry,) = load_library([file], DRAWINGS).entries
    (fault,) = entry.faults
    assert fault.message.startswith("the folder cannot be read: ")


@pytest.mark.skipif(sys.platform == "win32" or os.geteuid() == 0, reason="the superuser reads everything")
def test_a_folder_that_is_closed_is_at_fault(tmp_path):
    folder = tmp_path / "closed"
    folder.mkdir(mode=0o000)
    (entry,) = load_library([folder], DRAWINGS).entries
    assert [fault.message for fault in entry.faults] == ["the folder cannot be read: Permission denied"]
