"""What is done on purpose to a vault as a whole, each with the entry of the chain that says by whom and why."""

from __future__ import annotations

from datetime import datetime

from injection_map.domain.event_codec import Plain
from injection_map.domain.imports import Imported, imported_words
from injection_map.storage.event_store import VaultStore
from injection_map.storage.schema import VAULT


def renew_anchors(store: VaultStore, *, by: str, reason: str, at: datetime) -> None:
    """Begin the anchors anew at the present end. StoreError when it fails; it can be tried again."""
    words = f"anchors begun anew by {by}: {reason}"
    store.append_entry(VAULT, {"type": "anchor_renewed", "at": at.isoformat(), "by": by, "words": words})
    store.renew_anchors()


def note_new_key(store: VaultStore, *, by: str, at: datetime) -> None:
    """The records are under a new key now. StoreError when it cannot be noted."""
    words = f"put under a new key by {by}"
    store.append_entry(VAULT, {"type": "key_changed", "at": at.isoformat(), "by": by, "words": words})


def note_import(store: VaultStore, *, by: str, at: datetime, sha256: str, done: Imported | None = None) -> None:
    """An import from the file with this SHA-256 begins, or, with what was `done`, is over. StoreError when it fails.

    What stands between the two came from the file; where a kill left only the first, what follows it may have.
    """
    file = f"the file with the SHA-256 {sha256}"
    if done is None:
        words = f"import begun by {by} from {file}"
        store.append_entry(
            VAULT, {"type": "import_begun", "at": at.isoformat(), "by": by, "file": sha256, "words": words}
        )
        return
    counts: dict[str, Plain] = {"records": done.records, "patients": done.patients, "protocols": done.protocols}
    words = f"imported by {by} from {file}: {imported_words(done).rstrip('.')}"
    entry: dict[str, Plain] = {"type": "imported", "at": at.isoformat(), "by": by, "file": sha256, "words": words}
    store.append_entry(VAULT, entry | counts)
