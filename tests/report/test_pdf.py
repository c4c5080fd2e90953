"""The printed record: what its text says, that nothing is lost on the way to the next page, and how it looks."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from pypdf import PdfReader
from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QColor, QGuiApplication, QImage, QPainter
from report.visits import PAUSE, SIGN, a_whole_record, changed_visit, finish_of, record_of, whole_opening

from injection_map import resources
from injection_map.diagram.art import ArtRenderer
from injection_map.diagram.typeface import font, load_typeface
from injection_map.domain import commands as c
from injection_map.domain.errors import AssetError
from injection_map.domain.events import Clinician, Opened, Patient
from injection_map.domain.protocol import Protocol, Review
from injection_map.report.billing import Billing
from injection_map.report.check_code import code_at_signing
from injection_map.report.files import NotWrittenError
from injection_map.report.paper import Paper, pdf_bytes
from injection_map.report.pdf import RecordPrint, record_print, write_record_pdf
from injection_map.report.record import Record
from injection_map.storage.diagram_file import read_drawings
from injection_map.storage.protocol_file import read_protocol

RecordMaker = Callable[..., Record]
Openings = Callable[..., Opened]

REFERENCE = Path(__file__).with_name("printed-a4.png")
DRAWINGS = read_drawings(resources.diagrams())


@pytest.fixture(autouse=True)
def typeface(qapp: QGuiApplication) -> None:
    load_typeface(resources.fonts())
    qapp.setFont(font(17))


@pytest.fixture(scope="module")
def protocol() -> Protocol:
    return read_protocol(resources.protocols() / "preempt-31.yaml", DRAWINGS)


def printed(record: Record, protocol: Protocol | None, paper: Paper = Paper.A4) -> RecordPrint:
    return record_print(record, protocol, art=ArtRenderer(resources.diagrams()), drawings=DRAWINGS, paper=paper)


def texts(record: Record, protocol: Protocol | None, paper: Paper = Paper.A4) -> list[str]:
    """What can be copied out of each page, white space made single."""
    reader = PdfReader(io.BytesIO(pdf_bytes(printed(record, protocol, paper))))
    return [" ".join(page.extract_text().split()) for page in reader.pages]


def squeezed(text: str) -> str:
    return "".join(text.split())


@pytest.mark.parametrize("paper", list(Paper))
def test_a_usual_record_is_one_page(changed: Record, protocol: Protocol, paper: Paper) -> None:
    reader = PdfReader(io.BytesIO(pdf_bytes(printed(changed, protocol, paper))))
    assert len(reader.pages) == 1
    width_mm = float(reader.pages[0].mediabox.width) / 72 * 25.4
    assert width_mm == pytest.approx({Paper.A4: 210, Paper.LETTER: 215.9}[paper], abs=0.3)


def test_everything_on_the_page_can_be_copied_as_it_is_read(changed: Record, protocol: Protocol) -> None:
    (page,) = texts(changed, protocol)
    for expected in (
        "OnabotulinumtoxinA for chronic migraine",
        "PREEMPT, fixed sites, 155 units, version 2026.1",
        "Tuesday 18-Nov-2025, 10:27 to 10:37",
        "HALVORSEN, Ingrid",
        "Born 14-Mar-1981 (44 years)",
        "MRN 40-2719",
        "latex",
        "Botox 200 units (onabotulinumtoxinA)",
        "C8124C3, May-2027",
        "4 mL, 5 units in 0.1 mL",
        "10:06, 10:06 Wed",
        "Protocol in draft, not yet approved; placements not verified",
        "Total, 31 sites, 3.05 mL 72.5 15 sites",
        "Frontalis lateral, right: 2.5 units, not 5. Brow felt heavy after last visit",
        "Temporalis 3, left: skipped. Healing skin lesion over the site",
        "Occipitalis, left: added, 5 units. Tender point",
        "152.5 given + 47.5 discarded = 200 units",
        "None seen",
        "Tuesday 10-Feb-2026, 12 weeks",
        "Note. Tolerated well.",
        "Signed in Injection Map by Dr A. Lindqvist, consultant neurologist, 18-Nov-2025 10:38:28",
        "HALVORSEN, Ingrid, 14-Mar-1981, MRN 40-2719",
        "Check code D392 C62F EE39",
        "Page 1 of 1",
    ):
        assert expected in page
    assert "NOT SIGNED" not in page
    assert "not signed" not in page.lower()


def test_rows_of_the_table_add_up_and_name_what_differs(changed: Record, protocol: Protocol) -> None:
    (page,) = texts(changed, protocol)
    assert "Frontalis 7.5 2 sites 10 2 sites 17.5 −2.5" in page
    assert "Procerus 5 1 site 5 as planned" in page
    assert "Occipitalis 15 3 sites 20 4 sites 35 +5" in page


def test_a_lot_that_could_be_misread_is_copied_exactly(
    make_record: RecordMaker, make_opening: Openings, protocol: Protocol
) -> None:
    vial = replace(make_opening().vials[0], lot="0O1Il-2025-12-31", expiry=date(2026, 12, 30))
    patient = Patient("Ng, A", date(1999, 12, 31), "A0O-1Il-00")
    (page,) = texts(make_record(opened=make_opening(vials=(vial,), patient=patient)), protocol)
    assert "0O1Il-2025-12-31, 30-Dec-2026" in squeezed(page).replace(",", ", ")
    assert "MRN A0O-1Il-00" in page


def test_an_unsigned_record_says_so_on_head_and_foot(fresh: Record, protocol: Protocol) -> None:
    (page,) = texts(fresh, protocol)
    assert "NOT SIGNED: the treatment is not finished" in page
    assert "Not signed. Check code" in page
    assert page.count("NOT SIGNED") == 2
    assert "Corrugator 0 0 sites 0 0 sites 0 2 to do" in page


def test_a_training_record_says_that_nobody_was_treated(
    make_record: RecordMaker, make_opening: Openings, protocol: Protocol
) -> None:
    (page,) = texts(make_record(opened=make_opening(training=True)), protocol)
    assert "TRAINING: no patient was treated" in page


def test_an_approved_protocol_with_verified_sites_needs_no_warning(
    make_record: RecordMaker, make_opening: Openings, protocol: Protocol
) -> None:
    reference = replace(make_opening().protocol, review="approved")
    muscles = tuple(
        replace(muscle, sites=tuple(replace(site, verified=True) for site in muscle.sites))
        for muscle in protocol.muscles
    )
    approved = replace(protocol, muscles=muscles, review=Review("approved", "Dr B", date(2025, 1, 1)))
    (page,) = texts(make_record(opened=make_opening(protocol=reference)), approved)
    assert "verified" not in page
    assert "approved" not in page


def a_long_record(make_record: RecordMaker, opened: Opened) -> Record:
    keys = [planned.site for planned in opened.plan]
    long = "and a reason that goes on for two lines of its column, at the least"
    return make_record(
        *(c.ChangeDose(key, Decimal("7.5"), f"Reason {i} {long}") for i, key in enumerate(keys[:25])),
        *(c.Skip(key, f"Lesion {i}") for i, key in enumerate(keys[25:28])),
        *(c.Give(key) for key in keys[:25]),
        *(c.Note(f"Note {i} {'word ' * 90}end{i}\nits second line {i}", key) for i, key in enumerate(keys)),
        c.Finish(Decimal(3), left_to_do_reason="Patient wished to stop", reactions="Felt faint. " * 9),
        opened=opened,
    )


def test_a_long_record_goes_on_and_loses_nothing(
    make_record: RecordMaker, make_opening: Openings, protocol: Protocol
) -> None:
    patient = Patient("van der " * 12 + "Müller-Łukasiewicz", date(1999, 12, 31), "A0O-77", "latex, " * 20)
    vial = make_opening().vials[0]
    others = (vial, replace(vial, lot="ZZ0O9", expiry=date(2025, 11, 10), expired_reason="Last one in the house"))
    pages = texts(a_long_record(make_record, make_opening(patient=patient, vials=others)), protocol)
    assert len(pages) > 3
    whole = squeezed(" ".join(pages))
    for i in range(25):
        assert f"Reason{i}andareason" in whole
    for i in range(31):
        assert f"Note{i}word" in whole
        assert f"wordend{i}" in whole
        assert f"itssecondline{i}" in whole  # which may stand on the next page
    assert whole.count("word") == 31 * 90
    assert whole.count("latex,") == 20
    for piece in ("Lesion2", "left,notgiven.Patientwishedtostop", "ZZ0O9,10-Nov-2025", "Lastoneinthehouse"):
        assert piece in whole
    assert squeezed("van der " * 12 + "Müller-Łukasiewicz") in whole
    for number, page in enumerate(pages, start=1):
        assert f"Page {number} of {len(pages)}" in page
        assert "31-Dec-1999, MRN A0O-77" in page
        assert "Not signed. Check code" in page


def test_without_its_protocol_the_sites_are_told_in_words(changed: Record) -> None:
    (page,) = texts(changed, None)
    assert "The sites are not drawn: the protocol could not be read" in page
    assert "Frontalis lateral, right: given, 2.5 units, 10:29" in page
    assert "Temporalis 3, left: skipped" in page


def test_a_sign_that_no_font_has_is_written_as_its_number(
    make_record: RecordMaker, make_opening: Openings, protocol: Protocol
) -> None:
    patient = Patient("Ng \U0010fffd\ud800 A", date(1999, 12, 31), "1")
    (page,) = texts(make_record(opened=make_opening(patient=patient)), protocol)
    assert "Ng [U+10FFFD][U+D800] A" in page


def test_two_prints_are_the_same_document(changed: Record, fresh: Record, protocol: Protocol) -> None:
    def document_id(record: Record) -> object:
        return PdfReader(io.BytesIO(pdf_bytes(printed(record, protocol)))).trailer["/ID"]

    assert document_id(changed) == document_id(changed) != document_id(fresh)


def test_the_file_is_named_after_no_patient(changed: Record, protocol: Protocol) -> None:
    metadata = PdfReader(io.BytesIO(pdf_bytes(printed(changed, protocol)))).metadata
    assert metadata is not None
    assert metadata.title == "Record 0190-a"
    assert "HALVORSEN" not in str(metadata)


def test_a_missing_drawing_is_one_sentence(changed: Record, protocol: Protocol, tmp_path: Path) -> None:
    with pytest.raises(AssetError, match="missing or broken"):
        record_print(changed, protocol, art=ArtRenderer(tmp_path), drawings=DRAWINGS)


def test_a_print_that_cannot_be_written_leaves_the_older_one(
    changed: Record, protocol: Protocol, tmp_path: Path
) -> None:
    art = ArtRenderer(resources.diagrams())
    write_record_pdf(tmp_path / "a.pdf", changed, protocol, art=art, drawings=DRAWINGS)
    assert (tmp_path / "a.pdf").read_bytes().startswith(b"%PDF")
    with pytest.raises(NotWrittenError, match="folder does not exist"):
        write_record_pdf(tmp_path / "none" / "a.pdf", changed, protocol, art=art, drawings=DRAWINGS)


def picture(record: Record, protocol: Protocol) -> QImage:
    """The first page at 96 dots to the inch, in grey, as most printers would have it."""
    pages = printed(record, protocol)
    image = QImage(QSize(*(round(side) for side in pages.size_px)), QImage.Format.Format_RGB32)
    image.fill(QColor("white"))
    painter = QPainter(image)
    painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.TextAntialiasing)
    pages.paint_page(painter, 1)
    painter.end()
    return image.convertToFormat(QImage.Format.Format_Grayscale8)


def differing_share(a: QImage, b: QImage, *, by: int = 32) -> float:
    """Share of blocks of 4 x 4 px whose grey differs by more than `by` of 255: edges may be smoothed otherwise."""
    blocks = QSize(200, 280)  # rows of a multiple of four: their bytes hold nothing but pixels
    small = [
        image.scaled(blocks, Qt.AspectRatioMode.IgnoreAspectRatio, Qt.TransformationMode.SmoothTransformation)
        for image in (a, b)
    ]
    grey = [image.convertToFormat(QImage.Format.Format_Grayscale8) for image in small]
    pixels = [bytes(image.constBits()) for image in grey]
    return float(sum(abs(x - y) > by for x, y in zip(*pixels, strict=True)) / len(pixels[0]))


def test_the_page_looks_as_it_did(changed: Record, protocol: Protocol, tmp_path: Path) -> None:
    seen = picture(changed, protocol)
    wanted = QImage(str(REFERENCE)).convertToFormat(QImage.Format.Format_Grayscale8)
    seen.save(str(tmp_path / "seen.png"))
    assert seen.size() == wanted.size()
    assert differing_share(seen, wanted) < 0.0003, f"look at {tmp_path / 'seen.png'} beside {REFERENCE}"


def test_the_comparison_sees_a_single_site(changed: Record, protocol: Protocol) -> None:
    taken_back = [event for event in changed.events if getattr(event.body, "site", None) != "trapezius-1-right"]
    other = Record(changed.id, tuple(taken_back))
    assert differing_share(picture(changed, protocol), picture(other, protocol)) > 0.0003


def test_what_came_after_the_signature_is_printed(make_record: RecordMaker, protocol: Protocol) -> None:
    record = make_record(
        c.Finish(Decimal(200), left_to_do_reason="Stopped"),
        c.Sign(Clinician("Dr A. Lindqvist")),
        c.AddAddendum(Clinician("Dr A. Lindqvist"), "Told on the telephone", "A headache in the evening."),
        c.Cosign(Clinician("Dr B. Prior", "Consultant")),
    )
    pages = " ".join(texts(record, protocol))
    assert "Dr A. Lindqvist: A headache in the evening. Reason: Told on the telephone" in pages
    assert "Co-signed by Dr B. Prior, consultant, 18-Nov-2025 10:27:28" in pages
    assert f"Check code when it was signed: {code_at_signing(record)}" in pages


@pytest.mark.parametrize("paper", list(Paper))
def test_a_usual_record_with_its_pause_and_clinic_is_one_page(protocol: Protocol, paper: Paper) -> None:
    acts = changed_visit()[:-1]
    opened = whole_opening(safety=replace(PAUSE, cautions=(), answers=PAUSE.answers[1:]))
    finish = finish_of(record_of(*acts, opened=opened).visit, reactions="None seen")
    (page,) = texts(record_of(*acts, finish, SIGN, opened=opened), protocol, paper)
    for told in (
        "Example Headache Clinic 1 Example Street, Exampletown EX1 2MP",
        "26-Aug-2025, 12 weeks",
        "complete 10:26, consent confirmed",
        "Dr A. Lindqvist, R. Osei",
        "Diagnosis G43.709, Chronic migraine without aura, not intractable Guidance none",
        "Answers none of 1 yes Last time 155 units",
        "152.5 given + 47.5 discarded = 200 units. Discard seen by R. Osei",
        "None seen. Watched until 10:58",
        "opened 10:26, finished 10:38",
    ):
        assert told in page


def test_all_of_a_whole_visit_is_on_paper(protocol: Protocol) -> None:
    whole = record_print(
        a_whole_record(), protocol, art=ArtRenderer(resources.diagrams()), drawings=DRAWINGS, billing=Billing()
    )
    pages = PdfReader(io.BytesIO(pdf_bytes(whole))).pages
    text = " ".join(" ".join(page.extract_text().split()) for page in pages)
    for told in (
        "The last treatment was 12 weeks ago. Gone on all the same: Pain is back since ten days",
        "Blood thinners: yes, aspirin 75 mg",
        "Vial 2: product Botox 100 units (onabotulinumtoxinA)",
        "Vial 2: lot, expiry C9000D1, May-2027",
        "Vial 2, lot C9000D1: ",
        "Dr A. Lindqvist, then Dr B. Prior, R. Osei, S. Lee",
        "Trapezius 1, left: moved to 1 cm lateral of its place. Scar",
        "Pain at two sites. Fainting. Procerus, midline: bruising (pressed for a minute). Watched until 10:58",
        "headache days in 28 days: 12",
        "12 weeks. Leaflet given",
        "64615 x 1, J0585 x 153, J0585-JW x 147",
        "Addendum. 18-Nov-2025",
    ):
        assert told in text.replace("Headache days", "headache days")


def test_a_visit_without_a_treatment_shows_no_sites(protocol: Protocol) -> None:
    (page,) = texts(record_of(c.EndUntreated("Has a cold"), opened=whole_opening()), protocol)
    assert "NOT TREATED: nothing was given at this visit" in page
    assert "Not treated: Has a cold" in page
    assert "Ended without a treatment by Dr A. Lindqvist, 18-Nov-2025 10:26:28" in page
    for absent in ("Total", "NOT SIGNED", "Vial balance", "Given by", "Changes"):
        assert absent not in page
