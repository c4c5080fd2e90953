"""The safety pause of one visit, wired: what is filled in is kept as a draft, and becomes the visit or "not today"."""

from __future__ import annotations

import json
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from injection_map.app.earlier_visits import looking_back, readable_visits
from injection_map.app.setup import month_first
from injection_map.app.vault_desk import VaultDesk
from injection_map.app.visits import Kept, open_visit, protocol_now
from injection_map.app.workplace import Workplace
from injection_map.domain.chain import canonical_json
from injection_map.domain.commands import Command, Open
from injection_map.domain.errors import EventFormatError, InjectionMapError, StoreError
from injection_map.domain.event_codec import from_plain, to_plain
from injection_map.domain.events import Clinic, Clinician, Patient
from injection_map.domain.intervals import LastVisit
from injection_map.domain.looking_back import LookingBack
from injection_map.domain.pause_draft import PauseDraft
from injection_map.domain.protocol import Protocol
from injection_map.domain.record_index import VisitRow
from injection_map.domain.session import SiteState, SiteStatus

# isort: split
# Pure Python comes first: PySide6 reads the source of everything that is imported after it.
from PySide6.QtCore import QObject, QTimer, Signal

if TYPE_CHECKING:
    from injection_map.ui.start_page import VisitWish

from injection_map.ui.pause_page import PausePage

DRAFT_EVERY_MS = 250
"""While somebody types the draft is written no more often: each time is a commit that the window waits for."""

SLOW_DISK_S = 1.0
"""How long a disk is waited for before the chair is shown with an opening that is not saved yet."""


@dataclass(frozen=True, slots=True)
class Plan:
    """Whose pause it is, and the protocol with the bytes of its file."""

    patient: Patient
    protocol: Protocol
    data: bytes


