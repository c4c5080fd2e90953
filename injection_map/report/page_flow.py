"""Blocks to pages: what does not fit on one page goes on on the next, and nothing is lost. All measures in page px."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF
from PySide6.QtGui import QPainter

Paint = Callable[[QPainter, QPointF], None]


@dataclass(frozen=True, slots=True)
class Block:
    """Something that is never cut: a line, a row of a table, a drawing. `paint` gets its top left corner.

    `with_next` keeps it on the page of the block that follows: a heading.
    """

    height: float
    paint: Paint
    with_next: bool = False


@dataclass(frozen=True, slots=True)
class Column:
    x: float
    blocks: Sequence[Block]


Zone = Sequence[Column]
"""Columns side by side; what follows begins below the longest."""


@dataclass(frozen=True, slots=True)
class Placed:
    block: Block
    corner: QPointF


Page = list[Placed]


def space(height: float) -> Block:
    return Block(height, _paint_nothing)


def _paint_nothing(painter: QPainter, corner: QPointF) -> None:
    """White paper."""


def paginate(zones: Sequence[Zone], *, last: Zone, top: float, top_of_next: float, bottom: float) -> list[Page]:
    """The blocks of all zones on as many pages as they need, from `top` on the first and `top_of_next` on the others.

    `last` stands at the bottom of the last page.
    """
    flow = _Flow(top=top, top_of_next=top_of_next, bottom=bottom)
    for zone in zones:
        flow.add(zone)
    flow.add_at_bottom(last)
    return flow.pages


class _Flow:
    def __init__(self, *, top: float, top_of_next: float, bottom: float) -> None:
        self.pages: list[Page] = [[]]
        self._top_of_next, self._bottom = top_of_next, bottom
        self._y = self._start = top

    def add(self, zone: Zone) -> None:
        rests = [list(_groups(column.blocks)) for column in zone]
        while any(rests):
            ends = [self._fill(column.x, rest) for column, rest in zip(zone, rests, strict=True)]
            self._y = max(ends)
            if any(rests):
                self._new_page()

    def add_at_bottom(self, zone: Zone) -> None:
        height = max(sum(block.height for block in column.blocks) for column in zone)
        if self._y + height > self._bottom and self._y > self._start:
            self._new_page()
        self._y = max(self._y, self._bottom - height)
        self.add(zone)

    def _fill(self, x: float, rest: list[Sequence[Block]]) -> float:
        """Takes from `rest` what fits below here; the first of an empty page is taken in any case."""
        y = self._y
        while rest:
            height = sum(block.height for block in rest[0])
            if y + height > self._bottom + 0.01 and y > self._start:
                break
            for block in rest.pop(0):
                self.pages[-1].append(Placed(block, QPointF(x, y)))
                y += block.height
        return y

    def _new_page(self) -> None:
        self.pages.append([])
        self._y = self._start = self._top_of_next


def _groups(blocks: Sequence[Block]) -> Iterator[Sequence[Block]]:
    """Blocks that stay together: headings with what they stand over."""
    group: list[Block] = []
    for block in blocks:
        group.append(block)
        if not block.with_next:
            yield group
            group = []
    if group:
        yield group
