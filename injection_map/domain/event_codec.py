"""Events to and from plain JSON values. Units are numbers, times ISO 8601 with an offset.

The reader is strict: an unknown key or type is a newer format or a damaged one, and both are refused.
"""

from __future__ import annotations

import math
import types
from collections.abc import Mapping
from dataclasses import MISSING, Field, fields, is_dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from enum import Enum
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

from injection_map.domain.errors import EventFormatError
from injection_map.domain.events import EVENT_TYPES, LATER, Body, Event

Plain = None | bool | int | float | str | list["Plain"] | dict[str, "Plain"]


def number(value: Decimal) -> int | float:
    """A Decimal as the JSON number that reads back as the same Decimal, up to 15 digits."""
    return int(value) if value == value.to_integral_value() else float(value)


def to_plain(value: Any) -> Plain:
    """A frozen dataclass of this program, or any of its field values, as JSON values.

    ValueError for what could be written but not read again: nothing of that kind may reach a disk.
    """
    if is_dataclass(value) and not isinstance(value, type):
        return {field.name: to_plain(getattr(value, field.name)) for field in fields(value) if _is_said(field, value)}
    if isinstance(value, tuple):
        return [to_plain(item) for item in value]
    if isinstance(value, Decimal):
        return number(value)
    if isinstance(value, datetime) and value.utcoffset() is None:
        raise ValueError("a time without an offset")
    if isinstance(value, float) and not math.isfinite(value):
        raise ValueError("not a finite number")
    if isinstance(value, date):  # a datetime is a date too
        return value.isoformat()
    if isinstance(value, Enum):
        return str(value.value)
    if value is None or isinstance(value, bool | int | float | str):
        return value
    raise TypeError(f"no JSON form for {type(value).__name__}")


def _is_said(field: Field[Any], value: Any) -> bool:
    return field.metadata != LATER or getattr(value, field.name) != field.default


def event_to_plain(event: Event) -> dict[str, Plain]:
    """`seq`, `type`, `at`, `by`, `act`, then the fields of the body that say something."""
    body = to_plain(event.body)
    assert isinstance(body, dict)
    head: dict[str, Plain] = {
        "seq": event.seq,
        "type": event.type,
        "at": to_plain(event.at),
        "by": event.by,
        "act": event.act,
    }
    return head | {key: value for key, value in body.items() if value is not None}


def event_from_plain(plain: object) -> Event:
    """The reverse of `event_to_plain`. Raises EventFormatError for anything else."""
    if not isinstance(plain, dict):
        raise EventFormatError("An event is not an object.")
    rest = dict(plain)
    head = {key: rest.pop(key, None) for key in ("seq", "type", "at", "by", "act")}
    body_type = EVENT_TYPES.get(head["type"]) if isinstance(head["type"], str) else None
    if body_type is None:
        raise EventFormatError(
            f"An event has the type {str(head['type'])[:40]!r}, which this version of Injection Map does not know."
        )
    body: Body = _dataclass_from(body_type, rest, head["type"])
    seq, act = _from(int, head["seq"], "seq"), _from(int, head["act"], "act")
    if seq < 1 or not 1 <= act <= seq:
        raise EventFormatError(f"An event has the number {seq} in act {act}.")
    at = _from(datetime, head["at"], "at")
    return Event(seq=seq, act=act, at=at, by=_from(str, head["by"], "by"), body=body)


_Whole = TypeVar("_Whole")


def from_plain(wanted: type[_Whole], plain: object) -> _Whole:
    """The reverse of `to_plain` for a frozen dataclass of this program. Raises EventFormatError for anything else."""
    whole: _Whole = _from(wanted, plain, wanted.__name__)
    return whole


_HINTS: dict[type[Any], Mapping[str, Any]] = {}


def _hints(cls: type[Any]) -> Mapping[str, Any]:
    """The field types of a dataclass, resolved once: resolving costs more than reading an event."""
    if cls not in _HINTS:
        _HINTS[cls] = get_type_hints(cls)
    return _HINTS[cls]


def _dataclass_from(cls: type[Any], plain: object, where: str) -> Any:
    if not isinstance(plain, dict):
        raise EventFormatError(f"{where}: an object was wanted.")
    known = {field.name: field for field in fields(cls)}
    for key in plain:
        if key not in known:
            raise EventFormatError(f"{where}: the key {str(key)[:40]!r} is not known to this version.")
    values = {}
    for name, field in known.items():
        if name in plain:
            values[name] = _from(_hints(cls)[name], plain[name], f"{where}.{name}")
        elif _hints(cls)[name] is not type(None) and type(None) in get_args(_hints(cls)[name]):
            values[name] = None
        elif field.default is MISSING:
            raise EventFormatError(f"{where}: {name} is missing.")
    return cls(**values)


def _from(wanted: Any, plain: Any, where: str) -> Any:
    origin = get_origin(wanted)
    if origin in (Union, types.UnionType):
        inner = [option for option in get_args(wanted) if option is not type(None)]
        return None if plain is None else _from(inner[0], plain, where)
    if origin is tuple:
        if not isinstance(plain, list):
            raise EventFormatError(f"{where}: a list was wanted.")
        return tuple(_from(get_args(wanted)[0], item, f"{where}[{i}]") for i, item in enumerate(plain))
    if is_dataclass(wanted):
        return _dataclass_from(wanted, plain, where)  # type: ignore[arg-type]
    return _scalar_from(wanted, plain, where)


def _scalar_from(wanted: Any, plain: Any, where: str) -> Any:
    try:
        if wanted is Decimal:
            return _decimal_from(plain)
        if wanted is float and isinstance(plain, int | float) and not isinstance(plain, bool) and math.isfinite(plain):
            return float(plain)
        if wanted is datetime:
            moment = datetime.fromisoformat(plain)
            if moment.utcoffset() is None:
                raise ValueError("no offset")
            return moment
        if wanted is date:
            return date.fromisoformat(plain)
        if isinstance(wanted, type) and issubclass(wanted, Enum):
            return wanted(plain)
    except (TypeError, ValueError, OverflowError, InvalidOperation) as error:
        raise EventFormatError(f"{where}: {str(plain)[:40]!r} is no {wanted.__name__}.") from error
    if wanted in (str, int, bool) and type(plain) is wanted:
        return plain
    raise EventFormatError(f"{where}: {str(plain)[:40]!r} is no {getattr(wanted, '__name__', wanted)}.")


def _decimal_from(plain: object) -> Decimal:
    if isinstance(plain, bool) or not isinstance(plain, int | float):
        raise TypeError("no number")
    value = Decimal(str(plain))
    if not value.is_finite():
        raise ValueError("not finite")
    return value
