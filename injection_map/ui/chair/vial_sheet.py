"""A vial's details in mid-visit: of another vial, or those of one that were wrong."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from injection_map.domain import words
from injection_map.domain.cartons import CheckedCarton
from injection_map.domain.checks import Field, Finding, Level, clean_line
from injection_map.domain.dates import moment_words
from injection_map.domain.events import Vial
from injection_map.domain.ports import Clock
from injection_map.domain.protocol import Protocol
from injection_map.domain.vial_form import (
    VialDraft,
    another_vial,
    corrected_vial,
    draft_from_carton,
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


class VialSheet(Sheet):
    """Lot, expiry and when it was mixed; for a correction also why."""

    filled_in = Signal(object, str)
    """The Vial, and why it was corrected (empty for another one)."""

    def __init__(
        self,
        theme: Theme,
        protocol: Protocol,
        clock: Clock,
        *,
        number: int,
        vial: Vial | None = None,
        parent: QWidget | None = None,
    ) -> None:
        """`vial` is the one to be corrected; None asks for another one. `number` counts from 1 in the visit."""
        title = f"Correct vial {number}" if vial else "Another vial"
        super().__init__(theme, title, main="Correct it" if vial else f"Take up vial {number}", parent=parent)
        self.setObjectName("vial-sheet")
        self._protocol, self._clock, self._vial = protocol, clock, vial
        self._scanned: CheckedCarton | None = None
        product = f"{protocol.product.name} {words.units(protocol.dilution.vial_units)}"
        product += f" in {words.figure(protocol.dilution.diluent_ml)} mL"
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
        self.why.setVisible(vial is not None)
        self.body.addStretch(1)
        self._fill(draft_of(vial) if vial else VialDraft(mixed=moment_words(clock())))
        self.confirmed.connect(self._on_main)

    def first_focus(self) -> QWidget:
        return self.lot.line

    def take_carton(self, scanned: CheckedCarton) -> None:
        """Fill in what a carton says; the time of mixing stays."""
        self._scanned = scanned
        self._fill(draft_from_carton(scanned, self.mixed.text))

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
        self.why.say(_NO_REASON if self._vial and not clean_line(self.why.text) else None)

    def _on_main(self) -> None:
        for field in (*self._fields.values(), self.why):
            field.touch()
        self._refresh()
        wrong = [field for field in (*self._fields.values(), self.why) if _is_error(field.finding)]
        if wrong:
            wrong[0].line.setFocus()
            return
        self.filled_in.emit(self._filled_in(self._clock()), clean_line(self.why.text))

    def _filled_in(self, now: datetime) -> Vial:
        if self._vial is not None:
            return corrected_vial(self._vial, self._draft, self._protocol, now=now)
        return another_vial(self._draft, self._protocol, now=now, scanned=self._scanned)


def _is_error(finding: Finding | None) -> bool:
    return finding is not None and finding.level is Level.ERROR
