"""What is asked of the time since the last visit: four figures and the reactions, as typed and as they are kept.

All of it may be left out. Scores only, never a questionnaire's own text. Source: clinical facts 3.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from enum import StrEnum

from injection_map.domain import words
from injection_map.domain.checks import clean_line, text_fault
from injection_map.domain.events import FollowedUp, ReactionSince
from injection_map.domain.intervals import WEEK_DAYS
from injection_map.domain.reasons import OTHER_REACTION
from injection_map.domain.session import Visit

MOST_DETAIL = 500
REACTIONS = "reactions"
_MOST_NAME = 40
HIT6_SEVERE = 60

SINCE_REACTIONS = (
    "Injection-site pain",
    "Neck pain or stiffness",
    "Eyelid ptosis",
    "Brow ptosis",
    "Headache or migraine worse",
    "Neck weakness",
    "Shoulder pain",
    "Difficulty swallowing",
    "Fainting",
    "Bruising",
    OTHER_REACTION,
)
"""The reactions that are reported most. Another one is typed."""

_MIDAS_GRADES = ((21, "IV"), (11, "III"), (6, "II"), (0, "I"))


class Score(StrEnum):
    """The names of the figures as `FollowedUp` has them."""

    HEADACHE_DAYS = "headache_days"
    HIT6 = "hit6"
    MIDAS = "midas"
    WEAR_OFF_WEEK = "wear_off_week"


@dataclass(frozen=True, slots=True)
class ScoreRule:
    """What a figure may be, both ends included; `first` is where it begins when it is stepped."""

    name: str
    lowest: int
    highest: int
    first: int
    wanted: str


SCORES = {
    Score.HEADACHE_DAYS: ScoreRule("Headache days", 0, 28, 15, "Headache days are counted in 28 days: 0 to 28."),
    Score.HIT6: ScoreRule("HIT-6", 36, 78, 60, "A HIT-6 score is from 36 to 78."),
    Score.MIDAS: ScoreRule("MIDAS", 0, 270, 20, "A MIDAS score is from 0 to 270."),
    Score.WEAR_OFF_WEEK: ScoreRule("Wear-off week", 1, 52, 10, "The week after the last visit is from 1 to 52."),
}


@dataclass(frozen=True, slots=True)
class SinceDraft:
    """Figures as typed, empty when not asked. A reaction that is still to be named has an empty `reaction`."""

    headache_days: str = ""
    hit6: str = ""
    midas: str = ""
    wear_off_week: str = ""
    reactions: tuple[ReactionSince, ...] = ()
    no_reactions: bool = False

    def text(self, score: Score) -> str:
        text: str = getattr(self, score)
        return text

    @property
    def is_empty(self) -> bool:
        return self == NOTHING_SAID


NOTHING_SAID = SinceDraft()


def read_score(score: Score, text: str) -> int | None:
    """The figure, or None for an empty text and one that `score_fault` finds fault with."""
    return int(clean_line(text)) if clean_line(text) and score_fault(score, text) is None else None


def score_fault(score: Score, text: str, *, days_since: int | None = None) -> str | None:
    """What is wrong with a figure as typed, or None; empty is fine.

    `days_since` is how long ago the last treatment was: it cannot have worn off later than now.
    """
    text, rule = clean_line(text), SCORES[score]
    if not text:
        return None
    if not re.fullmatch("[0-9]{1,3}", text) or not rule.lowest <= int(text) <= rule.highest:
        return f"“{text[:20]}” cannot be. {rule.wanted}"
    if score is Score.WEAR_OFF_WEEK and days_since is not None and int(text) > week_of_day(days_since):
        return f"The last treatment was {words.count(days_since, 'day')} ago: this is week {week_of_day(days_since)}."
    return None


def week_of_day(days_since: int) -> int:
    """The week after a treatment, the first of which begins with its day."""
    return max(0, days_since) // WEEK_DAYS + 1


def stepped(score: Score, text: str, by: int) -> str:
    """The figure one or more further, within its bounds; from nothing, or from what cannot be read, where it begins."""
    rule, now = SCORES[score], read_score(score, text)
    return str(rule.first if now is None else min(rule.highest, max(rule.lowest, now + by)))


def score_class(score: Score, value: int) -> str:
    """Severe; Grade III. Empty where no class is named."""
    if score is Score.HIT6:
        return "Severe" if value >= HIT6_SEVERE else ""
    if score is Score.MIDAS:
        return f"Grade {next(grade for lowest, grade in _MIDAS_GRADES if value >= lowest)}"
    return ""


def reactions_fault(reactions: Collection[ReactionSince]) -> str | None:
    """What is wrong with the first of these reactions that is at fault, or None."""
    return next(filter(None, map(_reaction_fault, reactions)), None)


def _reaction_fault(reaction: ReactionSince) -> str | None:
    if not any(character.isalnum() for character in reaction.reaction):
        return "Say which reaction."
    if reaction.reaction == OTHER_REACTION and not any(character.isalnum() for character in reaction.detail):
        return "Say which other reaction."
    return text_fault(clean_line(reaction.detail), most=MOST_DETAIL)


def since_faults(draft: SinceDraft, *, days_since: int | None = None) -> Iterator[tuple[str, str]]:
    """The field and the sentence of each fault: a `Score`, or `REACTIONS`."""
    for score in Score:
        if fault := score_fault(score, draft.text(score), days_since=days_since):
            yield score, fault
    if fault := reactions_fault(draft.reactions):
        yield REACTIONS, fault


def told_fault(told: FollowedUp) -> str | None:
    """What is wrong with what is to be kept, or None: the same bounds hold whoever asks."""
    figures = ((score, getattr(told, score)) for score in Score)
    faults = (score_fault(score, str(figure)) for score, figure in figures if figure is not None)
    return next(filter(None, faults), None) or reactions_fault(told.reactions)


def followed_up(draft: SinceDraft) -> FollowedUp | None:
    """What is kept of it: None when nothing was said. What is at fault is left out."""
    good = tuple(
        replace(reaction, detail=clean_line(reaction.detail))
        for reaction in draft.reactions
        if _reaction_fault(reaction) is None
    )
    told = FollowedUp(
        **{str(score): read_score(score, draft.text(score)) for score in Score},
        reactions=good,
        asked_reactions=bool(good) or draft.no_reactions,
    )
    return told if told != FollowedUp() else None


def here_words(told: FollowedUp | None, site: str) -> str:
    """After the last visit, here: neck pain or stiffness. Empty when nothing was told of this site."""
    named = _named(reaction for reaction in told.reactions if reaction.site == site) if told else []
    return f"After the last visit, here: {', '.join(named)}." if named else ""


def _named(reactions: Iterable[ReactionSince]) -> list[str]:
    """Each once, by its own name, in a sentence; one that takes many words to tell is not named."""
    names = (_other_name(one.detail) if one.reaction == OTHER_REACTION else one.reaction for one in reactions)
    return [name[0].lower() + name[1:] for name in dict.fromkeys(names)]


def _other_name(detail: str) -> str:
    return detail if len(detail) <= _MOST_NAME else "another reaction"


def since_words(draft: SinceDraft) -> str:
    """11 headache days, HIT-6 58, worn off in week 10, neck pain or stiffness. Empty when nothing was said."""
    told = followed_up(draft)
    return ", ".join([*_figures(told), *_named(told.reactions), *_none(told)]) if told else ""


def told_words(told: FollowedUp, then: Visit) -> str:
    """11 headache days, worn off in week 10, neck pain or stiffness at trapezius 1, left.

    `then` is the treatment since which it was: its sites are those that are meant.
    """
    return ", ".join([*_figures(told), *(_placed(one, then) for one in told.reactions), *_none(told)])


def _figures(told: FollowedUp) -> Iterator[str]:
    if told.headache_days is not None:
        yield words.count(told.headache_days, "headache day")
    if told.hit6 is not None:
        yield f"HIT-6 {told.hit6}"
    if told.midas is not None:
        yield f"MIDAS {told.midas}"
    if told.wear_off_week is not None:
        yield f"worn off in week {told.wear_off_week}"


def _none(told: FollowedUp) -> list[str]:
    return ["no reactions"] if told.asked_reactions and not told.reactions else []


def _placed(told: ReactionSince, then: Visit) -> str:
    (name,) = _named([told])
    site = then.site(told.site) if told.site else None
    where = f" at {site.name[0].lower()}{site.name[1:]}, {words.side_word(site.side)}" if site else ""
    detail = f" ({told.detail})" if told.detail and told.detail.casefold() != name.casefold() else ""
    return f"{name}{where}{detail}"


def told_after(told: Iterable[FollowedUp]) -> dict[str, str]:
    """What stands beside the sites of a treatment, by their keys: after: bruising."""
    here: dict[str, list[ReactionSince]] = {}
    for reaction in (reaction for one in told for reaction in one.reactions if reaction.site is not None):
        here.setdefault(reaction.site or "", []).append(reaction)
    return {site: f"after: {', '.join(_named(reactions))}" for site, reactions in here.items()}
