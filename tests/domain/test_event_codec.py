"""Events to JSON and back: nothing is lost, and nothing else is let in."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from injection_map.domain.errors import EventFormatError
from injection_map.domain.event_codec import event_from_plain, event_to_plain, number, to_plain
from injection_map.domain.events import EVENT_TYPES, Event, Given, Noted, Vial
from injection_map.domain.events import Opened as OpenedBody

AT = datetime(2025, 11, 18, 10, 30, 1, 250000, tzinfo=timezone(timedelta(hours=1)))

_OFFSETS = st.timezones() | st.just(UTC) | st.integers(-1439, 1439).map(lambda m: timezone(timedelta(minutes=m)))


def _fixed(moment: datetime) -> datetime:
    """The clock gives offsets, not zones: in a zone's hour that comes twice no two times are ever equal."""
    offset = moment.utcoffset()
    assert offset is not None
    return moment.replace(tzinfo=timezone(offset))


st.register_type_strategy(Decimal, st.decimals(-10_000, 10_000, places=3))
st.register_type_strategy(datetime, st.datetimes(timezones=_OFFSETS).map(_fixed))
st.register_type_strategy(float, st.floats(allow_nan=False, allow_infinity=False))


@st.composite
def events(draw: st.DrawFn, body: type[Any]) -> Event:
    seq = draw(st.integers(1, 10_000))
    return Event(
        seq=seq,
        act=draw(st.integers(1, seq)),
        at=draw(st.from_type(datetime)),
        by=draw(st.text()),
        body=draw(st.from_type(body)),
    )


@pytest.mark.parametrize("body", EVENT_TYPES.values(), ids=EVENT_TYPES)
@given(data=st.data())
def test_every_event_comes_back_the_same(body: type[Any], data: st.DataObject) -> None:
    event = data.draw(events(body))
    text = json.dumps(event_to_plain(event), allow_nan=False)
    read = event_from_plain(json.loads(text))
    assert read == event
    assert json.dumps(event_to_plain(read)) == text, "to the letter: the offset of a time, 5 and not 5.0"


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.sampled_from(sorted(EVENT_TYPES)),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)


def _only_format_errors(plain: object) -> None:
    try:
        event = event_from_plain(plain)
    except EventFormatError:
        return
    assert event_from_plain(event_to_plain(event)) == event


@given(_JSON)
@example({"seq": 10**400, "type": "paused", "at": "2025-11-18T10:30:00+01:00", "by": "x", "act": 1})
def test_any_json_is_an_event_or_refused(plain: object) -> None:
    _only_format_errors(plain)


@st.composite
def damaged(draw: st.DrawFn) -> object:
    """A right event in which one value, somewhere, was replaced, removed or added."""
    body = draw(st.sampled_from(list(EVENT_TYPES.values())))
    plain: Any = event_to_plain(draw(events(body)))
    place = plain
    while True:
        keys: list[Any] = list(place) if isinstance(place, dict) else list(range(len(place)))
        if not keys:
            return plain
        key = draw(st.sampled_from(keys))
        if isinstance(place[key], dict | list) and draw(st.booleans()):
            place = place[key]
            continue
        kind = draw(st.sampled_from(["replace", "remove", "add"]))
        if kind == "replace" or isinstance(place, list):
            place[key] = draw(_JSON)
        elif kind == "remove":
            del place[key]
        else:
            place[draw(st.text(max_size=8))] = draw(_JSON)
        return plain


@given(damaged())
def test_any_damage_is_an_event_or_refused(plain: object) -> None:
    _only_format_errors(plain)


PLAIN: dict[str, Any] = {
    "seq": 2,
    "type": "given",
    "at": "2025-11-18T10:30:01.250000+01:00",
    "by": "Dr A. Moreau",
    "act": 2,
    "site": "procerus",
    "units": 2.5,
}


def test_the_form_is_the_contract() -> None:
    event = Event(2, 2, AT, "Dr A. Moreau", Given("procerus", Decimal("2.5")))
    assert event_to_plain(event) == PLAIN
    assert list(event_to_plain(event))[:5] == ["seq", "type", "at", "by", "act"]
    assert event_from_plain(PLAIN) == event


def test_what_says_nothing_is_left_out() -> None:
    assert "site" not in event_to_plain(Event(2, 2, AT, "x", Noted("bled")))


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"type": "teleported"}, "'teleported', which this version"),
        ({"type": None}, "does not know"),
        ({"colour": "red"}, "the key 'colour' is not known"),
        ({"units": "5"}, "given.units: '5' is no Decimal"),
        ({"units": True}, "given.units: 'True' is no Decimal"),
        ({"units": float("nan")}, "is no Decimal"),
        ({"site": None}, "given.site: 'None' is no str"),
        ({"seq": 0}, "number 0 in act 2"),
        ({"act": 3}, "number 2 in act 3"),
        ({"seq": True, "act": True}, "seq: 'True' is no int"),
        ({"at": "2025-11-18T10:30:01"}, "at: '2025-11-18T10:30:01' is no datetime"),
        ({"at": 5}, "is no datetime"),
    ],
)
def test_what_is_refused_and_in_which_words(change: dict[str, Any], words: str) -> None:
    with pytest.raises(EventFormatError) as refused:
        event_from_plain(PLAIN | change)
    assert words in str(refused.value)


@pytest.mark.parametrize("key", PLAIN)
def test_every_key_is_needed(key: str) -> None:
    with pytest.raises(EventFormatError):
        event_from_plain({k: v for k, v in PLAIN.items() if k != key})


def test_faults_deep_inside_say_where(opened: OpenedBody) -> None:
    plain: Any = event_to_plain(Event(1, 1, AT, "x", opened))
    plain["plan"][3]["side"] = "middle"
    with pytest.raises(EventFormatError) as refused:
        event_from_plain(plain)
    assert "opened.plan[3].side: 'middle' is no Side" in str(refused.value)


def test_what_could_not_be_read_again_is_not_written() -> None:
    with pytest.raises(ValueError, match="offset"):
        event_to_plain(Event(1, 1, AT.replace(tzinfo=None), "x", Noted("bled")))
    naive = Vial("Botox", Decimal(200), "C8", date(2027, 5, 31), Decimal(4), mixed_at=datetime(2025, 1, 1))
    with pytest.raises(ValueError, match="offset"):
        to_plain(naive)
    with pytest.raises(ValueError, match="finite"):
        to_plain(float("nan"))


@pytest.mark.parametrize(
    ("value", "plain"), [("5", 5), ("5.0", 5), ("2.50", 2.5), ("1E+2", 100), ("-7.5", -7.5), ("0.001", 0.001)]
)
def test_numbers_are_whole_where_they_can_be(value: str, plain: float) -> None:
    assert number(Decimal(value)) == plain
    assert type(number(Decimal(value))) is type(plain)
