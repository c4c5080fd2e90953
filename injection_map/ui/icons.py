"""The icons of assets/icons, tinted: one SVG a name, `currentColor` replaced."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QByteArray, QRectF
from PySide6.QtGui import QColor, QPainter
from PySide6.QtSvg import QSvgRenderer


class Icons:
    """Paints icons by name. A missing or broken icon paints nothing: a word always stands beside it."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._renderers: dict[tuple[str, str, float], QSvgRenderer] = {}

    def paint(self, painter: QPainter, name: str, rect: QRectF, colour: QColor, *, stroke_px: float = 1.75) -> None:
        """Paint the icon into `rect`; `stroke_px` is the stroke on the 24 px grid."""
        self._renderer(name, colour, stroke_px).render(painter, rect)

    def _renderer(self, name: str, colour: QColor, stroke_px: float) -> QSvgRenderer:
        key = (name, colour.name(), stroke_px)
        if key not in self._renderers:
            try:
                source = (self._folder / f"{name}.svg").read_text(encoding="utf-8")
            except OSError:
                source = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24"/>'
            source = source.replace("currentColor", colour.name()).replace(
                'stroke-width="1.75"', f'stroke-width="{stroke_px}"'
            )
            self._renderers[key] = QSvgRenderer(QByteArray(source.encode()))
        return self._renderers[key]
