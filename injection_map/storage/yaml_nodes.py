"""A YAML file as a tree of nodes that know where they stand, with everything refused that a protocol never needs.

One pass over PyYAML's events, which come one at a time, so a bomb is refused before it is unpacked: nothing is ever
aliased, merged, tagged or nested deeper than `DEEPEST`. yaml.compose() was rejected: it unpacks first, and 200,000
opening brackets crash the C parser's composer. Scalars keep their text; what it means (YAML 1.2: `no` is a text,
`1:30` too) is for the reader of the field to say.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import NoReturn

import yaml

from injection_map.domain.errors import FileFault

MOST_BYTES = 1024 * 1024
DEEPEST = 32
MOST_FAULTS = 200

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

# Controls, surrogates and the characters that reorder text (a “left” that reads “right”). The three line breaks
# that only YAML knows are among them, so that our lines are the editor's lines.
_UNREADABLE = re.compile("[\0-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff\ufeff\ufffe\uffff]")
_LINE_BREAK = re.compile("\r\n|\r|\n")
_NOTHING = re.compile(r"(?:~|null|Null|NULL)?")
_FLAG = re.compile(r"true|True|TRUE|false|False|FALSE")
_NUMBER = re.compile(
    r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?"
    r"|0o[0-7]+|0x[0-9a-fA-F]+|[-+]?(?:\.inf|\.Inf|\.INF)|\.nan|\.NaN|\.NAN"
)


class StopReading(Exception):  # noqa: N818 - no error: the faults say what is wrong
    """There is no use in reading on."""


@dataclass(frozen=True, slots=True)
class Where:
    """A place in the file: line and column count from 1, `path` is like `muscles[0].sites[1].units`."""

    line: int
    column: int
    path: str = ""


class Faults:
    """The faults found so far. One more than `MOST_FAULTS` is not kept and raises StopReading."""

    def __init__(self) -> None:
        self._found: list[FileFault] = []
        self._more = False

    def __bool__(self) -> bool:
        return bool(self._found)

    def add(self, where: Where, message: str) -> None:
        if len(self._found) == MOST_FAULTS:
            self._more = True
            raise StopReading
        self._found.append(FileFault(line=where.line, column=where.column, path=where.path, message=message))

    def stop(self, where: Where, message: str) -> NoReturn:
        """Adds the last fault: nothing after it can be read."""
        self.add(where, message)
        raise StopReading

    def in_order(self) -> tuple[FileFault, ...]:
        """All faults in the order of the file; a last one says so when there are more."""
        faults = sorted(self._found, key=lambda fault: (fault.line, fault.column))
        if self._more:
            message = f"found more than {MOST_FAULTS} faults; the rest is not listed"
            faults.append(FileFault(faults[-1].line, faults[-1].column, "", message))
        return tuple(faults)


class Kind(StrEnum):
    """What a scalar is under YAML 1.2's core schema."""

    TEXT = "text"
    NUMBER = "number"
    FLAG = "true or false"
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class ScalarNode:
    where: Where
    text: str
    quoted: bool

    @property
    def kind(self) -> Kind:
        if self.quoted:
            return Kind.TEXT
        for kind, pattern in ((Kind.NOTHING, _NOTHING), (Kind.FLAG, _FLAG), (Kind.NUMBER, _NUMBER)):
            if pattern.fullmatch(self.text):
                return kind
        return Kind.TEXT


@dataclass(frozen=True, slots=True)
class ListNode:
    where: Where
    items: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Entry:
    """A key with its value. `key_where` is where the key stands, with the value's path."""

    key: str
    key_where: Where
    value: Node


@dataclass(frozen=True, slots=True)
class MapNode:
    """Keys are unique and stand in the order of the file."""

    where: Where
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class RefusedNode:
    """Stands for what was refused and has its fault already: a reader passes over it in silence."""

    where: Where


Node = ScalarNode | ListNode | MapNode | RefusedNode


def shown(text: str) -> str:
    """Text from the file in quotation marks, short enough for a message."""
    return f"“{text[:39]}…”" if len(text) > 40 else f"“{text}”"


def read_nodes(data: bytes, faults: Faults) -> Node:
    """The file's one document. Raises StopReading, with the fault added, when there is none to be read."""
    text = _decoded(data, faults)
    try:
        return _Composer(yaml.parse(text, Loader=_LOADER), faults).document()
    except yaml.MarkedYAMLError as error:
        where = _where_it_broke(error, text)
        faults.stop(where, _syntax_message(error, text, where))
    except (yaml.YAMLError, ValueError, OverflowError):
        # PyYAML's own scanner, used where its C library is missing, lets these through for absurd escapes.
        faults.stop(Where(1, 1), "this is not YAML: an escape or a directive in it cannot be read")


def _decoded(data: bytes, faults: Faults) -> str:
    if len(data) > MOST_BYTES:
        faults.stop(Where(1, 1), "the file is larger than 1 MiB; a protocol is a few pages of text")
    try:
        text = data.decode("utf-8").removeprefix("\ufeff")
    except UnicodeDecodeError as error:
        before = data[: error.start].decode("utf-8").removeprefix("\ufeff")
        faults.stop(
            _end_of(before), f"found byte 0x{data[error.start]:02X}, which is not UTF-8; wanted text saved as UTF-8"
        )
    if unreadable := _UNREADABLE.search(text):
        faults.stop(_end_of(text[: unreadable.start()]), _control_message(unreadable.group()))
    return text


