"""What is to be labelled on a stage, and where the labels went: boxes and sizes only, without fonts or painters."""

from __future__ import annotations

from dataclasses import dataclass

from injection_map.diagram.boxes import Box, Line, Size, Spot


@dataclass(frozen=True, slots=True)
class MarkBox:
    """A painted mark: its centre and its whole extent with halo and keyline."""

    centre: Spot
    extent: Box

    @property
    def reach(self) -> float:
        return max(self.extent.width, self.extent.height) / 2


@dataclass(frozen=True, slots=True)
class PlateWish:
    """A small plate beside a mark; `away` is the direction in which there is most room (any length).

    One that is `unmistakable` lies clearly nearer to its own mark than to any other, or has a leader, where it can.
    """

    key: str
    mark: MarkBox
    size: Size
    away: Spot
    unmistakable: bool = False


@dataclass(frozen=True, slots=True)
class LabelWish:
    """The label of the next site. `off` is the muscle, which it leaves free where it can; `outward` is -1, 0 or 1.

    `midline` is where the patient's other side begins: a label there would speak of the wrong side.
    """

    mark: MarkBox
    size: Size
    off: Box | None
    outward: int
    midline: float | None = None


@dataclass(frozen=True, slots=True)
class LandmarkWish:
    spot: Spot
    size: Size
    outward: int


@dataclass(frozen=True, slots=True)
class MeasureWish:
    """The measured leg, from where the site is told to the site, with the reach of what is drawn at its two ends.

    A reach of 0 is an end at which nothing is drawn: the bracket has only its serif there.
    """

    leg: Line
    start_reach: float
    end_reach: float
    size: Size
    outward: int


@dataclass(frozen=True, slots=True)
class Wishes:
    """All that is to be placed on a stage, and what is there already: marks, letters and words, dotted lines."""

    stage: Box
    marks: tuple[MarkBox, ...]
    taken: tuple[Box, ...] = ()
    guide_lines: tuple[Line, ...] = ()
    measures: tuple[MeasureWish, ...] = ()
    next_label: LabelWish | None = None
    landmarks: tuple[LandmarkWish, ...] = ()
    plates: tuple[PlateWish, ...] = ()


@dataclass(frozen=True, slots=True)
class Placed:
    """A label's box, and the line that leads to it where it does not lie beside its mark."""

    box: Box
    leader: Line | None = None


@dataclass(frozen=True, slots=True)
class PlacedMeasure:
    """The bracket's lines and the box of its text."""

    lines: tuple[Line, ...]
    box: Box


@dataclass(frozen=True, slots=True)
class Placement:
    """Where everything went. None, or a missing key, is a label for which there was no room."""

    measures: tuple[PlacedMeasure | None, ...]
    next_label: Placed | None
    landmarks: tuple[Box | None, ...]
    plates: dict[str, Placed]
