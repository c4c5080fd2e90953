"""Records from an export: all of it comes along, everything wrong is named before anything is written."""

from __future__ import annotations

import hashlib
import json
import os
import signal
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from exports import NOW, Lines, chained_anew, exported_practice, of_records, proven_content, records_in, written

from injection_map.domain.errors import StoreError
from injection_map.domain.events import Patient
from injection_map.domain.imports import Fate, Imported, ImportStoppedError, RecordRow, Tally
from injection_map.storage import import_lines, record_import
from injection_map.storage.bulk import append_whole
from injection_map.storage.event_store import VaultStore
from injection_map.storage.import_lines import MOST_FAULTS, ImportFileError
from injection_map.storage.patients import Patients
from injection_map.storage.proof import prove
from injection_map.storage.record_import import RecordImport, read_import
from injection_map.storage.record_index import RecordIndex


@pytest.fixture
def lines(tmp_path_factory: pytest.TempPathFactory) -> Lines:
    return exported_practice(lambda: tmp_path_factory.mktemp("practice") / "records")


@pytest.fixture
def store(empty: Any) -> Iterator[VaultStore]:
    with closing(empty.open()) as store:
        yield store


Look = Callable[..., RecordImport]


@pytest.fixture
def look(tmp_path: Path, store: VaultStore) -> Iterator[Look]:
    """Reads these lines as a file."""
    looked: list[RecordImport] = []

    def read(lines: Lines, stopped: Callable[[], bool] = lambda: False) -> RecordImport:
        file = written(tmp_path / "all.jsonl", lines)
        looked.append(read_import(file, store, told=lambda *_: None, stopped=stopped))
        return looked[-1]

    yield read
    for found in looked:
        found.close()


def take_in(found: RecordImport, store: VaultStore, stopped: Callable[[], bool] = lambda: False) -> Imported:
    return found.write(store, by="Dr A", clock=lambda: NOW, told=lambda *_: None, stopped=stopped)


def is_proven(store: VaultStore) -> bool:
    return prove(store.database, store.anchors).first_break is None and RecordIndex(store).prove() is None


def refused(found: RecordImport) -> list[RecordRow]:
    return found.rows((Fate.DIFFERS, Fate.WRONG))


# --- all is well -----------------------------------------------------------------------------------------------------


def test_a_whole_practice_comes_through_the_file_as_it_was(lines: Lines, look: Look, store: VaultStore):
    found = look(lines)
    assert (found.records, found.refused) == (Tally(new=12), 0)
    row = found.rows(limit=1)[0]
    first = of_records(lines)[0]
    assert (row.record_id, row.name) == (first["record"], first["event"]["patient"]["name"])
    assert row.day == date.fromisoformat(first["event"]["at"][:10])
    done = take_in(found, store)
    patients = {line["event"]["patient"]["id"] for line in lines if line.get("record") == "~patients"}
    assert done == Imported(records=12, patients=len(patients), protocols=1)
    kept = [line for line in lines if "event" in line and line["record"] not in ("~vault", "~people")]
    by_record = sorted(proven_content(store), key=lambda entry: entry[:2])
    assert by_record == sorted(((x["record"], x["seq"], x["event"], x["hash"]) for x in kept), key=lambda e: e[:2])
    assert is_proven(store)
    for patient_id in patients:
        assert RecordIndex(store).visits_of(patient_id)


def test_the_vault_says_for_ever_what_came_from_where(lines: Lines, look: Look, store: VaultStore, tmp_path: Path):
    done = take_in(look(lines), store)
    digest = hashlib.sha256((tmp_path / "all.jsonl").read_bytes()).hexdigest()
    begun, over = store.entries("~vault")[1:]
    assert (begun["type"], begun["file"], begun["by"]) == ("import_begun", digest, "Dr A")
    assert (over["type"], over["file"], over["records"], over["patients"]) == ("imported", digest, 12, done.patients)
    assert any("imported by Dr A" in told for told in prove(store.database, store.anchors).restored)


def test_the_same_file_again_changes_nothing(lines: Lines, look: Look, store: VaultStore):
    take_in(look(lines), store)
    position = store.position()
    again = look(lines)
    assert again.records == Tally(here=12)
    assert {row.sentence for row in again.rows()} == {"It is here already, and the same."}
    assert take_in(again, store) == Imported()
    assert store.position() == position


