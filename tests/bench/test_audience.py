"""The measuring of the audience view, on one site."""

from __future__ import annotations

from injection_map.bench.children import ask, world


def test_it_measures_coming_closer_and_drawing_against_a_bare_blit() -> None:
    with world() as (_, environment):
        said = ask("audience", ["1"], environment)
    assert set(said) == {"zoom", "draw", "floor"}
    assert all(0 < spread["p50"] <= spread["p95"] <= spread["most"] for spread in said.values())
    assert said["draw"]["p50"] < said["zoom"]["p50"]  # only where the pen went is painted
