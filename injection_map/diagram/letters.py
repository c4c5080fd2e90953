"""The letters R and L, as on a radiograph, the words FRONT and BACK, and the bar of 2 cm: where they stand.

Left and right are the patient's. On the front view the patient's right is on the viewer's left, on the back view the
patient's left is; a side view bears its own side's letter, where the face looks.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from injection_map.diagram.boxes import Box, Line, Size, Spot
from injection_map.diagram.frames import Style
from injection_map.diagram.lettering import width_of
from injection_map.domain.protocol import Side, View

_LARGE_STAGE = Size(820, 700)
_ONE_ROW_FROM_PX = 600.0
_WORDS_FROM_PX = 330.0
_HIGH_PX = 52.0


@dataclass(frozen=True, slots=True)
class TextRun:
    """One line of text: where its baseline starts, and how it is set. `quiet` is the second text colour."""

    text: str
    start: Spot
    size_px: float
    weight: int
    tracking_em: float = 0.0
    quiet: bool = False


@dataclass(frozen=True, slots=True)
class SideLetter:
    """A side's letter: `frame` is its box, or None where it stands alone; `filled` puts the stage's colour under it."""

    runs: tuple[TextRun, ...]
    extent: Box
    frame: Box | None = None
    filled: bool = False


@dataclass(frozen=True, slots=True)
class ScaleBar:
    lines: tuple[Line, ...]
    text: TextRun
    extent: Box


def is_large(size: Size) -> bool:
    """Whether a hero's stage is of the larger of the two layouts."""
    return size.width >= _LARGE_STAGE.width and size.height >= _LARGE_STAGE.height


def sides_of(view: View) -> tuple[Side | None, Side | None]:
    """The patient's sides at the viewer's left and right edge of a view."""
    return {
        View.FRONT: (Side.RIGHT, Side.LEFT),
        View.BACK: (Side.LEFT, Side.RIGHT),
        View.LEFT: (Side.LEFT, None),
        View.RIGHT: (None, Side.RIGHT),
    }[view]


def side_letters(
    style: Style,
    view: View,
    size: Size,
    reserved: Iterable[Box] = (),
    *,
    text_scale: float = 1.0,
    says_side: bool = True,
) -> tuple[SideLetter, ...]:
    """The letters of a view in its upper corners; below whatever is `reserved` for controls there.

    Where the side is said beside the drawing (not `says_side`) a front or back hero has the letters without words.
    """
    if style is Style.DETAIL:
        return ()
    one_side = view in (View.LEFT, View.RIGHT)
    make = _MAKERS[style]
    if style is Style.HERO and not one_side:
        make = _hero_letter_narrow if says_side else _hero_letter_alone
    letters = []
    for side, at_left in zip(sides_of(view), (True, False), strict=True):
        if side is None:
            continue
        letter = make(side, size, at_left=at_left, scale=text_scale, top=_top(style, size))
        for control in [box for box in reserved if box.meets(letter.extent)]:
            letter = make(side, size, at_left=at_left, scale=text_scale, top=control.bottom + 8)
        letters.append(letter)
    return tuple(letters)


def face_and_back_words(
    view: View, size: Size, *, text_scale: float = 1.0, high: bool = False
) -> tuple[tuple[TextRun, Box], ...]:
    """FRONT and BACK at the edges of a side view's hero; `high` is close under the letter, off the back of the head."""
    if view not in (View.LEFT, View.RIGHT):
        return ()
    large = is_large(size)
    margin, top, size_px = (20.0, 152.0, 15.0 * text_scale) if large else (14.0, 150.0, 14.0 * text_scale)
    top = _HIGH_PX if high else top
    at_left, at_right = ("FRONT", "BACK") if view is View.LEFT else ("BACK", "FRONT")
    placed = []
    for word, left in ((at_left, True), (at_right, False)):
        width = width_of(word, size_px, 600, tracking_em=0.04)
        x = margin if left else size.width - margin - width
        run = TextRun(word, Spot(x, top + size_px), size_px, 600, 0.04, quiet=True)
        placed.append((run, Box(x, top, x + width, top + 1.25 * size_px)))
    return tuple(placed)


def scale_bar(size: Size, px_per_mm: float, *, text_scale: float = 1.0) -> ScaleBar:
    """Two centimetres of the standard head, in the lower right corner."""
    right, y = size.width - (26 if is_large(size) else 14), size.height - (22 if is_large(size) else 16)
    left = right - 20 * px_per_mm
    lines = (
        Line(Spot(left, y - 5), Spot(left, y + 5)),
        Line(Spot(left, y), Spot(right, y)),
        Line(Spot(right, y - 5), Spot(right, y + 5)),
    )
    size_px = 14 * text_scale
    width = width_of("2 cm", size_px, 600)
    run = TextRun("2 cm", Spot((left + right - width) / 2, y - 10), size_px, 600, quiet=True)
    middle = (left + right) / 2
    half = max(right - left, width) / 2 + 2
    return ScaleBar(lines, run, Box(middle - half, y - 10 - 1.1 * size_px, middle + half, y + 7))


def _top(style: Style, size: Size) -> float:
    if style is Style.HERO:
        return 18.0 if is_large(size) else 12.0
    tops = {Style.OVERVIEW: 10.0, Style.BARE: 10.0, Style.SLIDE: 8.0, Style.SUMMARY: 7.0, Style.THUMBNAIL: 5.0}
    return tops.get(style, 4.0)


def _words(side: Side) -> str:
    return f"PATIENT’S {side.upper()}"


