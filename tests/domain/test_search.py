"""What is typed finds what is kept: any accents, case, order and way of writing a day; signs mean nothing."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from injection_map.domain.search import (
    found_in,
    name_key,
    one_word,
    plain,
    typed_words,
    whole_letters,
    words_in,
    words_of_day,
)

BORN = date(1981, 3, 14)
KEPT = words_in("O’Brien-NYSTRÖM, Ærø", "40-2719") | words_of_day(BORN)


@pytest.mark.parametrize(
    "typed",
    [
        *("nys", "NYSTRÖM", "nystrom", "aero", "brien", "obr", "o'brien-nys", "ær nys o'b", "nystrom,aero"),
        *("40", "40-2719", "402719", "2719", "40 2719", "40/27"),
        *("14.3.1981", "14.03.1981", "14/03/1981", "1981-03-14", "14-Mar-1981", "14 March 1981", "March 14, 1981"),
        *(
            "14",
            "14.",
            "14.0",
            "14.03",
            "14-M",
            "14-mar",
            "14-Mar-",
            "14 mar 19",
            "1981",
            "1981-",
            "1981-0",
            "1981-03-1",
        ),
        "nys 1981",
        "\u200fNYS\u200bTROM",
        "  ",
    ],
)
def test_it_is_found(typed: str) -> None:
    assert found_in(typed_words(typed), KEPT)


@pytest.mark.parametrize(
    "typed", ["ystrom", "15.3.1981", "1981-04", "14-apr-1981", "40-2718", "nys 1982", "x" * 10_000]
)
def test_it_is_not_found(typed: str) -> None:
    assert not found_in(typed_words(typed), KEPT)


@pytest.mark.parametrize("typed", ["", "%", "_", '*"^:', "(){}", "'; --", "\u202e", "\x00", "\ud800"])
def test_signs_are_no_words(typed: str) -> None:
    assert typed_words(typed) == frozenset()


def test_a_name_is_the_same_in_any_order() -> None:
    assert name_key("HALVORSEN, Ingrid") == name_key("ingrid  Halvorsen") != name_key("Ingrid Halvorson")
    assert one_word("40-2719") == one_word("40 2719") == "402719"


def test_letters_of_other_scripts_are_words() -> None:
    assert found_in(typed_words("हिन्"), words_in("हिन्दी"))
    assert found_in(typed_words("العر"), words_in("العربية"))
    assert plain("STRASSE") == plain("Straße")


@given(st.text(), st.text())
def test_whatever_is_kept_is_found_by_itself(one: str, other: str) -> None:
    words = words_in(one, other)
    assert found_in(words_in(one), words)
    assert not any(":" in word or word.split() != [word] for word in words)
    "".join(words).encode()


@given(st.dates(), st.sampled_from(["{0.day}.{0.month}.{0.year}", "{0:%d}.{0:%m}.{0.year}", "{0.year}-{0:%m}-{0:%d}"]))
def test_a_day_is_found_by_every_beginning_of_its_figures(day: date, form: str) -> None:
    """But by 03 alone, which may be a number: what stands after it says that it is a day."""
    written = form.format(day)
    for end in range(4 if written.startswith("0") else 1, len(written) + 1):
        assert found_in(typed_words(written[:end]), words_of_day(day))


@given(st.text())
def test_whole_letters_can_be_written(text: str) -> None:
    whole_letters(text + "\ud800").encode()
