"""What a protocol file says of the visit around the needle: the product, the diagnoses, the questions."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from injection_map.domain.protocol import Diagnosis, OnYes, OtherProduct, Pack, Product, Question, Source
from injection_map.storage import protocol_keys as keys
from injection_map.storage.protocol_checks import check_known, check_unique
from injection_map.storage.yaml_fields import Fields, Word, found, verbatim_of
from injection_map.storage.yaml_nodes import Faults, Node, shown

_GTIN = re.compile(r"[0-9]{14}")
_GTIN_BEGINNING = re.compile(r"[0-9]{6,13}")
_ICD10 = re.compile(r"[A-TV-Z][0-9][0-9A-Z](\.[0-9A-Z]{1,4})?")
"""The shape of a code of ICD-10-CM, as of ICD-10; whether the code exists is not looked up."""


def read_product(fields: Fields) -> Product:
    faults = fields.faults
    return Product(
        name=fields.text("name"),
        route=fields.text("route"),
        gtins=tuple(_gtin(item, verbatim_of(item, faults), faults) for item in fields.items("gtins")),
        not_interchangeable=fields.flag("not_interchangeable", default=False),
        packs=tuple(_pack(Fields(item, keys.PACK, faults)) for item in fields.items("packs")),
        mistaken_for=tuple(_other(Fields(item, keys.OTHER_PRODUCT, faults)) for item in fields.items("mistaken_for")),
    )


def _pack(fields: Fields) -> Pack:
    node = fields.node("gtin")
    gtin = _gtin(node, fields.verbatim("gtin"), fields.faults) if node else ""
    return Pack(gtin, fields.number("units", keys.UNITS))


def _other(fields: Fields) -> OtherProduct:
    digits = fields.verbatim("gtin_begins")
    if digits and not _GTIN_BEGINNING.fullmatch(digits):
        wanted = "wanted the 6 to 13 digits of a GTIN after its indicator"
        fields.faults.add(fields.where("gtin_begins"), f"found {shown(digits)}; {wanted}")
    return OtherProduct(fields.text("name"), digits)


def _gtin(node: Node, text: str, faults: Faults) -> str:
    """A GTIN-14 with its zeros, quoted or not; its last digit must check (GS1 General Specifications 7.9.1)."""
    if not text:
        return ""
    if not _GTIN.fullmatch(text):
        faults.add(node.where, f"found {found(node)}; wanted a GTIN of 14 digits")
        return ""
    body = sum(int(digit) * (1 if place % 2 else 3) for place, digit in enumerate(text[:13]))
    check_digit = -body % 10
    if int(text[13]) != check_digit:
        faults.add(
            node.where, f"found {text}, whose last digit does not check; wanted {check_digit} there, or other digits"
        )
    return text


def read_diagnosis(node: Node, faults: Faults) -> Diagnosis:
    fields = Fields(node, keys.DIAGNOSIS, faults)
    code = fields.text("icd10")
    if code and not _ICD10.fullmatch(code):
        faults.add(fields.where("icd10"), f"found {shown(code)}; wanted a code of ICD-10 such as G43.709")
    return Diagnosis(code, fields.text("title"))


def read_questions(nodes: Sequence[Node], sources: Sequence[Source], faults: Faults) -> tuple[Question, ...]:
    drafts = [_question(Fields(node, keys.QUESTION, faults)) for node in nodes]
    check_unique("question", (draft.id for draft in drafts), faults)
    if sources and all(source.id for source in sources):
        check_known("source", (draft.source for draft in drafts), [source.id for source in sources], faults)
    return tuple(
        Question(draft.id.text, draft.ask, draft.examples, draft.on_yes, draft.source.text or None) for draft in drafts
    )


@dataclass(frozen=True, slots=True)
class _QuestionDraft:
    """A question whose id and source are not yet compared with the others."""

    id: Word
    ask: str
    examples: str
    on_yes: OnYes
    source: Word


def _question(fields: Fields) -> _QuestionDraft:
    return _QuestionDraft(
        id=fields.identifier("id"),
        ask=fields.text("ask"),
        examples=fields.text("examples"),
        on_yes=OnYes(fields.choice("on_yes", keys.ON_YES, default=OnYes.CAUTION.value)),
        source=fields.identifier("source"),
    )
