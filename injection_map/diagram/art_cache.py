"""Images of the art, rendered off the frame and kept within a bound. Lives on the thread of the window."""

from __future__ import annotations

from collections import OrderedDict
from concurrent.futures import Future, ThreadPoolExecutor

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QImage

from injection_map.diagram.art import ArtImage, ArtRenderer, ArtRequest
from injection_map.diagram.frames import Style
from injection_map.domain.errors import AssetError
from injection_map.domain.protocol import Plate, View

_BUDGET_BYTES = 32 * 1024 * 1024


class ArtCache(QObject):
    """Hands out images of the art. One is rendered at a time, and of what is waiting only the newest of a kind."""

    ready = Signal(object)
    """An ArtRequest whose image is now there: who shows it may repaint."""

    failed = Signal(object)
    """An AssetError: the drawing is missing or broken. The view is shown without its art."""

    _rendered = Signal(object)

    def __init__(
        self, renderer: ArtRenderer, parent: QObject | None = None, *, budget_bytes: int = _BUDGET_BYTES
    ) -> None:
        super().__init__(parent)
        self._renderer = renderer
        self._budget_bytes = budget_bytes
        self._images: OrderedDict[ArtRequest, QImage] = OrderedDict()
        self._waiting: dict[tuple[View, Style], ArtRequest] = {}
        self._broken: set[Plate] = set()
        self._running: ArtRequest | None = None
        self._executor: ThreadPoolExecutor | None = ThreadPoolExecutor(1, "art")
        self._rendered.connect(self._take)

    @property
    def renderer(self) -> ArtRenderer:
        """What also knows where the muscles lie."""
        return self._renderer

    def request(self, request: ArtRequest) -> ArtImage | None:
        """The image, if it is there. Else it is begun, `ready` will tell, and meanwhile the likest of the view."""
        image = self._images.get(request)
        if image is not None:
            self._images.move_to_end(request)
            return ArtImage(image, request.shown)
        if request != self._running and request.view.plate not in self._broken:
            self._waiting[request.view, request.style] = request
            self._start_next()
        return self._likest(request)

    def render_now(self, request: ArtRequest) -> ArtImage:
        """The image, rendered on this thread if it has to be: for pictures and print. Raises AssetError."""
        if request not in self._images:
            self._keep(request, self._renderer.render(request))
        return ArtImage(self._images[request], request.shown)

    def close(self) -> None:
        """Stops rendering and waits for the thread. Images that are there are still handed out."""
        self._waiting.clear()
        if self._executor is not None:
            self._executor.shutdown(wait=True, cancel_futures=True)
            self._executor = None

    def _start_next(self) -> None:
        if self._running is not None or not self._waiting or self._executor is None:
            return
        hero = next((kind for kind in self._waiting if kind[1] is Style.HERO), None)
        self._running = self._waiting.pop(hero or next(iter(self._waiting)))
        self._executor.submit(self._renderer.render, self._running).add_done_callback(self._rendered.emit)

    def _take(self, future: Future[QImage]) -> None:
        """Runs on the window's thread. An error of ours is raised here, where the crash handler sees it."""
        request, self._running = self._running, None
        if request is None or future.cancelled():
            return
        try:
            self._keep(request, future.result())
        except AssetError as fault:
            self._give_up(request.view.plate)
            self.failed.emit(fault)
        else:
            self.ready.emit(request)
        self._start_next()

    def _give_up(self, plate: Plate) -> None:
        """A broken drawing is told once and not tried again at every repaint."""
        self._broken.add(plate)
        self._waiting = {kind: request for kind, request in self._waiting.items() if kind[0].plate is not plate}

    def _keep(self, request: ArtRequest, image: QImage) -> None:
        self._images[request] = image
        while len(self._images) > 1 and sum(kept.sizeInBytes() for kept in self._images.values()) > self._budget_bytes:
            self._images.popitem(last=False)

    def _likest(self, request: ArtRequest) -> ArtImage | None:
        """What is shown while the right image is rendered, so that nothing flashes: the last of the same view."""
        same_view = [kept for kept in reversed(self._images) if kept.view is request.view]
        likest = min(same_view, key=lambda kept: _unlikeness(kept, request), default=None)
        return ArtImage(self._images[likest], likest.shown, exact=False) if likest else None


def _unlikeness(kept: ArtRequest, wanted: ArtRequest) -> tuple[bool, bool]:
    return kept.style is not wanted.style, kept.treated != wanted.treated
