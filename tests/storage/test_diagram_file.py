"""Drawings in numbers, and what a drawing may not hold."""

import pytest

from injection_map import resources
from injection_map.domain.errors import AssetError
from injection_map.domain.geometry import PointMm, RectMm
from injection_map.domain.protocol import Plate
from injection_map.storage.diagram_file import FILE_OF_PLATE, MOST_BYTES, read_drawing, read_drawings

SMALL = """\
<svg xmlns="http://www.w3.org/2000/svg" viewBox="-10 -20 30 50">
  <defs><linearGradient id="a"><stop offset="0" stop-color="#ff0000"/></linearGradient></defs>
  <g id="muscles"><g id="muscle-procerus"><path d="M0,0L1,1" fill="url(#a)"/></g></g>
  <g id="landmarks"><circle id="landmark-tragus" cx="1.5" cy="-2" r="0.5"/></g>
</svg>
"""


def drawing_of(tmp_path, text):
    file = tmp_path / "front.svg"
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    return read_drawing(file, Plate.FRONT)


def test_bounds_landmarks_and_muscles_of_a_drawing(tmp_path):
    drawing = drawing_of(tmp_path, SMALL)
    assert drawing.plate is Plate.FRONT
    assert drawing.bounds == RectMm(-10, -20, 30, 50)
    assert drawing.landmarks == {"tragus": PointMm(1.5, -2)}
    assert drawing.muscles == {"procerus"}


def test_the_drawings_of_the_program():
    drawings = read_drawings(resources.diagrams())
    assert {plate: drawing.bounds for plate, drawing in drawings.items()} == {
        Plate.FRONT: RectMm(-105, -135, 210, 285),
        Plate.SIDE: RectMm(-125, -150, 260, 330),
        Plate.BACK: RectMm(-235, -150, 470, 400),
    }
    assert drawings[Plate.FRONT].landmarks["nasion"] == PointMm(0, 0)
    assert drawings[Plate.SIDE].landmarks["tragus"] == PointMm(0, 0)
    assert drawings[Plate.BACK].landmarks["inion"] == PointMm(0, 0)
    assert {"corrugator-left", "corrugator-right", "procerus"} <= drawings[Plate.FRONT].muscles
    assert "temporalis-left" in drawings[Plate.SIDE].muscles


@pytest.mark.parametrize("plate", [Plate.FRONT, Plate.BACK])
def test_paired_landmarks_mirror_each_other(plate):
    """The patient's left is the viewer's right on the front plate, and the viewer's left on the back plate."""
    landmarks = read_drawings(resources.diagrams())[plate].landmarks
    pairs = [name.removesuffix("-left") for name in landmarks if name.endswith("-left")]
    assert len(pairs) >= 6
    for name in pairs:
        left = landmarks[f"{name}-left"]
        assert (left.x > 0) == (plate is Plate.FRONT)
        assert landmarks[f"{name}-right"] == left.mirrored()


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ("<svg", '<!DOCTYPE svg [<!ENTITY a "aaaa">]><svg', "it declares a document type"),
        ("<svg", '<!DOCTYPE svg SYSTEM "http://example.org/svg.dtd"><svg', "it declares a document type"),
        ("<svg", '<?xml-stylesheet href="a.css"?><svg', "it holds the instruction <?xml-stylesheet?>"),
        ("<defs>", "<script>x()</script><defs>", "it holds <script>"),
        ("<defs>", '<image href="a.png"/><defs>', "it holds <image>"),
        ("<defs>", "<style>@import 'a.css';</style><defs>", "it holds <style>"),
        ("<defs>", '<use href="b.svg#a"/><defs>', "it holds <use>"),
        ("<defs>", '<defs onload="x()">', "it holds a script (onload)"),
        ('id="a"', 'id="a" href="http://example.org/#a"', "it refers to something outside itself (href)"),
        ('id="a"', 'id="a" xlink:href="file:///etc/passwd"', "it refers to something outside itself (xlink:href)"),
        ("url(#a)", "url(http://example.org/#a)", "it refers to something outside itself (fill)"),
        ("url(#a)", "URL( ' b.svg#a')", "it refers to something outside itself (fill)"),
        ("</svg>", "", "it is not XML (no element found"),
        ("<svg", "<div", "it holds <div>"),
        ('cx="1.5"', 'cx="left"', "the place of its landmark tragus is not given in numbers"),
        ('cx="1.5"', 'cx="nan"', "the place of its landmark tragus is not given in numbers"),
        ('cx="1.5"', 'cx="1e999"', "the place of its landmark tragus is not given in numbers"),
        ('cx="1.5"', 'cx="21"', "its landmark tragus lies outside it"),
        ('r="0.5"/>', 'r="0.5"/><circle id="landmark-tragus"/>', "it has the landmark tragus twice"),
        ('cx="1.5"', 'transform="scale(2)" cx="1.5"', "its landmark tragus is moved by a transform"),
        ('id="landmarks"', 'id="landmarks" transform="scale(2)"', "its landmark tragus is moved by a transform"),
        ("landmark-tragus", "tragus", "it has no landmarks"),
        (' viewBox="-10 -20 30 50"', "", "its viewBox is not four numbers"),
        ("-10 -20 30 50", "-10 -20 30", "its viewBox is not four numbers"),
        ("-10 -20 30 50", "-10 -20 30 inf", "its viewBox is not given in numbers"),
        ("-10 -20 30 50", "-10 -20 0 50", "its viewBox is empty"),
    ],
)
def test_what_a_drawing_may_not_hold_is_said_in_one_sentence(tmp_path, old, new, reason):
    assert old in SMALL
    with pytest.raises(AssetError) as caught:
        drawing_of(tmp_path, SMALL.replace(old, new, 1))
    message = str(caught.value)
    assert message.startswith(f"The drawing {tmp_path / 'front.svg'} cannot be used: {reason}")
    assert "\n" not in message


def test_a_transform_elsewhere_does_not_move_a_landmark(tmp_path):
    text = SMALL.replace('<g id="muscles">', '<g id="muscles" transform="scale(2)">')
    assert drawing_of(tmp_path, text).landmarks == {"tragus": PointMm(1.5, -2)}


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "it is not XML (no element found: line 1, column 0)"),
        (b"\x89PNG", "it is not XML (not well-formed"),
        (b"<div/>", "it holds <div>"),
        (b'<g viewBox="0 0 1 1"/>', "it begins with <g> and not with <svg>"),
        (b'<?xml version="1.0" encoding="nonsense"?><svg/>', "its viewBox is not four numbers"),
        (b" " * (MOST_BYTES + 1), "it is larger than 8 MiB"),
    ],
)
def test_what_is_no_drawing_is_refused(tmp_path, data, reason):
    with pytest.raises(AssetError) as caught:
        drawing_of(tmp_path, data)
    assert reason in str(caught.value)


@pytest.mark.parametrize("name", sorted(FILE_OF_PLATE.values()))
def test_a_missing_drawing_is_named(tmp_path, name):
    for file in set(FILE_OF_PLATE.values()) - {name}:
        (tmp_path / file).write_text(SMALL, encoding="utf-8")
    with pytest.raises(AssetError) as caught:
        read_drawings(tmp_path)
    assert f"{tmp_path / name} cannot be used: No such file or directory" in str(caught.value)
