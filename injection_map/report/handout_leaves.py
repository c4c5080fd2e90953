"""The leaves of a hand-out: what stands on a muscle's page, or on the page of all, and how large it is drawn."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainter

from injection_map.diagram.scene import ViewScene
from injection_map.domain.protocol import Muscle, View
from injection_map.report.handout_choice import HandoutKind
from injection_map.report.handout_key import key_line
from injection_map.report.handout_plates import Plates, dose_words, usual_dose, views_of
from injection_map.report.handout_words import Wording, headed, muscle_words, sums_words
from injection_map.report.page_flow import Block, Column, Paint, Zone, space
from injection_map.report.paper_text import draw_text

_Item = TypeVar("_Item")
_GAP = 10.0
_BODY = 11.5
_BESIDE_DRAWINGS = (1.25, 1.12, 1.0, 0.93)
_ALONE = (*_BESIDE_DRAWINGS, 0.87, 0.8)
"""Sizes of the words, the largest first: the first is taken with which a page holds what belongs on it."""

_WANTED_SHAPE, _WANTED_OF_TWO, _LEAST_SHAPE, _MOST_SHAPE, _MOST_OF_BLANK = 0.66, 0.36, 0.28, 0.8, 1.2
"""Heights of drawings, in widths of the page."""

_SLACK = 1.0

_SLIDE_DRAWN = 0.66
_CAPTION = 1.9
_MAP = "Protocol map"


@dataclass(frozen=True, slots=True)
class Leaf:
    """What stands together under one title; it goes on on another page where it must. `name` is for a file's name."""

    name: str
    title: str
    aside: str
    zones: Sequence[Zone]
    scenes: tuple[ViewScene, ...]


def muscle_leaf(plates: Plates, muscle: Muscle, height: float) -> Leaf:
    """The views of a muscle, as large as its words leave room, and the words below them; on a slide beside them."""
    make = _muscle_slide if plates.stock.is_slide else _muscle_page
    zones, scenes = make(plates, muscle, height)
    aside = "" if plates.kind is HandoutKind.BLANK else sums_words(muscle.sites)
    return Leaf(muscle.id, muscle.name, aside, zones, scenes)


def all_leaves(plates: Plates, height: float) -> list[Leaf]:
    """The map, and after it the words; of a blank one the four views alone."""
    protocol, stock = plates.protocol, plates.stock
    if plates.kind is HandoutKind.BLANK:
        return [_whole_views(plates, height)]
    panels = [(muscle, view) for muscle in protocol.muscles for view in views_of(muscle.sites)]
    columns = min(len(panels), 4 if stock.is_slide else 2)
    rows = _in_rows(panels, columns)
    wording = Wording(_BODY * stock.text)
    caption = _CAPTION * wording.size
    width = (stock.width - (columns - 1) * _GAP) / columns
    tall = min((height - wording.row - _SLACK) / len(rows) - caption, width)
    scenes, blocks = [], []
    for row in rows:
        drawn = [plates.scene(view, width, tall, muscle, is_small=True) for muscle, view in row]
        scenes += drawn
        paints = [plates.plate(scene) for scene in drawn]
        captions = [_panel_words(muscle, view) for muscle, view in row]
        blocks += [_row(paints, width, tall), _captions(captions, width, caption, wording)]
    key = key_line(plates.kind, stock, wording)
    leaf = Leaf("map", _MAP, sums_words(protocol.sites), [[Column(0, [*blocks, key])]], tuple(scenes))
    return [leaf, _words_leaf(plates, height)]


# A muscle


def _muscle_page(plates: Plates, muscle: Muscle, height: float) -> tuple[list[Zone], tuple[ViewScene, ...]]:
    stock, views = plates.stock, views_of(muscle.sites)
    key = key_line(plates.kind, stock, Wording(_BODY))
    most = _MOST_OF_BLANK if plates.kind is HandoutKind.BLANK else _MOST_SHAPE
    wanted = stock.width * (_WANTED_SHAPE if len(views) == 1 else _WANTED_OF_TWO)
    for step in _BESIDE_DRAWINGS:
        said = muscle_words(plates.protocol, muscle, plates.kind, stock.width, Wording(_BODY * step))
        tall = (height - _height(said) - key.height - _GAP - _SLACK) / len(views) - _GAP
        if tall >= wanted:
            break
    tall = min(max(tall, _LEAST_SHAPE * stock.width), most * stock.width)
    scenes = tuple(plates.scene(view, stock.width, tall, muscle) for view in views)
    drawn = [block for scene in scenes for block in (_row([plates.plate(scene)], stock.width, tall), space(_GAP))]
    return [[Column(0, [*drawn, key, space(_GAP), *said])]], scenes


