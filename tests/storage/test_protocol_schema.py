"""assets/schemas/protocol.schema.json and the reader say the same of every fault that a schema can express."""

import json
from pathlib import Path

import jsonschema
import pytest

from injection_map import resources
from injection_map.domain.errors import ProtocolFileError
from injection_map.storage import protocol_keys as keys
from injection_map.storage.diagram_file import read_drawings
from injection_map.storage.protocol_file import parse_protocol
from injection_map.storage.yaml_fields import LONGEST_IDENTIFIER, LONGEST_TEXT
from injection_map.storage.yaml_nodes import Faults, Kind, ListNode, MapNode, read_nodes

SCHEMA = json.loads((resources.schemas() / "protocol.schema.json").read_text(encoding="utf-8"))
VALIDATOR = jsonschema.Draft202012Validator(SCHEMA)
DRAWINGS = read_drawings(resources.diagrams())
SHIPPED = sorted(resources.protocols().glob("*.yaml"))
PREEMPT = (resources.protocols() / "preempt-31.yaml").read_text(encoding="utf-8")

TABLES = {
    "product": keys.PRODUCT,
    "pack": keys.PACK,
    "other_product": keys.OTHER_PRODUCT,
    "diagnosis": keys.DIAGNOSIS,
    "question": keys.QUESTION,
    "dilution": keys.DILUTION,
    "limits": keys.LIMITS,
    "source": keys.SOURCE,
    "review": keys.REVIEW,
    "muscle": keys.MUSCLE,
    "optional_sites": keys.OPTIONAL_SITES,
    "site": keys.SITE,
    "dose_range": keys.DOSE_RANGE,
    "place": keys.PLACE,
}


def as_an_editor_sees(node):
    """The plain values of YAML 1.2, which the schema is about."""
    if isinstance(node, MapNode):
        return {entry.key: as_an_editor_sees(entry.value) for entry in node.entries}
    if isinstance(node, ListNode):
        return [as_an_editor_sees(item) for item in node.items]
    if node.kind is Kind.NUMBER:
        return int(node.text) if node.text.lstrip("-").isdigit() else float(node.text.replace(".inf", "inf"))
    return {Kind.FLAG: node.text == "true", Kind.NOTHING: None}.get(node.kind, node.text)


def schema_accepts(text):
    return VALIDATOR.is_valid(as_an_editor_sees(read_nodes(text.encode(), Faults())))


def reader_accepts(text):
    try:
        parse_protocol(text.encode(), file=Path("changed.yaml"), drawings=DRAWINGS)
    except ProtocolFileError:
        return False
    return True


def test_the_schema_is_one():
    jsonschema.Draft202012Validator.check_schema(SCHEMA)


@pytest.mark.parametrize("file", SHIPPED, ids=lambda file: file.name)
def test_both_accept_what_is_shipped(file):
    text = file.read_text(encoding="utf-8")
    assert schema_accepts(text)
    assert reader_accepts(text)


def test_no_table_of_keys_is_left_out():
    assert {table for table in vars(keys).values() if isinstance(table, keys.Keys)} == {keys.PROTOCOL, *TABLES.values()}


@pytest.mark.parametrize(
    ("schema", "table"), [(SCHEMA, keys.PROTOCOL), *((SCHEMA["$defs"][n], t) for n, t in TABLES.items())]
)
def test_the_keys_are_the_same(schema, table):
    assert schema["properties"].keys() == set(table.known)
    assert set(schema.get("required", ())) == set(table.required)
    assert schema["additionalProperties"] is False


def bounds(schema):
    schema = SCHEMA["$defs"][schema["$ref"].removeprefix("#/$defs/")] if "$ref" in schema else schema
    lowest = schema.get("exclusiveMinimum", schema.get("minimum"))
    return keys.Within(lowest, schema["maximum"], "exclusiveMinimum" in schema, schema["type"] == "integer")


def test_the_bounds_are_the_same():
    definitions, head = SCHEMA["$defs"], SCHEMA["properties"]
    assert bounds(definitions["units"]) == keys.UNITS
    assert bounds(definitions["distance"]) == keys.MILLIMETRES
    assert bounds(definitions["dilution"]["properties"]["diluent_ml"]) == keys.MILLILITRES
    assert bounds(definitions["place"]["properties"]["fraction"]) == keys.FRACTION
    assert bounds(definitions["optional_sites"]["properties"]["sites"]) == keys.OPTIONAL_COUNT
    assert bounds(head["use_within_hours"]) == keys.HOURS
    assert bounds(head["interval_weeks"]) == keys.WEEKS
    assert definitions["text"]["maxLength"] == definitions["verbatim"]["maxLength"] == LONGEST_TEXT
    assert definitions["identifier"]["maxLength"] == LONGEST_IDENTIFIER


