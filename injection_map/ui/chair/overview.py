"""All four views: the head unrolled in the upper row, the back with its sixteen sites below."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QPainter, QPainterPath, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QWidget

from injection_map.diagram.art_cache import ArtCache
from injection_map.diagram.frames import Style
from injection_map.diagram.marks import paint_mark
from injection_map.domain.dosing import totals
from injection_map.domain.protocol import Side, View
from injection_map.domain.session import SiteState
from injection_map.ui.chair.hero_view import HeroView
from injection_map.ui.chair.look import look_of
from injection_map.ui.chair.thumbnail import view_totals
from injection_map.ui.controls import PressButton
from injection_map.ui.theme import Theme
from injection_map.ui.visit_model import VisitModel
from injection_map.ui.wording import TREATMENT_VIEWS, VIEW_NAMES, given_and_skipped, given_of, view_words

_UNROLLED = (View.RIGHT, View.FRONT, View.LEFT)
"""The patient's right stays on the viewer's left for the whole row."""
GAP_PX = 10


class _ViewCard(PressButton):
    """A view with its name and count; a press on its head shows it alone.

    The back also lists its muscles by side, where there is room.
    """

    view_asked = Signal(object)

    def __init__(self, theme: Theme, model: VisitModel, art: ArtCache, view: View) -> None:
        super().__init__()
        self._theme, self._model = theme, model
        self.setObjectName(f"card-{view}")
        self.clicked.connect(self._on_clicked)
        self.drawing = HeroView(theme, model, art, style=Style.OVERVIEW)
        self.drawing.setParent(self)
        self.drawing.set_view(view)
        self.drawing.setObjectName(f"overview-{view}")
        self._lists = [_SideList(theme, model, side) for side in (Side.LEFT, Side.RIGHT)] if view is View.BACK else []
        for side_list in self._lists:
            side_list.setParent(self)

    @property
    def _head_px(self) -> int:
        return self._theme.px(34, 28)

    def _on_clicked(self) -> None:
        self.view_asked.emit(self.drawing.view)

    def refresh(self) -> None:
        view, next_site = self.drawing.view, self._model.next_site
        current = ", the next site is here" if next_site is not None and next_site.view is view else ""
        self.setAccessibleName(f"{view_words(view, view_totals(self._model, view))}{current}")
        self.drawing.refresh()
        self.update()
        for side_list in self._lists:
            side_list.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        top = self._head_px
        self.drawing.setGeometry(3, top, self.width() - 6, self.height() - top - 8)
        for side_list, left in zip(self._lists, (22, self.width() - 190), strict=False):
            side_list.setGeometry(left, top + 58, 180, min(220, self.height() - top - 70))
            side_list.setVisible(self.width() > 860 and self.height() > 300)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        theme, view = self._theme, self.drawing.view
        next_site = self._model.next_site
        current = next_site is not None and next_site.view is view
        width = 3.0 if current else 1.0
        frame = QRectF(self.rect()).adjusted(width / 2, width / 2, -width / 2, -width / 2)
        path = QPainterPath()
        path.addRoundedRect(frame, 10, 10)
        painter.fillPath(path, theme.colour("stage"))
        painter.setClipPath(path)
        head = QRectF(0, 0, self.width(), self._head_px)
        painter.fillRect(head, theme.colour("act_tint" if current or self._hovered else "sunk"))
        painter.fillRect(QRectF(0, head.bottom() - 1, self.width(), 1), theme.colour("line"))
        painter.setClipping(False)
        painter.setPen(QPen(theme.colour("act" if current else "line"), width))
        painter.drawPath(path)
        words = head.adjusted(12, 1, -12, 0)
        painter.setPen(theme.colour("t1"))
        painter.setFont(theme.font("small-strong"))
        painter.drawText(words, Qt.AlignmentFlag.AlignVCenter, VIEW_NAMES[view])
        painter.setPen(theme.colour("t2"))
        painter.setFont(theme.font("small"))
        right = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight
        painter.drawText(words, right, given_and_skipped(view_totals(self._model, view)))


class _SideList(QWidget):
    """The muscles of one side of the back with their marks and counts."""

    def __init__(self, theme: Theme, model: VisitModel, side: Side) -> None:
        super().__init__()
        self._theme, self._model, self._side = theme, model, side
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        theme = self._theme
        by_muscle: dict[str, list[SiteState]] = {}
        for site in self._model.visit.sites:
            if site.view is View.BACK and site.side is self._side:
                by_muscle.setdefault(site.muscle, []).append(site)
        y = 0.0
        for muscle, sites in by_muscle.items():
            painter.setPen(theme.colour("t1"))
            painter.setFont(theme.font("small-strong"))
            name = self._model.protocol.muscle_name(muscle)
            painter.drawText(QRectF(0, y, self.width(), 20), Qt.AlignmentFlag.AlignVCenter, name)
            x = 10.0
            for site in sites:
                look = look_of(site, next_site=self._model.next_site, unsaved=self._model.unsaved_sites)
                paint_mark(painter, look, QPointF(x, y + 36), 8, theme.colours.in_panel)
                x += 32 if look.number else 24
            painter.setPen(theme.colour("t3"))
            painter.setFont(theme.font("label"))
            painter.drawText(QRectF(x, y + 26, 80, 20), Qt.AlignmentFlag.AlignVCenter, given_of(totals(sites)))
            y += 70


class Overview(QWidget):
    """Card and button do not change beside it: one can go on injecting from here."""

    view_asked = Signal(object)
    """A View: the head of its card was pressed."""

    def __init__(self, theme: Theme, model: VisitModel, art: ArtCache, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._top = 8
        self._cards = {view: _ViewCard(theme, model, art, view) for view in (*_UNROLLED, View.BACK)}
        for card in self._cards.values():
            card.setParent(self)
            card.view_asked.connect(self.view_asked)

    @property
    def views(self) -> list[HeroView]:
        return [card.drawing for card in self._cards.values()]

    def focus_chain(self) -> list[QWidget]:
        """In treatment order: each view's sites, and its head."""
        return [widget for view in TREATMENT_VIEWS for widget in (self._cards[view].drawing, self._cards[view])]

    def set_top(self, top: int) -> None:
        """Leave room above, where a control lies over the stage."""
        if top != self._top:
            self._top = top
            self._lay_out()

    def refresh(self) -> None:
        if self.isVisible():
            for card in self._cards.values():
                card.refresh()

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._lay_out()

    def _lay_out(self) -> None:
        width, height = self.width() - 2 * GAP_PX, self.height() - self._top - GAP_PX
        upper = round(height * 0.47)
        each = (width - 2 * GAP_PX) // 3
        for i, view in enumerate(_UNROLLED):
            self._cards[view].setGeometry(GAP_PX + i * (each + GAP_PX), self._top, each, upper)
        self._cards[View.BACK].setGeometry(GAP_PX, self._top + upper + GAP_PX, width, height - upper - GAP_PX)
