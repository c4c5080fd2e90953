"""What every index of records keeps to: it says what the events say, at every moment."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal

import older_vaults
import pytest

from injection_map.domain import commands as c
from injection_map.domain.commands import Refusal
from injection_map.domain.decisions import decide
from injection_map.domain.events import (
    Clinician,
    Event,
    Noted,
    Opened,
    Patient,
    PlannedSite,
    ProtocolReference,
    Vial,
    VialBalance,
)
from injection_map.domain.ports import EventStore, Patients, RecordIndex
from injection_map.domain.protocol import Side, View
from injection_map.domain.record_index import Order, RecordQuery, Show, UnreadableVisit, VialUse, VisitRow
from injection_map.domain.session import Phase, Visit, fold
from injection_map.domain.tallies import MonthUnits, Period, PersonMonth, PersonWork, SkippedSite

AT = datetime(2025, 11, 18, 10, 30, tzinfo=timezone(timedelta(hours=1)))
TODAY = date(2026, 2, 1)
MOREAU, LIND = Clinician("Dr A. Moreau"), Clinician("Dr B. Lind")
INGRID = Patient("HALVORSEN, Ingrid", date(1981, 3, 14), "40-2719")
BO = Patient("NYSTRÖM, Bo", date(1970, 1, 2), "41-0001")
VIAL = Vial("Botox", Decimal(200), "C8124C3", date(2027, 5, 31), Decimal(4), AT, gtin="00300233921218", serial="S1")
OPENED = Opened(
    patient=INGRID,
    clinician=MOREAU,
    protocol=ProtocolReference("small", "1", "f" * 64, "Small", "draft"),
    vials=(VIAL,),
    plan=tuple(
        PlannedSite(key, key, "procerus", Side.MIDLINE, View.FRONT, Decimal(units))
        for key, units in (("one", "5"), ("two", "2.5"), ("three", "5"))
    ),
)
GIVE = (c.Give("one"), c.Skip("two", "lesion"), c.Give("three"))


def _ended(next_visit: date | None = None) -> tuple[c.Command, ...]:
    return (c.Finish(Decimal(190), next_visit), c.Sign(MOREAU))


def _visit(commands: Sequence[c.Command], *, opened: Opened = OPENED, at: datetime = AT) -> list[Event]:
    events: list[Event] = []
    for number, command in enumerate([c.Open(opened), *commands]):
        made = decide(fold(events) if events else Visit(), [command], at=at + timedelta(minutes=number), by="Dr A")
        assert not isinstance(made, Refusal), made
        events += made
    return events


def _keep(
    store: EventStore,
    record_id: str,
    *commands: c.Command,
    patient: Patient = INGRID,
    days: int = 0,
    opened: Opened = OPENED,
) -> None:
    """As it is recorded: an act at a time."""
    for event in _visit(commands, opened=replace(opened, patient=patient), at=AT + timedelta(days=days)):
        store.append(record_id, [event])


def _ids(rows: Sequence[VisitRow | UnreadableVisit]) -> list[str]:
    return [row.record_id for row in rows]


def _found(index: RecordIndex, **query: object) -> list[str]:
    return _ids(index.rows(RecordQuery(**query), today=TODAY).rows)  # type: ignore[arg-type]


def test_a_row_says_what_the_record_says(store: EventStore, index: RecordIndex) -> None:
    _keep(store, "a", *GIVE, *_ended(date(2026, 2, 10)), c.AddAddendum(MOREAU, "told", "headache"), c.Cosign(LIND))
    (row,) = index.rows(RecordQuery(), today=TODAY).rows
    assert row == VisitRow(
        record_id="a",
        patient=INGRID,
        started_at=AT,
        state=Phase.SIGNED,
        protocol_id="small",
        protocol="Small",
        clinicians=("Dr A. Moreau",),
        vials=(VialUse("Botox", "C8124C3", "00300233921218", "S1", 2, Decimal(10)),),
        sites=3,
        sites_given=2,
        sites_skipped=("two",),
        units_given=Decimal(10),
        units_discarded=Decimal(190),
        next_visit=date(2026, 2, 10),
        signer="Dr A. Moreau",
        signed_at=AT + timedelta(minutes=5),
        cosigners=("Dr B. Lind",),
        addenda=1,
    )


def test_a_visit_in_progress_says_what_was_given_so_far(store: EventStore, index: RecordIndex) -> None:
    events = _visit([*GIVE, c.Undo(), c.Pause(), c.Continue(), c.TakeOver(LIND), c.Note("felt faint")])
    for number, event in enumerate(events, start=1):
        store.append("a", [event])
        (row,) = index.rows(RecordQuery(), today=TODAY).rows
        assert isinstance(row, VisitRow)
        visit = fold(events[:number])
        assert row.state is visit.phase
        assert row.units_given == sum(site.units for site in visit.sites if site.status == "given")
        assert index.units_since(INGRID, AT.date()) == row.units_given
        assert [site.site for site in index.sites_skipped()] == [*row.sites_skipped]
    assert row.clinicians == ("Dr A. Moreau", "Dr B. Lind")
    assert index.units_per_month() == (MonthUnits("2025-11", "Botox", 1, Decimal(5), Decimal(0)),)


def test_what_matters_today_comes_first(store: EventStore, index: RecordIndex) -> None:
    for number, (name, next_visit) in enumerate(
        [("none", None), ("overdue", -3), ("later", 40), ("due", 5), ("long overdue", -90)]
    ):
        day = None if next_visit is None else TODAY + timedelta(days=next_visit)
        _keep(store, name, *GIVE, *_ended(day), patient=replace(BO, number=str(number)), days=number)
    _keep(store, "finished", *GIVE, c.Finish(Decimal(1)), patient=replace(BO, number="7"), days=-9)
    _keep(store, "open", patient=replace(BO, number="8"), days=-8)
    _keep(store, "not today", c.EndUntreated("fever"), patient=replace(BO, number="9"), days=9)
    today = ["open", "finished", "long overdue", "overdue", "due", "not today", "later", "none"]
    assert _found(index) == today
    assert (
        index.rows(RecordQuery(offset=3, limit=2), today=TODAY).rows == index.rows(RecordQuery(), today=TODAY).rows[3:5]
    )
    assert [index.rows(RecordQuery(offset=at, limit=1), today=TODAY).total for at in (0, 5, 99)] == [8, 8, 8]
    assert _found(index, order=Order.NEWEST)[:2] == ["not today", "long overdue"]
    assert _found(index, show=Show.UNSIGNED) == ["open", "finished"]
    assert _found(index, show=Show.DUE) == ["due"]
    assert _found(index, show=Show.OVERDUE) == ["long overdue", "overdue"]


def test_who_has_come_since_is_not_overdue(store: EventStore, index: RecordIndex) -> None:
    _keep(store, "a", *GIVE, *_ended(date(2026, 1, 1)))
    _keep(store, "away", c.EndUntreated("fever"), days=40)
    assert _found(index, show=Show.OVERDUE) == ["a"]
    assert index.rows(RecordQuery(), today=TODAY).awaited == {"a"}
    assert index.rows(RecordQuery(offset=1), today=TODAY).awaited == frozenset()
    _keep(store, "b", days=41)
    assert _found(index, show=Show.OVERDUE) == []
    assert index.rows(RecordQuery(), today=TODAY).awaited == frozenset()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        *[(text, ["a"]) for text in ("halv", "INGRID hal", "402719", "14-mar-1981", "moreau hal", "C8124 ing")],
        *[(text, ["a"]) for text in ("18.11.2025", "bled", "pressed brow", "Stinging")],
        *[(text, ["b"]) for text in ("nystrom", "C99", "lind")],
        *[(text, ["b", "a"]) for text in ("4", " ")],
        *[(text, []) for text in ("%", "x" * 10_000, "\u202e", '"', "a* OR", "faint", "\ud800")],
    ],
)
def test_records_are_found_by_what_stands_in_them(
    text: str, expected: list[str], store: EventStore, index: RecordIndex
) -> None:
    said = (c.Note("bled, pressed"), c.Note("brow heavy", "one"), c.SeeReaction("Stinging"))
    _keep(store, "a", *GIVE, *said, *_ended())
    other = replace(OPENED, clinician=LIND, vials=(replace(VIAL, lot="C99", serial=""),))
    _keep(store, "b", c.Note("faint"), patient=BO, opened=other, days=1)
    assert _found(index, text=text) == expected


def test_records_of_people_protocols_lots_and_vials(
    store: EventStore, index: RecordIndex, monkeypatch: pytest.MonkeyPatch
) -> None:
    older_vaults.may_hold_training(monkeypatch)
    _keep(store, "a", *GIVE, *_ended(), c.Cosign(LIND))
    other = replace(OPENED, protocol=replace(OPENED.protocol, id="other"), vials=(replace(VIAL, serial="S2"),))
    _keep(store, "b", c.TakeOver(LIND), c.AddVial(replace(VIAL, lot="C99", serial="S3")), opened=other, days=1)
    _keep(store, "training", opened=replace(OPENED, training=True), days=2)
    assert _ids(index.visits_of_person("dr b.  lind")) == ["b", "a"]
    assert _ids(index.visits_of_person("Dr A. Moreau")) == ["b", "a"]
    assert index.visits_of_person("Dr") == ()
    assert _found(index, person="Dr B. Lind", protocol="other") == ["b"]
    assert _found(index, protocol="nothing") == []
    assert _ids(index.records_of_lot("c8124 c3")) == ["b", "a"]
    assert _ids(index.records_of_lot("C99")) == ["b"]
    assert index.records_of_lot("C8124") == ()
    assert [_ids(index.serial_uses(VIAL.gtin, serial)) for serial in ("S1", "S2", "S3", "")] == [
        ["a"],
        ["b"],
        ["b"],
        [],
    ]
    assert index.unreadable() == 0
    assert index.lots("") == ("C8124C3", "C99")
    assert index.lots("c8124 c") == ("C8124C3",)
    assert index.lots("", limit=1) == ("C8124C3",)
    assert index.lots("8124") == ()


def test_visits_and_work_of_people(store: EventStore, index: RecordIndex, monkeypatch: pytest.MonkeyPatch) -> None:
    older_vaults.may_hold_training(monkeypatch)
    nurse = Clinician("Nurse C. Okoro")
    helped = replace(OPENED, assistants=(nurse,))
    _keep(store, "a", *GIVE, *_ended(), c.Cosign(LIND), opened=helped)
    _keep(store, "b", *GIVE, c.TakeOver(replace(MOREAU, name="dr  a. moreau"), (LIND,)), days=20)
    _keep(store, "untreated", c.EndUntreated("fever"), opened=helped, days=21)
    _keep(store, "training", *GIVE, *_ended(), opened=replace(helped, training=True), days=22)
    assert _ids(index.visits_of_person("dr a. moreau")) == ["b", "a"]
    assert _ids(index.visits_of_person("Dr A. Moreau", offset=1)) == ["a"]
    assert _ids(index.visits_of_person("Dr A. Moreau", limit=1)) == ["b"]
    assert _ids(index.visits_of_person("Dr B. Lind", Period("2025-12"))) == ["b"]
    assert _ids(index.visits_of_person("Nurse C. Okoro", Period(last="2025-11"))) == ["a"]
    assert index.visits_of_person("nobody") == ()
    assert index.work_of_people() == (
        PersonWork("Dr A. Moreau", (PersonMonth("2025-11", 1, 1, 0, 1, 0), PersonMonth("2025-12", 1, 1, 0, 0, 0))),
        PersonWork("Dr B. Lind", (PersonMonth("2025-11", 1, 0, 0, 0, 1), PersonMonth("2025-12", 1, 0, 1, 0, 0))),
        PersonWork("Nurse C. Okoro", (PersonMonth("2025-11", 1, 0, 1, 0, 0),)),
    )
    assert [work.name for work in index.work_of_people(Period("2025-12", "2025-12"))] == ["Dr A. Moreau", "Dr B. Lind"]


def test_units_of_one_product_are_no_units_of_another(
    store: EventStore, index: RecordIndex, monkeypatch: pytest.MonkeyPatch
) -> None:
    older_vaults.may_hold_training(monkeypatch)
    other = replace(VIAL, product="Dysport", lot="D1", serial="S9")
    balances = (
        VialBalance(1, Decimal(5), Decimal(195), Decimal(0)),
        VialBalance(2, Decimal(5), Decimal(190), Decimal(5)),
    )
    both = (c.Give("one"), c.Skip("two", "asked"), c.AddVial(other), c.Give("three"))
    _keep(store, "a", *both, c.Finish(Decimal(385), balances=balances), days=-31)
    _keep(store, "b", *GIVE, *_ended())
    _keep(store, "c", *GIVE, *_ended(), days=1)
    _keep(store, "training", *GIVE, *_ended(), opened=replace(OPENED, training=True))
    _keep(store, "untreated", c.EndUntreated("fever"))
    october = (
        MonthUnits("2025-10", "Botox", 1, Decimal(5), Decimal(195)),
        MonthUnits("2025-10", "Dysport", 1, Decimal(5), Decimal(190)),
    )
    november = (MonthUnits("2025-11", "Botox", 2, Decimal(20), Decimal(380)),)
    assert index.units_per_month() == october + november
    assert index.units_per_month(Period("2025-11")) == november
    assert index.units_per_month(Period(last="2025-10")) == october
    assert index.units_per_month(Period("2026-01")) == ()
    (row,) = index.records_of_lot("D1")
    assert [(vial.lot, vial.sites, vial.units) for vial in row.vials] == [("C8124C3", 1, 5), ("D1", 1, 5)]


def test_skipped_sites_with_their_reasons_and_how_often_they_were_planned(
    store: EventStore, index: RecordIndex, monkeypatch: pytest.MonkeyPatch
) -> None:
    older_vaults.may_hold_training(monkeypatch)
    short = replace(OPENED, plan=OPENED.plan[:2])
    _keep(store, "a", *GIVE, *_ended())
    _keep(store, "b", c.Skip("two", "asked"), c.Skip("three", "asked"), days=1)
    _keep(store, "c", c.Give("one"), c.Skip("two", "lesion"), c.Finish(Decimal(195)), opened=short, days=20)
    _keep(store, "untreated", c.EndUntreated("fever"), days=2)
    _keep(store, "training", *GIVE, *_ended(), opened=replace(OPENED, training=True), days=3)
    assert index.sites_skipped() == (
        SkippedSite("Small", "two", "two", 3, 3, (("lesion", 2), ("asked", 1))),
        SkippedSite("Small", "three", "three", 2, 1, (("asked", 1),)),
    )
    assert index.sites_skipped(Period("2025-12")) == (SkippedSite("Small", "two", "two", 1, 1, (("lesion", 1),)),)


def test_visits_of_a_patient_with_and_without_an_id(store: EventStore, index: RecordIndex, patients: Patients) -> None:
    _keep(store, "before", *GIVE, *_ended(date(2026, 1, 1)))
    assert index.visits_of("nobody") == ()
    last = index.last_visit(INGRID)
    assert last is not None
    assert last.record_id == "before"
    ingrid = patients.add(INGRID, "Dr A")
    assert _ids(index.visits_of(ingrid.id)) == ["before"]
    _keep(store, "after", *GIVE, patient=ingrid, days=84)
    _keep(store, "away", c.EndUntreated("fever"), patient=ingrid, days=85)
    assert _ids(index.visits_of(ingrid.id)) == ["away", "after", "before"]
    assert _found(index, show=Show.OVERDUE) == []
    for patient in (ingrid, INGRID):
        last = index.last_visit(patient)
        assert last is not None
        assert last.record_id == "after"
        assert index.units_since(patient, AT.date()) == 20
        assert index.units_since(patient, AT.date() + timedelta(days=1)) == 10
    assert index.last_visit(BO) is None
    assert index.units_since(BO, AT.date()) == 0


def test_records_follow_their_patient(store: EventStore, index: RecordIndex, patients: Patients) -> None:
    ingrid, twice = patients.add(INGRID, "Dr A"), patients.add(replace(INGRID, number="7"), "Dr A")
    _keep(store, "a", *GIVE, *_ended(date(2026, 1, 1)), patient=ingrid)
    _keep(store, "b", patient=twice, days=20)
    _keep(store, "loose", patient=replace(INGRID, number="7"), days=10)
    assert _found(index, show=Show.OVERDUE) == ["a"]
    assert _ids(index.visits_of(twice.id)) == ["b", "loose"]
    before = store.events("b")
    patients.merge(ingrid.id, twice.id, "Dr A", "typed twice")
    for patient_id in (ingrid.id, twice.id):
        assert _ids(index.visits_of(patient_id)) == ["b", "loose", "a"]
    assert store.events("b") == before
    assert _found(index, show=Show.OVERDUE) == []
    changed = patients.change(replace(ingrid, name="BERG, Ingrid"), "Dr A", "married")
    assert _ids(index.visits_of(changed.id)) == ["b", "loose", "a"]


def test_a_changed_name_lets_go_of_records_without_an_id(
    store: EventStore, index: RecordIndex, patients: Patients
) -> None:
    _keep(store, "loose", *GIVE, *_ended(date(2026, 1, 1)))
    other = patients.add(BO, "Dr A")
    _keep(store, "b", patient=other, days=3)
    patients.change(replace(INGRID, id=other.id), "Dr A", "was typed wrong")
    assert _ids(index.visits_of(other.id)) == ["b", "loose"]
    assert _found(index, show=Show.OVERDUE) == []
    patients.change(other, "Dr A", "was right")
    assert _ids(index.visits_of(other.id)) == ["b"]
    assert _found(index, show=Show.OVERDUE) == ["loose"]


def test_records_that_make_no_sense_are_listed_with_their_fault(store: EventStore, index: RecordIndex) -> None:
    store.append("odd", [Event(1, 1, AT, "Dr A", Noted("no opening"))])
    store.append("lone", [Event(1, 1, AT, "Dr A", replace(OPENED, patient=replace(INGRID, name="\ud800x")))])
    store.append("min", [Event(1, 1, datetime.min.replace(tzinfo=AT.tzinfo), "Dr A", OPENED)])
    store.append("max", [Event(1, 1, datetime.max.replace(tzinfo=UTC), "Dr A", OPENED)])
    rows = index.rows(RecordQuery(order=Order.NEWEST), today=TODAY).rows
    assert _ids(rows) == ["max", "odd", "lone", "min"] or _ids(rows) == ["max", "lone", "odd", "min"]
    (odd,) = (row for row in rows if row.record_id == "odd")
    assert isinstance(odd, UnreadableVisit)
    assert "does not begin" in odd.fault
    assert index.unreadable() == sum(isinstance(row, UnreadableVisit) for row in rows) > 0
    assert _found(index, text="odd") == ["odd"]
