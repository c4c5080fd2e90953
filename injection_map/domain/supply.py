"""What has to be taken up before the next site can be given: another vial, or the next syringe of the one in hand."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from injection_map.domain import words
from injection_map.domain.commands import AcceptCaution, ChooseVial, Command, TakeSyringe
from injection_map.domain.decisions import use_by_passed
from injection_map.domain.dosing import Syringe, syringe_in_hand, syringes, units_left
from injection_map.domain.events import Caution
from injection_map.domain.session import Phase, SiteState, Visit

VIAL_EMPTY = "vial-empty"
"""The kind of the caution with which a vial is gone on with that is used up by the count."""


class NeedKind(StrEnum):
    USE_BY = "use-by"
    VIAL = "vial"
    SYRINGE = "syringe"


@dataclass(frozen=True, slots=True)
class Need:
    """`number` is that of the vial whose time is over or that is used up, or of the syringe to be taken up."""

    kind: NeedKind
    number: int


def need_before(visit: Visit, site: SiteState | None, *, at: datetime) -> Need | None:
    """What stands between the clinician and this site; None when it can be given, or nothing can."""
    if visit.phase is not Phase.OPEN or visit.vial is None or site is None:
        return None
    if use_by_passed(visit, at=at):
        return Need(NeedKind.USE_BY, visit.vial_in_hand)
    if units_left(visit, visit.vial_in_hand) < site.units:
        return None if _gone_on(visit) else Need(NeedKind.VIAL, visit.vial_in_hand)
    syringe = _syringe_for(visit, site.units)
    return Need(NeedKind.SYRINGE, syringe.number) if syringe.number > visit.syringe else None


def _syringe_for(visit: Visit, units: Decimal) -> Syringe:
    """The one in use, or the one after it when that holds less than this dose."""
    assert visit.vial is not None
    in_use = syringe_in_hand(visit, visit.vial)
    short = in_use.left_units < units and in_use.number < in_use.count
    return syringes(visit)[in_use.number] if short else in_use


def vial_used_up(number: int) -> str:
    """What is warned of, and recorded when it is gone on with."""
    return f"By the count, vial {number} holds too little for the next site."


def go_on_with_vial(visit: Visit, reason: str) -> AcceptCaution:
    """Give from the vial in hand though it is used up. It is asked once a vial."""
    return AcceptCaution(Caution(VIAL_EMPTY, vial_used_up(visit.vial_in_hand), reason))


def _gone_on(visit: Visit) -> bool:
    wanted = (VIAL_EMPTY, vial_used_up(visit.vial_in_hand))
    return any((caution.caution.kind, caution.caution.sentence) == wanted for caution in visit.cautions)


def take_vial(visit: Visit, number: int) -> tuple[Command, ...]:
    """Take up a vial that was in hand before, and with it the syringe of it that is in use."""
    chosen = replace(visit, vial_in_hand=number)
    syringe = syringe_in_hand(chosen, visit.vials[number - 1]).number
    return (ChooseVial(number), TakeSyringe(syringe)) if syringe > 1 else (ChooseVial(number),)


def left_words(visit: Visit, number: int) -> str:
    """45 of 200 units left"""
    left = max(Decimal(0), units_left(visit, number))
    return f"{words.figure(left)} of {words.units(visit.vials[number - 1].units)} left"
