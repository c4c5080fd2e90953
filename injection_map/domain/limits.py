"""Which of the protocol's bounds an act would pass. It is warned of and a reason asked for; nothing is ever blocked."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from decimal import Decimal

from injection_map.domain import words
from injection_map.domain.additions import added_sites, allowed_sites
from injection_map.domain.commands import AcceptCaution, AddSite, ChangeDose, Command, MoveSite, Refusal, Skip
from injection_map.domain.decisions import decide
from injection_map.domain.dosing import totals
from injection_map.domain.events import Caution
from injection_map.domain.protocol import Muscle, Protocol, words_of
from injection_map.domain.session import Visit, apply


@dataclass(frozen=True, slots=True)
class LimitWarning:
    """A bound that would be passed. `kind` is a caution's; `sentence` names `source`, where the bound comes from."""

    kind: str
    sentence: str
    source: str


def limit_cautions(
    visit: Visit, protocol: Protocol, commands: Sequence[Command], *, units_before_in_interval: Decimal
) -> tuple[LimitWarning, ...]:
    """What `commands`, asked for as one act, would be over that the visit is not over without them.

    `units_before_in_interval` are those given within the protocol's interval before this visit. Commands that would
    be refused, for anything but a reason that is still missing, are over nothing.
    """
    after = _after(visit, commands)
    if after is None:
        return ()
    return (
        *_over_visit(visit, after, protocol),
        *_over_interval(visit, after, protocol, units_before_in_interval),
        *_over_optional(visit, after, protocol, commands),
        *_over_dose(after, protocol, commands),
    )


def acceptances(warnings: Sequence[LimitWarning], reason: str, site: str | None) -> tuple[AcceptCaution, ...]:
    """What is asked for together with the act, so that the record has each warning with the reason."""
    return tuple(AcceptCaution(Caution(warning.kind, warning.sentence, reason), site) for warning in warnings)


def _after(visit: Visit, commands: Sequence[Command]) -> Visit | None:
    """The visit as it would be, by the rules themselves; None when they refuse. Reason and time bear on no sum."""
    at = visit.started_at or datetime.min.replace(tzinfo=UTC)
    events = decide(visit, [_with_reason(command) for command in commands], at=at, by="")
    if isinstance(events, Refusal):
        return None
    for event in events:
        visit = apply(visit, event)
    return visit


def _with_reason(command: Command) -> Command:
    """The command as it will be when its reason has been given: the warning comes before that."""
    return (
        replace(command, reason="to come") if isinstance(command, AddSite | ChangeDose | MoveSite | Skip) else command
    )


def _over_visit(before: Visit, after: Visit, protocol: Protocol) -> Iterator[LimitWarning]:
    was, comes_to = totals(before.sites).units_expected, totals(after.sites).units_expected
    limit = protocol.limits.visit_units
    if comes_to > max(was, limit):
        source = _protocol_words(protocol)
        sentence = f"Total becomes {words.units(comes_to)}, over the {words.figure(limit)} of {source}."
        yield LimitWarning("visit-units", sentence, source)


def _over_interval(before: Visit, after: Visit, protocol: Protocol, earlier: Decimal) -> Iterator[LimitWarning]:
    was, comes_to = totals(before.sites).units_expected, totals(after.sites).units_expected
    limit = protocol.limits.interval_units
    if limit is not None and earlier + comes_to > limit and comes_to > was:
        source, sum_of_both = _protocol_words(protocol), words.units(earlier + comes_to)
        sentence = (
            f"With the {words.units(earlier)} before it {sum_of_both} in the interval, "
            f"over the {words.figure(limit)} of {source}."
        )
        yield LimitWarning("interval-units", sentence, source)


def _over_optional(
    before: Visit, after: Visit, protocol: Protocol, commands: Sequence[Command]
) -> Iterator[LimitWarning]:
    """One warning a muscle that gets more sites than the protocol allows it, or that the protocol does not name."""
    for muscle_id in dict.fromkeys(command.muscle for command in commands if isinstance(command, AddSite)):
        muscle, count = protocol.known_muscle(muscle_id), len(added_sites(after, muscle_id))
        if muscle is None:
            source = _protocol_words(protocol)
            yield LimitWarning("other-muscle", f"{words_of(muscle_id)}: no muscle of {source}.", source)
        elif count > max(allowed_sites(muscle), len(added_sites(before, muscle_id))):
            source = _muscle_source(protocol, muscle)
            yield LimitWarning("optional-sites", _optional_words(muscle, count, source), source)


def _optional_words(muscle: Muscle, count: int, source: str) -> str:
    if muscle.optional is None:
        return f"{muscle.name}: the protocol allows no added site ({source})."
    return f"{muscle.name}: added site {count}, the protocol allows {muscle.optional.sites} ({source})."


def _over_dose(after: Visit, protocol: Protocol, commands: Sequence[Command]) -> Iterator[LimitWarning]:
    """A dose outside the range that the protocol gives; a fixed dose has none."""
    for key in dict.fromkeys(command.site for command in commands if isinstance(command, ChangeDose)):
        planned, site = protocol.site(key), after.site(key)
        if planned is None or site is None or not planned.dose.is_range:
            continue
        if not planned.dose.lowest <= site.units <= planned.dose.highest:
            bounds = f"{words.figure(planned.dose.lowest)} to {words.units(planned.dose.highest)}"
            source = protocol.source(planned.source).title
            sentence = f"{site.name}: {words.units(site.units)}, the protocol gives {bounds} ({source})."
            yield LimitWarning("dose-range", sentence, source)


def _muscle_source(protocol: Protocol, muscle: Muscle) -> str:
    return "; ".join(dict.fromkeys(protocol.source(site.source).title for site in muscle.sites))


def _protocol_words(protocol: Protocol) -> str:
    return f"{protocol.title} {protocol.version}"
