"""Ready texts through the run of the program."""

from __future__ import annotations

from injection_map.domain.reasons import SKIP_REASONS, Ready
from injection_map.domain.settings import Settings
from injection_map.workflow.ready_texts import ReadyTexts


def test_without_settings_of_ones_own_the_shipped_ones_are_offered() -> None:
    assert ReadyTexts(Settings()).of(Ready.SKIP) == SKIP_REASONS


def test_what_was_used_comes_first_and_only_among_its_kind() -> None:
    ready = ReadyTexts(Settings(skip_reasons=("a", "b"), add_reasons=("a", "b")))
    ready.use(Ready.SKIP, "b")
    assert ready.of(Ready.SKIP) == ("b", "a")
    assert ready.of(Ready.ADD) == ("a", "b")


def test_other_settings_are_followed_and_what_was_used_is_remembered() -> None:
    ready = ReadyTexts(Settings(skip_reasons=("a", "b")))
    ready.use(Ready.SKIP, "b")
    ready.follow(Settings(skip_reasons=("c", "a", "b")))
    assert ready.of(Ready.SKIP) == ("b", "c", "a")
