"""Hand-outs as files: one PDF, or a picture of each page; all of them are written, or none."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from enum import StrEnum
from pathlib import Path

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QSize, Qt
from PySide6.QtGui import QImage, QImageWriter, QPainter

from injection_map.diagram.art import ArtRenderer
from injection_map.domain.geometry import Drawing
from injection_map.domain.protocol import Plate, Protocol
from injection_map.report.files import NotWrittenError, write_files
from injection_map.report.handout import HandoutPrint, handout_print
from injection_map.report.handout_choice import HandoutChoice
from injection_map.report.paper import PX_PER_INCH, pdf_bytes

_METRES_PER_INCH = 0.0254


class HandoutFormat(StrEnum):
    PDF = "pdf"
    PNG = "png"


def write_handout(
    protocol: Protocol,
    drawings: Mapping[Plate, Drawing],
    art: ArtRenderer,
    choice: HandoutChoice,
    path: Path,
    *,
    day: date,
    form: HandoutFormat = HandoutFormat.PDF,
) -> tuple[Path, ...]:
    """The files that were written: `path`, or for pictures of several pages one beside it for each.

    Raises AssetError, and NotWrittenError, and then what was there before stands as it was.
    """
    if path.is_dir():  # pictures would come beside it
        raise NotWrittenError(f"{path} could not be written: it is a folder. Name a file in it.")
    printed = handout_print(protocol, drawings, art, choice, day=day)
    if form is HandoutFormat.PDF:
        files = {path: pdf_bytes(printed)}
    else:
        pictures = (png_bytes(page_picture(printed, number)) for number in range(1, len(printed.pages) + 1))
        files = dict(zip(picture_paths(path, printed), pictures, strict=True))
    write_files(files)
    return tuple(files)


def picture_paths(path: Path, printed: HandoutPrint) -> Iterator[Path]:
    """map.png; of several pages map-1-corrugator.png, map-2-procerus.png."""
    if len(printed.names) == 1:
        yield path
        return
    for number, name in enumerate(printed.names, 1):
        yield path.with_name(f"{path.stem}-{number}-{name}{path.suffix or '.png'}")


def page_picture(printed: HandoutPrint, number: int) -> QImage:
    """A page as a picture: of 300 dots to the inch for paper, 1920 x 1080 for the projector."""
    scale = printed.stock.dots_per_px
    width, height = printed.size_px
    image = QImage(QSize(round(width * scale), round(height * scale)), QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.white)
    dots_per_metre = round(scale * PX_PER_INCH / _METRES_PER_INCH)
    image.setDotsPerMeterX(dots_per_metre)
    image.setDotsPerMeterY(dots_per_metre)
    painter = QPainter(image)
    painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.TextAntialiasing)
    painter.scale(image.width() / width, image.height() / height)
    printed.paint_page(painter, number)
    painter.end()
    return image


def png_bytes(picture: QImage) -> bytes:
    """On any thread."""
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    QImageWriter(buffer, QByteArray(b"png")).write(picture)
    return bytes(buffer.data().data())


def file_name(protocol: Protocol, choice: HandoutChoice, form: HandoutFormat) -> str:
    """preempt-31-measures-muscle-a4.pdf"""
    safe = "".join(c if c.isascii() and (c.isalnum() or c in "-_") else "-" for c in protocol.id)
    return f"{safe}-{choice.kind}-{choice.layout}-{choice.medium}.{form}"
