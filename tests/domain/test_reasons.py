"""The order in which ready texts are offered."""

from __future__ import annotations

from injection_map.domain.reasons import last_used_first, with_used

READY = ("lesion", "asked", "pain")


def test_in_their_order_while_none_was_used() -> None:
    assert last_used_first(READY, ()) == READY


def test_the_last_used_one_comes_first_and_the_others_keep_their_order() -> None:
    used = with_used(with_used((), "pain"), "asked")
    assert last_used_first(READY, used) == ("asked", "pain", "lesion")
    assert last_used_first(READY, with_used(used, "pain")) == ("pain", "asked", "lesion")


def test_a_text_that_is_no_longer_ready_is_not_offered() -> None:
    assert last_used_first(READY, ("gone", "pain")) == ("pain", "lesion", "asked")