class PauseDesk(QObject):
    """One pause; to be deleted when its page is left."""

    begun = Signal(object)
    """A Kept: the visit is open."""
    untreated = Signal(object)
    """A Kept: the visit ended before anything was given; to be let go of."""
    left = Signal()
    failed = Signal(str)

    def __init__(
        self, workplace: Workplace, vault: VaultDesk, wish: VisitWish, patient: Patient, parent: QObject | None = None
    ) -> None:
        """`patient` as the list has them. InjectionMapError when the protocol's file has faults by now."""
        super().__init__(parent)
        assert vault.patients is not None
        assert vault.store is not None
        self._workplace, self._vault, self._setup = workplace, vault, workplace.setup
        entry = next(e for e in workplace.library.entries if e.protocol and e.protocol.id == wish.protocol_id)
        protocol, data = protocol_now(entry.file, workplace.drawings)
        self._plan = Plan(patient, protocol, data)
        self._name = f"pause:{patient.id}"
        self._last = self._last_visit()
        self.page = PausePage(
            workplace.theme,
            clock=self._setup.clock,
            protocol=protocol,
            patient=patient,
            last_visit=self._last,
            people=[person.clinician for person in vault.people.people()] if vault.people else (),
            clinician=wish.clinician,
            assistants=wish.assistants,
            clinic=self._clinic(),
            draft=self._kept_draft(),
            serial_uses=vault.patients.serial_uses,
            look_back=self._looking_back,
            month_first=month_first(),
        )
        self._unkept: PauseDraft | None = None
        self._just_kept = QTimer(self, singleShot=True, interval=DRAFT_EVERY_MS)
        self._just_kept.timeout.connect(self.keep_draft)
        self.page.hidden.connect(self.keep_draft)  # behind the lock, or for another page
        self.page.draft_changed.connect(self._on_draft)
        self.page.start_requested.connect(self._on_start)
        self.page.not_today_requested.connect(self._on_not_today)
        self.page.back_asked.connect(self.left)
        if wish.scan:
            self.page.take_scan(wish.scan)

    def _clinic(self) -> Clinic | None:
        settings = self._workplace.settings
        return Clinic(settings.clinic_name, "\n".join(settings.clinic_address)) if settings.clinic_name else None

    def _last_visit(self) -> LastVisit | None:
        assert self._vault.patients is not None
        row = self._vault.patients.last_treated(self._plan.patient)
        if row is None:
            return None
        return LastVisit(
            row.started_at.date(),
            row.units_given,
            by=row.clinicians[-1],
            lot=", ".join(row.lots),
            skipped=row.sites_skipped,
            added=self._added_at(row),
        )

    def _added_at(self, row: VisitRow) -> tuple[SiteState, ...]:
        """None where the visit cannot be read: its other sites are still those of the protocol."""
        assert self._vault.store is not None
        visits = dict(readable_visits(self._vault.store, [row]))
        return tuple(
            site for visit in visits.values() for site in visit.sites if site.added and site.status is SiteStatus.GIVEN
        )

    def _looking_back(self) -> LookingBack | None:
        assert self._vault.patients is not None
        assert self._vault.store is not None
        try:
            return looking_back(self._vault.patients, self._vault.store, self._plan.patient, self._workplace.rule_set)
        except InjectionMapError as error:
            self.failed.emit(str(error))
            return None

    # --- the draft ----------------------------------------------------------------------------------------------

    def _kept_draft(self) -> PauseDraft | None:
        """What had been filled in today, by this protocol, before the program was left or ended."""
        assert self._vault.store is not None
        with suppress(StoreError, ValueError, EventFormatError):
            kept = json.loads(self._vault.store.draft(self._name) or "null")
            if kept and (kept["on"], kept["protocol"]) == (self._today(), self._plan.protocol.fingerprint):
                draft = from_plain(PauseDraft, kept["draft"])
                return replace(draft, patient=self._plan.patient)
        return None

    def _today(self) -> str:
        return self._setup.clock().date().isoformat()

    def _on_draft(self, draft: PauseDraft) -> None:
        self._unkept = draft
        if not self._just_kept.isActive():
            self.keep_draft()

    def keep_draft(self) -> None:
        """What is not on the disk yet, as well as may be: the visit itself is what must not be lost."""
        draft, self._unkept = self._unkept, None
        if draft is None:
            return
        self._just_kept.start()
        plain = {"on": self._today(), "protocol": self._plan.protocol.fingerprint, "draft": to_plain(draft)}
        assert self._vault.store is not None
        with suppress(StoreError):
            self._vault.store.keep_draft(self._name, canonical_json(plain))
            self.page.say_draft_saved(self._setup.clock())

    def _forget_draft(self) -> None:
        self._unkept = None
        assert self._vault.store is not None
        with suppress(StoreError):
            self._vault.store.keep_draft(self._name, None)

    # --- what it becomes ----------------------------------------------------------------------------------------

    def _on_start(self, asked: tuple[Command, ...]) -> None:
        if (kept := self._opened(asked)) is not None:
            self.begun.emit(kept)

    def _on_not_today(self, asked: tuple[Command, ...]) -> None:
        if (kept := self._opened(asked)) is not None:
            self.untreated.emit(kept)

    def _opened(self, asked: tuple[Command, ...]) -> Kept | None:
        """The visit as it was opened by these; None, and it is said, when it cannot be."""
        assert self._vault.store is not None
        assert isinstance(asked[0], Open)
        opened = asked[0].opened
        self.keep_draft()  # for the case that it cannot be opened
        try:
            self._keep_allergies(opened.patient, opened.clinician)
            kept = open_visit(
                self._vault.store, self._setup, opened.clinician, asked, self._plan.protocol, self._plan.data
            )
        except InjectionMapError as error:
            self.failed.emit(str(error))
            return None
        if kept.recorder.wait_saved(timeout_s=SLOW_DISK_S):  # else what was answered is still kept as a draft
            self._forget_draft()
        return kept

    def _keep_allergies(self, patient: Patient, by: Clinician) -> None:
        """What the patient said of allergies is known from now on."""
        assert self._vault.patients is not None
        if patient.allergies != self._plan.patient.allergies:
            self._vault.patients.change(patient, by.name, "Said in the safety pause")
