"""Something that must not be disturbed is under way: what, and how far."""

from __future__ import annotations

from injection_map.ui.card_page import CardPage
from injection_map.ui.controls import Text
from injection_map.ui.theme import Theme


class WorkingPage(CardPage):
    """There is nothing to press. It goes when the work is done."""

    def __init__(self, theme: Theme, *, title: str, text: str) -> None:
        super().__init__(theme, icon="disk", title=title, text=text)
        self.setObjectName("working-page")
        self.step = Text(theme, "base-strong", wrap=True)
        self.step.setObjectName("working-step")
        self.body.addWidget(self.step)

    def say(self, words: str) -> None:
        self.step.setText(words)
