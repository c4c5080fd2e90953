"""The reader of protocol files (format 1, see protocols/README.md): a file's bytes to a protocol, or all its faults.

A record keeps the bytes of its protocol, so `parse_protocol` must go on reading every file it ever accepted.
"""

from __future__ import annotations

import hashlib
import os
import re
import stat
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from injection_map.domain.errors import FileFault, ProtocolFileError
from injection_map.domain.geometry import Drawing
from injection_map.domain.protocol import Dilution, Limits, Muscle, Plate, Protocol, Review, Source
from injection_map.storage import protocol_keys as keys
from injection_map.storage.protocol_checks import check_known, check_order, check_places, check_total, check_unique
from injection_map.storage.protocol_drafts import MuscleDraft, build_muscle, read_muscle
from injection_map.storage.protocol_visit import read_diagnosis, read_product, read_questions
from injection_map.storage.yaml_fields import (
    IDENTIFIER_WORDS,
    Fields,
    Word,
    entries_of,
    found,
    identifier_of,
    is_identifier,
    text_of,
)
from injection_map.storage.yaml_nodes import (
    MOST_BYTES,
    Entry,
    Faults,
    Kind,
    MapNode,
    Node,
    RefusedNode,
    ScalarNode,
    StopReading,
    read_nodes,
    shown,
)

_PMID = re.compile(r"[1-9][0-9]{0,8}")


def read_protocol(path: Path, drawings: Mapping[Plate, Drawing]) -> Protocol:
    """Reads a file. A file that cannot be opened is at fault too: ProtocolFileError with one fault at 1:1."""
    return parse_protocol(read_bytes(path), file=path, drawings=drawings)


def read_bytes(path: Path) -> bytes:
    """The file's bytes, at most one more than a protocol may have. Raises ProtocolFileError."""
    try:
        # Looked at before it is opened: opening a pipe would wait for ever.
        if not stat.S_ISREG(path.stat().st_mode):
            raise ProtocolFileError(path, (FileFault(1, 1, "", "this is not a regular file; wanted a YAML file"),))
        with path.open("rb") as stream:
            return stream.read(MOST_BYTES + 1)
    except (OSError, ValueError) as error:  # ValueError: a NUL in the name
        reason = os.strerror(error.errno) if isinstance(error, OSError) and error.errno else str(error)
        raise ProtocolFileError(path, (FileFault(1, 1, "", f"the file cannot be read: {reason}"),)) from error


def parse_protocol(data: bytes, *, file: Path, drawings: Mapping[Plate, Drawing]) -> Protocol:
    """Reads a file's bytes; `file` is named in the faults and not opened. Raises ProtocolFileError with every fault."""
    faults = Faults()
    protocol = None
    with suppress(StopReading):
        root = read_nodes(data, faults)
        _check_format(root, faults)
        protocol = _read(root, hashlib.sha256(data).hexdigest(), drawings, faults)
    if protocol is None or faults:
        raise ProtocolFileError(file, faults.in_order())
    return protocol


def position_of_id(data: bytes) -> tuple[int, int]:
    """Line and column of the id in the bytes of a file that was accepted."""
    root = read_nodes(data, Faults())
    assert isinstance(root, MapNode)
    where = next(entry.value.where for entry in root.entries if entry.key == "id")
    return where.line, where.column


def _check_format(root: Node, faults: Faults) -> None:
    """Looked at first: a newer format may have other keys for everything, so its file gets this one fault."""
    entries = root.entries if isinstance(root, MapNode) else ()
    for node in (entry.value for entry in entries if entry.key == "format"):
        text = node.text if isinstance(node, ScalarNode) and node.kind is Kind.NUMBER else ""
        if re.fullmatch("[1-9][0-9]{0,8}", text) and int(text) > keys.FORMAT:
            wanted = f"wanted {keys.FORMAT}: this file needs a newer version of the program"
            faults.stop(node.where, f"found the newer format {text}; {wanted}")
        if text != str(keys.FORMAT) and not isinstance(node, RefusedNode):
            faults.add(node.where, f"found {found(node)}; wanted the number {keys.FORMAT}")


