"""The contrast that the design promises, computed from the colours that ship."""

from __future__ import annotations

from dataclasses import fields

import pytest

from injection_map.diagram.colours import DARK, INK_ON_ART, LIGHT, PRINT, Colours, Ink

THEMES = pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])


def luminance(colour: str) -> float:
    """WCAG 2 relative luminance of `#RRGGBB`."""
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return sum(weight * value for weight, value in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


MARKS = ("to_do", "next", "given", "skipped", "changed", "unsaved")


@pytest.mark.parametrize("name", MARKS)
def test_the_pair_rule(name: str) -> None:
    """A mark on the art has luminance 0.066 or less and a white keyline, in both themes."""
    assert LIGHT.on_art is DARK.on_art is INK_ON_ART
    assert round(luminance(getattr(INK_ON_ART, name)), 3) <= 0.066
    assert INK_ON_ART.keyline == "#FFFFFF"


@pytest.mark.parametrize("name", MARKS)
@pytest.mark.parametrize("grey", range(0, 256, 5))
def test_a_mark_or_its_keyline_is_seen_on_any_background(name: str, grey: int) -> None:
    background = f"#{grey:02X}{grey:02X}{grey:02X}"
    assert max(contrast(getattr(INK_ON_ART, name), background), contrast("#FFFFFF", background)) >= 3.0


@THEMES
def test_text_is_legible(theme: Colours) -> None:
    for ground in (theme.surface, theme.window, theme.sunk, theme.stage, theme.act_tint):
        assert min(contrast(text, ground) for text in (theme.t1, theme.t2, theme.t3)) >= 4.5
    pairs = [(theme.on_act, theme.act), (theme.on_plate, theme.plate), (theme.ok, theme.surface)]
    pairs += [(theme.warn_text, theme.warn_bg), (theme.bad, theme.bad_bg), (theme.bad, theme.surface)]
    pairs += [(theme.on_training, theme.training), (theme.training, theme.window), (theme.training, theme.surface)]
    assert min(contrast(text, ground) for text, ground in pairs) >= 4.5


@THEMES
def test_controls_and_marks_in_panels_stand_out(theme: Colours) -> None:
    for ground in (theme.surface, theme.window, theme.sunk):
        assert contrast(theme.edge, ground) >= 3.0
    for name in MARKS:
        assert contrast(getattr(theme.in_panel, name), theme.surface) >= 3.0
        assert contrast(getattr(theme.in_panel, name), theme.in_panel.glyph) >= 4.5


def test_print_is_black_on_white() -> None:
    ink: Ink = PRINT.on_art
    assert {getattr(ink, field.name) for field in fields(ink)} == {"#000000", "#FFFFFF"}
