"""What is done on purpose to a vault as a whole, each with the entry of the chain that says by whom and why."""

from __future__ import annotations

from datetime import datetime

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
