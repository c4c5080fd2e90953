"""The head on which a trainee shows a place: bare before the answer, with muscle, site and cross after it."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, QSizeF, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QWidget

from injection_map.diagram.answers import AnswerOnView, paint_answer
from injection_map.diagram.art import ArtRequest, Treated
from injection_map.diagram.art_cache import ArtCache
from injection_map.diagram.boxes import Size
from injection_map.diagram.compose import build_scene
from injection_map.diagram.frames import Style
from injection_map.diagram.lettering import draw_outlined
from injection_map.diagram.letters import face_and_back_words
from injection_map.diagram.marks import MarkLook, MarkState
from injection_map.diagram.paint import paint_view
from injection_map.diagram.scene import SiteOnView, ViewRequest, ViewScene
from injection_map.domain.geometry import PointMm
from injection_map.domain.protocol import View
from injection_map.ui.controls import has_slipped
from injection_map.ui.theme import Theme
from injection_map.ui.wording import VIEW_NAMES

_STEP_MM, _LONG_STEP_MM = 1.0, 10.0
_AIM_PX = 26.0
_TRUE = "the true site"


@dataclass(frozen=True, slots=True)
class OnStage:
    """What the stage shows. Without `treated` neither muscle nor bone is drawn, unless `muscles` asks for all, faintly.

    `asks` is whether a place can be shown on it.
    """

    view: View
    asks: bool = False
    muscles: bool = False
    treated: Treated | None = None
    sites: tuple[SiteOnView, ...] = ()
    next_key: str | None = None
    answer: AnswerOnView | None = None
    words: str = ""

    @property
    def all_sites(self) -> tuple[SiteOnView, ...]:
        """The true site of an answer too: its muscle is drawn as the one that is meant."""
        if self.answer is None or self.treated is None:
            return self.sites
        true_site = SiteOnView(_TRUE, self.treated.muscle, self.answer.site, MarkLook(MarkState.GIVEN))
        return (*self.sites, true_site)

    @property
    def style(self) -> Style:
        return Style.OVERVIEW if self.muscles or self.treated else Style.BARE


_ARROWS = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, -1),
    Qt.Key.Key_Down: (0, 1),
}


class ExamStage(QWidget):
    """Tells where it was touched, in mm of the view. With the keyboard the arrows aim and Enter places."""

    placed = Signal(object)
    """A PointMm."""

    def __init__(self, theme: Theme, art: ArtCache, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme, self._art = theme, art
        self._shown = OnStage(View.FRONT)
        self._scene: ViewScene | None = None
        self._pressed_at: QPointF | None = None
        self._aim: PointMm | None = None
        self.setObjectName("exam-stage")
        self.setMinimumSize(320, 240)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        art.ready.connect(self._on_art)
        theme.changed.connect(self._compose)

    @property
    def scene(self) -> ViewScene | None:
        return self._scene

    @property
    def shown(self) -> OnStage:
        return self._shown

    def show_on(self, shown: OnStage) -> None:
        if shown.view is not self._shown.view or not shown.asks:
            self._aim = None
        self._shown = shown
        self._pressed_at = None
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus if shown.asks else Qt.FocusPolicy.NoFocus)
        self.setCursor(Qt.CursorShape.CrossCursor if shown.asks else Qt.CursorShape.ArrowCursor)
        self.setAccessibleName(f"{VIEW_NAMES[shown.view]} view")
        self.setAccessibleDescription(shown.words)
        self._compose()

    def _compose(self) -> None:
        if self.width() < 2 or self.height() < 2:
            return
        size, shown = QSizeF(self.size()), self._shown
        self._scene = build_scene(
            ViewRequest(
                view=shown.view,
                style=shown.style,
                width_px=size.width(),
                height_px=size.height(),
                sites=shown.all_sites,
                colours=self._theme.colours,
                treated=shown.treated,
                next_key=shown.next_key,
                text_scale=self._text_scale,
            )
        )
        self.update()

    @property
    def _text_scale(self) -> float:
        return self._theme.font_percent / 100

    def is_drawn(self) -> bool:
        """Whether the art that belongs to the scene is there, and not a stand-in."""
        if self._scene is None:
            return False
        art = self._art.request(self._scene.art_request(self.devicePixelRatioF()))
        return art is not None and art.exact

    # --- events -------------------------------------------------------------------------------------------------

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._compose()

    def _on_art(self, request: ArtRequest) -> None:
        if request.view is self._shown.view:
            self.update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A second button cancels the first."""
        left = event.button() is Qt.MouseButton.LeftButton
        self._pressed_at = event.position() if left and self._shown.asks else None

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        pressed_at, self._pressed_at = self._pressed_at, None
        if pressed_at is not None and self._scene is not None and not has_slipped(pressed_at, event.position()):
            self.placed.emit(self._scene.transform.to_mm(event.position()))

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """The second press of a double click is none: the place was shown with the first."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        if self._shown.asks and self._scene is not None and key in _ARROWS:
            self._move_aim(*_ARROWS[key], far=bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier))
        elif self._aim is not None and key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.isAutoRepeat():
            self.placed.emit(self._aim)
        else:
            event.ignore()

    def _move_aim(self, across: int, down: int, *, far: bool) -> None:
        assert self._scene is not None
        shown = self._scene.transform.shown
        aim = self._aim or self._scene.transform.centre
        by = _LONG_STEP_MM if far else _STEP_MM
        self._aim = PointMm(
            min(max(aim.x + across * by, shown.x), shown.x + shown.width),
            min(max(aim.y + down * by, shown.y), shown.y + shown.height),
        )
        self.update()

    # --- painting -----------------------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), self._theme.colour("stage"))
        if self._scene is None:
            return
        art = self._art.request(self._scene.art_request(self.devicePixelRatioF()))
        paint_view(painter, self._scene, art)
        self._paint_face_and_back(painter)
        if self._shown.answer is not None:
            paint_answer(
                painter,
                self._shown.answer,
                self._scene.transform,
                self._theme.colours,
                text_scale=self._text_scale,
            )
        if self._aim is not None and self._shown.asks:
            self._paint_aim(painter, self._scene.transform.to_px(self._aim))

    def _paint_face_and_back(self, painter: QPainter) -> None:
        size = Size(self.width(), self.height())
        fill, outline = self._theme.colours.t2, self._theme.colours.stage  # a narrow stage has the head under them
        for run, _ in face_and_back_words(self._shown.view, size, text_scale=self._text_scale):
            draw_outlined(painter, QPointF(*run.start), run.text, run.size_px, run.weight, fill=fill, outline=outline)

    def _paint_aim(self, painter: QPainter, at: QPointF) -> None:
        """A ring with four arms and nothing in its middle, where the place has to be seen."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        ink = self._theme.colours.on_art
        for colour, width in ((ink.keyline or ink.glyph, 5.0), (ink.next, 2.0)):
            painter.setPen(QPen(QColor(colour), width))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawEllipse(QRectF(at.x() - 13, at.y() - 13, 26, 26))
            for across, down in ((1, 0), (-1, 0), (0, 1), (0, -1)):
                way = QPointF(across, down)
                painter.drawLine(at + way * 7, at + way * _AIM_PX)