def test_the_choices_are_the_same():
    site, muscle, review = (SCHEMA["$defs"][name]["properties"] for name in ("site", "muscle", "review"))
    assert site["view"]["enum"] == list(keys.VIEWS)
    assert site["sides"]["enum"] == list(keys.SIDES)
    assert muscle["first_side"]["enum"] == list(keys.FIRST_SIDES)
    assert SCHEMA["$defs"]["question"]["properties"]["on_yes"]["enum"] == list(keys.ON_YES)
    assert review["status"]["enum"] == list(keys.REVIEW_STATES)
    assert SCHEMA["properties"]["format"]["const"] == keys.FORMAT


def test_everything_in_the_schema_that_an_editor_shows_is_described():
    places = [SCHEMA["properties"], *(SCHEMA["$defs"][name].get("properties", {}) for name in TABLES)]
    silent = [
        key
        for properties in places
        for key, schema in properties.items()
        if "description" not in schema
        and "description" not in SCHEMA["$defs"].get(schema.get("$ref", "").removeprefix("#/$defs/"), {})
    ]
    assert silent == ["status", "from", "to", "up", "down"]  # their values say it


CHANGES = [
    ("format: 1", "format: 2"),
    ("format: 1", "format: '1'"),
    ("format: 1\n", ""),
    ("id: preempt-31", "id: PREEMPT 31"),
    ("id: preempt-31", "id: 31"),
    ("id: preempt-31", "id: " + "x" * 65),
    ("version: 2026.1", "version: true"),
    ("version: 2026.1", "version:"),
    ("title: PREEMPT, fixed sites", "title: 5"),
    ("title: PREEMPT, fixed sites", "title: ''"),
    ("title: PREEMPT, fixed sites", "title: ' '"),
    ("title: PREEMPT, fixed sites", "title: [PREEMPT]"),
    ("title: PREEMPT, fixed sites", "title: " + "x" * 501),
    ("indication: Chronic migraine\n", ""),
    ("indication:", "indikation:"),
    ("  name: onabotulinumtoxinA\n", ""),
    ("route: intramuscular", "route: true"),
    ("[00300231145014, 00300233921029]", "[]"),
    ("[00300231145014, 00300233921029]", "00300231145014"),
    ("[00300231145014, 00300233921029]", "['0030023114501']"),
    ("[00300231145014, 00300233921029]", "[1.5]"),
    ("not_interchangeable: true", "not_interchangeable: yes"),
    ("vial_units: 200, ", ""),
    ("vial_units: 200", "vial_units: 0"),
    ("diluent_ml: 4", "diluent_ml: 1001"),
    ("use_within_hours: 24", "use_within_hours: '24'"),
    ("interval_weeks: 12", "interval_weeks: -12"),
    ("visit_units: 155, ", ""),
    ("visit_units: 155", "visit_units: 100001"),
    ("pmid: 20958294", "pmid: PMC20958294"),
    ("pmid: 20958294", "pmid: 0"),
    ("pmid: 20958294", "pmid: 1.5"),
    ("pmid: 20958294", "url: file:///etc/passwd"),
    ("pmid: 20958294", "doi: 10.1111"),
    ("  blumenfeld-2010:", "  Blumenfeld 2010:"),
    ("{status: draft}", "{}"),
    ("{status: draft}", "{status: done}"),
    ("{status: draft}", "{status: approved}"),
    ("{status: draft}", "{status: approved, by: Dr A}"),
    ("{status: draft}", "{status: approved, by: Dr A, on: 22-Nov-2026}"),
    ("first_side: right", "first_side: both"),
    ("- id: corrugator\n    patient", "- name: Corrugator\n    patient"),
    ("sides: both", "sides: left"),
    ("view: front", "view: top"),
    ("units: 5", "units: 0"),
    ("units: 5", "units: '5'"),
    ("units: 5", "units: -5"),
    ("units: 5", "units: .inf"),
    ("units: 5", "units: [5]"),
    ("units: 5", "units: {from: 1.25}"),
    ("units: 5", "units: {from: 1.25, to: 0}"),
    ("units: 5\n", "dose: 5\n"),
    ("      - id: corrugator", "      - id: corrugator-left"),
    ("{from: orbital-rim-medial-superior, up: 13}", "{up: 13}"),
    ("{from: orbital-rim-medial-superior, up: 13}", "{}"),
    ("{from: orbital-rim-medial-superior, up: 13}", "[glabella]"),
    ("{from: orbital-rim-medial-superior, up: 13}", "{from: glabella, between: [glabella, nasion]}"),
    ("{from: orbital-rim-medial-superior, up: 13}", "{from: glabella, fraction: 0.5}"),
    ("{from: orbital-rim-medial-superior, up: 13}", "{from: orbital-rim-medial-superior-left, up: 13}"),
    ("{from: orbital-rim-medial-superior, up: 13}", "{between: [glabella]}"),
    ("{from: orbital-rim-medial-superior, up: 13}", "{between: [glabella, glabella]}"),
    ("{from: orbital-rim-medial-superior, up: 13}", "{between: [glabella, nasion], fraction: 2}"),
    ("{from: orbital-rim-medial-superior, up: 13}", "{from: glabella, up: -1}"),
    ("{from: orbital-rim-medial-superior, up: 13}", "{from: glabella, forward: 1}"),
    ("{from: glabella, up: 4}", "{from: glabella, lateral: 4}"),
    ("{from: temporalis-1, up: 20}", "{from: temporalis-1, medial: 20}"),
    ("        source: blumenfeld-2010\n", ""),
    ("        landmark: In the midline, midway between the two corrugator points.\n", ""),
    ("verified: false", "verified: no"),
    ("measure: 1 to 1.5 cm", "measure: 1.5"),
    ("measure: 1 to 1.5 cm", "messure: 1 to 1.5 cm"),
    ("optional: {sites: 2, units: 5,", "optional: {sites: 0, units: 5,"),
    ("optional: {sites: 2, units: 5,", "optional: {sites: 1.5, units: 5,"),
    ("optional: {sites: 2, units: 5,", "optional: {units: 5,"),
    ("reason_required: true", "reason_required: 1"),
    ("order: [corrugator, procerus,", "order: [corrugator, corrugator, procerus,"),
    ("{gtin: 00300231145014, units: 100}", "{gtin: '0030023114501', units: 100}"),
    ("{gtin: 00300231145014, units: 100}", "{gtin: 00300231145014, units: 0}"),
    ("{gtin: 00300231145014, units: 100}", "{units: 100}"),
    ('gtin_begins: "0300239232"', 'gtin_begins: "0300"'),
    ('gtin_begins: "0300239232"', 'gtin_begins: "0300239232-01"'),
    ("icd10: G43.709, title", "icd10: g43.709, title"),
    ("icd10: G43.709, title", "icd10: 43.709, title"),
    ("{id: swallowing, ask: Trouble swallowing or breathing,", "{id: swallowing,"),
    ("{id: swallowing,", "{id: Swallowing trouble,"),
    ("on_yes: skip-site", "on_yes: stop"),
    ("order: [corrugator, procerus,", "order: [Corrugator, procerus,"),
]


