"""The records that are kept: listed, shown, signed, added to, and put on paper."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from injection_map.app.audit_desk import AuditDesk
from injection_map.app.vault_desk import VaultDesk
from injection_map.app.window import Window
from injection_map.app.workplace import Workplace
from injection_map.domain.errors import InjectionMapError, ProtocolFileError, RecordNotFoundError
from injection_map.domain.placement import PlacedSite, place_sites
from injection_map.domain.protocol import Protocol
from injection_map.report.formats import ExportFormat, file_name

# isort: split
# Pure Python comes first: PySide6 reads the source of everything that is imported after it.
from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QFileDialog

if TYPE_CHECKING:
    from injection_map.app.export_desk import ExportDesk
    from injection_map.app.import_desk import ImportDesk
    from injection_map.app.record_shelf import RecordShelf
    from injection_map.domain.commands import AddAddendum, Cosign
    from injection_map.domain.events import Clinician
    from injection_map.domain.record_index import RecordQuery
    from injection_map.report.pdf import RecordPrint
    from injection_map.report.record import Record
    from injection_map.ui.records_page import Place


class RecordDesk(QObject):
    """The records page and the page of one record. The vault is open, or nothing is shown."""

    start_asked = Signal()
    resume_asked = Signal(str)
    visit_asked = Signal(object)
    """The Patient whose visit is to begin."""
    patient_asked = Signal(object)
    """The Patient whose own page is wanted."""
    added_to = Signal()
    """A record was signed, or got an addendum or a second signature."""

    def __init__(
        self,
        workplace: Workplace,
        window: Window,
        vault: VaultDesk,
        who: Callable[[], str],
        parent: QObject | None = None,
    ) -> None:
        """`who` is the name of who works at this window."""
        super().__init__(parent)
        self._workplace, self._window, self._vault, self._who = workplace, window, vault, who
        self._left_at: Place | None = None
        self._audit = AuditDesk(workplace, window, vault, self)
        self._audit.left.connect(self._back_from_audit)
        self._audit.record_chosen.connect(self._on_audited)
        self._in_audit = False
        """Whether the record that is shown was come to from recall and audit."""
        self._placed: dict[str, dict[str, PlacedSite]] = {}
        """By the fingerprint of a protocol: it is read once, and not at each step through the list."""
        self._desk: ImportDesk | ExportDesk | None = None
        window.shell.closing.connect(self._leave_desk)

    def show_all(self) -> None:
        from injection_map.ui.records_page import Place

        self._show_all(Place())

    def _show_all(self, place: Place) -> None:
        from injection_map.ui.records_page import RecordsPage

        shelf = self._shelf()
        if shelf is None:
            return
        page = RecordsPage(
            self._workplace.theme,
            self._workplace.art,
            find=shelf.find,
            look=shelf.look,
            today=self._workplace.setup.clock().date(),
            people=self._names(),
            protocols={protocol.id: protocol.title for protocol in self._workplace.library.protocols},
            place=place,
        )
        page.record_chosen.connect(self._on_chosen)
        page.print_asked.connect(self._preview)
        page.visit_asked.connect(self.visit_asked)
        page.back_asked.connect(self.start_asked)
        page.import_asked.connect(self._show_import)
        page.export_asked.connect(self._show_export)
        page.audit_asked.connect(self._show_audit)
        self._window.show(page)

    def _show_import(self) -> None:
        from injection_map.app.import_desk import ImportDesk

        self._left_at = self._window.page.place  # type: ignore[attr-defined]
        desk = ImportDesk(self._workplace, self._window, self._vault, self._who(), self)
        desk.done.connect(self.added_to)
        self._go_to(desk)
        desk.show()

    def _show_export(self, chosen: Sequence[str], query: RecordQuery, found: str) -> None:
        from injection_map.app.export_desk import ExportDesk

        shelf, store = self._shelf(), self._vault.store
        if shelf is None or store is None:
            return
        self._left_at = self._window.page.place  # type: ignore[attr-defined]
        desk = ExportDesk(self._workplace, self._window, store, shelf.find, self._exported_file, self)
        self._go_to(desk)
        desk.show(chosen, query, found)

    def _go_to(self, desk: ImportDesk | ExportDesk) -> None:
        self._desk = desk
        desk.left.connect(self._back_from_desk)

    def _back_from_desk(self) -> None:
        self._leave_desk()
        self._back_to_all()

    def _leave_desk(self) -> None:
        """What it has under way is stopped before the records are closed."""
        desk, self._desk = self._desk, None
        if desk is not None:
            desk.close()
            desk.deleteLater()

    def _exported_file(self, record_id: str, kind: ExportFormat) -> tuple[str, bytes]:
        record, protocol = self.stored_record(record_id)
        return file_name(record, kind), self._exported(record, protocol, kind)

    def _shelf(self) -> RecordShelf | None:
        """None while no records are open."""
        from injection_map.app.record_shelf import RecordShelf
        from injection_map.storage.patients import Patients
        from injection_map.storage.record_index import RecordIndex

        store, clock = self._vault.store, self._workplace.setup.clock
        if store is None:
            return None
        return RecordShelf(
            store, Patients(store, clock), RecordIndex(store), clock, self._placed_record, self._workplace.rule_set
        )

    def _names(self) -> tuple[str, ...]:
        """Of who works here."""
        return tuple(person.name for person in self._vault.people.people()) if self._vault.people else ()

    def _show_audit(self) -> None:
        self._left_at = self._window.page.place  # type: ignore[attr-defined]
        self._audit.show()

    def _on_audited(self, record_id: str) -> None:
        self._in_audit = True
        self._show(record_id)

    def _back_from_audit(self) -> None:
        self._in_audit = False
        self._back_to_all()

    def _on_chosen(self, record_id: str) -> None:
        self._in_audit = False
        self._left_at = self._window.page.place  # type: ignore[attr-defined]
        self._show(record_id)

    def show(self, record_id: str) -> None:
        from injection_map.ui.records_page import Place

        self._in_audit = False
        self._left_at = Place(record_id=record_id)
        self._show(record_id)

    def _back_to_all(self) -> None:
        """As they were left."""
        if self._in_audit:
            self._audit.show(self._audit.place)
            return
        assert self._left_at is not None
        self._show_all(self._left_at)

    def _show(self, record_id: str) -> None:
        from injection_map.app.people import signers_of
        from injection_map.report.choices import choices_of
        from injection_map.ui.record_page import RecordPage

        try:
            record, protocol = self.stored_record(record_id)
        except InjectionMapError as error:
            self._window.say(str(error))
            return
        placed = place_sites(protocol, self._workplace.drawings) if protocol else {}
        page = RecordPage(
            self._workplace.theme,
            self._workplace.art,
            record,
            protocol=protocol,
            placed=placed,
            signers=signers_of(self._vault.people),
            by=self._who(),
            choices=choices_of(self._workplace.settings),
        )
        page.records_asked.connect(self._back_to_all)
        page.new_visit_asked.connect(self.start_asked)
        page.patient_asked.connect(self.patient_asked)
        page.pdf_asked.connect(self._save_pdf)
        page.export_asked.connect(self._export)
        page.print_asked.connect(self._preview)
        page.resume_asked.connect(self.resume_asked)
        page.sign_asked.connect(self._sign)
        page.addition_asked.connect(self._add)
        self._window.show(page)

    def stored_record(self, record_id: str) -> tuple[Record, Protocol | None]:
        """A record as it is kept, with its protocol as it was then; None when that cannot be read any more."""
        from injection_map.report.record import Record
        from injection_map.report.stored_records import kept_protocol

        assert self._vault.store is not None
        record = Record(record_id, self._vault.store.events(record_id))
        try:
            return record, kept_protocol(record, self._vault.store, self._workplace.drawings)
        except (ProtocolFileError, RecordNotFoundError):
            return record, None

    def _placed_record(self, record_id: str) -> tuple[Record, dict[str, PlacedSite]]:
        """A record with the places of its sites, which are none when its protocol cannot be read any more."""
        from injection_map.report.record import Record

        assert self._vault.store is not None
        record = Record(record_id, self._vault.store.events(record_id))
        fingerprint = record.opened.protocol.fingerprint
        if fingerprint not in self._placed:
            _, protocol = self.stored_record(record_id)
            self._placed[fingerprint] = place_sites(protocol, self._workplace.drawings) if protocol else {}
        return record, self._placed[fingerprint]

    def write_pdf(self, path: Path, record_id: str) -> None:
        """The record on paper, from what the store holds. InjectionMapError when it cannot be made or written."""
        from injection_map.report.files import write_file
        from injection_map.report.paper import pdf_bytes

        write_file(path, pdf_bytes(self._printed(record_id)))

    def _sign(self, record_id: str, signer: Clinician) -> None:
        """Sign a finished record; the page shows it signed only when the disk has it."""
        from injection_map.app.visits import sign_record

        assert self._vault.store is not None
        try:
            sign_record(self._vault.store, self._workplace.setup, record_id, signer)
        except InjectionMapError as error:
            self._window.page.say_not_signed(str(error))  # type: ignore[attr-defined]
        else:
            self.added_to.emit()
            self._show(record_id)

    def _add(self, record_id: str, command: AddAddendum | Cosign) -> None:
        from injection_map.app.visits import add_to_record

        assert self._vault.store is not None
        try:
            add_to_record(self._vault.store, self._workplace.setup, record_id, command)
        except InjectionMapError as error:
            self._window.page.say_not_added(str(error))  # type: ignore[attr-defined]
        else:
            self.added_to.emit()
            self._show(record_id)

    def _preview(self, record_id: str) -> None:
        """The record as it will be printed, over its page."""
        from injection_map.ui.print_preview import PrintPreview

        try:
            printed = self._printed(record_id)
        except InjectionMapError as error:
            self._window.say(str(error))
            return
        preview = PrintPreview(self._workplace.theme, printed)
        preview.closed.connect(self._window.back)
        self._window.show_over(preview)

    def _printed(self, record_id: str) -> RecordPrint:
        """The record laid out on the clinic's paper. InjectionMapError when it cannot be."""
        from injection_map.report.choices import choices_of
        from injection_map.report.paper import Paper
        from injection_map.report.pdf import record_print

        record, protocol = self.stored_record(record_id)
        settings = self._workplace.settings
        return record_print(
            record,
            protocol,
            art=self._workplace.art.renderer,
            drawings=self._workplace.drawings,
            paper=Paper(settings.paper),
            billing=choices_of(settings).billing,
        )

    def _save_pdf(self, record_id: str) -> None:
        self._export(record_id, ExportFormat.PDF)

    def _export(self, record_id: str, kind: ExportFormat) -> None:
        """Into a file of the user's choice. What cannot be made is said before a file is asked for."""
        from injection_map.report.files import write_file

        page = self._window.page
        try:
            record, protocol = self.stored_record(record_id)
            data = self._exported(record, protocol, kind)
        except InjectionMapError as error:
            page.say(str(error))  # type: ignore[attr-defined]
            return
        name, _ = QFileDialog.getSaveFileName(self._window.shell, "Save the record", file_name(record, kind))
        if not name:
            return
        try:
            write_file(Path(name), data)
        except InjectionMapError as error:
            self._window.say(str(error))
        else:
            page.say(f"Saved as {Path(name).name}.")  # type: ignore[attr-defined]

    def _exported(self, record: Record, protocol: Protocol | None, kind: ExportFormat) -> bytes:
        from injection_map.report.choices import choices_of
        from injection_map.report.exports import exported
        from injection_map.report.leaflet import leaflet_print
        from injection_map.report.paper import Paper, pdf_bytes

        match kind:
            case ExportFormat.PDF:
                return pdf_bytes(self._printed(record.id))
            case ExportFormat.LEAFLET:
                paper = Paper(self._workplace.settings.paper)
                return pdf_bytes(leaflet_print(record, protocol, paper=paper))
        return exported(record, protocol, kind, choices_of(self._workplace.settings))
