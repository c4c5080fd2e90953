"""The running totals in the order in which they are asked for: sites, units, volume, syringe, elapsed, use by."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import accumulate

from PySide6.QtCore import QPointF, QRectF, Qt, QTimer, Signal
from PySide6.QtGui import QFontMetricsF, QMouseEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QWidget

from injection_map.domain import words
from injection_map.domain.dosing import Syringe, syringe_in_hand, totals, volume_ml
from injection_map.domain.supply import Need, NeedKind
from injection_map.ui.chair.syringe_drawing import paint_syringe
from injection_map.ui.controls import Card, has_slipped
from injection_map.ui.theme import Theme
from injection_map.ui.visit_model import VisitModel

_SYRINGE_PX = 130
_GROUNDS = {"warn_text": "warn_bg", "bad": "bad_bg"}
SYRINGE, PASSED = "Syringe", "passed"
USE_BY_CAUTION = timedelta(minutes=30)


@dataclass(frozen=True, slots=True)
class Figure:
    """One total: what it is, the figure, what follows it, and what explains it."""

    label: str
    figure: str
    unit: str
    below: str
    syringe_share: float | None = None
    tone: str = ""
    """The colour token of what is to be heeded; empty when it is plain."""


@dataclass(frozen=True, slots=True)
class Cell:
    """Where a figure stands, in px of the bar."""

    figure: Figure
    rect: QRectF
    draws_syringe: bool


class TotalsBar(Card):
    """Painted in one piece: six figures that change with every tick cost one repaint. A tap on the syringe opens it."""

    supply_asked = Signal()
    use_by_over = Signal()
    """The time to use the vial by has passed just now."""

    def __init__(self, theme: Theme, model: VisitModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme, self._model = theme, model
        self._figures: tuple[Figure, ...] = ()
        self._cells: tuple[Cell, ...] = ()
        self._needed: dict[Figure, float] = {}
        self._all_fit = True
        self.syringe_cell = QRectF()
        """Where a tap asks for the syringes, in px of the bar; empty without a vial."""
        self._pressed_at: QPointF | None = None
        self._over = False
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
            before, self._figures = self._figures, figures
            self.setAccessibleName(". ".join(f"{f.label}: {f.figure} {f.unit}, {f.below}" for f in figures))
            self._arrange(before)
        was_over, self._over = self._over, any(figure.figure == PASSED for figure in figures)
        if self._over and not was_over and self.isVisible():
            self.use_by_over.emit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange(())

    def _arrange(self, before: tuple[Figure, ...]) -> None:
        """Give each figure its cell; where all stay in place only those that differ are painted anew."""
        cells, self._cells = self._cells, self._cells_of_figures()
        self.syringe_cell = next((c.rect for c in self._cells if c.figure.label.startswith(SYRINGE)), QRectF())
        in_place = len(before) == len(self._figures) and [c.rect for c in cells] == [c.rect for c in self._cells]
        if not in_place or not self._all_fit:
            self.update()
            return
        for was, cell in zip(before, self._cells, strict=True):
            if was != cell.figure:
                self.update(cell.rect.toAlignedRect())

    def _cells_of_figures(self) -> tuple[Cell, ...]:
        """As wide as their words, with what is left spread evenly."""
        needed = self.needed_widths()
        barrels = [_SYRINGE_PX if figure.syringe_share is not None else 0 for figure in self._figures]
        with_syringe = [words + barrel for words, barrel in zip(needed, barrels, strict=True)]
        draws_syringe = sum(with_syringe) <= self.width()
        widths = with_syringe if draws_syringe else needed
        spare = (self.width() - sum(widths)) / max(1, len(widths))
        self._all_fit = spare >= 0
        lefts = accumulate((width + spare for width in widths), initial=0.0)
        return tuple(
            Cell(figure, QRectF(left, 0, width + spare, self.height()), draws_syringe)
            for figure, left, width in zip(self._figures, lefts, widths, strict=False)
        )

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._pressed_at = event.position() if self.syringe_cell.contains(event.position()) else None

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        pressed_at, self._pressed_at = self._pressed_at, None
        if pressed_at is not None and not has_slipped(pressed_at, event.position()):
            self.supply_asked.emit()

    def _restyle(self) -> None:
        rows = self._row_px + QFontMetricsF(self._theme.font("total")).height()
        if not self._theme.compact:
            rows += self._row_px
        self.setFixedHeight(max(self._theme.px(84, 64), round(self._top_px + rows)))
        self._figures, self._cells, self._needed = (), (), {}
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
        for cell in self._cells:
            if not self._all_fit or event.region().intersects(cell.rect.toAlignedRect()):
                self._paint_cell(painter, cell)

    def _paint_cell(self, painter: QPainter, cell: Cell) -> None:
        figure, rect = cell.figure, cell.rect
        if rect.left():
            painter.fillRect(QRectF(rect.left(), 1, 1, self.height() - 2), self._theme.colour("line"))
        if figure.tone:
            ground = rect.adjusted(1, 1, -1, -1)
            painter.fillRect(ground, self._theme.colour(_GROUNDS[figure.tone]))
        self._paint_figure(painter, rect, figure)
        if figure.syringe_share is not None and cell.draws_syringe:
            barrel = QRectF(rect.right() - 138, rect.center().y() - 2, 120, 18)
            paint_syringe(painter, self._theme, barrel, figure.syringe_share)

    def needed_widths(self) -> list[float]:
        """What the words of each figure need; the syringe is drawn beside its own where there is room for it."""
        theme = self._theme
        strong, light = QFontMetricsF(theme.font("total")), QFontMetricsF(theme.font("second"))
        small = QFontMetricsF(theme.font("label"))
        padding = 2 * theme.px(16, 12)
        for f in set(self._figures) - set(self._needed):
            row = strong.horizontalAdvance(f.figure) + light.horizontalAdvance(f" {f.unit}") + 4
            row = max(row, small.horizontalAdvance(f.below), small.horizontalAdvance(f.label))
            self._needed[f] = row + padding
        self._needed = {f: self._needed[f] for f in self._figures}
        return list(self._needed.values())

    def _paint_figure(self, painter: QPainter, cell: QRectF, figure: Figure) -> None:
        theme = self._theme
        x = cell.left() + theme.px(16, 12)
        top = self._top_px
        strong, light = theme.font("total"), theme.font("second")
        big, second = QFontMetricsF(strong), QFontMetricsF(light)
        line = big.height()
        if not theme.compact:
            self._words(painter, x, top, self._row_px, figure.label, "label", "t3")
            top += self._row_px
        painter.setPen(theme.colour(figure.tone or "t1"))
        painter.setFont(strong)
        painter.drawText(QRectF(x, top, cell.width(), line), Qt.AlignmentFlag.AlignVCenter, figure.figure)
        baseline_x = x + big.horizontalAdvance(figure.figure) + 6
        painter.setPen(theme.colour("t2"))
        painter.setFont(light)
        shift = big.ascent() - second.ascent()
        painter.drawText(QPointF(baseline_x, top + shift + second.ascent()), figure.unit)
        self._words(painter, x, top + line, self._row_px, figure.below, "label", figure.tone or "t3")

    def _words(self, painter: QPainter, x: float, top: float, height: float, text: str, role: str, token: str) -> None:
        painter.setPen(self._theme.colour(token))
        painter.setFont(self._theme.font(role))
        painter.drawText(QRectF(x, top, self.width(), height), Qt.AlignmentFlag.AlignVCenter, text)


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
        made.append(
            _syringe(syringe_in_hand(model.visit, vial), model.need, to_do=model.next_site is not None, compact=compact)
        )
    made.append(_elapsed(model, now))
    if vial is not None and vial.use_by is not None:
        made.append(_use_by(vial.mixed_at, vial.use_by, now, accepted=bool(model.visit.use_by_reason), compact=compact))
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


def _syringe(syringe: Syringe, need: Need | None, *, to_do: bool, compact: bool) -> Figure:
    """The syringe in use, and what has to be taken up before the next site, `to_do` while there is one."""
    label = f"{SYRINGE} {syringe.number} of {syringe.count}"
    share = float(syringe.left_ml / syringe.full_ml)
    last = syringe.number == syringe.count
    ends = syringe.sites_left <= 1 and not last and to_do
    asked = need is not None and need.kind is not NeedKind.USE_BY
    if need is not None and need.kind is NeedKind.SYRINGE:
        below = f"take up syringe {need.number}"
    elif need is not None and need.kind is NeedKind.VIAL:
        below = "used up, another vial"
    elif ends:
        below = f"last site, then syringe {syringe.number + 1}"
    else:
        below = words.count(syringe.sites_left, "site")
        below += " in it" if last or not to_do else f", then syringe {syringe.number + 1}"
    figure = words.millilitres(syringe.left_ml)
    tone = "warn_text" if ends or asked else ""
    if compact:
        return Figure(label, figure, f"mL in syringe {syringe.number} of {syringe.count}", below, tone=tone)
    return Figure(label, figure, "mL left", below, syringe_share=share, tone=tone)


def _elapsed(model: VisitModel, now: datetime) -> Figure:
    started = model.visit.started_at or now
    seconds = max(0, int((now - started).total_seconds()))
    hours, rest = divmod(seconds, 3600)
    if hours:
        return Figure("Elapsed", f"{hours} h {rest // 60:02d}", "min", f"started {words.clock(started)}")
    return Figure("Elapsed", f"{rest // 60}:{rest % 60:02d}", "min", f"started {words.clock(started)}")


def _use_by(mixed: datetime, use_by: datetime, now: datetime, *, accepted: bool, compact: bool) -> Figure:
    """`accepted` tells that somebody gave a reason to go on past it."""
    left = use_by - now
    day = "" if use_by.date() == now.date() else f" {words.weekday(use_by)[:3]}"
    below = f"to use by {words.clock(use_by)}{day}"
    if not compact:
        below = f"mixed {words.clock(mixed)}, use by {words.clock(use_by)}{day}"
    if left <= timedelta(0):
        below = "gone on with a reason" if accepted else "a reason or a new vial"
        return Figure("Use by", PASSED, f"at {words.clock(use_by)}{day}", below, tone="bad")
    seconds = int(left.total_seconds())
    if left <= USE_BY_CAUTION:
        figure = f"{seconds // 60}:{seconds % 60:02d}"
        return Figure("Use by", figure, "min" if compact else "min left", below, tone="warn_text")
    minutes = seconds // 60
    figure = f"{minutes // 60} h {minutes % 60:02d} min" if minutes >= 60 else f"{minutes} min"
    return Figure("Use by", figure, "" if compact else "left", below)
