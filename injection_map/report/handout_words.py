"""The words of a hand-out: which sites a muscle has and with how many units, where each lies, how, and what to mind.

All of it is what the protocol says; what nobody verified says so.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from PySide6.QtCore import QLineF, QPointF, QRectF
from PySide6.QtGui import QColor, QPainter, QPen

from injection_map.domain import words
from injection_map.domain.protocol import Dose, Muscle, Protocol, Side, Site
from injection_map.report.handout_choice import HandoutKind
from injection_map.report.handout_plates import told_sites
from injection_map.report.page_flow import Block, space
from injection_map.report.paper_text import Run, Style, draw_text, elided, paragraph, text_lines

_SIDES = (Side.RIGHT, Side.MIDLINE, Side.LEFT)
_COLUMNS = {Side.RIGHT: "Right", Side.MIDLINE: "Middle", Side.LEFT: "Left"}
_GREY = "#333333"
_FINGERPRINT_SHOWN = 12


@dataclass(frozen=True, slots=True)
class Wording:
    """The styles of a hand-out's words at one size."""

    size: float

    @property
    def body(self) -> Style:
        return Style(self.size)

    @property
    def strong(self) -> Style:
        return Style(self.size, 600)

    @property
    def quiet(self) -> Style:
        return Style(self.size * 0.92, colour=_GREY)

    @property
    def column(self) -> Style:
        return Style(self.size * 0.92, 600)

    @property
    def heading(self) -> Style:
        return Style(self.size * 1.25, 700)

    @property
    def row(self) -> float:
        return self.size * 1.75


def muscle_words(protocol: Protocol, muscle: Muscle, kind: HandoutKind, width: float, wording: Wording) -> list[Block]:
    """All that a hand-out of this kind says of a muscle; nothing on one that is to be drawn on."""
    if kind is HandoutKind.BLANK:
        return []
    blocks = _sites_table(muscle, width, wording)
    if kind is HandoutKind.MEASURES:
        blocks += [block for site in told_sites(muscle.sites) for block in _way(protocol, muscle, site, width, wording)]
    blocks.append(space(wording.size * 0.5))
    blocks += _told(
        (("Find", muscle.find), ("Technique", muscle.technique), ("Caution", muscle.caution)), width, wording
    )
    if kind is HandoutKind.SITES:
        blocks += paragraph([Run(_sources(protocol, muscle.sites), wording.quiet)], width)
    return blocks


def headed(title: str, aside: str, blocks: Sequence[Block], width: float, wording: Wording) -> list[Block]:
    """The blocks under a title that stays on their page, with an aside at its right end."""
    style = wording.heading

    def paint(painter: QPainter, corner: QPointF) -> None:
        row = QRectF(corner.x(), corner.y(), width, style.line_height)
        draw_text(painter, row, elided(title, style, width - wording.body.width(aside) - 12), style)
        draw_text(painter, row, aside, wording.body, align="right")

    return [Block(style.line_height, paint, with_next=True), *blocks, space(wording.size)]


def sums_words(sites: Sequence[Site]) -> str:
    """8 sites, 40 units"""
    return f"{words.count(len(sites), 'site')}, {_sum([site.dose for site in sites])} units"


def _sum(doses: Sequence[Dose]) -> str:
    """5, or 5 to 10 where one of them can be chosen."""
    lowest, highest = sum((d.lowest for d in doses), Decimal(0)), sum((d.highest for d in doses), Decimal(0))
    return words.figure(lowest) if lowest == highest else f"{words.figure(lowest)} to {words.figure(highest)}"


# The table: a row for each pair of sites, the units of each side, and their sums.


def _sites_table(muscle: Muscle, width: float, wording: Wording) -> list[Block]:
    sides = [side for side in _SIDES if any(site.side is side for site in muscle.sites)]
    pairs: dict[str, dict[Side, Site]] = {}
    for site in muscle.sites:
        pairs.setdefault(site.id, {})[site.side] = site
    head = ("Site", *(_COLUMNS[side] for side in sides), "Units")
    rows: list[tuple[tuple[str, ...], Style]] = [(head, wording.column)]
    for pair in pairs.values():
        cells = [_sum([pair[side].dose]) if side in pair else "" for side in sides]
        name = next(iter(pair.values())).name
        rows.append(((name, *cells, _sum([s.dose for s in pair.values()])), wording.body))
    if len(pairs) > 1:
        sums = [_sum([site.dose for site in muscle.sites if site.side is side]) for side in sides]
        whole = _sum([site.dose for site in muscle.sites])
        rows.append(((f"Total, {words.count(len(muscle.sites), 'site')}", *sums, whole), wording.strong))
    column = max(style.width(cell) for cells, style in rows for cell in cells[1:]) + 1.6 * wording.size
    blocks = [_row(cells, width, column, style, wording) for cells, style in rows]
    return [*(replace(block, with_next=True) for block in blocks[:-1]), blocks[-1]]


