"""What the parts of a printed record share: their styles, the sheet they stand on, and their headings."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from PySide6.QtCore import QLineF, QPointF
from PySide6.QtGui import QColor, QPainter, QPen

from injection_map.diagram.art import ArtRenderer
from injection_map.domain.geometry import Drawing
from injection_map.domain.protocol import Plate, Protocol
from injection_map.report.billing import Billing
from injection_map.report.page_flow import Block, space
from injection_map.report.paper_text import Style, text_lines
from injection_map.report.record import Record

BODY, BOLD = Style(), Style(weight=600)
WARNING = Style(13, 700)
_HEADING = Style(12, 700)


@dataclass(frozen=True, slots=True)
class Sheet:
    """The width of the text, and the heights of the two rows of drawings."""

    width: float
    upper: float
    lower: float


@dataclass(frozen=True, slots=True)
class Parts:
    """What a print is made of. `protocol` is the record's own, None where it cannot be read."""

    record: Record
    protocol: Protocol | None
    art: ArtRenderer
    drawings: Mapping[Plate, Drawing]
    billing: Billing | None = None


def heading_lines(text: str, width: float) -> list[Block]:
    """A heading that stays on the page of what it stands over."""
    lines = [*text_lines(text, width, _HEADING), space(2)]
    return [replace(block, with_next=True) for block in lines]


def rule(length: float, height: float, *, width: float = 1, colour: str = "#000000") -> Block:
    """A line at the bottom of a block of this height."""

    def paint(painter: QPainter, corner: QPointF) -> None:
        painter.setPen(QPen(QColor(colour), width))
        y = corner.y() + height - width / 2
        painter.drawLine(QLineF(corner.x(), y, corner.x() + length, y))

    return Block(height, paint)