def _end_of(text: str) -> Where:
    lines = _LINE_BREAK.split(text)
    return Where(len(lines), len(lines[-1]) + 1)


def _control_message(character: str) -> str:
    return f"found the control character U+{ord(character):04X}; wanted readable text only"


def _where_it_broke(error: yaml.MarkedYAMLError, text: str) -> Where:
    mark, end = error.problem_mark or error.context_mark, _end_of(text)
    # The C library puts the end of a file that lacks its last line break on a line of its own.
    return end if mark is None or mark.line >= end.line else Where(mark.line + 1, mark.column + 1)


def _syntax_message(error: yaml.MarkedYAMLError, text: str, where: Where) -> str:
    line = _LINE_BREAK.split(text)[where.line - 1]
    if line[where.column - 1 : where.column] == "\t":
        return "found a tab; wanted spaces"
    problem = error.problem or "it cannot be read"
    if "mapping values are not allowed" in problem:
        return "found a second colon on the line, or a wrong indent; wanted a text with a colon in quotes"
    begun = error.context_mark
    context = f"{error.context} begun on line {begun.line + 1}" if begun and error.context else error.context
    return f"this is not YAML: {', '.join(part for part in (context, problem) if part)}"


class _Composer:
    """Builds nodes from events, one look at each."""

    def __init__(self, events: Iterator[yaml.Event], faults: Faults) -> None:
        self._events = events
        self._faults = faults

    def document(self) -> Node:
        next(self._events)  # the start of the stream
        start = next(self._events)
        if not isinstance(start, yaml.DocumentStartEvent):
            self._faults.stop(Where(1, 1), "the file is empty; wanted a protocol")
        if start.version or start.tags:
            self._faults.add(_where(start), "found a directive (%); wanted none: a protocol is plain YAML")
        root = self._node(next(self._events), path="", depth=1)
        next(self._events)  # the end of the document
        following = next(self._events)
        if not isinstance(following, yaml.StreamEndEvent):
            self._faults.stop(_where(following), "found a second document (---); wanted one protocol in a file")
        return root

    def _node(self, event: yaml.Event, *, path: str, depth: int) -> Node:
        where = _where(event, path)
        if isinstance(event, yaml.AliasEvent):
            self._faults.add(where, f"found the alias {shown(f'*{event.anchor}')}; wanted the value written out")
            return RefusedNode(where)
        if depth > DEEPEST and not isinstance(event, yaml.ScalarEvent):
            self._faults.stop(where, f"found more than {DEEPEST} levels of lists and keys; a protocol needs 7")
        self._refuse_anchor_and_tag(event, where)
        if isinstance(event, yaml.MappingStartEvent):
            return MapNode(where, tuple(self._entries(path, depth)))
        if isinstance(event, yaml.SequenceStartEvent):
            return ListNode(where, tuple(self._items(path, depth)))
        assert isinstance(event, yaml.ScalarEvent)
        return self._scalar(event, where)

    def _scalar(self, event: yaml.ScalarEvent, where: Where) -> ScalarNode | RefusedNode:
        if unreadable := _UNREADABLE.search(event.value):  # written as an escape
            self._faults.add(where, _control_message(unreadable.group()))
            return RefusedNode(where)
        return ScalarNode(where, event.value, quoted=bool(event.style))

    def _refuse_anchor_and_tag(self, event: yaml.Event, where: Where) -> None:
        if anchor := getattr(event, "anchor", None):
            self._faults.add(where, f"found the anchor {shown(f'&{anchor}')}; wanted the value alone")
        if tag := getattr(event, "tag", None):
            self._faults.add(where, f"found the tag {shown(tag)}; wanted the value alone")

    def _items(self, path: str, depth: int) -> Iterator[Node]:
        for index, event in enumerate(self._until(yaml.SequenceEndEvent)):
            yield self._node(event, path=f"{path}[{index}]", depth=depth + 1)

    def _entries(self, path: str, depth: int) -> Iterator[Entry]:
        line_of_key: dict[str, int] = {}
        for event in self._until(yaml.MappingEndEvent):
            key = self._node(event, path=path, depth=depth + 1)
            name = self._key_name(key)
            value_path = f"{path}.{name[:40]}" if path else name[:40]
            value = self._node(next(self._events), path=value_path, depth=depth + 1)
            where = Where(key.where.line, key.where.column, value_path)
            if name in line_of_key:
                self._faults.add(where, f"found the key {shown(name)} again; it stands on line {line_of_key[name]}")
            elif name:
                line_of_key[name] = where.line
                yield Entry(name, where, value)

    def _key_name(self, key: Node) -> str:
        """The key's text, or nothing with the fault added."""
        if isinstance(key, ScalarNode) and key.text == "<<" and not key.quoted:
            self._faults.add(key.where, "found the merge key “<<”; wanted the values written out")
            return ""
        if isinstance(key, ListNode | MapNode) or (isinstance(key, ScalarNode) and not key.text.strip()):
            self._faults.add(key.where, "found a key that is not a word; wanted a word before the colon")
            return ""
        return key.text if isinstance(key, ScalarNode) else ""

    def _until(self, end: type[yaml.Event]) -> Iterator[yaml.Event]:
        for event in self._events:
            if isinstance(event, end):
                return
            yield event


def _where(event: yaml.Event, path: str = "") -> Where:
    mark = event.start_mark
    assert mark is not None
    return Where(mark.line + 1, mark.column + 1, path)
