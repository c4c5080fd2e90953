"""Bars: months upright, given solid and discarded hatched; or one named thing a line. On the page, and in a file."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QLineF, QMarginsF, QRectF, QSize, QSizeF, Qt
from PySide6.QtGui import QBrush, QFontMetricsF, QImage, QPageLayout, QPageSize, QPainter, QPaintEvent, QPdfWriter, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from injection_map.ui.audit_answers import Bar, Picture
from injection_map.ui.theme import Density, Theme

_GAP_PX, _MOST_BAR_PX, _LEGEND_PX = 8.0, 48.0, 14.0
_PAGE_PX = (1400, 900)
_MOST_SPOKEN = 40
_DPI = 96


class BarChart(QWidget):
    """Shows some pictures, one below the other. What is drawn is told to a screen reader in words."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._pictures: tuple[Picture, ...] = ()
        self.setObjectName("audit-chart")
        self.setAccessibleName("Picture of the table")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        theme.changed.connect(self.update)

    def show_pictures(self, pictures: Sequence[Picture]) -> None:
        self._pictures = tuple(pictures)
        self.setAccessibleDescription(" ".join(map(picture_words, pictures)))
        self.update()

    def minimumSizeHint(self) -> QSize:
        return QSize(220, 180)

    def sizeHint(self) -> QSize:
        return QSize(460, 360)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        paint_pictures(painter, QRectF(self.rect()), self._pictures, self._theme)


def picture_words(picture: Picture) -> str:
    """Units of Botox by month: Oct-2025 155 given, 45 discarded; Nov-2025 310 given, 90 discarded. The last forty."""
    bars = picture.bars[-_MOST_SPOKEN:] if picture.upright else picture.bars[:_MOST_SPOKEN]
    return f"{picture.title}: {'; '.join(f'{bar.label} {bar.words}' for bar in bars)}."


def picture_png(pictures: Sequence[Picture], theme: Theme) -> bytes:
    """In the light colours, whatever the screen's are, twice as fine as the screen."""
    image = QImage(_PAGE_PX[0] * 2, _PAGE_PX[1] * 2, QImage.Format.Format_RGB32)
    image.setDevicePixelRatio(2)
    image.fill(Qt.GlobalColor.white)
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    _paint_page(painter, pictures, theme)
    painter.end()
    data, buffer = _buffer()
    image.save(buffer, "PNG")  # type: ignore[call-overload]
    return bytes(data.data())


def picture_pdf(pictures: Sequence[Picture], theme: Theme) -> bytes:
    """One page in the pictures' own size."""
    data, buffer = _buffer()
    writer = QPdfWriter(buffer)
    writer.setResolution(_DPI)
    size = QSizeF(*_PAGE_PX) * 72 / _DPI
    page = QPageSize(size, QPageSize.Unit.Point, "", QPageSize.SizeMatchPolicy.ExactMatch)
    writer.setPageLayout(QPageLayout(page, QPageLayout.Orientation.Portrait, QMarginsF()))
    painter = QPainter(writer)
    _paint_page(painter, pictures, theme)
    painter.end()
    return bytes(data.data())


def _buffer() -> tuple[QByteArray, QBuffer]:
    data = QByteArray()
    buffer = QBuffer(data)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    return data, buffer


def _paint_page(painter: QPainter, pictures: Sequence[Picture], theme: Theme) -> None:
    on_paper = Theme(theme.icons, density=Density.WIDE)
    paint_pictures(painter, QRectF(0, 0, *_PAGE_PX).adjusted(40, 40, -40, -40), pictures, on_paper)


def paint_pictures(painter: QPainter, rect: QRectF, pictures: Sequence[Picture], theme: Theme) -> None:
    """One below the other, each with the same height."""
    for number, picture in enumerate(pictures):
        height = (rect.height() - 2 * _GAP_PX * (len(pictures) - 1)) / len(pictures)
        top = rect.top() + number * (height + 2 * _GAP_PX)
        _PicturePainter(painter, QRectF(rect.left(), top, rect.width(), height), picture, theme).paint()


