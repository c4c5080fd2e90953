"""What now: the next site with its side, dose, how to find it, and its caution, in the protocol’s words."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLayout, QVBoxLayout, QWidget

from injection_map.domain import words
from injection_map.domain.follow_up import here_words
from injection_map.domain.last_visit import key_then
from injection_map.domain.protocol import Site
from injection_map.domain.session import SiteState, SiteStatus
from injection_map.ui.chair.caution import Caution
from injection_map.ui.chair.side_plate import SidePlate
from injection_map.ui.controls import Button, Card, ElidedText, IconLabel, Line, Text
from injection_map.ui.theme import Theme
from injection_map.ui.visit_model import VisitModel
from injection_map.ui.wording import site_and_side, source_words

PANEL_PX = (424, 356)
"""The width of the panel, wide and compact."""


@dataclass(frozen=True, slots=True)
class Fit:
    """How the card is set.

    `snug` takes from the space between the parts, `in_one` puts technique and source into one paragraph, `tight` sets
    the words smaller; `technique`, `then` and `head` say whether these are there at all.
    """

    small: bool = False
    in_one: bool = False
    technique: bool = True
    then: bool = True
    snug: bool = False
    tight: bool = False
    head: bool = True


FITS = (
    Fit(),
    Fit(small=True),
    Fit(small=True, snug=True),
    Fit(small=True, snug=True, in_one=True),
    Fit(small=True, snug=True, in_one=True, technique=False),
    Fit(small=True, snug=True, in_one=True, technique=False, then=False),
    Fit(small=True, snug=True, in_one=True, technique=False, then=False, tight=True),
    Fit(small=True, snug=True, in_one=True, technique=False, then=False, tight=True, head=False),
)
"""In the order in which they are tried: the first that fits is used, and else the last."""


class NextCard(Card):
    """The card of the next site. It never scrolls: where there is no room it is set smaller, then drops words."""

    change_asked = Signal()

    def __init__(self, theme: Theme, model: VisitModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme, self._model = theme, model
        self._fit = FITS[0]
        self._found: dict[tuple[str, ...], Fit] = {}
        self._found_in: object = None
        self._width_px, self._room_px = theme.px(*PANEL_PX), 0
        self.setObjectName("next-card")
        self._box = box = QVBoxLayout(self)
        box.setContentsMargins(1, 1, 1, 1)
        box.setSpacing(0)
        box.addWidget(self._head())
        self._plate = SidePlate(theme, motion=model.pace.motion)
        box.addWidget(self._plate)
        box.addLayout(self._dose_rows())
        self._line = Line()
        box.addWidget(self._line)
        box.addLayout(self._words())
        box.addWidget(self._then())
        model.changed.connect(self.refresh)
        self.refresh()

    def _head(self) -> QWidget:
        self._head_part = QWidget()
        self._head_row = QHBoxLayout(self._head_part)
        self._title = Text(self._theme, "base-strong", "Next")
        self._place = Text(self._theme, "second", colour="t3")
        self._head_row.addWidget(self._title, 1)
        self._head_row.addWidget(self._place)
        return self._head_part

    def _dose_rows(self) -> QVBoxLayout:
        self._dose_box = QVBoxLayout()
        self._name = Text(self._theme, "site", wrap=True)
        self._name.setObjectName("next-name")
        self._dose = Text(self._theme, "dose")
        self._volume = Text(self._theme, "lead", colour="t2")
        self.change_button = Button(self._theme, "Change", icon="change-dose")
        self.change_button.setObjectName("change-dose")
        self.change_button.clicked.connect(self.change_asked)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self._dose)
        row.addWidget(self._volume, 1, Qt.AlignmentFlag.AlignVCenter)
        row.addWidget(self.change_button)
        self._dose_box.addWidget(self._name)
        self._dose_box.addLayout(row)
        return self._dose_box

    def _words(self) -> QVBoxLayout:
        self._words_box = QVBoxLayout()
        self._find_icon = IconLabel(self._theme, "find")
        self._landmark = Text(self._theme, "lead", wrap=True)
        self._landmark.setObjectName("next-landmark")
        self._technique = Text(self._theme, "second", colour="t2", wrap=True)
        self._source = Text(self._theme, "label", colour="t3", wrap=True)
        self._source.setObjectName("next-source")
        self._caution = Caution(self._theme)
        self._technique_words = self._source_words = ""
        text = QVBoxLayout()
        text.setSpacing(4)
        for label in (self._landmark, self._technique, self._source):
            text.addWidget(label)
        self._find_row = QHBoxLayout()
        self._find_row.addWidget(self._find_icon, 0, Qt.AlignmentFlag.AlignTop)
        self._find_row.addLayout(text, 1)
        self._words_box.addLayout(self._find_row)
        self._words_box.addWidget(self._caution)
        return self._words_box

    def _then(self) -> QWidget:
        self._then_part = QWidget()
        self._then_label = Text(self._theme, "base", "Then", colour="t2")
        self._then_site = ElidedText(self._theme, "base-strong")
        self._then_dose = Text(self._theme, "base", colour="t2")
        self._then_row = QHBoxLayout()
        self._then_row.setSpacing(10)
        self._then_row.addWidget(self._then_label)
        self._then_row.addWidget(self._then_site, 1)
        self._then_row.addWidget(self._then_dose)
        box = QVBoxLayout(self._then_part)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        box.addWidget(Line())
        box.addLayout(self._then_row)
        return self._then_part

    # --- the room that there is --------------------------------------------------------------------------------

    def fit(self, width_px: int, room_px: int) -> None:
        """Use at most this height. Side, name, dose and caution are never dropped."""
        room = (width_px, room_px, self._theme.density)
        if room != self._found_in:
            self._found_in, self._found = room, {}
        self._width_px, self._room_px = width_px, room_px
        key = self._all_words()
        if key in self._found:
            self._use(self._found[key])
            return
        for fit in FITS:
            self._use(fit)
            _forget_heights(self._box)
            if self.heightForWidth(width_px) <= room_px:
                break
        self._found[key] = self._fit

    def _all_words(self) -> tuple[str, ...]:
        labels = (self._name, self._dose, self._volume, self._landmark)
        return (*(label.text() for label in labels), self._technique_words, self._source_words, self._caution.text())

    def _use(self, fit: Fit) -> None:
        self._fit = fit
        small = fit.small
        for text in (self._title, self._place, self._name, self._volume, self._landmark, self._technique, self._source):
            text.set_small(small)
        for text in (self._then_label, self._then_site, self._then_dose):
            text.set_small(small)
        self._plate.set_small(small)
        self._caution.set_small(small)
        self._landmark.set_role("second" if fit.tight else "lead")
        self._caution.set_role("second" if fit.tight else "body")
        self._head_part.setVisible(fit.head)
        self._then_part.setVisible(fit.then)
        self._set_margins()
        self._set_dose_size()
        self._set_second_words()

    def _set_margins(self) -> None:
        px, less = self._px, 4 if self._fit.snug else 0
        side = px(20, 16)
        self._head_row.setContentsMargins(side, px(11, 8 - less), side, px(11, 8 - less))
        self._dose_box.setContentsMargins(side, px(16, 9 - less), side, px(16, 10 - less))
        self._dose_box.setSpacing(px(8, 2))
        self._line.setContentsMargins(side, 0, side, 0)
        self._find_row.setContentsMargins(side, px(16, 10 - less), side, px(14, 10 - less))
        self._find_row.setSpacing(px(14, 11))
        self._words_box.setContentsMargins(0, 0, 0, px(16, 10 - less) if self._caution.text() else 0)
        self._then_row.setContentsMargins(side, px(14, 10 - less), side, px(14, 10 - less))

    def _set_dose_size(self) -> None:
        """A long dose, such as 12.5 units, is set smaller: beside it stand its volume and Change."""
        self._dose.set_small(self._fit.small)
        beside = self._volume.sizeHint().width() + self.change_button.sizeHint().width() + 2 * 8
        room = self._width_px - 2 * self._px(20, 16) - 2 - beside
        for role in ("dose", "side", "person"):
            self._dose.set_role(role)
            if self._dose.sizeHint().width() <= room:
                return

    def _set_second_words(self) -> None:
        """The technique, and the source on a line of its own where there is room for one."""
        technique, source = self._technique_words, self._source_words
        if self._fit.in_one:
            shown = (technique if self._fit.technique else "", source)
            technique, source = " ".join(filter(None, shown)), ""
        for label, text in ((self._technique, technique), (self._source, source)):
            label.setText(text)
            label.setVisible(bool(text))

    def _px(self, wide: int, compact: int) -> int:
        return compact if self._fit.small else self._theme.px(wide, compact)

    def refresh(self) -> None:
        """Show the next site, or that none is left."""
        site = self._model.next_site
        visit = self._model.visit
        shown = site or visit.sites[-1]
        self._title.setText("Next" if site else "No site left to do")
        self._place.setText(f"site {visit.sites.index(shown) + 1} of {len(visit.sites)}" if site else "")
        self._plate.set_side(shown.side)
        self._name.setText(shown.name if site else "All sites are dealt with")
        self._show_dose(site)
        self._show_words(self._model.protocol.site(shown.key) if site else None, shown)
        after = self._model.site_after_next
        self._then_site.setText(site_and_side(after) if after else "Finish")
        self._then_dose.setText(words.units(after.units) if after else "")
        self.fit(self._width_px, self._room_px)

    def _show_dose(self, site: SiteState | None) -> None:
        self._plate.setVisible(site is not None)
        for widget in (self._dose, self._volume, self.change_button):
            widget.setVisible(site is not None)
        if site is None:
            return
        self._dose.setText(words.units(site.units))
        volume = self._model.vial_volume_ml(site.units)
        self._volume.setText(f"{words.millilitres(volume)} mL" if volume is not None else "")
        was = f", planned {words.figure(site.planned_units)}" if site.dose_changed else ""
        self.change_button.setAccessibleName(f"Change dose, {words.units(site.units)}{was}")

    def _show_words(self, planned: Site | None, shown: SiteState) -> None:
        """The protocol's words with their source, and plainly when nobody has verified them."""
        is_open = shown.status is SiteStatus.TO_DO
        self._find_icon.setVisible(is_open)
        if shown.own_point is not None and is_open:
            self._show_own_place(planned, shown)
            return
        if planned is None:
            finish = "Finish shows the totals and asks for a signature."
            self._landmark.setText(finish)
            self._technique_words = self._source_words = ""
            self._caution.set_text("")
            return
        self._landmark.setText(planned.landmark)
        self._technique_words = " ".join(filter(None, (planned.find, planned.technique)))
        self._source_words = source_words(self._model.protocol, planned)
        self._caution.set_text(self._caution_words(planned, shown))

    def _show_own_place(self, planned: Site | None, shown: SiteState) -> None:
        """Of a site that was moved or added the place of this patient, and why; how it is done stays the protocol's."""
        where = shown.place or shown.reason
        self._landmark.setText(f"{where[:1].upper()}{where[1:]}.")
        self._technique_words = planned.technique if planned else ""
        what, why = ("Moved", shown.moved_reason) if shown.moved else ("Added", shown.added_reason)
        self._source_words = f"{what} for this patient. {why}"
        self._caution.set_text(self._caution_words(planned, shown))

    def _caution_words(self, planned: Site | None, shown: SiteState) -> str:
        """The protocol's, and what the patient tells of the last time at this site."""
        told = here_words(self._model.visit.follow_up, key_then(shown, self._model.overlay.last))
        return " ".join(filter(None, (planned.caution if planned else "", told)))


def _forget_heights(layout: QLayout) -> None:
    """A changed label tells its widget's layout at once, but all between it and here only when they are laid out."""
    for i in range(layout.count()):
        item = layout.itemAt(i)
        widget = item.widget() if item else None
        inner = widget.layout() if widget else item
        if isinstance(inner, QLayout):
            _forget_heights(inner)
        if widget is not None:
            widget.updateGeometry()
    layout.invalidate()
