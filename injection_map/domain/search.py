"""What a person types to find somebody, and the words by which they are found: forgiving accents, case and signs.

Both sides are cut the same way, so that a word that is typed is found when it is the beginning of a word that is
kept. A day is kept in three ways; however it is typed, it is cut to one of them.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from datetime import date

from injection_map.domain.words import MONTHS

MOST_TYPED = 400
"""Nothing that can be found is longer, not even a pasted line of a list."""

SHORT = 3
"""Beginnings up to so many letters have a key of their own: too many words begin with them."""

_LETTERS = str.maketrans({"ø": "o", "æ": "ae", "œ": "oe", "đ": "d", "ð": "d", "ł": "l", "þ": "th", "ı": "i", "ŋ": "n"})
_MONTH = r"(?P<month>jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)"
_REST = r"[a-z]{0,6}\.?"
_DAY_FIRST = re.compile(rf"\b(?P<day>[0-9]{{1,2}})[-./ ]*{_MONTH}{_REST}[-./, ]+(?P<year>[0-9]{{1,4}})(?![0-9a-z])")
_MONTH_FIRST = re.compile(rf"\b{_MONTH}{_REST} *(?P<day>[0-9]{{1,2}})[-./, ]+(?P<year>[0-9]{{4}})(?![0-9])")


def plain(text: str) -> str:
    """Without accents, case and what cannot be seen: nystrom finds NYSTRÖM, and aero finds ÆRØ."""
    if not (text.isascii() and text.isprintable()):
        text = "".join(_seen(part) for part in unicodedata.normalize("NFKD", text) if not unicodedata.combining(part))
    return text.casefold().translate(_LETTERS)


def _seen(letter: str) -> str:
    """Line breaks and other controls divide words; marks of direction and halves of a pair are nothing."""
    category = unicodedata.category(letter)
    return " " if category == "Cc" else "" if category in ("Cf", "Cs") else letter


def words_in(*texts: str) -> frozenset[str]:
    """The words by which these texts are found. One with signs inside, as 40-2719, is found by its parts too."""
    found: set[str] = set()
    for text in texts:
        for parts in _cut(plain(text)):
            found |= {*parts, "".join(parts), _in_figures(parts)}
    return frozenset(found)


def words_of_day(day: date) -> frozenset[str]:
    month = MONTHS[day.month - 1].casefold()
    return frozenset(
        (f"{day.day}.{day.month}.{day.year}", f"{day.year}.{day.month}.{day.day}", f"{day.day}.{month}.{day.year}")
    )


def typed_words(text: str) -> frozenset[str]:
    """What is looked for: each is the beginning of a word. The month of a day may be a figure or an English word."""
    one_way = _MONTH_FIRST.sub(_day_first, _DAY_FIRST.sub(_day_first, plain(text)))
    return frozenset(_begun(_in_figures(parts)) for parts in _cut(one_way))


def beginning_key(word: str) -> str | None:
    """The key of all words that begin so, when it is short; no word looks like it."""
    return f"^{word}" if len(word) <= SHORT else None


def beginning_keys(words: Iterable[str]) -> frozenset[str]:
    """The keys of the short beginnings of these words."""
    return frozenset(f"^{word[:length]}" for word in words for length in range(1, min(len(word), SHORT) + 1))


def whole_letters(text: str) -> str:
    """Without halves of a pair, which have no form outside the program."""
    return text.encode("utf-8", "replace").decode()


def found_in(typed: Iterable[str], words: Iterable[str]) -> bool:
    """Whether every word that was typed is the beginning of one of these words."""
    kept = tuple(words)
    return all(any(word.startswith(beginning) for word in kept) for beginning in typed)


def name_key(name: str) -> str:
    """Equal for names of the same words in any order: HALVORSEN, Ingrid and Ingrid Halvorsen."""
    return " ".join(sorted(part for parts in _cut(plain(name)) for part in parts))


def one_word(text: str) -> str:
    """A number or lot without signs, equal however it is spaced: 40-2719 and 402719."""
    return "".join(part for parts in _cut(plain(text)) for part in parts)


def _begun(word: str) -> str:
    """1981-0 may become 1981-03, which is kept without its zero."""
    return word.removesuffix("0") if word.endswith(".0") else word


def _day_first(found: re.Match[str]) -> str:
    return f"{found['day']}.{found['month']}.{found['year']}"


def _cut(text: str) -> Iterator[tuple[str, ...]]:
    """The words, each as its parts of letters and figures, which the signs inside it divide."""
    for word in text.replace(",", " ").split():
        signless = "".join(letter if _is_part(letter) else " " for letter in word)
        if parts := signless.split():
            yield tuple(parts)


def _is_part(letter: str) -> bool:
    """Letters, figures and the vowel signs that some scripts hang on them."""
    return letter.isalnum() or unicodedata.category(letter)[0] == "M"


def _in_figures(parts: tuple[str, ...]) -> str:
    """The parts as one word; of figures between signs the leading zeros do not count: 14.03. is 14-3."""
    if len(parts) == 1:
        return parts[0]
    return ".".join(part.lstrip("0") or "0" if part.isdigit() else part for part in parts)
