"""A record as it is kept: drawings and table are the note, sentences say the same, the history how it came about."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from injection_map.diagram.art_cache import ArtCache
from injection_map.domain import words
from injection_map.domain.checks import Finding, Level
from injection_map.domain.finish_checks import FinishField, signer_findings
from injection_map.domain.placement import PlacedSite
from injection_map.domain.protocol import Protocol
from injection_map.domain.session import Phase
from injection_map.report import facts
from injection_map.report.check_code import check_code
from injection_map.report.choices import AS_SHIPPED, Choices
from injection_map.report.formats import ExportFormat
from injection_map.report.note_template import NoteTemplateError
from injection_map.report.note_text import note_text
from injection_map.report.record import Record, muscle_names
from injection_map.ui.after_signing import AfterSigningCard
from injection_map.ui.clipboard import copy_privately
from injection_map.ui.controls import Button, Card, Text
from injection_map.ui.fields import Message
from injection_map.ui.four_views import FourViews
from injection_map.ui.given_table import GivenTable, table_rows
from injection_map.ui.page import Page
from injection_map.ui.page_menu import open_choice
from injection_map.ui.record_parts import History, Legend, RecordBar, Sentences, StatePlate
from injection_map.ui.sections import GUTTER, Overflow, Section, roomy
from injection_map.ui.sign_card import SignCard
from injection_map.ui.signers import NOBODY, Signers
from injection_map.ui.theme import Theme

EXPORTS = {
    ExportFormat.LEAFLET: "Leaflet for the patient (PDF)",
    ExportFormat.ICS: "Next visit, for a calendar (ICS)",
    ExportFormat.TEXT: "Note (text)",
    ExportFormat.CSV: "Sites, for a spreadsheet (CSV)",
    ExportFormat.FHIR: "For another hospital’s system (FHIR)",
    ExportFormat.JSON: "All entries (JSON)",
    ExportFormat.BILLING: "Billing lines (text)",
}
"""What the menu offers beside the PDF, which has its own button."""


class RecordPage(Page):
    """Reads only. What is to be done with the record leaves as a signal."""

    records_asked = Signal()
    new_visit_asked = Signal()
    patient_asked = Signal(object)
    """The Patient whose own page is wanted."""
    pdf_asked = Signal(str)
    print_asked = Signal(str)
    export_asked = Signal(str, object)
    """Save the record in another format: its id, and an ExportFormat."""
    resume_asked = Signal(str)
    """Back to the chair with a record that is not signed."""
    sign_asked = Signal(str, object)
    """Sign a finished record: its id, and the Clinician who signs."""
    addition_asked = Signal(str, object)
    """Add to a signed record: its id, and an AddAddendum or a Cosign."""

    def __init__(
        self,
        theme: Theme,
        art: ArtCache,
        record: Record,
        *,
        protocol: Protocol | None,
        placed: Mapping[str, PlacedSite],
        signers: Signers = NOBODY,
        by: str = "",
        choices: Choices = AS_SHIPPED,
        parent: QWidget | None = None,
    ) -> None:
        """`protocol` and `placed` are the record's own; None and empty when its protocol cannot be read any more.

        `by` is who works at the window, offered as the author of an addendum.
        """
        super().__init__(parent)
        self._theme, self.record, self._protocol, self._choices = theme, record, protocol, choices
        self.setObjectName("record-page")
        self.sign_card: SignCard | None = None
        self._signers, self._by = signers, by
        self.after_signing: AfterSigningCard | None = None
        self.pdf = self._button("Save as PDF", "save-pdf", icon="file", primary=record.signed)
        self.pdf.clicked.connect(self._on_pdf)
        self.print = self._button("Print", "print-record", icon="print")
        self.print.clicked.connect(self._on_print)
        self.copy = self._button("Copy as text", "copy-text", icon="copy")
        self.copy.clicked.connect(self._on_copy)
        self.export = Button(theme, "Export", icon="chevron-down", height_px=_tall(record.signed))
        self.export.setObjectName("export-record")
        self.export.setAccessibleName("Export in another format")
        self.export.clicked.connect(self._on_export)
        self.message = Message(theme)
        self.message.hide()
        self._build(art, placed)
        theme.changed.connect(self._restyle)
        self._restyle()

    def first_focus(self) -> QWidget:
        return self.sign_card.sign if self.sign_card else self.pdf

    def say(self, sentence: str) -> None:
        """What came of saving or copying."""
        self.message.say(None, sentence)
        self.message.show()

    def say_not_signed(self, sentence: str) -> None:
        """Why the signature is not on the disk. It can be tried again."""
        self.message.say(Finding("sign", Level.ERROR, sentence), "")
        self.message.show()
        if self.sign_card is not None:
            self.sign_card.set_submitted(False, saved="")

    def say_not_added(self, sentence: str) -> None:
        """Why the addendum or the co-signature is not on the disk."""
        if self.after_signing is not None:
            self.after_signing.say_not_added(sentence)

    # --- building ---------------------------------------------------------------------------------------------

    def _build(self, art: ArtCache, placed: Mapping[str, PlacedSite]) -> None:
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        box.addWidget(self._bar())
        columns = QHBoxLayout()
        roomy(self._theme, columns, spacing=(12, 8), margins=GUTTER)
        columns.addWidget(self._note_card(art, placed), 1)
        self._right = QWidget()
        self._right.setLayout(self._side())
        columns.addWidget(self._right)
        box.addLayout(columns, 1)
        signing = (self.sign_card.signer.line, self.sign_card.pin.line, self.sign_card.sign) if self.sign_card else ()
        adding = (self.addendum, self.cosign) if self.record.signed else ()
        stops = (
            *signing,
            self.pdf,
            self.export,
            self.print,
            self.copy,
            *adding,
            self.history,
            self.new_visit,
            self.patient,
            self.records,
        )
        for earlier, later in pairwise(stops):
            QWidget.setTabOrder(earlier, later)

    def _bar(self) -> QFrame:
        bar = RecordBar(self._theme, self.record)
        self.records = Button(self._theme, "Records", kind="quiet", icon="chevron-left")
        self.records.setObjectName("records")
        self.records.clicked.connect(self.records_asked)
        self.new_visit = Button(self._theme, "New visit", kind="quiet", icon="plus")
        self.new_visit.setObjectName("new-visit")
        self.new_visit.clicked.connect(self.new_visit_asked)
        self.patient = Button(self._theme, "Patient", kind="quiet", icon="chevron-left")
        self.patient.setObjectName("patient")
        self.patient.setAccessibleName("The patient’s own page")
        self.patient.clicked.connect(self._on_patient)
        for button in (self.new_visit, self.patient, self.records):
            bar.add_button(button)
        self.patient.setVisible(bool(self.record.opened.patient.id))
        return bar

    def _note_card(self, art: ArtCache, placed: Mapping[str, PlacedSite]) -> Card:
        card = Card()
        box = QVBoxLayout(card)
        roomy(self._theme, box, spacing=(16, 8), margins=((32, 16), (20, 12), (28, 16), (16, 10)))
        box.addLayout(self._heading())
        columns = QHBoxLayout()
        roomy(self._theme, columns, spacing=(32, 18))
        columns.addLayout(self._drawn_and_said(art, placed), 62)
        columns.addLayout(self._table_and_signature(), 38)
        box.addLayout(columns, 1)
        return card

    def _heading(self) -> QHBoxLayout:
        row = QHBoxLayout()
        titles = QVBoxLayout()
        titles.setSpacing(0)
        titles.addWidget(Text(self._theme, "person", facts.title(self._protocol), wrap=True))
        when = f"{facts.when(self.record)}. {facts.protocol_line(self.record)}."
        titles.addWidget(Text(self._theme, "second", when, colour="t2", wrap=True))
        if training := facts.training_warning(self.record):
            titles.addWidget(Text(self._theme, "second-strong", training, colour="bad"))
        row.addLayout(titles, 1)
        row.addWidget(StatePlate(self._theme, self.record), 0, Qt.AlignmentFlag.AlignTop)
        return row

    @property
    def _treated(self) -> bool:
        """Of a visit in which nobody was treated nothing is drawn: rings and zeros would look like sites left out."""
        return self.record.visit.not_treated is None

    def _drawn_and_said(self, art: ArtCache, placed: Mapping[str, PlacedSite]) -> QVBoxLayout:
        box = QVBoxLayout()
        roomy(self._theme, box, spacing=(14, 8))
        if self._treated:
            legend = Legend(self._theme, self.record.visit)
            views = FourViews(self._theme, art, beside_back=legend)
            legend.say_undrawn(views.show_visit(self.record.visit, placed))
            views.setMinimumHeight(300)
            box.addWidget(views, 11)
        box.addWidget(Overflow(self._theme, Sentences(self._theme, self.record, self._protocol)), 9)
        return box

    def _table_and_signature(self) -> QVBoxLayout:
        box = QVBoxLayout()
        roomy(self._theme, box, spacing=(14, 8))
        visit = self.record.visit
        if self._treated:
            table = GivenTable(self._theme, with_plan=False)
            table.set_rows(table_rows(visit, muscle_names(self.record, self._protocol)))
            box.addWidget(table, 1)
        else:
            box.addStretch(1)
        if visit.signed is not None and visit.signed_at is not None:
            at = f"{words.day(visit.signed_at)} {words.clock_seconds(visit.signed_at)}"
            detail = ", ".join(filter(None, (visit.signed.signer.role, at)))
            box.addWidget(self._box("Signed by", visit.signed.signer.name, detail))
        for line in facts.cosignatures(self.record):
            box.addWidget(Text(self._theme, "small-strong", line, wrap=True))
        entries = words.count(len(self.record.events), "entry", "entries")
        code = check_code(self.record)
        box.addWidget(self._box("Record check code", code, f"Made of its {entries}", identifier=True))
        return box

    def _box(self, label: str, value: str, detail: str, *, identifier: bool = False) -> Card:
        card = Card()
        box = QVBoxLayout(card)
        roomy(self._theme, box, spacing=(1, 1), margins=((16, 16), (12, 8), (16, 16), (12, 8)))
        box.addWidget(Text(self._theme, "label", label, colour="t3"))
        box.addWidget(Text(self._theme, "title", value, wrap=True, identifier=identifier))
        box.addWidget(Text(self._theme, "small", detail, colour="t2", wrap=True))
        return card

    def _side(self) -> QVBoxLayout:
        self._side_box = box = QVBoxLayout()
        roomy(self._theme, box, spacing=(12, 8))
        if self.record.visit.phase is Phase.FINISHED:
            self.sign_card = SignCard(self._theme, self.record, later=False, signers=self._signers)
            self.sign_card.changed.connect(self._say_signer)
            self.sign_card.sign_asked.connect(self._on_sign)
            self._say_signer()
            box.addWidget(self.sign_card)
        if not self.record.signed and self._treated:
            self.resume = self._button("Back to the chair", "resume-record", icon="chevron-left")
            self.resume.clicked.connect(self._on_resume)
            box.addWidget(self.resume)
        box.addLayout(self._beside(self.pdf, self.export, shares=(3, 2)))
        box.addLayout(self._beside(self.print, self.copy, shares=(2, 3)))
        if self.record.signed:
            box.addLayout(self._addition_buttons())
        box.addWidget(self.message)
        self._history_section = section = Section(self._theme, "History")
        self.history = History(self._theme, self.record)
        section.body.addWidget(self.history)
        box.addWidget(section, 1)
        return box

    def _beside(self, left: Button, right: Button, *, shares: tuple[int, int]) -> QHBoxLayout:
        row = QHBoxLayout()
        roomy(self._theme, row, spacing=(12, 8))
        row.addWidget(left, shares[0])
        row.addWidget(right, shares[1])
        return row

    def _addition_buttons(self) -> QHBoxLayout:
        row = QHBoxLayout()
        self.addendum = Button(self._theme, "Addendum", height_px=(60, 50))
        self.addendum.setObjectName("add-addendum")
        self.addendum.setAccessibleName("Add an addendum")
        self.addendum.clicked.connect(self._open_addendum)
        self.cosign = Button(self._theme, "Co-sign", height_px=(60, 50))
        self.cosign.setObjectName("cosign")
        self.cosign.clicked.connect(self._open_cosign)
        for button in (self.addendum, self.cosign):
            row.addWidget(button, 1)
        return row

    def _open_addendum(self) -> None:
        self._open_after_signing(cosign=False)

    def _open_cosign(self) -> None:
        self._open_after_signing(cosign=True)

    def _open_after_signing(self, *, cosign: bool) -> None:
        self._close_after_signing()
        self.after_signing = card = AfterSigningCard(
            self._theme, self._signers, cosign=cosign, by="" if cosign else self._by
        )
        card.closed.connect(self._close_after_signing)
        card.asked.connect(self._on_addition)
        self._history_section.hide()
        self._side_box.addWidget(card, 1)
        card.first_focus().setFocus(Qt.FocusReason.OtherFocusReason)

    def _close_after_signing(self) -> None:
        card, self.after_signing = self.after_signing, None
        if card is not None:
            self._history_section.show()
            self.addendum.setFocus(Qt.FocusReason.OtherFocusReason)
            card.hide()
            card.setParent(None)
            card.deleteLater()

    def _on_addition(self, command: object) -> None:
        self.addition_asked.emit(self.record.id, command)

    def _button(self, text: str, name: str, *, icon: str, primary: bool = False) -> Button:
        button = Button(
            self._theme,
            text,
            kind="primary" if primary else "plain",
            icon=icon,
            align_left=True,
            height_px=_tall(primary),
            role="lead" if primary else "base-strong",
        )
        button.setObjectName(name)
        return button

    def _restyle(self) -> None:
        self._right.setFixedWidth(self._theme.px(340, 300))

    # --- what the user does -----------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Print) and not event.isAutoRepeat():
            self._on_print()
        else:
            super().keyPressEvent(event)

    def _on_patient(self) -> None:
        self.patient_asked.emit(self.record.opened.patient)

    def _on_print(self) -> None:
        self.print_asked.emit(self.record.id)

    def _on_pdf(self) -> None:
        self.pdf_asked.emit(self.record.id)

    def _on_export(self) -> None:
        billing = self._choices.billing is not None
        choices = [(text, kind) for kind, text in EXPORTS.items() if billing or kind is not ExportFormat.BILLING]
        open_choice(self._theme, self.export, choices, self._on_format)

    def _on_format(self, action: QAction) -> None:
        self.export_asked.emit(self.record.id, action.data())

    def _on_resume(self) -> None:
        self.resume_asked.emit(self.record.id)

    def _on_copy(self) -> None:
        """The note as text, for a letter or another system."""
        try:
            note = note_text(self.record, self._protocol, self._choices.note_template, billing=self._choices.billing)
        except NoteTemplateError as error:
            self.say(str(error))
            return
        copy_privately(note)
        self.say("Copied. After a minute it is gone from the clipboard.")

    def _say_signer(self) -> None:
        if self.sign_card is not None:
            found = {finding.field: finding for finding in self._signer_findings(self.sign_card)}
            self.sign_card.say_findings(found.get(FinishField.SIGNER), found.get(FinishField.ROLE))
            self.sign_card.say_missing(["Who signs"] if found else [])

    def _signer_findings(self, card: SignCard) -> tuple[Finding, ...]:
        return tuple(signer_findings(card.signer.text, card.signed_by.role))

    def _on_sign(self) -> None:
        card = self.sign_card
        assert card is not None
        card.signer.touch()
        self._say_signer()
        if self._signer_findings(card):
            card.signer.line.setFocus(Qt.FocusReason.TabFocusReason)
        elif card.pin_is_right():
            card.set_submitted(True, saved="Saving")
            self.sign_asked.emit(self.record.id, card.signed_by)


def _tall(primary: bool) -> tuple[int, int]:
    """The height of a button that stands where the page's main act is, wide and compact."""
    return (76, 60) if primary else (60, 50)
