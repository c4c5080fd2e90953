"""A scene in the making and in motion: how far a site's construction has come, and the same scene seen from closer."""

from __future__ import annotations

import math
from dataclasses import replace

from PySide6.QtCore import QPointF

from injection_map.diagram.boxes import Line, Spot
from injection_map.diagram.frames import ViewTransform
from injection_map.diagram.scene import PlacedMark, ViewScene
from injection_map.domain.demonstration import StepKind

_WITHIN_HALO = 1.4


def built_up(
    scene: ViewScene, shown: frozenset[StepKind], *, key: str, told_from: frozenset[str], landmarks: bool = True
) -> ViewScene:
    """The scene with what these steps show of the site `key`; the sites that it is `told_from` come as landmarks do.

    Nothing moves while steps are added: every place was found for the whole. Without `landmarks` their signs and names
    are left out.
    """
    site = next((mark for mark in scene.marks if mark.key == key), None)
    covering = site if site is not None and StepKind.SITE in shown else None
    found, directed = StepKind.LANDMARK in shown, StepKind.DIRECTION in shown or StepKind.MEASURE in shown
    measured = StepKind.MEASURE in shown
    keys = (told_from if found else frozenset()) | ({key} if StepKind.SITE in shown else frozenset())
    return replace(
        scene,
        marks=tuple(mark for mark in scene.marks if mark.key in keys),
        plates=scene.plates if found else (),
        landmarks=tuple(s for s in scene.landmarks if not _covers(covering, s)) if found and landmarks else (),
        landmark_names=scene.landmark_names if found and landmarks else (),
        guide_lines=scene.guide_lines if directed else (),
        bracket=scene.bracket if measured else (),
        measure=scene.measure if measured else None,
    )


def _covers(mark: PlacedMark | None, spot: Spot) -> bool:
    """Whether a sign would lie within the halo of the site's mark."""
    return mark is not None and math.dist(mark.centre.toTuple(), spot) < _WITHIN_HALO * mark.r


def moved(scene: ViewScene, transform: ViewTransform) -> ViewScene:
    """The same scene under another transform of the same stage, for the frames of a motion.

    Marks keep their size. Words that belong to a place, and the measure, are left out: they could not be read, and
    would take half of the time of a frame.
    """

    def spot(old: Spot) -> Spot:
        return Spot(*transform.to_px(scene.transform.to_mm(QPointF(*old))).toTuple())

    def line(old: Line) -> Line:
        return Line(spot(old.start), spot(old.end))

    def mark(old: PlacedMark) -> PlacedMark:
        return replace(old, centre=transform.to_px(scene.transform.to_mm(old.centre)))

    return replace(
        scene,
        transform=transform,
        marks=tuple(map(mark, scene.marks)),
        landmarks=tuple(map(spot, scene.landmarks)),
        guide_lines=tuple(map(line, scene.guide_lines)),
        bracket=(),
        landmark_names=(),
        plates=(),
        measure=None,
        scale=None,
    )
