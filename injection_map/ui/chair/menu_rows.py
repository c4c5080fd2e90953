"""What the chair page's menu has of the visit: what is wanted seldom, and records nothing by itself."""

from __future__ import annotations

from injection_map.ui.chair.acts import ChairActs
from injection_map.ui.chair.care_flow import CareFlow
from injection_map.ui.overlay import Shown
from injection_map.ui.page_menu import Row
from injection_map.ui.visit_model import VisitModel


def visit_rows(model: VisitModel, acts: ChairActs, care: CareFlow) -> list[Row | None]:
    return [
        ("Add a site", acts.start_adding),
        ("Note on the visit", acts.note_on_visit),
        ("Reaction", acts.reaction),
        ("Syringes and vials", acts.show_supply),
        *_people_rows(model, acts, care),
        ("Do not follow the next site" if model.follow else "Follow the next site", acts.toggle_follow),
        ("Keys and legend", acts.show_keys),
        *_last_visit_rows(model, acts),
    ]


def _people_rows(model: VisitModel, acts: ChairActs, care: CareFlow) -> list[Row]:
    """Who is at the keys can be said where an assistant may be; who injects, always."""
    rows: list[Row] = [("Taken over by", acts.take_over)]
    if model.visit.assistants:
        rows.insert(0, (f"Ticked by {model.by}: the next one", care.tick_for_next))
    return rows


def _last_visit_rows(model: VisitModel, acts: ChairActs) -> list[Row | None]:
    overlay = model.overlay
    if overlay.last is None:
        return []
    changes = "hide" if overlay.shown is Shown.DIFFERENCES else "show"
    every = "hide" if overlay.shown is Shown.EVERY_SITE else "show"
    return [
        None,
        (f"Last visit: {changes} what differed", acts.toggle_differences),
        (f"Last visit: {every} all sites", acts.toggle_every_site),
        ("Last visit: do the same", acts.show_last_visit),
    ]
