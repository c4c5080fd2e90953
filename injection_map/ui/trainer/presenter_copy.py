"""The trainer's small copy of the audience view: pointed at and drawn on by mouse, finger or pen."""

from __future__ import annotations

from enum import Enum

from PySide6.QtCore import QEvent, QPointF, QRect, QSize, Qt
from PySide6.QtGui import QInputDevice, QMouseEvent, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QWidget

from injection_map.diagram.art_cache import ArtCache
from injection_map.domain.geometry import PointMm
from injection_map.ui.icons import Icons
from injection_map.ui.trainer.audience import AudienceSheet
from injection_map.ui.trainer.demonstration_model import DemonstrationModel

_WHEEL_STEP = 120


class Tool(Enum):
    """What the hand on the copy does."""

    POINTER = "Pointer"
    PEN = "Pen"


class _Copy(AudienceSheet):
    """A pointer goes where the mouse is, without a press; a finger points while it is down."""

    def __init__(self, icons: Icons, model: DemonstrationModel, art: ArtCache, parent: QWidget) -> None:
        super().__init__(icons, model, art, motion=False, parent=parent)
        self.tool = Tool.POINTER
        self._turned = 0
        self.setObjectName("audience-copy")
        self.setAccessibleName("What the audience sees")
        self.setMouseTracking(True)
        for child in (self.stage, self.words):
            child.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() is not Qt.MouseButton.LeftButton:
            return
        point = self._on_stage(event.position())
        if self.tool is Tool.PEN and point is not None:
            self._model.pen_down(point)
        elif self.tool is Tool.POINTER:
            self._point(event.position())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        point = self._on_stage(event.position())
        if self.tool is Tool.POINTER:
            self._point(event.position())
        elif point is not None and event.buttons() & Qt.MouseButton.LeftButton:
            self._model.pen_to(point)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._model.pen_up()
        if event.device().type() is QInputDevice.DeviceType.TouchScreen:
            self._model.point_at(None)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """The second press of two short strokes is a press."""
        self.mousePressEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        self._model.point_at(None)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """One step of a wheel is one step of closeness; a touchpad's small turns add up to one."""
        self._turned += event.angleDelta().y()
        while abs(self._turned) >= _WHEEL_STEP:
            closer = self._turned > 0
            self._turned += -_WHEEL_STEP if closer else _WHEEL_STEP
            (self._model.zoom_in if closer else self._model.zoom_out)()

    def _point(self, position: QPointF) -> None:
        if self.rect().contains(position.toPoint()):
            self._model.point_at(QPointF(position.x() / self.width(), position.y() / self.height()))
        else:
            self._model.point_at(None)

    def _on_stage(self, position: QPointF) -> PointMm | None:
        if not self.stage.geometry().contains(position.toPoint()):
            return None
        return self.stage.to_mm(position - QPointF(self.stage.pos()))


class PresenterCopy(QWidget):
    """Holds the copy in the shape of the audience's screen, as large as there is room."""

    def __init__(
        self, icons: Icons, model: DemonstrationModel, art: ArtCache, *, shape: QSize, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.sheet = _Copy(icons, model, art, self)
        self._model, self._shape = model, shape
        self.setMinimumSize(480, 270)

    def set_shape(self, shape: QSize) -> None:
        """The size of the audience view, of which only the ratio counts."""
        self._shape = shape
        self._fit()

    def set_tool(self, tool: Tool) -> None:
        self.sheet.tool = tool
        self.sheet.setCursor(Qt.CursorShape.CrossCursor if tool is Tool.PEN else Qt.CursorShape.ArrowCursor)
        self._model.point_at(None)

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._fit()

    def _fit(self) -> None:
        size = self._shape.scaled(self.size(), Qt.AspectRatioMode.KeepAspectRatio)
        place = QRect(0, 0, size.width(), size.height())
        place.moveCenter(self.rect().center())
        self.sheet.setGeometry(place)
