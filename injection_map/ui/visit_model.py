"""The visit as the screens see it: one object that takes commands, keeps the lock, and says what changed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal

from PySide6.QtCore import QObject, QTimer, Signal

from injection_map.domain import commands, words
from injection_map.domain.commands import Command, Refusal
from injection_map.domain.events import Event
from injection_map.domain.geometry import Drawing
from injection_map.domain.limits import LimitWarning, limit_cautions
from injection_map.domain.placement import PlacedSite
from injection_map.domain.ports import Clock
from injection_map.domain.protocol import Plate, Protocol, View
from injection_map.domain.session import Phase, SiteState, SiteStatus, Visit
from injection_map.domain.supply import Need, need_before
from injection_map.ui.overlay import Overlay
from injection_map.ui.pace import Pace
from injection_map.ui.visit_states import SaveState, TakenBackAct
from injection_map.ui.wording import act_words, acted_on, recorded_words, spoken_site
from injection_map.workflow.recorder import NotSaved, Recorder, SaveReport

SLOW_SAVE_MS = 300


class VisitModel(QObject):
    """A visit under way. Nothing here claims that an event is saved before the store has said so."""

    changed = Signal()
    """The visit, the next site, the shown view or what lies over it is another than before."""
    recorded = Signal(object)
    """The events (a tuple) of one act, decided and handed to the disk."""
    refused = Signal(object)
    """A Refusal: nothing was recorded."""
    needed = Signal(object)
    """A Need that stands before the next site: something has to be taken up first."""
    saving_changed = Signal()
    lock_changed = Signal()
    _saved = Signal(object)
    _not_saved = Signal(object)

    def __init__(
        self,
        recorder: Recorder,
        *,
        protocol: Protocol,
        placed: Mapping[str, PlacedSite],
        drawings: Mapping[Plate, Drawing],
        clock: Clock,
        pace: Pace,
        resumed: bool = False,
        last: Visit | None = None,
        units_before: Decimal = Decimal(0),
        parent: QObject | None = None,
    ) -> None:
        """`last` is the patient's last visit; `units_before` were given within the protocol's interval before this."""
        super().__init__(parent)
        self.protocol, self.placed, self.clock, self.pace, self.resumed = protocol, placed, clock, pace, resumed
        self.drawings, self._units_before = drawings, units_before
        self.overlay = Overlay(last, self)
        self.overlay.changed.connect(self.changed)
        self._recorder = recorder
        self._next: tuple[Visit, str | None, SiteState | None] = (recorder.visit, None, None)
        self._follow = True
        self._overview = False
        self._unsaved_accepted = False
        self.taken_back: TakenBackAct | None = None
        self.last_recorded = ""
        """What the lock shows as recorded, in words; empty when the last act gave nothing."""
        self._lock = QTimer(self, singleShot=True)
        self._lock.timeout.connect(self._on_lock_over)
        self._lock_total_ms = 0
        self._slow = QTimer(self, singleShot=True, interval=SLOW_SAVE_MS)
        self._slow.timeout.connect(self.saving_changed)
        self._shown_view = self._view_of_next() or View.FRONT
        self._followed = QTimer(self, singleShot=True, interval=pace.follow_ms)
        self._followed.timeout.connect(self.go_to_next_view)
        self._saved.connect(self._on_saved)
        self._not_saved.connect(self._on_not_saved)
        # Listen first, look after: what the disk says in between must not be missed, or the lock would last for ever.
        recorder.listen(on_saved=self._saved.emit, on_not_saved=self._not_saved.emit)
        self._pending = len(recorder.unsaved)
        self._save = SaveState("saved", recorder.saved_count, self._last_at())
        if recorder.failure is not None:
            self._on_not_saved(recorder.failure)

    # --- what is -----------------------------------------------------------------------------------------------

    @property
    def visit(self) -> Visit:
        return self._recorder.visit

    @property
    def record_id(self) -> str:
        return self._recorder.record_id

    @property
    def events(self) -> tuple[Event, ...]:
        return self._recorder.events

    @property
    def next_site(self) -> SiteState | None:
        visit, key = self._recorder.visit, self._recorder.next_site
        if visit is not self._next[0] or key != self._next[1]:  # one repaint asks some hundred times
            self._next = (visit, key, visit.site(key) if key else None)
        return self._next[2]

    @property
    def site_after_next(self) -> SiteState | None:
        """What comes after the next site, when that one is given."""
        next_site = self.next_site
        key = self.visit.next_after(next_site.key) if next_site else None
        return self.visit.site(key) if key and next_site and key != next_site.key else None

    @property
    def unsaved_sites(self) -> frozenset[str]:
        """Keys of sites whose last entry is not on the disk; empty while all goes well and fast."""
        if self._save.kind != "not-saved":
            return frozenset()
        return frozenset(site for event in self._recorder.unsaved if (site := getattr(event.body, "site", None)))

    @property
    def unsaved_count(self) -> int:
        """How many entries are in memory only."""
        return len(self._recorder.unsaved)

    @property
    def save_state(self) -> SaveState:
        if self._save.kind == "saved" and self._pending and not self._slow.isActive():
            return SaveState("saving", self._save.count, self._save.at)
        return self._save

    @property
    def all_saved(self) -> bool:
        return self._save.kind == "saved" and not self._pending

    @property
    def locked(self) -> bool:
        """No press counts: just after Injected, or as long as its entry is being written."""
        return self._lock.isActive() or bool(self._pending)

    @property
    def lock_ms(self) -> tuple[int, int]:
        """How much of the lock is left, and how long it is in all."""
        return max(0, self._lock.remainingTime()), self._lock_total_ms

    @property
    def stopped(self) -> bool:
        """An entry is not on the disk, and nobody has said to go on without."""
        return self._save.kind == "not-saved" and not self._unsaved_accepted

    @property
    def can_inject(self) -> bool:
        """Injected is there to be pressed: the visit is open, a site is to do, and the disk takes entries."""
        return self.visit.phase is Phase.OPEN and self.next_site is not None and not self.stopped

    @property
    def need(self) -> Need | None:
        """What has to be taken up before the next site can be given."""
        return need_before(self.visit, self.next_site, at=self.clock())

    @property
    def by(self) -> str:
        """Who records: the clinician, or an assistant at the keys."""
        return self._recorder.by

    @property
    def shown_view(self) -> View:
        return self._shown_view

    @property
    def strayed(self) -> bool:
        """The next site is on another view than the one shown."""
        view = self._view_of_next()
        on_its_way = self._followed.isActive()
        return not (self._overview or on_its_way) and view is not None and view is not self._shown_view

    @property
    def follow(self) -> bool:
        return self._follow

    @property
    def overview(self) -> bool:
        return self._overview

    # --- what the user does ------------------------------------------------------------------------------------

    def inject(self) -> None:
        """Record the next site as given; dropped without a word inside the lock: the bar is the message."""
        site = self.next_site
        if self.locked or not self.can_inject or site is None:
            return
        if (need := self.need) is not None:
            self.needed.emit(need)
        else:
            self.submit(commands.Give(site.key))

    def submit(self, *asked: Command) -> bool:
        """Record one act, or say why not. True when it was decided and handed to the disk."""
        before, strayed, visit_before = self.next_site, self.strayed, self.visit
        result = self._recorder.submit(*asked)
        if isinstance(result, Refusal):
            self.refused.emit(result)
            return False
        self._pending += 1
        self._slow.start()
        self.taken_back = self._taken_back(visit_before) if commands.Undo() in asked else None
        self.last_recorded = recorded_words(self.visit, result)
        self._move_on_from_skipped(before)
        if self._follow and not strayed:
            self._follow_next(late=bool(self.last_recorded))
        if self.last_recorded:
            self._start_lock(before)
        self.recorded.emit(result)
        self.changed.emit()
        if self.last_recorded and (need := self.need) is not None:
            self.needed.emit(need)
        return True

    def hold_off(self) -> None:
        """Lock for a moment without having recorded: the second press of a double one must not become Injected."""
        if self._lock.isActive():
            return
        if not self._pending:
            self.last_recorded = ""
        self._start_lock(self.next_site)

    def set_by(self, name: str) -> None:
        """Somebody else is at the keys from now on. Records nothing."""
        self._recorder.set_by(name)
        self.changed.emit()

    def undo(self) -> None:
        """Take back the last act and show its site, wherever it is."""
        if self.visit.acts and not self._pending and self.submit(commands.Undo()):
            self.go_to_next_view()

    def redo(self) -> None:
        if self.visit.undone_acts and not self._pending:
            self.submit(commands.Redo())

    def choose(self, key: str) -> None:
        """Make a site to do the next one. Records nothing."""
        self._recorder.choose(key)
        if self._follow:
            self.go_to_next_view()
        else:
            self.changed.emit()

    def choose_neighbour(self, step: int) -> None:
        """The previous (-1) or next (+1) site to do, in treatment order, round at the ends."""
        to_do = [site.key for site in self.visit.to_do]
        current = self.next_site
        if to_do and current:
            self.choose(to_do[(to_do.index(current.key) + step) % len(to_do)])

    def choose_muscle(self, step: int) -> None:
        """The first site to do of the previous or next muscle that has one."""
        muscles = list(dict.fromkeys(site.muscle for site in self.visit.to_do))
        current = self.next_site
        if current and len(muscles) > 1:
            muscle = muscles[(muscles.index(current.muscle) + step) % len(muscles)]
            self.choose(next(site.key for site in self.visit.to_do if site.muscle == muscle))

    def show_view(self, view: View) -> None:
        """Look at a view. The next site does not change."""
        self._followed.stop()
        self._shown_view, self._overview = view, False
        self.changed.emit()

    def go_to_next_view(self) -> None:
        """Back to the view of the next site."""
        self._followed.stop()
        self._shown_view = self._view_of_next() or self._shown_view
        self.changed.emit()

    def set_follow(self, follow: bool) -> None:
        self._follow = follow
        if follow:
            self.go_to_next_view()
        else:
            self.changed.emit()

    def set_overview(self, overview: bool) -> None:
        self._overview = overview
        self.changed.emit()

    def retry_saving(self) -> None:
        """Try again; the sign stays NOT SAVED until the disk has said otherwise."""
        self._pending = len(self._recorder.unsaved)
        self._recorder.retry()
        self.saving_changed.emit()

    def go_on_unsaved(self) -> None:
        """Entries are kept in memory, in order, until the disk takes them; the sign stays NOT SAVED."""
        self._unsaved_accepted = True
        self.saving_changed.emit()
        self.changed.emit()

    def forget_taken_back(self) -> None:
        self.taken_back = None
        self.changed.emit()

    def unsaved_words(self) -> list[str]:
        """What is in memory only, to be written on paper: temporalis 2, left, 5 units."""
        named = []
        for event in self._recorder.unsaved:
            site = self.visit.site(getattr(event.body, "site", None) or "")
            what = f"{site.name}, {words.side_word(site.side)}, {words.units(site.units)}" if site else ""
            named.append(f"{words.clock_seconds(event.at)} {event.type.replace('_', ' ')} {what}".strip())
        return named

    def warnings(self, *asked: Command) -> tuple[LimitWarning, ...]:
        """Which of the protocol's bounds this act would pass."""
        return limit_cautions(self.visit, self.protocol, asked, units_before_in_interval=self._units_before)

    def vial_volume_ml(self, units: Decimal) -> Decimal | None:
        """The volume of these units in the vial in hand."""
        vial = self.visit.vial
        return units * vial.diluent_ml / vial.units if vial else None

    # --- inside ------------------------------------------------------------------------------------------------

    def _view_of_next(self) -> View | None:
        site = self.next_site
        return site.view if site else None

    def _last_at(self) -> datetime | None:
        events = self._recorder.events
        return events[-1].at if events else None

    def _taken_back(self, visit_before: Visit) -> TakenBackAct:
        act = visit_before.acts[-1]
        is_next = self.next_site is not None and self.next_site.key in acted_on(act)
        return TakenBackAct(act_words(visit_before, act), act_words(visit_before, act, name=spoken_site), is_next)

    def _move_on_from_skipped(self, before: SiteState | None) -> None:
        """A site that was chosen and then skipped is followed by the one after it, as a given one is."""
        after = self.visit.site(before.key) if before else None
        if after is None or after.status is not SiteStatus.SKIPPED:
            return
        follower = self.visit.next_after(after.key)
        if follower != self._recorder.next_site:
            self._recorder.choose(follower)

    def _follow_next(self, *, late: bool) -> None:
        """Show the next site's view; `late`, a moment after a tick, so that the tick is seen before its view goes."""
        if late and self.pace.follow_ms and self._view_of_next() is not self._shown_view:
            self._followed.start()
        else:
            self._shown_view = self._view_of_next() or self._shown_view

    def _start_lock(self, before: SiteState | None) -> None:
        after = self.next_site
        turned = before is not None and after is not None and (before.side, before.view) != (after.side, after.view)
        self._lock_total_ms = self.pace.lock_on_change_ms if turned else self.pace.lock_ms
        if self._lock_total_ms:
            self._lock.start(self._lock_total_ms)
        self.lock_changed.emit()

    def _on_lock_over(self) -> None:
        self.lock_changed.emit()

    def _on_saved(self, report: SaveReport) -> None:
        was_not_saved = self._save.kind == "not-saved"
        self._pending = len(self._recorder.unsaved)
        self._save = SaveState("saved", report.saved_count, report.at)
        self._unsaved_accepted = False
        if not self._pending:
            self._slow.stop()
        self.saving_changed.emit()
        self.lock_changed.emit()
        if was_not_saved:  # the marks said so
            self.changed.emit()

    def _on_not_saved(self, failure: NotSaved) -> None:
        self._slow.stop()
        self._pending = 0
        self._save = SaveState("not-saved", self._save.count, self._save.at, failure.sentence)
        self.saving_changed.emit()
        self.lock_changed.emit()
        self.changed.emit()
