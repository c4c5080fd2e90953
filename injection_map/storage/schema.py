"""The tables of a vault, and the triggers that let entries only be added, each after the last one.

Every entry of the vault stands in `events`: those of the records, and those of the streams whose names begin with `~`
(the people, the patients, the protocol files that are kept, the vault itself). `position` counts them all, `seq` those
of one record; `hash` is the entry's link in its record's chain, `link` its link in the chain of the whole vault
(`domain.chain`).

The projections stand beside it: tables that hold nothing but what the entries say, in the form in which it is looked
for. They are changed with the entries, made anew from them at any time, and proven against them. In each, `keys` are
those of the row in its table of keys, as a JSON list.
"""

from __future__ import annotations

RESERVED = "~"
VAULT, PEOPLE, PATIENTS, PROTOCOLS = "~vault", "~people", "~patients", "~protocols"

SCHEMA_VERSION = 2
PROJECTIONS_VERSION = 3
"""Goes up when a row or its keys are made in another way: the projections of another version are made anew."""

PROJECTIONS = f"""
DROP TABLE IF EXISTS projections;
DROP TABLE IF EXISTS patients;
DROP TABLE IF EXISTS patient_keys;
DROP TABLE IF EXISTS visits;
DROP TABLE IF EXISTS visit_keys;
DROP TABLE IF EXISTS plans;

CREATE TABLE patients (
    row INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    entry INTEGER NOT NULL,
    body TEXT NOT NULL,
    merged_into TEXT,
    kept TEXT NOT NULL,
    identity TEXT NOT NULL,
    born TEXT NOT NULL,
    name_key TEXT NOT NULL,
    number_key TEXT NOT NULL,
    keys TEXT NOT NULL
) STRICT;
CREATE INDEX patients_by_kept ON patients (kept);
CREATE INDEX patients_by_identity ON patients (identity);
CREATE INDEX patients_by_born ON patients (born);
CREATE INDEX patients_by_name ON patients (name_key);
CREATE INDEX patients_by_number ON patients (number_key);
CREATE TABLE patient_keys (key TEXT NOT NULL, row INTEGER NOT NULL, PRIMARY KEY (key, row)) STRICT, WITHOUT ROWID;

CREATE TABLE visits (
    row INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    body TEXT NOT NULL,
    owner TEXT NOT NULL,
    patient TEXT NOT NULL,
    identity TEXT NOT NULL,
    started TEXT NOT NULL,
    month TEXT NOT NULL,
    standing INTEGER NOT NULL,
    uses TEXT NOT NULL,
    plan TEXT NOT NULL,
    skips TEXT NOT NULL,
    people TEXT NOT NULL,
    next_visit TEXT,
    due TEXT,
    keys TEXT NOT NULL
) STRICT;
CREATE INDEX visits_by_owner ON visits (owner, started, id);
CREATE INDEX visits_by_identity ON visits (identity);
CREATE INDEX visits_by_time ON visits (started, id, standing, due);
CREATE INDEX visits_by_uses ON visits (month, uses);
CREATE INDEX visits_by_skips ON visits (month, plan, skips);
CREATE INDEX visits_by_people ON visits (month, people);
CREATE INDEX visits_not_signed ON visits (started, id) WHERE standing > 0;
CREATE INDEX visits_in_progress ON visits (id) WHERE standing = 2;
CREATE INDEX visits_due ON visits (due, started DESC, id DESC, standing) WHERE due IS NOT NULL;
CREATE TABLE visit_keys (key TEXT NOT NULL, row INTEGER NOT NULL, PRIMARY KEY (key, row)) STRICT, WITHOUT ROWID;
CREATE TABLE plans (plan TEXT PRIMARY KEY NOT NULL, body TEXT NOT NULL) STRICT, WITHOUT ROWID;

CREATE TABLE projections (version INTEGER NOT NULL) STRICT;
INSERT INTO projections VALUES ({PROJECTIONS_VERSION});
"""
"""The rows of visits are numbered in the order of their beginnings, to the millisecond.

`standing` is -1 for a visit without a treatment, 0 for a signed record, 1 for one to sign or that cannot be read, 2
for one in progress. `started` is in UTC. `owner` is the patient to whom the visit belongs now, `due` the next visit if
they have not been treated since. `uses`, `skips` and `people` are what a visit adds to sums, as JSON; `plan` names one
of the few `plans`, which most visits share."""

