"""A record in which something is wrong: on the drawings, and site by site to be touched."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from injection_map.diagram.art_cache import ArtCache
from injection_map.diagram.marks import MarkLook, MarkState
from injection_map.diagram.scene import SiteOnView
from injection_map.domain import words
from injection_map.domain.exam import Claimed, FindMistakes, Mistake, MistakeKind, RecordedSite
from injection_map.domain.placement import PlacedSite
from injection_map.domain.protocol import Muscle, Protocol, Side, Site
from injection_map.ui.controls import Button, Card, Text
from injection_map.ui.four_views import SmallView
from injection_map.ui.sections import Overflow, roomy
from injection_map.ui.theme import Theme
from injection_map.ui.trainer import exam_words
from injection_map.ui.trainer.exam_cards import card_box
from injection_map.ui.wording import TREATMENT_VIEWS

_COLUMNS = {Side.RIGHT: 1, Side.LEFT: 2}
"""As on a face that looks at you; the midline lies between."""
_LINE_PX = (120, 98)
_TICK_PX = 32


class MistakesBoard(QWidget):
    """The record; `touched` says which of its sites is meant."""

    touched = Signal(str)

    def __init__(
        self,
        theme: Theme,
        art: ArtCache,
        protocol: Protocol,
        placed: Mapping[str, PlacedSite],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._theme, self._protocol, self._placed = theme, protocol, placed
        self.setObjectName("mistakes-board")
        row = QHBoxLayout(self)
        roomy(theme, row, spacing=(16, 10), margins=((16, 10), (8, 6), (16, 10), (12, 8)))
        self.views = {view: SmallView(theme, art, view) for view in TREATMENT_VIEWS}
        drawings = QGridLayout()
        drawings.setSpacing(8)
        for number, view in enumerate(TREATMENT_VIEWS):
            drawings.addWidget(self.views[view], number // 2, number % 2)
        row.addLayout(drawings, 5)
        table = QWidget()
        self._grid = QGridLayout(table)
        self._grid.setContentsMargins(0, 0, 0, 0)
        roomy(theme, self._grid, spacing=(8, 6), rows=(6, 3))
        self.buttons: dict[str, Button] = {}
        self._lay_out()
        row.addWidget(Overflow(theme, table), 4)
        theme.changed.connect(self._restyle)
        self._restyle()

    def _restyle(self) -> None:
        """As wide with a tick as without, and all alike: a wider one would say where two were given."""
        widest = max((button.sizeHint().width() for button in self.buttons.values()), default=0)
        for button in self.buttons.values():
            button.setFixedWidth(max(self._theme.px(*_LINE_PX), widest + _TICK_PX))

    @property
    def first_line(self) -> Button:
        return next(iter(self.buttons.values()))

    def _lay_out(self) -> None:
        for side, column in _COLUMNS.items():
            label = Text(self._theme, "small-strong", side.capitalize(), colour="t2")
            self._grid.addWidget(label, 0, column, Qt.AlignmentFlag.AlignHCenter)
        self._grid.setColumnStretch(0, 1)
        row = 1
        for muscle in self._protocol.muscles:
            for site_id in dict.fromkeys(site.id for site in muscle.sites):
                self._add_row(row, [site for site in muscle.sites if site.id == site_id], muscle)
                row += 1
        self._grid.setRowStretch(row, 1)

    def _add_row(self, row: int, sites: list[Site], muscle: Muscle) -> None:
        name = sites[0].name if len(muscle.sites) > 1 else muscle.name
        self._grid.addWidget(Text(self._theme, "second", name), row, 0)
        for site in sites:
            button = Button(self._theme, "", kind="choice", height_px=(40, 32), role="second-strong")
            button.setObjectName(f"line-{site.key}")
            button.clicked.connect(partial(self._on_clicked, site.key))
            self.buttons[site.key] = button
            middle = site.side is Side.MIDLINE
            column, span = (1, 2) if middle else (_COLUMNS[site.side], 1)
            self._grid.addWidget(button, row, column, 1, span, Qt.AlignmentFlag.AlignHCenter)

    def show_record(self, question: FindMistakes) -> None:
        doses = {line.site: line.doses for line in question.record}
        for key, button in self.buttons.items():
            button.setText(_doses_words(doses.get(key, ())))
            button.setAccessibleName(f"{exam_words.key_words(key, self._protocol)}: {button.text()} units")
        self.choose("")
        self._restyle()
        for view, small in self.views.items():
            lines = [line for line in question.record if self._placed[line.site].site.view is view]
            told = "; ".join(self.buttons[line.site].accessibleName() for line in lines)
            given = tuple(self._mark(line) for line in lines if line.doses)
            small.set_sites(given, told)  # all alike: a mark that says what is wrong would answer for the trainee

    def _mark(self, line: RecordedSite) -> SiteOnView:
        one = self._placed[line.site]
        return SiteOnView(line.site, one.site.muscle, one.point, MarkLook(MarkState.GIVEN))

    def choose(self, key: str) -> None:
        """The site that is spoken of; none for an empty key."""
        for other, button in self.buttons.items():
            button.setChecked(other == key)

    def _on_clicked(self, key: str) -> None:
        self.choose(key)
        self.touched.emit(key)

    def set_asking(self, asking: bool) -> None:
        for button in self.buttons.values():
            button.setEnabled(asking)


def _doses_words(doses: tuple[Decimal, ...]) -> str:
    """5; 5 + 5 for two injections at one site; a dash for none."""
    return " + ".join(map(words.figure, doses)) or "–"


class ClaimsCard(Card):
    """What is wrong at the site that was touched, and all that was claimed so far."""

    answered = Signal(object)
    not_known = Signal()

    def __init__(self, theme: Theme, protocol: Protocol, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme, self._protocol = theme, protocol
        self._site = ""
        self._claims: list[Mistake] = []
        self.setObjectName("claims-card")
        box = card_box(theme, self)
        box.addWidget(Text(theme, "lead-strong", "Touch each site where something is wrong, and say what.", wrap=True))
        self.site = Text(theme, "base-strong", wrap=True)
        box.addWidget(self.site)
        kinds = QVBoxLayout()
        kinds.setSpacing(8)
        self.kinds = {kind: Button(theme, exam_words.MISTAKE_NAMES[kind], kind="choice") for kind in MistakeKind}
        for kind, button in self.kinds.items():
            button.setObjectName(f"claim-{kind}")
            button.clicked.connect(partial(self._on_kind, kind))
            kinds.addWidget(button)
        box.addLayout(kinds)
        box.addWidget(Text(theme, "small-strong", "Your findings", colour="t2"))
        self._rows = QVBoxLayout()
        self._rows.setSpacing(4)
        box.addLayout(self._rows)
        box.addStretch(1)
        self.done = Button(theme, "These are all", kind="primary", height_px=(64, 56), role="title")
        self.done.setObjectName("claims-done")
        self.done.clicked.connect(self._on_done)
        box.addWidget(self.done)
        self.unknown = Button(theme, "I find nothing", kind="quiet")
        self.unknown.setObjectName("claims-not-known")
        self.unknown.clicked.connect(self.not_known)
        box.addWidget(self.unknown)

    @property
    def claims(self) -> tuple[Mistake, ...]:
        return tuple(self._claims)

    def begin(self) -> None:
        self._claims = []
        self.touch("")

    def touch(self, key: str) -> None:
        """What is said next is about this site."""
        self._site = key
        self._show()

    def _on_kind(self, kind: MistakeKind) -> None:
        """One thing is wrong at one site; the same again takes it back."""
        mistake = Mistake(kind, self._site)
        was_claimed = mistake in self._claims
        self._claims = [claim for claim in self._claims if claim.site != self._site]
        if not was_claimed:
            self._claims.append(mistake)
        self._show()

    def _show(self) -> None:
        self.site.setText(exam_words.key_words(self._site, self._protocol) if self._site else "No site touched yet")
        for kind, button in self.kinds.items():
            button.setEnabled(bool(self._site))
            button.setChecked(Mistake(kind, self._site) in self._claims)
        self.done.setEnabled(bool(self._claims))
        while (item := self._rows.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        for claim in self._claims:
            told = exam_words.mistake_words(claim, self._protocol)
            self._rows.addWidget(Text(self._theme, "second", told, wrap=True))

    def _on_done(self) -> None:
        self.answered.emit(Claimed(self.claims))
