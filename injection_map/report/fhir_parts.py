"""The pieces that FHIR resources are made of: text, times, codes and references, each by FHIR R4B's own rules."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any
from urllib.parse import quote

from injection_map.domain import words
from injection_map.domain.event_codec import number
from injection_map.domain.protocol import Side
from injection_map.domain.session import SiteState
from injection_map.report.plain_text import one_line, paragraphs, whole_characters

Resource = dict[str, Any]

OURS = "urn:injection-map:"
"""What the product's own identifiers begin with: the record's, the patient's number in this clinic."""

UCUM = "http://unitsofmeasure.org"
ICD_10_CM = "http://hl7.org/fhir/sid/icd-10-cm"
CPT = "http://www.ama-assn.org/go/cpt"
GTIN = "https://www.gs1.org/gtin"
FMA = "urn:oid:2.16.840.1.113883.6.119"
TEST_DATA = {"system": "http://terminology.hl7.org/CodeSystem/v3-ActReason", "code": "HTEST"}

_FMA_IDS = {
    ("procerus", Side.MIDLINE): "46769",
    ("corrugator", Side.RIGHT): "46796",
    ("corrugator", Side.LEFT): "46797",
} | {
    (muscle, side): code
    for muscle, code in {
        "frontalis": "46757",
        "occipitalis": "46758",
        "temporalis": "49006",
        "trapezius": "9626",
    }.items()
    for side in (Side.LEFT, Side.RIGHT)
}
"""Clinical facts 4. The other muscles are said in words: an id that nobody verified is not sent."""

_FURTHEST_OFFSET = timedelta(hours=14)
_IDS = uuid.UUID("0b7f86f2-4c2c-4b36-8f0e-6a2a1d3f5e77")


def without_empty(value: Any) -> Any:
    """The same without what is None or empty: FHIR knows no empty strings, lists or objects."""
    if isinstance(value, dict):
        kept = {key: without_empty(item) for key, item in value.items()}
        return {key: item for key, item in kept.items() if item not in (None, "", [], {})}
    if isinstance(value, list):
        return [item for item in map(without_empty, value) if item not in (None, "", [], {})]
    return value


def line(text: str) -> str:
    """Text on one line, of characters that FHIR takes: no controls, and no half of a character."""
    return one_line(whole_characters(text))


def prose(text: str) -> str:
    """Text with its writer's line breaks."""
    return "\n".join(paragraphs(whole_characters(text)))


def concept(text: str, *codings: Resource) -> Resource:
    return {"coding": list(codings), "text": line(text)}


def identifier(kind: str, value: str) -> Resource:
    return {"system": OURS + kind, "value": line(value)} if line(value) else {}


def own_uri(*parts: str) -> str:
    return OURS + ":".join(quote(whole_characters(part), safe="-._~") for part in parts)


def resource_id(record_id: str, *parts: str) -> str:
    """The same for the same part of the same record, so that an export sent twice is one."""
    return str(uuid.uuid5(_IDS, "\n".join(map(whole_characters, (record_id, *parts)))))


def reference(resource: Resource, display: str = "") -> Resource:
    return {"reference": f"urn:uuid:{resource['id']}", "display": line(display)}


def moment(at: datetime) -> str:
    """To the second or finer, with an offset that FHIR can write: whole minutes, at most 14 hours."""
    offset = at.utcoffset()
    assert offset is not None  # held by the codec
    if offset % timedelta(minutes=1) or abs(offset) > _FURTHEST_OFFSET:
        at = at.astimezone(UTC)
    return at.isoformat(timespec="milliseconds" if at.microsecond else "seconds")


def day(value: date) -> str:
    return value.isoformat()


def units(value: Decimal) -> Resource:
    """UCUM's arbitrary unit: those of a botulinum toxin are its maker's own and compare with no other.

    Rejected: `U`, which is UCUM's enzyme unit, and `[iU]`, the international unit; `{units}`, which is a bare number.
    """
    return {"value": number(value), "unit": "units", "system": UCUM, "code": "[arb'U]"}


def body_site(site: SiteState) -> Resource:
    """Temporalis 2, patient's left; and where in words, when it was added or moved."""
    text = f"{site.name}, {words.patients_side(site.side)}"
    return _coded(f"{text}, {site.place}" if site.place else text, site.muscle, site.side)


def muscle_site(name: str, muscle: str, side: Side) -> Resource:
    return _coded(f"{name}, {words.patients_side(side)}", muscle, side)


def _coded(text: str, muscle: str, side: Side) -> Resource:
    code = _FMA_IDS.get((muscle, side))
    return concept(text, *([{"system": FMA, "code": code}] if code else []))


def notes_of(texts: Iterable[str], *, at: datetime | None = None, by: str = "") -> list[Resource]:
    said = {"time": moment(at) if at else None, "authorString": line(by)}
    return [{**said, "text": prose(text)} for text in texts if prose(text)]
