"""What a drawing's file says in numbers: its bounds and landmarks in mm, and which muscles it has.

Read with expat, element by element, and only the elements of `_DRAWN`: what could fetch, run or unpack something is
refused before the renderer sees the file. xml.etree was rejected: it unpacks entities, and builds a tree for nobody.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from xml.parsers import expat

from injection_map.domain.errors import AssetError
from injection_map.domain.geometry import Drawing, PointMm, RectMm
from injection_map.domain.protocol import Plate

MOST_BYTES = 8 * 1024 * 1024
FILE_OF_PLATE = MappingProxyType({Plate.FRONT: "front.svg", Plate.SIDE: "left.svg", Plate.BACK: "back.svg"})

_SHAPES = frozenset({"path", "circle", "ellipse", "rect", "line", "polyline", "polygon"})
_DRAWN = _SHAPES | {"svg", "g", "defs", "linearGradient", "radialGradient", "stop", "title", "desc"}
_OUTSIDE = re.compile(r"url\(\s*['\"]?\s*(?!['\"\s#])", re.IGNORECASE)


class _BrokenDrawingError(ValueError):
    """Says what is wrong with the drawing."""


def read_drawings(folder: Path) -> Mapping[Plate, Drawing]:
    """All plates of a folder. Raises AssetError at the first that is missing or broken."""
    return MappingProxyType({plate: read_drawing(folder / name, plate) for plate, name in FILE_OF_PLATE.items()})


def read_drawing(path: Path, plate: Plate) -> Drawing:
    """One plate, with `-left` in the muscles of the side plate, as drawn.

    Raises AssetError with one sentence when the file is missing, is no drawing, or holds more than a drawing.
    """
    try:
        with path.open("rb") as stream:
            data = stream.read(MOST_BYTES + 1)
        return _Reader(plate).read(data)
    except OSError as error:
        raise _asset_error(path, error.strerror or str(error)) from error
    except expat.ExpatError as error:
        raise _asset_error(path, f"it is not XML ({error})") from error
    except _BrokenDrawingError as error:
        raise _asset_error(path, str(error)) from error


def _asset_error(path: Path, reason: str) -> AssetError:
    return AssetError(
        f"The drawing {path} cannot be used: {reason}; records are not affected, installing the program again mends it."
    )


class _Reader:
    def __init__(self, plate: Plate) -> None:
        self._plate = plate
        self._bounds: RectMm | None = None
        self._landmarks: dict[str, PointMm] = {}
        self._muscles: set[str] = set()
        self._moved: list[bool] = []  # for each open element, whether it or one around it is transformed

    def read(self, data: bytes) -> Drawing:
        if len(data) > MOST_BYTES:
            raise _BrokenDrawingError("it is larger than 8 MiB")
        parser = expat.ParserCreate("utf-8")
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.StartDoctypeDeclHandler = self._doctype
        parser.ProcessingInstructionHandler = self._instruction
        parser.Parse(data, True)
        if self._bounds is None or not self._landmarks:
            raise _BrokenDrawingError("it has no landmarks")
        outside = [name for name, point in self._landmarks.items() if not self._bounds.contains(point)]
        if outside:
            raise _BrokenDrawingError(f"its landmark {outside[0]} lies outside it")
        return Drawing(self._plate, self._bounds, MappingProxyType(self._landmarks), frozenset(self._muscles))

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        _refuse_what_is_not_drawn(name, attributes)
        if self._bounds is None:
            self._bounds = _bounds(name, attributes)
        self._moved.append("transform" in attributes or (bool(self._moved) and self._moved[-1]))
        element_id = attributes.get("id", "")
        if name == "g" and element_id.startswith("muscle-"):
            self._muscles.add(element_id.removeprefix("muscle-"))
        elif name == "circle" and element_id.startswith("landmark-"):
            self._add_landmark(element_id.removeprefix("landmark-"), attributes)

    def _end(self, _name: str) -> None:
        self._moved.pop()

    def _add_landmark(self, name: str, attributes: dict[str, str]) -> None:
        if name in self._landmarks:
            raise _BrokenDrawingError(f"it has the landmark {name} twice")
        if self._moved[-1]:
            raise _BrokenDrawingError(f"its landmark {name} is moved by a transform")
        x, y = _numbers([attributes.get("cx", "0"), attributes.get("cy", "0")], f"the place of its landmark {name}")
        self._landmarks[name] = PointMm(x, y)

    def _doctype(self, *_declaration: object) -> None:
        raise _BrokenDrawingError("it declares a document type, which a drawing does not need")

    def _instruction(self, target: str, _data: str) -> None:
        raise _BrokenDrawingError(f"it holds the instruction <?{target[:40]}?>, which a drawing does not need")


def _refuse_what_is_not_drawn(name: str, attributes: dict[str, str]) -> None:
    if name not in _DRAWN:
        raise _BrokenDrawingError(f"it holds <{name[:40]}>, which is none of the shapes that are drawn")
    for key, value in attributes.items():
        if key.lower().startswith("on"):
            raise _BrokenDrawingError(f"it holds a script ({key[:40]})")
        is_reference = key.rpartition(":")[2] == "href"
        if (is_reference and not value.startswith("#")) or ("(" in value and _OUTSIDE.search(value)):
            raise _BrokenDrawingError(f"it refers to something outside itself ({key[:40]})")


def _bounds(name: str, attributes: dict[str, str]) -> RectMm:
    if name != "svg":
        raise _BrokenDrawingError(f"it begins with <{name}> and not with <svg>")
    x, y, width, height = _numbers(_four(attributes.get("viewBox", "")), "its viewBox")
    if width <= 0 or height <= 0:
        raise _BrokenDrawingError("its viewBox is empty")
    return RectMm(x, y, width, height)


def _four(view_box: str) -> list[str]:
    parts = view_box.replace(",", " ").split()
    if len(parts) != 4:
        raise _BrokenDrawingError("its viewBox is not four numbers")
    return parts


def _numbers(texts: list[str], what: str) -> list[float]:
    try:
        numbers = [float(text) for text in texts]
    except ValueError:
        numbers = [math.nan]
    if not all(map(math.isfinite, numbers)):
        raise _BrokenDrawingError(f"{what} is not given in numbers")
    return numbers
