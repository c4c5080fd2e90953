"""Recall: who received a lot, by patient, in words; and what somebody did in a visit."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from injection_map.domain.audit import left_out_words, parts_of, recall_of, recall_words
from injection_map.domain.events import Patient
from injection_map.domain.record_index import VialUse, VisitRow
from injection_map.domain.session import Phase
from injection_map.domain.tallies import ALL_TIME, Part, Period, last_twelve_months, this_year

AT = datetime(2025, 11, 18, 10, 30, tzinfo=UTC)
INGRID = Patient("HALVORSEN, Ingrid", date(1981, 3, 14), "40-2719", id="p1")
BO = Patient("NYSTRÖM, Bo", date(1970, 1, 2), "41-0001")
ROW = VisitRow(
    record_id="a",
    patient=INGRID,
    started_at=AT,
    state=Phase.SIGNED,
    protocol_id="small",
    protocol="Small",
    clinicians=("Dr A. Moreau",),
    vials=(VialUse("Botox", "C8124C3", sites=2, units=Decimal(10)),),
    sites=3,
    sites_given=2,
    sites_skipped=(),
    units_given=Decimal(10),
    signer="Dr A. Moreau",
    cosigners=("Dr B. Lind",),
    assistants=("Nurse C. Okoro",),
)


def recall(*rows: VisitRow, lot: str = "C8124C3", unreadable: int = 0, now: Patient = INGRID):  # type: ignore[no-untyped-def]
    def now_known(patient: Patient) -> Patient:
        return now if patient.id else patient

    return recall_of(lot, rows, now_known=now_known, unreadable=unreadable)


def test_patients_stand_by_name_with_all_their_visits() -> None:
    earlier = replace(ROW, record_id="b", started_at=AT - timedelta(days=90))
    other = replace(ROW, record_id="c", patient=BO, started_at=AT - timedelta(days=5))
    found = recall(ROW, other, earlier)
    assert [(who.name, [visit.record_id for visit in who.visits]) for who in found.recipients] == [
        ("HALVORSEN, Ingrid", ["a", "b"]),
        ("NYSTRÖM, Bo", ["c"]),
    ]
    assert (found.recipients[0].units, found.recipients[0].sites) == (20, 4)
    assert found.months == (("2025-08", 1), ("2025-11", 2))
    assert recall_words(found) == "2 patients received lot C8124C3 in 3 visits, 20-Aug-2025 to 18-Nov-2025."
    assert left_out_words(found) == ""


def test_a_patient_is_told_as_the_list_has_them_now() -> None:
    married = replace(INGRID, name="BERG, Ingrid", number="7")
    loose = replace(ROW, record_id="b", patient=replace(married, id=""))
    (who,) = recall(ROW, loose, now=married).recipients
    assert (who.id, who.name, who.number) == ("p1", "BERG, Ingrid", "7")
    assert [visit.record_id for visit in who.visits] == ["a", "b"]


def test_only_what_came_from_the_lot_counts() -> None:
    vials = (
        VialUse("Botox", "C8124C3", sites=1, units=Decimal("2.5")),
        VialUse("Botox", "C99", sites=9, units=Decimal(45)),
        VialUse("Botox", "c8124 c3", sites=2, units=Decimal(10)),
    )
    (who,) = recall(replace(ROW, vials=vials)).recipients
    (visit,) = who.visits
    assert (visit.sites, visit.units, visit.product) == (3, Decimal("12.5"), "Botox")


def test_what_the_list_of_patients_does_not_say_is_said() -> None:
    bare = replace(ROW, record_id="b", vials=(VialUse("Botox", "C8124C3"),))
    found = recall(ROW, bare, unreadable=2)
    assert found.not_given == ("b",)
    assert recall_words(found) == "1 patient received lot C8124C3 in 1 visit, 18-Nov-2025."
    assert left_out_words(found) == (
        "1 more record names it, nothing given. 2 records cannot be read and may name it: look at them by hand."
    )


def test_nobody_received_it() -> None:
    assert recall_words(recall()) == "Nobody received lot C8124C3. It stands in no record."
    bare = replace(ROW, vials=(VialUse("Botox", "C8124C3"),))
    assert recall_words(recall(bare)) == "Nobody received lot C8124C3. It stands in 1 record, nothing given."
    assert left_out_words(recall(bare, unreadable=1)) == (
        "1 record cannot be read and may name it: look at it by hand."
    )


@pytest.mark.parametrize(
    ("name", "parts"),
    [
        ("dr a.  moreau", (Part.TREATED, Part.SIGNED)),
        ("Dr B. Lind", (Part.COSIGNED,)),
        ("NURSE C. OKORO", (Part.ASSISTED,)),
        ("Dr", ()),
        ("", ()),
    ],
)
def test_what_somebody_did(name: str, parts: tuple[Part, ...]) -> None:
    assert parts_of(ROW, name) == parts


def test_an_empty_name_did_not_sign() -> None:
    assert parts_of(replace(ROW, signer=""), "") == ()


def test_periods() -> None:
    assert last_twelve_months(date(2025, 11, 18)) == Period("2024-12", "2025-11")
    assert last_twelve_months(date(2025, 12, 31)) == Period("2025-01", "2025-12")
    assert last_twelve_months(date(2025, 1, 1)) == Period("2024-02", "2025-01")
    assert this_year(date(2025, 3, 1)) == Period("2025-01", "2025-03")
    assert [month in Period("2025-01", "2025-03") for month in ("2024-12", "2025-01", "2025-03", "2025-04")] == [
        False,
        True,
        True,
        False,
    ]
    assert "0001-01" in ALL_TIME
