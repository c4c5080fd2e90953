"""The chosen record among the records: whose it is, their visits, what was given where, and what differed."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from injection_map.diagram.art_cache import ArtCache
from injection_map.domain import words
from injection_map.domain.comparison import Comparison, compare
from injection_map.domain.follow_up import told_words
from injection_map.domain.session import SiteState, Visit
from injection_map.report import facts
from injection_map.ui.chair.changes import MarkSign
from injection_map.ui.chair.look import look_of
from injection_map.ui.chosen_record import ChosenRecord, state_sentence
from injection_map.ui.controls import Button, Card, ElidedText, IconLabel, Segments, Text
from injection_map.ui.four_views import FourViews
from injection_map.ui.overlay import Shown
from injection_map.ui.record_parts import state_sign
from injection_map.ui.sections import Overflow, roomy
from injection_map.ui.theme import Theme
from injection_map.ui.visit_tabs import VisitTabs
from injection_map.ui.wording import change_rows

_SHOWN = (Shown.NOTHING, Shown.DIFFERENCES, Shown.EVERY_SITE)
_NUMBER_PX = 160
"""So much of a number is never given up."""
_RINGS = {
    Shown.DIFFERENCES: "Dashed ring: otherwise at the last visit",
    Shown.EVERY_SITE: "Dashed ring: at the last visit",
}


class RecordView(Card):
    """One record, until another is chosen; how much of the last visit is seen stays as it was set."""

    visit_chosen = Signal(str)
    record_asked = Signal(str)
    """Its whole page, with sentences and history."""
    print_asked = Signal(str)

    def __init__(self, theme: Theme, art: ArtCache, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._chosen: ChosenRecord | None = None
        self.setObjectName("record-view")
        box = QVBoxLayout(self)
        box.setContentsMargins(1, 0, 1, 0)
        box.setSpacing(0)
        box.addLayout(self._head())
        self.tabs = VisitTabs(theme, self)
        self.tabs.chosen.connect(self.visit_chosen)
        box.addWidget(self.tabs)
        self._body = QVBoxLayout()
        roomy(theme, self._body, spacing=(12, 8), margins=((18, 12), (12, 8), (18, 12), (16, 10)))
        self._body.addLayout(self._state())
        self.differences = Differences(theme)
        self.views = FourViews(theme, art, beside_back=self.differences)
        self.views.setMinimumHeight(300)
        self._body.addWidget(self.views, 1)
        self._nothing_drawn = QWidget()
        self._body.addWidget(self._nothing_drawn, 1)
        box.addLayout(self._body, 1)
        theme.changed.connect(self._restyle)
        self._restyle()

    def _head(self) -> QHBoxLayout:
        row = QHBoxLayout()
        roomy(self._theme, row, spacing=(14, 8), margins=((20, 14), (14, 8), (18, 12), (14, 8)))
        who, below = QVBoxLayout(), QHBoxLayout()
        who.setSpacing(2)
        self.name = ElidedText(self._theme, "person")
        who.addWidget(self.name)
        below.setSpacing(6)
        self.born, self.number = (
            Text(self._theme, "second-strong"),
            ElidedText(self._theme, "second-strong", identifier=True),
        )
        below.addWidget(Text(self._theme, "second", "Born", colour="t3"))
        below.addWidget(self.born)
        below.addSpacing(8)
        below.addWidget(Text(self._theme, "second", "MRN", colour="t3"))
        below.addWidget(self.number, 1)
        who.addLayout(below)
        row.addLayout(who, 1)
        self.allergy = Button(self._theme, "", kind="warn", icon="caution", height_px=(44, 40), align_left=True)
        self.allergy.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.allergy.setMaximumWidth(240)
        self.print = self._act("Print", "print-record", icon="print")
        self.print.clicked.connect(self.ask_print)
        self.open = self._act("Record", "open-record", icon="file")
        self.open.setAccessibleName("Record in full, with its history")
        self.open.clicked.connect(self.ask_record)
        for button in (self.allergy, self.print, self.open):
            row.addWidget(button)
        return row

    def _act(self, text: str, name: str, *, icon: str) -> Button:
        button = Button(self._theme, text, icon=icon)
        button.setObjectName(name)
        button.setToolTip(text)
        return button

    def _restyle(self) -> None:
        """On a small screen the room is the patient's: both identifiers are whole, and the buttons have no words."""
        for button in (self.print, self.open):
            button.setText(self._theme.px(1, 0) * button.toolTip())
            button.updateGeometry()

    def _state(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(10)
        self._sign = IconLabel(self._theme, "lock", size_px=20)
        self.state = Text(self._theme, "second-strong", wrap=True)
        self.state.setObjectName("record-state")
        row.addWidget(self._sign)
        row.addWidget(self.state, 1)
        self._last_label = Text(self._theme, "base", "Last visit", colour="t2")
        self.last = Segments(self._theme, [("Off", None), ("Changes", None), ("All sites", None)], height_px=(44, 40))
        for part, name in zip(self.last.parts, ("off", "changes", "all-sites"), strict=True):
            part.setObjectName(f"last-visit-{name}")
            part.setAccessibleName(f"Last visit: {part.text().lower()}")
        self.last.choose(_SHOWN.index(Shown.DIFFERENCES))
        self.last.chosen.connect(self._draw)
        row.addWidget(self._last_label)
        row.addWidget(self.last)
        return row

    def show_record(self, chosen: ChosenRecord) -> None:
        self._chosen = chosen
        patient, visit = chosen.record.opened.patient, chosen.visit
        self.name.setText(patient.name)
        self.born.setText(facts.born(patient, chosen.record.started_at))
        self.number.setText(patient.number)
        self.number.setMinimumWidth(min(self.number.sizeHint().width(), _NUMBER_PX))
        self.allergy.setText(f"Allergy: {patient.allergies}")
        self.allergy.setAccessibleName(self.allergy.text())
        self.allergy.setToolTip(patient.allergies)
        self.allergy.setVisible(bool(patient.allergies))
        self.tabs.show_visits(chosen.visits, chosen.number)
        icon, colour = state_sign(visit.phase)
        self._sign.set_icon(icon, colour)
        self.state.set_colour(colour)
        self.state.setText(state_sentence(visit))
        treated = visit.not_treated is None
        self.views.setVisible(treated)
        self._nothing_drawn.setVisible(not treated)
        for widget in (self._last_label, self.last):
            widget.setVisible(treated and chosen.last is not None)
        self._draw()

    def toggle_differences(self) -> None:
        self._toggle(Shown.DIFFERENCES)

    def toggle_every_site(self) -> None:
        self._toggle(Shown.EVERY_SITE)

    def _toggle(self, shown: Shown) -> None:
        """Off where it is that already."""
        if not self.last.isHidden():
            number = _SHOWN.index(shown)
            self.last.choose(0 if self.last.index == number else number)
            self._draw()

    def ask_print(self) -> None:
        if self._chosen is not None:
            self.print_asked.emit(self._chosen.record.id)

    def ask_record(self) -> None:
        if self._chosen is not None:
            self.record_asked.emit(self._chosen.record.id)

    def _draw(self) -> None:
        chosen = self._chosen
        if chosen is None or chosen.visit.not_treated is not None:
            return
        shown = _SHOWN[self.last.index]
        undrawn = self.views.show_visit(chosen.visit, chosen.placed, chosen.was(shown), chosen.plates(shown))
        self.differences.show_record(chosen, undrawn, shown)


class Differences(QWidget):
    """What was done otherwise, in words, each with its mark."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        box = QVBoxLayout(self)
        roomy(theme, box, spacing=(6, 4), margins=((12, 6), (4, 2), (0, 0), (0, 0)))
        self.title = Text(theme, "base-strong", "Against the plan", wrap=True)
        box.addWidget(self.title)
        content = QWidget()
        self._rows = QVBoxLayout(content)
        roomy(theme, self._rows, spacing=(8, 5))
        self._scroll = Overflow(theme, content)
        box.addWidget(self._scroll, 1)

    def show_record(self, chosen: ChosenRecord, undrawn: int, shown: Shown) -> None:
        """Against the last visit, of which as much is drawn as `shown`; against the plan where there was none. Then
        what was told of the time since.

        `undrawn` sites are not on the drawings.
        """
        visit, last = chosen.visit, chosen.last
        while (item := self._rows.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        if last is None or last.started_at is None:
            self._show_against_plan(visit)
        else:
            self.title.setText(f"Against {words.day(last.started_at)}")
            self._show_against(compare(visit, last))
        for at, since in chosen.since:
            assert at.started_at is not None
            self._add(None, f"Told on {words.day(at.started_at)}", told_words(since, visit))
        if last is not None and shown in _RINGS:
            self._add(None, "", _RINGS[shown])
        if undrawn:
            told = f"{words.count(undrawn, 'site')} not drawn: the place is not known here."
            self._add(None, "", told, colour="bad")
        self._rows.addStretch(1)

    def _show_against_plan(self, visit: Visit) -> None:
        self.title.setText("Against the plan")
        rows = change_rows(visit)
        for site, title, told in rows:
            self._add(self._mark(site), title, told)
        if not rows:
            self._add(None, "As planned", "")

    def _show_against(self, comparison: Comparison) -> None:
        for difference in comparison.differences:
            self._add(self._mark(difference.now), difference.name, difference.words)
        if comparison.same:
            self._add(None, comparison.same_words, "the same")

    def _mark(self, site: SiteState | None) -> MarkSign | None:
        return MarkSign(self._theme, look_of(site, next_site=None)) if site is not None else None

    def _add(self, sign: QWidget | None, title: str, told: str, *, colour: str = "t2") -> None:
        row = QWidget()
        line, text = QHBoxLayout(row), QVBoxLayout()
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(8)
        text.setSpacing(0)
        if sign is not None:
            line.addWidget(sign, 0, Qt.AlignmentFlag.AlignTop)
        if title:
            text.addWidget(Text(self._theme, "small-strong", title, wrap=True))
        if told:
            text.addWidget(Text(self._theme, "small", told, wrap=True, colour=colour))
        line.addLayout(text, 1)
        self._rows.addWidget(row)
