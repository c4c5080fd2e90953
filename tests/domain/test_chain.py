"""The chain of a record, pinned byte for byte: what is printed today is to be proven in twenty years."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from injection_map.domain.chain import BEGINNING, canonical_json, entry_hash, entry_link, event_text, head
from injection_map.domain.events import Event, Noted

AT = datetime(2025, 11, 18, 10, 30, tzinfo=UTC)
EVENTS = tuple(Event(seq, seq, AT, "Dr Ærø", Noted(text)) for seq, text in enumerate(("ö", "\ud83d", "b"), start=1))


def test_canonical_json_has_one_text_for_one_value() -> None:
    assert canonical_json({"b": 2.5, "a": [None, True, "é\n"]}) == '{"a":[null,true,"\\u00e9\\n"],"b":2.5}'
    with pytest.raises(ValueError, match="JSON"):
        canonical_json(float("nan"))


def test_a_link_can_be_computed_without_this_program() -> None:
    text = (
        '{"act":1,"at":"2025-11-18T10:30:00+00:00","by":"Dr \\u00c6r\\u00f8","seq":1,"text":"\\u00f6","type":"noted"}'
    )
    assert event_text(EVENTS[0]) == text
    whole = f'{{"event":{text},"previous":"{"0" * 64}","record":"a"}}'
    assert entry_hash("a", text, BEGINNING) == hashlib.sha256(whole.encode()).digest()
    assert entry_link(b"\1" * 32, b"\2" * 32) == hashlib.sha256(b"\1" * 32 + b"\2" * 32).digest()


def test_the_head_stands_for_every_event_their_order_and_the_record() -> None:
    first, second, third = EVENTS
    others = [
        head("b", EVENTS),
        head("a", (first, third)),
        head("a", (second, first, third)),
        head("a", (first, second)),
        head("a", (first, replace(second, by="x"), third)),
        head("a", ()),
    ]
    assert head("a", ()) == BEGINNING
    assert len({head("a", EVENTS), *others}) == 1 + len(others)