@pytest.mark.parametrize(("old", "new"), CHANGES)
def test_both_refuse_the_same(old, new):
    assert old in PREEMPT
    text = PREEMPT.replace(old, new, 1)
    assert not schema_accepts(text)
    assert not reader_accepts(text)


ALLOWED = [
    ("version: 2026.1", "version: '2026.1'"),
    ("version: 2026.1", "version: spring"),
    ("icd10: G43.709, title", "icd10: G43, title"),
    ("{id: blood-thinner, ask: Blood thinner, source: us-label}", "{id: blood-thinner, ask: Blood thinner}"),
    ("summary: 31 sites, 155 units, every 12 weeks.\n", ""),
    ("[00300231145014, 00300233921029]", "['00300231145014']"),
    ("pmid: 20958294", "pmid: '20958294'"),
    ("pmid: 20958294", "url: https://example.org/a"),
    ("{status: draft}", "{status: draft, by: Dr A}"),
    ("{status: draft}", "{status: approved, by: Dr A, on: 2026-11-22}"),
    ("units: 5", "units: {from: 2.5, to: 5}"),
    ("{from: orbital-rim-medial-superior, up: 13}", "{between: [glabella, nasion], fraction: 0, medial: 0}"),
    ("optional: {sites: 2, units: 5, reason_required: true}", "optional: {sites: 2, units: 5}"),
    ("    first_side: right            # the viewer's left comes first on the face\n", ""),
]


@pytest.mark.parametrize(("old", "new"), ALLOWED)
def test_both_accept_the_same(old, new):
    assert old in PREEMPT
    text = PREEMPT.replace(old, new, 1)
    assert schema_accepts(text)
    assert reader_accepts(text)
