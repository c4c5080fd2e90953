"""What can happen in a visit. A visit is its events; nothing of them is ever changed or removed.

The JSON form of an event (`event_codec`) is stored, traced and exported as it is: a field's name is a contract.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from injection_map.domain.protocol import Side, View


@dataclass(frozen=True, slots=True)
class Patient:
    """Name and two identifiers: date of birth and number."""

    name: str
    born: date
    number: str
    allergies: str = ""


@dataclass(frozen=True, slots=True)
class Clinician:
    name: str
    role: str = ""


@dataclass(frozen=True, slots=True)
class Vial:
    """A vial as it was mixed. `expired_reason` says why it was used after `expiry`, the last good day."""

    product: str
    units: Decimal
    lot: str
    expiry: date
    diluent_ml: Decimal
    mixed_at: datetime
    use_by: datetime | None = None
    expired_reason: str | None = None


@dataclass(frozen=True, slots=True)
class ProtocolReference:
    """Which protocol, to the byte: `fingerprint` is the SHA-256 of the file that the record keeps."""

    id: str
    version: str
    fingerprint: str
    title: str
    review: str


@dataclass(frozen=True, slots=True)
class PlannedSite:
    """A site as planned at the start, in treatment order. `units` is the lowest of a range, `highest` its end."""

    site: str
    name: str
    muscle: str
    side: Side
    view: View
    units: Decimal
    highest: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Opened:
    patient: Patient
    clinician: Clinician
    protocol: ProtocolReference
    vials: tuple[Vial, ...]
    plan: tuple[PlannedSite, ...]
    interval_weeks: Decimal | None = None
    visit_units_limit: Decimal | None = None
    training: bool = False


@dataclass(frozen=True, slots=True)
class Given:
    site: str
    units: Decimal


@dataclass(frozen=True, slots=True)
class Skipped:
    site: str
    reason: str


@dataclass(frozen=True, slots=True)
class DoseChanged:
    """Another dose than before: planned for a site to do, corrected for a given one."""

    site: str
    units: Decimal
    was: Decimal
    reason: str


@dataclass(frozen=True, slots=True)
class SiteAdded:
    """A site beyond the plan, to do, at a point in mm of its view."""

    site: str
    name: str
    muscle: str
    side: Side
    view: View
    x_mm: float
    y_mm: float
    units: Decimal
    reason: str


@dataclass(frozen=True, slots=True)
class TakenBack:
    """One site, given or skipped, is to do again, whatever came after it."""

    site: str


@dataclass(frozen=True, slots=True)
class Noted:
    """A note on one site, or on the visit when `site` is None."""

    text: str
    site: str | None = None


@dataclass(frozen=True, slots=True)
class Undone:
    """The last act is taken back: the events with these numbers count no more."""

    events: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Redone:
    """The last undone act counts again."""

    events: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Paused:
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Continued:
    pass


@dataclass(frozen=True, slots=True)
class UseByAccepted:
    """The vial is used past its use-by time, and why."""

    reason: str


@dataclass(frozen=True, slots=True)
class Finished:
    """The treatment is over. `left_to_do_reason` says why sites were left, when any were."""

    discarded_units: Decimal
    next_visit: date | None = None
    reactions: str = ""
    left_to_do_reason: str | None = None


@dataclass(frozen=True, slots=True)
class Reopened:
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Signed:
    signer: Clinician


@dataclass(frozen=True, slots=True)
class Addendum:
    """What is added to a signed record, by whom and why; the record itself stays as it was signed."""

    author: Clinician
    reason: str
    text: str


@dataclass(frozen=True, slots=True)
class Cosigned:
    """A supervisor stands for a signed record too."""

    supervisor: Clinician


Body = (
    Opened
    | Given
    | Skipped
    | DoseChanged
    | SiteAdded
    | TakenBack
    | Noted
    | Undone
    | Redone
    | Paused
    | Continued
    | UseByAccepted
    | Finished
    | Reopened
    | Signed
    | Addendum
    | Cosigned
)

EVENT_TYPES: dict[str, type[Body]] = {
    "opened": Opened,
    "given": Given,
    "skipped": Skipped,
    "dose_changed": DoseChanged,
    "site_added": SiteAdded,
    "taken_back": TakenBack,
    "noted": Noted,
    "undone": Undone,
    "redone": Redone,
    "paused": Paused,
    "continued": Continued,
    "use_by_accepted": UseByAccepted,
    "finished": Finished,
    "reopened": Reopened,
    "signed": Signed,
    "addendum": Addendum,
    "cosigned": Cosigned,
}
AFTER_SIGNING: tuple[type[Addendum], type[Cosigned]] = (Addendum, Cosigned)
"""All that a signed record takes, and what no other does."""

TYPE_OF_BODY: dict[type[Body], str] = {body: name for name, body in EVENT_TYPES.items()}


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened. `seq` counts from 1 in its record; `at` has an offset.

    `act` is the number of the first event of the same act: what one press recorded, one undo takes back.
    """

    seq: int
    act: int
    at: datetime
    by: str
    body: Body

    @property
    def type(self) -> str:
        return TYPE_OF_BODY[type(self.body)]
