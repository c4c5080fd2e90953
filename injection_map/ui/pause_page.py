"""The safety pause: one screen immediately before the first needle."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from itertools import pairwise

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from injection_map.domain import words
from injection_map.domain.events import Clinic, Clinician, Patient
from injection_map.domain.intervals import LastVisit
from injection_map.domain.mixing import each_site_words, needed_ml, parse_diluent_ml
from injection_map.domain.pause_commands import pause_commands, untreated_commands
from injection_map.domain.pause_draft import Card, PauseDraft, PauseField, new_draft
from injection_map.domain.ports import Clock
from injection_map.domain.protocol import Protocol
from injection_map.domain.safety_pause import (
    PauseFinding,
    left_open,
    left_open_words,
    not_done,
    not_today_finding,
    pause_findings,
    start_finding,
    vial_units,
    wrong,
)
from injection_map.ui.controls import COMMAND, Button, ElidedText, IconLabel, Text
from injection_map.ui.mix_card import MixCard, VialCard
from injection_map.ui.page import Page, is_typing
from injection_map.ui.page_menu import open_menu
from injection_map.ui.pause_cards import ConsentCard, IntervalCard, PauseCard, WhoCard
from injection_map.ui.pause_foot import NOT_TODAY_REASONS, START_REASONS, PauseFoot, ReasonStrip
from injection_map.ui.questions_card import AskCard, SkipRow
from injection_map.ui.sections import GUTTER, Overflow, roomy, show_in_sight
from injection_map.ui.site_chooser import SiteChooser
from injection_map.ui.theme import Theme
from injection_map.ui.treating_panel import TreatingPanel, treating_words

_SHARES = (30, 43, 32)
_CARDS, _TREATING, _CHOOSER = range(3)
"""What stands between bar and foot."""


class PausePage(Page):
    """Constructor in, signals out: what was answered comes out as the commands of one act."""

    start_requested = Signal(object)
    """A tuple of commands that opens the visit and plans its skips."""
    not_today_requested = Signal(object)
    """A tuple of commands that opens the visit and ends it untreated."""
    draft_changed = Signal(object)
    """The PauseDraft as it is filled in now."""
    back_asked = Signal()
    lock_requested = Signal()

    def __init__(
        self,
        theme: Theme,
        *,
        clock: Clock,
        protocol: Protocol,
        patient: Patient,
        last_visit: LastVisit | None = None,
        people: Sequence[Clinician] = (),
        clinician: Clinician | None = None,
        assistants: Sequence[Clinician] = (),
        clinic: Clinic | None = None,
        draft: PauseDraft | None = None,
        month_first: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        """`draft` is what was filled in of this pause before. `month_first` reads 03/14/1981 as in the US."""
        super().__init__(parent)
        self._theme, self._clock, self._protocol, self._clinic = theme, clock, protocol, clinic
        self._last_visit = last_visit
        now = clock()
        self._draft = (
            replace(draft, patient=patient, month_first=month_first)
            if draft is not None
            else new_draft(
                patient, protocol, now=now, clinician=clinician, assistants=assistants, month_first=month_first
            )
        )
        self.setObjectName("pause-page")
        self._choosing: SkipRow | None = None
        self.ask = AskCard(theme, protocol, patient.allergies)
        self.vial = VialCard(theme, protocol, clock, month_first=month_first)
        self.mix = MixCard(theme, protocol, clock, month_first=month_first)
        self.cards: tuple[PauseCard, ...] = (
            WhoCard(theme, patient, today=now),
            IntervalCard(theme, protocol, last_visit, today=now),
            ConsentCard(theme),
            self.ask,
            self.vial,
            self.mix,
        )
        self.chooser = SiteChooser(theme, protocol)
        self.treating = TreatingPanel(theme, protocol, people)
        self.foot = PauseFoot(theme)
        self.without = ReasonStrip(theme, name="without", title="", ready=START_REASONS, main="Start without")
        self.untreated = ReasonStrip(
            theme, name="untreated", title="Why not today?", ready=NOT_TODAY_REASONS, main="Close without treating"
        )
        self._build(now)
        self._show_draft()
        self._connect()
        self._order_focus()
        self._restyle()
        self._refresh()

    # --- what the window tells the page ---------------------------------------------------------------------------

    @property
    def draft(self) -> PauseDraft:
        return self._draft

    def say_draft_saved(self, at: datetime) -> None:
        """The draft is on the disk since then."""
        self._saved.setText(f"Saved {words.clock_seconds(at)}")
        self._saved_sign.show()

    def first_focus(self) -> QWidget:
        """Where the first thing is to be answered."""
        left = not_done(self._findings())
        return self._place_of(left[0]) if left and left[0].card is not None else self.foot.start

    # --- building -------------------------------------------------------------------------------------------------

    def _build(self, now: datetime) -> None:
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        box.addWidget(self._bar(now))
        self._middle = QStackedWidget()
        cards = QWidget()
        columns = QHBoxLayout(cards)
        roomy(self._theme, columns, spacing=(12, 8), margins=GUTTER)
        who, interval, consent, ask, vial, mix = self.cards
        stacks = (self._column(who, interval, consent), self._column(ask), self._column(vial, mix))
        for stack, share in zip(stacks, _SHARES, strict=True):
            columns.addWidget(stack, share)
        self._middle.addWidget(cards)
        for instead in (self.treating, self.chooser):
            around = QWidget()
            within = QVBoxLayout(around)
            roomy(self._theme, within, spacing=(0, 0), margins=GUTTER)
            within.addWidget(instead)
            self._middle.addWidget(around)
        box.addWidget(self._middle, 1)
        for widget in (self.without, self.untreated, self.foot):
            box.addWidget(widget)

    def _column(self, *cards: PauseCard) -> Overflow:
        content = QWidget()
        box = QVBoxLayout(content)
        roomy(self._theme, box, spacing=(12, 8))
        for card in cards:
            box.addWidget(card, 1 if card is cards[-1] else 0)
        return Overflow(self._theme, content)

    def _bar(self, now: datetime) -> QFrame:
        self._top = QFrame(self)
        self._top.setProperty("role", "bar")
        row = QHBoxLayout(self._top)
        row.setContentsMargins(8, 0, 14, 0)
        row.setSpacing(12)
        self.back = self._bar_button("chevron-left", "Back", "back")
        self.back.clicked.connect(self.back_asked)
        row.addWidget(self.back)
        title = Text(self._theme, "person", "Safety pause", parent=self._top)
        title.setObjectName("page-title")
        self._when = Text(self._theme, "second", colour="t2", parent=self._top)
        self._day = f"{words.weekday(now)} {words.day(now)}"
        row.addLayout(_upright(title, self._when))
        self.who_treats = Button(
            self._theme, "", kind="quiet", icon="person", align_left=True, height_px=(48, 44), parent=self._top
        )
        self.who_treats.setObjectName("who-treats")
        row.addWidget(self.who_treats)
        row.addStretch(1)
        protocol = ElidedText(self._theme, "second-strong", self._title(), parent=self._top)
        self._needed = Text(self._theme, "small", colour="t2", parent=self._top)
        self._needed.setObjectName("needed")
        for text in (protocol, self._needed):
            text.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        row.addLayout(_upright(protocol, self._needed))
        row.addWidget(self._draft_saved())
        self.menu = self._bar_button("menu", "Menu", "menu")
        self.menu.clicked.connect(self._on_menu)
        row.addWidget(self.menu)
        return self._top

    def _title(self) -> str:
        review = "" if self._protocol.review.approved else f", {self._protocol.review.status}"
        return f"{self._protocol.title}, version {self._protocol.version}{review}"

    def _bar_button(self, icon: str, name: str, object_name: str) -> Button:
        button = Button(self._theme, "", kind="link", icon=icon, height_px=(52, 48), parent=self._top)
        button.setFixedWidth(52)
        button.setAccessibleName(name)
        button.setToolTip(name)
        button.setObjectName(object_name)
        return button

    def _draft_saved(self) -> QWidget:
        self._saved_sign = QWidget(self._top)
        self._saved_sign.setObjectName("draft-saved")
        row = QHBoxLayout(self._saved_sign)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(IconLabel(self._theme, "disk", colour="ok", parent=self._saved_sign))
        self._saved = Text(self._theme, "small-strong", colour="ok", tabular=True, parent=self._saved_sign)
        row.addLayout(_upright(self._saved, Text(self._theme, "label", "draft, on disk", colour="t3")))
        self._saved_sign.hide()
        return self._saved_sign

    def _connect(self) -> None:
        for card in self.cards:
            card.changed.connect(self._on_changed)
        self.ask.choose_sites_asked.connect(self._on_choose_sites)
        self.chooser.chosen.connect(self._on_sites_chosen)
        self.chooser.closed.connect(self._close_chooser)
        self.treating.changed.connect(self._on_changed)
        self.treating.closed.connect(self._close_treating)
        self.who_treats.clicked.connect(self._open_treating)
        self.foot.go_to_asked.connect(self._go_to_left)
        self.foot.without_asked.connect(self._on_without)
        self.foot.not_today_asked.connect(self._on_not_today)
        self.foot.start_asked.connect(self._on_start)
        for strip in (self.without, self.untreated):
            strip.changed.connect(self._on_changed)
            strip.closed.connect(self._close_strips)
        self.without.confirmed.connect(self._on_start)
        self.untreated.confirmed.connect(self._on_untreated)
        self._theme.changed.connect(self._restyle)

    def _order_focus(self) -> None:
        stops = [stop for card in self.cards for stop in card.stops()]
        for strip in (self.without, self.untreated):
            stops += [*strip.picks, strip.more.line, strip.cancel, strip.main]
        foot = self.foot
        stops += [foot.go_to, foot.without, foot.not_today, foot.start, self.back, self.who_treats, self.menu]
        for earlier, later in pairwise(stops):
            QWidget.setTabOrder(earlier, later)

    # --- what the user does -------------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Y and N answer the open question, wherever the focus is but in a text or a reason."""
        answers = {Qt.Key.Key_Y: True, Qt.Key.Key_N: False}
        plain = not event.modifiers() & COMMAND and not event.isAutoRepeat()
        if event.key() in answers and plain and self._questions_are_shown() and not is_typing(self.focusWidget()):
            self.ask.answer_current(yes=answers[Qt.Key(event.key())])
        else:
            super().keyPressEvent(event)

    def _questions_are_shown(self) -> bool:
        return self.ask.isVisible() and self.without.isHidden() and self.untreated.isHidden()

    def _on_menu(self) -> None:
        open_menu(self._theme, self.menu, [("Lock the screen", self.lock_requested.emit)])

    def _on_changed(self) -> None:
        draft = self._draft
        for card in self.cards:
            draft = card.filled_in(draft)
        draft = self.treating.filled_in(draft)
        draft = replace(draft, start_reason=self.without.reason, not_today_reason=self.untreated.reason)
        if draft != self._draft:
            self._draft = draft
            self._refresh()
            self.draft_changed.emit(draft)
        else:
            self._refresh()

    def _go_to_left(self) -> None:
        left = not_done(self._findings())
        if left:
            self._go_to(left[0])

    def _go_to(self, finding: PauseFinding) -> None:
        self._close_strips()
        if finding.card is None:
            self._open_treating()
        else:
            self._close_treating()
            self._card(finding.card).touch()
            self._refresh()
        place = self._place_of(finding)
        place.setFocus(Qt.FocusReason.TabFocusReason)
        show_in_sight(place)

    def _place_of(self, finding: PauseFinding) -> QWidget:
        within = self.treating if finding.card is None else self._card(finding.card)
        return within.place_of(finding.field)

    def _card(self, card: Card) -> PauseCard:
        return self.cards[list(Card).index(card)]

    def _on_start(self) -> None:
        findings = self._findings()
        if faults := wrong(findings):
            self._go_to(faults[0])
        elif fault := start_finding(self._draft, findings):
            self.without.more.touch()
            self.without.say(fault)
            self.without.more.line.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            now = self._clock()
            commands = pause_commands(self._draft, self._protocol, self._last_visit, now=now, clinic=self._clinic)
            self.start_requested.emit(commands)

    def _on_untreated(self) -> None:
        findings = self._findings()
        fault = not_today_finding(self._draft, findings)
        if fault is None:
            now = self._clock()
            commands = untreated_commands(self._draft, self._protocol, self._last_visit, now=now, clinic=self._clinic)
            self.not_today_requested.emit(commands)
        elif isinstance(fault, PauseFinding):
            self._go_to(fault)
        else:
            self.untreated.more.touch()
            self.untreated.say(fault)
            self.untreated.more.line.setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_without(self) -> None:
        self._open_strip(self.without)

    def _on_not_today(self) -> None:
        self._open_strip(self.untreated)

    def _open_strip(self, strip: ReasonStrip) -> None:
        self.foot.hide()
        strip.open()

    def _close_strips(self) -> None:
        for strip, opener in ((self.without, self.foot.without), (self.untreated, self.foot.not_today)):
            if self._close(strip):
                opener.setFocus(Qt.FocusReason.OtherFocusReason)

    def _close(self, strip: ReasonStrip) -> bool:
        """Whether it was open."""
        was_open = not strip.isHidden()
        if was_open:
            strip.hide()
            self.foot.show()
        return was_open

    def _open_treating(self) -> None:
        self._middle.setCurrentIndex(_TREATING)
        name = self.treating.fields[PauseField.CLINICIAN].line
        (self.treating.injects[0] if self.treating.injects else name).setFocus(Qt.FocusReason.TabFocusReason)

    def _close_treating(self) -> None:
        if self._middle.currentIndex() == _TREATING:
            self._middle.setCurrentIndex(_CARDS)
            self.who_treats.setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_choose_sites(self, row: SkipRow) -> None:
        self._choosing = row
        self.chooser.show_chosen(row.sites)
        self._middle.setCurrentIndex(_CHOOSER)
        self.chooser.first_focus().setFocus(Qt.FocusReason.TabFocusReason)

    def _on_sites_chosen(self, keys: tuple[str, ...]) -> None:
        row = self._choosing
        assert row is not None
        row.show_sites(keys)
        self._close_chooser()
        row.detail.line.setFocus(Qt.FocusReason.TabFocusReason)
        self._on_changed()

    def _close_chooser(self) -> None:
        row, self._choosing = self._choosing, None
        self._middle.setCurrentIndex(_CARDS)
        if row is not None:
            row.choose.setFocus(Qt.FocusReason.OtherFocusReason)

    # --- what is to be said -----------------------------------------------------------------------------------------

    def _findings(self) -> tuple[PauseFinding, ...]:
        return pause_findings(self._draft, self._protocol, self._last_visit, self._clock())

    def _show_draft(self) -> None:
        for card in self.cards:
            card.show_draft(self._draft)
        self.treating.show_draft(self._draft)
        self.without.show_reason(self._draft.start_reason)
        self.untreated.show_reason(self._draft.not_today_reason)

    def _refresh(self) -> None:
        findings = self._findings()
        for card in self.cards:
            card.say_findings([finding for finding in findings if finding.card is card.card], self._draft)
        above = [finding for finding in findings if finding.card is None]
        self.treating.say_findings(above)
        self.foot.say(findings, self._draft)
        self._say_strips(findings)
        self.who_treats.setText(treating_words(self._draft))
        self.who_treats.setAccessibleName(f"Who treats: {treating_words(self._draft)}")
        self.who_treats.set_kind("warn" if above else "quiet")
        self._needed.setText(self._needed_words())

    def _say_strips(self, findings: Sequence[PauseFinding]) -> None:
        left = left_open(findings)
        self.without.title.setText(f"Start with {len(left)} left open?")
        self.without.title.setToolTip(left_open_words(findings))
        if not left:
            self._close(self.without)
        fault = start_finding(self._draft, findings)
        self.without.say(fault if fault and fault.field == PauseField.START_REASON else None)
        fault = not_today_finding(self._draft, findings)
        self.untreated.say(fault if fault and fault.field == PauseField.NOT_TODAY_REASON else None)

    def _needed_words(self) -> str:
        """31 sites, 5 units each. 3.1 mL of 4 mL needed"""
        volume_ml = parse_diluent_ml(self._draft.diluent_ml)
        sites = each_site_words(self._protocol)
        if volume_ml is None:
            return sites
        needed = needed_ml(self._protocol, vial_units(self._draft, self._protocol), volume_ml)
        return f"{sites}. {words.millilitres(needed)} mL of {words.millilitres(volume_ml)} mL needed"

    def _restyle(self) -> None:
        self._top.setFixedHeight(self._theme.px(84, 66))
        self._when.setText(self._day if self._theme.compact else f"Before the first needle. {self._day}")


def _upright(upper: QWidget, lower: QWidget) -> QVBoxLayout:
    """Two lines in the middle of the bar."""
    box = QVBoxLayout()
    box.setSpacing(1)
    box.addStretch(1)
    box.addWidget(upper)
    box.addWidget(lower)
    box.addStretch(1)
    return box
