"""Which muscle a touch of the drawing means."""

from __future__ import annotations

from injection_map.diagram.art import Treated
from injection_map.diagram.art_cache import ArtCache
from injection_map.domain.additions import allowed_sites
from injection_map.domain.geometry import PointMm
from injection_map.domain.protocol import View
from injection_map.ui.visit_model import VisitModel


def muscle_meant(model: VisitModel, art: ArtCache, view: View, point: PointMm) -> Treated | None:
    """Where muscles overlap the one in hand, then one that allows added sites, then any other of the protocol."""
    known, next_site = model.protocol.known_muscle, model.next_site

    def rank(drawn: Treated) -> tuple[bool, bool, bool]:
        in_hand = next_site is not None and next_site.muscle == drawn.muscle
        return not in_hand, not allowed_sites(known(drawn.muscle)), known(drawn.muscle) is None

    return min(art.renderer.muscles_at(view, point), key=rank, default=None)
