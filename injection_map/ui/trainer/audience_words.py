"""What stands beside the drawing in the audience view: site, side, dose, steps, caution and source, in huge type.

The sizes are chosen once for a site as it is when it is whole, so that nothing moves while its steps come.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from injection_map.diagram.colours import LIGHT
from injection_map.diagram.lettering import lettering, width_of
from injection_map.domain.demonstration import SiteSteps, StepKind, dose_words
from injection_map.domain.protocol import Protocol, Side
from injection_map.ui.icons import Icons
from injection_map.ui.trainer.demonstration_model import DemonstrationModel
from injection_map.ui.wording import SIDE_LETTERS, SIDE_PLATES, source_words

_TOP, _BOTTOM = 52.0, 40.0
_NAME_TRACKING, _LINE_PITCH, _NAME_PITCH = -0.03, 1.26, 1.03
_SMALL = 30.0
_NARROWER = (0.7, 0.8, 0.9)
_NUMBER = re.compile(r"(\d) (cm|mm|mL|units?|degrees|gauge)\b")


@dataclass(frozen=True, slots=True)
class Type:
    """Sizes of type in px on a screen 1080 high, and the room above and below a numbered line."""

    name: float
    line: float
    caution: float
    room: float


TYPES = (
    Type(92, 44, 38, 19),
    Type(92, 38, 38, 16),
    Type(92, 34, 34, 13),
    Type(92, 30, 30, 10),
    Type(72, 30, 30, 7),
    Type(64, 26, 26, 6),
    Type(50, 22, 22, 4),
)
"""In the order in which they are tried. The last two are for a clinic's protocol with very many words."""


@dataclass(frozen=True, slots=True)
class _Part:
    """A wrapped text, or nothing."""

    lines: tuple[str, ...]
    size: float
    weight: int
    colour: str
    tracking: float = 0.0
    pitch: float = _LINE_PITCH

    @property
    def height(self) -> float:
        return len(self.lines) * self.size * self.pitch


class AudienceWords(QWidget):
    """Follows the model. Its size and `set_scale` are the sheet's matter."""

    def __init__(self, icons: Icons, model: DemonstrationModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._icons, self._model = icons, model
        self._scale = 1.0
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        model.changed.connect(self._on_changed)
        self._on_changed()

    def set_scale(self, scale: float) -> None:
        """The size of type, 1 for a screen of 1920 x 1080."""
        self._scale = scale
        self.update()

    def _on_changed(self) -> None:
        spoken = spoken_words(self._model.steps, self._model.position.step, self._model.protocol)
        if spoken != self.accessibleName():
            self.setAccessibleName(spoken)
            self.update()

    def type_in_use(self) -> Type:
        """The largest in which the whole site fits."""
        width, height = self.width() / self._scale, self.height() / self._scale
        steps = self._model.steps
        whole = len(steps.steps)
        fitting = (kind for kind in TYPES if _Set(self._model, kind, width).fits(steps, whole, height))
        return next(fitting, TYPES[-1])

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.TextAntialiasing)
        painter.fillRect(self.rect(), QColor(LIGHT.stage))
        painter.scale(self._scale, self._scale)
        width, height = self.width() / self._scale, self.height() / self._scale
        setting = _Set(self._model, self.type_in_use(), width)
        setting.paint(painter, self._icons, self._model.steps, self._model.position.step, height)


