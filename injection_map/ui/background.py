"""Work off the GUI thread whose answer comes back on it."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QObject, Signal

from injection_map.domain.errors import InjectionMapError


@dataclass(frozen=True)
class _Answer:
    done: Callable[[Any], None]
    failed: Callable[[InjectionMapError], None]
    future: Future[Any]


class Background(QObject):
    """One thread, first come first served."""

    _answered = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._pool = ThreadPoolExecutor(max_workers=1, thread_name_prefix="background")
        self._answered.connect(self._on_answered)

    def run(
        self, work: Callable[[], Any], *, done: Callable[[Any], None], failed: Callable[[InjectionMapError], None]
    ) -> None:
        """Do `work` on the thread; `done` or, for an error of the world, `failed` is called on the GUI thread.

        An error of ours is raised again on the GUI thread, where the crash handler is.
        """
        future = self._pool.submit(work)
        answer = _Answer(done, failed, future)

        def tell(_: Future[Any]) -> None:
            self._answered.emit(answer)

        future.add_done_callback(tell)

    def close(self) -> None:
        """Wait for what is under way; nothing is answered any more."""
        self._answered.disconnect(self._on_answered)
        self._pool.shutdown(wait=True, cancel_futures=True)

    def _on_answered(self, answer: _Answer) -> None:
        error = answer.future.exception()
        if isinstance(error, InjectionMapError):
            answer.failed(error)
        elif error is not None:
            raise error
        else:
            answer.done(answer.future.result())
