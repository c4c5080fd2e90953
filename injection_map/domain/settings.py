"""The settings of a workplace: what they are, what they usually are, and what each of them may be.

Nothing clinical stands in them. The form of the file is `storage.settings_file`'s.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from injection_map.domain.checks import clean_line, text_fault
from injection_map.domain.reasons import (
    ADD_REASONS,
    DOSE_REASONS,
    MOVE_REASONS,
    OTHER,
    PATIENT_REACTIONS,
    PAUSE_REASONS,
    SITE_REACTIONS,
    SKIP_REASONS,
    USE_BY_REASONS,
    VIAL_EMPTY_REASONS,
)

MOST_LOCK_MINUTES = 240
THEMES = ("system", "light", "dark")
PAPERS = ("a4", "letter")
FONT_PERCENTS = (100, 115, 130)
TOLERANCES_MM = (5, 7, 10)
"""How near counts as found in an exam at most; the protocol may ask for less. No paper names a figure."""
CPT_DIGITS = 5
MOST_NAME = 120
MOST_TEMPLATE = 20_000


@dataclass(frozen=True)
class Settings:
    """`pedal_key`, `second_pedal_key`, `skip_key`, `blank_key` and `first_key` are the codes of what was learned for
    the acts of `domain.hands_free` (Qt's keys as numbers, and its bit for the numeric pad); None while nothing was:
    Space is Injected always. `pad_at_chair` lets the numeric pad record. `spoken_prompts` speaks the next site.

    `theme` is one of THEMES, `font_percent` one of FONT_PERCENTS, `paper` one of PAPERS, `exam_tolerance_mm` one of
    TOLERANCES_MM. `panel_left` is for a clinician who reaches from the left. After `lock_minutes` without a hand on it
    the program locks; 0 is never. `tap_to_resume` asks for no PIN in mid-visit. `billing_cpt` is the procedure code
    where `billing` (US) is on. An empty `note_template` is the shipped one. `rule_set` is the id of the rules by which
    a course is looked at; empty is none. `unknown` is what else stood in the file; it is kept.
    """

    clinic_name: str = ""
    clinic_address: tuple[str, ...] = ()
    phrases: tuple[str, ...] = ()
    skip_reasons: tuple[str, ...] = SKIP_REASONS
    dose_reasons: tuple[str, ...] = DOSE_REASONS
    add_reasons: tuple[str, ...] = ADD_REASONS
    move_reasons: tuple[str, ...] = MOVE_REASONS
    use_by_reasons: tuple[str, ...] = USE_BY_REASONS
    vial_empty_reasons: tuple[str, ...] = VIAL_EMPTY_REASONS
    pause_reasons: tuple[str, ...] = PAUSE_REASONS
    site_reactions: tuple[str, ...] = SITE_REACTIONS
    patient_reactions: tuple[str, ...] = PATIENT_REACTIONS
    note_template: str = ""
    paper: str = "a4"
    billing: bool = False
    billing_cpt: str = "64615"
    calendar_names_patient: bool = False
    rule_set: str = "nice-ta260"
    theme: str = "system"
    font_percent: int = 100
    panel_left: bool = False
    pedal_key: int | None = None
    second_pedal_key: int | None = None
    skip_key: int | None = None
    blank_key: int | None = None
    first_key: int | None = None
    pad_at_chair: bool = False
    spoken_prompts: bool = False
    exam_tolerance_mm: int = 10
    lock_minutes: int = 10
    tap_to_resume: bool = False
    unknown: Mapping[str, Any] = field(default_factory=dict)


def with_setting(settings: Settings, name: str, value: object) -> Settings:
    """The same settings with another value for one of them, by its name."""
    return replace(settings, **{name: value})  # type: ignore[arg-type]


@dataclass(frozen=True, slots=True)
class Lines:
    """What a setting of several lines may hold. Reasons may not take the words of what is typed."""

    most_lines: int
    most_characters: int
    reasons: bool = False

    def fault(self, text: str) -> str | None:
        """What is wrong with a typed text, with the number of its line, or None. Empty lines do not count."""
        typed = [(number, clean_line(line)) for number, line in enumerate(text.splitlines(), 1)]
        return next(self._faults([(number, line) for number, line in typed if line]), None)

    def _faults(self, typed: Sequence[tuple[int, str]]) -> Iterator[str]:
        seen: dict[str, int] = {}
        for number, line in typed:
            same = seen.setdefault(line.casefold(), number)
            if fault := text_fault(line, most=self.most_characters):
                yield f"Line {number}: {fault}"
            elif same != number:
                yield f"Line {number} says the same as line {same}."
            elif self.reasons and line.casefold() == OTHER.casefold():
                yield f"Line {number}: “{OTHER}” is always there. Leave it out."
        if len(typed) > self.most_lines:
            yield f"There is room for {self.most_lines} lines; these are {len(typed)}."

    def fits(self, value: object) -> bool:
        """Whether this is a list of lines as `lines_of` gives them, without a fault."""
        if not isinstance(value, list | tuple) or not all(isinstance(line, str) for line in value):
            return False
        text = "\n".join(value)
        return lines_of(text) == tuple(value) and self.fault(text) is None

    @property
    def wanted(self) -> str:
        return f"a list of at most {self.most_lines} different texts of 1 to {self.most_characters} characters"


ADDRESS = Lines(6, 80)
REASONS = Lines(5, 40, reasons=True)
PHRASES = Lines(6, 60)


def lines_of(text: str) -> tuple[str, ...]:
    """The lines of a typed text, without empty ones and without the space round them."""
    return tuple(filter(None, map(clean_line, text.splitlines())))


def clinic_name_fault(text: str) -> str | None:
    """What is wrong with the clinic's name as it is typed; it may be empty."""
    return text_fault(clean_line(text), most=MOST_NAME)


def cpt_fault(text: str) -> str | None:
    """What is wrong with a procedure code as it is typed."""
    code = text.strip()
    if len(code) == CPT_DIGITS and code.isascii() and code.isdigit():
        return None
    return f"A procedure code has {CPT_DIGITS} digits, such as 64615."


@dataclass(frozen=True, slots=True)
class Rule:
    """What a value in the file must be, in words and as a test of what JSON gives."""

    wanted: str
    fits: Callable[[object], bool]


def _is_flag(value: object) -> bool:
    return type(value) is bool


def _is_key(value: object) -> bool:
    return value is None or (type(value) is int and 0 < value < 2**31)


def _is_id(value: object) -> bool:
    """A rule set that is not there is said where it is looked for: its file may be on its way."""
    return isinstance(value, str) and re.fullmatch("[a-z0-9-]{0,64}", value) is not None


def _is_name(value: object) -> bool:
    return isinstance(value, str) and value == clean_line(value) and clinic_name_fault(value) is None


_FLAG = Rule("true or false", _is_flag)
_KEY = Rule("null, or the number of a key as “Learn the pedal” writes it", _is_key)

RULES: dict[str, Rule] = {
    "clinic_name": Rule(f"a text of one line, at most {MOST_NAME} characters", _is_name),
    "clinic_address": Rule(ADDRESS.wanted, ADDRESS.fits),
    "phrases": Rule(PHRASES.wanted, PHRASES.fits),
    "skip_reasons": Rule(REASONS.wanted, REASONS.fits),
    "dose_reasons": Rule(REASONS.wanted, REASONS.fits),
    "add_reasons": Rule(REASONS.wanted, REASONS.fits),
    "move_reasons": Rule(REASONS.wanted, REASONS.fits),
    "use_by_reasons": Rule(REASONS.wanted, REASONS.fits),
    "vial_empty_reasons": Rule(REASONS.wanted, REASONS.fits),
    "pause_reasons": Rule(REASONS.wanted, REASONS.fits),
    "site_reactions": Rule(REASONS.wanted, REASONS.fits),
    "patient_reactions": Rule(REASONS.wanted, REASONS.fits),
    "note_template": Rule(
        f"a text of at most {MOST_TEMPLATE} characters", lambda v: isinstance(v, str) and len(v) <= MOST_TEMPLATE
    ),
    "paper": Rule("“a4” or “letter”", lambda v: v in PAPERS),
    "billing": _FLAG,
    "billing_cpt": Rule(
        f"a text of {CPT_DIGITS} digits", lambda v: isinstance(v, str) and v == v.strip() and cpt_fault(v) is None
    ),
    "calendar_names_patient": _FLAG,
    "rule_set": Rule("the id of a file with rules, such as “nice-ta260”, or an empty text", _is_id),
    "theme": Rule("“system”, “light” or “dark”", lambda v: v in THEMES),
    "font_percent": Rule("100, 115 or 130", lambda v: type(v) is int and v in FONT_PERCENTS),
    "panel_left": _FLAG,
    "pedal_key": _KEY,
    "second_pedal_key": _KEY,
    "skip_key": _KEY,
    "blank_key": _KEY,
    "first_key": _KEY,
    "pad_at_chair": _FLAG,
    "spoken_prompts": _FLAG,
    "exam_tolerance_mm": Rule("5, 7 or 10", lambda v: type(v) is int and v in TOLERANCES_MM),
    "lock_minutes": Rule(
        f"a whole number from 0 to {MOST_LOCK_MINUTES}", lambda v: type(v) is int and 0 <= v <= MOST_LOCK_MINUTES
    ),
    "tap_to_resume": _FLAG,
}
"""Every setting but `unknown`, in the order of the file."""
