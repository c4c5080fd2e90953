"""A protocol of two sites."""

from __future__ import annotations

from decimal import Decimal

from injection_map.domain.protocol import (
    Dilution,
    Dose,
    Limits,
    Muscle,
    Place,
    Plate,
    Product,
    Protocol,
    Review,
    Side,
    Site,
)


def a_site(site_id: str, side: Side, *, highest: int = 5) -> Site:
    key = site_id if side is Side.MIDLINE else f"{site_id}-{side}"
    return Site(
        key=key,
        id=site_id,
        muscle="orbicularis",
        side=side,
        plate=Plate.FRONT,
        dose=Dose(Decimal(5), Decimal(highest)),
        place=Place(("glabella",)),
        landmark="",
        measure=None,
        find="",
        technique="",
        caution="",
        source="",
        verified=False,
        name=site_id.capitalize(),
        short_name="1",
    )


def a_protocol() -> Protocol:
    """Two sites, one of them with a range of doses."""
    sites = (a_site("one", Side.LEFT), a_site("two", Side.MIDLINE, highest=10))
    return Protocol(
        id="small",
        version="1",
        title="A small protocol",
        indication="None",
        summary="",
        product=Product("onabotulinumtoxinA", "intramuscular", (), True),
        dilution=Dilution(Decimal(100), "saline", Decimal(2)),
        use_within_hours=Decimal(24),
        needle="",
        interval_weeks=Decimal(12),
        limits=Limits(Decimal(155), Decimal(400)),
        sources=(),
        review=Review("draft"),
        muscles=(Muscle("orbicularis", "Orbicularis", "", "", "", "", sites),),
        aftercare=(),
        fingerprint="ab" * 32,
    )
