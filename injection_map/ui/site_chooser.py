"""Which sites are meant: every site of the protocol by muscle, the patient's right on the left as on a face."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QSizePolicy, QWidget

from injection_map.domain import words
from injection_map.domain.additions import plain_name
from injection_map.domain.protocol import Protocol, Side, Site
from injection_map.domain.session import SiteState
from injection_map.ui.controls import Button, Text
from injection_map.ui.sections import Overflow, Section
from injection_map.ui.theme import Theme
from injection_map.ui.wording import SIDE_LETTERS, SIDE_PLATES

_LISTED = 3
_NAMES_PX = 200


class SiteChooser(Section):
    """Takes the place of what asks for the sites until it is done with."""

    chosen = Signal(object)
    """The keys, in treatment order."""
    closed = Signal()

    def __init__(
        self,
        theme: Theme,
        protocol: Protocol,
        *,
        title: str = "Which sites are left out?",
        chosen: str = "Leave out",
        none: str = "",
        without: Collection[str] = (),
        added: Sequence[SiteState] = (),
        name: str = "site",
        parent: QWidget | None = None,
    ) -> None:
        """`chosen` stands before the count on the button; `none` on it without any site, empty when one is needed.

        Sites whose keys are in `without` are not offered; `added` ones are, which the protocol has not. `name` begins
        the names of the controls.
        """
        super().__init__(theme, title, parent=parent)
        self._chosen_words, self._none_words, self._without, self._name = chosen, none, without, name
        self._added = tuple(added)
        self.setObjectName(f"{name}-chooser")
        self.toggles: dict[str, SiteToggle] = {}
        content = QWidget()
        self._grid = QGridLayout(content)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setVerticalSpacing(4)
        self._grid.setHorizontalSpacing(24)
        for column, side in ((1, Side.RIGHT), (2, Side.LEFT)):
            self._grid.addWidget(Text(theme, "label-strong", SIDE_PLATES[side], colour="t2"), 0, column)
        names = {muscle.id: muscle.name for muscle in protocol.muscles}
        names |= {site.muscle: plain_name(site) for site in added if site.muscle not in names}
        for row, (muscle, title) in enumerate(names.items(), start=1):
            if sites := self._offered(protocol, muscle):
                self._add_muscle(title, sites, row)
        self._grid.setRowStretch(len(names) + 1, 1)
        self._grid.setColumnMinimumWidth(0, _NAMES_PX)
        self._grid.setColumnStretch(3, 1)
        self.body.addWidget(Overflow(theme, content), 1)
        self.body.addLayout(self._foot())

    def _offered(self, protocol: Protocol, muscle: str) -> list[Site | SiteState]:
        planned = [site for site in protocol.sites if site.muscle == muscle and site.key not in self._without]
        return [*planned, *(site for site in self._added if site.muscle == muscle)]

    def _add_muscle(self, title: str, offered: Sequence[Site | SiteState], row: int) -> None:
        self._grid.addWidget(Text(self.theme, "second", title, wrap=True), row, 0)
        columns = {Side.RIGHT: 1, Side.LEFT: 2, Side.MIDLINE: 1}
        for side, column in columns.items():
            if sites := [site for site in offered if site.side is side]:
                self._grid.addLayout(self._row(sites), row, column, 1, 2 if side is Side.MIDLINE else 1)

    def _row(self, sites: Sequence[Site | SiteState]) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(4)
        for site in sites:
            toggle = SiteToggle(self.theme, site, name=self._name)
            toggle.clicked.connect(self._refresh)
            self.toggles[site.key] = toggle
            row.addWidget(toggle)
        row.addStretch(1)
        return row

    def _foot(self) -> QHBoxLayout:
        row = QHBoxLayout()
        self._cancel = Button(self.theme, "Cancel", height_px=(60, 52), parent=self)
        self._cancel.setObjectName(f"{self._name}s-cancel")
        self._cancel.clicked.connect(self.closed)
        self.main = Button(self.theme, "", kind="primary", height_px=(60, 52), parent=self)
        self.main.setObjectName(f"{self._name}s-done")
        self.main.clicked.connect(self._on_main)
        row.addWidget(self._cancel, 1)
        row.addWidget(self.main, 3)
        return row

    def show_chosen(self, keys: Collection[str]) -> None:
        for key, toggle in self.toggles.items():
            toggle.setChecked(key in keys)
        self._refresh()

    def first_focus(self) -> QWidget:
        return next(iter(self.toggles.values()), self._cancel)

    def _keys(self) -> tuple[str, ...]:
        return tuple(key for key, toggle in self.toggles.items() if toggle.isChecked())

    def _refresh(self) -> None:
        count = len(self._keys())
        none = self._none_words or "Choose the sites"
        self.main.setText(f"{self._chosen_words} {words.count(count, 'site')}" if count else none)
        self.main.setAccessibleName(self.main.text())
        self.main.setEnabled(count > 0 or bool(self._none_words))

    def _on_main(self) -> None:
        self.chosen.emit(self._keys())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.closed.emit()
        else:
            super().keyPressEvent(event)


class SiteToggle(Button):
    """One site; dark when it is chosen."""

    def __init__(self, theme: Theme, site: Site | SiteState, *, name: str, parent: QWidget | None = None) -> None:
        number = site.short_name if isinstance(site, Site) else f"+{site.name.rpartition(' added ')[2]}"
        super().__init__(theme, number or SIDE_LETTERS[site.side], height_px=(48, 44), parent=parent)
        self.setAccessibleName(f"{site.name}, {words.patients_side(site.side)}")
        self.setObjectName(f"{name}-{site.key}")
        self.setCheckable(True)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(max(44, super().sizeHint().width() - 8), self.height())


def left_out_words(protocol: Protocol, keys: Sequence[str], added: Sequence[SiteState] = ()) -> str:
    """Temporalis 3, left; temporalis 4, left; and 5 more"""
    known: tuple[Site | SiteState, ...] = (*protocol.sites, *added)
    sites = [site for site in known if site.key in keys]
    named = [f"{site.name}, {words.side_word(site.side)}" for site in sites[:_LISTED]]
    more = len(sites) - len(named)
    return "; ".join(named) + (f"; and {more} more" if more else "")
