"""What stands only on the screen, so that it can be written on paper."""

from __future__ import annotations

from injection_map.domain import words
from injection_map.domain.session import SiteState, SiteStatus
from injection_map.ui.visit_model import VisitModel
from injection_map.ui.wording import in_sentence, site_and_side

NAMED_AT_MOST = 2


def unsaved_title(model: VisitModel) -> str:
    """Not saved: temporalis 2, left, 10:37:05 / Not saved: 5 entries"""
    sites = unsaved_sites(model)
    count = model.unsaved_count
    if count > len(sites) or len(sites) > NAMED_AT_MOST:
        return f"Not saved: {words.count(count, 'entry', 'entries')}"
    return f"Not saved: {'; '.join(_with_time(site) for site in sites)}"


def _with_time(site: SiteState) -> str:
    at = f", {words.clock_seconds(site.at)}" if site.at else ""
    return f"{in_sentence(site_and_side(site))}{at}"


def unsaved_sites(model: VisitModel) -> list[SiteState]:
    """In treatment order."""
    return [site for site in model.visit.sites if site.key in model.unsaved_sites]


def unsaved_lines(model: VisitModel) -> list[str]:
    """One line a muscle and side: `Temporalis, left: 1 given, 2 given 2.5 units, 3 skipped`."""
    by_side: dict[str, list[str]] = {}
    for site in unsaved_sites(model):
        muscle = model.protocol.muscle_name(site.muscle)
        by_side.setdefault(f"{muscle}, {words.side_word(site.side)}", []).append(_site_words(model, site))
    return [f"{where}: {', '.join(what)}" for where, what in by_side.items()]


def _site_words(model: VisitModel, site: SiteState) -> str:
    planned = model.protocol.site(site.key)
    name = planned.short_name if planned else site.name.removeprefix(model.protocol.muscle_name(site.muscle)).strip()
    dose = f" {words.units(site.units)}" if site.dose_changed and site.status is not SiteStatus.SKIPPED else ""
    return f"{name} {'to do' if site.status is SiteStatus.TO_DO else site.status}{dose}".strip()
