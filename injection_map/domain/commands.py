"""What a user can ask for in a visit, and when. `decisions.decide` answers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from injection_map.domain.events import (
    Caution,
    Clinician,
    FollowedUp,
    Opened,
    Vial,
    VialBalance,
)
from injection_map.domain.protocol import Side, View
from injection_map.domain.session import Phase

MOST_UNITS = Decimal(1000)
"""More than any vial holds: a typing error, not a dose."""

MOST_DISCARDED_UNITS = 10 * MOST_UNITS
"""More than the vials of any visit hold."""

MOST_VIALS, MOST_SYRINGES = 10, 100


@dataclass(frozen=True, slots=True)
class Open:
    opened: Opened


@dataclass(frozen=True, slots=True)
class Give:
    """The site was injected with the units that it shows."""

    site: str


@dataclass(frozen=True, slots=True)
class Skip:
    site: str
    reason: str


@dataclass(frozen=True, slots=True)
class ChangeDose:
    site: str
    units: Decimal
    reason: str


@dataclass(frozen=True, slots=True)
class AddSite:
    """A site at a point in mm of its view. `site` is a new key; `place` is the point in words."""

    site: str
    name: str
    muscle: str
    side: Side
    view: View
    x_mm: float
    y_mm: float
    units: Decimal
    reason: str
    place: str = ""


@dataclass(frozen=True, slots=True)
class MoveSite:
    """A site to do is given at this point in mm of its view, for this patient."""

    site: str
    x_mm: float
    y_mm: float
    place: str
    reason: str


@dataclass(frozen=True, slots=True)
class TakeBack:
    site: str


@dataclass(frozen=True, slots=True)
class Note:
    text: str
    site: str | None = None


@dataclass(frozen=True, slots=True)
class SeeReaction:
    """A reaction was seen, at one site or of the patient."""

    reaction: str
    site: str | None = None
    detail: str = ""


@dataclass(frozen=True, slots=True)
class AcceptCaution:
    """To be asked together with what the program warned of, as one act."""

    caution: Caution
    site: str | None = None


@dataclass(frozen=True, slots=True)
class Undo:
    pass


@dataclass(frozen=True, slots=True)
class Redo:
    pass


@dataclass(frozen=True, slots=True)
class Pause:
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Continue:
    pass


@dataclass(frozen=True, slots=True)
class AcceptUseBy:
    reason: str


@dataclass(frozen=True, slots=True)
class AddVial:
    vial: Vial


@dataclass(frozen=True, slots=True)
class ChooseVial:
    """Give from this vial of the visit from now on; they count from 1."""

    vial: int


@dataclass(frozen=True, slots=True)
class CorrectVial:
    number: int
    vial: Vial
    reason: str


@dataclass(frozen=True, slots=True)
class TakeSyringe:
    syringe: int


@dataclass(frozen=True, slots=True)
class TakeOver:
    clinician: Clinician
    assistants: tuple[Clinician, ...] = ()
    reason: str = ""


@dataclass(frozen=True, slots=True)
class FollowUp:
    """How the patient has been since the last visit; the last one that is said holds."""

    followed_up: FollowedUp


@dataclass(frozen=True, slots=True)
class Finish:
    """The fields are those of `events.Finished`."""

    discarded_units: Decimal
    next_visit: date | None = None
    reactions: str = ""
    left_to_do_reason: str | None = None
    balances: tuple[VialBalance, ...] = ()
    discard_seen_by: str = ""
    discard_reason: str = ""
    watched_until: datetime | None = None
    leaflet_given: bool = False


@dataclass(frozen=True, slots=True)
class EndUntreated:
    """Not today."""

    reason: str


@dataclass(frozen=True, slots=True)
class Reopen:
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Sign:
    signer: Clinician


@dataclass(frozen=True, slots=True)
class AddAddendum:
    author: Clinician
    reason: str
    text: str


@dataclass(frozen=True, slots=True)
class Cosign:
    supervisor: Clinician


Command = (
    Open
    | Give
    | Skip
    | ChangeDose
    | AddSite
    | MoveSite
    | TakeBack
    | Note
    | SeeReaction
    | AcceptCaution
    | Undo
    | Redo
    | Pause
    | Continue
    | AcceptUseBy
    | AddVial
    | ChooseVial
    | CorrectVial
    | TakeSyringe
    | TakeOver
    | FollowUp
    | Finish
    | EndUntreated
    | Reopen
    | Sign
    | AddAddendum
    | Cosign
)

_TREATING = frozenset({Phase.OPEN, Phase.PAUSED})
ALLOWED_IN: dict[type[Command], frozenset[Phase]] = {
    Open: frozenset({Phase.NONE}),
    Give: frozenset({Phase.OPEN}),
    Skip: _TREATING,
    ChangeDose: _TREATING,
    AddSite: _TREATING,
    MoveSite: _TREATING,
    TakeBack: _TREATING,
    Note: _TREATING | {Phase.FINISHED},
    SeeReaction: _TREATING | {Phase.FINISHED},
    AcceptCaution: _TREATING,
    Undo: _TREATING,
    Redo: _TREATING,
    Pause: frozenset({Phase.OPEN}),
    Continue: frozenset({Phase.PAUSED}),
    AcceptUseBy: _TREATING,
    AddVial: _TREATING,
    ChooseVial: _TREATING,
    CorrectVial: _TREATING | {Phase.FINISHED},
    TakeSyringe: _TREATING,
    TakeOver: _TREATING | {Phase.FINISHED},
    FollowUp: _TREATING | {Phase.FINISHED},
    Finish: _TREATING,
    EndUntreated: _TREATING,
    Reopen: frozenset({Phase.FINISHED}),
    Sign: frozenset({Phase.FINISHED}),
    AddAddendum: frozenset({Phase.SIGNED}),
    Cosign: frozenset({Phase.SIGNED}),
}
"""What may be asked for in which phase. Every pair that is not here is refused; the tests try them all."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why nothing was recorded. `code` is for programs, `sentence` for people."""

    code: str
    sentence: str
