"""The small views beside the large one: four, in treatment order, always the four."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPainterPath, QPaintEvent, QPen, QResizeEvent

from injection_map.diagram.art_cache import ArtCache
from injection_map.diagram.frames import Style
from injection_map.domain.dosing import Totals, totals
from injection_map.domain.protocol import View
from injection_map.ui.chair.diagram_view import DiagramView
from injection_map.ui.controls import PressButton
from injection_map.ui.theme import Theme
from injection_map.ui.visit_model import VisitModel
from injection_map.ui.wording import SHORT_VIEW_NAMES, VIEW_NAMES, given_and_skipped, given_of


def view_totals(model: VisitModel, view: View) -> Totals:
    return totals(site for site in model.visit.sites if site.view is view)


class Thumbnail(PressButton):
    """A small view with its count; a press shows it. The next site does not change."""

    def __init__(self, theme: Theme, model: VisitModel, art: ArtCache, view: View) -> None:
        super().__init__()
        self._theme, self._model, self.view = theme, model, view
        self._was_shown = False
        self.setObjectName(f"view-{view}")
        self.drawing = DiagramView(theme, model, art, style=Style.THUMBNAIL, parent=self)
        self.drawing.set_view(view)
        self.drawing.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.clicked.connect(self._on_clicked)
        theme.changed.connect(self._place)

    def _on_clicked(self) -> None:
        self._model.show_view(self.view)

    @property
    def _is_shown(self) -> bool:
        return self._model.shown_view is self.view

    @property
    def _head_px(self) -> int:
        return self._theme.px(34, 27)

    def refresh(self) -> None:
        sums = view_totals(self._model, self.view)
        shown = ", shown" if self._is_shown else ""
        self.drawing.refresh()
        spoken = f"{VIEW_NAMES[self.view]} view, {given_and_skipped(sums)}{shown}"
        if spoken != self.accessibleName():
            self.setAccessibleName(spoken)
            self._repaint_frame()

    def _repaint_frame(self) -> None:
        """The head and, where the view is or was the shown one, the edge; never the drawing, which costs most."""
        if self._is_shown is self._was_shown:
            self.update(0, 0, self.width(), self._head_px)
        else:
            self._was_shown = self._is_shown
            self.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._place()

    def _place(self) -> None:
        edge = 3
        self.drawing.setGeometry(edge, self._head_px, self.width() - 2 * edge, self.height() - self._head_px - 9)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        theme, shown = self._theme, self._is_shown
        width = 3.0 if shown else 1.0
        frame = QRectF(self.rect()).adjusted(width / 2, width / 2, -width / 2, -width / 2)
        path = QPainterPath()
        path.addRoundedRect(frame, 10, 10)
        painter.fillPath(path, theme.colour("stage"))
        painter.setClipPath(path)
        head = QRectF(0, 0, self.width(), self._head_px)
        painter.fillRect(head, theme.colour("act_tint" if shown or self._hovered else "sunk"))
        painter.fillRect(QRectF(0, head.bottom() - 1, self.width(), 1), theme.colour("line"))
        painter.setClipping(False)
        painter.setPen(QPen(theme.colour("act" if shown else "line"), width))
        painter.drawPath(path)
        self._paint_words(painter, head.adjusted(theme.px(10, 7), 1, -theme.px(10, 7), 0))

    def _paint_words(self, painter: QPainter, head: QRectF) -> None:
        theme = self._theme
        names = SHORT_VIEW_NAMES if theme.compact else VIEW_NAMES
        painter.setPen(theme.colour("t1"))
        painter.setFont(theme.font("small-strong"))
        painter.drawText(head, Qt.AlignmentFlag.AlignVCenter, names[self.view])
        painter.setPen(theme.colour("t2"))
        painter.setFont(theme.font("small"))
        count = given_of(view_totals(self._model, self.view))
        painter.drawText(head, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, count)