def _hero_letter(side: Side, size: Size, *, at_left: bool, top: float, scale: float) -> SideLetter:
    margin, text_px = (20.0, 17.0) if is_large(size) else (14.0, 16.0)
    return _row(side, size, at_left=at_left, top=top, margin=margin, text_px=scale * text_px)


def _hero_letter_narrow(side: Side, size: Size, *, at_left: bool, top: float, scale: float) -> SideLetter:
    """For the front and the back, where the head comes close to both corners."""
    margin, text_px = (20.0, 15.0) if is_large(size) else (14.0, 14.0)
    return _column(side, size, at_left=at_left, top=top, margin=margin, text_px=scale * text_px)


def _hero_letter_alone(side: Side, size: Size, *, at_left: bool, top: float, scale: float) -> SideLetter:
    """For a head in large type, which would lie under the words; from close by it lies under the letter too."""
    margin = 20.0 if is_large(size) else 14.0
    return replace(_boxed(side, size, at_left=at_left, top=top, margin=margin, box_px=27.0 * scale), filled=True)


def _row(side: Side, size: Size, *, at_left: bool, top: float, margin: float, text_px: float) -> SideLetter:
    """The boxed letter with the words beside it."""
    box_px = round(text_px * 28 / 17)
    words_width = width_of(_words(side), text_px, 700, tracking_em=0.04)
    whole = box_px + 8 + words_width
    left = margin if at_left else size.width - margin - whole
    frame = Box(left, top, left + box_px, top + box_px)
    baseline = top + box_px / 2 + 0.36 * text_px
    words = TextRun(_words(side), Spot(frame.right + 8, baseline), text_px, 700, 0.04)
    extent = Box(left, top, left + whole, top + box_px)
    return SideLetter((_centred(side, frame, 18 / 28), words), extent, frame)


def _overview_letter(side: Side, size: Size, *, at_left: bool, top: float, scale: float) -> SideLetter:
    if size.width >= _ONE_ROW_FROM_PX:
        return _row(side, size, at_left=at_left, top=top, margin=12.0, text_px=14.0 * scale)
    if size.width < _WORDS_FROM_PX:
        return _boxed(side, size, at_left=at_left, top=top, margin=8.0, box_px=24.0 * scale)
    return _column(side, size, at_left=at_left, top=top, margin=12.0, text_px=13.0 * scale)


def _column(side: Side, size: Size, *, at_left: bool, top: float, margin: float, text_px: float) -> SideLetter:
    """The boxed letter with the words in two lines below it."""
    box_px, line_px = round(1.8 * text_px), 1.16 * text_px
    left = margin if at_left else size.width - margin - box_px
    frame = Box(left, top, left + box_px, top + box_px)
    runs = [_centred(side, frame, 15 / 24)]
    width = float(box_px)
    for number, word in enumerate(_words(side).split()):
        word_width = width_of(word, text_px, 700)
        width = max(width, word_width)
        x = margin if at_left else size.width - margin - word_width
        runs.append(TextRun(word, Spot(x, frame.bottom + 4 + 0.85 * text_px + number * line_px), text_px, 700))
    near = margin if at_left else size.width - margin - width
    return SideLetter(tuple(runs), Box(near, top, near + width, frame.bottom + 4 + 2 * line_px), frame)


def _thumbnail_letter(side: Side, size: Size, *, at_left: bool, top: float, scale: float) -> SideLetter:
    return _plain(side, size, at_left=at_left, top=top, margin=8.0, text_px=13.0 * scale)


def _summary_letter(side: Side, size: Size, *, at_left: bool, top: float, scale: float) -> SideLetter:
    return _plain(side, size, at_left=at_left, top=top, margin=10.0, text_px=14.0 * scale)


def _plain(side: Side, size: Size, *, at_left: bool, top: float, margin: float, text_px: float) -> SideLetter:
    letter = side[0].upper()
    width = width_of(letter, text_px, 700)
    left = margin if at_left else size.width - margin - width
    extent = Box(left, top, left + width, top + 1.25 * text_px)
    return SideLetter((TextRun(letter, Spot(left, top + text_px), text_px, 700, quiet=True),), extent)


def _print_letter(side: Side, size: Size, *, at_left: bool, top: float, scale: float) -> SideLetter:
    letter = _boxed(side, size, at_left=at_left, top=top, margin=5.0, box_px=18.0 * scale)
    return replace(letter, filled=True)


def _slide_letter(side: Side, size: Size, *, at_left: bool, top: float, scale: float) -> SideLetter:
    return replace(_boxed(side, size, at_left=at_left, top=top, margin=8.0, box_px=30.0 * scale), filled=True)


def _boxed(side: Side, size: Size, *, at_left: bool, top: float, margin: float, box_px: float) -> SideLetter:
    left = margin if at_left else size.width - margin - box_px
    frame = Box(left, top, left + box_px, top + box_px)
    return SideLetter((_centred(side, frame, 2 / 3),), frame, frame)


def _centred(side: Side, frame: Box, share: float) -> TextRun:
    letter, size_px = side[0].upper(), frame.width * share
    width = width_of(letter, size_px, 700)
    return TextRun(letter, Spot(frame.centre.x - width / 2, frame.centre.y + 0.36 * size_px), size_px, 700)


_MAKERS = {
    Style.HERO: _hero_letter,
    Style.OVERVIEW: _overview_letter,
    Style.BARE: _overview_letter,
    Style.THUMBNAIL: _thumbnail_letter,
    Style.SUMMARY: _summary_letter,
    Style.PRINT: _print_letter,
    Style.SHEET: _print_letter,
    Style.SLIDE: _slide_letter,
}
