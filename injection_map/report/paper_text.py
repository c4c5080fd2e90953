"""Text on paper: wrapped into lines that flow from page to page. All measures in page px, 96 to the inch.

What is drawn must also be what is copied from the file and found in it. Qt gives a PDF no text for the glyphs of a
font's features, such as the slashed zero: these are drawn as outlines, with the plain text unseen over them.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import groupby
from operator import attrgetter

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPainterPath, QTextLayout

from injection_map.diagram.typeface import font
from injection_map.report.page_flow import Block
from injection_map.report.plain_text import one_line

_FINE = 10
"""Fonts are made ten times too large and drawn at a tenth: Qt's sizes are whole pixels, the design's are not."""

_ALWAYS_IN_THE_FONT = 0x250
"""Latin letters: not looked up."""

_USUAL_WORD = 32

_SURROGATES = range(0xD800, 0xE000)


@dataclass(frozen=True, slots=True)
class Style:
    """`size` in page px; `line` is the height of a line in sizes; `identifier` is for lots, numbers and codes."""

    size: float = 11.5
    weight: int = 400
    colour: str = "#000000"
    identifier: bool = False
    line: float = 1.35

    @property
    def line_height(self) -> float:
        return self.size * self.line

    def width(self, text: str) -> float:
        """Of drawable text."""
        return _metrics(self).horizontalAdvance(text) / _FINE


@dataclass(frozen=True, slots=True)
class Run:
    """A piece of a paragraph in one style; a space stands between two."""

    text: str
    style: Style


Line = tuple[Run, ...]


@lru_cache(maxsize=64)
def _fine_font(style: Style) -> QFont:
    made = font(style.size * _FINE, style.weight, identifier=style.identifier, tabular=False)
    made.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    return made


@lru_cache(maxsize=64)
def _metrics(style: Style) -> QFontMetricsF:
    return QFontMetricsF(_fine_font(style))


def drawable(text: str) -> str:
    """The text on one line; a character that no font on this machine can draw is written as its number: [U+4E2D]."""
    return "".join(c if _can_draw(c) else f"[U+{ord(c):04X}]" for c in one_line(text))


@lru_cache(maxsize=4096)
def _can_draw(character: str) -> bool:
    if ord(character) < _ALWAYS_IN_THE_FONT:
        return True
    if ord(character) in _SURROGATES:
        return False
    layout = QTextLayout(character, _fine_font(Style()))
    layout.beginLayout()
    layout.createLine()
    layout.endLayout()
    return all(0 not in run.glyphIndexes() for run in layout.glyphRuns())


def text_lines(text: str, width: float, style: Style, *, align: str = "left", indent: float = 0.0) -> list[Block]:
    """As `paragraph`, of one run."""
    return paragraph([Run(text, style)], width, align=align, indent=indent)


def paragraph(runs: Sequence[Run], width: float, *, align: str = "left", indent: float = 0.0) -> list[Block]:
    """The runs wrapped to `width`, a block for each line, `indent` px to the right of the column."""
    height = max(run.style.line_height for run in runs)

    def block(line: Line) -> Block:
        def paint(painter: QPainter, corner: QPointF) -> None:
            _draw_line(painter, QRectF(corner.x() + indent, corner.y(), width, height), line, align)

        return Block(height, paint)

    return [block(line) for line in _wrapped(runs, width)]


def _wrapped(runs: Sequence[Run], width: float) -> Iterator[Line]:
    """At least one line. A word that is wider than a line is broken."""
    line: list[Run] = []
    used = 0.0
    for word in _words(runs, width):
        space = word.style.width(" ") if line else 0.0
        if line and used + space + word.style.width(word.text) > width:
            yield _joined(line)
            line, used, space = [], 0.0, 0.0
        line.append(word)
        used += space + word.style.width(word.text)
    yield _joined(line)


def _words(runs: Sequence[Run], width: float) -> Iterator[Run]:
    for run in runs:
        for word in drawable(run.text).split():
            yield from (Run(piece, run.style) for piece in _broken(word, run.style, width))


def _broken(word: str, style: Style, width: float) -> Iterator[str]:
    while word:
        end = _fitting(word, style, width)
        yield word[:end]
        word = word[end:]


def _fitting(word: str, style: Style, width: float) -> int:
    """How many of its characters go into a line, at least one. Found by halves: a word may have 10,000."""
    most = _USUAL_WORD
    while most < len(word) and style.width(word[:most]) <= width:
        most *= 2
    if most >= len(word) and style.width(word) <= width:
        return len(word)
    lengths = range(1, min(most, len(word)) + 1)
    return max(1, bisect_right(lengths, width, key=lambda length: style.width(word[:length])))


def _joined(words: Sequence[Run]) -> Line:
    """Words of one style in one run, so that each is drawn, shaped and ordered as a whole."""
    return tuple(
        Run(" ".join(word.text for word in group), style) for style, group in groupby(words, attrgetter("style"))
    )


def _draw_line(painter: QPainter, box: QRectF, line: Line, align: str) -> None:
    # The space is drawn too: without one, words of two styles are copied as one word.
    pieces = [Run(f"{run.text} ", run.style) for run in line[:-1]] + list(line[-1:])
    x = box.x()
    if align == "right":
        x = box.right() - sum(piece.style.width(piece.text) for piece in pieces)
    baseline = _baseline(box, max((run.style for run in line), key=attrgetter("size"), default=Style()))
    for piece in pieces:
        _draw(painter, QPointF(x, baseline), piece.text, piece.style)
        x += piece.style.width(piece.text)


def draw_text(painter: QPainter, box: QRectF, text: str, style: Style, *, align: str = "left") -> None:
    """One line in the middle of the box's height, at its `left`, `right` or `centre`."""
    shown = drawable(text)
    free = box.width() - style.width(shown)
    x = box.x() + free * {"left": 0.0, "centre": 0.5, "right": 1.0}[align]
    _draw(painter, QPointF(x, _baseline(box, style)), shown, style)


def elided(text: str, style: Style, width: float) -> str:
    return _metrics(style).elidedText(drawable(text), Qt.TextElideMode.ElideRight, width * _FINE)


def _baseline(box: QRectF, style: Style) -> float:
    metrics = _metrics(style)
    return box.center().y() + (metrics.ascent() - metrics.descent()) / 2 / _FINE


def _draw(painter: QPainter, start: QPointF, text: str, style: Style) -> None:
    painter.save()
    painter.translate(start)
    painter.scale(1 / _FINE, 1 / _FINE)
    painter.setPen(QColor(style.colour))
    if style.identifier:
        outlines = QPainterPath()
        outlines.setFillRule(Qt.FillRule.WindingFill)  # the strokes of a 4 overlap
        outlines.addText(QPointF(), _fine_font(style), text)
        painter.fillPath(outlines, QColor(style.colour))
        painter.setPen(QColor(0, 0, 0, 0))
    painter.setFont(_fine_font(replace(style, identifier=False)))
    painter.drawText(QPointF(), text)
    painter.restore()
