"""`records verify` catches each kind of change by name. The changes are really made, by somebody who has the key."""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Callable
from contextlib import closing
from typing import Any

import apsw
import pytest

from injection_map.domain.chain import BEGINNING, entry_hash, entry_link
from injection_map.storage.proof import BreakKind, Proof, prove

RecordOf = Callable[[int], Any]
PROTOCOL = b"id: small\n"
FINGERPRINT = hashlib.sha256(PROTOCOL).hexdigest()

_TRIGGERS = (
    "events_follow_each_other",
    "signed_means_closed",
    "events_are_never_changed",
    "events_are_never_removed",
    "protocols_are_never_changed",
    "protocols_are_never_removed",
)


@pytest.fixture
def filled(vault: Any, record: RecordOf) -> Any:
    """Positions: 1 the vault, 2 to 4 record a, 5 the protocol, 6 to 9 record b, 10 and 11 record c."""
    with closing(vault.open()) as store:
        store.keep_protocol(FINGERPRINT, PROTOCOL)
        store.append("b", record(4))
        store.append("c", record(2))
    return vault


def proven(place: Any) -> Proof:
    with closing(place.open(read_only=True)) as store:
        return prove(store.database, store.anchors)


def tamper(place: Any, *statements: str) -> None:
    with closing(place.as_sqlcipher()) as connection:
        for trigger in _TRIGGERS:
            connection.execute(f"DROP TRIGGER {trigger}")
        for statement in statements:
            connection.execute(statement)


def chain_anew(connection: apsw.Connection) -> None:
    """What a careful forger does: every hash and link is right again."""
    heads: dict[str, bytes] = {}
    link = BEGINNING
    for position, record_id, body in connection.execute(
        "SELECT position, record_id, body FROM events ORDER BY position"
    ).fetchall():
        heads[record_id] = entry_hash(record_id, body, heads.get(record_id, BEGINNING))
        link = entry_link(link, heads[record_id])
        connection.execute(
            "UPDATE events SET hash = ?, link = ? WHERE position = ?", (heads[record_id], link, position)
        )


def test_a_whole_vault_is_proven(filled: Any) -> None:
    seen: list[tuple[int, int]] = []
    with closing(filled.open(read_only=True)) as store:
        proof = prove(store.database, store.anchors, lambda done, of: seen.append((done, of)))
    assert proof == Proof(entries=11, records=3, first_break=None)
    assert seen == [(11, 11)]


def _renumbered(after: int) -> str:
    return f"UPDATE events SET position = position - 1 WHERE position > {after}"


SWAP_IN_RECORD = [
    "UPDATE events SET seq = -1 WHERE position = 7",
    "UPDATE events SET seq = 2 WHERE position = 8",
    "UPDATE events SET seq = 3 WHERE position = 7",
    "UPDATE events SET position = -1 WHERE position = 7",
    "UPDATE events SET position = 7 WHERE position = 8",
    "UPDATE events SET position = 8 WHERE position = -1",
]
SWAP_POSITIONS = [
    "UPDATE events SET position = -1 WHERE position = 5",
    "UPDATE events SET position = 5 WHERE position = 6",
    "UPDATE events SET position = 6 WHERE position = -1",
]


