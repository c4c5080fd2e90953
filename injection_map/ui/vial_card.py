"""The vial's card of the safety pause: the carton as it is scanned or typed, kept in the draft."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtWidgets import QWidget

from injection_map.domain import words
from injection_map.domain.cartons import Carton, CartonKind, CartonPart
from injection_map.domain.dates import parse_expiry
from injection_map.domain.events import Caution
from injection_map.domain.pause_draft import Card, PauseDraft, PauseField
from injection_map.domain.ports import Clock
from injection_map.domain.protocol import Protocol
from injection_map.domain.safety_pause import PauseFinding
from injection_map.ui.carton_field import CartonField, SerialUses
from injection_map.ui.theme import Theme


class VialCard(CartonField):
    """As a PauseCard; what there is to say of its carton it says by itself."""

    def __init__(
        self,
        theme: Theme,
        protocol: Protocol,
        clock: Clock,
        *,
        serial_uses: SerialUses,
        month_first: bool,
        parent: QWidget | None = None,
    ) -> None:
        self.card = Card.VIAL
        super().__init__(
            theme,
            protocol,
            clock=clock,
            serial_uses=serial_uses,
            month_first=month_first,
            number=list(Card).index(Card.VIAL) + 1,
            parent=parent,
        )
        self.setObjectName(f"card-{self.card}")

    # --- the draft ----------------------------------------------------------------------------------------------

    def show_draft(self, draft: PauseDraft) -> None:
        if not draft.has_vial:
            return
        expiry = parse_expiry(draft.expiry, month_first=draft.month_first)
        expired = Caution(str(CartonKind.EXPIRED), "", draft.expired_reason)
        cautions = (*draft.vial_cautions, expired)
        if draft.gtin and expiry is not None:
            carton = Carton(draft.gtin, draft.lot, expiry, draft.serial or None, draft.separators_seen)
            self.show_scanned(carton, draft.scanned_at, cautions)
        else:
            self.show_typed(draft.lot, draft.expiry, draft.serial, draft.vial_units, cautions)

    def filled_in(self, draft: PauseDraft) -> PauseDraft:
        cautions = [row.caution for row in self.rows.values() if row.caution is not None]
        expired = str(CartonKind.EXPIRED)
        lot, expiry, serial = self._said()
        carton = self._carton
        return replace(
            draft,
            lot=lot,
            expiry=expiry,
            serial=serial,
            gtin=(carton.gtin or "") if carton else "",
            vial_units=self.units,
            vial_cautions=tuple(caution for caution in cautions if caution.kind != expired),
            expired_reason=next((caution.reason for caution in cautions if caution.kind == expired), ""),
            scanned_at=self._scanned_at if carton else None,
            separators_seen=carton is None or carton.separators_seen or self._lot_compared,
            vial_open=self._open_words(),
        )

    def _said(self) -> tuple[str, str, str]:
        """Lot, expiry and serial as they are to be kept."""
        if self._carton is not None:
            return self._carton.lot, words.day(self._carton.expiry), self._carton.serial or ""
        if self._typing:
            lines = self.typing.lines
            return lines[CartonPart.LOT].text, lines[CartonPart.EXPIRY].text, lines[CartonPart.SERIAL].text
        return "", "", ""

    def _open_words(self) -> str:
        """What keeps the carton open that its fields do not say: a reason, a comparison, the size."""
        if self._result is not None or not any(self._said()):
            return ""
        return f"{self.status.text()}."

    # --- as the other cards ------------------------------------------------------------------------------------

    def say_findings(self, findings: Sequence[PauseFinding], draft: PauseDraft) -> None:
        """It has said them."""

    def stops(self) -> list[QWidget]:
        lines, rows = self.typing.lines, self.rows
        return [
            self.way,
            rows[CartonPart.PRODUCT].reason.line,
            *self.typing.packs.parts,
            *(lines[part].line for part in (CartonPart.LOT, CartonPart.EXPIRY, CartonPart.SERIAL)),
            self.comparison.lot.line,
            self.comparison.button,
            rows[CartonPart.EXPIRY].reason.line,
            rows[CartonPart.SERIAL].reason.line,
        ]

    def place_of(self, field: str) -> QWidget:
        typed = {PauseField.LOT: CartonPart.LOT, PauseField.EXPIRY: CartonPart.EXPIRY}
        part = next((part for known, part in typed.items() if field == known), None)
        return self.typing.lines[part].line if part is not None and self._typing else self.first_open
