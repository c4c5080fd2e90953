"""Text of other people made safe to print: names and notes may hold anything that a keyboard or a scanner sends."""

from __future__ import annotations

import textwrap
import unicodedata

_DIRECTION_MARKS = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
"""They would show a line in another order than it is written in."""

_CONTROLS = frozenset({"Cc", "Zl", "Zp"})


def one_line(text: str) -> str:
    """The text on one line: a control character, or a run of white space, is one space."""
    spaced = "".join(" " if unicodedata.category(c) in _CONTROLS else c for c in text if c not in _DIRECTION_MARKS)
    return " ".join(spaced.split())


def whole_characters(text: str) -> str:
    """Half of a character, which only broken input can hold, is a question mark: it fits into no encoding."""
    return text.encode("utf-8", "replace").decode("utf-8")


def paragraphs(text: str) -> list[str]:
    """The lines that the writer broke, each as `one_line`; empty ones are left out."""
    return [line for line in map(one_line, text.splitlines()) if line]


def wrapped(text: str, *, width: int, indent: str = "") -> list[str]:
    """The text in lines of at most `width` characters, later lines indented; an unbroken word is broken."""
    return textwrap.wrap(text, width, subsequent_indent=indent, break_on_hyphens=False) or [""]


def as_sentence(text: str) -> str:
    """The words as a sentence before which and after which others stand: `healing lesion.` is `Healing lesion`."""
    return text if text[1:2].isupper() else f"{text[:1].upper()}{text[1:]}".rstrip(".")


def in_sentence(text: str) -> str:
    """The words inside a sentence: `Temporalis 2` is `temporalis 2`, `SCM` stays."""
    return text if text[1:2].isupper() else text[:1].lower() + text[1:]
