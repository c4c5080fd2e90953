"""A patient with six visits: what is asked before the needle is answered on one screen, and seen visit by visit."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path

from journeys.earlier import Earlier, follow

from injection_map.domain import commands as c
from injection_map.domain.events import FollowedUp, ReactionSince
from injection_map.domain.protocol import Side, View

NOW = datetime(2025, 11, 18, 9, 30, tzinfo=UTC)
SIZES = [(1280, 800), (1920, 1080)]
HEAVY = "Brow felt heavy after last visit"
LESS = c.ChangeDose("frontalis-lateral-right", Decimal("2.5"), HEAVY)
LESION = c.Skip("temporalis-3-left", "Healing skin lesion over the site")
MORE = c.AddSite(
    site="occipitalis-added-1-left",
    name="Occipitalis added 1",
    muscle="occipitalis",
    side=Side.LEFT,
    view=View.BACK,
    x_mm=-30.0,
    y_mm=-20.0,
    units=Decimal(5),
    reason="Follow the pain",
    place="2 cm above site 1",
)
NECK = ReactionSince("Neck pain or stiffness", "trapezius-1-left", "three days")


def told(days: int, *, worn_off: int | None = None, reactions: tuple[ReactionSince, ...] = ()) -> FollowedUp:
    return FollowedUp(days, wear_off_week=worn_off, reactions=reactions, asked_reactions=True)


def six_visits(data_dir: Path) -> None:
    """The last one 12 weeks before NOW."""
    at = [NOW - timedelta(weeks=12 * number) for number in range(6, 0, -1)]
    follow(
        data_dir,
        Earlier(at[0], FollowedUp(22)),
        Earlier(at[1], told(18)),
        Earlier(at[2], told(15, worn_off=9)),
        Earlier(at[3]),
        Earlier(at[4], told(13), before=(LESION,)),
        Earlier(at[5], told(11, worn_off=10, reactions=(NECK,)), before=(LESS, MORE)),
    )
