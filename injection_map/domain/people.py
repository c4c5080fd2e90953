"""Who works here: names, roles, and the rules of a PIN. What a PIN is kept as is the store's affair."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from injection_map.domain import words
from injection_map.domain.checks import Finding, Level, clean_line
from injection_map.domain.events import Clinician
from injection_map.domain.finish_checks import signer_findings

LEAST_FIGURES, MOST_FIGURES = 4, 12
FREE_TRIES = 2
"""Wrong PINs in a row that cost no waiting: two slips of the finger."""

FIRST_WAIT_S, LONGEST_WAIT_S = 5, 900


@dataclass(frozen=True, slots=True)
class Person:
    """One who works here. The PIN itself is never part of it."""

    id: str
    name: str
    role: str
    has_pin: bool

    @property
    def clinician(self) -> Clinician:
        return Clinician(self.name, self.role)


@dataclass(frozen=True, slots=True)
class PinCheck:
    """Whether the PIN was right. `wait_s` is how long no other is looked at; a PIN given before that is not tried."""

    right: bool
    wait_s: int = 0


@dataclass(frozen=True, slots=True)
class PersonDraft:
    """The form of one person as typed. An empty PIN is none."""

    name: str = ""
    role: str = ""
    pin: str = ""
    again: str = ""


def wait_after(wrong_in_a_row: int) -> int:
    """Seconds to wait after so many wrong PINs: none at first, then 5, 10, 20, and at most a quarter of an hour."""
    costly = wrong_in_a_row - FREE_TRIES
    return min(FIRST_WAIT_S * 2 ** min(costly - 1, 10), LONGEST_WAIT_S) if costly > 0 else 0


def wait_words(check: PinCheck) -> str:
    """What is said of a PIN that was not right."""
    if check.wait_s == 0:
        return "This is not the PIN. Try again."
    return f"This is not the PIN. Try again in {words.count(check.wait_s, 'second')}."


def pin_fault(pin: str) -> str | None:
    """What is wrong with a PIN that somebody wants to have, or None."""
    if not (pin.isascii() and pin.isdigit()) or not LEAST_FIGURES <= len(pin) <= MOST_FIGURES:
        return f"A PIN has {LEAST_FIGURES} to {MOST_FIGURES} figures."
    steps = {int(later) - int(earlier) for earlier, later in zip(pin, pin[1:], strict=False)}
    return "This PIN is guessed at once. Choose another." if steps in ({0}, {1}, {-1}) else None


def person_findings(draft: PersonDraft, others: tuple[Person, ...]) -> tuple[Finding, ...]:
    """All that is missing or wrong, in the order of the form; `field` is `name`, `role`, `pin` or `again`."""
    return tuple(_findings(draft, others))


def _findings(draft: PersonDraft, others: tuple[Person, ...]) -> Iterator[Finding]:
    found = {finding.field: finding.sentence for finding in signer_findings(draft.name, draft.role)}
    if sentence := found.get("signer"):
        yield Finding("name", Level.ERROR, sentence.replace("A name is needed to sign.", "A name is needed."))
    elif same_name(draft.name) in {same_name(other.name) for other in others}:
        yield Finding("name", Level.ERROR, f"{clean_line(draft.name)} is here already. Tell them apart by the name.")
    if sentence := found.get("role"):
        yield Finding("role", Level.ERROR, sentence)
    yield from pin_findings(draft.pin, draft.again)


def pin_findings(pin: str, again: str) -> Iterator[Finding]:
    """What is wrong with a new PIN, typed twice; nothing with none."""
    if pin and (fault := pin_fault(pin)):
        yield Finding("pin", Level.ERROR, fault)
    elif pin != again:
        yield Finding("again", Level.ERROR, "The two are not the same. Type it once more.")


def same_name(name: str) -> str:
    """Equal for names that nobody could tell apart: capitals and spaces do not count."""
    return clean_line(name).casefold()
