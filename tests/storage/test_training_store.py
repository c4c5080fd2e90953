"""The training store: a file of its own, of which nothing comes among patients' records, nor of them into it."""

from __future__ import annotations

import os
import shutil
import stat
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any, cast

import apsw
import pytest
from hypothesis import given
from hypothesis import strategies as st

from injection_map.domain.attempts import (
    AttemptBegun,
    AttemptBody,
    AttemptCosigned,
    AttemptEnded,
    AttemptEvent,
    Ending,
    fold_attempt,
)
from injection_map.domain.errors import EventFormatError, RecordNotFoundError, StoreError, TrainingError
from injection_map.domain.events import (
    Body,
    Clinician,
    Event,
    Finished,
    Given,
    Noted,
    Opened,
    Patient,
    ProtocolReference,
)
from injection_map.domain.exam import ExamPlan, Mode, QuestionKind
from injection_map.storage import kinds
from injection_map.storage.bulk import append_many, append_whole
from injection_map.storage.memory_store import MemoryStore
from injection_map.storage.training_store import (
    APPLICATION_ID,
    TraineeError,
    TrainingStore,
    open_training,
)
from injection_map.storage.vault import open_vault
from injection_map.storage.vault_lock import VaultInUseError

AT = datetime(2025, 11, 18, 10, 30, tzinfo=UTC)
SMALL = ProtocolReference("small", "1", "f" * 64, "Small", "draft")
posix_only = pytest.mark.skipif(os.name == "nt", reason="Windows has other rights")


@pytest.fixture
def store(tmp_path: Path) -> Iterator[TrainingStore]:
    with closing(open_training(tmp_path)) as opened:
        yield opened


@pytest.fixture
def visit(record: Any) -> tuple[Event, ...]:
    """Three events of a visit that is practised by M. Trainee."""
    return practised(record(3))


def practised(events: tuple[Event, ...], trainee: str = "M. Trainee (invented)") -> tuple[Event, ...]:
    opened = cast("Opened", events[0].body)
    body = replace(opened, training=True, clinician=replace(opened.clinician, name=trainee))
    return (replace(events[0], body=body), *events[1:])


class TestNothingOfTrainingAmongThePatients:
    @pytest.mark.parametrize("kind", ["memory", "vault"])
    def test_their_stores_refuse_its_opening_alone_and_with_what_follows(
        self, kind: str, empty: Any, visit: tuple[Event, ...]
    ) -> None:
        with closing(MemoryStore() if kind == "memory" else empty.open()) as patients:
            for events in (visit[:1], visit):
                with pytest.raises(TrainingError, match=r"^Record a is training: nobody was treated\. .*\.$"):
                    patients.append("a", events)
            with pytest.raises(ValueError, match="follow"):
                patients.append("a", visit[1:])
            assert patients.record_ids() == ()

    def test_nor_are_they_put_in_with_many(self, empty: Any, record: Any, visit: tuple[Event, ...]) -> None:
        with closing(empty.open()) as patients:
            for put_in in (append_many, append_whole):
                with pytest.raises(TrainingError):
                    put_in(patients, [("a", record(3)), ("b", visit)])
            assert patients.record_ids() == ()

    def test_the_training_store_refuses_a_patient(self, store: TrainingStore, record: Any) -> None:
        for count in (1, 3):
            with pytest.raises(TrainingError, match=r"^Record a is the visit of a patient\. .*\.$"):
                store.append("a", record(count))
        assert store.record_ids() == ()

    @pytest.mark.parametrize("body", [Noted("x"), Given("procerus", Decimal(5)), Finished(Decimal(0))])
    def test_nothing_but_an_opening_begins_a_stream_of_training(
        self, body: Body, store: TrainingStore, visit: tuple[Event, ...]
    ) -> None:
        with pytest.raises(ValueError, match="does not begin with its opening"):
            store.append("a", [replace(visit[0], body=body)])
        assert store.record_ids() == ()

    @given(training=st.lists(st.booleans(), min_size=1, max_size=6))
    def test_one_opening_of_the_other_kind_among_any_others_refuses_all(self, training: list[bool]) -> None:
        events = [_opening(seq, is_training) for seq, is_training in enumerate(training, start=1)]
        for refuse, refused in ((kinds.refuse_training, any(training)), (kinds.refuse_patients, not all(training))):
            if refused:
                with pytest.raises(TrainingError):
                    refuse("a", events)
            else:
                refuse("a", events)