class _PicturePainter:
    def __init__(self, painter: QPainter, rect: QRectF, picture: Picture, theme: Theme) -> None:
        self._painter, self._picture, self._theme = painter, picture, theme
        self._rect = rect
        self._small = QFontMetricsF(theme.font("label"))

    def paint(self) -> None:
        plot = self._paint_head()
        if self._picture.upright:
            self._paint_upright(plot)
        else:
            self._paint_lines(plot)

    def _paint_head(self) -> QRectF:
        """The title, and which part of a bar is what; returns the room below."""
        title = QFontMetricsF(self._theme.font("base-strong"))
        top = QRectF(self._rect.left(), self._rect.top(), self._rect.width(), title.height())
        shown = title.elidedText(self._picture.title, Qt.TextElideMode.ElideRight, top.width())
        self._write(top, shown, "base-strong", "t1", Qt.AlignmentFlag.AlignLeft)
        bottom = top.bottom() + _GAP_PX
        if len(self._picture.series) > 1:
            left = top.left()
            for number, name in enumerate(self._picture.series):
                box = QRectF(left, bottom + (self._small.height() - _LEGEND_PX) / 2, _LEGEND_PX, _LEGEND_PX)
                self._fill(box, number)
                left = box.right() + 6
                width = self._small.horizontalAdvance(name)
                self._write(
                    QRectF(left, bottom, width + 2, self._small.height()),
                    name,
                    "label",
                    "t2",
                    Qt.AlignmentFlag.AlignLeft,
                )
                left += width + 20
            bottom += self._small.height() + _GAP_PX
        return QRectF(self._rect.left(), bottom, self._rect.width(), max(1.0, self._rect.bottom() - bottom))

    # --- months -------------------------------------------------------------------------------------------------

    def _paint_upright(self, room: QRectF) -> None:
        bars = self._picture.bars
        most = max((sum(bar.parts) for bar in bars), default=0.0) or 1.0
        step = round_step(most / 4)
        highest = step * -(-most // step)
        left = room.left() + self._small.horizontalAdvance(f"{highest:,.0f}") + _GAP_PX
        foot = self._small.height() + _GAP_PX
        plot = QRectF(
            left,
            room.top() + self._small.height() / 2,
            room.right() - left,
            room.height() - foot - self._small.height() / 2,
        )
        self._paint_grid(plot, step, highest, room.left())
        plot.setRight(plot.right() - max(0.0, (self._month_px - plot.width() / max(1, len(bars))) / 2))
        slot = plot.width() / max(1, len(bars))
        width = max(1.0, min(_MOST_BAR_PX, slot * 0.72))
        for number, bar in enumerate(bars):
            middle = plot.left() + slot * (number + 0.5)
            top = plot.bottom()
            for part, value in enumerate(bar.parts):
                height = plot.height() * value / highest
                top -= height
                if height > 0:
                    self._fill(QRectF(middle - width / 2, top, width, height), part)
        self._paint_months(plot, slot, bars)

    def _paint_grid(self, plot: QRectF, step: float, highest: float, left: float) -> None:
        for number in range(round(highest / step) + 1):
            y = plot.bottom() - plot.height() * number * step / highest
            self._painter.setPen(QPen(self._theme.colour("line"), 1))
            self._painter.drawLine(QLineF(plot.left(), y, plot.right(), y))
            box = QRectF(left, y - self._small.height() / 2, plot.left() - left - _GAP_PX, self._small.height())
            self._write(box, f"{number * step:,.0f}", "label", "t3", Qt.AlignmentFlag.AlignRight)

    def _paint_months(self, plot: QRectF, slot: float, bars: Sequence[Bar]) -> None:
        """Every month where there is room, else each so many, counted back from the last."""
        each = max(1, -int(-self._month_px // slot))
        for number in range(len(bars) - 1, -1, -each):
            left = plot.left() + slot * (number + 0.5) - self._month_px / 2
            if left >= self._rect.left():
                box = QRectF(left, plot.bottom() + _GAP_PX / 2, self._month_px, self._small.height())
                self._write(box, bars[number].label, "label", "t3", Qt.AlignmentFlag.AlignHCenter)

    @property
    def _month_px(self) -> float:
        """The room that the name of a month takes."""
        widths = (self._small.horizontalAdvance(bar.label) for bar in self._picture.bars)
        return max(widths, default=0.0) + _GAP_PX

    # --- named things -------------------------------------------------------------------------------------------

    def _paint_lines(self, room: QRectF) -> None:
        """As many as there is room for, each with its name above it."""
        high = 2 * self._small.height() + _GAP_PX
        bars = self._picture.bars[: max(1, int(room.height() // high))]
        most = max((sum(bar.parts) for bar in bars), default=0.0) or 1.0
        for number, bar in enumerate(bars):
            top = room.top() + number * high
            said = self._small.horizontalAdvance(bar.words) + 2
            name = self._small.elidedText(bar.label, Qt.TextElideMode.ElideRight, room.width() - said - _GAP_PX)
            line = QRectF(room.left(), top, room.width(), self._small.height())
            self._write(line, name, "label", "t1", Qt.AlignmentFlag.AlignLeft)
            self._write(line, bar.words, "label", "t2", Qt.AlignmentFlag.AlignRight)
            left = room.left()
            for part, value in enumerate(bar.parts):
                width = room.width() * value / most
                self._fill(QRectF(left, line.bottom() + 1, max(1.0, width), self._small.height() * 0.6), part)
                left += width

    def _fill(self, rect: QRectF, part: int) -> None:
        """The first part is solid, the second hatched in an outline: told apart without colours."""
        colour = self._theme.colour("act")
        if part == 0:
            self._painter.fillRect(rect, colour)
            return
        self._painter.fillRect(rect, self._theme.colour("surface"))
        self._painter.fillRect(rect, QBrush(self._theme.colour("t1"), Qt.BrushStyle.BDiagPattern))
        self._painter.setPen(QPen(self._theme.colour("t1"), 1))
        self._painter.setBrush(Qt.BrushStyle.NoBrush)
        self._painter.drawRect(rect)

    def _write(self, rect: QRectF, text: str, role: str, colour: str, side: Qt.AlignmentFlag) -> None:
        self._painter.setFont(self._theme.font(role))
        self._painter.setPen(self._theme.colour(colour))
        flags = int(side | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextDontClip | Qt.TextFlag.TextSingleLine)
        self._painter.drawText(rect, flags, text)


def round_step(least: float) -> float:
    """1, 2, 5, 10, 20, 50 and so on: the first that is not less."""
    power = 1.0
    while True:
        for figure in (1, 2, 5):
            if figure * power >= least:
                return figure * power
        power *= 10
