"""The template of the note, which a clinic can edit: text with {placeholders} that stand for facts of the record.

Nothing of a template is run: a placeholder is a known name between braces and nothing else, and what a record puts in
its place is never looked through for placeholders again. {{ and }} are braces.

A line all of whose placeholders are empty is left out, with its label; a block (lines between empty lines) of which
no such line is left is left out whole, with its heading.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from difflib import get_close_matches

from injection_map.domain.errors import InjectionMapError
from injection_map.domain.settings import MOST_TEMPLATE
from injection_map.report.plain_text import one_line, wrapped

_PARTS = re.compile(r"(\{\{|\}\}|\{[^{}]*\}|[{}])")
_WIDEST_LABEL = 24
_SHOWN = 40

Values = Mapping[str, str | tuple[str, ...]]
"""What the placeholders stand for: one line of text, or the lines of a list. Empty is: nothing recorded."""


class NoteTemplateError(InjectionMapError):
    """A template of the note that cannot be used. No record is touched by it."""


def template_faults(template: str, known: frozenset[str]) -> tuple[str, ...]:
    """What is wrong with a template, a sentence each, in its order."""
    if len(template) > MOST_TEMPLATE:
        return (f"The note's template is longer than {MOST_TEMPLATE:,} characters. Make it shorter.",)
    return tuple(
        _fault(part, number, known)
        for number, line in enumerate(template.splitlines(), 1)
        for part in _PARTS.findall(line)
        if part in ("{", "}") or (_is_placeholder(part) and part[1:-1] not in known)
    )


def _is_placeholder(part: str) -> bool:
    return part.startswith("{") and part.endswith("}")


def _fault(part: str, line: int, known: frozenset[str]) -> str:
    if part in ("{", "}"):
        return (
            f"Line {line} of the note's template has a {part} without its other half. Write {part}{part} for a brace."
        )
    name = one_line(part[1:-1])
    nearest = get_close_matches(name.strip().casefold().replace(" ", "_"), sorted(known), n=1, cutoff=0)
    return (
        f"Line {line} of the note's template has {{{name[:_SHOWN]}}}, which is not known. "
        f"The nearest is {{{nearest[0]}}}."
    )


def placeholders(template: str) -> frozenset[str]:
    """The names between its braces."""
    return frozenset(name for line in template.splitlines() for name in _names(line))


def filled_in(template: str, values: Values, *, width: int) -> str:
    """The note, in lines of at most `width` characters. Raises NoteTemplateError with the first fault."""
    if faults := template_faults(template, frozenset(values)):
        raise NoteTemplateError(f"{faults[0]} No note was made; the record itself is safe.")
    blocks = (list(_block(block, values, width)) for block in _blocks(template))
    return "\n\n".join("\n".join(block) for block in blocks if block) + "\n"


def _blocks(template: str) -> Iterator[list[str]]:
    block: list[str] = []
    for line in (*template.splitlines(), ""):
        if line.strip():
            block.append(line.rstrip())
        elif block:
            yield block
            block = []


def _block(lines: list[str], values: Values, width: int) -> Iterator[str]:
    filled = [(line, _names(line)) for line in lines]
    told = [line for line, names in filled if any(map(values.__getitem__, names))]
    if any(names for _, names in filled) and not told:
        return
    for line, names in filled:
        if not names or line in told:
            yield from _line(line, names, values, width)


def _names(line: str) -> list[str]:
    return [part[1:-1] for part in _PARTS.findall(line) if _is_placeholder(part)]


def _line(line: str, names: list[str], values: Values, width: int) -> Iterator[str]:
    """A list that has a line of its own is put as lines, later lines of an item two to the right."""
    alone = values[names[0]] if len(names) == 1 and line.strip() == f"{{{names[0]}}}" else None
    if isinstance(alone, tuple):
        for item in alone:
            yield from _item(item, width)
        return
    text = "".join(_put(part, values) for part in _PARTS.split(line))
    yield from wrapped(text.expandtabs(), width=width, indent=" " * _hanging(line))


def _item(item: str, width: int) -> Iterator[str]:
    indent = "  " if item.startswith(("- ", "  ")) else " " * _label_width(item)
    yield from wrapped(item, width=width, indent=indent)


def _label_width(item: str) -> int:
    """Where the text after a label begins, when two spaces or more stand between; else 0."""
    found = re.match(r"\S+(?: \S+)*?  +", item[:_WIDEST_LABEL])
    return found.end() if found else 0


def _put(part: str, values: Values) -> str:
    if part in ("{{", "}}"):
        return part[0]
    if not _is_placeholder(part):
        return part
    value = values[part[1:-1]]
    return value if isinstance(value, str) else "; ".join(item.strip().removeprefix("- ") for item in value)


def _hanging(line: str) -> int:
    """Later lines of a label's text begin below its first: where the first placeholder stands."""
    start = line.find("{")
    return start if 0 < start <= _WIDEST_LABEL and line[start - 1] == " " else 0