def _read(root: Node, fingerprint: str, drawings: Mapping[Plate, Drawing], faults: Faults) -> Protocol:
    """The protocol, as good as it can be read: it counts only when there is no fault."""
    fields = Fields(root, keys.PROTOCOL, faults)
    sources = _sources(fields)
    limit_fields = fields.fields("limits", keys.LIMITS)
    limits = _limits(limit_fields)
    muscles = tuple(read_muscle(item, faults) for item in fields.items("muscles"))
    protocol = Protocol(
        id=fields.identifier("id").text,
        version=fields.verbatim("version"),
        title=fields.text("title"),
        indication=fields.text("indication"),
        summary=fields.text("summary"),
        product=read_product(fields.fields("product", keys.PRODUCT)),
        dilution=_dilution(fields.fields("dilution", keys.DILUTION)),
        use_within_hours=fields.optional_number("use_within_hours", keys.HOURS),
        needle=fields.text("needle"),
        interval_weeks=fields.optional_number("interval_weeks", keys.WEEKS),
        limits=limits,
        sources=sources,
        review=_review(fields.fields("review", keys.REVIEW)),
        muscles=(),
        aftercare=tuple(text_of(item, faults) for item in fields.items("aftercare")),
        fingerprint=fingerprint,
        questions=read_questions(fields.items("questions"), sources, faults),
        diagnoses=tuple(read_diagnosis(item, faults) for item in fields.items("diagnoses")),
    )
    order = tuple(Word(identifier_of(item, faults), item.where) for item in fields.items("order"))
    check_order(order, fields.where("order"), [muscle.id for muscle in muscles], faults)
    check_total(muscles, limits.visit_units, limit_fields.where("visit_units"), faults)
    _check_sites(muscles, sources, faults)
    check_places(muscles, drawings, faults)
    return protocol if faults else replace(protocol, muscles=_in_order(muscles, order))


def _in_order(muscles: tuple[MuscleDraft, ...], order: tuple[Word, ...]) -> tuple[Muscle, ...]:
    draft_of = {muscle.id.text: muscle for muscle in muscles}
    return tuple(build_muscle(draft_of[word.text]) for word in order)


def _check_sites(muscles: tuple[MuscleDraft, ...], sources: tuple[Source, ...], faults: Faults) -> None:
    sites = [site for muscle in muscles for site in muscle.sites]
    check_unique("muscle", (muscle.id for muscle in muscles), faults)
    check_unique("site", (site.id for site in sites), faults)
    if sources and all(source.id for source in sources):
        check_known("source", (site.source for site in sites), [source.id for source in sources], faults)


def _dilution(fields: Fields) -> Dilution:
    return Dilution(
        vial_units=fields.number("vial_units", keys.UNITS),
        diluent=fields.text("diluent"),
        diluent_ml=fields.number("diluent_ml", keys.MILLILITRES),
    )


def _limits(fields: Fields) -> Limits:
    return Limits(
        visit_units=fields.number("visit_units", keys.UNITS),
        interval_units=fields.optional_number("interval_units", keys.UNITS),
    )


def _sources(fields: Fields) -> tuple[Source, ...]:
    """The sources in the order of the file. One whose name cannot be read has an empty id."""
    node = fields.node("sources")
    if node is None:
        return ()
    faults = fields.faults
    entries = entries_of(node, "names of sources, each with a title", faults)
    if entries == ():
        faults.add(node.where, "found no source; wanted at least one")
    return tuple(_source(entry, faults) for entry in entries or ())


def _source(entry: Entry, faults: Faults) -> Source:
    name = entry.key if is_identifier(entry.key) else ""
    if not name:
        faults.add(entry.key_where, f"found {shown(entry.key)}; wanted {IDENTIFIER_WORDS}")
    return read_source(name, Fields(entry.value, keys.SOURCE, faults))


def read_source(name: str, fields: Fields) -> Source:
    """A source under its id, of `keys.SOURCE`."""
    faults = fields.faults
    pmid, url = fields.verbatim("pmid"), fields.text("url")
    if pmid and not _PMID.fullmatch(pmid):
        faults.add(fields.where("pmid"), f"found {shown(pmid)}; wanted the digits of a PubMed id")
    if url and not url.startswith("https://"):
        faults.add(fields.where("url"), f"found {shown(url)}; wanted an address that begins with https://")
    return Source(id=name, title=fields.text("title"), pmid=pmid or None, url=url or None)


def _review(fields: Fields) -> Review:
    review = Review(
        status=fields.choice("status", keys.REVIEW_STATES),
        by=fields.optional_text("by"),
        on=fields.day("on"),
    )
    for key in ("by", "on"):
        if review.approved and key not in fields and key not in fields.misspelt:
            fields.faults.add(
                fields.where(key), f"the key “{key}” is missing: an approval names its author and its day"
            )
    return review