DRAFTS = "CREATE TABLE drafts (name TEXT PRIMARY KEY NOT NULL, body TEXT NOT NULL) STRICT, WITHOUT ROWID;"
"""What is being typed and belongs to no record yet; replaced and removed."""

EVENTS = """
CREATE TABLE events (
    position INTEGER PRIMARY KEY,
    record_id TEXT NOT NULL,
    seq INTEGER NOT NULL,
    body TEXT NOT NULL,
    hash BLOB NOT NULL CHECK (length(hash) = 32),
    link BLOB NOT NULL CHECK (length(link) = 32),
    UNIQUE (record_id, seq)
) STRICT;
CREATE INDEX first_events ON events (record_id, body ->> 'at') WHERE seq = 1;
CREATE INDEX signed_records ON events (record_id) WHERE body ->> 'type' = 'signed';
CREATE TRIGGER events_follow_each_other BEFORE INSERT ON events
WHEN NEW.position IS NOT (SELECT coalesce(max(position), 0) + 1 FROM events)
    OR NEW.seq IS NOT (SELECT coalesce(max(seq), 0) + 1 FROM events WHERE record_id = NEW.record_id)
BEGIN SELECT RAISE(ABORT, 'the number does not follow the last one'); END;
"""
SIGNED_MEANS_CLOSED = """
CREATE TRIGGER signed_means_closed BEFORE INSERT ON events
WHEN {of_a_record}(NEW.body ->> 'type' IN ('addendum', 'cosigned')) IS NOT EXISTS (
    SELECT 1 FROM events WHERE record_id = NEW.record_id AND body ->> 'type' = 'signed'
)
BEGIN SELECT RAISE(ABORT, 'addenda and co-signatures follow a signature, and nothing else does'); END;
"""
"""`of_a_record` is empty, or a condition with its AND where other streams have entries of these types."""

NEVER_CHANGED = """
CREATE TRIGGER events_are_never_changed BEFORE UPDATE ON events
BEGIN SELECT RAISE(ABORT, 'events are never changed'); END;
CREATE TRIGGER events_are_never_removed BEFORE DELETE ON events
BEGIN SELECT RAISE(ABORT, 'events are never removed'); END;
"""
PROTOCOL_FILES = """
CREATE TABLE protocols (fingerprint TEXT PRIMARY KEY NOT NULL, data BLOB NOT NULL) STRICT;
CREATE TRIGGER protocols_are_kept_once BEFORE INSERT ON protocols
WHEN EXISTS (SELECT 1 FROM protocols WHERE fingerprint = NEW.fingerprint)
BEGIN SELECT RAISE(ABORT, 'protocols are kept once'); END;
CREATE TRIGGER protocols_are_never_changed BEFORE UPDATE ON protocols
BEGIN SELECT RAISE(ABORT, 'protocols are never changed'); END;
CREATE TRIGGER protocols_are_never_removed BEFORE DELETE ON protocols
BEGIN SELECT RAISE(ABORT, 'protocols are never removed'); END;
"""
BOOKMARKS = "CREATE TABLE bookmarks (record_id TEXT PRIMARY KEY NOT NULL, site TEXT NOT NULL) STRICT, WITHOUT ROWID;"

SCHEMA = f"""
{EVENTS}
{SIGNED_MEANS_CLOSED.format(of_a_record="")}
{NEVER_CHANGED}
{PROTOCOL_FILES}
CREATE TABLE pins (person TEXT PRIMARY KEY NOT NULL, hashed TEXT NOT NULL) STRICT, WITHOUT ROWID;
{DRAFTS}
{BOOKMARKS}
{PROJECTIONS}
PRAGMA user_version = {SCHEMA_VERSION};
"""
"""The triggers that stand before an INSERT also stop INSERT OR REPLACE, which would remove without a DELETE."""
