"""What is billed of a visit in the US, as codes and numbers. Only where the clinic has asked for it.

CPT is stored as a number, never with its descriptor. J0585 is one unit of onabotulinumtoxinA; JW marks the discarded
part, JZ that nothing was discarded (clinical facts 4 [A]).
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from injection_map.domain.dosing import totals
from injection_map.domain.protocol import Protocol
from injection_map.report.record import Record

_DRUG, _DISCARDED, _NONE_DISCARDED = "J0585", "JW", "JZ"
_NAMES_OF_THE_DRUG = ("onabotulinumtoxina", "botox")
_OTHER_PRODUCTS = ("cosmetic",)
_MIGRAINE_CODES = ("G43.7", "G43.E")


@dataclass(frozen=True, slots=True)
class Billing:
    """The clinic's choice: `cpt` is the code of the visit, billed once, for chronic migraine only."""

    cpt: str = "64615"


@dataclass(frozen=True, slots=True)
class BillingLine:
    """J0585-JW x 45. `quantity` is whole."""

    code: str
    quantity: int
    modifier: str = ""

    @property
    def sentence(self) -> str:
        return f"{'-'.join(filter(None, (self.code, self.modifier)))} x {self.quantity}"


def billing_lines(record: Record, protocol: Protocol | None, billing: Billing) -> tuple[BillingLine, ...]:
    """What can be billed of a treatment that is finished; nothing of training, nor where nothing was given.

    All vials together. The drug has a line only where every vial is of the drug that the code is for.
    """
    finish, given = record.visit.finish, totals(record.visit.sites).units_given
    if finish is None or given == 0 or record.opened.training:
        return ()
    visit = [BillingLine(billing.cpt, 1)] if billing.cpt and _for_chronic_migraine(record, protocol) else []
    if not _of_the_billed_drug(record):
        return tuple(visit)
    # One billed unit is one unit of the drug: a part of one that was given is billed as a whole one, and is then no
    # longer discarded.
    billed, discarded = math.ceil(given), math.floor(finish.discarded_units)
    if discarded == 0:
        return (*visit, BillingLine(_DRUG, billed, _NONE_DISCARDED))
    return (*visit, BillingLine(_DRUG, billed), BillingLine(_DRUG, discarded, _DISCARDED))


def _for_chronic_migraine(record: Record, protocol: Protocol | None) -> bool:
    diagnosis = record.opened.diagnosis
    if diagnosis and diagnosis.icd10:
        return diagnosis.icd10.upper().startswith(_MIGRAINE_CODES)
    indication = record.opened.indication or (protocol.indication if protocol else "")
    return "chronic migraine" in indication.casefold()


def _of_the_billed_drug(record: Record) -> bool:
    products = [vial.product.casefold() for vial in record.visit.vials]
    return bool(products) and all(
        any(name in product for name in _NAMES_OF_THE_DRUG) and not any(word in product for word in _OTHER_PRODUCTS)
        for product in products
    )
