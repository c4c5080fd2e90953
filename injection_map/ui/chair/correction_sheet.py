"""A vial's details that were wrong, corrected in mid-visit."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from injection_map.domain import words
from injection_map.domain.checks import Field, Finding, Level, clean_line
from injection_map.domain.events import Vial
from injection_map.domain.ports import Clock
from injection_map.domain.protocol import Protocol
from injection_map.domain.vial_form import (
    VialDraft,
    corrected_vial,
    draft_of,
    is_expired_as_typed,
    vial_findings,
)
from injection_map.ui.chair.reason_picker import MOST_REASON_CHARACTERS
from injection_map.ui.chair.sheets import Sheet
from injection_map.ui.controls import Text
from injection_map.ui.fields import LineField
from injection_map.ui.theme import Theme

_NO_REASON = Finding("reason", Level.ERROR, "Say why. It stands in the record.")


class CorrectionSheet(Sheet):
    """Lot, expiry and when it was mixed, and why they are corrected."""

    filled_in = Signal(object, str)
    """The Vial, and why it was corrected."""

    def __init__(
        self,
        theme: Theme,
        protocol: Protocol,
        clock: Clock,
        *,
        number: int,
        vial: Vial,
        parent: QWidget | None = None,
    ) -> None:
        """`number` counts from 1 in the visit."""
        super().__init__(theme, f"Correct vial {number}", main="Correct it", parent=parent)
        self.setObjectName("correction-sheet")
        self._protocol, self._clock, self._vial = protocol, clock, vial
        product = f"{vial.product} {words.units(vial.units)} in {words.figure(vial.diluent_ml)} mL"
        self.body.addWidget(Text(theme, "base-strong", product, wrap=True))
        self.lot = LineField(theme, "Lot", name="vial-lot", identifier=True)
        self.expiry = LineField(theme, "Expiry", name="vial-expiry", hint="the last good day, or the month")
        self.expired_reason = LineField(theme, "Why it is used all the same", name="vial-expired-reason")
        self.mixed = LineField(theme, "Mixed at", name="vial-mixed")
        self.why = LineField(theme, "Why is it corrected?", name="vial-why")
        self.why.line.setMaxLength(MOST_REASON_CHARACTERS)
        self._fields = {
            Field.LOT: self.lot,
            Field.EXPIRY: self.expiry,
            Field.EXPIRED_REASON: self.expired_reason,
            Field.MIXED: self.mixed,
        }
        for field in (*self._fields.values(), self.why):
            field.changed.connect(self._refresh)
            field.left.connect(self._refresh)
            self.body.addWidget(field)
        self.body.addStretch(1)
        self._fill(draft_of(vial))
        self.confirmed.connect(self._on_main)

    def first_focus(self) -> QWidget:
        return self.lot.line

    @property
    def _draft(self) -> VialDraft:
        typed = (field.text for field in self._fields.values())
        return VialDraft(*typed)

    def _fill(self, draft: VialDraft) -> None:
        self.lot.set_text(draft.lot)
        self.expiry.set_text(draft.expiry)
        self.expired_reason.set_text(draft.expired_reason)
        self.mixed.set_text(draft.mixed)
        self._refresh()

    def _refresh(self) -> None:
        """Say what is wrong at its field; the reason for an expired vial is asked only of one."""
        found = vial_findings(self._draft, self._protocol, now=self._clock())
        self.expired_reason.setVisible(is_expired_as_typed(self._draft, now=self._clock()))
        for name, field in self._fields.items():
            field.say(found.get(name))
        self.why.say(_NO_REASON if not clean_line(self.why.text) else None)

    def _on_main(self) -> None:
        for field in (*self._fields.values(), self.why):
            field.touch()
        self._refresh()
        wrong = [field for field in (*self._fields.values(), self.why) if _is_error(field.finding)]
        if wrong:
            wrong[0].line.setFocus()
            return
        vial = corrected_vial(self._vial, self._draft, self._protocol, now=self._clock())
        self.filled_in.emit(vial, clean_line(self.why.text))


def _is_error(finding: Finding | None) -> bool:
    return finding is not None and finding.level is Level.ERROR
