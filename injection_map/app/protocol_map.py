"""The sites of a protocol on the four views."""

from __future__ import annotations

from typing import TYPE_CHECKING

from injection_map.app.workplace import Workplace
from injection_map.domain.opening import planned_site
from injection_map.domain.placement import place_sites
from injection_map.domain.protocol import Protocol
from injection_map.domain.session import planned_visit

if TYPE_CHECKING:
    from injection_map.ui.four_views import FourViews


def protocol_map(place: Workplace, protocol: Protocol) -> FourViews:
    """As they are planned, with nothing given."""
    from injection_map.ui.four_views import FourViews

    views = FourViews(place.theme, place.art)
    views.show_visit(planned_visit(map(planned_site, protocol.sites)), place_sites(protocol, place.drawings))
    return views
