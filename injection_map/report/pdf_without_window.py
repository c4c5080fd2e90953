"""Paper where no window is open: it brings its own QGuiApplication and typeface."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from PySide6.QtGui import QGuiApplication

from injection_map.diagram.art import ArtRenderer
from injection_map.diagram.typeface import font, load_typeface
from injection_map.domain.geometry import Drawing
from injection_map.domain.protocol import Plate, Protocol
from injection_map.report.billing import Billing
from injection_map.report.leaflet import leaflet_print
from injection_map.report.paper import Paper, pdf_bytes
from injection_map.report.pdf import record_print
from injection_map.report.record import Record

RecordPdf = Callable[[Record, Protocol | None], bytes]


@contextmanager
def record_pdfs_without_window(
    *, drawings: Mapping[Plate, Drawing], diagrams: Path, fonts: Path, paper: Paper, billing: Billing | None = None
) -> Iterator[RecordPdf]:
    """What makes the PDF of one record after another. `diagrams` and `fonts` are folders; AssetError when one of them
    is broken."""
    with able_to_draw(fonts):
        art = ArtRenderer(diagrams)

        def made(record: Record, protocol: Protocol | None) -> bytes:
            return pdf_bytes(record_print(record, protocol, art=art, drawings=drawings, paper=paper, billing=billing))

        yield made


def record_pdf_without_window(
    record: Record,
    protocol: Protocol | None,
    *,
    drawings: Mapping[Plate, Drawing],
    diagrams: Path,
    fonts: Path,
    paper: Paper,
    billing: Billing | None = None,
) -> bytes:
    """As `record_print`. `diagrams` and `fonts` are folders; AssetError when one of them is broken."""
    with record_pdfs_without_window(
        drawings=drawings, diagrams=diagrams, fonts=fonts, paper=paper, billing=billing
    ) as made:
        return made(record, protocol)


def leaflet_pdf_without_window(record: Record, protocol: Protocol | None, *, fonts: Path, paper: Paper) -> bytes:
    """As `leaflet_print`. `fonts` is a folder; AssetError when it is broken."""
    with able_to_draw(fonts):
        return pdf_bytes(leaflet_print(record, protocol, paper=paper))


@contextmanager
def able_to_draw(fonts: Path) -> Iterator[None]:
    """A QGuiApplication and the typeface of a folder, for as long as something is drawn."""
    application = QGuiApplication.instance() or QGuiApplication(["injection-map"])
    load_typeface(fonts)
    QGuiApplication.setFont(font(17))  # the drawings take the application's family
    try:
        yield
    finally:
        del application