class _Set:
    """The words set in one type and width. All lengths are px of a screen 1080 high."""

    def __init__(self, model: DemonstrationModel, kind: Type, width: float) -> None:
        self._model, self._kind, self._width = model, kind, width

    def fits(self, steps: SiteSteps, count: int, height: float) -> bool:
        parts = [self._name(steps), self._caution(steps), *(part for _, part in self._lines(steps, count))]
        if any(not _is_whole(part, self._width) for part in parts):
            return False
        return self._upper_height(steps, count) + self._lower_height(steps) <= height

    def _upper_height(self, steps: SiteSteps, count: int) -> float:
        lines = self._lines(steps, count)
        return self._dose_bottom(steps) + sum(part.height + 2 * self._kind.room for _, part in lines)

    def _lower_height(self, steps: SiteSteps) -> float:
        caution = self._caution(steps)
        band = caution.height + 2 * _SMALL if caution.lines else 0
        return band + self._source(steps).height + _BOTTOM + _SMALL

    def _plate_top(self, steps: SiteSteps) -> float:
        return _TOP + 1.4 * _SMALL + self._name(steps).height + 0.3 * self._kind.name

    def _dose_bottom(self, steps: SiteSteps) -> float:
        return self._plate_top(steps) + 100 + 120

    # --- the parts -----------------------------------------------------------------------------------------------

    def _name(self, steps: SiteSteps) -> _Part:
        return self._part(steps.site.name, self._kind.name, 700, LIGHT.t1, self._width, _NAME_TRACKING, _NAME_PITCH)

    def _lines(self, steps: SiteSteps, count: int) -> list[tuple[int, _Part]]:
        size, lines = self._kind.line, steps.lines(count)
        room = self._width - 1.25 * size
        return [(i, self._part(step.words, size, 500, LIGHT.t1, room)) for i, step in enumerate(lines, start=1)]

    def _caution(self, steps: SiteSteps) -> _Part:
        size = self._kind.caution
        room = self._width - 2.6 * size - 2 * 14
        return self._part(steps.words_of(StepKind.CAUTION), size, 600, LIGHT.warn_text, room)

    def _source(self, steps: SiteSteps) -> _Part:
        text = audience_source(steps, self._model.protocol)
        size = min(_SMALL, self._kind.line)
        return self._part(text, size, 500, LIGHT.t3, self._width)

    def _part(
        self,
        text: str,
        size: float,
        weight: int,
        colour: str,
        width: float,
        tracking: float = 0.0,
        pitch: float = _LINE_PITCH,
    ) -> _Part:
        return _Part(wrapped(text, size, weight, width, tracking), size, weight, colour, tracking, pitch)

    # --- painting ------------------------------------------------------------------------------------------------

    def paint(self, painter: QPainter, icons: Icons, steps: SiteSteps, count: int, height: float) -> None:
        shown = steps.shown(count)
        number = self._model.position.site + 1
        place = f"Site {number} of {len(self._model.demonstration.sites)}"
        self._draw(painter, self._part(place, _SMALL, 600, LIGHT.t2, self._width), 0, _TOP)
        self._draw(painter, self._name(steps), 0, _TOP + 1.4 * _SMALL)
        self._paint_plate(painter, steps.site.side, self._plate_top(steps))
        if StepKind.SITE in shown:
            self._paint_dose(painter, steps, self._dose_bottom(steps))
        self._paint_lines(painter, steps, count)
        source = self._source(steps)
        bottom = height - _BOTTOM - source.height
        self._draw(painter, source, 0, bottom)
        if StepKind.CAUTION in shown:
            self._paint_caution(painter, icons, self._caution(steps), bottom - 0.8 * _SMALL)

    def _paint_plate(self, painter: QPainter, side: Side, top: float) -> None:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(LIGHT.plate))
        painter.drawRoundedRect(QRectF(0, top, self._width, 100), 12, 12)
        frame = QRectF(28, top + 18, 64, 64)
        painter.setPen(QPen(QColor(LIGHT.on_plate), 4))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(frame.adjusted(2, 2, -2, -2), 10, 10)
        painter.setFont(lettering(44, 700))
        painter.drawText(frame, Qt.AlignmentFlag.AlignCenter, SIDE_LETTERS[side])
        words = _Part((SIDE_PLATES[side],), 50, 700, LIGHT.on_plate, 0.01)
        self._draw(painter, words, 118, top + 50 - words.height / 2)

    def _paint_dose(self, painter: QPainter, steps: SiteSteps, bottom: float) -> None:
        units, volume = dose_words(steps.site.dose, self._model.protocol.dilution)
        size, beside = (44.0, 38.0) if steps.site.dose.is_range else (64.0, 44.0)
        baseline = bottom - 34
        self._draw_at(painter, _Part((units,), size, 700, LIGHT.t1, -0.01), 0, baseline)
        left = _width(units, size, 700, -0.01) + 22
        self._draw_at(painter, _Part((volume,), beside, 500, LIGHT.t2), left, baseline)

    def _paint_lines(self, painter: QPainter, steps: SiteSteps, count: int) -> None:
        top, room = self._dose_bottom(steps), self._kind.room
        for number, part in self._lines(steps, count):
            painter.setPen(QPen(QColor(LIGHT.line), 2))
            painter.drawLine(QPointF(0, top), QPointF(self._width, top))
            self._draw(painter, _Part((str(number),), part.size, 700, LIGHT.t3), 0, top + room)
            self._draw(painter, part, 1.25 * part.size, top + room)
            top += part.height + 2 * room

    def _paint_caution(self, painter: QPainter, icons: Icons, part: _Part, bottom: float) -> None:
        height = part.height + 1.6 * _SMALL
        band = QRectF(0, bottom - height, self._width, height)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(LIGHT.warn_bg))
        painter.drawRoundedRect(band, 6, 6)
        painter.fillRect(QRectF(0, band.top(), 10, height), QColor(LIGHT.warn_edge))
        sign = 1.1 * part.size
        top = band.top() + 0.8 * _SMALL
        icon = QRectF(36, top + (part.size * part.pitch - sign) / 2, sign, sign)
        icons.paint(painter, "caution", icon, QColor(LIGHT.warn_text))
        self._draw(painter, part, 2.6 * part.size + 14, top)

    def _draw(self, painter: QPainter, part: _Part, left: float, top: float) -> None:
        self._draw_at(painter, part, left, top + part.size * (0.5 * part.pitch + 0.36))

    def _draw_at(self, painter: QPainter, part: _Part, left: float, baseline: float) -> None:
        """The lines of a part, the first of them on this baseline."""
        painter.setFont(lettering(part.size, part.weight, tracking_em=part.tracking, tabular=False))
        painter.setPen(QColor(part.colour))
        for i, line in enumerate(part.lines):
            painter.drawText(QPointF(left, baseline + i * part.size * part.pitch), line)


