"""The end of a visit: what was given, what differed, where the vial went, how the patient is, and when next."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from injection_map.diagram.art_cache import ArtCache
from injection_map.domain import words
from injection_map.domain.checks import Finding
from injection_map.domain.commands import Refusal
from injection_map.domain.dosing import totals
from injection_map.domain.finish_checks import FinishDraft, FinishField, finish_commands, finish_findings
from injection_map.domain.session import Phase, Visit
from injection_map.report.record import Record, muscle_names
from injection_map.ui.balance_card import BalanceCard
from injection_map.ui.chair.banner import Banner, ErrorBar
from injection_map.ui.controls import Button
from injection_map.ui.fields import LineField, TextField
from injection_map.ui.finish_cards import ChangesCard, LeftCard, ReactionsCard
from injection_map.ui.four_views import FourViews
from injection_map.ui.given_table import GivenTable, table_rows
from injection_map.ui.next_visit_card import NextVisitCard
from injection_map.ui.page import Page
from injection_map.ui.sections import GUTTER, Overflow, Section, roomy
from injection_map.ui.sign_card import SignCard
from injection_map.ui.signers import NOBODY, Signers
from injection_map.ui.theme import Theme
from injection_map.ui.visit_model import VisitModel

_MISSING_NAMES = {
    FinishField.LEFT: "Why sites are left",
    FinishField.DISCARDED: "Units discarded",
    FinishField.BALANCE: "Why the vial does not balance",
    FinishField.SEEN_BY: "Who saw the discard",
    FinishField.REACTIONS: "Reactions",
    FinishField.REACTION_WORDS: "What was seen",
    FinishField.NEXT_VISIT: "Next visit",
    FinishField.NOTE: "Note",
    FinishField.SIGNER: "Who signs",
    FinishField.ROLE: "Role",
}
_OVER = (Phase.FINISHED, Phase.SIGNED)


class FinishPage(Page):
    """Submits the notes, Finish and Sign through the model as one act, and is completed when the disk has them."""

    back_asked = Signal()
    completed = Signal()
    """The visit is finished, or signed, and all of it is on the disk."""
    save_elsewhere_asked = Signal()

    def __init__(
        self,
        theme: Theme,
        model: VisitModel,
        art: ArtCache,
        *,
        month_first: bool = False,
        signers: Signers = NOBODY,
        parent: QWidget | None = None,
    ) -> None:
        """`month_first` reads 03/14/2026 as in the US."""
        super().__init__(parent)
        self._theme, self._model, self._month_first = theme, model, month_first
        self._submitted = False
        self.setObjectName("finish-page")
        visit, record = model.visit, Record(model.record_id, model.events)
        self.left = LeftCard(theme, visit)
        self.changes = ChangesCard(theme, visit)
        self.balance = BalanceCard(theme, visit, witnesses=[person.name for person in signers.people])
        self.reactions = ReactionsCard(theme, visit)
        interval = visit.opened.interval_weeks if visit.opened else None
        today = model.clock().date()
        self.next_visit = NextVisitCard(theme, today=today, interval_weeks=interval, month_first=month_first)
        self.note = TextField(theme, "Note to the record", name="note", prompt=_note_prompt(visit))
        self.sign_card = SignCard(theme, record, later=True, signers=signers)
        self._build(art, record)
        self._connect()
        self._order_focus()
        theme.changed.connect(self._restyle)
        self._restyle()
        self._refresh()
        self._on_saving()

    # --- building ---------------------------------------------------------------------------------------------

    def _build(self, art: ArtCache, record: Record) -> None:
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        self.banner = Banner(self._theme, self._model)
        self.back = Button(self._theme, "Back to chair", kind="quiet", icon="chevron-left")
        self.back.setObjectName("back-to-chair")
        self.banner.add_button(self.back)
        box.addWidget(self.banner)
        self.error_bar = ErrorBar(self._theme)
        self._add_error_buttons()
        box.addWidget(self.error_bar)
        columns = QHBoxLayout()
        roomy(self._theme, columns, spacing=(12, 8), margins=GUTTER)
        note = Section(self._theme, "Note to the record")
        note.body.addWidget(self.note, 1)
        stacks = [
            _stack(self._given_card(art, record)),
            _stack(self.left, self.changes, self.balance, self.reactions),
            _stack(self.next_visit, note, self.sign_card),
        ]
        stacks[1].setStretchFactor(self.changes, 1)
        stacks[2].setStretchFactor(note, 1)
        for stack, share in zip(stacks, (41, 30, 29), strict=True):
            content = QWidget()
            content.setLayout(stack)
            columns.addWidget(Overflow(self._theme, content), share)
            roomy(self._theme, stack, spacing=(12, 8))
        box.addLayout(columns, 1)

    def _given_card(self, art: ArtCache, record: Record) -> Section:
        card = Section(self._theme, "Given")
        card.say(given_words(self._model))
        table = GivenTable(self._theme, with_plan=True)
        table.set_rows(table_rows(self._model.visit, muscle_names(record, self._model.protocol)))
        card.body.addWidget(table, 1)
        self._views = FourViews(self._theme, art)
        card.body.addWidget(self._views)
        self._views.show_visit(self._model.visit, self._model.placed)
        return card

    def _add_error_buttons(self) -> None:
        self.retry = Button(self._theme, "Try again", kind="primary", icon="refresh")
        self.retry.setObjectName("retry-saving")
        self.retry.clicked.connect(self._model.retry_saving)
        self.elsewhere = Button(self._theme, "Save elsewhere")
        self.elsewhere.setObjectName("save-elsewhere")
        self.elsewhere.clicked.connect(self.save_elsewhere_asked)
        for button in (self.retry, self.elsewhere):
            self.error_bar.buttons.addWidget(button)

    def _connect(self) -> None:
        self.banner.without_menu()
        self.back.clicked.connect(self.back_asked)
        asking = (self.left.reason, self.balance, self.reactions, self.next_visit, self.note, self.sign_card)
        for widget in asking:
            widget.changed.connect(self._refresh)
        for field in self._line_fields().values():
            field.left.connect(self._refresh)
        self.sign_card.sign_asked.connect(self._on_sign)
        self.sign_card.later_asked.connect(self._on_later)
        self.sign_card.missing_asked.connect(self._on_missing)
        self._model.saving_changed.connect(self._on_saving)
        self._model.refused.connect(self._on_refused)

    def _order_focus(self) -> None:
        """Down each column, the way the page is asked; the signature comes last."""
        stops: list[QWidget] = [self.left.reason.line, *self.balance.stops()]
        stops += [*self.reactions.choices, self.reactions.words.line, self.reactions.watched, self.reactions.leaflet]
        stops += [self.next_visit.less, self.next_visit.day.line, self.next_visit.more, *self.next_visit.segments.parts]
        stops += [self.note.area, self.sign_card.signer.line, self.sign_card.role_field.line]
        stops += [self.sign_card.pin.line]
        stops += [self.sign_card.missing, self.sign_card.sign, self.sign_card.later, self.back]
        for earlier, later in pairwise(stops):
            QWidget.setTabOrder(earlier, later)

    def _line_fields(self) -> Mapping[str, LineField]:
        return {
            FinishField.LEFT: self.left.reason,
            **self.balance.fields,
            FinishField.REACTION_WORDS: self.reactions.words,
            FinishField.NEXT_VISIT: self.next_visit.day,
            FinishField.SIGNER: self.sign_card.signer,
            FinishField.ROLE: self.sign_card.role_field,
        }

    def first_focus(self) -> QWidget:
        return self.left.reason.line if self._model.visit.to_do else self.reactions.choices[0]

    # --- what is to be said -----------------------------------------------------------------------------------

    @property
    def draft(self) -> FinishDraft:
        """The page as filled in."""
        return FinishDraft(
            left_reason=self.left.reason.text,
            vials=self.balance.drafts,
            seen_by=self.balance.seen_by.name,
            said_who_saw=self.balance.seen_by.answered,
            watched=self.reactions.watched.isChecked(),
            leaflet_given=self.reactions.leaflet.isChecked(),
            reactions=self.reactions.chosen,
            reaction_words=self.reactions.words.text,
            next_visit=self.next_visit.day.text,
            note=self.note.text,
            signer=self.sign_card.signer.text,
            role=self.sign_card.signed_by.role,
            month_first=self._month_first,
        )

    def _findings(self, *, signing: bool = True) -> tuple[Finding, ...]:
        today = self._model.clock().date()
        return finish_findings(self.draft, self._model.visit, today=today, signing=signing)

    def _refresh(self) -> None:
        if self._submitted:
            return
        findings = {finding.field: finding for finding in self._findings()}
        get = findings.get
        self.left.reason.say(get(FinishField.LEFT))
        self.balance.say_findings(findings)
        answered = FinishField.REACTIONS not in findings and FinishField.REACTION_WORDS not in findings
        self.reactions.say_findings(None, get(FinishField.REACTION_WORDS), answered=answered)
        self.next_visit.say_finding(get(FinishField.NEXT_VISIT))
        self.note.say(get(FinishField.NOTE))
        self.sign_card.say_findings(get(FinishField.SIGNER), get(FinishField.ROLE))
        self.sign_card.say_missing([_missing_name(field) for field in findings])

    def _on_missing(self) -> None:
        findings = self._findings()
        if findings:
            self._go_to(findings[0])

    def _go_to(self, finding: Finding) -> None:
        """The field, with its finding said."""
        field = self._line_fields().get(finding.field)
        if finding.field == FinishField.SEEN_BY and not self.balance.seen_by.answered:
            self.balance.seen_by.choices[0].setFocus(Qt.FocusReason.TabFocusReason)
        elif field is not None:
            field.touch()
            self._refresh()
            field.line.setFocus(Qt.FocusReason.TabFocusReason)
        elif finding.field == FinishField.NOTE:
            self.note.area.setFocus(Qt.FocusReason.TabFocusReason)
        else:
            self.reactions.say_findings(finding, None, answered=False)
            self.reactions.choices[0].setFocus(Qt.FocusReason.TabFocusReason)

    # --- what the user does -----------------------------------------------------------------------------------

    def _on_sign(self) -> None:
        self._submit(signing=True)

    def _on_later(self) -> None:
        self._submit(signing=False)

    def _submit(self, *, signing: bool) -> None:
        """One act, once: what is missing is gone to instead."""
        findings = self._findings(signing=signing)
        if findings:
            self._go_to(findings[0])
        elif not self._submitted and (not signing or self.sign_card.pin_is_right()):
            asked = finish_commands(self.draft, self._model.visit, at=self._model.clock(), signing=signing)
            self._submitted = self._model.submit(*asked)
            self._on_saving()

    def _on_refused(self, refusal: Refusal) -> None:
        self.error_bar.say("Not recorded", refusal.sentence)
        self.retry.hide()
        self.elsewhere.hide()

    def _on_saving(self) -> None:
        state = self._model.save_state
        not_saved = state.kind == "not-saved"
        if not_saved:
            self.error_bar.say("Not saved", state.sentence)
        else:
            self.error_bar.hide()
        self.retry.setVisible(not_saved)
        self.elsewhere.setVisible(not_saved)
        self.sign_card.set_submitted(self._submitted, saved="Not saved" if not_saved else "Saving")
        self.back.setEnabled(not self._submitted)
        if self._submitted and self._model.all_saved and self._model.visit.phase in _OVER:
            self._submitted = False
            self._model.saving_changed.disconnect(self._on_saving)
            self.completed.emit()

    def _restyle(self) -> None:
        self._views.setFixedHeight(self._theme.px(236, 164))


def _missing_name(field: str) -> str:
    """Units discarded; of a further vial: Units discarded, vial 2"""
    known = next((known for known in FinishField if field == known), None)
    if known is not None:
        return _MISSING_NAMES[known]
    base, _, number = field.rpartition("-")
    return f"{_MISSING_NAMES[FinishField(base)]}, vial {number}"


def _stack(*widgets: QWidget) -> QVBoxLayout:
    box = QVBoxLayout()
    for widget in widgets:
        box.addWidget(widget)
    return box


def _note_prompt(visit: Visit) -> str:
    """What stands in the empty field: how much is noted already."""
    count = len(visit.notes)
    return f"{words.count(count, 'note')} in the record already" if count else ""


def given_words(model: VisitModel) -> str:
    """31 sites, 152.5 units, 3.05 mL"""
    sums = totals(model.visit.sites)
    volume = model.vial_volume_ml(sums.units_given)
    in_ml = f", {words.millilitres(volume)} mL" if volume is not None else ""
    return f"{words.count(sums.sites_given, 'site')}, {words.units(sums.units_given)}{in_ml}"
