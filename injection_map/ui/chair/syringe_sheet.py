"""The next syringe is taken up: one press that records it, and injects nothing."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from injection_map.domain import words
from injection_map.domain.dosing import Syringe
from injection_map.domain.events import Vial
from injection_map.ui.chair.sheets import Sheet
from injection_map.ui.chair.syringe_drawing import paint_syringe
from injection_map.ui.controls import Text
from injection_map.ui.theme import Theme


class SyringeSheet(Sheet):
    """Comes after the last site of a syringe, where Injected was."""

    may_be_replaced = True
    space_confirms = True

    def __init__(
        self,
        theme: Theme,
        syringe: Syringe,
        vial: Vial,
        *,
        left_before: str = "",
        parent: QWidget | None = None,
    ) -> None:
        """`left_before` says what the syringe before still holds, when that is too little for the next site."""
        super().__init__(
            theme, f"Take up syringe {syringe.number}", main=f"Syringe {syringe.number} in hand", parent=parent
        )
        self.number = syringe.number
        self.setObjectName("syringe-sheet")
        self.cancel.setText("Not yet")
        self.cancel.setAccessibleName("Not yet")
        self.body.addWidget(Text(theme, "lead-strong", f"Syringe {syringe.number} of {syringe.count}"))
        self.body.addWidget(_FullSyringe(theme, float(syringe.left_ml / syringe.full_ml)))
        holds = f"{words.units(syringe.left_units)}, {words.millilitres(syringe.left_ml)} mL"
        self.body.addWidget(Text(theme, "body", f"It holds {holds}.", wrap=True))
        self.body.addWidget(Text(theme, "second", f"{vial.product}, lot {vial.lot}", colour="t2", wrap=True))
        if left_before:
            self.body.addWidget(Text(theme, "second", left_before, colour="t2", wrap=True))
        self.body.addStretch(1)
        self.body.addWidget(Text(theme, "second", "Space confirms it. It injects nothing.", colour="t3", wrap=True))

    def first_focus(self) -> QWidget:
        return self.main


class _FullSyringe(QWidget):
    def __init__(self, theme: Theme, share: float) -> None:
        super().__init__()
        self._theme, self._share = theme, share
        self.setFixedHeight(theme.px(64, 52))

    def sizeHint(self) -> QSize:
        return QSize(240, self.height())

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        barrel = QRectF(4, self.height() / 2 - 17, min(280, self.width() - 8), 34)
        paint_syringe(painter, self._theme, barrel, self._share)
