"""A visit of an invented patient as its events, and a visit under way through the real recorder."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from injection_map.domain import commands as c
from injection_map.domain.events import Clinician, Opened, Patient, PlannedSite, ProtocolReference, Vial
from injection_map.domain.ports import EventStore
from injection_map.domain.protocol import Side, View
from injection_map.workflow.recorder import NotSaved, Recorder, SaveReport

AT = datetime(2025, 11, 18, 10, 30, tzinfo=UTC)
SITES = 8
OPENED = Opened(
    patient=Patient("HALVORSEN, Ingrid", date(1981, 3, 14), "40-2719"),
    clinician=Clinician("Dr A. Moreau"),
    protocol=ProtocolReference("small", "1", "f" * 64, "Small", "draft"),
    vials=(Vial("Botox", Decimal(200), "C8124C3", date(2027, 5, 31), Decimal(4), AT),),
    plan=tuple(
        PlannedSite(f"site-{number}", f"Site {number}", "frontalis", Side.LEFT, View.FRONT, Decimal(5))
        for number in range(SITES)
    ),
)


class Clock:
    """A second later each time."""

    def __init__(self) -> None:
        self._now = AT

    def __call__(self) -> datetime:
        self._now += timedelta(seconds=1)
        return self._now


def acts() -> list[tuple[c.Command, ...]]:
    """A whole visit with an undo, a skip, a note and another dose, from the first press to the signature."""
    given = [(c.Give(f"site-{number}"),) for number in range(1, SITES)]
    return [
        (c.Open(OPENED),),
        *given[:3],
        (c.Undo(),),
        (c.Redo(),),
        (c.Skip("site-0", "lesion"),),
        (c.ChangeDose("site-5", Decimal("2.5"), "brow heavy"), c.Note("asked for less", "site-5")),
        *given[3:],
        (c.Finish(Decimal(150)),),
        (c.Sign(Clinician("Dr A. Moreau")),),
        (c.AddAddendum(Clinician("Dr A. Moreau"), "told later", "headache"),),
    ]


def sit_down(
    store: EventStore,
    record_id: str,
    *,
    on_saved: Callable[[SaveReport], None],
    on_not_saved: Callable[[NotSaved], None],
) -> Recorder:
    recorder = Recorder(store, record_id=record_id, clock=Clock(), by="Dr A. Moreau")
    recorder.listen(on_saved=on_saved, on_not_saved=on_not_saved)
    return recorder