def test_windows_line_ends_and_a_missing_last_one_are_fine(lines: Lines, store: VaultStore, tmp_path: Path):
    file = tmp_path / "crlf.jsonl"
    file.write_bytes("\r\n".join(json.dumps(line, ensure_ascii=False) for line in lines).encode())
    with closing(read_import(file, store, told=lambda *_: None, stopped=lambda: False)) as found:
        assert found.records == Tally(new=12)


def test_what_an_editor_leaves_around_the_lines_is_fine(lines: Lines, store: VaultStore, tmp_path: Path):
    file = tmp_path / "edited.jsonl"
    texts = [json.dumps(line) for line in lines]
    file.write_bytes("\n".join(["\ufeff" + texts[0], "", *texts[1:], "", " \t", ""]).encode())
    with closing(read_import(file, store, told=lambda *_: None, stopped=lambda: False)) as found:
        assert found.records == Tally(new=12)
        assert found.rows()[0].line > 2, "the empty line counts"
        assert take_in(found, store).records == 12


def test_a_record_that_goes_on_here_is_here(lines: Lines, look: Look, store: VaultStore):
    take_in(look(lines), store)
    longest = of_records(lines)[-1]["record"]
    shorter = [line for line in lines if line.get("record") != longest or line["seq"] < 5]
    assert look(chained_anew(shorter)).records == Tally(here=12)


def test_without_records_to_compare_with_all_is_new(lines: Lines, tmp_path: Path):
    file = written(tmp_path / "all.jsonl", lines)
    with closing(read_import(file, None, told=lambda *_: None, stopped=lambda: False)) as found:
        assert found.records == Tally(new=12)


# --- patients --------------------------------------------------------------------------------------------------------


def test_who_cannot_be_told_apart_is_joined_with_who_is_here(lines: Lines, look: Look, store: VaultStore):
    coming = next(line["event"]["patient"] for line in lines if line.get("record") == "~patients")
    patients = Patients(store, lambda: NOW)
    here = patients.add(Patient(coming["name"], date.fromisoformat(coming["born"]), coming["number"]), "Dr B")
    take_in(look(lines), store)
    assert patients.patient(coming["id"]) == here
    assert RecordIndex(store).visits_of(here.id)
    assert is_proven(store)


def test_who_has_the_same_id_stays_as_they_are_here(lines: Lines, look: Look, store: VaultStore):
    coming = next(line["event"]["patient"] for line in lines if line.get("record") == "~patients")
    here = Patient("OTHER, Name (invented)", date.fromisoformat(coming["born"]), coming["number"])
    patients = Patients(store, lambda: NOW, new_id=lambda: coming["id"])
    patients.add(here, "Dr B")
    found = look(lines)
    assert found.patients.here == 1
    take_in(found, store)
    assert patients.patient(coming["id"]).name == here.name


def test_a_file_without_a_list_brings_its_patients_in_the_records(lines: Lines, look: Look, store: VaultStore):
    bare = chained_anew([line for line in lines if line.get("record") != "~patients"])
    done = take_in(look(bare), store)
    named = {line["event"]["patient"]["id"] for line in of_records(lines) if line["seq"] == 1}
    assert done.patients == len(named)
    assert Patients(store, lambda: NOW).count() == len(named)
    assert is_proven(store)


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"type": "patient_cloned"}, "does not know"),
        ({"at": "yesterday"}, "not written as"),
        ({"by": 3}, "not written as"),
        ({"more": ""}, "not written as"),
        ({"type": "patients_merged", "into": "nobody"}, "neither in the file nor here"),
    ],
)
def test_a_patient_who_is_not_as_this_program_writes_them_is_refused(
    change: dict[str, Any], why: str, lines: Lines, look: Look
):
    entry = next(line for line in lines if line.get("record") == "~patients")
    entry["event"] |= change
    found = look(chained_anew(lines))
    assert found.patients.refused == 1
    ((patient_id, line, sentence),) = found.refused_patients()
    assert (patient_id, lines[line - 1]) == (entry["event"]["patient"]["id"], entry)
    assert why in sentence


# --- a record that is refused ----------------------------------------------------------------------------------------


def entry_of(lines: Lines, kind: str) -> dict[str, Any]:
    return next(line for line in of_records(lines) if line["event"]["type"] == kind)


