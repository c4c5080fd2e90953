"""An invented patient's start of a visit, for measures that need a visit under way."""

from __future__ import annotations

from datetime import datetime, timedelta

from injection_map.domain import words
from injection_map.domain.checks import StartDraft
from injection_map.domain.protocol import Protocol
from injection_map.domain.start_form import StartForm, start_form


def filled_in(protocol: Protocol, now: datetime) -> StartForm:
    draft = StartDraft(
        name="BENCH, Ingrid (invented)",
        born="14-Mar-1981",
        number="BENCH-0001",
        clinician="Dr B. Bench (invented)",
        lot="BENCH01",
        expiry=words.day(now.date() + timedelta(days=365)),
        mixed=f"{now:%H:%M}",
    )
    return start_form(draft, protocol, now=now)
