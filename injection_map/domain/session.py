"""The state of a visit: what its events fold into. `apply` is total over the events that `decisions.decide` makes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from injection_map.domain.errors import EventFormatError
from injection_map.domain.events import (
    Addendum,
    CautionAccepted,
    Clinician,
    Continued,
    Cosigned,
    DoseChanged,
    Event,
    Finished,
    FollowedUp,
    Given,
    Noted,
    NotTreated,
    Opened,
    Paused,
    PlannedSite,
    ReactionSeen,
    Redone,
    Reopened,
    Signed,
    SiteAdded,
    SiteMoved,
    Skipped,
    SyringeTaken,
    TakenBack,
    TakenOver,
    Undone,
    UseByAccepted,
    Vial,
    VialAdded,
    VialChosen,
    VialCorrected,
)
from injection_map.domain.geometry import PointMm
from injection_map.domain.protocol import Side, View


class Phase(StrEnum):
    """Where a visit stands. `open` is the only phase in which a site can be given."""

    NONE = "none"
    OPEN = "open"
    PAUSED = "paused"
    FINISHED = "finished"
    SIGNED = "signed"
    NOT_TREATED = "not-treated"


class SiteStatus(StrEnum):
    TO_DO = "to-do"
    GIVEN = "given"
    SKIPPED = "skipped"


@dataclass(frozen=True, slots=True)
class SiteState:
    """One site of a visit. `units` is what was given, or what will be; `planned_units` is the protocol's (added: 0).

    `added_at` and `moved_to` are points in mm of the view, of a site that was added or moved; `place` says where in
    words. `vial` and `by` say what it was given from, and by whom.
    """

    key: str
    name: str
    muscle: str
    side: Side
    view: View
    planned_units: Decimal
    units: Decimal
    highest_units: Decimal | None = None
    status: SiteStatus = SiteStatus.TO_DO
    at: datetime | None = None
    skip_reason: str = ""
    dose_reason: str = ""
    added_reason: str = ""
    notes: tuple[str, ...] = ()
    added_at: PointMm | None = None
    moved_to: PointMm | None = None
    moved_reason: str = ""
    place: str = ""
    reactions: tuple[ReactionSeen, ...] = ()
    vial: int | None = None
    by: str = ""

    @property
    def own_point(self) -> PointMm | None:
        """Where it is for this patient, when that is not where the protocol has it."""
        return self.moved_to or self.added_at

    @property
    def moved(self) -> bool:
        return self.moved_to is not None

    @property
    def added(self) -> bool:
        return self.added_at is not None

    @property
    def dose_changed(self) -> bool:
        return bool(self.dose_reason)

    @property
    def reason(self) -> str:
        """Why the site differs from the plan, all reasons in one line."""
        return "; ".join(filter(None, (self.added_reason, self.moved_reason, self.dose_reason, self.skip_reason)))

    @property
    def differs(self) -> bool:
        return self.added or self.moved or self.dose_changed or self.status is SiteStatus.SKIPPED


Act = tuple[Event, ...]


@dataclass(frozen=True)
class Visit:
    """A visit after some events. `acts` count, newest last; `undone_acts` can be redone, newest last.

    `next_site` is the key of the site to do next in treatment order after the last one acted on; None when
    nothing is left to do. `addenda` and `cosignatures` are the events after the signature, in order.

    `vials` count from 1; `vial_in_hand` is 0 without any. `syringe` is the one of that vial that was taken up last.
    `paused_at` is None unless it is paused. `clinician` and `assistants` are those at work now. `reactions` are the
    patient's; a site has its own.
    """

    phase: Phase = Phase.NONE
    opened: Opened | None = None
    started_at: datetime | None = None
    sites: tuple[SiteState, ...] = ()
    next_site: str | None = None
    acts: tuple[Act, ...] = ()
    undone_acts: tuple[Act, ...] = ()
    notes: tuple[str, ...] = ()
    use_by_reason: str = ""
    paused_at: datetime | None = None
    pause_reason: str = ""
    clinician: Clinician | None = None
    assistants: tuple[Clinician, ...] = ()
    vials: tuple[Vial, ...] = ()
    vial_in_hand: int = 0
    syringe: int = 1
    reactions: tuple[ReactionSeen, ...] = ()
    cautions: tuple[CautionAccepted, ...] = ()
    follow_up: FollowedUp | None = None
    finish: Finished | None = None
    finished_at: datetime | None = None
    signed: Signed | None = None
    signed_at: datetime | None = None
    not_treated: NotTreated | None = None
    addenda: tuple[Event, ...] = ()
    cosignatures: tuple[Event, ...] = ()
    last_seq: int = 0

    @property
    def vial(self) -> Vial | None:
        """The vial in hand."""
        return self.vials[self.vial_in_hand - 1] if self.vial_in_hand else None

    def site(self, key: str) -> SiteState | None:
        return next((site for site in self.sites if site.key == key), None)

    @property
    def to_do(self) -> tuple[SiteState, ...]:
        return tuple(site for site in self.sites if site.status is SiteStatus.TO_DO)

    def next_after(self, key: str | None) -> str | None:
        """The first site to do after `key` in treatment order, from the beginning again at the end."""
        keys = [site.key for site in self.sites]
        start = keys.index(key) + 1 if key in keys else 0
        for site in self.sites[start:] + self.sites[:start]:
            if site.status is SiteStatus.TO_DO:
                return site.key
        return None


UNDOABLE = (Given, Skipped, DoseChanged, SiteAdded, SiteMoved, TakenBack, Noted, ReactionSeen, CautionAccepted)


def _changed(visit: Visit, **changes: object) -> Visit:
    """As `dataclasses.replace`, which takes eight times as long for so many fields: a vault has millions of events."""
    after = object.__new__(Visit)
    after.__dict__.update(visit.__dict__, **changes)
    return after


def fold(events: Iterable[Event]) -> Visit:
    """The state after all of a record's events, from the first on."""
    visit = Visit()
    for event in events:
        visit = apply(visit, event)
    return visit