def test_a_changed_entry_is_named_and_the_other_records_come(lines: Lines, look: Look, store: VaultStore):
    entry = entry_of(lines, "given")
    entry["event"]["units"] += 5
    found = look(lines)
    (row,) = refused(found)
    assert (row.record_id, row.fate, lines[row.line - 1]) == (entry["record"], Fate.WRONG, entry)
    assert "changed after it was written" in row.sentence
    assert take_in(found, store).records == 11
    assert entry["record"] not in store.record_ids()


@pytest.mark.parametrize(
    ("kind", "change", "why"),
    [
        ("given", {"type": "teleported"}, "which this version of Injection Map does not know"),
        ("given", {"colour": "blue"}, "colour"),
        ("given", {"units": "five"}, "units"),
        ("given", {"site": "elbow"}, "the visit has none of that name"),
        ("given", {"vial": 9}, "Vial 9 was found"),
        ("given", {"by": "Dr \0"}, "NUL"),
        ("given", {"at": "2026-01-01T10:00:00"}, "at"),
        ("given", {"units": 5.0}, "not written as this program writes it"),
        ("opened", {"training": True}, "training"),
        ("signed", {"type": "opened"}, "opened"),
    ],
)
def test_an_entry_that_this_program_never_wrote(
    kind: str, change: dict[str, Any], why: str, lines: Lines, look: Look, store: VaultStore
):
    entry = entry_of(lines, kind)
    entry["event"] |= change
    found = look(chained_anew(lines))
    (row,) = refused(found)
    assert row.record_id == entry["record"]
    assert why in row.sentence
    assert row.sentence.count("\n") == 0
    assert take_in(found, store).records == 11


def without(lines: Lines, record_id: str, kind: str) -> Lines:
    return [x for x in lines if x.get("record") != record_id or x["event"]["type"] != kind]


def test_an_addendum_without_a_signature(lines: Lines, look: Look):
    signed = entry_of(lines, "signed")["record"]
    after = {**entry_of(lines, "signed")["event"], "type": "addendum", "reason": "late", "text": "late"}
    after["author"] = after.pop("signer")
    at = max(i for i, line in enumerate(lines) if line.get("record") == signed)
    lines.insert(at + 1, {"record": signed, "event": {**after, "act": 1}})
    (row,) = refused(look(chained_anew(without(lines, signed, "signed"))))
    assert "follow a signature" in row.sentence


def test_a_record_whose_protocol_file_is_nowhere(lines: Lines, look: Look, store: VaultStore):
    bare = [line for line in lines if "protocol" not in line]
    found = look(bare)
    assert {row.sentence for row in refused(found)} == {
        "Its protocol file is neither in this file nor here. Export the records again."
    }
    assert found.records == Tally(refused=12)
    (protocol,) = (line for line in lines if "protocol" in line)
    store.keep_protocol(protocol["protocol"], protocol["text"].encode())
    assert look(bare).records == Tally(new=12)


def test_another_record_under_the_same_id_is_refused_and_stays(lines: Lines, look: Look, store: VaultStore):
    take_in(look(lines), store)
    heads = {record_id: store.head(record_id) for record_id in store.record_ids()}
    entry = entry_of(lines, "given")
    entry["event"]["units"] += 5
    found = look(chained_anew(lines))
    (row,) = refused(found)
    assert (row.record_id, row.fate) == (entry["record"], Fate.DIFFERS)
    assert row.sentence == "Another record is here under this id. What is here stays as it is."
    assert take_in(found, store) == Imported()
    assert {record_id: store.head(record_id) for record_id in store.record_ids()} == heads


def test_a_record_that_goes_on_in_the_file_is_refused(lines: Lines, look: Look, store: VaultStore):
    record_id = records_in(lines)[0]
    last = max(line["seq"] for line in lines if line.get("record") == record_id)
    take_in(look(chained_anew([x for x in lines if x.get("record") != record_id or x["seq"] < last])), store)
    (row,) = refused(look(chained_anew(lines)))
    assert (row.record_id, row.fate, lines[row.line - 1]["seq"]) == (record_id, Fate.DIFFERS, last)
    assert row.sentence == (
        f"It is here with {last - 1} entries and goes on in the file to {last}. "
        "An import adds to no record that is here."
    )