class TestTheFile:
    @posix_only
    def test_it_is_its_owners_alone(self, store: TrainingStore, visit: tuple[Event, ...]) -> None:
        store.append("a", visit)
        rights = {file.name: stat.S_IMODE(file.stat().st_mode) for file in store.path.parent.iterdir()}
        assert rights.keys() >= {"training.db", "training.db-wal", "training.lock"}
        assert set(rights.values()) == {0o600}
        assert stat.S_IMODE(store.path.parent.stat().st_mode) == 0o700

    def test_each_commit_waits_for_the_disk(self, store: TrainingStore) -> None:
        assert store._writer is not None
        assert store._writer.pragma("synchronous") == 2  # FULL
        assert store._writer.pragma("journal_mode") == "wal"
        assert store._writer.pragma("application_id") == APPLICATION_ID

    def test_what_was_kept_is_there_after_a_kill(self, tmp_path: Path) -> None:
        """The other process dies the moment after it was told that its entries are kept."""
        script = (
            "import os, sys; from pathlib import Path; from datetime import datetime, UTC\n"
            "from injection_map.storage.training_store import open_training\n"
            "store = open_training(Path(sys.argv[1]))\n"
            "store.add_trainee('M. Trainee', at=datetime.now(UTC)); os._exit(9)\n"
        )
        assert subprocess.run([sys.executable, "-c", script, str(tmp_path)], check=False).returncode == 9
        with closing(open_training(tmp_path)) as store:
            assert store.trainees() == ("M. Trainee",)

    def test_two_programs_do_not_write_in_one(self, store: TrainingStore, tmp_path: Path) -> None:
        with pytest.raises(VaultInUseError, match=r"^The trainer is already open on .*\.$"):
            open_training(tmp_path)
        assert store.trainees() == ()

    def test_a_newer_format_is_refused(self, tmp_path: Path) -> None:
        path = _made(tmp_path)
        with closing(apsw.Connection(str(path))) as connection:
            connection.pragma("user_version", 2)
        _refused(tmp_path, r"^The training records in .* newer Injection Map \(format 2; this one reads 1\)\. .*\.$")

    @pytest.mark.parametrize("damage", ["another program's", "empty", "no database", "a page", "cut short"])
    def test_what_is_not_a_whole_file_of_training_is_refused(self, damage: str, tmp_path: Path) -> None:
        path = _made(tmp_path)
        data = path.read_bytes()
        if damage == "another program's":
            path.unlink()
            with closing(apsw.Connection(str(path))) as connection:
                connection.execute("CREATE TABLE events (record_id TEXT); PRAGMA user_version = 1;")
        else:
            path.write_bytes(
                {
                    "empty": b"",
                    "no database": b"not a database at all" * 100,
                    "a page": data[:4096] + b"\xff" * 4096 + data[8192:],
                    "cut short": data[: len(data) // 2],
                }[damage]
            )
        _refused(tmp_path, r"training\.db is damaged, or is no file of training\. Nothing was changed, .*\.$")

    def test_a_log_without_its_file_is_not_played_into_a_new_one(self, tmp_path: Path) -> None:
        path = _made(tmp_path)
        path.rename(path.with_name("training.db-wal"))
        _refused(tmp_path, r"training\.db is missing, and its log training\.db-wal is still there\. .*\.$")

    @posix_only
    def test_a_folder_that_cannot_be_written_is_told(self, tmp_path: Path) -> None:
        (tmp_path / "training").write_bytes(b"a file in its place")
        _refused(tmp_path, r"^The training records in .*training cannot be opened: .*\.$")

    def test_neither_file_is_taken_for_the_other(self, vault: Any, tmp_path: Path) -> None:
        vault.open().close()
        path = _made(tmp_path)
        training = path.read_bytes()
        shutil.copyfile(vault.database, path)
        _refused(tmp_path, r"training\.db is damaged, or is no file of training\. .*\.$")
        records = vault.database.read_bytes()
        vault.database.write_bytes(training)
        with pytest.raises(StoreError, match=r"^The records in .*\.$"):
            open_vault(vault.folder, keyring=vault.keychain)
        assert vault.database.read_bytes() == training
        vault.database.write_bytes(records)
        vault.open().close()

    def test_an_entry_that_was_changed_outside_is_not_shown(self, tmp_path: Path, visit: tuple[Event, ...]) -> None:
        with closing(open_training(tmp_path)) as store:
            store.append("a", visit)
            store.append("b", practised(visit))
        with closing(apsw.Connection(str(tmp_path / "training/training.db"))) as connection:
            connection.execute("DROP TRIGGER events_are_never_changed")
            connection.execute(
                "UPDATE events SET body = replace(body, 'M. Trainee', 'B. Trainee') WHERE record_id = 'a'"
            )
        with closing(open_training(tmp_path)) as store:
            with pytest.raises(StoreError, match=r"^Entry 1 of a in .* is not what was written\. .*\.$"):
                store.events("a")
            assert [visit.record_id for visit in store.practised()] == ["b"]


class TestPractised:
    def test_they_are_listed_by_trainee_newest_first(self, store: TrainingStore, visit: tuple[Event, ...]) -> None:
        for number, trainee in enumerate(("M. Trainee", "B. Other", "m.  TRAINEE")):
            store.append(f"v{number}", [replace(e, at=AT + timedelta(days=number)) for e in practised(visit, trainee)])
        assert [visit.record_id for visit in store.practised()] == ["v2", "v1", "v0"]
        assert [visit.record_id for visit in store.practised("M. trainee")] == ["v2", "v0"]
        assert store.practised("Nobody") == ()

    def test_one_is_over_when_it_was_finished(self, store: TrainingStore, visit: tuple[Event, ...]) -> None:
        opened = cast("Opened", visit[0].body)
        given = replace(visit[0], seq=2, body=Given(opened.plan[0].site, opened.plan[0].units))
        store.append("a", [visit[0], given])
        (before,) = store.practised()
        assert (before.over, before.sites_given, before.sites_planned) == (False, 1, len(opened.plan))
        store.append("a", [replace(given, seq=3, at=AT + timedelta(hours=1), body=Finished(Decimal(0)))])
        (after,) = store.practised()
        assert (after.over, after.last_at) == (True, AT + timedelta(hours=1))

    def test_what_is_dropped_is_listed_no_more(self, store: TrainingStore, visit: tuple[Event, ...]) -> None:
        store.append("a", visit)
        store.append("b", visit)
        store.drop("a", at=AT)
        assert [visit.record_id for visit in store.practised()] == ["b"]
        assert store.record_ids() == store.unsigned_record_ids() == ("b",)
        with pytest.raises(RecordNotFoundError):
            store.drop("c", at=AT)


class TestAttempts:
    def test_their_events_come_back_in_order(self, store: TrainingStore) -> None:
        events = attempt("M. Trainee")
        store.append_attempt("one", events[:1])
        store.append_attempt("one", events[1:])
        store.append_attempt("two", attempt("B. Other", at=AT + timedelta(days=1)))
        assert store.attempt("one") == events
        assert store.attempt_ids() == ("two", "one")
        assert list(store.attempts()) == ["two", "one"]
        assert store.attempts("m.  trainee") == {"one": fold_attempt(events)}
        assert store.attempts("Nobody") == {}

    def test_numbers_that_do_not_follow_and_no_beginning_are_refused(self, store: TrainingStore) -> None:
        begun, ended, _ = attempt("M. Trainee")
        for wrong, why in (([ended], "follow"), ([begun, begun], "follow"), ([replace(ended, seq=1)], "begin")):
            with pytest.raises(ValueError, match=why):
                store.append_attempt("one", wrong)
        store.append_attempt("one", ())
        with pytest.raises(RecordNotFoundError):
            store.attempt("one")
        assert store.attempts() == {}

    def test_one_that_makes_no_sense_is_told_and_keeps_no_other_from_being_listed(self, store: TrainingStore) -> None:
        store.append_attempt("fine", attempt("M. Trainee"))
        store.append_entry("~attempt:newer", {"type": "played", "at": AT.isoformat(), "body": {}})
        with pytest.raises(EventFormatError, match=r"^Attempt newer cannot be read: .*\.$"):
            store.attempt("newer")
        assert list(store.attempts()) == ["fine"]

    def test_they_are_no_visits(self, store: TrainingStore) -> None:
        store.append_attempt("one", attempt("M. Trainee"))
        assert store.record_ids() == store.unsigned_record_ids() == ()
        with pytest.raises(RecordNotFoundError):
            store.events("~attempt:one")


class TestTrainees:
    def test_they_are_kept_by_name_and_each_once(self, store: TrainingStore) -> None:
        assert store.add_trainee("  M.   Trainee ", at=AT) == "M. Trainee"
        assert store.add_trainee("b. Other", at=AT) == "b. Other"
        assert store.add_trainee("m. trainee", at=AT) == "M. Trainee"
        assert store.trainees() == ("b. Other", "M. Trainee")
        store.remove_trainee("M. TRAINEE", at=AT)
        assert store.trainees() == ("b. Other",)
        assert store.add_trainee("M. Trainee", at=AT) == "M. Trainee"

    @pytest.mark.parametrize("name", ["", "  ", "...", "x" * 1000])
    def test_what_is_no_name_is_refused(self, name: str, store: TrainingStore) -> None:
        with pytest.raises(TraineeError):
            store.add_trainee(name, at=AT)
        assert store.trainees() == ()


def attempt(trainee: str, *, at: datetime = AT) -> tuple[AttemptEvent, ...]:
    """Begun, stopped at once, and seen by a trainer."""
    bodies: tuple[AttemptBody, ...] = (
        AttemptBegun(trainee, ExamPlan(SMALL, Mode.EXAM, 7, (QuestionKind.PLACE,), 10)),
        AttemptEnded(Ending.STOPPED),
        AttemptCosigned("Dr A. Moreau"),
    )
    return tuple(AttemptEvent(seq, at, body) for seq, body in enumerate(bodies, start=1))


def _opening(seq: int, training: bool) -> Event:
    opened = Opened(
        Patient("HALVORSEN, Ingrid (invented)", AT.date(), "1"),
        Clinician("M"),
        SMALL,
        (),
        (),
        training=training,
    )
    return Event(seq, seq, AT, "M", opened)


def _made(data_dir: Path) -> Path:
    with closing(open_training(data_dir)) as store:
        store.add_trainee("M. Trainee", at=AT)
        return store.path


def _refused(data_dir: Path, match: str) -> None:
    """Told in one line, the file left as it is, and nothing held: it is the same the second time."""
    path = data_dir / "training/training.db"
    before = path.read_bytes() if path.exists() else None
    for _ in range(2):
        with pytest.raises(StoreError, match=match) as told:
            open_training(data_dir)
        assert "\n" not in str(told.value)
    assert (path.read_bytes() if path.exists() else None) == before