def apply(visit: Visit, event: Event) -> Visit:
    """The state after one more event."""
    body = event.body
    visit = _changed(visit, last_seq=event.seq)
    if isinstance(body, UNDOABLE):
        return _with_effect(_with_act(visit, event), event)
    match body:
        case Opened():
            sites = tuple(_planned(planned) for planned in body.plan)
            visit = _changed(visit, phase=Phase.OPEN, opened=body, started_at=event.at, sites=sites, vials=body.vials)
            visit = _changed(visit, clinician=body.clinician, assistants=body.assistants)
            return _changed(visit, vial_in_hand=min(1, len(body.vials)), next_site=visit.next_after(None))
        case Undone(events=named):
            return _undone(visit, named)
        case Redone(events=named):
            return _redone(visit, named)
        case Paused(reason=reason):
            return _changed(visit, phase=Phase.PAUSED, paused_at=event.at, pause_reason=reason)
        case Continued() | Reopened():
            visit = _changed(visit, paused_at=None, pause_reason="")
            return _changed(visit, phase=Phase.OPEN, finish=None, finished_at=None)
        case VialAdded() | VialChosen() | VialCorrected() | SyringeTaken() | UseByAccepted():
            return _with_vials(visit, body)
        case TakenOver():
            return _changed(visit, clinician=body.clinician, assistants=body.assistants)
        case FollowedUp():
            return _changed(visit, follow_up=body)
        case NotTreated():
            return _changed(visit, phase=Phase.NOT_TREATED, not_treated=body, finished_at=event.at)
        case Finished():
            visit = _changed(visit, paused_at=None, pause_reason="")
            return _changed(visit, phase=Phase.FINISHED, finish=body, finished_at=event.at)
        case Signed():
            return _changed(visit, phase=Phase.SIGNED, signed=body, signed_at=event.at)
        case Addendum():
            return _changed(visit, addenda=(*visit.addenda, event))
        case Cosigned():
            return _changed(visit, cosignatures=(*visit.cosignatures, event))
    raise TypeError(f"no rule for {type(body).__name__}")


def _with_vials(visit: Visit, body: VialAdded | VialChosen | VialCorrected | SyringeTaken | UseByAccepted) -> Visit:
    match body:
        case VialAdded(vial=vial):
            vials = (*visit.vials, vial)
            return _changed(visit, vials=vials, vial_in_hand=len(vials), syringe=1, use_by_reason="")
        case VialChosen(vial=number):
            return _changed(visit, vial_in_hand=number, syringe=1, use_by_reason="")
        case VialCorrected(number=number, vial=vial):
            return _changed(visit, vials=(*visit.vials[: number - 1], vial, *visit.vials[number:]))
        case SyringeTaken(syringe=number):
            return _changed(visit, syringe=number)
        case UseByAccepted(reason=reason):
            return _changed(visit, use_by_reason=reason)


def planned_visit(plan: Iterable[PlannedSite]) -> Visit:
    """A visit in which everything is still to do, and nobody has opened it: what a protocol looks like."""
    return Visit(sites=tuple(_planned(planned) for planned in plan))


def _planned(planned: PlannedSite) -> SiteState:
    return SiteState(
        key=planned.site,
        name=planned.name,
        muscle=planned.muscle,
        side=planned.side,
        view=planned.view,
        planned_units=planned.units,
        units=planned.units,
        highest_units=planned.highest,
    )


