"""The shipped protocol on the shipped drawings, and views of it as the chair page asks for them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pytest
from pytestqt.qtbot import QtBot

from injection_map import resources
from injection_map.diagram.art import ArtRenderer, Treated
from injection_map.diagram.colours import LIGHT, Colours
from injection_map.diagram.frames import Style
from injection_map.diagram.guides import guideline
from injection_map.diagram.marks import MarkLook, MarkState
from injection_map.diagram.scene import SiteOnView, ViewRequest
from injection_map.diagram.typeface import load_typeface
from injection_map.domain.placement import PlacedSite, place_sites
from injection_map.domain.protocol import Protocol, Site, View
from injection_map.storage.diagram_file import read_drawings
from injection_map.storage.protocol_file import read_protocol

WORDS = {MarkState.GIVEN: "given", MarkState.SKIPPED: "skipped"}


@dataclass(frozen=True)
class Chair:
    """What the chair page knows: protocol, places and art."""

    protocol: Protocol
    placed: Mapping[str, PlacedSite]
    art: ArtRenderer

    def site(self, key: str) -> Site:
        found = self.protocol.site(key)
        assert found is not None
        return found

    def request(
        self,
        view: View,
        style: Style,
        size: tuple[float, float],
        *,
        next_key: str | None,
        looks: Mapping[str, MarkLook] | None = None,
        colours: Colours = LIGHT,
    ) -> ViewRequest:
        """A view in which every site is to do, but for the next one and those with a look of their own."""
        upcoming = self.site(next_key) if next_key else None
        treated = Treated(upcoming.muscle, upcoming.side) if upcoming else None
        worn = {next_key or "": MarkLook(MarkState.NEXT)} | dict(looks or {})
        return ViewRequest(
            view=view,
            style=style,
            width_px=size[0],
            height_px=size[1],
            sites=tuple(
                self.on_view(site, worn.get(site.key, MarkLook())) for site in self.protocol.sites_shown_on(view)
            ),
            colours=colours,
            treated=treated,
            treated_bounds=self.art.muscle_bounds(view, treated) if treated else None,
            next_key=next_key,
            next_label=f"{upcoming.name}, {upcoming.dose.lowest} units" if upcoming else "",
            guideline=guideline(self.placed[upcoming.key], self.placed) if upcoming else None,
        )

    def on_view(self, site: Site, look: MarkLook) -> SiteOnView:
        plate = f"{site.short_name} {WORDS.get(look.state, '')}".strip()
        return SiteOnView(site.key, site.muscle, self.placed[site.key].point, look, plate)


@pytest.fixture(scope="session")
def chair() -> Chair:
    drawings = read_drawings(resources.diagrams())
    protocol = read_protocol(resources.protocols() / "preempt-31.yaml", drawings)
    return Chair(protocol, place_sites(protocol, drawings), ArtRenderer(resources.diagrams()))


@pytest.fixture
def typeface(qtbot: QtBot) -> None:
    load_typeface(resources.fonts())
