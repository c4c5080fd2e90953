"""Practise, wired: a trainee, a protocol, the real chair on an invented patient, and what came of it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING

from injection_map.app.earlier_visits import EarlierVisits
from injection_map.app.open_visit import OpenVisit, follow_settings, open_chair
from injection_map.app.protocol_map import protocol_map
from injection_map.app.setup import month_first
from injection_map.app.training_room import TrainingRoom
from injection_map.app.visits import LAST_TRY_S, Kept, protocol_now
from injection_map.app.window import Window
from injection_map.app.workplace import Workplace
from injection_map.domain.commands import Command
from injection_map.domain.errors import InjectionMapError, StoreError
from injection_map.domain.events import Clinician, Patient
from injection_map.domain.placement import place_sites
from injection_map.domain.protocol import Protocol

# isort: split
# Pure Python comes first: PySide6 reads the source of everything that is imported after it.
from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QFileDialog
from shiboken6 import isValid

if TYPE_CHECKING:
    from injection_map.report.record import Record
    from injection_map.ui.page import Page
    from injection_map.ui.trainer.practised_page import PractisedPage
    from injection_map.ui.trainer.training_page import TrainingPage


@dataclass(frozen=True, slots=True)
class Wish:
    """Who practises, and by which protocol."""

    trainee: str = ""
    protocol_id: str = ""
    with_pause: bool = False


@dataclass(frozen=True, slots=True)
class _Plan:
    trainee: str
    protocol: Protocol
    data: bytes


class PractiseDesk(QObject):
    """At most one visit at a time. Needs no vault, and touches none."""

    left = Signal()
    """Back to the trainer's first page."""
    settings_asked = Signal()

    def __init__(self, workplace: Workplace, window: Window, room: TrainingRoom, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._workplace, self._window, self._room = workplace, window, room
        self._setup = workplace.setup
        self.visit: OpenVisit | None = None
        self._framed: TrainingPage | None = None
        self._plan: _Plan | None = None
        self._wish = Wish()
        workplace.settings_changed.connect(self._on_settings)

    # --- the first page -------------------------------------------------------------------------------------------

    def show(self) -> None:
        """The first page; when the training records cannot be read it is said, and the page that is there stays."""
        from injection_map.ui.trainer.practise_page import PractisePage

        self.leave()
        try:
            trainees, practised = self._room.store.trainees(), self._room.store.practised()
        except StoreError as error:
            self._window.say(str(error))
            return
        page = PractisePage(
            self._workplace.theme,
            trainees=trainees,
            practised=practised,
            protocols=self._workplace.library.protocols,
            today=self._setup.clock().date(),
            trainee=self._wish.trainee,
            protocol_id=self._wish.protocol_id,
            with_pause=self._wish.with_pause,
        )
        page.picker.set_map(partial(protocol_map, self._workplace))
        page.start_asked.connect(self._on_start)
        page.resume_asked.connect(self._resume)
        page.drop_asked.connect(self._on_drop)
        page.looked_at.connect(self.show_practised)
        page.back_asked.connect(self.left)
        self._window.show(page)

    def _on_start(self, trainee: str, protocol_id: str, with_pause: bool) -> None:
        self._begin(Wish(trainee, protocol_id, with_pause))

    def _begin(self, wish: Wish) -> None:
        """To the safety pause, or to the chair. InjectionMapErrors are said and nothing was begun."""
        place = self._workplace
        try:
            trainee = self._room.store.add_trainee(wish.trainee, at=self._setup.clock())
            protocol, data = protocol_now(self._file_of(wish.protocol_id), place.drawings)
        except InjectionMapError as error:
            self._window.say(str(error))
            return
        from injection_map.app.practise_visits import invented_patient, straight_to_chair

        self._wish = Wish(trainee, wish.protocol_id, wish.with_pause)
        self._plan = _Plan(trainee, protocol, data)
        patient = invented_patient(Random(self._setup.new_id()))
        if wish.with_pause:
            self._show_pause(patient)
        else:
            self._open(straight_to_chair(protocol, patient, trainee, at=self._setup.clock()))

    def _file_of(self, protocol_id: str) -> Path:
        """InjectionMapError when the protocol of an earlier training is not there any more."""
        for entry in self._workplace.library.entries:
            if entry.protocol is not None and entry.protocol.id == protocol_id:
                return entry.file
        raise InjectionMapError(
            f"The protocol {protocol_id} is not there any more. What was practised is kept. Choose another protocol."
        )

    def _on_drop(self, record_id: str) -> None:
        try:
            self._room.store.drop(record_id, at=self._setup.clock())
        except StoreError as error:
            self._window.say(str(error))
        self.show()

    # --- the visit ------------------------------------------------------------------------------------------------

    def _show_pause(self, patient: Patient) -> None:
        from injection_map.app.practise_visits import TRAINEE
        from injection_map.ui.pause_page import PausePage

        assert self._plan is not None
        page = PausePage(
            self._workplace.theme,
            clock=self._setup.clock,
            protocol=self._plan.protocol,
            patient=patient,
            clinician=Clinician(self._plan.trainee, TRAINEE),
            month_first=month_first(),
        )
        page.start_requested.connect(self._open)
        page.not_today_requested.connect(self._end_untreated)
        page.back_asked.connect(self.show)
        page.lock_requested.connect(self._window.lock.lock)
        self._show_framed(page)

    def _begun(self, asked: tuple[Command, ...]) -> Kept | None:
        from injection_map.app.practise_visits import begin_practised

        plan = self._plan
        assert plan is not None
        try:
            return begin_practised(self._room.store, self._setup, plan.trainee, asked, plan.protocol, plan.data)
        except InjectionMapError as error:
            self._window.say(str(error))
            return None

    def _open(self, asked: tuple[Command, ...]) -> None:
        if (kept := self._begun(asked)) is not None:
            self._show_chair(kept, resumed=False)

    def _end_untreated(self, asked: tuple[Command, ...]) -> None:
        from injection_map.app.visits import end_untreated

        if (kept := self._begun(asked)) is None:
            return
        try:
            end_untreated(kept)
        except InjectionMapError as error:
            self._window.say(str(error))
            return
        self.show_practised(kept.recorder.record_id)

    def _resume(self, record_id: str) -> None:
        from injection_map.app.practise_visits import resume_practised

        try:
            kept = resume_practised(self._room.store, self._setup, record_id, self._workplace.drawings)
        except InjectionMapError as error:
            self._window.say(str(error))
            return
        opened = kept.recorder.visit.opened
        assert opened is not None
        self._wish = Wish(opened.clinician.name, opened.protocol.id, self._wish.with_pause)
        self._show_chair(kept, resumed=True)

    def _show_chair(self, kept: Kept, *, resumed: bool) -> None:
        self.visit = open_chair(
            self._workplace,
            self._window,
            kept,
            resumed=resumed,
            earlier=EarlierVisits(),
            people=(),
            serial_uses=_no_uses,
            parent=self,
        )
        chair = self.visit.chair
        chair.finish_asked.connect(self._show_finish)
        chair.save_elsewhere_asked.connect(self._save_elsewhere)
        chair.leave_asked.connect(self.show)
        chair.settings_asked.connect(self.settings_asked)
        self._framed = self._show_framed(chair)

    def _show_finish(self) -> None:
        from injection_map.ui.finish_page import FinishPage

        assert self.visit is not None
        page = FinishPage(self._workplace.theme, self.visit.model, self._workplace.art, month_first=month_first())
        page.back_asked.connect(self._back_to_chair)
        page.completed.connect(self._on_completed)
        page.save_elsewhere_asked.connect(self._save_elsewhere)
        self._show_framed(page, keep=True)

    def _back_to_chair(self) -> None:
        assert self._framed is not None
        self._window.show(self._framed)

    def _on_completed(self) -> None:
        from injection_map.report.record import Record

        assert self.visit is not None
        model = self.visit.model
        record, protocol = Record(model.record_id, model.events), model.protocol
        self.leave()
        self._show_summary(record, protocol)

    def leave(self) -> None:
        """Wait until the disk has the visit, then let go of it. It can be gone on with."""
        visit, framed = self.visit, self._framed
        self.visit = self._framed = None
        if visit is None or framed is None:
            return
        if not visit.recorder.close(timeout_s=LAST_TRY_S):
            self._window.say("The disk did not take the end of this training. Nobody was treated.")
        if isValid(framed):  # else another page was put in its place, and it is gone with its chair
            framed.deleteLater()
            visit.chair.deleteLater()
        visit.model.deleteLater()

    def _save_elsewhere(self) -> None:
        assert self.visit is not None
        folder = QFileDialog.getExistingDirectory(self._window.shell, "Save this training in another folder")
        if not folder:
            return
        try:
            self.visit.recorder.try_elsewhere(self._room.open_elsewhere(Path(folder)))
        except InjectionMapError as error:
            self._window.say(str(error))

    def _show_framed(self, inner: Page, *, keep: bool = False) -> TrainingPage:
        from injection_map.ui.trainer.training_page import TrainingPage

        page = TrainingPage(self._workplace.theme, inner)
        self._window.show(page, keep=keep)
        return page

    # --- what came of it ------------------------------------------------------------------------------------------

    def show_practised(self, record_id: str) -> None:
        """What was practised, by its events."""
        if (kept := self._kept_record(record_id)) is not None:
            self._show_summary(*kept)

    def show_practised_over(self, record_id: str) -> None:
        """As `show_practised`, over the page that is there, which comes back as it was."""
        if (kept := self._kept_record(record_id)) is not None:
            page = self._summary_page(*kept)
            page.back_asked.connect(self._window.back)
            self._window.show_over(page)

    def _kept_record(self, record_id: str) -> tuple[Record, Protocol] | None:
        """With its protocol; None when it cannot be read, which is said."""
        from injection_map.report.record import Record
        from injection_map.report.stored_records import kept_protocol

        try:
            record = Record(record_id, self._room.store.events(record_id))
            return record, kept_protocol(record, self._room.store, self._workplace.drawings)
        except InjectionMapError as error:
            self._window.say(str(error))
            return None

    def _show_summary(self, record: Record, protocol: Protocol) -> None:
        page = self._summary_page(record, protocol)
        page.back_asked.connect(self.show)
        self._window.show(page)

    def _summary_page(self, record: Record, protocol: Protocol) -> PractisedPage:
        from injection_map.ui.trainer.practised_page import PractisedPage

        page = PractisedPage(
            self._workplace.theme,
            self._workplace.art,
            record,
            protocol=protocol,
            placed=place_sites(protocol, self._workplace.drawings),
        )
        self._wish = Wish(record.opened.clinician.name, record.opened.protocol.id, self._wish.with_pause)
        page.again_asked.connect(self._again)
        return page

    def _again(self) -> None:
        self._begin(self._wish)

    def _on_settings(self) -> None:
        if self.visit is not None:
            follow_settings(self._workplace, self.visit.chair)


def _no_uses(_carton: object) -> tuple[()]:
    """No record is looked into for a vial that nobody has."""
    return ()
