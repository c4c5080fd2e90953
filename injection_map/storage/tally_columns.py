"""What a visit adds to sums, as columns: equal text for equal visits, so that a sum reads each kind of visit once."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Any, TypeVar

import apsw

from injection_map.domain.chain import canonical_json
from injection_map.domain.errors import EventFormatError
from injection_map.domain.event_codec import number
from injection_map.domain.tallies import Part, Plan, Skip, Tally, Use
from injection_map.storage.statements import Statement

_Said = TypeVar("_Said")


def columns_of(tally: Tally) -> dict[str, str]:
    """The columns of a visit; `plan` is a digest that names one of the plans, or empty."""
    return {
        "uses": canonical_json(
            [[use.product, str(number(use.given)), str(number(use.discarded))] for use in tally.uses]
        ),
        "plan": _digest(_plan_body(tally.plan)) if tally.plan else "",
        "skips": canonical_json([[skip.site, skip.reason] for skip in tally.skips]),
        "people": canonical_json([[name, [str(part) for part in parts]] for name, parts in tally.people]),
    }


def keep_plan(tally: Tally) -> tuple[Statement, ...]:
    """What puts the plan of a visit beside those of the others."""
    if tally.plan is None:
        return ()
    body = _plan_body(tally.plan)
    return (("INSERT OR IGNORE INTO plans VALUES (?, ?)", (_digest(body), body)),)


def wrong_plans(connection: apsw.Connection) -> bool:
    """Whether a plan is not what its name says, or is missing. One that no visit has any more is in no answer."""
    plans = {str(plan): str(body) for plan, body in connection.execute("SELECT plan, body FROM plans")}
    named = {str(plan) for (plan,) in connection.execute("SELECT DISTINCT plan FROM visits WHERE plan <> ''")}
    return not named <= plans.keys() or any(_digest(body) != plan for plan, body in plans.items())


def _plan_body(plan: Plan) -> str:
    return canonical_json([plan.protocol_id, plan.protocol, [[*site] for site in plan.sites]])


def _digest(body: str) -> str:
    return hashlib.sha256(body.encode("ascii")).hexdigest()[:32]


def uses_from(text: str) -> Sequence[Use]:
    return _read(text, lambda parts: [Use(product, Decimal(given), Decimal(away)) for product, given, away in parts])


def skips_from(text: str) -> Sequence[Skip]:
    return _read(text, lambda parts: [Skip(site, reason) for site, reason in parts])


def people_from(text: str) -> Sequence[tuple[str, Sequence[Part]]]:
    return _read(text, lambda people: [(name, [Part(part) for part in parts]) for name, parts in people])


def plan_from(body: str) -> Plan:
    return _read(body, lambda parts: Plan(parts[0], parts[1], tuple((key, name) for key, name in parts[2])))


def _read(text: str, make: Callable[[Any], _Said]) -> _Said:
    """EventFormatError when it was changed outside the program."""
    try:
        return make(json.loads(text))
    except (ValueError, TypeError, ArithmeticError, LookupError) as error:
        raise EventFormatError("The index of records was changed outside the program.") from error