@pytest.mark.parametrize(
    ("statements", "kind", "position"),
    [
        pytest.param(
            ["UPDATE events SET body = replace(body, 'note 3', 'note 9') WHERE position = 8"],
            BreakKind.CHANGED,
            8,
            id="a word changed",
        ),
        pytest.param(["UPDATE events SET body = body || ' ' WHERE position = 8"], BreakKind.CHANGED, 8, id="a space"),
        pytest.param(["UPDATE events SET hash = zeroblob(32) WHERE position = 8"], BreakKind.CHANGED, 8, id="a hash"),
        pytest.param(["UPDATE events SET link = zeroblob(32) WHERE position = 8"], BreakKind.CHANGED, 8, id="a link"),
        pytest.param(["UPDATE events SET record_id = 'z' WHERE position = 6"], BreakKind.CHANGED, 6, id="its record"),
        pytest.param(["DELETE FROM events WHERE position = 8"], BreakKind.REMOVED, 8, id="removed"),
        pytest.param(["DELETE FROM events WHERE position = 2"], BreakKind.REMOVED, 2, id="an opening removed"),
        pytest.param(["DELETE FROM events WHERE record_id = 'b'"], BreakKind.REMOVED, 6, id="a record removed"),
        pytest.param(
            ["DELETE FROM events WHERE position = 8", _renumbered(8)], BreakKind.REMOVED, 8, id="the gap closed up"
        ),
        pytest.param(
            ["DELETE FROM events WHERE position = 8", _renumbered(8), "UPDATE events SET seq = 3 WHERE position = 8"],
            BreakKind.REMOVED,
            8,
            id="numbers closed up too",
        ),
        pytest.param(
            ["DELETE FROM events WHERE record_id = 'a'", *([_renumbered(2)] * 3)],
            BreakKind.REMOVED,
            2,
            id="a whole record closed up",
        ),
        pytest.param(SWAP_IN_RECORD, BreakKind.REORDERED, 7, id="two entries of a record"),
        pytest.param(SWAP_POSITIONS, BreakKind.REORDERED, 5, id="two entries of the vault"),
        pytest.param(["UPDATE protocols SET data = x'00'"], BreakKind.CHANGED, None, id="a protocol changed"),
        pytest.param(["DELETE FROM protocols"], BreakKind.REMOVED, None, id="a protocol removed"),
        pytest.param(["INSERT INTO protocols VALUES ('f', x'00')"], BreakKind.CHANGED, None, id="a protocol put in"),
        pytest.param(["INSERT INTO pins VALUES ('p', 'x')"], BreakKind.CHANGED, None, id="a PIN put in"),
        pytest.param(["DELETE FROM events WHERE position > 9"], BreakKind.ROLLED_BACK, 9, id="the last ones cut off"),
    ],
)
def test_each_change_is_caught_by_name(
    statements: list[str], kind: BreakKind, position: int | None, filled: Any
) -> None:
    tamper(filled, *statements)
    found = proven(filled).first_break
    assert found is not None
    assert (found.kind, found.position) == (kind, position)
    assert kind.split()[0] in found.sentence.lower() or "PIN" in found.sentence or "put in" in found.sentence


def test_a_forger_who_chains_everything_anew_is_caught_by_the_anchor(filled: Any) -> None:
    tamper(filled, "UPDATE events SET body = replace(body, 'note 3', 'note 9') WHERE position = 8")
    with closing(filled.as_sqlcipher()) as connection:
        chain_anew(connection)
    found = proven(filled).first_break
    assert found is not None
    assert (found.kind, found.position) == (BreakKind.CHANGED, 11)
    assert "chained anew" in found.sentence


class TestRolledBack:
    def test_an_older_database_is_caught_by_the_anchor_beside_it(self, filled: Any, record: RecordOf) -> None:
        older = filled.database.read_bytes()
        with closing(filled.open()) as store:
            store.append("c", record(3)[2:])
        filled.database.write_bytes(older)
        found = proven(filled).first_break
        assert found is not None
        assert found.kind is BreakKind.ROLLED_BACK
        assert "knows of 12 entries, and 1 of them are missing" in found.sentence

    def test_an_older_folder_is_caught_by_the_keychain(self, filled: Any, record: RecordOf) -> None:
        older = filled.folder.with_name("older")
        shutil.copytree(filled.folder, older)
        with closing(filled.open()) as store:
            store.append("c", record(3)[2:])
        shutil.rmtree(filled.folder)
        older.rename(filled.folder)
        found = proven(filled).first_break
        assert found is not None
        assert found.kind is BreakKind.ROLLED_BACK
        assert "the keychain knows" in found.sentence

    def test_going_on_with_it_does_not_hide_it(self, filled: Any, record: RecordOf) -> None:
        older = filled.database.read_bytes()
        with closing(filled.open()) as store:
            store.append("c", record(3)[2:])
        filled.database.write_bytes(older)
        for seq in (2, 3, 4):
            with closing(filled.open()) as store:
                assert store.anchors.fault is not None
                assert "older copy" in store.anchors.fault or "entry 12" in store.anchors.fault
                store.append(f"d{seq}", record(2))
        assert proven(filled).first_break is not None

    def test_a_missing_anchor_is_told(self, filled: Any) -> None:
        (filled.folder / "vault.anchor").unlink()
        with closing(filled.open()) as store:
            assert "removed" in str(store.anchors.fault)
        found = proven(filled).first_break
        assert found is not None
        assert found.kind is BreakKind.REMOVED
        assert "anchor file" in found.sentence

    def test_a_forged_anchor_is_told(self, filled: Any) -> None:
        path = filled.folder / "vault.anchor"
        path.write_bytes(path.read_bytes().replace(b'"position": ', b'"position": 1'))
        found = proven(filled).first_break
        assert found is not None
        assert "anchor file" in found.sentence


