"""The left column of a wide window: the steps, what changed in this visit, and a site to add."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from injection_map.ui.chair.changes import Changes
from injection_map.ui.chair.steps import Steps
from injection_map.ui.controls import Button, Card, Text
from injection_map.ui.theme import Theme
from injection_map.ui.visit_model import VisitModel
from injection_map.ui.wording import change_rows

RAIL_PX = 380


class Rail(Card):
    def __init__(self, theme: Theme, model: VisitModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = model
        self.setFixedWidth(RAIL_PX)
        box = QVBoxLayout(self)
        box.setContentsMargins(1, 1, 1, 12)
        box.setSpacing(0)
        self.steps = Steps(theme, model, strip=False)
        self.steps.setProperty("role", "plain")
        box.addWidget(self.steps)
        head = QHBoxLayout()
        head.setContentsMargins(16, 14, 16, 4)
        head.addWidget(Text(theme, "small-strong", "Changes this visit", colour="t3"), 1)
        self._count = Text(theme, "small-strong", colour="t3")
        head.addWidget(self._count)
        box.addLayout(head)
        box.addWidget(Changes(theme, model), 1)
        self.add_site = Button(theme, "Add a site", kind="quiet", icon="plus")
        self.add_site.setObjectName("add-site")
        foot = QHBoxLayout()
        foot.setContentsMargins(12, 8, 12, 0)
        foot.addWidget(self.add_site)
        box.addLayout(foot)
        model.changed.connect(self._refresh)
        self._refresh()

    def _refresh(self) -> None:
        count = len(change_rows(self._model.visit))
        self._count.setText(str(count) if count else "none")