def _row(cells: Sequence[str], width: float, column: float, style: Style, wording: Wording) -> Block:
    """The first cell at the left, wrapped, the others ending in columns at the right; a hairline below."""
    lines = text_lines(cells[0], max(width - column * (len(cells) - 1), column), style)
    height = wording.row + (len(lines) - 1) * style.line_height

    def paint(painter: QPainter, corner: QPointF) -> None:
        row = QRectF(corner.x(), corner.y(), width, height)
        y = row.center().y() - len(lines) * style.line_height / 2
        for number, line in enumerate(lines):
            line.paint(painter, QPointF(row.x(), y + number * style.line_height))
        for place, text in enumerate(cells[1:], 2):  # in the order in which it is read, and copied
            draw_text(painter, row.adjusted(0, 0, (place - len(cells)) * column, 0), text, style, align="right")
        painter.setPen(QPen(QColor("#AAAAAA"), 1))
        painter.drawLine(QLineF(row.bottomLeft(), row.bottomRight()))

    return Block(height, paint)


# Where a site lies and how it is come by.


def _way(protocol: Protocol, muscle: Muscle, site: Site, width: float, wording: Wording) -> list[Block]:
    """Name and sentence, then its measure and source; its technique and caution where they are its own."""
    own = ("Technique", _own(site.technique, muscle.technique)), ("Caution", _own(site.caution, muscle.caution))
    measure = [Run("Measure", wording.quiet), Run(f"{site.measure}.", wording.strong)] if site.measure else []
    lines = [
        space(wording.size * 0.5),
        *paragraph([Run(f"{site.name}.", wording.strong), Run(site.landmark, wording.body)], width),
        *paragraph([*measure, Run(_sources(protocol, [site]), wording.quiet)], width),
        *_told(own, width, wording),
    ]
    return [replace(block, with_next=True) for block in lines[:-1]] + [lines[-1]]


def _own(words_of_site: str, words_of_muscle: str) -> str:
    return "" if words_of_site == words_of_muscle else words_of_site


def _told(labelled: Sequence[tuple[str, str]], width: float, wording: Wording) -> list[Block]:
    return [
        line
        for label, text in labelled
        if text
        for line in paragraph([Run(f"{label}:", wording.strong), Run(text, wording.body)], width)
    ]


def _sources(protocol: Protocol, sites: Sequence[Site]) -> str:
    """Source: Headache 2010;50:1406, not verified."""
    told = dict.fromkeys((protocol.source(site.source).title, site.verified) for site in sites)
    return f"Source: {'; '.join(title + ('' if verified else ', not verified') for title, verified in told)}."


# What stands on every page.


def review_words(protocol: Protocol) -> str:
    """Draft: not reviewed. 31 of 31 placements not verified."""
    unverified, count = sum(not site.verified for site in protocol.sites), len(protocol.sites)
    review = protocol.review
    state = _approval(protocol) if review.approved else f"{review.status.capitalize()}: not reviewed."
    some = "Placements" if unverified == count else f"{unverified} of {words.count(count, 'placement')}"
    return f"{state} {some} not verified." if unverified else state


def _approval(protocol: Protocol) -> str:
    review = protocol.review
    by = f" by {review.by}" if review.by else ""
    return f"Approved{by}, {words.day(review.on)}." if review.on else f"Approved{by}."


def protocol_words(protocol: Protocol, style: Style, width: float) -> str:
    """PREEMPT, fixed sites (preempt-31, version 2026.1, fingerprint 3f2a91c40b2e), in one line of `width` px.

    A long title is shortened, which the rest finds again.
    """
    file = f"{protocol.id}, version {protocol.version}, fingerprint {protocol.fingerprint[:_FINGERPRINT_SHOWN]}"
    room = width - style.width(f" ({file})")
    return elided(f"{elided(protocol.title, style, max(room, 0.0))} ({file})", style, width)
