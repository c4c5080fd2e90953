"""The list of patients as a table: how a row is made of an entry of `~patients`, made anew, and proven.

Each entry says all that is known of its patient from then on; so the table is the last entry of each, and can be held
against them one by one. A patient who was merged into another keeps a row, without keys: nobody finds them any more.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

import apsw

from injection_map.domain.chain import canonical_json
from injection_map.domain.errors import EventFormatError
from injection_map.domain.event_codec import Plain, from_plain, to_plain
from injection_map.domain.events import Patient
from injection_map.domain.patients import identity, patient_words
from injection_map.domain.search import name_key, one_word
from injection_map.storage.schema import PATIENTS
from injection_map.storage.statements import Statement, as_list, fill_keys, put_row, put_row_and_keys, wrong_keys
from injection_map.storage.visit_rows import ID_OF_IDENTITY, SETTLE_DUE

Entry = Mapping[str, Any]
"""`type`, `at`, `by`, `reason`, `patient` as it is from then on, and `into`, an id, where they were merged."""

_ENTRIES = "SELECT seq, body FROM events WHERE record_id = ? ORDER BY seq"
_BY_IDENTITY = f"UPDATE visits SET owner = coalesce({ID_OF_IDENTITY}, identity) "
_BY_IDENTITY += "WHERE patient = '' AND identity IN (:identity, :was)"
_MERGE = "UPDATE patients SET kept = :into WHERE kept = :gone"
_KEPT = "coalesce((SELECT into_.kept FROM patients AS into_ WHERE into_.id = patients.merged_into), id)"


def patient_entry(
    kind: str, patient: Patient, *, at: datetime, by: str, reason: str = "", into: str = ""
) -> dict[str, Plain]:
    return {
        "type": kind,
        "at": at.isoformat(),
        "by": by,
        "reason": " ".join(reason.split()),
        "patient": to_plain(patient),
        **({"into": into} if into else {}),
    }


def patient_statements(seq: int, entry: Entry, *, was: str = "") -> list[Statement]:
    """What brings the tables to where they are after this entry; `was` is the patient's identity before it."""
    columns = _columns(seq, entry)
    into, id_, identity_ = columns["merged_into"], columns["id"], columns["identity"]
    statements = put_row_and_keys("patients", "patient_keys", {**columns, "kept": into or id_})
    if into is not None:
        ids = {"into": into, "gone": id_}
        return [
            *statements,
            (_MERGE, ids),
            ("UPDATE visits SET owner = :into WHERE owner = :gone", ids),
            (SETTLE_DUE, {"owner": into}),
        ]
    return [
        *statements,
        (_BY_IDENTITY, {"identity": identity_, "was": was or identity_}),
        *((SETTLE_DUE, {"owner": owner}) for owner in dict.fromkeys((id_, identity_, was)) if owner),
    ]


def patient_from(body: str) -> Patient:
    """A patient as they are stored. EventFormatError when that was changed outside the program."""
    try:
        return from_plain(Patient, json.loads(body))
    except (ValueError, EventFormatError) as error:
        raise EventFormatError("The list of patients was changed outside the program.") from error


def fill(connection: apsw.Connection) -> None:
    """Put every patient in, into empty tables, before the records."""
    for seq, body in connection.execute(_ENTRIES, (PATIENTS,)):
        columns = _columns(int(seq), json.loads(str(body)))
        into, gone = columns["merged_into"], columns["id"]
        connection.execute(*put_row("patients", {**columns, "kept": into or gone}))
        if into is not None:
            connection.execute(_MERGE, {"into": into, "gone": gone})
    fill_keys(connection, "patients", "patient_keys")


def wrong_row(connection: apsw.Connection) -> str | None:
    """The first patient of whom the table says something else than the entries, or what else is wrong; else None."""
    count = 0
    for seq, body in connection.execute(_ENTRIES, (PATIENTS,)):
        columns = _columns(int(seq), json.loads(str(body)))
        query = f"SELECT {', '.join(columns)} FROM patients WHERE id = ? AND entry <= ?"
        stored = connection.execute(query, (columns["id"], columns["entry"])).fetchall()
        if stored and stored != [tuple(columns.values())]:
            return f"patient {columns['id']}"
        count += len(stored)
    other = f"SELECT (SELECT count(*) FROM patients) <> {count} OR EXISTS (SELECT 1 FROM patients WHERE kept IS NOT"
    ((wrong,),) = connection.execute(f"{other} {_KEPT})")
    return "a patient" if wrong or wrong_keys(connection, "patients", "patient_keys") else None


def _columns(seq: int, entry: Entry) -> dict[str, str | int | None]:
    patient = from_plain(Patient, entry["patient"])
    into: str | None = entry.get("into")
    return {
        "id": patient.id,
        "entry": seq,
        "body": canonical_json(to_plain(patient)),
        "merged_into": into,
        "identity": identity(patient),
        "born": patient.born.isoformat(),
        "name_key": name_key(patient.name),
        "number_key": one_word(patient.number),
        "keys": as_list(() if into else patient_words(patient)),
    }
