"""Pages on paper: their sizes, and how they come to a PDF, a printer or a picture.

Measures are page px, 96 to the inch, as in the design.
"""

from __future__ import annotations

import uuid
from abc import ABC, abstractmethod
from dataclasses import dataclass
from enum import StrEnum

from PySide6.QtCore import QBuffer, QIODevice, QMarginsF, QUuid
from PySide6.QtGui import QPagedPaintDevice, QPageSize, QPainter, QPdfWriter

from injection_map import __version__
from injection_map.report.page_flow import Page

PX_PER_INCH = 96
_DOTS_PER_INCH = 1200


class Paper(StrEnum):
    A4 = "a4"
    LETTER = "letter"


@dataclass(frozen=True, slots=True)
class Measures:
    """`drawings` are heights of the two rows of drawings, the best first; the others are taken to save a page."""

    size: QPageSize
    width: float
    height: float
    top: float
    bottom: float
    drawings: tuple[tuple[float, float], ...]


MEASURES = {
    Paper.A4: Measures(QPageSize(QPageSize.PageSizeId.A4), 793.7, 1122.5, 38, 30, ((176, 232), (168, 214), (160, 202))),
    Paper.LETTER: Measures(
        QPageSize(QPageSize.PageSizeId.Letter), 816, 1056, 28, 22, ((172, 226), (168, 214), (152, 188))
    ),
}


@dataclass(frozen=True)
class Printed(ABC):
    """Something laid out on pages of one size. `document` stands for what is printed: the same print has the same."""

    pages: list[Page]
    measures: Measures
    title: str
    """Never a name: titles are shown in lists and windows."""
    document: uuid.UUID

    @property
    def size_px(self) -> tuple[float, float]:
        return self.measures.width, self.measures.height

    def paint_page(self, painter: QPainter, number: int) -> None:
        """Page `number`, counted from 1, at the painter's origin, in page px."""
        self.paint_head(painter, number)
        for placed in self.pages[number - 1]:
            painter.save()
            placed.block.paint(painter, placed.corner)
            painter.restore()
        self.paint_foot(painter, number)

    @abstractmethod
    def paint_head(self, painter: QPainter, number: int) -> None:
        """What stands above the text of a page."""

    @abstractmethod
    def paint_foot(self, painter: QPainter, number: int) -> None:
        """What stands below it."""


def pdf_bytes(printed: Printed) -> bytes:
    """The pages as a PDF, made in memory: Qt does not say when a disk is full."""
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(buffer)
    writer.setResolution(_DOTS_PER_INCH)
    writer.setPageSize(printed.measures.size)
    writer.setPageMargins(QMarginsF(0, 0, 0, 0))
    writer.setTitle(printed.title)
    writer.setCreator(f"Injection Map {__version__}")
    writer.setDocumentId(QUuid(str(printed.document)))
    paint_on(writer, printed)
    return bytes(buffer.data().data())


def paint_on(device: QPagedPaintDevice, printed: Printed) -> bool:
    """All pages on a PDF writer, or on a printer set to the full page: on smaller paper smaller, never cut.

    False when the device does not take them: a printer that is gone.
    """
    painter = QPainter()
    if not painter.begin(device):
        return False
    width, height = printed.size_px
    scale = min(device.logicalDpiX() / PX_PER_INCH, device.width() / width, device.height() / height)
    painter.scale(scale, scale)
    done = True
    for number in range(1, len(printed.pages) + 1):
        done = done and (number == 1 or device.newPage())
        printed.paint_page(painter, number)
    return painter.end() and done
