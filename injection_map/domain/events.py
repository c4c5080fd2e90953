"""What can happen in a visit. A visit is its events; nothing of them is ever changed or removed.

The JSON form of an event (`event_codec`) is stored, traced and exported as it is: a field's name is a contract.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

from injection_map.domain.protocol import Diagnosis, Side, View

LATER = {"came": "later"}
"""Metadata of a field that came after the first records were written: its default is not written, so that what was
stored before keeps its hash."""


@dataclass(frozen=True, slots=True)
class Patient:
    """Name and two identifiers: date of birth and number. `id` is theirs in this vault; empty when it has none."""

    name: str
    born: date
    number: str
    allergies: str = ""
    notes: str = field(default="", metadata=LATER)
    id: str = field(default="", metadata=LATER)


@dataclass(frozen=True, slots=True)
class Clinician:
    name: str
    role: str = ""


@dataclass(frozen=True, slots=True)
class Clinic:
    """What stands at the head of what is printed. `address` may have several lines."""

    name: str
    address: str = ""


@dataclass(frozen=True, slots=True)
class Caution:
    """What the program warned of, in the sentence that was on the screen, and why it was gone on with.

    `kind` is a short name for machines: `early`, `serial-used`, `visit-units`.
    """

    kind: str
    sentence: str
    reason: str


@dataclass(frozen=True, slots=True)
class Vial:
    """A vial as it was mixed. `expired_reason` says why it was used after `expiry`, the last good day.

    `gtin` has 14 digits; it and `serial` are empty when the carton was not scanned. `cautions` are what was wrong with
    it besides.
    """

    product: str
    units: Decimal
    lot: str
    expiry: date
    diluent_ml: Decimal
    mixed_at: datetime
    use_by: datetime | None = None
    expired_reason: str | None = None
    gtin: str = field(default="", metadata=LATER)
    serial: str = field(default="", metadata=LATER)
    diluent: str = field(default="", metadata=LATER)
    mixed_by: str = field(default="", metadata=LATER)
    cautions: tuple[Caution, ...] = field(default=(), metadata=LATER)


@dataclass(frozen=True, slots=True)
class Answer:
    """A question of the safety pause with its answer. `asked` is as the protocol had it; `detail` is what was said."""

    question: str
    asked: str
    yes: bool
    detail: str = ""


@dataclass(frozen=True, slots=True)
class SafetyPause:
    """What was made sure of before the first needle. What was not is False or missing, and a caution says why.

    `last_treated` and `last_units` are the last visit's, None when there was none that is known.
    """

    said_name: bool
    said_born: bool
    consented: bool
    answers: tuple[Answer, ...] = ()
    labelled: bool = False
    last_treated: date | None = None
    last_units: Decimal | None = None
    cautions: tuple[Caution, ...] = ()


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
    assistants: tuple[Clinician, ...] = field(default=(), metadata=LATER)
    clinic: Clinic | None = field(default=None, metadata=LATER)
    indication: str = field(default="", metadata=LATER)
    diagnosis: Diagnosis | None = field(default=None, metadata=LATER)
    guidance: str = field(default="", metadata=LATER)
    safety: SafetyPause | None = field(default=None, metadata=LATER)


@dataclass(frozen=True, slots=True)
class Given:
    """`vial` counts from 1 in the order in which the visit's vials came."""

    site: str
    units: Decimal
    vial: int = field(default=1, metadata=LATER)


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
    """A site beyond the plan, to do, at a point in mm of its view. `place` is the point in words."""

    site: str
    name: str
    muscle: str
    side: Side
    view: View
    x_mm: float
    y_mm: float
    units: Decimal
    reason: str
    place: str = field(default="", metadata=LATER)


@dataclass(frozen=True, slots=True)
class SiteMoved:
    """A site is given elsewhere for this patient: at a point in mm of its view, `place` in words."""

    site: str
    x_mm: float
    y_mm: float
    place: str
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
class ReactionSeen:
    """A reaction at one site, or of the patient when `site` is None."""

    reaction: str
    site: str | None = None
    detail: str = ""


@dataclass(frozen=True, slots=True)
class CautionAccepted:
    """The program warned of what the same act records, and why it was recorded all the same."""

    caution: Caution
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
class VialAdded:
    """One more vial; what is given from now on is given from it."""

    vial: Vial


@dataclass(frozen=True, slots=True)
class VialChosen:
    """What is given from now on is given from this vial of the visit; they count from 1."""

    vial: int


@dataclass(frozen=True, slots=True)
class VialCorrected:
    """What was said of a vial was wrong; this holds instead."""

    number: int
    vial: Vial
    reason: str


@dataclass(frozen=True, slots=True)
class SyringeTaken:
    """The next syringe of the vial in hand was taken up; they count from 1."""

    syringe: int


@dataclass(frozen=True, slots=True)
class TakenOver:
    """Somebody else injects from now on."""

    clinician: Clinician
    assistants: tuple[Clinician, ...] = ()
    reason: str = ""


@dataclass(frozen=True, slots=True)
class ReactionSince:
    """What the patient tells of the time since the last visit, at one of its sites when `site` is not None."""

    reaction: str
    site: str | None = None
    detail: str = ""


@dataclass(frozen=True, slots=True)
class FollowedUp:
    """How the patient has been since the last visit. None of a score is: not asked.

    Headache days in 28 days; HIT-6 from 36 to 78; MIDAS from 0; the week after the last visit in which it wore off.
    """

    headache_days: int | None = None
    hit6: int | None = None
    midas: int | None = None
    wear_off_week: int | None = None
    reactions: tuple[ReactionSince, ...] = ()
    asked_reactions: bool = False


@dataclass(frozen=True, slots=True)
class VialBalance:
    """Where the units of one vial went: given + discarded + left are what it held, or `reason` says why not."""

    vial: int
    given: Decimal
    discarded: Decimal
    left: Decimal
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Finished:
    """The treatment is over. `left_to_do_reason` says why sites were left, when any were.

    `discarded_units` are those of all vials together. `discard_seen_by` is empty when nobody saw it.
    """

    discarded_units: Decimal
    next_visit: date | None = None
    reactions: str = ""
    left_to_do_reason: str | None = None
    balances: tuple[VialBalance, ...] = field(default=(), metadata=LATER)
    discard_seen_by: str = field(default="", metadata=LATER)
    discard_reason: str = field(default="", metadata=LATER)
    watched_until: datetime | None = field(default=None, metadata=LATER)
    leaflet_given: bool = field(default=False, metadata=LATER)


@dataclass(frozen=True, slots=True)
class NotTreated:
    """Not today: the visit ends before anything was given."""

    reason: str


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
    | SiteMoved
    | TakenBack
    | Noted
    | ReactionSeen
    | CautionAccepted
    | Undone
    | Redone
    | Paused
    | Continued
    | UseByAccepted
    | VialAdded
    | VialChosen
    | VialCorrected
    | SyringeTaken
    | TakenOver
    | FollowedUp
    | Finished
    | NotTreated
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
    "site_moved": SiteMoved,
    "taken_back": TakenBack,
    "noted": Noted,
    "reaction_seen": ReactionSeen,
    "caution_accepted": CautionAccepted,
    "undone": Undone,
    "redone": Redone,
    "paused": Paused,
    "continued": Continued,
    "use_by_accepted": UseByAccepted,
    "vial_added": VialAdded,
    "vial_chosen": VialChosen,
    "vial_corrected": VialCorrected,
    "syringe_taken": SyringeTaken,
    "taken_over": TakenOver,
    "followed_up": FollowedUp,
    "finished": Finished,
    "not_treated": NotTreated,
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
