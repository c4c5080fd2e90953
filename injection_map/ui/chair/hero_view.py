"""The large view of the head: what is pressed, held and walked through by keys."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPointF, QRectF, Qt, QTimer, Signal
from PySide6.QtGui import QContextMenuEvent, QHideEvent, QKeyEvent, QMouseEvent, QTouchEvent

from injection_map.diagram.art_cache import ArtCache
from injection_map.diagram.frames import Style
from injection_map.diagram.paint import Motion
from injection_map.domain.events import Event, Given
from injection_map.ui.chair.diagram_view import DiagramView
from injection_map.ui.chair.mark_motion import HOLD_MS, MarkMotion
from injection_map.ui.controls import has_slipped
from injection_map.ui.theme import Theme
from injection_map.ui.visit_model import VisitModel
from injection_map.ui.wording import VIEW_NAMES, accessible_site


class HeroView(DiagramView):
    """The large view: it is tapped, held and walked through by keys. Dragging and pinching do nothing."""

    tapped = Signal(str)
    held = Signal(str)
    empty_held = Signal(QPointF)
    empty_tapped = Signal(QPointF)

    def __init__(self, theme: Theme, model: VisitModel, art: ArtCache, *, style: Style = Style.HERO) -> None:
        super().__init__(theme, model, art, style=style)
        self.setAttribute(Qt.WidgetAttribute.WA_AcceptTouchEvents)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._pressed_at: QPointF | None = None
        self._right_pressed_at: QPointF | None = None
        self._pressed_key: str | None = None
        self._focus_key: str | None = None
        self._breathing_key: str | None = None
        self._moving = MarkMotion(moves=model.pace.motion, on_frame=self._on_frame, parent=self)
        model.recorded.connect(self._on_recorded)
        self._hold = QTimer(self, singleShot=True, interval=HOLD_MS)
        self._hold.timeout.connect(self._on_held)

    # --- mouse and touch -----------------------------------------------------------------------------------------

    def event(self, event: QEvent) -> bool:
        """Touch comes as it is, so that a palm or a second finger can cancel a press."""
        if isinstance(event, QTouchEvent):
            self._on_touch(event)
            return True
        return super().event(event)

    def _on_touch(self, event: QTouchEvent) -> None:
        points = event.points()
        if len(points) != 1 or event.type() == QEvent.Type.TouchCancel:
            self._cancel()
        elif event.type() == QEvent.Type.TouchBegin:
            self._press(points[0].position())
        elif event.type() == QEvent.Type.TouchUpdate:
            self._move(points[0].position())
        elif event.type() == QEvent.Type.TouchEnd:
            self._release(points[0].position())

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A second button cancels the first."""
        self._cancel()
        if event.button() is Qt.MouseButton.LeftButton:
            self._press(event.position())
        elif event.button() is Qt.MouseButton.RightButton:
            self._right_pressed_at = event.position()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._move(event.position())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        right_pressed_at, self._right_pressed_at = self._right_pressed_at, None
        if event.button() is Qt.MouseButton.LeftButton:
            self._release(event.position())
        elif right_pressed_at is not None and not has_slipped(right_pressed_at, event.position()):
            self._ask(event.position())

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """The second press of a double click is a press; what it may do, the lock decides."""
        self.mousePressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """The right button was heard already; the menu key is Enter's twin."""
        if event.reason() is QContextMenuEvent.Reason.Keyboard and self._focus_key is not None:
            self.held.emit(self._focus_key)

    @property
    def is_pressed(self) -> bool:
        """Whether a press is under way that can still become a tap or a long press."""
        return self._hold.isActive()

    def _press(self, position: QPointF) -> None:
        self._pressed_at = position
        self._pressed_key = self._site_at(position)
        self._hold.start()
        self._moving.hold(self._pressed_key)

    def _move(self, position: QPointF) -> None:
        if self._pressed_at is not None and has_slipped(self._pressed_at, position):
            self._cancel()

    def _release(self, position: QPointF) -> None:
        pressed, key = self._pressed_at, self._pressed_key
        self._cancel()
        if pressed is None or self.scene is None or has_slipped(pressed, position):
            return
        if key is None:
            self.empty_tapped.emit(position)
        elif self._site_at(position) == key:
            self.tapped.emit(key)

    def _site_at(self, position: QPointF) -> str | None:
        """The site that a press means; none while a place is asked for, which may be close beside one."""
        placing = self._model.overlay.proposal is not None
        return self.scene.site_at(position) if self.scene and not placing else None

    def _cancel(self) -> None:
        self._pressed_at = self._pressed_key = self._right_pressed_at = None
        self._hold.stop()
        self._moving.hold(None)
        self.update()

    def _on_held(self) -> None:
        position = self._pressed_at
        self._cancel()
        if position is not None:
            self._ask(position)

    def _ask(self, position: QPointF) -> None:
        key = self._site_at(position)
        if key is not None:
            self.held.emit(key)
        else:
            self.empty_held.emit(position)

    # --- keys ------------------------------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """One stop in the order of focus; arrows walk the sites of the view, Enter opens the sheet of one."""
        steps = {Qt.Key.Key_Left: -1, Qt.Key.Key_Up: -1, Qt.Key.Key_Right: 1, Qt.Key.Key_Down: 1}
        keys = [site.key for site in self._model.visit.sites if site.view is self._view]
        if event.key() in steps and keys:
            at = keys.index(self._focus_key) if self._focus_key in keys else -1
            self._focus_key = keys[(at + steps[Qt.Key(event.key())]) % len(keys)]
            self._tell_focus()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self._focus_key in keys:
            assert self._focus_key is not None
            self.held.emit(self._focus_key)
        else:
            event.ignore()

    @property
    def focused_site(self) -> str | None:
        """The site that the keyboard is at; None while it is elsewhere."""
        return self._focus_key if self.hasFocus() else None

    def refresh(self) -> None:
        super().refresh()
        self._tell_focus()
        self._follow_halo()

    def _tell_focus(self) -> None:
        """The site that the keyboard is at, in its present state; the next one when it was on no site of this view."""
        visit, next_site = self._model.visit, self._model.next_site
        on_view = [site for site in visit.sites if site.view is self._view]
        if not self.hasFocus() or not on_view:
            self._focus_key = None
            self._say(f"{VIEW_NAMES[self._view]} view")
            return
        wanted = (visit.site(self._focus_key or ""), next_site, on_view[0])
        site = next(site for site in wanted if site in on_view)
        assert site is not None
        self._focus_key = site.key
        self._say(accessible_site(visit, site, is_next=site == next_site))

    def _say(self, name: str) -> None:
        if name != self.accessibleName():
            self.setAccessibleName(name)
            self.update()

    def focusInEvent(self, event: QEvent) -> None:
        self._tell_focus()

    def focusOutEvent(self, event: QEvent) -> None:
        self._tell_focus()

    def _motion(self) -> Motion:
        return self._moving.now(self.focused_site)

    # --- motion ----------------------------------------------------------------------------------------------------

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._cancel()
        self._moving.rest()

    def _on_recorded(self, events: tuple[Event, ...]) -> None:
        given = [event.body.site for event in events if isinstance(event.body, Given)]
        if len(given) == 1 and self.scene is not None and self.scene.mark(given[0]) is not None:
            self._moving.draw_tick(given[0])

    def _follow_halo(self) -> None:
        """The halo breathes where the next site has come to be."""
        next_site = self._model.next_site
        next_key = next_site.key if next_site is not None and next_site.view is self._view else None
        if next_key != self._breathing_key:
            self._breathing_key = next_key
            if next_key is not None:
                self._moving.breathe()

    def _on_frame(self, moving: str | None) -> None:
        """Only what moves is painted anew."""
        for key in {moving, self._breathing_key} - {None}:
            mark = self.scene.mark(key or "") if self.scene else None
            if mark is not None:
                reach = QPointF(2.3 * mark.r + 4, 2.3 * mark.r + 4)
                self.update(QRectF(mark.centre - reach, mark.centre + reach).toAlignedRect())
