"""The running totals in the order in which they are asked for: sites, units, volume, syringe, elapsed, use by."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from PySide6.QtCore import QPointF, QRectF, Qt, QTimer
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from injection_map.domain import words
from injection_map.domain.dosing import Syringe, syringe_in_hand, totals, volume_ml
from injection_map.ui.controls import Card
from injection_map.ui.theme import Theme
from injection_map.ui.visit_model import VisitModel

_SYRINGE_PX = 130
USE_BY_CAUTION = timedelta(minutes=30)


@dataclass(frozen=True, slots=True)
class Figure:
    """One total: what it is, the figure, what follows it, and what explains it."""

    label: str
    figure: str
    unit: str
    below: str
    syringe_share: float | None = None
    caution: bool = False


class TotalsBar(Card):
    """Painted in one piece: six figures that change with every tick cost one repaint."""

    def __init__(self, theme: Theme, model: VisitModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme, self._model = theme, model
        self._figures: tuple[Figure, ...] = ()
        self.setObjectName("totals")
        theme.changed.connect(self._restyle)
        model.changed.connect(self.refresh)
        self._seconds = QTimer(self, interval=1000)
        self._seconds.timeout.connect(self.refresh)
        self._restyle()
        self.refresh()

    def set_running(self, running: bool) -> None:
        """Let the clock run while the page is shown."""
        if running:
            self._seconds.start()
        else:
            self._seconds.stop()

    def refresh(self) -> None:
        figures = figures_of(self._model, self._model.clock(), compact=self._theme.compact)
        if figures != self._figures:
            self._figures = figures
            self.setAccessibleName(". ".join(f"{f.label}: {f.figure} {f.unit}, {f.below}" for f in figures))
            self.update()

    def _restyle(self) -> None:
        rows = self._row_px + QFontMetricsF(self._theme.font("total")).height()
        if not self._theme.compact:
            rows += self._row_px
        self.setFixedHeight(max(self._theme.px(84, 64), round(self._top_px + rows)))
        self._figures = ()
        self.refresh()

    @property
    def _top_px(self) -> float:
        return self._theme.px(9, 8)

    @property
    def _row_px(self) -> float:
        """Of the small words above and below a figure."""
        return max(18.0, QFontMetricsF(self._theme.font("label")).height())

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        needed = self.needed_widths()
        barrels = [_SYRINGE_PX if figure.syringe_share is not None else 0 for figure in self._figures]
        with_syringe = [words + barrel for words, barrel in zip(needed, barrels, strict=True)]
        draws_syringe = sum(with_syringe) <= self.width()
        widths = with_syringe if draws_syringe else needed
        spare = (self.width() - sum(widths)) / max(1, len(widths))
        left = 0.0
        for figure, width in zip(self._figures, widths, strict=True):
            if left:
                painter.fillRect(QRectF(left, 1, 1, self.height() - 2), self._theme.colour("line"))
            cell = QRectF(left, 0, width + spare, self.height())
            self._paint_figure(painter, cell, figure)
            if figure.syringe_share is not None and draws_syringe:
                barrel = QRectF(cell.right() - 138, cell.center().y() - 2, 120, 18)
                self._paint_syringe(painter, barrel, figure.syringe_share)
            left += width + spare

    def needed_widths(self) -> list[float]:
        """What the words of each figure need; the syringe is drawn beside its own where there is room for it."""
        theme = self._theme
        strong, light = QFontMetricsF(theme.font("total")), QFontMetricsF(theme.font("second"))
        small = QFontMetricsF(theme.font("label"))
        padding = 2 * theme.px(16, 12)
        needed = []
        for f in self._figures:
            row = strong.horizontalAdvance(f.figure) + light.horizontalAdvance(f" {f.unit}") + 4
            row = max(row, small.horizontalAdvance(f.below), small.horizontalAdvance(f.label))
            needed.append(row + padding)
        return needed

    def _paint_figure(self, painter: QPainter, cell: QRectF, figure: Figure) -> None:
        theme = self._theme
        x = cell.left() + theme.px(16, 12)
        top = self._top_px
        strong, light = theme.font("total"), theme.font("second")
        line = QFontMetricsF(strong).height()
        if not theme.compact:
            self._words(painter, x, top, self._row_px, figure.label, "label", "t3")
            top += self._row_px
        painter.setPen(theme.colour("bad" if figure.caution else "t1"))
        painter.setFont(strong)
        painter.drawText(QRectF(x, top, cell.width(), line), Qt.AlignmentFlag.AlignVCenter, figure.figure)
        baseline_x = x + QFontMetricsF(strong).horizontalAdvance(figure.figure) + 6
        painter.setPen(theme.colour("t2"))
        painter.setFont(light)
        shift = QFontMetricsF(strong).ascent() - QFontMetricsF(light).ascent()
        painter.drawText(QPointF(baseline_x, top + shift + QFontMetricsF(light).ascent()), figure.unit)
        self._words(painter, x, top + line, self._row_px, figure.below, "label", "bad" if figure.caution else "t3")

    def _words(self, painter: QPainter, x: float, top: float, height: float, text: str, role: str, token: str) -> None:
        painter.setPen(self._theme.colour(token))
        painter.setFont(self._theme.font(role))
        painter.drawText(QRectF(x, top, self.width(), height), Qt.AlignmentFlag.AlignVCenter, text)

    def _paint_syringe(self, painter: QPainter, rect: QRectF, share: float) -> None:
        theme = self._theme
        pen = QPen(theme.colour("edge"), 1.5)
        painter.setPen(pen)
        painter.setBrush(theme.colour("sunk"))
        barrel = rect.adjusted(8, 0, 0, 0)
        painter.drawRoundedRect(barrel, 4, 4)
        painter.drawLine(rect.topLeft() + QPointF(0, 4), rect.bottomLeft() - QPointF(0, 4))
        painter.drawLine(QPointF(rect.left(), rect.center().y()), QPointF(barrel.left(), rect.center().y()))
        if share > 0:
            filled = barrel.adjusted(2, 2, -2, -2)
            filled.setLeft(filled.right() - filled.width() * share)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.colour("act"))
            painter.drawRoundedRect(filled, 3, 3)
        painter.setPen(pen)
        for i in range(1, 10):
            x = barrel.left() + barrel.width() * i / 10
            painter.drawLine(QPointF(x, barrel.bottom()), QPointF(x, barrel.bottom() - (7 if i == 5 else 4)))


def figures_of(model: VisitModel, now: datetime, *, compact: bool) -> tuple[Figure, ...]:
    """The totals in words; a visit without a vial has no volume, syringe or use-by time."""
    made = [_sites(model), _units(model, compact=compact)]
    vial = model.visit.vial
    if vial is not None:
        sums = totals(model.visit.sites)
        if not compact:
            given = words.millilitres(volume_ml(sums.units_given, vial))
            expected = words.millilitres(volume_ml(sums.units_expected, vial))
            per_tenth = words.units(vial.units / vial.diluent_ml / 10)
            made.append(Figure("Volume", given, f"of {expected} mL", f"{per_tenth} in 0.1 mL"))
        made.append(_syringe(syringe_in_hand(model.visit, vial), compact=compact))
    made.append(_elapsed(model, now))
    if vial is not None and vial.use_by is not None:
        made.append(_use_by(vial.mixed_at, vial.use_by, now, compact=compact))
    return tuple(made)


def _sites(model: VisitModel) -> Figure:
    sums = totals(model.visit.sites)
    skipped = f"{sums.sites_skipped} skipped, " if sums.sites_skipped else ""
    below = f"{skipped}{sums.sites_to_do} to do"
    return Figure("Sites given", str(sums.sites_given), f"of {sums.sites} sites", below)


def _units(model: VisitModel, *, compact: bool) -> Figure:
    sums = totals(model.visit.sites)
    below = f"plan {words.figure(sums.units_planned)}"
    if sums.units_difference:
        below += f", changes {words.signed_figure(sums.units_difference)}"
    elif compact and (given := model.vial_volume_ml(sums.units_given)) is not None:
        expected = model.vial_volume_ml(sums.units_expected)
        assert expected is not None
        below = f"{words.millilitres(given)} of {words.millilitres(expected)} mL"
    return Figure("Units given", words.figure(sums.units_given), f"of {words.units(sums.units_expected)}", below)


def _syringe(syringe: Syringe, *, compact: bool) -> Figure:
    label = f"Syringe {syringe.number} of {syringe.count}"
    share = float(syringe.left_ml / syringe.full_ml)
    last = syringe.number == syringe.count
    if syringe.sites_left <= 1 and not last:
        below = f"last site, then syringe {syringe.number + 1}"
    else:
        below = words.count(syringe.sites_left, "site")
        below += " in it" if last else f", then syringe {syringe.number + 1}"
    figure = words.millilitres(syringe.left_ml)
    if compact:
        return Figure(label, figure, f"mL in syringe {syringe.number} of {syringe.count}", below)
    return Figure(label, figure, "mL left", below, syringe_share=share)


def _elapsed(model: VisitModel, now: datetime) -> Figure:
    started = model.visit.started_at or now
    seconds = max(0, int((now - started).total_seconds()))
    hours, rest = divmod(seconds, 3600)
    if hours:
        return Figure("Elapsed", f"{hours} h {rest // 60:02d}", "min", f"started {words.clock(started)}")
    return Figure("Elapsed", f"{rest // 60}:{rest % 60:02d}", "min", f"started {words.clock(started)}")


def _use_by(mixed: datetime, use_by: datetime, now: datetime, *, compact: bool) -> Figure:
    left = use_by - now
    day = "" if use_by.date() == now.date() else f" {words.weekday(use_by)[:3]}"
    below = f"to use by {words.clock(use_by)}{day}"
    if not compact:
        below = f"mixed {words.clock(mixed)}, use by {words.clock(use_by)}{day}"
    if left <= timedelta(0):
        return Figure("Use by", "passed", f"at {words.clock(use_by)}{day}", "a reason or a new vial", caution=True)
    minutes = int(left.total_seconds() // 60)
    figure = f"{minutes // 60} h {minutes % 60:02d} min" if minutes >= 60 else f"{minutes} min"
    return Figure("Use by", figure, "" if compact else "left", below, caution=left <= USE_BY_CAUTION)