class TestNoFalseAlarm:
    def test_an_anchor_that_lags_behind_is_no_fault(self, filled: Any, record: RecordOf) -> None:
        """As a kill between the commit and the anchor leaves it."""
        anchor = filled.folder / "vault.anchor"
        before = anchor.read_bytes()
        with closing(filled.open()) as store:
            store.append("c", record(4)[2:])
        anchor.write_bytes(before)
        assert proven(filled).first_break is None
        with closing(filled.open()) as store:
            assert store.anchors.fault is None
        assert anchor.read_bytes() != before

    def test_one_torn_slot_is_no_fault(self, filled: Any) -> None:
        path = filled.folder / "vault.anchor"
        whole = path.read_bytes()
        for torn in (whole[:4096] + b"\0" * 4096, b"\0" * 4096 + whole[4096:], whole[:5000]):
            path.write_bytes(torn)
            assert proven(filled).first_break is None
            with closing(filled.open()) as store:
                assert store.anchors.fault is None

    def test_a_program_that_writes_meanwhile_does_no_harm(self, filled: Any, record: RecordOf) -> None:
        events = record(400)
        with closing(filled.open()) as store, closing(filled.open(read_only=True)) as other:

            def write_on(done: int, of: int) -> None:
                store.append("d", events[:300])

            assert prove(other.database, other.anchors, write_on).first_break is None
            assert prove(other.database, other.anchors).entries == 311

    def test_interleaved_records_and_a_forgotten_head(
        self, filled: Any, record: RecordOf, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        with closing(filled.open()) as store:
            for _ in range(6):
                for record_id in "bcdefg":
                    first = len(store.events(record_id)) if record_id in store.record_ids() else 0
                    store.append(record_id, record(first + 1)[first:])
        for kept in (1, 2, 4096):
            monkeypatch.setattr("injection_map.storage.proof._HEADS_KEPT", kept)
            assert proven(filled).first_break is None


def test_a_damaged_page_is_called_one(filled: Any) -> None:
    whole = filled.database.read_bytes()
    kinds = set()
    for page in range(len(whole) // 4096):
        damaged = bytearray(whole)
        damaged[page * 4096 + 700] ^= 1
        filled.database.write_bytes(damaged)
        try:
            found = proven(filled).first_break
        except Exception as error:  # noqa: BLE001 - the first page is needed to open it at all
            assert "damaged" in str(error)  # noqa: PT017
            continue
        kinds.add(found.kind if found else None)
    assert kinds <= {BreakKind.DAMAGED, None}
    assert BreakKind.DAMAGED in kinds


def test_the_body_is_stored_as_it_is_hashed(filled: Any) -> None:
    with closing(filled.as_sqlcipher()) as connection:
        for (body,) in connection.execute("SELECT body FROM events").fetchall():
            assert json.dumps(json.loads(str(body)), sort_keys=True, separators=(",", ":")) == body