def _with_act(visit: Visit, event: Event) -> Visit:
    """The event joins its act, or begins a new one, after which nothing can be redone."""
    if visit.acts and visit.acts[-1][0].act == event.act:
        return _changed(visit, acts=(*visit.acts[:-1], (*visit.acts[-1], event)))
    return _changed(visit, acts=(*visit.acts, (event,)), undone_acts=())


def _with_effect(visit: Visit, event: Event) -> Visit:
    """The sites, notes and next site after an event that can be undone."""
    match event.body:
        case Given(site=key, units=units, vial=vial):
            given = {"status": SiteStatus.GIVEN, "units": units, "at": event.at, "vial": vial, "by": event.by}
            visit = _change(visit, key, **given, skip_reason="")
            return _changed(visit, next_site=visit.next_after(key))
        case Skipped(site=key, reason=reason):
            visit = _change(visit, key, status=SiteStatus.SKIPPED, at=event.at, skip_reason=reason)
            return _changed(visit, next_site=visit.next_after(key)) if visit.next_site == key else visit
        case DoseChanged(site=key, units=units, reason=reason):
            return _change(visit, key, units=units, dose_reason=reason)
        case SiteAdded() as added:
            visit = _changed(visit, sites=_inserted(visit.sites, added))
            return _changed(visit, next_site=added.site)
        case SiteMoved(site=key, x_mm=x, y_mm=y, place=place, reason=reason):
            return _change(visit, key, moved_to=PointMm(x, y), place=place, moved_reason=reason)
        case TakenBack(site=key):
            visit = _change(visit, key, status=SiteStatus.TO_DO, at=None, skip_reason="", vial=None, by="")
            return _changed(visit, next_site=key)
        case Noted(site=None, text=text):
            return _changed(visit, notes=(*visit.notes, text))
        case Noted(site=str(key), text=text):
            site = visit.site(key)
            return _change(visit, key, notes=(*site.notes, text)) if site else visit
        case ReactionSeen(site=None) as seen:
            return _changed(visit, reactions=(*visit.reactions, seen))
        case ReactionSeen(site=str(key)) as seen:
            site = visit.site(key)
            return _change(visit, key, reactions=(*site.reactions, seen)) if site else visit
        case CautionAccepted() as accepted:
            return _changed(visit, cautions=(*visit.cautions, accepted))
    raise TypeError(f"no rule for {type(event.body).__name__}")


def _change(visit: Visit, key: str, **changes: object) -> Visit:
    sites = tuple(replace(site, **changes) if site.key == key else site for site in visit.sites)  # type: ignore[arg-type]
    return _changed(visit, sites=sites)


def _inserted(sites: tuple[SiteState, ...], added: SiteAdded) -> tuple[SiteState, ...]:
    """An added site stands after the last of its muscle and side, where the hand already is."""
    state = SiteState(
        key=added.site,
        name=added.name,
        muscle=added.muscle,
        side=added.side,
        view=added.view,
        planned_units=Decimal(0),
        units=added.units,
        added_reason=added.reason,
        added_at=PointMm(added.x_mm, added.y_mm),
        place=added.place,
    )
    places = [i for i, site in enumerate(sites) if site.muscle == added.muscle and site.side is added.side]
    at = places[-1] + 1 if places else len(sites)
    return (*sites[:at], state, *sites[at:])


def _undone(visit: Visit, named: tuple[int, ...]) -> Visit:
    """Without the last act: the rest is folded again from the plan, so that undo can never disagree with replay."""
    taken_back = _last(visit.acts, named)
    visit = _changed(_refolded(visit, visit.acts[:-1]), undone_acts=(*visit.undone_acts, taken_back))
    site_key = getattr(taken_back[0].body, "site", None)
    site = visit.site(site_key) if site_key else None
    return _changed(visit, next_site=site_key) if site and site.status is SiteStatus.TO_DO else visit


def _redone(visit: Visit, named: tuple[int, ...]) -> Visit:
    act = _last(visit.undone_acts, named)
    return _changed(_refolded(visit, (*visit.acts, act)), undone_acts=visit.undone_acts[:-1])


def _last(acts: tuple[Act, ...], named: tuple[int, ...]) -> Act:
    """The last act, which must be the one that the event names: a record in which it is not is damaged."""
    if not acts or tuple(event.seq for event in acts[-1]) != named:
        raise EventFormatError(f"An undo or redo names the events {named}, which are not the last act.")
    return acts[-1]


def _refolded(visit: Visit, acts: tuple[Act, ...]) -> Visit:
    assert visit.opened is not None
    fresh = _changed(visit, sites=tuple(_planned(p) for p in visit.opened.plan), notes=(), acts=acts)
    fresh = _changed(fresh, reactions=(), cautions=())
    fresh = _changed(fresh, next_site=fresh.next_after(None))
    for act in acts:
        for event in act:
            fresh = _with_effect(fresh, event)
    return fresh
