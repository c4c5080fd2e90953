"""The colours of the program, as the design tokens 1.1 to 1.5 name them."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Ink:
    """The colours of marks on one ground. `keyline` is None in panels, where marks carry none.

    Whoever changes a colour on the art keeps the pair rule: luminance 0.066 or less, and a white keyline. Then on
    any background at least one of the two reaches a contrast of 3:1.
    """

    to_do: str
    next: str
    given: str
    skipped: str
    changed: str
    unsaved: str
    halo: str
    glyph: str
    inside_next: str
    keyline: str | None


@dataclass(frozen=True, slots=True)
class Colours:
    """One theme: the interface's tokens, and the inks for marks on the art and in panels."""

    dark: bool
    window: str
    surface: str
    stage: str
    sunk: str
    line: str
    edge: str
    t1: str
    t2: str
    t3: str
    act: str
    act_hover: str
    act_press: str
    act_tint: str
    on_act: str
    plate: str
    on_plate: str
    warn: str
    warn_edge: str
    warn_bg: str
    warn_text: str
    bad: str
    bad_bg: str
    ok: str
    training: str
    on_training: str
    on_art: Ink
    in_panel: Ink
    art_opacity: float


INK_ON_ART = Ink(
    to_do="#14202B",
    next="#004B7A",
    given="#00533E",
    skipped="#7F2F00",
    changed="#782C5A",
    unsaved="#7F2F00",  # the theme's `bad` is too light for the pair rule on skin
    halo="#56B4E9",
    glyph="#FFFFFF",
    inside_next="#FFFFFF",
    keyline="#FFFFFF",
)
"""The same in both themes, because the skin is the same."""

INK_PANEL_LIGHT = Ink(
    to_do="#14202B",
    next="#00629F",
    given="#00664B",
    skipped="#A63A00",
    changed="#8A3768",
    unsaved="#A63A00",
    halo="#56B4E9",
    glyph="#FFFFFF",
    inside_next="#FFFFFF",
    keyline=None,
)

INK_PANEL_DARK = Ink(
    to_do="#C3CED6",
    next="#56B4E9",
    given="#4CC3A0",
    skipped="#F2935C",
    changed="#E29BC3",
    unsaved="#F2935C",
    halo="#2B79A6",
    glyph="#0D1215",
    inside_next="#171E23",
    keyline=None,
)

INK_PRINT = Ink(
    to_do="#000000",
    next="#000000",
    given="#000000",
    skipped="#000000",
    changed="#000000",
    unsaved="#000000",
    halo="#FFFFFF",
    glyph="#FFFFFF",
    inside_next="#FFFFFF",
    keyline="#FFFFFF",
)

LIGHT = Colours(
    dark=False,
    window="#EDF0F2",
    surface="#FFFFFF",
    stage="#FFFFFF",
    sunk="#F5F7F8",
    line="#D6DDE2",
    edge="#7C8A96",
    t1="#14202B",
    t2="#435260",
    t3="#596875",
    act="#00629F",
    act_hover="#00548A",
    act_press="#004672",
    act_tint="#E3F0F9",
    on_act="#FFFFFF",
    plate="#14202B",
    on_plate="#FFFFFF",
    warn="#E69F00",
    warn_edge="#B87A00",
    warn_bg="#FFF5DE",
    warn_text="#14202B",
    bad="#A63A00",
    bad_bg="#FDEDE4",
    ok="#00664B",
    training="#5A2D82",
    on_training="#FFFFFF",
    on_art=INK_ON_ART,
    in_panel=INK_PANEL_LIGHT,
    art_opacity=1.0,
)

DARK = Colours(
    dark=True,
    window="#0D1215",
    surface="#171E23",
    stage="#12181C",
    sunk="#1E272D",
    line="#2E3A43",
    edge="#7B8A96",
    t1="#EAF0F3",
    t2="#B3C0C9",
    t3="#93A2AD",
    act="#56B4E9",
    act_hover="#74C2EE",
    act_press="#3E9FD6",
    act_tint="#12303F",
    on_act="#06202F",
    plate="#EAF0F3",
    on_plate="#0D1215",
    warn="#E69F00",
    warn_edge="#E69F00",
    warn_bg="#2D2412",
    warn_text="#F6E7C6",
    bad="#F2935C",
    bad_bg="#33201A",
    ok="#4CC3A0",
    training="#C9A7F0",
    on_training="#1E0B33",
    on_art=INK_ON_ART,
    in_panel=INK_PANEL_DARK,
    art_opacity=0.93,
)

PRINT = Colours(
    dark=False,
    window="#FFFFFF",
    surface="#FFFFFF",
    stage="#FFFFFF",
    sunk="#FFFFFF",
    line="#AAAAAA",
    edge="#999999",
    t1="#000000",
    t2="#222222",
    t3="#333333",
    act="#000000",
    act_hover="#000000",
    act_press="#000000",
    act_tint="#FFFFFF",
    on_act="#FFFFFF",
    plate="#000000",
    on_plate="#FFFFFF",
    warn="#000000",
    warn_edge="#000000",
    warn_bg="#FFFFFF",
    warn_text="#000000",
    bad="#000000",
    bad_bg="#FFFFFF",
    ok="#000000",
    training="#000000",
    on_training="#FFFFFF",
    on_art=INK_PRINT,
    in_panel=INK_PRINT,
    art_opacity=1.0,
)
