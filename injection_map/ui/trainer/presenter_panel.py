"""What the trainer alone sees: the protocol's words for the site, own notes to it, the list of sites, the layers."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtCore import QSignalBlocker, Qt, QTimer
from PySide6.QtGui import QHideEvent, QKeyEvent
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from injection_map.domain import words
from injection_map.domain.demonstration import StepKind
from injection_map.domain.protocol import Site
from injection_map.ui.controls import Button, Card, Segments, Text, Toggle
from injection_map.ui.fields import Area
from injection_map.ui.sections import Overflow, Section, roomy, show_in_sight
from injection_map.ui.theme import Theme
from injection_map.ui.trainer.audience_words import audience_source
from injection_map.ui.trainer.demonstration_keys import DemonstrationKeys
from injection_map.ui.trainer.demonstration_model import DemonstrationModel

KEEP_AFTER_MS = 800
MOST_TYPED = 4000
KeepNote = Callable[[str, str], None]
"""Keeps the note to a site, by its key."""


class NotesCard(Section):
    """The protocol's words for the site that is shown, and a field for the trainer's own."""

    def __init__(
        self,
        theme: Theme,
        model: DemonstrationModel,
        keys: DemonstrationKeys,
        *,
        notes: Mapping[str, str],
        keep: KeepNote,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(theme, "Notes", parent=parent)
        self._model, self._keep, self._notes = model, keep, dict(notes)
        self._site = model.steps.site
        self._is_typed = False
        self._soon = QTimer(self, singleShot=True, interval=KEEP_AFTER_MS)
        self._soon.timeout.connect(self.keep_now)
        self._protocol_words = QWidget()
        box = QVBoxLayout(self._protocol_words)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(6)
        self._rows = [Text(theme, role, colour=colour, wrap=True) for role, colour in _ROWS]
        for row in self._rows:
            box.addWidget(row)
        box.addStretch(1)
        self.words = Overflow(theme, self._protocol_words, self)
        self.area = _NotesArea(keys, self)
        self.area.setObjectName("trainer-notes")
        self.area.setPlaceholderText("Your own notes to this site")
        self.area.setTabChangesFocus(True)
        self.area.textChanged.connect(self._on_typed)
        self.area.left.connect(self.keep_now)
        self.body.addWidget(self.words, 3)
        self.body.addWidget(self.area, 2)
        model.changed.connect(self._follow)
        theme.changed.connect(self._dress)
        self._dress()
        self._show()

    def _dress(self) -> None:
        self.area.setFont(self.theme.font("base"))
        self.area.setMinimumHeight(self.theme.px(96, 76))

    def _follow(self) -> None:
        if self._model.steps.site != self._site:
            self.keep_now()
            self._show()

    def _show(self) -> None:
        steps = self._model.steps
        site = self._site = steps.site
        self.say(f"{site.name}, {words.side_word(site.side)}")
        told = (
            site.find,
            steps.words_of(StepKind.MEASURE),
            site.technique,
            site.caution,
            audience_source(steps, self._model.protocol),
        )
        for row, text in zip(self._rows, told, strict=True):
            row.setText(text)
            row.setVisible(bool(text))
        self.words.verticalScrollBar().setValue(0)
        with QSignalBlocker(self.area):
            self.area.setPlainText(self._notes.get(site.key, ""))
        self.area.setAccessibleName(f"Your own notes to {site.name}, {words.patients_side(site.side)}")

    def _on_typed(self) -> None:
        self._is_typed = True
        self._soon.start()

    def keep_now(self) -> None:
        """What was typed, if anything was."""
        self._soon.stop()
        if not self._is_typed:
            return
        self._is_typed = False
        self._notes[self._site.key] = note = self.area.toPlainText().strip()[:MOST_TYPED]
        self._keep(self._site.key, note)

    def hideEvent(self, event: QHideEvent) -> None:
        self.keep_now()
        super().hideEvent(event)


_ROWS = (("body", "t1"), ("body", "t1"), ("body", "t1"), ("body", "t1"), ("small", "t3"))


class _NotesArea(Area):
    """A field that leaves the keys of a presenter's remote to the page."""

    def __init__(self, keys: DemonstrationKeys, parent: QWidget) -> None:
        super().__init__(parent)
        self._keys = keys

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self._keys.is_remote(event) or event.key() == Qt.Key.Key_Escape:
            event.ignore()
        else:
            super().keyPressEvent(event)


class ShowCard(Card):
    """The sites to jump to, and the layers to leave out; one of the two at a time."""

    def __init__(self, theme: Theme, model: DemonstrationModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("Sites and layers")
        self.choice = Segments(theme, [("Sites", None), ("Layers", None)], parent=self)
        self.sites = SiteList(theme, model)
        self.layers = LayerList(theme, model)
        self._pages = QStackedWidget(self)
        for page in (self.sites, self.layers):
            self._pages.addWidget(page)
        box = QVBoxLayout(self)
        roomy(theme, box, spacing=(12, 8), margins=((16, 12), (16, 12), (16, 12), (16, 12)))
        box.addWidget(self.choice)
        box.addWidget(self._pages, 1)
        self.choice.chosen.connect(self._pages.setCurrentIndex)
        self.choice.choose(0)


class SiteList(Overflow):
    """Every site in treatment order; a press shows its beginning."""

    def __init__(self, theme: Theme, model: DemonstrationModel) -> None:
        rows = QWidget()
        super().__init__(theme, rows)
        self._model = model
        box = QVBoxLayout(rows)
        box.setContentsMargins(0, 0, 8, 0)
        box.setSpacing(4)
        self.buttons = [_site_button(theme, steps.site) for steps in model.demonstration.sites]
        for button in self.buttons:
            button.clicked.connect(self._on_clicked)
            box.addWidget(button)
        box.addStretch(1)
        model.changed.connect(self._follow)
        self._follow()

    def _on_clicked(self) -> None:
        at = self.buttons.index(self.sender())  # type: ignore[arg-type]
        self._model.go_to(self._model.demonstration.sites[at].site.key)
        self._follow()

    def _follow(self) -> None:
        for i, button in enumerate(self.buttons):
            button.setChecked(i == self._model.position.site)
        show_in_sight(self.buttons[self._model.position.site])


class LayerList(Overflow):
    """A switch for each layer of the drawing."""

    def __init__(self, theme: Theme, model: DemonstrationModel) -> None:
        rows = QWidget()
        super().__init__(theme, rows)
        self._model = model
        box = QVBoxLayout(rows)
        box.setContentsMargins(4, 0, 8, 0)
        box.setSpacing(0)
        self.switches = {layer: Toggle(theme, text) for layer, text in model.layers}
        for layer, switch in self.switches.items():
            switch.setObjectName(f"layer-{layer.replace(' ', '-')}")
            switch.setChecked(layer not in model.hidden)
            switch.toggled.connect(self._on_toggled)
            box.addWidget(switch)
        box.addStretch(1)

    def _on_toggled(self) -> None:
        for layer, switch in self.switches.items():
            self._model.show_layer(layer, switch.isChecked())


def _site_button(theme: Theme, site: Site) -> Button:
    """No stop of Tab: Up and Down go through the sites wherever the focus is."""
    name = f"{site.name}, {words.side_word(site.side)}"
    button = Button(theme, name, kind="choice", align_left=True, height_px=(48, 44), role="base")
    button.setAccessibleName(f"Show {site.name}, {words.patients_side(site.side)}")
    button.setObjectName(f"show-{site.key}")
    button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    return button
