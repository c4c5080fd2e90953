"""Who works here: names, roles, and the rules of a PIN. What a PIN is kept as is the store's affair."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from injection_map.domain import words
from injection_map.domain.checks import Finding, Level, clean_line

if TYPE_CHECKING:
    from injection_map.domain.events import Clinician

SHORTEST_PIN, LONGEST_PIN = 4, 12


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who works here. `id` never changes and is never used again."""

    id: str
    name: str
    role: str = ""
    has_pin: bool = False

    @property
    def clinician(self) -> Clinician:
        from injection_map.domain.events import Clinician

        return Clinician(self.name, self.role)


@dataclass(frozen=True, slots=True)
class PinAnswer:
    """Whether the PIN was right; if not, the seconds that the next try has to wait. An earlier one is not looked at."""

    ok: bool
    wait_s: float = 0.0


@dataclass(frozen=True, slots=True)
class PersonDraft:
    """The form of one person as typed. An empty PIN is none."""

    name: str = ""
    role: str = ""
    pin: str = ""
    again: str = ""


def wrong_words(wait_s: float, *, what: str = "PIN") -> str:
    """What is said of a PIN that was not right."""
    if wait_s <= 0:
        return f"This is not the {what}. Try again."
    return f"This is not the {what}. Try again in {words.count(math.ceil(wait_s), 'second')}."


def pin_fault(pin: str) -> str | None:
    """What is wrong with a new PIN, or None."""
    if not (pin.isascii() and pin.isdigit()) or not SHORTEST_PIN <= len(pin) <= LONGEST_PIN:
        return f"A PIN is {SHORTEST_PIN} to {LONGEST_PIN} digits."
    if len(set(pin)) == 1 or pin in "01234567890123456789" or pin in "98765432109876543210":
        return "This PIN is the first that anybody would try. Choose another."
    return None


def person_findings(draft: PersonDraft, others: tuple[Person, ...]) -> tuple[Finding, ...]:
    """All that is missing or wrong, in the order of the form; `field` is `name`, `role`, `pin` or `again`."""
    return tuple(_findings(draft, others))


def _findings(draft: PersonDraft, others: tuple[Person, ...]) -> Iterator[Finding]:
    from injection_map.domain.finish_checks import signer_findings

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
