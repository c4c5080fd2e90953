"""The safety pause: one screen immediately before the first needle."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from itertools import pairwise

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QHideEvent, QKeyEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from injection_map.domain.cartons import Carton, SerialUse
from injection_map.domain.events import Clinic, Clinician, Patient
from injection_map.domain.intervals import LastVisit
from injection_map.domain.pause_commands import pause_commands, untreated_commands
from injection_map.domain.pause_draft import Card, PauseDraft, PauseField, is_since_field, new_draft
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
    wrong,
)
from injection_map.ui.carton_field import SerialUses
from injection_map.ui.controls import COMMAND
from injection_map.ui.looking_back_panel import LookBack, LookingBackPanel
from injection_map.ui.mix_card import MixCard
from injection_map.ui.page import Page, is_typing
from injection_map.ui.pause_bar import PauseBar
from injection_map.ui.pause_cards import ConsentCard, IntervalCard, PauseCard, WhoCard
from injection_map.ui.pause_foot import NOT_TODAY_REASONS, START_REASONS, PauseFoot, ReasonStrip
from injection_map.ui.question_row import SkipRow
from injection_map.ui.questions_card import AskCard
from injection_map.ui.sections import GUTTER, Overflow, roomy, show_in_sight
from injection_map.ui.since_panel import SincePanel
from injection_map.ui.site_chooser import SiteChooser
from injection_map.ui.theme import Theme
from injection_map.ui.treating_panel import TreatingPanel
from injection_map.ui.vial_card import VialCard

AnyCard = PauseCard | VialCard

_SHARES = (30, 43, 32)
_CARDS, _TREATING, _CHOOSER, _SINCE, _EARLIER = range(5)
"""What stands between bar and foot."""


def _no_uses(_carton: Carton) -> tuple[SerialUse, ...]:
    """Where no records are looked into."""
    return ()


class PausePage(Page):
    """Constructor in, signals out: what was answered comes out as the commands of one act."""

    start_requested = Signal(object)
    """A tuple of commands that opens the visit and plans its skips."""
    not_today_requested = Signal(object)
    """A tuple of commands that opens the visit and ends it untreated."""
    draft_changed = Signal(object)
    """The PauseDraft as it is filled in now."""
    back_asked = Signal()
    hidden = Signal()
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
        serial_uses: SerialUses = _no_uses,
        look_back: LookBack | None = None,
        parent: QWidget | None = None,
    ) -> None:
        """`draft` is what was filled in of this pause before. `month_first` reads 03/14/1981 as in the US.
        `serial_uses` looks up the records that have a carton with the same serial, and `look_back` what is known of the
        visits before this one; without it the way there is not offered.
        """
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
        self.vial = VialCard(theme, protocol, clock, serial_uses=serial_uses, month_first=month_first)
        self.mix = MixCard(theme, protocol, clock, month_first=month_first)
        self.interval = IntervalCard(theme, protocol, last_visit, today=now)
        self.cards: tuple[AnyCard, ...] = (
            WhoCard(theme, patient, today=now),
            self.interval,
            ConsentCard(theme),
            self.ask,
            self.vial,
            self.mix,
        )
        self.chooser = SiteChooser(theme, protocol)
        self.treating = TreatingPanel(theme, protocol, people)
        self.earlier = LookingBackPanel(theme)
        self._look_back = look_back
        self.since = SincePanel(theme, protocol, last_visit)
        self.bar = PauseBar(theme, protocol, today=now)
        self.foot = PauseFoot(theme)
        self.without = ReasonStrip(theme, name="without", title="", ready=START_REASONS, main="Start without")
        self.untreated = ReasonStrip(
            theme, name="untreated", title="Why not today?", ready=NOT_TODAY_REASONS, main="Close without treating"
        )
        self._build()
        self._show_draft()
        self._connect()
        self._order_focus()
        self._refresh()

    # --- what the window tells the page ---------------------------------------------------------------------------

    @property
    def draft(self) -> PauseDraft:
        return self._draft

    def take_scan(self, text: str) -> None:
        """What the scanner sent is the vial's carton, wherever the focus is."""
        self.vial.take_scan(text)

    def say_draft_saved(self, at: datetime) -> None:
        """The draft is on the disk since then."""
        self.bar.say_draft_saved(at)

    def first_focus(self) -> QWidget:
        """Where the first thing is to be answered."""
        left = not_done(self._findings())
        return self._place_of(left[0]) if left and left[0].card is not None else self.foot.start

    # --- building -------------------------------------------------------------------------------------------------

    def _build(self) -> None:
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        box.addWidget(self.bar)
        self._middle = QStackedWidget()
        cards = QWidget()
        columns = QHBoxLayout(cards)
        roomy(self._theme, columns, spacing=(12, 8), margins=GUTTER)
        who, interval, consent, ask, vial, mix = self.cards
        self._columns = (self._column(who, interval, consent), self._column(ask), self._column(vial, mix))
        for column, share in zip(self._columns, _SHARES, strict=True):
            columns.addWidget(column, share)
        self._middle.addWidget(cards)
        for instead in (self.treating, self.chooser, self.since, self.earlier):
            around = QWidget()
            within = QVBoxLayout(around)
            roomy(self._theme, within, spacing=(0, 0), margins=GUTTER)
            within.addWidget(instead)
            self._middle.addWidget(around)
        box.addWidget(self._middle, 1)
        for widget in (self.without, self.untreated, self.foot):
            box.addWidget(widget)

    def _column(self, *cards: AnyCard) -> Overflow:
        content = QWidget()
        box = QVBoxLayout(content)
        roomy(self._theme, box, spacing=(12, 8))
        for card in cards:
            box.addWidget(card, 1 if card is cards[-1] else 0)
        return Overflow(self._theme, content)

    def _connect(self) -> None:
        for card in self.cards:
            card.changed.connect(self._on_changed)
        self.ask.choose_sites_asked.connect(self._on_choose_sites)
        self.chooser.chosen.connect(self._on_sites_chosen)
        self.chooser.closed.connect(self._close_chooser)
        for panel in (self.treating, self.since):
            panel.changed.connect(self._on_changed)
            panel.closed.connect(self._close_panel)
        self.earlier.closed.connect(self._close_panel)
        self.interval.earlier_asked.connect(self._open_earlier)
        self.interval.offer_earlier(self._look_back is not None)
        self.interval.since_asked.connect(self._open_since)
        self.bar.back_asked.connect(self.back_asked)
        self.bar.lock_requested.connect(self.lock_requested)
        self.bar.treating_asked.connect(self._open_treating)
        self.foot.go_to_asked.connect(self._go_to_left)
        self.foot.without_asked.connect(self._on_without)
        self.foot.not_today_asked.connect(self._on_not_today)
        self.foot.start_asked.connect(self._on_start)
        for strip in (self.without, self.untreated):
            strip.changed.connect(self._on_changed)
            strip.closed.connect(self._close_strips)
        self.without.confirmed.connect(self._on_start)
        self.untreated.confirmed.connect(self._on_untreated)

    def _order_focus(self) -> None:
        stops = [stop for card in self.cards for stop in card.stops()]
        for strip in (self.without, self.untreated):
            stops += [*strip.picks, strip.more.line, strip.cancel, strip.main]
        foot = self.foot
        bar = self.bar
        stops += [foot.go_to, foot.without, foot.not_today, foot.start]
        stops += [self.interval.earlier, self.interval.since, bar.back, bar.who_treats, bar.menu]
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

    def _filled_in(self) -> PauseDraft:
        draft = self._draft
        for card in self.cards:
            draft = card.filled_in(draft)
        draft = self.since.filled_in(self.treating.filled_in(draft))
        return replace(draft, start_reason=self.without.reason, not_today_reason=self.untreated.reason)

    def _on_changed(self) -> None:
        draft = self._filled_in()
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
        elif is_since_field(finding.field):
            self._open_since()
            self.since.touch()
            self._refresh()
        else:
            self._close_panel()
            self._card(finding.card).touch()
            self._refresh()
        place = self._place_of(finding)
        place.setFocus(Qt.FocusReason.TabFocusReason)
        show_in_sight(place)

    def _place_of(self, finding: PauseFinding) -> QWidget:
        if is_since_field(finding.field):
            return self.since.place_of(finding.field)
        within = self.treating if finding.card is None else self._card(finding.card)
        return within.place_of(finding.field)

    def _card(self, card: Card) -> AnyCard:
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
        """No reason lets anything half said through: that is mended first."""
        if faults := wrong(self._findings()):
            self._go_to(faults[0])
        else:
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

    def _open_since(self) -> None:
        self._middle.setCurrentIndex(_SINCE)
        self.since.first_focus().setFocus(Qt.FocusReason.TabFocusReason)

    def _open_earlier(self) -> None:
        """From the visits that are kept, as they are now."""
        assert self._look_back is not None
        back = self._look_back()
        if back is not None:
            self.earlier.show_answers(back)
            self._middle.setCurrentIndex(_EARLIER)
            self.earlier.done.setFocus(Qt.FocusReason.TabFocusReason)

    def _close_panel(self) -> None:
        """Back to the cards, and to what opened the panel."""
        openers = {
            _TREATING: self.bar.who_treats,
            _SINCE: self.interval.since,
            _EARLIER: self.interval.earlier,
        }
        opener = openers.get(self._middle.currentIndex())
        if opener is not None:
            self._middle.setCurrentIndex(_CARDS)
            opener.setFocus(Qt.FocusReason.OtherFocusReason)

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
        self.since.show_draft(self._draft)
        self.without.show_reason(self._draft.start_reason)
        self.untreated.show_reason(self._draft.not_today_reason)
        self._draft = self._filled_in()  # what a card finds by itself may have changed since it was kept

    def _refresh(self) -> None:
        findings = self._findings()
        for card in self.cards:
            card.say_findings([finding for finding in findings if finding.card is card.card], self._draft)
        above = [finding for finding in findings if finding.card is None]
        self.treating.say_findings(above)
        self.since.say_findings(findings)
        self.foot.say(findings, self._draft)
        self._say_strips(findings)
        self.bar.say(self._draft, wrong=bool(above))
        self._measure()

    def _measure(self) -> None:
        """What a card says may have made it wider, and Qt tells a scroll area's layout nothing of it."""
        for column in self._columns:
            column.updateGeometry()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.hidden.emit()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._measure()

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
