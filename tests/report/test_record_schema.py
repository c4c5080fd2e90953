"""assets/schemas/record.schema.json describes every key of every kind of record, and every record keeps to it."""

from __future__ import annotations

import copy
import json
from typing import Any

import jsonschema
import pytest
from hypothesis import given, settings
from report.visits import every_kind, records

from injection_map import resources
from injection_map.domain.events import EVENT_TYPES
from injection_map.domain.protocol import Side, View
from injection_map.domain.session import Phase, SiteStatus
from injection_map.report.billing import Billing
from injection_map.report.record import Record
from injection_map.report.record_json import record_to_plain

SCHEMA = json.loads((resources.schemas() / "record.schema.json").read_text(encoding="utf-8"))
KINDS = every_kind()


def closed(schema: Any) -> Any:
    """The schema, but with no room for keys that it does not name; the events' own keys are the codec's affair."""
    if isinstance(schema, list):
        return [closed(item) for item in schema]
    if not isinstance(schema, dict):
        return schema
    made = {key: closed(value) for key, value in schema.items()}
    if "properties" in made and "seq" not in made["properties"]:
        made["additionalProperties"] = False
    return made


CLOSED = jsonschema.Draft202012Validator(closed(SCHEMA), format_checker=jsonschema.FormatChecker())


def read(record: Record) -> Any:
    return json.loads(json.dumps(record_to_plain(record.id, record.events, billing=Billing())))


def test_the_schema_is_one() -> None:
    jsonschema.Draft202012Validator.check_schema(SCHEMA)


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_record_keeps_to_the_schema(kind: str) -> None:
    assert [error.message for error in CLOSED.iter_errors(read(KINDS[kind]))] == []


@settings(max_examples=40)
@given(record=records())
def test_so_does_any_record(record: Record) -> None:
    assert [error.message for error in CLOSED.iter_errors(read(record))] == []


@pytest.mark.parametrize("key", SCHEMA["required"])
def test_a_record_without_a_promised_key_does_not(key: str) -> None:
    plain = read(KINDS["whole"])
    del plain[key]
    assert [error.validator for error in CLOSED.iter_errors(plain)] == ["required"]


def test_a_later_version_may_have_more_keys() -> None:
    plain = copy.deepcopy(read(KINDS["whole"])) | {"weather": "fine"}
    jsonschema.Draft202012Validator(SCHEMA).validate(plain)
    assert not CLOSED.is_valid(plain)


def test_the_words_of_the_schema_are_those_of_the_program() -> None:
    site = SCHEMA["$defs"]["site"]["properties"]
    assert SCHEMA["$defs"]["event"]["properties"]["type"]["enum"] == list(EVENT_TYPES)
    assert SCHEMA["properties"]["state"]["enum"] == [str(phase) for phase in Phase if phase is not Phase.NONE]
    assert site["state"]["enum"] == [str(status) for status in SiteStatus]
    assert set(site["side"]["enum"]) == set(map(str, Side))
    assert set(site["view"]["enum"]) == set(map(str, View))
