"""The PDF of a record where no window is open: it brings its own QGuiApplication and typeface."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from PySide6.QtGui import QGuiApplication

from injection_map.diagram.art import ArtRenderer
from injection_map.diagram.typeface import font, load_typeface
from injection_map.domain.geometry import Drawing
from injection_map.domain.protocol import Plate, Protocol
from injection_map.report.pdf import Paper, pdf_bytes, record_print
from injection_map.report.record import Record


def record_pdf_without_window(
    record: Record,
    protocol: Protocol | None,
    *,
    drawings: Mapping[Plate, Drawing],
    diagrams: Path,
    fonts: Path,
    paper: Paper,
) -> bytes:
    """As `record_print`. `diagrams` and `fonts` are folders; AssetError when one of them is broken."""
    application = QGuiApplication.instance() or QGuiApplication(["injection-map"])
    load_typeface(fonts)
    QGuiApplication.setFont(font(17))  # the drawings take the application's family
    try:
        art = ArtRenderer(diagrams)
        return pdf_bytes(record_print(record, protocol, art=art, drawings=drawings, paper=paper))
    finally:
        del application
