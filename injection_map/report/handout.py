"""The protocol map as a hand-out: for a class to draw on, to learn from, or to be shown on a wall.

One page a muscle, or all on one page with the words on the next. Measures are page px, 96 to the inch.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from PySide6.QtCore import QLineF, QRectF
from PySide6.QtGui import QColor, QPainter, QPen

from injection_map import __version__
from injection_map.diagram.art import ArtRenderer
from injection_map.diagram.scene import ViewScene
from injection_map.domain import words
from injection_map.domain.geometry import Drawing
from injection_map.domain.protocol import Plate, Protocol
from injection_map.report.handout_choice import STOCKS, HandoutChoice, HandoutKind, HandoutLayout, Stock
from injection_map.report.handout_leaves import Leaf, all_leaves, muscle_leaf
from injection_map.report.handout_plates import DrawnArt, Plates
from injection_map.report.handout_words import protocol_words, review_words
from injection_map.report.page_flow import Column, Page, paginate, space
from injection_map.report.paper import Printed
from injection_map.report.paper_text import Style, draw_text, elided

_HANDOUTS = uuid.UUID("d3a5d5ad-9f43-49ab-8a0c-1fb8c2f6a0ce")
_INK, _QUIET = "#000000", "#333333"


@dataclass(frozen=True)
class HandoutPrint(Printed):
    """A hand-out laid out on pages, for a PDF, a printer, pictures or a preview."""

    choice: HandoutChoice
    protocol: Protocol
    day: date
    heads: tuple[tuple[str, str], ...]
    """Of each page: its title, and what stands at the right of it."""
    names: tuple[str, ...]
    """Of each page, as its picture's file is called after it."""
    scenes: tuple[ViewScene, ...]
    art: DrawnArt

    @property
    def stock(self) -> Stock:
        return STOCKS[self.choice.medium]

    def prepare(self, scene: ViewScene) -> None:
        """Make the anatomy of a drawing, on any thread, so that painting is quick. Raises AssetError."""
        self.art.image(scene.art_request(self.stock.art_dots_per_px))

    def paint_head(self, painter: QPainter, number: int) -> None:
        stock, (title, aside) = self.stock, self.heads[number - 1]
        k, top = stock.text, self.measures.top
        small, bold, large = Style(11 * k, colour=_QUIET), Style(11 * k, 600), Style(20 * k, 700)
        first = QRectF(stock.margin, top, stock.width, 26 * k)
        draw_text(painter, first, elided(title, large, stock.width - Style(13 * k, 600).width(aside) - 16), large)
        draw_text(painter, first, aside, Style(13 * k, 600), align="right")
        second = QRectF(stock.margin, first.bottom() + 2, stock.width, 17 * k)
        review = review_words(self.protocol)
        draw_text(painter, second, review, bold, align="right")
        room = stock.width - bold.width(review) - 16
        draw_text(painter, second, protocol_words(self.protocol, small, room), small)
        _rule(painter, second.bottom() + 5, stock, 2, _INK)
        if self.choice.kind is HandoutKind.BLANK:
            _paint_name_line(painter, stock, second.bottom() + 10)

    def paint_foot(self, painter: QPainter, number: int) -> None:
        stock, style = self.stock, Style(10.5 * self.stock.text, colour=_QUIET)
        top = self.measures.height - self.measures.bottom - foot_height(stock) + 6
        _rule(painter, top, stock, 1, "#999999")
        box = QRectF(stock.margin, top + 4, stock.width, 16 * stock.text)
        draw_text(painter, box, f"Left and right are the patient’s. {_ORIGIN}, {words.day(self.day)}.", style)
        draw_text(painter, box, f"Page {number} of {len(self.pages)}", style, align="right")


_ORIGIN = f"What the protocol says, no advice; Injection Map {__version__}"


def handout_print(
    protocol: Protocol, drawings: Mapping[Plate, Drawing], art: ArtRenderer, choice: HandoutChoice, *, day: date
) -> HandoutPrint:
    """The hand-out on pages, dated `day`. Needs a QGuiApplication with the typeface loaded.

    Raises PlacementError when a place cannot be resolved; that of a file which was read can. The anatomy is made when
    it is first painted, or by `prepare`.
    """
    stock, drawn = STOCKS[choice.medium], DrawnArt(art)
    plates = Plates.of(protocol, drawings, choice.kind, stock, drawn)
    height = _bottom(stock) - _top(stock, choice)
    if choice.layout is HandoutLayout.MUSCLE:
        leaves = [muscle_leaf(plates, muscle, height) for muscle in protocol.muscles]
    else:
        leaves = all_leaves(plates, height)
    pages: list[Page] = []
    heads, names = [], []
    for leaf in leaves:
        made = _laid_out(leaf, stock, choice)
        for number, page in enumerate(made):
            pages.append(page)
            heads.append((leaf.title if number == 0 else f"{leaf.title}, continued", leaf.aside))
            names.append(leaf.name if number == 0 else f"{leaf.name}-{number + 1}")
    return HandoutPrint(
        pages=pages,
        measures=stock.measures,
        title=f"Hand-out {protocol.id} {protocol.version}",
        document=uuid.uuid5(_HANDOUTS, f"{protocol.fingerprint} {choice} {day}"),
        choice=choice,
        protocol=protocol,
        day=day,
        heads=tuple(heads),
        names=tuple(names),
        scenes=tuple(scene for leaf in leaves for scene in leaf.scenes),
        art=drawn,
    )


def _laid_out(leaf: Leaf, stock: Stock, choice: HandoutChoice) -> list[Page]:
    top = _top(stock, choice)
    none = [Column(0, [space(0)])]
    pages = paginate(leaf.zones, last=none, top=top, top_of_next=top, bottom=_bottom(stock))
    for page in pages:
        for placed in page:
            placed.corner.setX(placed.corner.x() + stock.margin)
    return pages


def _top(stock: Stock, choice: HandoutChoice) -> float:
    """Where what stands below the head begins."""
    name_line = 34 * stock.text if choice.kind is HandoutKind.BLANK else 0
    return stock.measures.top + 45 * stock.text + 18 + name_line


def _bottom(stock: Stock) -> float:
    return stock.measures.height - stock.measures.bottom - foot_height(stock)


def foot_height(stock: Stock) -> float:
    return 14 + 16 * stock.text


def _paint_name_line(painter: QPainter, stock: Stock, y: float) -> None:
    """Name and date, each with a line to write on."""
    k, style = stock.text, Style(12 * stock.text)
    painter.setPen(QPen(QColor(_INK), 1))
    base = y + 24 * k
    split = stock.margin + stock.width * 0.66
    for text, left, right in (("Name", stock.margin, split), ("Date", split + 20 * k, stock.margin + stock.width)):
        draw_text(painter, QRectF(left, base - 15 * k, 60, 16 * k), text, style)
        painter.setPen(QPen(QColor(_INK), 1))
        painter.drawLine(QLineF(left + style.width(text) + 8, base, right, base))


def _rule(painter: QPainter, y: float, stock: Stock, width: float, colour: str) -> None:
    painter.setPen(QPen(QColor(colour), width))
    painter.drawLine(QLineF(stock.margin, y, stock.margin + stock.width, y))
