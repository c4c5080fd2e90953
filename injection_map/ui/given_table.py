"""What was given, by muscle and side: painted in one piece, the same on the finish page and in the record."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from injection_map.domain import words
from injection_map.domain.dosing import Totals, side_totals, totals, totals_by_muscle
from injection_map.domain.protocol import Side
from injection_map.domain.session import SiteState, SiteStatus, Visit
from injection_map.ui.theme import Theme

SIDES = (Side.RIGHT, Side.MIDLINE, Side.LEFT)
"""As on a face that looks at you."""
AS_PLANNED = "as planned"
_HEADS = ("Right", "Middle", "Left", "Units", "Plan")


@dataclass(frozen=True, slots=True)
class Cell:
    """Units given, how many sites that is, and whether it is another amount than planned."""

    units: str
    sites: str
    differs: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """`sides` are right, middle and left, None where the muscle has no site. `plan` is the difference in words."""

    name: str
    sides: tuple[Cell | None, Cell | None, Cell | None]
    units: str
    plan: str


def table_rows(visit: Visit, names: Mapping[str, str]) -> tuple[Row, ...]:
    """A row a muscle in treatment order, and the total as the last."""
    rows = []
    for muscle in totals_by_muscle(visit):
        sites = [site for site in visit.sites if site.muscle == muscle.muscle]
        by_side = tuple(muscle.by_side.get(side) for side in SIDES)
        rows.append(_row(names.get(muscle.muscle, muscle.muscle), by_side, muscle.whole, sites))
    whole = side_totals(visit)
    by_side = tuple(whole[side] if whole[side].sites else None for side in SIDES)
    rows.append(_row("Total", by_side, totals(visit.sites), list(visit.sites)))
    return tuple(rows)


def _row(name: str, by_side: tuple[Totals | None, ...], whole: Totals, sites: list[SiteState]) -> Row:
    right, middle, left = (_cell(sums) for sums in by_side)
    return Row(name, (right, middle, left), words.figure(whole.units_given), _plan(whole, sites))


def _cell(sums: Totals | None) -> Cell | None:
    if sums is None:
        return None
    differs = sums.units_given != sums.units_planned
    return Cell(words.figure(sums.units_given), words.count(sums.sites_given, "site"), differs)


def _plan(sums: Totals, sites: list[SiteState]) -> str:
    """−2.5. The same sum by other sites is not as planned: it says so."""
    difference = sums.units_given - sums.units_planned
    if difference:
        return words.signed_figure(difference)
    as_planned = all(site.status is SiteStatus.GIVEN and not site.differs for site in sites)
    return AS_PLANNED if as_planned else "same sum"


class GivenTable(QWidget):
    """The rows share the height; none is lower than its two lines of text need."""

    def __init__(self, theme: Theme, *, with_plan: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme, self._with_plan = theme, with_plan
        self.rows: tuple[Row, ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setObjectName("given-table")
        theme.changed.connect(self._restyle)

    def set_rows(self, rows: tuple[Row, ...]) -> None:
        self.rows = rows
        self.setAccessibleName("Given, by muscle")
        self.setAccessibleDescription(". ".join(map(spoken_row, rows)))
        self._restyle()

    def _restyle(self) -> None:
        self.updateGeometry()
        self.update()

    def _font(self, role: str) -> QFont:
        """On a tablet the columns have no room for larger words than those of the design."""
        return self._theme.font(role, grows=not self._theme.compact)

    @property
    def _head_px(self) -> int:
        return self._theme.px(36, 26)

    def _column_px(self) -> tuple[int, ...]:
        """Closer together only where the usual ones would push the names out."""
        usual = self._columns(self._theme.px(104, 56), self._theme.px(90, 65), self._theme.px(116, 78))
        return usual if self.width() >= sum(usual) + self._name_px else self._closest_px

    @property
    def _closest_px(self) -> tuple[int, ...]:
        return self._columns(self._theme.px(104, 52), self._theme.px(90, 62), self._theme.px(116, 72))

    def _columns(self, side_px: int, units_px: int, plan_px: int) -> tuple[int, ...]:
        return (*(side_px,) * 3, units_px, *((plan_px,) if self._with_plan else ()))

    @property
    def _name_px(self) -> int:
        return self._theme.px(130, 86)

    def minimumSizeHint(self) -> QSize:
        lowest = self._theme.px(50, 42)
        return QSize(sum(self._closest_px) + self._name_px, self._head_px + lowest * len(self.rows))

    def sizeHint(self) -> QSize:
        return self.minimumSizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        theme = self._theme
        columns = self._column_px()
        self._paint_head(painter, columns)
        if not self.rows:
            return
        height = min(theme.px(72, 56), (self.height() - self._head_px) / len(self.rows))
        for i, row in enumerate(self.rows):
            rect = QRectF(0, self._head_px + i * height, self.width(), height)
            last = i == len(self.rows) - 1
            ink, thick = ("t1", 2.0) if last else ("line", 1.0)
            painter.fillRect(QRectF(0, rect.top() - thick / 2, self.width(), thick), theme.colour(ink))
            self._paint_row(painter, rect, row, columns)

    def _paint_head(self, painter: QPainter, columns: tuple[int, ...]) -> None:
        painter.setFont(self._font("label-strong"))
        painter.setPen(self._theme.colour("t3"))
        painter.drawText(QRectF(0, 0, 200, self._head_px), Qt.AlignmentFlag.AlignVCenter, "Muscle")
        left = float(self.width() - sum(columns))
        right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        for head, width in zip(_HEADS, columns, strict=False):
            painter.drawText(QRectF(left, 0, width, self._head_px), right, head)
            left += width

    def _paint_row(self, painter: QPainter, rect: QRectF, row: Row, columns: tuple[int, ...]) -> None:
        left = float(self.width() - sum(columns))
        self._paint(painter, QRectF(0, rect.top(), left, rect.height()), row.name, self._font("base-strong"))
        for cell, width in zip(row.sides, columns, strict=False):
            if cell is not None:
                self._paint_cell(painter, QRectF(left, rect.top(), width, rect.height()), cell)
            left += width
        figures = self._font("title")
        self._paint(painter, QRectF(left, rect.top(), columns[3], rect.height()), row.units, figures, right=True)
        if self._with_plan:
            left += columns[3]
            as_planned = row.plan == AS_PLANNED
            font = self._font("small" if as_planned else "base-strong")
            box = QRectF(left, rect.top(), columns[4], rect.height())
            self._paint(painter, box, row.plan, font, right=True, colour="t3" if as_planned else "t1")

    def _paint_cell(self, painter: QPainter, rect: QRectF, cell: Cell) -> None:
        figures, below = self._font("body"), self._font("label")
        if cell.differs:
            figures.setWeight(QFont.Weight.Bold)
        upper, lower = QFontMetricsF(figures).height() * 0.95, QFontMetricsF(below).height() * 0.95
        top = rect.top() + (rect.height() - upper - lower) / 2
        self._paint(painter, QRectF(rect.left(), top, rect.width(), upper), cell.units, figures, right=True)
        box = QRectF(rect.left(), top + upper, rect.width(), lower)
        self._paint(painter, box, cell.sites, below, right=True, colour="t3")

    def _paint(
        self, painter: QPainter, rect: QRectF, text: str, font: QFont, *, right: bool = False, colour: str = "t1"
    ) -> None:
        painter.setFont(font)
        painter.setPen(self._theme.colour(colour))
        side = Qt.AlignmentFlag.AlignRight if right else Qt.AlignmentFlag.AlignLeft
        flags = side | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextWordWrap
        painter.drawText(rect, int(flags), text)


def spoken_row(row: Row) -> str:
    """Frontalis: right 7.5 units, left 10 units, in all 17.5 units, −2.5"""
    sides = (
        f"{words.side_word(side)} {cell.units} units at {cell.sites}"
        for side, cell in zip(SIDES, row.sides, strict=True)
        if cell is not None
    )
    return f"{row.name}: {', '.join([*sides, f'in all {row.units} units', row.plan])}"