def test_a_record_of_endless_length(lines: Lines, look: Look, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(record_import, "MOST_ENTRIES", 10)
    longer = {line["record"] for line in of_records(lines) if line["seq"] > 10}
    rows = refused(look(lines))
    assert {row.record_id for row in rows} == longer
    assert all("entries, or longer ones than a visit has" in row.sentence for row in rows)


# --- a file that is refused ------------------------------------------------------------------------------------------


def fault_of(error: ImportFileError) -> str:
    (fault,) = error.faults
    return fault.message


def changed_head(lines: Lines, **change: Any) -> Lines:
    return [{**lines[0], **change}, *lines[1:]]


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (lambda lines: lines[1:], "This is no export of Injection Map"),
        (lambda lines: changed_head(lines, version=2), "is of version 2, and this Injection Map reads 1"),
        (lambda lines: changed_head(lines, entries="all"), "entries: str was found, and int was wanted"),
        (lambda lines: changed_head(lines, colour=1), "'colour' was found"),
        (lambda lines: [line for line in lines if line.get("position") != 40], "does not follow the one before"),
        (lambda lines: [*lines[:60], lines[60], *lines[60:]], "does not follow"),
        (lambda lines: lines[:60], "was cut short"),
        (lambda lines: changed_head(lines, entries=lines[0]["entries"] - 1), "more entries than the"),
        (lambda lines: changed_head(lines, entries=-1), "more entries than the -1 "),
        (lambda _: [], "The file is empty"),
    ],
)
def test_a_file_that_is_not_whole_is_refused_as_a_whole(
    change: Callable[[Lines], Lines], why: str, lines: Lines, look: Look, store: VaultStore
):
    before = store.position()
    with pytest.raises(ImportFileError) as refusal:
        look(change(lines))
    assert why in refusal.value.faults[0].message
    assert store.position() == before


def test_each_line_that_is_wrong_is_named_with_its_column(lines: Lines, store: VaultStore, tmp_path: Path):
    texts = [json.dumps(line).encode() for line in lines]
    texts[9] = texts[9][:50]
    texts[14] = b'{"caf\xe9": 1}'
    texts[19] = b"[" * 50_000
    texts[24] = b"[1]"
    texts[29] = b'{"record": NaN}'
    texts[30] = b"\0\0\0"
    texts[31] = b'{"a": ' + b"9" * 5000 + b"}"
    (tmp_path / "a.jsonl").write_bytes(b"\n".join(texts))
    with pytest.raises(ImportFileError) as refusal:
        read_import(tmp_path / "a.jsonl", store, told=lambda *_: None, stopped=lambda: False)
    told = {fault.line: (fault.column, fault.message) for fault in refusal.value.faults}
    assert told[10][0] > 1
    assert told[15] == (6, "Byte 0xe9 was found, and UTF-8 was wanted.")
    assert "nested too deeply" in told[20][1]
    assert told[25] == (1, "list was found, and a JSON object was wanted.")
    assert {"number", "JSON"} <= {word for line in (30, 31, 32) for word in told[line][1].replace(":", " ").split()}


@pytest.mark.parametrize(
    "change", [{"hash": "0" * 63}, {"record": "../../x"}, {"seq": 7}, {"position": 10**4000}, {"event": {"x": 1e999}}]
)
def test_an_entry_that_is_none(change: dict[str, Any], lines: Lines, look: Look):
    lines[50] |= change
    with pytest.raises(ImportFileError) as refusal:
        look(lines)
    assert refusal.value.faults[0].line == 51


@pytest.mark.parametrize(
    "change", [{"text": "changed"}, {"base64": "AAAA"}, {"text": None}, {"text": None, "base64": "not base64"}]
)
def test_a_protocol_file_that_is_not_its_fingerprints(change: dict[str, Any], lines: Lines, look: Look):
    lines[-1] |= change
    with pytest.raises(ImportFileError):
        look(lines)


def test_a_changed_list_of_patients(lines: Lines, look: Look):
    next(line for line in lines if line.get("record") == "~patients")["event"]["by"] = "somebody"
    with pytest.raises(ImportFileError) as refusal:
        look(lines)
    assert "changed after it was written" in fault_of(refusal.value)


def test_of_another_file_no_more_faults_are_listed_than_anybody_reads(store: VaultStore, lines: Lines, tmp_path: Path):
    (tmp_path / "a.jsonl").write_text(json.dumps(lines[0]) + "\n" + "nonsense\n" * 10_000)
    with pytest.raises(ImportFileError) as refusal:
        read_import(tmp_path / "a.jsonl", store, told=lambda *_: None, stopped=lambda: False)
    assert len(refusal.value.faults) == MOST_FAULTS


