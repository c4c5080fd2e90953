"""The audience view: one site in huge type, on the second screen where there is one. The trainer's copy is the same."""

from __future__ import annotations

from typing import NamedTuple

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt, QVariantAnimation, Signal
from PySide6.QtGui import (
    QCloseEvent,
    QColor,
    QFocusEvent,
    QGuiApplication,
    QHideEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPixmap,
    QResizeEvent,
    QScreen,
)
from PySide6.QtWidgets import QVBoxLayout, QWidget

from injection_map.diagram.art_cache import ArtCache
from injection_map.diagram.colours import LIGHT
from injection_map.ui.icons import Icons
from injection_map.ui.trainer.audience_stage import AudienceStage
from injection_map.ui.trainer.audience_words import AudienceWords
from injection_map.ui.trainer.demonstration_keys import DemonstrationKeys
from injection_map.ui.trainer.demonstration_model import DemonstrationModel

TITLE = "Injection Map, audience"
WINDOW_PX = QSize(1280, 720)
_WIDTH_PX, _HEIGHT_PX = 1640.0, 1080.0
"""At this size or the nearest with its shape the type has the sizes of the design."""
_WORDS_PX, _MARGIN_PX, _GAP_PX = 712.0, 58.0, 40.0
_POINTER_PX = 34.0
FADE_MS = 200


class Layout(NamedTuple):
    """Where the two halves of a sheet lie, in its px; `scale` is the size of type, 1 for 1920 x 1080."""

    stage: QRectF
    words: QRectF
    scale: float


def layout_of(size: QSize) -> Layout:
    """Type grows with the height, as far as the width leaves half of it to the drawing."""
    scale = min(size.height() / _HEIGHT_PX, size.width() / _WIDTH_PX)
    words_width, margin = _WORDS_PX * scale, _MARGIN_PX * scale
    left = size.width() - margin - words_width
    stage = QRectF(0, 0, left - _GAP_PX * scale, size.height())
    return Layout(stage, QRectF(left, 0, words_width, size.height()), scale)


