"""On hand-outs every site, landmark and measure is told, nothing lies over a mark, and nothing is cut."""

from __future__ import annotations

from datetime import date
from itertools import product

import pytest
from diagram.test_labels import faults
from PySide6.QtGui import QGuiApplication

from injection_map import resources
from injection_map.diagram.art import ArtRenderer
from injection_map.diagram.scene import ViewScene
from injection_map.diagram.typeface import font, load_typeface
from injection_map.domain.protocol import Protocol, View
from injection_map.report.handout import HandoutPrint, handout_print
from injection_map.report.handout_choice import HandoutChoice, HandoutKind, HandoutLayout, Medium
from injection_map.report.handout_plates import told_sites
from injection_map.storage.diagram_file import read_drawings
from injection_map.storage.protocol_file import read_protocol

DRAWINGS = read_drawings(resources.diagrams())
PREEMPT = read_protocol(resources.protocols() / "preempt-31.yaml", DRAWINGS)
WITH_MARKS = list(product((HandoutKind.SITES, HandoutKind.MEASURES), HandoutLayout, Medium))


@pytest.fixture(autouse=True)
def typeface(qapp: QGuiApplication) -> None:
    load_typeface(resources.fonts())
    qapp.setFont(font(17))


def printed(kind: HandoutKind, layout: HandoutLayout, medium: Medium) -> HandoutPrint:
    choice = HandoutChoice(kind, layout, medium)
    art = ArtRenderer(resources.diagrams())
    return handout_print(PREEMPT, DRAWINGS, art, choice, day=date(2026, 11, 22))


def panels(protocol: Protocol) -> list[tuple[str, View]]:
    """Every muscle on each of its views."""
    order = (View.RIGHT, View.FRONT, View.LEFT, View.BACK)
    shown = ((m.id, view) for m in protocol.muscles for view in order if any(s.view is view for s in m.sites))
    return list(shown)


def missing(scene: ViewScene, muscle: str, view: View, kind: HandoutKind, layout: HandoutLayout) -> list[str]:
    """What a drawing of a muscle should tell and does not."""
    sites = [site for site in PREEMPT.muscle(muscle).sites if site.view is view]
    told = [site for site in told_sites(PREEMPT.muscle(muscle).sites) if site.view is view]
    named = sites if layout is HandoutLayout.MUSCLE else [site for site in sites if site.short_name]
    absent = [site.key for site in sites if scene.mark(site.key) is None]
    absent += ["a name"] * (len(named) - len(scene.plates))
    absent += ["the name of a landmark"] * (len(scene.landmarks) - len(scene.landmark_names))
    if kind is HandoutKind.MEASURES:
        absent += [] if scene.landmarks or not told or muscle == "procerus" else ["its landmarks"]
        wanted = sorted(site.measure for site in told if site.measure)
        absent += [] if wanted == sorted(label.text for label in scene.measures) else [f"of {wanted}"]
    return absent


@pytest.mark.parametrize(("kind", "layout", "medium"), WITH_MARKS)
def test_all_is_told_and_nothing_is_covered(kind: HandoutKind, layout: HandoutLayout, medium: Medium) -> None:
    scenes = printed(kind, layout, medium).scenes
    assert len(scenes) == len(panels(PREEMPT)) == 8
    for scene, (muscle, view) in zip(scenes, panels(PREEMPT), strict=True):
        assert scene.view is view
        assert (faults(scene), missing(scene, muscle, view, kind, layout)) == ([], []), muscle
