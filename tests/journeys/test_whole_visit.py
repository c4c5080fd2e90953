"""A whole visit by mouse, from the first field to the signed record, on the real window."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from journeys.hands import Hands, assert_signed_and_whole


@pytest.mark.xcb
@pytest.mark.parametrize("size", [(1280, 800), (1920, 1080)])
def test_a_whole_visit_by_mouse(sit_down: Callable[..., Hands], data_dir: Path, size: tuple[int, int]) -> None:
    hands = sit_down(size=size)
    hands.start_visit()
    for _ in range(31):
        hands.click_injected()
    hands.click("injected")  # it has become Finish
    hands.wait_for_page("finish-page")
    hands.click("reaction-1")
    hands.click("sign")
    hands.wait_for_page("record-page")
    assert_signed_and_whole(data_dir)
