"""What the screens call sites, sides and views; one place, so that every label says the same."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from injection_map.domain import words
from injection_map.domain.protocol import Protocol, Side, Site, View

if TYPE_CHECKING:
    from injection_map.domain.dosing import Totals
    from injection_map.domain.events import ReactionSeen
    from injection_map.domain.session import Act, SiteState, Visit

VIEW_NAMES = {View.FRONT: "Front", View.LEFT: "Left side", View.RIGHT: "Right side", View.BACK: "Back"}
SHORT_VIEW_NAMES = {View.FRONT: "Front", View.LEFT: "Left", View.RIGHT: "Right", View.BACK: "Back"}
TREATMENT_VIEWS = (View.FRONT, View.LEFT, View.RIGHT, View.BACK)
"""The small views in treatment order, always the four: the hand learns where they are."""

SIDE_LETTERS = {Side.LEFT: "L", Side.RIGHT: "R", Side.MIDLINE: "M"}
SIDE_PLATES = {Side.LEFT: "PATIENT’S LEFT", Side.RIGHT: "PATIENT’S RIGHT", Side.MIDLINE: "MIDLINE"}


def site_and_side(site: SiteState) -> str:
    """Temporalis 2, left"""
    return f"{site.name}, {words.side_word(site.side)}"


def spoken_site(site: SiteState) -> str:
    """temporalis 2, patient’s left"""
    return f"{in_sentence(site.name)}, {words.patients_side(site.side)}"


def source_words(protocol: Protocol, site: Site) -> str:
    """Headache 2010;50:1406, not verified."""
    return protocol.source(site.source).title + ("." if site.verified else ", not verified.")


def in_sentence(text: str) -> str:
    """The same words inside a sentence: temporalis 2, left"""
    return text[:1].lower() + text[1:]


def accessible_site(visit: Visit, site: SiteState, *, is_next: bool) -> str:
    """Temporalis 2, patient’s left, 5 units, next, 9 of 31"""
    from injection_map.domain.session import SiteStatus

    name = f"{site.name}, {words.patients_side(site.side)}"
    if site.status is SiteStatus.GIVEN:
        dose = f"given {words.units(site.units)}"
        if site.dose_changed:
            dose += f" instead of {words.figure(site.planned_units)}"
        return f"{name}, {dose}, at {words.clock_seconds(site.at)}" if site.at else f"{name}, {dose}"
    if site.status is SiteStatus.SKIPPED:
        return f"{name}, skipped, {in_sentence(site.skip_reason)}"
    place = [other.key for other in visit.sites].index(site.key) + 1
    state = "next" if is_next else "to do"
    where = f", {site.place}" if site.place else ""
    return f"{name}, {words.units(site.units)}, {state}, {place} of {len(visit.sites)}{where}"


def view_words(view: View, totals: Totals) -> str:
    """Left side view, patient’s left, 1 of 4 given"""
    side = {View.LEFT: f", {words.patients_side(Side.LEFT)}", View.RIGHT: f", {words.patients_side(Side.RIGHT)}"}
    return f"{VIEW_NAMES[view]} view{side.get(view, '')}, {given_and_skipped(totals)}"


def given_of(totals: Totals) -> str:
    """1 of 4"""
    return f"{totals.sites_given} of {totals.sites}"


def given_and_skipped(totals: Totals) -> str:
    """1 of 4 given, 1 skipped"""
    skipped = f", {totals.sites_skipped} skipped" if totals.sites_skipped else ""
    return f"{given_of(totals)} given{skipped}"


def change_words(site: SiteState) -> tuple[str, str]:
    """A difference from the plan, and the reason: Frontalis lateral, right / 2.5 units, not 5. Brow felt heavy"""
    from injection_map.domain.session import SiteStatus

    title = site_and_side(site)
    if site.status is SiteStatus.SKIPPED:
        return title, f"Skipped. {site.skip_reason}"
    if site.added:
        place = f", {site.place}" if site.place else ""
        return title, f"Added, {words.units(site.units)}{place}. {site.added_reason}"
    moved = f"Moved to {site.place}. {site.moved_reason}" if site.moved else ""
    if not site.dose_changed:
        return title, moved
    dose = f"{words.units(site.units)}, not {words.figure(site.planned_units)}. {site.dose_reason}"
    return title, f"{moved}. {dose}" if moved else dose


def change_rows(visit: Visit) -> tuple[tuple[SiteState | None, str, str], ...]:
    """All that is to be told of a visit beside its plan: the site, or None for the patient, a title and the words."""
    rows: list[tuple[SiteState | None, str, str]] = []
    for site in visit.sites:
        if site.differs:
            rows.append((site, *change_words(site)))
        rows += [(site, site_and_side(site), f"Reaction: {reaction_words(seen)}") for seen in site.reactions]
    rows += [(None, "Patient", f"Reaction: {reaction_words(seen)}") for seen in visit.reactions]
    return tuple(rows)


def reaction_words(seen: ReactionSeen) -> str:
    """Bleeding. Stopped after a minute"""
    return f"{seen.reaction}. {seen.detail}" if seen.detail else seen.reaction


def paused_since(visit: Visit) -> str:
    """Paused since 10:41"""
    return f"Paused since {words.clock(visit.paused_at)}" if visit.paused_at else "Paused"


def acted_on(act: Act) -> tuple[str, ...]:
    """The keys of the sites of one act, each once; none for a note on the visit."""
    return tuple(dict.fromkeys(key for event in act if (key := getattr(event.body, "site", None))))


_ACT_VERBS = {
    "skipped": "skip, ",
    "dose_changed": "dose, ",
    "site_added": "added site, ",
    "site_moved": "moved, ",
    "taken_back": "taking back, ",
    "noted": "note, ",
    "reaction_seen": "reaction, ",
}
_ACTS_WITHOUT_SITE = {"reaction_seen": "reaction of the patient", "caution_accepted": "going on all the same"}


def act_words(visit: Visit, act: Act, *, name: Callable[[SiteState], str] = site_and_side) -> str:
    """What an act did, in the fewest words: Temporalis 1, left / skip, temporalis 3, left / 4 sites / note"""
    sites = [site for key in acted_on(act) if (site := visit.site(key))]
    if not sites:
        return _ACTS_WITHOUT_SITE.get(act[-1].type, "note")
    kinds = {event.type for event in act} - {"caution_accepted"}
    verb = _ACT_VERBS.get(kinds.pop(), "") if len(kinds) == 1 else ""
    what = name(sites[0]) if len(sites) == 1 else words.count(len(sites), "site")
    return verb + in_sentence(what) if verb else what


def recorded_words(visit: Visit, events: Act) -> str:
    """The sites that these events gave: Temporalis 1, left / 4 sites; empty when they gave none."""
    given = tuple(event for event in events if event.type == "given")
    return act_words(visit, given) if given else ""
