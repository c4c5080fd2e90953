"""The commands about the vault as a whole: prove it, copy it, put a copy back, take everything out."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator
from contextlib import closing
from typing import TYPE_CHECKING

from injection_map.cli_parts import (
    Options,
    Outcome,
    as_json,
    now,
    passphrase_of,
    progress,
    records_that_are_there,
    typed,
)
from injection_map.domain.errors import InjectionMapError, StoreError
from injection_map.report.files import write_chunks

if TYPE_CHECKING:
    from injection_map.storage.proof import Proof


def verify(options: Options) -> Outcome:
    """Exit code 1 when something does not fit."""
    from injection_map.storage.proof import Proof, damage, prove
    from injection_map.storage.sqlite_errors import DAMAGE

    try:
        with records_that_are_there(options.data_dir) as store:
            proof = prove(store.database, store.anchors, progress())
    except StoreError as error:
        if not isinstance(error.__cause__, DAMAGE):
            raise
        proof = Proof(0, 0, damage())
    return _proof_outcome(proof, options, done="proven")


def reindex(options: Options) -> Outcome:
    """Make the tables in which patients and records are found anew from the entries. No entry is changed."""
    from injection_map.storage.record_index import RecordIndex
    from injection_map.storage.vault import open_vault, vault_exists

    if not vault_exists(options.data_dir):
        raise StoreError(f"There are no records in {options.data_dir} yet.")
    with closing(open_vault(options.data_dir, passphrase=passphrase_of(options.data_dir))) as store:
        RecordIndex(store).rebuild()
        records = len(store.record_ids())
    return Outcome(as_json({"records": records}) if options.json else f"{records} records: found anew, none changed\n")


def backup(options: Options) -> Outcome:
    from injection_map.storage.backup_file import write_backup

    with records_that_are_there(options.data_dir) as store:
        end = write_backup(store, options.file, at=now())
    plain = {"file": str(options.file), "entries": end.position}
    return Outcome(as_json(plain) if options.json else f"{options.file}: {end.position} entries, verified\n")


def restore(options: Options) -> Outcome:
    from injection_map.storage.backup_file import opened_by
    from injection_map.storage.backups import Secrets
    from injection_map.storage.backups import restore as put_back
    from injection_map.storage.keys import KeyKind

    code = _recovery_code() if options.recovery_code else None
    passphrase = os.environ.get("INJECTION_MAP_PASSPHRASE")
    if not passphrase and (code is not None or opened_by(options.file) is KeyKind.PASSPHRASE):
        passphrase = typed("New passphrase, or nothing for the keychain: " if code else "Passphrase of the backup: ")
    secrets = Secrets(passphrase or None, code)
    proof = put_back(options.file, options.data_dir, secrets, at=now(), progress=progress())
    return _proof_outcome(proof, options, done="restored and proven")


def recover(options: Options) -> Outcome:
    """Open the records with the recovery code, and from then on with a passphrase or by the keychain."""
    from injection_map.storage.vault_keys import recover as open_again

    code = _recovery_code()
    passphrase = os.environ.get("INJECTION_MAP_PASSPHRASE") or typed("New passphrase, or nothing for the keychain: ")
    open_again(options.data_dir, code, passphrase=passphrase or None)
    kind = "passphrase" if passphrase else "keychain"
    plain = {"data_dir": str(options.data_dir), "opened_by": kind}
    return Outcome(as_json(plain) if options.json else f"The {kind} opens the records in {options.data_dir} now.\n")


def export_all(options: Options) -> Outcome:
    """Everything, as JSON lines, to a file or to standard output, a line at a time."""
    from injection_map.storage.plain_export import export_lines

    with records_that_are_there(options.data_dir) as store:
        lines = (json.dumps(line, ensure_ascii=True) + "\n" for line in export_lines(store, made_at=now()))
        if options.out is None:
            return _printed(lines)
        write_chunks(options.out, (line.encode("ascii") for line in lines))
    written = {"format": "jsonl", "file": str(options.out)}
    return Outcome(as_json(written) if options.json else f"{options.out}\n")


def _printed(lines: Iterator[str]) -> Outcome:
    try:
        for line in lines:
            sys.stdout.write(line)
    except BrokenPipeError:
        raise
    except OSError as error:
        raise InjectionMapError(f"Not everything could be printed: {error.strerror}. No record was changed.") from error
    return Outcome()


def _proof_outcome(proof: Proof, options: Options, *, done: str) -> Outcome:
    found = proof.first_break
    err = f"{found.kind}: {found.sentence}" if found else ""
    if options.json:
        return Outcome(as_json(_plain(proof)), err, code=1 if found else 0)
    lines = [f"{proof.entries} entries of {proof.records} records {done}.\n"] if not found else []
    lines += [f"{sentence}.\n" for sentence in proof.restored]
    return Outcome("".join(lines), err, code=1 if found else 0)


def _plain(proof: Proof) -> dict[str, object]:
    found = proof.first_break
    return {
        "ok": found is None,
        "entries": proof.entries,
        "records": proof.records,
        "first_break": {
            "kind": str(found.kind),
            "position": found.position,
            "record": found.record_id,
            "seq": found.seq,
            "sentence": found.sentence,
        }
        if found
        else None,
        "restored": list(proof.restored),
    }


def _recovery_code() -> str:
    """Typed in its four lines, or piped in."""
    if sys.stdin is None:
        raise StoreError("The recovery code is read from the terminal or from standard input, and there is none.")
    if sys.stdin.isatty():
        sys.stderr.write("Recovery code, all four lines:\n")
    return "\n".join(_lines_typed())


def _lines_typed() -> Iterator[str]:
    for _ in range(4):
        line = sys.stdin.readline()
        if not line:
            return
        yield line.strip()