def _muscle_slide(plates: Plates, muscle: Muscle, height: float) -> tuple[list[Zone], tuple[ViewScene, ...]]:
    stock, views = plates.stock, views_of(muscle.sites)
    key = key_line(plates.kind, stock, Wording(_BODY * stock.text))
    tall = height - key.height - _SLACK
    if plates.kind is HandoutKind.BLANK:
        width, said = stock.width, []
    else:
        width = stock.width * _SLIDE_DRAWN
        beside = stock.width - width - 2 * _GAP
        for step in _ALONE:
            said = muscle_words(plates.protocol, muscle, plates.kind, beside, Wording(_BODY * stock.text * step))
            if _height(said) <= tall:
                break
    each = (width - (len(views) - 1) * _GAP) / len(views)
    scenes = tuple(plates.scene(view, each, tall, muscle, is_short=len(views) > 1) for view in views)
    drawn = _row([plates.plate(scene) for scene in scenes], each, tall)
    return [[Column(0, [drawn]), Column(width + 2 * _GAP, said)], [Column(0, [key])]], scenes


# All


def _whole_views(plates: Plates, height: float) -> Leaf:
    """The views that the protocol uses, the two sides in one row; on a slide two in each."""
    protocol, stock = plates.protocol, plates.stock
    key = key_line(plates.kind, stock, Wording(_BODY * stock.text))
    rows = list(_view_rows(views_of(protocol.sites), is_slide=stock.is_slide))
    tall = (height - key.height - _SLACK) / len(rows) - _GAP
    scenes, blocks = [], []
    for row in rows:
        width = (stock.width - (len(row) - 1) * _GAP) / len(row)
        drawn = [plates.scene(view, width, tall) for view in row]
        scenes += drawn
        blocks += [_row([plates.plate(scene) for scene in drawn], width, tall), space(_GAP)]
    return Leaf("map", _MAP, "", [[Column(0, [*blocks, key])]], tuple(scenes))


def _view_rows(views: Sequence[View], *, is_slide: bool) -> Iterator[Sequence[View]]:
    if is_slide:
        yield from _in_rows(views, 2)
        return
    sides = tuple(view for view in views if view in (View.RIGHT, View.LEFT))
    if sides:
        yield sides
    yield from ((view,) for view in views if view not in sides)


def _words_leaf(plates: Plates, height: float) -> Leaf:
    """Every muscle's words in two columns; on paper small enough for one page, where that can be read."""
    width = (plates.stock.width - 3 * _GAP) / 2
    for step in (1.0,) if plates.stock.is_slide else _ALONE:
        columns = _in_two(_words_of_all(plates, width, Wording(_BODY * plates.stock.text * step)))
        if max(map(_height, columns)) <= height:
            break
    left, right = columns
    return Leaf("words", f"{_MAP}, in words", "", [[Column(0, left), Column(width + 3 * _GAP, right)]], ())


def _words_of_all(plates: Plates, width: float, wording: Wording) -> list[list[Block]]:
    told = ((m, muscle_words(plates.protocol, m, plates.kind, width, wording)) for m in plates.protocol.muscles)
    return [headed(muscle.name, sums_words(muscle.sites), said, width, wording) for muscle, said in told]


def _in_two(parts: Sequence[Sequence[Block]]) -> tuple[list[Block], list[Block]]:
    """The parts in two columns, in their order, such that the longer is as short as can be."""

    def columns(split: int) -> tuple[list[Block], list[Block]]:
        return [b for part in parts[:split] for b in part], [b for part in parts[split:] for b in part]

    return min((columns(split) for split in range(1, len(parts) + 1)), key=lambda two: max(map(_height, two)))


def _panel_words(muscle: Muscle, view: View) -> tuple[str, str]:
    """Temporalis, right; 5 units each"""
    name = f"{muscle.name}, {view}" if view in (View.LEFT, View.RIGHT) else muscle.name
    doses = {site.dose for site in muscle.sites}
    each = " each" if len(muscle.sites) > 1 else ""
    return name, f"{dose_words(usual_dose(muscle))}{each}" + ("" if len(doses) == 1 else ", but for those marked")


def _in_rows(items: Sequence[_Item], count: int) -> list[Sequence[_Item]]:
    return [items[start : start + count] for start in range(0, len(items), count)]


# Blocks


def _row(paints: Sequence[Paint], width: float, height: float) -> Block:
    """Drawings side by side."""

    def paint(painter: QPainter, corner: QPointF) -> None:
        for number, plate in enumerate(paints):
            plate(painter, QPointF(corner.x() + number * (width + _GAP), corner.y()))

    return Block(height, paint)


def _captions(captions: Sequence[tuple[str, str]], width: float, height: float, wording: Wording) -> Block:
    """A name below each drawing, and its units; in smaller type where they need more than their drawing's width."""

    def paint(painter: QPainter, corner: QPointF) -> None:
        for number, (name, doses) in enumerate(captions):
            box = QRectF(corner.x() + number * (width + _GAP), corner.y(), width, height * 0.8)
            needed = wording.strong.width(name) + wording.size + wording.body.width(doses)
            fitting = Wording(wording.size * min(1.0, width / needed))
            draw_text(painter, box, name, fitting.strong)
            box.setLeft(box.left() + fitting.strong.width(name) + fitting.size)
            draw_text(painter, box, doses, fitting.body)

    return Block(height, paint)


def _height(blocks: Sequence[Block]) -> float:
    """Their height."""
    return sum(block.height for block in blocks)