class AudienceSheet(QWidget):
    """What the audience sees, at any size: the drawing, the words, the pointer, or nothing."""

    def __init__(
        self,
        icons: Icons,
        model: DemonstrationModel,
        art: ArtCache,
        *,
        motion: bool,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._model = model
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.stage = AudienceStage(model, art, motion=motion, parent=self)
        self.words = AudienceWords(icons, model, self)
        self._fade = _Fade(self)
        self._pointer = _Pointer(model, self)
        self._blank = _Blank(self)
        self._blank.setVisible(model.is_blank)
        model.blanked.connect(self._on_blanked)
        if motion:
            model.site_is_left.connect(self._on_site_left)

    def _on_site_left(self) -> None:
        """The site that was shown goes away over the one that comes."""
        if self.isVisible() and not self._model.is_blank:
            self._fade.away(self.stage.grab(), self.stage.geometry())

    def resizeEvent(self, event: QResizeEvent) -> None:
        layout = layout_of(self.size())
        self.stage.setGeometry(layout.stage.toAlignedRect())
        self.words.setGeometry(layout.words.toAlignedRect())
        self.stage.set_scale(layout.scale)
        self.words.set_scale(layout.scale)
        self._pointer.setGeometry(self.rect())
        self._pointer.set_scale(layout.scale)
        self._blank.setGeometry(self.rect())

    def paintEvent(self, event: QPaintEvent) -> None:
        QPainter(self).fillRect(self.rect(), QColor(LIGHT.stage))

    def _on_blanked(self) -> None:
        self._blank.setVisible(self._model.is_blank)


class _Fade(QWidget):
    """A picture that becomes fainter until it is gone."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._picture = QPixmap()
        self._fading = QVariantAnimation(self, startValue=1.0, endValue=0.0, duration=FADE_MS)
        self._fading.valueChanged.connect(self._on_frame)
        self._fading.finished.connect(self.hide)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.hide()

    def away(self, picture: QPixmap, place: QRect) -> None:
        self._picture = picture
        self.setGeometry(place)
        self._fading.stop()
        self._fading.start()
        self.show()

    def _on_frame(self) -> None:
        self.update()

    def hideEvent(self, event: QHideEvent) -> None:
        self._fading.stop()
        self._picture = QPixmap()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setOpacity(float(self._fading.currentValue()))
        painter.drawPixmap(0, 0, self._picture)


class _Pointer(QWidget):
    """The large ring that follows the trainer's hand. Only where it was and where it is are painted anew."""

    def __init__(self, model: DemonstrationModel, parent: QWidget) -> None:
        super().__init__(parent)
        self._model, self._scale = model, 1.0
        self._shown_at: QRectF | None = None
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        model.pointer_moved.connect(self._on_moved)

    def set_scale(self, scale: float) -> None:
        self._scale = scale
        self._shown_at = self._place()
        self.update()

    def _place(self) -> QRectF | None:
        share = self._model.pointer
        if share is None:
            return None
        reach = (_POINTER_PX + 8) * self._scale
        centre = QPointF(share.x() * self.width(), share.y() * self.height())
        return QRectF(centre - QPointF(reach, reach), centre + QPointF(reach, reach))

    def _on_moved(self) -> None:
        before, self._shown_at = self._shown_at, self._place()
        for rect in (before, self._shown_at):
            if rect is not None:
                self.update(rect.toAlignedRect())

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._shown_at is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        r = _POINTER_PX * self._scale
        for colour, width in (("#FFFFFF", 12), (LIGHT.bad, 7)):
            painter.setPen(QPen(QColor(colour), width * self._scale))
            painter.drawEllipse(self._shown_at.center(), r, r)


class _Blank(QWidget):
    """Black, without a word: the audience looks at the trainer."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)

    def paintEvent(self, event: QPaintEvent) -> None:
        QPainter(self).fillRect(self.rect(), QColor("#000000"))


def screen_beside(window: QWidget) -> QScreen | None:
    """Another screen than the one on which the trainer's window is; None where there is only one."""
    own = window.screen()
    return next((screen for screen in QGuiApplication.screens() if screen is not own), None)


class AudienceView(QWidget):
    """The window for the audience. It has no controls: keys, a presenter's remote and the pedal work in it."""

    closed = Signal()
    resized = Signal()

    def __init__(self, sheet: AudienceSheet, keys: DemonstrationKeys) -> None:
        super().__init__(None, Qt.WindowType.Window)
        self.setObjectName("audience-view")
        self.setWindowTitle(TITLE)
        self.setAccessibleName(TITLE)
        self.setMinimumSize(640, 360)
        self.sheet, self._keys = sheet, keys
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(sheet)

    def show_on(self, screen: QScreen | None) -> None:
        """Fill that screen; without one as a window, which F11 or a double click makes fill the screen it is on."""
        if screen is None:
            self.resize(WINDOW_PX)
            self.show()
            return
        self.setScreen(screen)
        self.setGeometry(screen.geometry())
        self._fill_screen()

    def leave_screen(self) -> None:
        """A window again: its screen was taken away."""
        self.unsetCursor()
        self.showNormal()
        self.resize(WINDOW_PX)

    def toggle_full_screen(self) -> None:
        if self.isFullScreen():
            self.unsetCursor()
            self.showNormal()
        else:
            self._fill_screen()

    def _fill_screen(self) -> None:
        self.setCursor(Qt.CursorShape.BlankCursor)
        self.showFullScreen()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_F11:
            self.toggle_full_screen()
        elif event.key() == Qt.Key.Key_Escape:
            self.close()
        else:
            self._keys.pressed(event)

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        self._keys.released(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self._keys.forget()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self.toggle_full_screen()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.resized.emit()

    def closeEvent(self, event: QCloseEvent) -> None:
        super().closeEvent(event)
        self.closed.emit()
