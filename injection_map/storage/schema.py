"""The tables of a vault, and the triggers that let entries only be added, each after the last one.

Every entry of the vault stands in `events`: those of the records, and those of the streams whose names begin with `~`
(the people, the protocol files that are kept, the vault itself). `position` counts them all, `seq` those of one
record; `hash` is the entry's link in its record's chain, `link` its link in the chain of the whole vault
(`domain.chain`).
"""

from __future__ import annotations

RESERVED = "~"
VAULT, PEOPLE, PROTOCOLS = "~vault", "~people", "~protocols"

SCHEMA_VERSION = 1
SCHEMA = f"""
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
CREATE TRIGGER signed_means_closed BEFORE INSERT ON events
WHEN (NEW.body ->> 'type' IN ('addendum', 'cosigned')) IS NOT EXISTS (
    SELECT 1 FROM events WHERE record_id = NEW.record_id AND body ->> 'type' = 'signed'
)
BEGIN SELECT RAISE(ABORT, 'addenda and co-signatures follow a signature, and nothing else does'); END;
CREATE TRIGGER events_are_never_changed BEFORE UPDATE ON events
BEGIN SELECT RAISE(ABORT, 'events are never changed'); END;
CREATE TRIGGER events_are_never_removed BEFORE DELETE ON events
BEGIN SELECT RAISE(ABORT, 'events are never removed'); END;

CREATE TABLE protocols (fingerprint TEXT PRIMARY KEY NOT NULL, data BLOB NOT NULL) STRICT;
CREATE TRIGGER protocols_are_kept_once BEFORE INSERT ON protocols
WHEN EXISTS (SELECT 1 FROM protocols WHERE fingerprint = NEW.fingerprint)
BEGIN SELECT RAISE(ABORT, 'protocols are kept once'); END;
CREATE TRIGGER protocols_are_never_changed BEFORE UPDATE ON protocols
BEGIN SELECT RAISE(ABORT, 'protocols are never changed'); END;
CREATE TRIGGER protocols_are_never_removed BEFORE DELETE ON protocols
BEGIN SELECT RAISE(ABORT, 'protocols are never removed'); END;

CREATE TABLE pins (person TEXT PRIMARY KEY NOT NULL, hashed TEXT NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE bookmarks (record_id TEXT PRIMARY KEY NOT NULL, site TEXT NOT NULL) STRICT, WITHOUT ROWID;
PRAGMA user_version = {SCHEMA_VERSION};
"""
"""The triggers that stand before an INSERT also stop INSERT OR REPLACE, which would remove without a DELETE."""
