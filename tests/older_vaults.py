"""What a store of an older version may hold, and this version writes no more: training among the records."""

from __future__ import annotations

import pytest

from injection_map.storage import kinds


def may_hold_training(monkeypatch: pytest.MonkeyPatch) -> None:
    """From now on it is written, as an older version would have; everything else is as it is."""
    monkeypatch.setattr(kinds, "refuse_training", lambda *_: None)
