"""The FHIR bundle: valid R4B by `fhir.resources`, and by our own lists of what it does not look at."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from fhir.resources.R4B.bundle import Bundle
from hypothesis import given, settings
from hypothesis import strategies as st
from report.visits import ADDED, HOSTILE, MOVED, SKIPPED, a_whole_record, every_kind, record_of, records

from injection_map import resources
from injection_map.domain import commands as c
from injection_map.domain.events import Given
from injection_map.domain.protocol import Protocol
from injection_map.report import fhir_parts
from injection_map.report.billing import Billing
from injection_map.report.exports import exported
from injection_map.report.formats import ExportFormat
from injection_map.report.record import Record
from injection_map.report.record_fhir import record_to_fhir
from injection_map.storage.diagram_file import read_drawings
from injection_map.storage.protocol_file import read_protocol

KINDS = every_kind()
STATUSES = {
    "Procedure": {"preparation", "in-progress", "not-done", "on-hold", "stopped", "completed", "entered-in-error"},
    "MedicationAdministration": {"in-progress", "not-done", "on-hold", "completed", "stopped", "entered-in-error"},
}
"""Of the required bindings of R4B, which `fhir.resources` does not hold."""

SYSTEMS = {
    "http://unitsofmeasure.org": {"[arb'U]", "{vial}"},
    "http://hl7.org/fhir/sid/icd-10-cm": {"G43.709"},
    "http://www.ama-assn.org/go/cpt": {"64615"},
    "urn:oid:2.16.840.1.113883.6.119": {"46769", "46757", "46758", "49006", "9626", "46796", "46797"},
    "http://terminology.hl7.org/CodeSystem/v3-ActReason": {"HTEST"},
    "http://terminology.hl7.org/CodeSystem/provenance-participant-type": {"author", "verifier"},
}
"""Every code that may be sent, by its system: no SNOMED CT and no RxNorm."""


@pytest.fixture(scope="module")
def protocol() -> Protocol:
    return read_protocol(resources.protocols() / "preempt-31.yaml", read_drawings(resources.diagrams()))


def bundle(record: Record, protocol: Protocol | None = None, billing: Billing | None = None) -> Any:
    return json.loads(json.dumps(record_to_fhir(record, protocol, billing=billing)))


def of_type(plain: Any, kind: str) -> list[Any]:
    return [entry["resource"] for entry in plain["entry"] if entry["resource"]["resourceType"] == kind]


def by_site(plain: Any) -> dict[str, Any]:
    made = of_type(plain, "MedicationAdministration")
    return {one["identifier"][0]["value"].split("/")[1]: one for one in made}


def objects(value: Any) -> Iterator[dict[str, Any]]:
    if isinstance(value, dict):
        yield value
    for item in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from objects(item)


def strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    for item in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from strings(item)


def assert_valid(plain: Any) -> None:
    Bundle.model_validate(plain)
    known = {entry["fullUrl"] for entry in plain["entry"]}
    assert len(known) == len(plain["entry"])
    for entry in plain["entry"]:
        assert entry["fullUrl"] == f"urn:uuid:{entry['resource']['id']}"
    for kind, allowed in STATUSES.items():
        assert {resource["status"] for resource in of_type(plain, kind)} <= allowed
    for found in objects(plain):
        assert found, "an empty object"
        if "reference" in found:
            assert found["reference"] in known
        if "code" in found and "system" in found:
            assert found["code"] in SYSTEMS[found["system"]]
    for text in strings(plain):
        assert text.strip(), "an empty string"
        assert not re.search(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]", text)
        assert len(text) <= 1_000_000


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_record_is_a_valid_bundle(kind: str, protocol: Protocol) -> None:
    assert_valid(bundle(KINDS[kind], protocol, Billing()))
    assert_valid(bundle(KINDS[kind]))


@settings(max_examples=25)
@given(record=records(text=st.sampled_from([*HOSTILE.values(), " ", "Pain"])))
def test_so_is_any_record_whatever_is_written_in_it(record: Record) -> None:
    assert_valid(bundle(record))
    assert_valid(json.loads(exported(record, None, ExportFormat.FHIR)))


@pytest.mark.parametrize(
    ("kind", "status", "reason"),
    [
        ("open", "in-progress", None),
        ("paused", "on-hold", None),
        ("finished", "stopped", "Patient wished to stop"),
        ("signed", "completed", None),
        ("nothing-given", "not-done", "Fever"),
        ("not-treated", "not-done", "Has a cold and wants to wait"),
    ],
)
def test_the_state_of_the_visit(kind: str, status: str, reason: str | None) -> None:
    (procedure,) = of_type(bundle(KINDS[kind]), "Procedure")
    assert procedure["status"] == status
    assert procedure.get("statusReason", {}).get("text") == reason
    assert len(by_site(bundle(KINDS["not-treated"]))) == 0


def test_the_procedure_says_why_who_and_what_was_seen(protocol: Protocol) -> None:
    (procedure,) = of_type(bundle(a_whole_record(), protocol, Billing()), "Procedure")
    (reason,) = procedure["reasonCode"]
    assert reason["coding"][0]["code"] == "G43.709"
    assert reason["text"] == "Chronic migraine"
    assert procedure["code"]["coding"] == [{"system": "http://www.ama-assn.org/go/cpt", "code": "64615"}]
    doing = [(p["actor"]["display"], p.get("function", {}).get("text")) for p in procedure["performer"]]
    assert doing == [
        ("Dr A. Lindqvist", "Consultant neurologist"),
        ("Dr B. Prior", "Consultant"),
        ("R. Osei", "Nurse"),
        ("S. Lee", "Assistant"),
    ]
    assert [seen["text"] for seen in procedure["complication"]] == ["Pain at two sites", "Fainting", "Bruising"]
    assert [visit["text"] for visit in procedure["followUp"]] == ["Next visit 2026-02-10"]
    notes = " | ".join(note["text"] for note in procedure["note"])
    for told in ("Safety pause complete", "Caution: The last treatment", "Vial balance: Vial 2", "Tolerated well"):
        assert told in notes
    addendum = procedure["note"][-1]
    assert (addendum["authorString"], addendum["text"]) == ("Dr A. Lindqvist", "Addendum: A headache in the evening.")


def test_billing_is_no_affair_of_fhir_until_it_is_asked_for(protocol: Protocol) -> None:
    (procedure,) = of_type(bundle(a_whole_record(), protocol), "Procedure")
    assert "coding" not in procedure["code"]


def test_a_site_has_its_dose_its_place_and_the_lot_it_came_from(protocol: Protocol) -> None:
    plain = bundle(a_whole_record(), protocol)
    moved, added = by_site(plain)[MOVED], by_site(plain)[ADDED]
    assert moved["dosage"]["site"] == {
        "coding": [{"system": "urn:oid:2.16.840.1.113883.6.119", "code": "9626"}],
        "text": "Trapezius 1, patient’s left, 1 cm lateral of its place",
    }
    assert moved["dosage"]["dose"] == {
        "value": 5,
        "unit": "units",
        "system": "http://unitsofmeasure.org",
        "code": "[arb'U]",
    }
    assert moved["dosage"]["route"]["text"] == protocol.product.route
    assert [note["text"] for note in moved["note"]] == ["Scar", "Ticked off by Dr A. Lindqvist"]
    lots = {f"urn:uuid:{one['id']}": one["batch"]["lotNumber"] for one in of_type(plain, "Medication")}
    assert lots[added["medicationReference"]["reference"]] == "C9000D1"
    assert by_site(plain)["cervical-paraspinal-1-left"]["dosage"]["site"].keys() == {"text"}


def test_a_scanned_carton_has_its_gtin_and_serial() -> None:
    typed, scanned = of_type(bundle(a_whole_record()), "Medication")
    assert "identifier" not in typed
    assert scanned["identifier"] == [
        {"system": "https://www.gs1.org/gtin", "value": "00300231145014"},
        {"system": "urn:injection-map:vial-serial", "value": "S-77"},
    ]
    assert scanned["batch"] == {"lotNumber": "C9000D1", "expirationDate": "2027-05-31"}


def test_who_injected_performed_it_whoever_ticked_it_off() -> None:
    record = a_whole_record()
    ticked = [replace(e, by="R. Osei") if isinstance(e.body, Given) else e for e in record.events]
    by_assistant = Record(record.id, tuple(ticked))
    for told in (record, by_assistant):
        sites = by_site(bundle(told))
        doing = [sites[key]["performer"][0]["actor"]["display"] for key in ("corrugator-right", "trapezius-3-right")]
        assert doing == ["Dr A. Lindqvist", "Dr B. Prior"]
    noted = by_site(bundle(by_assistant))["corrugator-right"]["note"]
    assert [note["text"] for note in noted] == ["Ticked off by R. Osei"]


def test_a_skipped_site_was_not_done_and_why() -> None:
    skipped = by_site(bundle(a_whole_record()))[SKIPPED]
    assert (skipped["status"], skipped["dosage"]["dose"]["value"]) == ("not-done", 0)
    assert [reason["text"] for reason in skipped["statusReason"]] == ["Healing skin lesion over the site"]
    assert "performer" not in skipped


def test_sites_left_are_not_done_and_sites_to_do_are_not_told() -> None:
    finished = by_site(bundle(KINDS["finished"]))
    assert len(finished) == 31
    assert finished["trapezius-1-left"]["statusReason"][0]["text"] == "Patient wished to stop"
    assert set(by_site(bundle(KINDS["paused"]))) == {"procerus"}


def test_who_stands_for_it() -> None:
    plain = bundle(a_whole_record())
    told = [
        (one["activity"]["text"], one["agent"][0]["type"]["coding"][0]["code"], one["agent"][0]["who"]["display"])
        for one in of_type(plain, "Provenance")
    ]
    assert told == [
        ("Signed", "author", "Dr A. Lindqvist"),
        ("Addendum", "author", "Dr A. Lindqvist"),
        ("Co-signed", "verifier", "Dr C. Vale"),
    ]
    assert of_type(bundle(KINDS["finished"]), "Provenance") == []


def test_sent_twice_it_is_the_same() -> None:
    record = a_whole_record()
    assert bundle(record) == bundle(Record(record.id, record.events))
    assert bundle(record)["id"] != bundle(replace(record, id="0190-b"))["id"]


def test_training_is_marked_as_test_data_everywhere() -> None:
    plain = bundle(KINDS["training"])
    tagged = [plain, *(entry["resource"] for entry in plain["entry"])]
    assert all(one["meta"]["tag"][0]["code"] == "HTEST" for one in tagged)


@pytest.mark.parametrize(
    ("offset", "written"),
    [
        (timedelta(hours=-5), "2025-11-18T10:26:08-05:00"),
        (timedelta(minutes=19, seconds=32), "2025-11-18T10:06:36+00:00"),
        (timedelta(hours=23), "2025-11-17T11:26:08+00:00"),
    ],
)
def test_a_time_is_written_with_an_offset_that_fhir_has(offset: timedelta, written: str) -> None:
    assert fhir_parts.moment(datetime(2025, 11, 18, 10, 26, 8, tzinfo=timezone(offset))) == written
    assert fhir_parts.moment(datetime(2025, 11, 18, 10, 26, 8, 120000, tzinfo=UTC)).startswith(
        "2025-11-18T10:26:08.120"
    )


def test_a_given_site_without_a_vial_names_the_product_that_the_protocol_has(protocol: Protocol) -> None:
    record = record_of(c.Give("procerus"), opened=replace(KINDS["no-vial"].opened))
    assert by_site(bundle(record, protocol))["procerus"]["medicationCodeableConcept"]["text"] == "onabotulinumtoxinA"
    assert by_site(bundle(record))["procerus"]["medicationCodeableConcept"]["text"] == "not recorded"
