"""A PIN as it is kept: Argon2id with a salt of its own, in the customary text form; and how wrong ones slow down."""

from __future__ import annotations

import hmac
import re
import secrets
from base64 import b64decode, b64encode
from datetime import datetime, timedelta

from injection_map.storage import keys
from injection_map.storage.keys import Argon2Cost

FREE_TRIES = 3
FIRST_WAIT_S, LONGEST_WAIT_S = 5.0, 300.0

_KEPT = re.compile(r"\$argon2id\$v=19\$m=(\d+),t=(\d+),p=(\d+)\$([A-Za-z0-9+/]+)\$([A-Za-z0-9+/]+)")


def hash_pin(pin: str) -> str:
    salt = secrets.token_bytes(16)
    cost = keys.COST
    hashed = keys.stretched(pin, salt, cost)
    return f"$argon2id$v=19$m={cost.memory_kib},t={cost.iterations},p={cost.lanes}${_text(salt)}${_text(hashed)}"


def is_pin(pin: str, kept: str) -> bool:
    """Whether this is the PIN that was kept; a text that is no kept PIN fits none."""
    parts = _KEPT.fullmatch(kept)
    if parts is None:
        return False
    memory, iterations, lanes, salt, hashed = parts.groups()
    cost = Argon2Cost(int(memory), int(iterations), int(lanes))
    return hmac.compare_digest(keys.stretched(pin, _bytes(salt), cost), _bytes(hashed))


def wait_s(wrong: int, last: datetime, now: datetime) -> float:
    """Seconds until the next try after so many wrong ones, the last of them at `last`; never more than the whole
    pause, though the clock was set back meanwhile."""
    if wrong < FREE_TRIES:
        return 0.0
    pause = min(LONGEST_WAIT_S, FIRST_WAIT_S * 2.0 ** min(wrong - FREE_TRIES, 16))
    left = last + timedelta(seconds=pause) - now
    return min(pause, max(0.0, left.total_seconds()))


def _text(data: bytes) -> str:
    return b64encode(data).decode().rstrip("=")


def _bytes(text: str) -> bytes:
    return b64decode(text + "=" * (-len(text) % 4))
