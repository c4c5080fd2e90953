"""Every protocol of the program: its sites lie in their muscles as drawn, and PREEMPT is what its papers say."""

import re
from decimal import Decimal
from functools import cache
from xml.etree import ElementTree

import pytest

from injection_map import resources
from injection_map.domain.placement import place_sites
from injection_map.domain.protocol import Plate, Side, View
from injection_map.storage import protocol_keys
from injection_map.storage.diagram_file import FILE_OF_PLATE, read_drawings
from injection_map.storage.protocol_file import parse_protocol, read_protocol

pytest.importorskip("PySide6")

from PySide6.QtGui import QImage, QPainter
from PySide6.QtSvg import QSvgRenderer

DRAWINGS = read_drawings(resources.diagrams())
SHIPPED = [read_protocol(file, DRAWINGS) for file in sorted(resources.protocols().glob("*.yaml"))]
PREEMPT = next(protocol for protocol in SHIPPED if protocol.id == "preempt-31")
SITES = [
    pytest.param(protocol, site, id=f"{protocol.id}:{site.key}") for protocol in SHIPPED for site in protocol.sites
]
PIXELS_PER_MM = 4


@cache
def picture_of(plate, muscle):
    """One muscle alone on its plate: the drawing's file with everything else taken out. None when it is not drawn."""
    svg = ElementTree.parse(resources.diagrams() / FILE_OF_PLATE[plate]).getroot()
    muscles = next(group for group in svg if group.get("id") == "muscles")
    for element in [child for child in svg if child is not muscles and not child.tag.endswith("defs")]:
        svg.remove(element)
    for group in [child for child in muscles if child.get("id") != f"muscle-{muscle}"]:
        muscles.remove(group)
    if not len(muscles):
        return None
    bounds = DRAWINGS[plate].bounds
    image = QImage(
        round(bounds.width * PIXELS_PER_MM), round(bounds.height * PIXELS_PER_MM), QImage.Format.Format_ARGB32
    )
    image.fill(0)
    painter = QPainter(image)
    QSvgRenderer(ElementTree.tostring(svg)).render(painter)
    painter.end()
    return image


def covers(plate, muscle, point):
    bounds = DRAWINGS[plate].bounds
    image = picture_of(plate, muscle)
    x, y = round((point.x - bounds.x) * PIXELS_PER_MM), round((point.y - bounds.y) * PIXELS_PER_MM)
    return image is not None and image.pixelColor(x, y).alpha() > 0


def drawn_muscle(site, side):
    """The name of the muscle's group on the plate. The side plate is drawn for the left only."""
    if side is Side.MIDLINE:
        return site.muscle
    return f"{site.muscle}-{Side.LEFT if site.plate is Plate.SIDE else side}"


@pytest.mark.parametrize(("protocol", "site"), SITES)
def test_every_site_lies_in_its_muscle_as_drawn_and_not_in_the_other_sides(protocol, site, qapp):
    point = place_sites(protocol, DRAWINGS)[site.key].point
    as_drawn = point.mirrored() if site.view is View.RIGHT else point
    assert covers(site.plate, drawn_muscle(site, site.side), as_drawn)
    if site.side is not Side.MIDLINE and site.plate is not Plate.SIDE:
        other = Side.RIGHT if site.side is Side.LEFT else Side.LEFT
        assert picture_of(site.plate, drawn_muscle(site, other)) is not None
        assert not covers(site.plate, drawn_muscle(site, other), as_drawn)


def test_a_point_beside_the_muscle_is_not_in_it(qapp):
    """The test above rests on this."""
    landmarks = DRAWINGS[Plate.SIDE].landmarks
    assert not covers(Plate.SIDE, "temporalis-left", landmarks["tragus"])
    assert not covers(Plate.SIDE, "temporalis-left", landmarks["vertex"])
    assert picture_of(Plate.SIDE, "no-such-muscle") is None


@pytest.mark.parametrize(("protocol", "site"), SITES)
def test_every_site_is_on_the_side_of_the_drawing_that_it_is_named_for(protocol, site):
    point = place_sites(protocol, DRAWINGS)[site.key].point
    if site.side is Side.MIDLINE:
        assert point.x == 0
    elif site.plate is Plate.FRONT:
        assert (point.x > 0) == (site.side is Side.LEFT)
    elif site.plate is Plate.BACK:
        assert (point.x > 0) == (site.side is Side.RIGHT)


