from __future__ import annotations

import io
from dataclasses import replace

import pytest
from pypdf import PdfReader
from PySide6.QtGui import QGuiApplication
from report.visits import HOSTILE, a_whole_record, every_kind

from injection_map import resources
from injection_map.diagram.typeface import font, load_typeface
from injection_map.domain.events import Clinic
from injection_map.domain.protocol import Protocol, Review
from injection_map.report.leaflet import NoLeafletError, leaflet_print
from injection_map.report.paper import Paper, pdf_bytes
from injection_map.report.record import Record
from injection_map.storage.diagram_file import read_drawings
from injection_map.storage.protocol_file import read_protocol


@pytest.fixture(autouse=True)
def typeface(qapp: QGuiApplication) -> None:
    load_typeface(resources.fonts())
    qapp.setFont(font(17))


@pytest.fixture(scope="module")
def protocol() -> Protocol:
    return read_protocol(resources.protocols() / "preempt-31.yaml", read_drawings(resources.diagrams()))


def texts(record: Record, protocol: Protocol, paper: Paper = Paper.A4) -> list[str]:
    reader = PdfReader(io.BytesIO(pdf_bytes(leaflet_print(record, protocol, paper=paper))))
    return [" ".join(page.extract_text().split()) for page in reader.pages]


@pytest.mark.parametrize("paper", list(Paper))
def test_one_page_tells_the_patient_what_was_done(protocol: Protocol, paper: Paper) -> None:
    (page,) = texts(a_whole_record(), protocol, paper)
    for told in (
        "Example Headache Clinic 1 Example Street Exampletown EX1 2MP",
        "Name: HALVORSEN, Ingrid",
        "Treated on: Tuesday 18-Nov-2025",
        "By: Dr A. Lindqvist, then Dr B. Prior, with R. Osei, S. Lee",
        "For: Chronic migraine",
        "With: Botox (onabotulinumtoxinA)",
        "152.5 units at 31 sites in all",
        "Temporalis: 4 sites on your right, 3 sites on your left, 35 units",
        "Procerus: 1 site in the middle, 5 units",
        *protocol.aftercare,
        "Your next visit Tuesday 10-Feb-2026",
        "Protocol PREEMPT, fixed sites, version 2026.1.",
        "Not verified: this protocol is in draft and not yet approved.",
        "Page 1 of 1",
    ):
        assert told in page


def test_an_approved_protocol_needs_no_warning(protocol: Protocol) -> None:
    approved = replace(protocol, review=Review("approved", "Dr B"))
    assert "verified" not in texts(a_whole_record(), approved)[0]


def test_training_is_told(protocol: Protocol) -> None:
    assert "TRAINING: no patient was treated" in texts(every_kind()["training"], protocol)[0]


@pytest.mark.parametrize("kind", ["open", "not-treated", "nothing-given"])
def test_there_is_none_where_nothing_was_given(protocol: Protocol, kind: str) -> None:
    with pytest.raises(NoLeafletError, match="Nothing was given"):
        leaflet_print(every_kind()[kind], protocol)


def test_there_is_none_without_the_protocol_that_it_is_made_of() -> None:
    with pytest.raises(NoLeafletError, match="protocol cannot be read"):
        leaflet_print(a_whole_record(), None)


def test_many_lines_go_on_on_the_next_page(protocol: Protocol) -> None:
    lines = tuple(f"Line {i}: {'rest and drink ' * 8}end{i}" for i in range(40))
    pages = texts(a_whole_record(), replace(protocol, aftercare=lines))
    assert len(pages) > 1
    assert all(f"end{i}" in "".join(pages) for i in range(40))
    assert f"Page 2 of {len(pages)}" in pages[1]


@pytest.mark.parametrize("name", HOSTILE)
def test_nothing_in_a_name_breaks_it(protocol: Protocol, name: str) -> None:
    patient = replace(a_whole_record().opened.patient, name=HOSTILE[name])
    pages = texts(a_whole_record(patient=patient, clinic=Clinic(HOSTILE[name], HOSTILE[name])), protocol)
    assert "152.5 units at 31 sites in all" in " ".join(pages)


def test_no_name_stands_in_its_title(protocol: Protocol) -> None:
    metadata = PdfReader(io.BytesIO(pdf_bytes(leaflet_print(a_whole_record(), protocol)))).metadata
    assert metadata is not None
    assert metadata.title == "Leaflet 0190-a"
    assert "HALVORSEN" not in str(metadata)
