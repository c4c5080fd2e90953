"""What the audience sees now: the site and its step, how close, which layers, the pointer and what was drawn."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QObject, QPointF, Signal

from injection_map.diagram.art import BONE, SKIN
from injection_map.domain.demonstration import Demonstration, Position, SiteSteps, demonstration
from injection_map.domain.geometry import PointMm
from injection_map.domain.placement import PlacedSite
from injection_map.domain.protocol import Protocol

ZOOMS = (1.0, 1.5, 2.0, 3.0, 4.0)
LANDMARKS, OTHER_MUSCLES = "landmarks", "other muscles"

_FINEST_MM = 0.2
"""Of a line of the pen: no finer one would be seen."""

Stroke = list[PointMm]
"""A line of the pen in mm of its view: it stays where it is when the view comes closer."""


class DemonstrationModel(QObject):
    """One demonstration. Both windows show it and both windows' hands change it."""

    changed = Signal()
    """The site, a step, how close, or the layers."""

    site_is_left = Signal()
    """Another site comes next; what is shown is still this one."""

    site_has_come = Signal()
    """Another site is shown now."""

    blanked = Signal()
    pointer_moved = Signal()

    drawn = Signal(object)
    """The last two points of the stroke under the pen, in mm; None when strokes came or went as a whole."""

    def __init__(self, protocol: Protocol, placed: Mapping[str, PlacedSite], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.protocol, self.placed = protocol, placed
        self.demonstration: Demonstration = demonstration(protocol, placed)
        self.position = Position()
        self.zoom = ZOOMS[0]
        self.hidden: frozenset[str] = frozenset()
        self.is_blank = False
        self.pointer: QPointF | None = None
        """As a share (0 to 1) of the audience view's width and height."""
        self._strokes: dict[str, list[Stroke]] = {}
        self._pen_is_down = False

    # --- where it is -------------------------------------------------------------------------------------------------

    @property
    def steps(self) -> SiteSteps:
        """The site that is shown."""
        return self.demonstration.at(self.position)

    @property
    def following(self) -> SiteSteps | None:
        """The site after it."""
        after = self.demonstration.next_site(self.position)
        return self.demonstration.at(after) if after.site != self.position.site else None

    def next(self) -> None:
        """One step more, or the next site. From a blank screen the picture comes back as it was."""
        self._go(self.demonstration.next(self.position))

    def back(self) -> None:
        self._go(self.demonstration.back(self.position))

    def next_site(self) -> None:
        self._go(self.demonstration.next_site(self.position))

    def site_before(self) -> None:
        self._go(self.demonstration.site_before(self.position))

    def first(self) -> None:
        self._go(Position())

    def go_to(self, key: str) -> None:
        self._go(self.demonstration.at_site(key))

    def _go(self, position: Position) -> None:
        if self.is_blank:
            self.toggle_blank()
            return
        comes = position.site != self.position.site
        if comes:
            self.site_is_left.emit()
            self._pen_is_down = False
            self.zoom = ZOOMS[0]
        if position != self.position:
            self.position = position
            self.changed.emit()
        if comes:
            self.site_has_come.emit()

    def toggle_blank(self) -> None:
        self.is_blank = not self.is_blank
        self.blanked.emit()

    # --- how it is seen ----------------------------------------------------------------------------------------------

    def zoom_in(self) -> None:
        self._set_zoom(next((zoom for zoom in ZOOMS if zoom > self.zoom), self.zoom))

    def zoom_out(self) -> None:
        self._set_zoom(next((zoom for zoom in reversed(ZOOMS) if zoom < self.zoom), self.zoom))

    def zoom_off(self) -> None:
        self._set_zoom(ZOOMS[0])

    def _set_zoom(self, zoom: float) -> None:
        if zoom != self.zoom:
            self.zoom = zoom
            self.changed.emit()

    @property
    def layers(self) -> tuple[tuple[str, str], ...]:
        """What can be left out, each with its words: skin, bone, landmarks, each muscle of the protocol, the others."""
        muscles = tuple((muscle.id, muscle.name) for muscle in self.protocol.muscles)
        fixed = ((SKIN, "Skin"), (BONE, "Bone"), (LANDMARKS, "Landmarks"))
        return (*fixed, *muscles, (OTHER_MUSCLES, "All other muscles"))

    def show_layer(self, layer: str, shown: bool) -> None:
        hidden = self.hidden - {layer} if shown else self.hidden | {layer}
        if hidden != self.hidden:
            self.hidden = hidden
            self.changed.emit()

    def hidden_art(self, drawn: frozenset[str]) -> frozenset[str]:
        """What an ArtRequest has to leave out of a view that draws these muscles."""
        own = {muscle.id for muscle in self.protocol.muscles}
        others = drawn - own if OTHER_MUSCLES in self.hidden else frozenset()
        return (self.hidden & ({SKIN, BONE} | (own & drawn))) | others

    # --- pointer and pen ---------------------------------------------------------------------------------------------

    def point_at(self, share: QPointF | None) -> None:
        if share != self.pointer:
            self.pointer = share
            self.pointer_moved.emit()

    @property
    def strokes(self) -> tuple[Stroke, ...]:
        """Of the site that is shown; another site's come back with it."""
        return tuple(self._strokes.get(self.steps.site.key, ()))

    def pen_down(self, point: PointMm) -> None:
        self._pen_is_down = True
        self._strokes.setdefault(self.steps.site.key, []).append([point])
        self.drawn.emit((point, point))

    def pen_to(self, point: PointMm) -> None:
        if self._pen_is_down:
            stroke = self._strokes[self.steps.site.key][-1]
            if stroke[-1].distance_mm(point) >= _FINEST_MM:
                stroke.append(point)
                self.drawn.emit((stroke[-2], point))

    def pen_up(self) -> None:
        self._pen_is_down = False

    def undo_stroke(self) -> None:
        if strokes := self._strokes.get(self.steps.site.key):
            self._pen_is_down = False
            strokes.pop()
            self.drawn.emit(None)

    def clear_strokes(self) -> None:
        if self._strokes.pop(self.steps.site.key, None):
            self._pen_is_down = False
            self.drawn.emit(None)