def test_a_line_without_end_is_never_in_the_memory(
    store: VaultStore, lines: Lines, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(import_lines, "LONGEST_LINE", 20_000)
    (tmp_path / "a.jsonl").write_text(json.dumps(lines[0]) + "\n" + "x" * 3_000_000 + "\n{}\n")
    with pytest.raises(ImportFileError) as refusal:
        read_import(tmp_path / "a.jsonl", store, told=lambda *_: None, stopped=lambda: False)
    assert "more than 20000 bytes" in refusal.value.faults[0].message
    assert [fault.line for fault in refusal.value.faults] == [2, 3]


def test_a_file_that_is_not_there(store: VaultStore, tmp_path: Path):
    with pytest.raises(StoreError, match="cannot be read"):
        read_import(tmp_path / "none", store, told=lambda *_: None, stopped=lambda: False)
    with pytest.raises(StoreError, match="cannot be read"):
        read_import(tmp_path, store, told=lambda *_: None, stopped=lambda: False)


# --- in the middle ---------------------------------------------------------------------------------------------------


def test_stopped_while_it_is_looked_at(lines: Lines, look: Look, store: VaultStore):
    with pytest.raises(ImportStoppedError):
        look(lines, stopped=lambda: True)


def test_stopped_while_it_is_written_and_gone_on_with(
    lines: Lines, look: Look, store: VaultStore, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(record_import, "AT_ONCE", 5)
    asked: list[None] = []

    def after_the_first_batch() -> bool:
        asked.append(None)
        return len(asked) > 2

    done = take_in(look(lines), store, stopped=after_the_first_batch)
    assert (done.records, done.left) == (5, 7)
    assert is_proven(store)
    again = look(lines)
    assert again.records == Tally(new=7, here=5)
    assert take_in(again, store).records == 7
    assert is_proven(store)


def test_a_file_that_is_changed_meanwhile_is_not_believed(lines: Lines, look: Look, store: VaultStore, tmp_path: Path):
    found = look(lines)
    text = (tmp_path / "all.jsonl").read_text()
    with (tmp_path / "all.jsonl").open("r+") as file:
        file.write(text.replace('"given"', '"givem"'))
    with pytest.raises(StoreError, match="was changed while it was imported"):
        take_in(found, store)
    assert store.record_ids() == ()
    assert is_proven(store)


def test_a_record_that_came_meanwhile_is_no_reason_to_write_half(lines: Lines, look: Look, store: VaultStore):
    take_in(look(lines), store)
    position = store.position()
    events = store.events(records_in(lines)[0])
    with pytest.raises(ValueError, match="does not follow"):
        append_whole(store, [("new", events), (records_in(lines)[0], events)])
    assert store.position() == position


@pytest.mark.skipif(os.name != "posix", reason="a process is killed by a signal")
@pytest.mark.parametrize(("question", "records"), [(1, 0), (2, 0), (3, 5), (4, 10)])
def test_a_kill_at_any_moment_is_gone_on_with(
    question: int, records: int, lines: Lines, empty: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    """In a child that kills itself where it could be stopped: after the protocols, the patients, and each batch."""
    monkeypatch.setattr(record_import, "AT_ONCE", 5)
    file = written(tmp_path / "all.jsonl", lines)
    empty.open().close()
    child = os.fork()
    if child == 0:
        _import_until_killed(empty, file, question)
    _, status = os.waitpid(child, 0)
    assert os.WTERMSIG(status) == signal.SIGKILL
    with closing(empty.open()) as store:
        assert is_proven(store)
        assert len(store.record_ids()) == records
        with closing(read_import(file, store, told=lambda *_: None, stopped=lambda: False)) as found:
            assert found.records == Tally(new=12 - records, here=records)
            take_in(found, store)
        assert is_proven(store)
        kept = [line for line in lines if "event" in line and line["record"] not in ("~vault", "~people")]
        assert {entry[3] for entry in proven_content(store)} == {line["hash"] for line in kept}


def _import_until_killed(place: Any, file: Path, question: int) -> None:
    asked: list[None] = []

    def stopped() -> bool:
        asked.append(None)
        if len(asked) == question:
            os.kill(os.getpid(), signal.SIGKILL)
        return False

    with suppress(BaseException):
        store = place.open()
        found = read_import(file, store, told=lambda *_: None, stopped=lambda: False)
        take_in(found, store, stopped=stopped)
    os._exit(3)
