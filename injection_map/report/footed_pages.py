"""Pages of running text with one line at their foot: leaflets, certificates, class lists."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QLineF, QPointF, QRectF
from PySide6.QtGui import QColor, QPainter, QPen

from injection_map.report.page_flow import Block, Column, Page, paginate, space
from injection_map.report.paper import Measures, Printed
from injection_map.report.paper_text import Style, draw_text

LEFT = 64.0
"""The margin at both sides."""

_ABOVE, _FOOTER = 26.0, 40.0
_FOOT = Style(11.5, colour="#333333")


def text_width(measures: Measures) -> float:
    return measures.width - 2 * LEFT


def footed_pages(blocks: Sequence[Block], measures: Measures) -> list[Page]:
    """The blocks below each other, on as many pages as they need, above the foot."""
    top, bottom = measures.top + _ABOVE, measures.height - measures.bottom - _FOOTER
    last = [Column(LEFT, [space(0)])]
    return paginate([[Column(LEFT, blocks)]], last=last, top=top, top_of_next=top, bottom=bottom)


@dataclass(frozen=True)
class FootedPrint(Printed):
    """`footer` stands at the left of every foot, the page's number at its right."""

    footer: str

    def paint_head(self, painter: QPainter, number: int) -> None:
        """What heads it stands in the text of the first page."""

    def paint_foot(self, painter: QPainter, number: int) -> None:
        top = self.measures.height - self.measures.bottom - 24
        box = QRectF(LEFT, top + 6, text_width(self.measures), 16)
        painter.setPen(QPen(QColor("#999999"), 1))
        painter.drawLine(QLineF(QPointF(box.x(), top), QPointF(box.right(), top)))
        draw_text(painter, box, self.footer, _FOOT)
        draw_text(painter, box, f"Page {number} of {len(self.pages)}", _FOOT, align="right")
