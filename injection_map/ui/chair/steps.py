"""Where are we: the muscles in treatment order with their sites by side, as a rail or, on a tablet, as a strip."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QMouseEvent, QPainter, QPaintEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QBoxLayout, QFrame, QHBoxLayout, QVBoxLayout, QWidget

from injection_map.diagram.marks import SIGNS_FROM_R_SCREEN, MarkLook, paint_mark
from injection_map.domain import words
from injection_map.domain.dosing import MuscleTotals, Totals, totals_by_muscle
from injection_map.domain.protocol import Side
from injection_map.domain.session import SiteState, SiteStatus, Visit
from injection_map.ui.chair.look import look_of, muscle_look
from injection_map.ui.controls import Card, PressButton, Text
from injection_map.ui.theme import Theme
from injection_map.ui.visit_model import VisitModel

COLUMN_PX = 96
PIP_RADIUS_PX = 7.6
CHIP_MARK_PX, CHIP_GAP_PX = 29, 6
CHIP_SMALLEST_PX = 13
"""Nothing is smaller on the screen."""
_IN_ROW = int(Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextDontClip)


class _Step(PressButton):
    """One muscle. A press on a side's column asks for that side, elsewhere for the muscle."""

    side_asked = Signal(str, object)
    muscle_asked = Signal(str)

    def __init__(self, theme: Theme, model: VisitModel, row: MuscleTotals, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme, self._model, self._row, self._muscle = theme, model, row, row.muscle
        self._last_press = QPointF()
        self._shown: object = None
        self.setObjectName(f"step-{row.muscle}")
        self.clicked.connect(self._on_clicked)

    @property
    def muscle(self) -> str:
        return self._muscle

    def refresh(self, row: MuscleTotals) -> None:
        """Repaint if anything that is shown differs: a tick changes one muscle, or two."""
        shown = (row, self._is_current, [self._looks(side) for side in row.by_side])
        if shown != self._shown:
            self._shown, self._row = shown, row
            self.setAccessibleName(self._spoken())
            self.update()

    @property
    def _name(self) -> str:
        return self._model.protocol.muscle_name(self._muscle)

    @property
    def _is_current(self) -> bool:
        site = self._model.next_site
        return site is not None and site.muscle == self._muscle

    def _spoken(self) -> str:
        sides = ", ".join(
            f"{words.side_word(side)} {part.sites_given} of {part.sites}" for side, part in self._sides_in_order()
        )
        whole = self._row.whole
        units = f"{words.figure(whole.units_given)} of {words.units(whole.units_planned)}"
        return f"{self._name}, {sides}, {units}" + (", current" if self._is_current else "")

    def _sides_in_order(self) -> list[tuple[Side, Totals]]:
        order = (Side.RIGHT, Side.MIDLINE, Side.LEFT)
        return [(side, self._row.by_side[side]) for side in order if side in self._row.by_side]

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._last_press = event.position()
        super().mouseReleaseEvent(event)
        self._last_press = QPointF()  # a press that did not count says nothing of a later Enter

    def side_at(self, position: QPointF) -> Side | None:
        """The side whose column lies under a point of the step, if it has one."""
        raise NotImplementedError

    def _on_clicked(self) -> None:
        side = self.side_at(self._last_press)
        if side is None:
            self.muscle_asked.emit(self._muscle)
        else:
            self.side_asked.emit(self._muscle, side)

    def _looks(self, side: Side) -> list[MarkLook]:
        """The marks of one side's sites."""
        next_site, unsaved = self._model.next_site, self._model.unsaved_sites
        own = (site for site in self._model.visit.sites if site.muscle == self._muscle and site.side is side)
        return [look_of(site, next_site=next_site, unsaved=unsaved) for site in own]


class _RailRow(_Step):
    def __init__(self, theme: Theme, model: VisitModel, row: MuscleTotals) -> None:
        super().__init__(theme, model, row)
        self.setFixedHeight(66)

    def side_at(self, position: QPointF) -> Side | None:
        left_column = self.width() - COLUMN_PX
        if position.x() < left_column - COLUMN_PX or position.isNull():
            return None
        if Side.MIDLINE in self._row.by_side:
            return Side.MIDLINE
        side = Side.LEFT if position.x() >= left_column else Side.RIGHT
        return side if side in self._row.by_side else None

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        theme, current = self._theme, self._is_current
        if current or self._hovered:
            painter.fillRect(self.rect(), theme.colour("act_tint" if current else "sunk"))
        if current:
            painter.fillRect(0, 0, 3, self.height(), theme.colour("act"))
        painter.fillRect(0, self.height() - 1, self.width(), 1, theme.colour("line"))
        self._paint_name(painter, theme.colour("t2" if current else "t3"))
        self._paint_sides(painter)

    def _paint_name(self, painter: QPainter, second: QColor) -> None:
        theme, whole = self._theme, self._row.whole
        room = self.width() - 2 * COLUMN_PX - 20
        painter.setPen(theme.colour("t1"))
        painter.setFont(self._name_font(room))
        name = QFontMetricsF(painter.font()).elidedText(self._name, Qt.TextElideMode.ElideRight, room)
        painter.drawText(QRectF(16, 10, room, 24), _IN_ROW, name)
        painter.setPen(second)
        painter.setFont(theme.font("label"))
        units = f"{words.figure(whole.units_given)} of {words.units(whole.units_planned)}"
        painter.drawText(QRectF(16, 34, room, 20), _IN_ROW, units)

    def _name_font(self, room: float) -> QFont:
        """A name that has no room is set smaller before it is shortened."""
        fonts = [self._theme.font(role) for role in ("base-strong", "small-strong", "label-strong")]
        return next((font for font in fonts if QFontMetricsF(font).horizontalAdvance(self._name) <= room), fonts[-1])

    def _paint_sides(self, painter: QPainter) -> None:
        for side, part in self._sides_in_order():
            left = float(self.width() - (2 * COLUMN_PX if side is Side.RIGHT else COLUMN_PX))
            left -= COLUMN_PX / 2 - 12 if side is Side.MIDLINE else 0
            self._paint_pips(painter, left + 10, self._looks(side))
            painter.setPen(self._theme.colour("t2" if self._is_current else "t3"))
            painter.setFont(self._theme.font("label-strong" if self._is_current else "label"))
            counts = f"{part.sites_given} of {part.sites}"
            painter.drawText(QRectF(left + 2, 37, COLUMN_PX, 18), _IN_ROW, counts)

    def _paint_pips(self, painter: QPainter, left: float, looks: list[MarkLook]) -> None:
        """The real marks; a pip may stand closer to the next when they are many, never on it."""
        widths = [2.9 if look.number else 2.2 for look in looks]
        room = (COLUMN_PX - 4) / PIP_RADIUS_PX
        gap = max(0.1, min(0.75, (room - sum(widths)) / max(1, len(widths))))
        radius = min(PIP_RADIUS_PX, (COLUMN_PX - 4) / (sum(widths) + gap * len(widths)))
        x = left - PIP_RADIUS_PX
        for look, width in zip(looks, widths, strict=True):
            paint_mark(painter, look, QPointF(x + width * radius / 2, 24), radius, self._theme.colours.in_panel)
            x += (width + gap) * radius


class _StripChip(_Step):
    def __init__(self, theme: Theme, model: VisitModel, row: MuscleTotals) -> None:
        self._font_px = 0
        super().__init__(theme, model, row)
        self.setFixedHeight(60)

    def set_font_px(self, font_px: int) -> None:
        """The size of its words, which all chips of a strip have in common."""
        if font_px != self._font_px:
            self._font_px = font_px
            self.update()

    def needed_px(self, font_px: int) -> int:
        """The width that this chip needs with its words in a size."""
        return round(CHIP_MARK_PX + self._words_px(font_px)) + 5

    def _font(self, role: str, font_px: int) -> QFont:
        font = self._theme.font(role)
        font.setPixelSize(font_px)
        return font

    def _counts(self) -> list[tuple[str, str]]:
        """("R ", "0/4"), ("L ", "1/4"): the letters light, the figures strong."""
        letters = {Side.RIGHT: "R ", Side.MIDLINE: "", Side.LEFT: "L "}
        return [(letters[side], f"{part.sites_given}/{part.sites}") for side, part in self._sides_in_order()]

    def sizeHint(self) -> QSize:
        return QSize(self.needed_px(CHIP_SMALLEST_PX), 60)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def _words_px(self, font_px: int) -> float:
        """What name and counts need, whatever the counts will be."""
        strong, light = (QFontMetricsF(self._font(role, font_px)) for role in ("label-strong", "label"))
        counts = sum(light.horizontalAdvance(letter) + strong.horizontalAdvance("0/0") for letter, _ in self._counts())
        return max(strong.horizontalAdvance(self._name), counts + CHIP_GAP_PX * (len(self._counts()) - 1))

    def side_at(self, position: QPointF) -> Side | None:
        """On the strip the counts of a side are too small for a glove: the sheet of the muscle offers its sides."""
        return None

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        theme, current = self._theme, self._is_current
        if current or self._hovered:
            painter.fillRect(self.rect(), theme.colour("act_tint" if current else "sunk"))
        if current:
            painter.fillRect(0, self.height() - 4, self.width(), 4, theme.colour("act"))
        else:
            painter.fillRect(self.width() - 1, 0, 1, self.height(), theme.colour("line"))
        spare = min(5.0, (self.width() - self.needed_px(self._font_px)) / 3)
        look = muscle_look(self._model.visit, self._muscle, next_site=self._model.next_site)
        paint_mark(painter, look, QPointF(15 + spare / 2, 30), SIGNS_FROM_R_SCREEN, theme.colours.in_panel)
        painter.setPen(theme.colour("t1"))
        painter.setFont(self._font("label-strong", self._font_px))
        left = CHIP_MARK_PX + spare
        painter.drawText(QRectF(left, 10, self.width() - left, 18), _IN_ROW, self._name)
        self._paint_counts(painter, left)

    def _paint_counts(self, painter: QPainter, left: float) -> None:
        for letter, count in self._counts():
            for text, role, token in ((letter, "label", "t3"), (count, "label-strong", "t2")):
                painter.setFont(self._font(role, self._font_px))
                painter.setPen(self._theme.colour(token))
                painter.drawText(QRectF(left, 30, 80, 18), _IN_ROW, text)
                left += QFontMetricsF(painter.font()).horizontalAdvance(text)
            left += CHIP_GAP_PX


class Steps(Card):
    """All muscles. The rail has the two sides as columns, the strip one chip a muscle."""

    side_asked = Signal(str, object)
    muscle_asked = Signal(str)

    def __init__(self, theme: Theme, model: VisitModel, *, strip: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme, self._model = theme, model
        self._strip = strip
        self._box: QBoxLayout = QHBoxLayout(self) if strip else QVBoxLayout(self)
        self._box.setContentsMargins(1, 1, 1, 1)
        self._box.setSpacing(0)
        if not strip:
            self._box.addWidget(_rail_head(theme))
        self._steps: list[_Step] = []
        model.changed.connect(self.refresh)
        theme.changed.connect(self._fit_words)
        self.refresh()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_words()

    def _fit_words(self) -> None:
        """The chips of a strip in the largest size, up to the theme's, in which all of them fit."""
        chips = [step for step in self._steps if isinstance(step, _StripChip)]
        largest = self._theme.font("label").pixelSize()
        sizes = range(largest, CHIP_SMALLEST_PX, -1)
        room = self.width() - 2
        fits = (px for px in sizes if sum(chip.needed_px(px) for chip in chips) <= room)
        font_px = next(fits, CHIP_SMALLEST_PX)
        for chip in chips:
            chip.set_font_px(font_px)
            self._box.setStretchFactor(chip, chip.needed_px(font_px))

    def steps(self) -> list[_Step]:
        return self._steps

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.refresh()

    def refresh(self) -> None:
        """Of rail and strip only one is seen; the other one follows when it comes to be."""
        if self._steps and not self.isVisible():
            return
        rows = {row.muscle: row for row in totals_by_muscle(self._model.visit)}
        if set(rows) != {step.muscle for step in self._steps}:
            self._change_steps(rows)
        for step in self._steps:
            step.refresh(rows[step.muscle])

    def _change_steps(self, rows: Mapping[str, MuscleTotals]) -> None:
        """At first the muscles of the plan; later one beyond it in which a site was added, until that is taken back."""
        for step in [step for step in self._steps if step.muscle not in rows]:
            self._steps.remove(step)
            self._box.removeWidget(step)
            step.hide()
            step.deleteLater()
        known = {step.muscle for step in self._steps}
        for row in rows.values():
            if row.muscle not in known:
                self._add(row)
        self._fit_words()

    def _add(self, row: MuscleTotals) -> None:
        step = (_StripChip if self._strip else _RailRow)(self._theme, self._model, row)
        step.side_asked.connect(self.side_asked)
        step.muscle_asked.connect(self.muscle_asked)
        self._steps.append(step)
        self._box.addWidget(step, step.sizeHint().width() if self._strip else 0)


def _rail_head(theme: Theme) -> QWidget:
    head = QWidget()
    head.setFixedHeight(40)
    row = QHBoxLayout(head)
    row.setContentsMargins(16, 0, 0, 0)
    row.setSpacing(0)
    row.addWidget(Text(theme, "small-strong", "Steps", colour="t3"), 1)
    for title in ("Right", "Left"):
        column = Text(theme, "small-strong", title, colour="t3")
        column.setFixedWidth(COLUMN_PX)
        row.addWidget(column)
    frame = QFrame()
    frame.setFixedHeight(41)
    box = QVBoxLayout(frame)
    box.setContentsMargins(0, 0, 0, 0)
    box.setSpacing(0)
    box.addWidget(head)
    line = QFrame()
    line.setProperty("role", "line")
    line.setFixedHeight(1)
    box.addWidget(line)
    return frame


def rest_of_side(visit: Visit, muscle: str, side: Side) -> list[SiteState]:
    """The sites of one side of a muscle that are to do, in treatment order."""
    return [
        site for site in visit.sites if site.muscle == muscle and site.side is side and site.status is SiteStatus.TO_DO
    ]