def spoken_words(steps: SiteSteps, count: int, protocol: Protocol) -> str:
    """What is seen, for a screen reader."""
    side = SIDE_PLATES[steps.site.side].capitalize()
    seen = [step.words.rstrip(".") for step in steps.steps[:count]]
    return ". ".join([f"{steps.site.name}, {side}", *seen, audience_source(steps, protocol)])


def audience_source(steps: SiteSteps, protocol: Protocol) -> str:
    """Headache 2010;50:1406, not verified. The protocol is a draft, not approved."""
    source = source_words(protocol, steps.site)
    if protocol.review.approved:
        return source
    return f"{source} Protocol: {protocol.review.status}, not approved."


def wrapped(text: str, size: float, weight: int, width: float, tracking: float = 0.0) -> tuple[str, ...]:
    """The lines of a text, as even as they come: no word is left alone in the last, and no number without its unit.

    A word that is wider than the width has a line of its own.
    """
    words = _NUMBER.sub("\\1\u00a0\\2", text).split(" ")
    fewest = _filled(words, size, weight, width, tracking)
    evener = (_filled(words, size, weight, share * width, tracking) for share in _NARROWER)
    return next((lines for lines in evener if len(lines) == len(fewest)), fewest)


def _filled(words: Sequence[str], size: float, weight: int, width: float, tracking: float) -> tuple[str, ...]:
    lines: list[str] = []
    for word in filter(None, words):
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and _width(longer, size, weight, tracking) <= width:
            lines[-1] = longer
        else:
            lines.append(word)
    return tuple(lines)


def _width(text: str, size: float, weight: int, tracking: float) -> float:
    return width_of(text, size, weight, tracking_em=tracking, tabular=False)


def _is_whole(part: _Part, width: float) -> bool:
    return all(_width(line, part.size, part.weight, part.tracking) <= width for line in part.lines)
