"""Images come off the frame, one at a time, and the last of the view stands in meanwhile."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtGui import QImage
from pytestqt.qtbot import QtBot

from injection_map import resources
from injection_map.diagram.art import ArtRenderer, ArtRequest, Treated
from injection_map.diagram.art_cache import ArtCache
from injection_map.diagram.frames import Style, frame_of
from injection_map.domain.errors import AssetError
from injection_map.domain.protocol import Side, View


def request_of(view: View, style: Style = Style.HERO, size: int = 60) -> ArtRequest:
    shown = frame_of(style, view).filling(width_px=size, height_px=size).shown
    return ArtRequest(view, shown, size, size, style)


class HeldRenderer(ArtRenderer):
    """Renders only when the test lets it, and remembers what it rendered."""

    def __init__(self) -> None:
        super().__init__(resources.diagrams())
        self.go = threading.Semaphore(0)
        self.rendered: list[ArtRequest] = []

    def render(self, request: ArtRequest) -> QImage:
        assert self.go.acquire(timeout=10)
        self.rendered.append(request)
        return super().render(request)


@pytest.fixture
def renderer() -> HeldRenderer:
    return HeldRenderer()


@pytest.fixture
def cache(qtbot: QtBot, renderer: HeldRenderer) -> Iterator[ArtCache]:
    cache = ArtCache(renderer)
    yield cache
    renderer.go.release(100)
    cache.close()


def fetch(qtbot: QtBot, cache: ArtCache, renderer: HeldRenderer, request: ArtRequest) -> None:
    with qtbot.waitSignal(cache.ready):
        cache.request(request)
        renderer.go.release()


def test_an_image_is_told_when_it_is_there(qtbot: QtBot, cache: ArtCache, renderer: HeldRenderer) -> None:
    request = request_of(View.FRONT)
    with qtbot.waitSignal(cache.ready, check_params_cb=lambda told: told == request):
        assert cache.request(request) is None
        renderer.go.release()
    art = cache.request(request)
    assert art is not None
    assert (art.exact, art.shown, art.image.width()) == (True, request.shown, 60)
    assert renderer.rendered == [request]


def test_the_likest_of_the_view_stands_in(qtbot: QtBot, cache: ArtCache, renderer: HeldRenderer) -> None:
    small, thumb = request_of(View.LEFT), request_of(View.LEFT, Style.THUMBNAIL, 30)
    for known in (small, thumb, request_of(View.BACK)):
        fetch(qtbot, cache, renderer, known)
    meanwhile = cache.request(replace(small, width_px=90, height_px=90))
    assert meanwhile is not None
    assert (meanwhile.exact, meanwhile.shown, meanwhile.image.width()) == (False, small.shown, 60)


def test_nothing_of_another_view_stands_in(qtbot: QtBot, cache: ArtCache, renderer: HeldRenderer) -> None:
    fetch(qtbot, cache, renderer, request_of(View.LEFT))
    assert cache.request(request_of(View.RIGHT)) is None


def test_while_a_window_is_resized_only_the_newest_size_is_rendered(
    qtbot: QtBot, cache: ArtCache, renderer: HeldRenderer
) -> None:
    first, *others, last = [request_of(View.BACK, size=size) for size in (50, 52, 54, 56)]
    for request in (first, *others, last):
        cache.request(request)
    with qtbot.waitSignal(cache.ready, check_params_cb=lambda told: told == last):
        renderer.go.release(2)
    assert renderer.rendered == [first, last]


def test_the_hero_comes_before_what_was_asked_earlier(qtbot: QtBot, cache: ArtCache, renderer: HeldRenderer) -> None:
    running, thumb, hero = request_of(View.FRONT), request_of(View.LEFT, Style.THUMBNAIL), request_of(View.LEFT)
    for request in (running, thumb, hero):
        cache.request(request)
    with qtbot.waitSignal(cache.ready, check_params_cb=lambda told: told == thumb):
        renderer.go.release(3)
    assert renderer.rendered == [running, hero, thumb]


def test_an_image_that_is_under_way_is_not_begun_again(qtbot: QtBot, cache: ArtCache, renderer: HeldRenderer) -> None:
    request = request_of(View.FRONT)
    with qtbot.waitSignal(cache.ready):
        for _ in range(5):
            cache.request(request)
        renderer.go.release(5)
    assert renderer.rendered == [request]


def test_memory_is_bounded_and_the_least_used_goes_first(qtbot: QtBot, renderer: HeldRenderer) -> None:
    requests = [request_of(view) for view in (View.FRONT, View.LEFT, View.BACK)]
    cache = ArtCache(renderer, budget_bytes=2 * 60 * 60 * 4)
    fetch(qtbot, cache, renderer, requests[0])
    fetch(qtbot, cache, renderer, requests[1])
    cache.request(requests[0])
    fetch(qtbot, cache, renderer, requests[2])
    renderer.go.release(5)
    there = [request for request in requests if (art := cache.request(request)) and art.exact]
    cache.close()
    assert there == [requests[0], requests[2]]


def test_an_image_over_the_bound_is_kept_until_the_next(qtbot: QtBot, renderer: HeldRenderer) -> None:
    cache = ArtCache(renderer, budget_bytes=1)
    fetch(qtbot, cache, renderer, request_of(View.FRONT))
    assert cache.request(request_of(View.FRONT)) is not None
    cache.close()


def test_another_muscle_is_another_image(qtbot: QtBot, cache: ArtCache, renderer: HeldRenderer) -> None:
    request = request_of(View.FRONT)
    fetch(qtbot, cache, renderer, request)
    other = cache.request(replace(request, treated=Treated("procerus", Side.MIDLINE)))
    assert other is not None
    assert not other.exact


def test_pictures_are_rendered_at_once(qtbot: QtBot, cache: ArtCache, renderer: HeldRenderer) -> None:
    renderer.go.release()
    art = cache.render_now(request_of(View.FRONT))
    assert art.exact
    assert cache.render_now(request_of(View.FRONT)).image is art.image


def test_a_broken_drawing_is_told_once_and_the_rest_goes_on(qtbot: QtBot, tmp_path: Path) -> None:
    (tmp_path / "left.svg").write_bytes((resources.diagrams() / "left.svg").read_bytes())
    cache = ArtCache(ArtRenderer(tmp_path))
    told: list[AssetError] = []
    cache.failed.connect(told.append)
    with qtbot.waitSignal(cache.ready, check_params_cb=lambda request: request.view is View.LEFT):
        for request in (request_of(View.BACK), request_of(View.BACK, Style.THUMBNAIL), request_of(View.LEFT)):
            cache.request(request)
    with qtbot.waitSignal(cache.ready, check_params_cb=lambda request: request.view is View.RIGHT):
        cache.request(request_of(View.BACK))
        cache.request(request_of(View.RIGHT))
    cache.close()
    assert [str(fault).split(" is ")[0] for fault in told] == ["The drawing back.svg"]


def test_an_error_of_ours_is_not_swallowed(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    renderer = ArtRenderer(resources.diagrams())

    def broken(request: ArtRequest) -> QImage:
        raise ZeroDivisionError

    monkeypatch.setattr(renderer, "render", broken)
    cache = ArtCache(renderer)
    with qtbot.captureExceptions() as raised:
        cache.request(request_of(View.FRONT))
        qtbot.waitUntil(lambda: bool(raised))
    cache.close()
    assert raised[0][0] is ZeroDivisionError


def test_after_closing_nothing_is_begun_and_no_thread_lives(
    qtbot: QtBot, cache: ArtCache, renderer: HeldRenderer
) -> None:
    fetch(qtbot, cache, renderer, request_of(View.FRONT))
    cache.close()
    assert not [thread for thread in threading.enumerate() if thread.name.startswith("art")]
    assert cache.request(request_of(View.FRONT)) is not None
    assert cache.request(request_of(View.LEFT)) is None
    cache.close()
