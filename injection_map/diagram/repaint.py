"""What of a view has to be painted anew when its scene becomes another: a tick changes some marks and labels."""

from __future__ import annotations

from collections.abc import Iterator

from injection_map.diagram.boxes import Box
from injection_map.diagram.scene import ViewScene

_EDGE_PX = 5.0
_PLUS_PX = 11.0


def changed_boxes(before: ViewScene, after: ViewScene) -> tuple[Box, ...] | None:
    """Boxes in px of the stage that hold all that differs, before and after; None when it is the whole of it."""
    if _ground(before) != _ground(after):
        return None
    were, are = dict(_parts(before)), dict(_parts(after))
    gone = [box for part, box in were.items() if part not in are]
    return (*gone, *(box for part, box in are.items() if part not in were))


def _ground(scene: ViewScene) -> tuple[object, ...]:
    """What lies under and over everything, and where things are."""
    drawn = scene.view, scene.style, scene.transform, scene.colours, scene.treated, scene.hidden
    return (*drawn, scene.letters, scene.words, scene.scale)


def _parts(scene: ViewScene) -> Iterator[tuple[object, Box]]:
    """All that is drawn on the ground, each with its box. Equal parts look alike."""
    for mark in scene.all_marks:
        yield (mark.key, mark.centre.toTuple(), mark.r, mark.look, mark is scene.proposed), mark.reach
    for line in (*scene.guide_lines, *scene.bracket):
        yield line, line.box.grown(_EDGE_PX)
    for spot in scene.landmarks:
        yield spot, spot.around(_PLUS_PX)
    for label in scene.labels:
        yield label, label.reach