@pytest.mark.parametrize(("protocol", "site"), SITES)
def test_every_site_has_its_words_and_a_source(protocol, site):
    assert site.landmark.endswith(".")
    assert site.technique.endswith(".")
    assert protocol.source(site.source).title


def test_preempt_is_31_sites_and_155_units():
    assert len(PREEMPT.sites) == 31
    assert PREEMPT.units == 155
    assert PREEMPT.limits.visit_units == 155
    assert {site.dose.lowest for site in PREEMPT.sites} == {site.dose.highest for site in PREEMPT.sites} == {5}


def test_preempt_has_the_sites_of_its_table_by_muscle_and_side():
    table = {
        muscle.id: tuple(
            sum(site.side is side for site in muscle.sites) for side in (Side.LEFT, Side.MIDLINE, Side.RIGHT)
        )
        for muscle in PREEMPT.muscles
    }
    assert list(table.items()) == list(
        {
            "corrugator": (1, 0, 1),
            "procerus": (0, 1, 0),
            "frontalis": (2, 0, 2),
            "temporalis": (4, 0, 4),
            "occipitalis": (3, 0, 3),
            "cervical-paraspinal": (2, 0, 2),
            "trapezius": (3, 0, 3),
        }.items()
    )


def test_preempt_is_treated_side_by_side_and_on_the_face_from_the_viewers_left():
    first = {muscle.id: muscle.sites[0].side for muscle in PREEMPT.muscles}
    assert {muscle for muscle, side in first.items() if side is Side.RIGHT} == {"corrugator", "frontalis"}
    for muscle in PREEMPT.muscles:
        sides = [site.side for site in muscle.sites]
        assert sides == sorted(sides, key=sides.index)


def test_preempt_is_mixed_to_5_units_in_a_tenth_of_a_millilitre():
    assert PREEMPT.dilution.units_per_ml * Decimal("0.1") == 5


def test_preempt_with_every_optional_site_is_39_sites_and_195_units():
    optional = [muscle.optional for muscle in PREEMPT.muscles if muscle.optional]
    assert sum(sites.sites for sites in optional) + len(PREEMPT.sites) == 39
    assert sum(sites.sites * sites.units for sites in optional) + PREEMPT.units == 195
    assert {muscle.id: muscle.optional.sites for muscle in PREEMPT.muscles if muscle.optional} == {
        "temporalis": 2,
        "occipitalis": 2,
        "trapezius": 4,
    }


def test_preempt_says_that_no_clinician_has_checked_it_yet():
    assert not PREEMPT.review.approved
    assert not any(site.verified for site in PREEMPT.sites)


PREEMPT_TEXT = (resources.protocols() / "preempt-31.yaml").read_text(encoding="utf-8")
README = (resources.protocols() / "README.md").read_text(encoding="utf-8")


def test_the_page_that_teaches_the_format_names_every_key_and_every_landmark():
    tables = [table for table in vars(protocol_keys).values() if isinstance(table, protocol_keys.Keys)]
    words = set(re.findall(r"[\w-]+", README))
    assert {key for table in tables for key in table.known} <= words
    for plate, drawing in DRAWINGS.items():
        (line,) = re.findall(rf"^- {plate}: (.*)$", README, re.MULTILINE)
        unpaired, _, paired = line.partition("; on both sides ")
        assert set(unpaired.split(", ")) | {
            f"{name}-{side}" for name in filter(None, paired.split(", ")) for side in ("left", "right")
        } == set(drawing.landmarks)


def test_the_examples_of_the_page_make_a_protocol():
    blocks = [block for block in re.findall(r"```yaml\n(.*?)```", README, re.DOTALL) if not block.startswith("# yaml")]
    text = "\n".join(blocks)
    head, _, rest = PREEMPT_TEXT.partition("  - id: frontalis")
    corrugator_and_procerus = head.partition("muscles:\n")[2]
    medial = re.search(r"      - id: frontalis-medial\n.*?(?=      - id: )", rest, re.DOTALL)
    text = text.replace("muscles:\n", f"muscles:\n{corrugator_and_procerus}", 1)
    text = text.replace("      - id: frontalis-lateral\n", f"{medial[0]}      - id: frontalis-lateral\n", 1)
    protocol = parse_protocol(text.encode(), file=resources.protocols() / "README.md", drawings=DRAWINGS)
    assert protocol.site("frontalis-lateral-left").caution == "Left active, a peaked brow."
