"""What an exam asks and says, as the screen has it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal

from injection_map.domain import words
from injection_map.domain.attempts import Try
from injection_map.domain.exam import (
    AskedSite,
    FindMistakes,
    GiveDose,
    Mistake,
    MistakeKind,
    NameSite,
    PlaceSite,
    Question,
    QuestionKind,
)
from injection_map.domain.protocol import Protocol, Side, Site
from injection_map.domain.scoring import whole_mm
from injection_map.ui.wording import in_sentence

KIND_NAMES = {
    QuestionKind.PLACE: "Place the site",
    QuestionKind.NAME: "Name the site",
    QuestionKind.DOSE: "Give the dose",
    QuestionKind.MISTAKES: "Find the mistake",
}
MISTAKE_NAMES = {
    MistakeKind.WRONG_SIDE: "Wrong side",
    MistakeKind.MISSING: "Missing",
    MistakeKind.WRONG_DOSE: "Wrong dose",
}
_DOSES = tuple(map(Decimal, ("2.5", "5", "7.5", "10", "15", "20")))


def title_of(question: Question) -> str:
    """Place temporalis 4; without the side, which has its own plate."""
    if isinstance(question, PlaceSite):
        return f"Place {in_sentence(question.site.name)}"
    if isinstance(question, NameSite):
        return "Which site is this?"
    if isinstance(question, GiveDose):
        return f"How many units: {in_sentence(question.site.name)}?"
    return "What is wrong in this record?"


def side_of(question: Question) -> Side | None:
    """What the plate says; None where it would give the answer away, or there is none."""
    return question.site.side if isinstance(question, PlaceSite | GiveDose) else None


def site_of(question: Question) -> AskedSite | None:
    return None if isinstance(question, FindMistakes) else question.site


def offered_doses(question: GiveDose) -> tuple[Decimal, ...]:
    """Usual doses, and the right one among them."""
    fits = any(question.lowest <= dose <= question.highest for dose in _DOSES)
    return tuple(sorted({*_DOSES, *(() if fits else (question.lowest,))}))


def mistake_words(mistake: Mistake, protocol: Protocol) -> str:
    """Wrong side: Temporalis 2, patient’s right"""
    return f"{MISTAKE_NAMES[mistake.kind]}: {key_words(mistake.site, protocol)}"


def key_words(key: str, protocol: Protocol) -> str:
    """Temporalis 2, patient’s right; the key where the protocol has no such site."""
    site = protocol.site(key)
    return f"{site.name}, {words.patients_side(site.side)}" if site else key


def how_to_find(site: Site) -> str:
    """The protocol's own words for the place."""
    return " ".join(filter(None, (site.landmark, f"Measure: {site.measure}." if site.measure else "")))


def worst_tries(tries: Iterable[Try], most: int = 3) -> Sequence[Try]:
    """What was wrong last time it was asked, the largest miss first, then what was not placed at all."""
    last = {_about(one.question): one for one in tries}
    wrong = [one for one in last.values() if not one.judgement.found]
    return sorted(wrong, key=_miss_mm, reverse=True)[:most]


def _about(question: Question) -> tuple[type, str]:
    site = site_of(question)
    return type(question), site.key if site else ""


def _miss_mm(one: Try) -> float:
    miss = one.judgement.miss
    return miss.distance_mm if miss else -1.0


def try_words(one: Try) -> tuple[str, str]:
    """What it was about, and how far off: (Frontalis lateral, left; 14 mm)."""
    site, miss = site_of(one.question), one.judgement.miss
    about = f"{site.name}, {words.side_word(site.side)}" if site else "A record with mistakes"
    return about, f"{whole_mm(miss.distance_mm)} mm" if miss else one.judgement.headline
