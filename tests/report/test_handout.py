"""Hand-outs: what their text says, their sizes, that all of them are written or none, and how they look."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import date
from decimal import Decimal
from itertools import product
from pathlib import Path

import pytest
from pictures import assert_looks_as_in
from pypdf import PdfReader
from PySide6.QtGui import QGuiApplication, QImage

from injection_map import resources
from injection_map.diagram.art import ArtRenderer
from injection_map.diagram.typeface import font, load_typeface
from injection_map.domain.errors import AssetError
from injection_map.domain.protocol import Dose, Protocol, Review
from injection_map.report.files import NotWrittenError
from injection_map.report.handout import HandoutPrint, handout_print
from injection_map.report.handout_choice import HandoutChoice, HandoutKind, HandoutLayout, Medium
from injection_map.report.handout_file import HandoutFormat, file_name, page_picture, write_handout
from injection_map.report.paper import pdf_bytes
from injection_map.storage.diagram_file import read_drawings
from injection_map.storage.protocol_file import read_protocol

DRAWINGS = read_drawings(resources.diagrams())
PREEMPT = read_protocol(resources.protocols() / "preempt-31.yaml", DRAWINGS)
DAY = date(2026, 11, 22)
BLANK, SITES, MEASURES = HandoutKind.BLANK, HandoutKind.SITES, HandoutKind.MEASURES
MUSCLE, ALL = HandoutLayout.MUSCLE, HandoutLayout.ALL
NAMES = ("corrugator", "procerus", "frontalis", "temporalis", "occipitalis", "cervical-paraspinal", "trapezius")


@pytest.fixture(autouse=True)
def typeface(qapp: QGuiApplication) -> None:
    load_typeface(resources.fonts())
    qapp.setFont(font(17))


def art() -> ArtRenderer:
    return ArtRenderer(resources.diagrams())


def printed(
    kind: HandoutKind, layout: HandoutLayout, medium: Medium = Medium.A4, *, protocol: Protocol = PREEMPT
) -> HandoutPrint:
    return handout_print(protocol, DRAWINGS, art(), HandoutChoice(kind, layout, medium), day=DAY)


def texts(made: HandoutPrint) -> list[str]:
    """What can be copied out of each page, white space made single. The typeface has one glyph for two apostrophes."""
    pages = PdfReader(io.BytesIO(pdf_bytes(made))).pages
    return [" ".join(page.extract_text().split()).replace("\u02bc", "’") for page in pages]


def unquoted(text: str) -> str:
    """Of quotation marks, too, the typeface has one glyph for two."""
    return "".join(c for c in text if c.isascii() and c.isalnum())


@pytest.mark.parametrize(("kind", "layout", "medium"), list(product(HandoutKind, HandoutLayout, Medium)))
def test_every_page_says_what_it_is(kind: HandoutKind, layout: HandoutLayout, medium: Medium) -> None:
    pages = texts(printed(kind, layout, medium))
    if layout is MUSCLE:
        assert len(pages) == 7
    elif kind is BLANK:
        assert len(pages) == 1
    elif medium is not Medium.PROJECTOR:
        assert len(pages) == 2
    start = PREEMPT.fingerprint[:12]
    for number, page in enumerate(pages, 1):
        for told in (
            f"PREEMPT, fixed sites (preempt-31, version 2026.1, fingerprint {start})",
            "Draft: not reviewed. Placements not verified.",
            "Left and right are the patient’s.",
            "22-Nov-2026",
            f"Page {number} of {len(pages)}",
        ):
            assert told in page
        assert ("Name" in page and "Date" in page) == (kind is BLANK)


@pytest.mark.parametrize("medium", list(Medium))
def test_a_page_with_measures_says_all_that_the_protocol_says(medium: Medium) -> None:
    pages = texts(printed(MEASURES, MUSCLE, medium))
    for muscle, page in zip(PREEMPT.muscles, pages, strict=True):
        wanted = [muscle.name, muscle.find, muscle.technique, muscle.caution]
        wanted += [
            text for site in muscle.sites for text in (site.name, site.landmark, site.measure, site.caution) if text
        ]
        assert [text for text in wanted if unquoted(text) not in unquoted(page)] == []
        assert "Source: Headache 2010;50:1406, not verified." in page
    temporalis = pages[NAMES.index("temporalis")]
    assert "8 sites, 40 units" in temporalis
    assert "Site Right Left Units Temporalis 1 5 5 10" in temporalis
    assert "Total, 8 sites 20 20 40" in temporalis


def test_a_page_to_draw_on_gives_nothing_away() -> None:
    made = printed(BLANK, MUSCLE)
    assert all(scene.marks == scene.plates == scene.landmarks == () for scene in made.scenes)
    assert all(scene.letters for scene in made.scenes)
    for page in texts(made):
        assert not any(word in page for word in ("units", "Technique", "Caution", "Measure", "site,"))


def test_the_whole_map_and_its_words_on_paper() -> None:
    first, second = texts(printed(SITES, ALL))
    assert "Protocol map 31 sites, 155 units" in first
    for muscle in PREEMPT.muscles:
        assert muscle.name in first
        assert muscle.technique in second
        assert muscle.caution in second
    assert "Temporalis, right 5 units each" in first


def test_an_approved_protocol_with_verified_sites_needs_no_warning() -> None:
    muscles = tuple(replace(m, sites=tuple(replace(s, verified=True) for s in m.sites)) for m in PREEMPT.muscles)
    approved = replace(PREEMPT, muscles=muscles, review=Review("approved", "Dr B. Prior", date(2026, 1, 2)))
    for page in texts(printed(MEASURES, MUSCLE, protocol=approved)):
        assert "Approved by Dr B. Prior, 02-Jan-2026." in page
        assert "not verified" not in page
        assert "not reviewed" not in page


def test_a_dose_that_can_be_chosen_is_told_as_a_range_and_summed_as_one() -> None:
    procerus = PREEMPT.muscle("procerus")
    ranged = replace(procerus.sites[0], dose=Dose(Decimal("1.25"), Decimal("2.5")))
    protocol = replace(PREEMPT, muscles=(replace(procerus, sites=(ranged,)),))
    made = printed(SITES, MUSCLE, protocol=protocol)
    (page,) = texts(made)
    assert "1 site, 1.25 to 2.5 units" in page
    assert [plate.text for plate in made.scenes[0].plates] == ["Procerus, 1.25 to 2.5 units"]


@pytest.mark.parametrize("medium", Medium)
def test_a_long_title_costs_neither_version_nor_side_nor_dose(medium: Medium) -> None:
    ranged = Dose(Decimal("1.25"), Decimal("2.5"))
    muscles = tuple(
        replace(one, name=f"{one.name} and more", sites=tuple(replace(site, dose=ranged) for site in one.sites))
        for one in PREEMPT.muscles
    )
    protocol = replace(PREEMPT, title="A title as a committee writes it, on and on " * 5, muscles=muscles)
    page = texts(printed(SITES, ALL, medium, protocol=protocol))[0]
    assert f"(preempt-31, version 2026.1, fingerprint {PREEMPT.fingerprint[:12]})" in page
    for side in ("left", "right"):
        assert f"Temporalis and more, {side}" in page
    assert page.count("1.25 to 2.5 units each") == len(muscles)


def test_words_that_do_not_fit_go_on_on_the_next_page() -> None:
    long = " ".join(f"word{i}" for i in range(900))
    corrugator = replace(PREEMPT.muscle("corrugator"), technique=long)
    for medium in Medium:
        pages = texts(printed(SITES, MUSCLE, medium, protocol=replace(PREEMPT, muscles=(corrugator,))))
        assert len(pages) > 1
        assert "Corrugator, continued" in pages[1]
        assert [i for i in range(900) if f"word{i} " not in f"{' '.join(pages)} "] == []


def test_the_same_choice_on_the_same_day_is_the_same_document() -> None:
    def document(made: HandoutPrint) -> object:
        return PdfReader(io.BytesIO(pdf_bytes(made))).trailer["/ID"]

    assert document(printed(BLANK, ALL)) == document(printed(BLANK, ALL)) != document(printed(SITES, ALL))


# Files


def write(path: Path, choice: HandoutChoice, form: HandoutFormat) -> tuple[Path, ...]:
    return write_handout(PREEMPT, DRAWINGS, art(), choice, path, day=DAY, form=form)


def test_one_pdf_of_the_size_of_the_paper(tmp_path: Path) -> None:
    sizes_mm = {Medium.A4: (210, 297), Medium.LETTER: (215.9, 279.4), Medium.PROJECTOR: (338.67, 190.5)}
    for medium, size_mm in sizes_mm.items():
        choice = HandoutChoice(BLANK, ALL, medium)
        (file,) = write(tmp_path / file_name(PREEMPT, choice, HandoutFormat.PDF), choice, HandoutFormat.PDF)
        assert file.name == f"preempt-31-blank-all-{medium}.pdf"
        box = PdfReader(file).pages[0].mediabox
        found = (float(box.width) / 72 * 25.4, float(box.height) / 72 * 25.4)
        assert found == pytest.approx(size_mm, abs=0.3)


def test_a_picture_for_each_page_named_after_its_muscle(tmp_path: Path) -> None:
    files = write(tmp_path / "map.png", HandoutChoice(SITES, MUSCLE, Medium.PROJECTOR), HandoutFormat.PNG)
    assert [file.name for file in files] == [f"map-{n}-{name}.png" for n, name in enumerate(NAMES, 1)]
    assert sorted(file.name for file in tmp_path.iterdir()) == sorted(file.name for file in files)
    for file in files:
        image = QImage(str(file))
        assert (image.width(), image.height()) == (1920, 1080)


def test_a_picture_of_paper_has_300_dots_to_the_inch(tmp_path: Path) -> None:
    (file,) = write(tmp_path / "map.png", HandoutChoice(BLANK, ALL, Medium.A4), HandoutFormat.PNG)
    image = QImage(str(file))
    assert file.name == "map.png"
    assert (image.width(), image.height()) == (2480, 3508)
    assert image.dotsPerMeterX() == pytest.approx(300 / 0.0254, abs=1)


def test_where_one_picture_cannot_be_written_none_is(tmp_path: Path) -> None:
    (tmp_path / "map-1-corrugator.png").write_bytes(b"older")
    (tmp_path / "map-5-occipitalis.png").mkdir()
    with pytest.raises(NotWrittenError, match="it is a folder"):
        write(tmp_path / "map.png", HandoutChoice(SITES, MUSCLE, Medium.PROJECTOR), HandoutFormat.PNG)
    assert sorted(file.name for file in tmp_path.iterdir()) == ["map-1-corrugator.png", "map-5-occipitalis.png"]
    assert (tmp_path / "map-1-corrugator.png").read_bytes() == b"older"


def test_a_missing_folder_is_one_sentence_and_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(NotWrittenError, match="its folder does not exist") as raised:
        write(tmp_path / "none" / "map.pdf", HandoutChoice(BLANK, ALL), HandoutFormat.PDF)
    assert "\n" not in str(raised.value)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is always full")
def test_a_full_disk_is_one_sentence() -> None:
    with pytest.raises(NotWrittenError, match="no space left"):
        write(Path("/dev/full"), HandoutChoice(BLANK, ALL, Medium.PROJECTOR), HandoutFormat.PDF)
    assert Path("/dev/full").is_char_device()


def test_a_missing_drawing_is_one_sentence(tmp_path: Path) -> None:
    made = handout_print(PREEMPT, DRAWINGS, ArtRenderer(tmp_path), HandoutChoice(), day=DAY)
    with pytest.raises(AssetError, match="missing or broken"):
        made.prepare(made.scenes[0])


# Pictures


@pytest.mark.parametrize(
    ("name", "kind", "layout", "medium", "page"),
    [
        ("handout-temporalis-a4", MEASURES, MUSCLE, Medium.A4, 4),
        ("handout-map-projector", MEASURES, ALL, Medium.PROJECTOR, 1),
    ],
)
def test_it_looks_as_it_was_designed(
    name: str, kind: HandoutKind, layout: HandoutLayout, medium: Medium, page: int, tmp_path: Path
) -> None:
    made = printed(kind, layout, medium)
    seen = page_picture(made, page).scaledToWidth(round(made.size_px[0]))
    assert_looks_as_in(Path(__file__).with_name(f"{name}.png"), seen, kept_in=tmp_path)
