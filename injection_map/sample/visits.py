"""One visit of an invented patient, from the safety pause to the signature: commands, which the domain decides on.

So whatever is made here could have been recorded at a chair; a refusal is an error of ours.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from random import Random

from injection_map.domain import commands as c
from injection_map.domain import words
from injection_map.domain.checks import use_by_of
from injection_map.domain.decisions import decide
from injection_map.domain.dosing import units_from
from injection_map.domain.events import (
    Answer,
    Clinician,
    Event,
    FollowedUp,
    ReactionSince,
    SafetyPause,
    Vial,
    VialBalance,
)
from injection_map.domain.geometry import PointMm
from injection_map.domain.opening import opened_by
from injection_map.domain.protocol import OnYes, Protocol
from injection_map.domain.session import Visit, apply
from injection_map.sample.courses import Appointment, Course
from injection_map.sample.doses import Doses, doses
from injection_map.sample.names import CLINIC, TRAINEE

_LOT_DAYS = 21
"""A delivery lasts three weeks; two lots are in the cupboard at a time."""

_REASONS_NOT_TODAY = ("Fever", "Antibiotics since yesterday", "Would rather wait", "Came without an appointment")
_NOTES = (
    "Jaw muscles tender on both sides",
    "Asks for a shorter wait next time",
    "Works night shifts at present",
    "Headache diary on paper from now on",
    "Brows were a little heavy for two weeks",
)
_ADDENDA = (
    ("told later", "Neck was stiff for three days, gone by itself"),
    ("left out", "Ice was used before the forehead"),
    ("diary came later", "Diary of the last month handed in"),
)
_SINCE = ("Neck pain", "Brow heaviness", "Headache on the day after", "Weak neck")


class SampleError(AssertionError):
    """The sample asked for something that the rules of a visit refuse."""


@dataclass(frozen=True, slots=True)
class Practice:
    """An invented clinic. `points` are those of the protocol's sites, in mm of their views."""

    seed: int
    protocol: Protocol
    points: Mapping[str, PointMm]
    clinicians: Sequence[Clinician]
    assistants: Sequence[Clinician]

    def doses(self, own: Course, patient: int, number: int) -> Doses:
        chance = Random(f"{self.seed}/doses/{patient}/{number}")
        return doses(self.protocol, self.points, own, number, chance)


@dataclass(frozen=True, slots=True)
class LastTime:
    """The visit before, in which the patient was treated."""

    day: date
    units: Decimal


def visit_events(
    practice: Practice,
    own: Course,
    appointment: Appointment,
    last_time: LastTime | None,
    *,
    started_at: datetime,
    clinician: Clinician,
    signed: bool,
) -> tuple[Event, ...]:
    """The events of one visit that began then, as they would have been recorded; `signed` or left to sign."""
    chance = Random(f"{practice.seed}/visit/{appointment.patient}/{appointment.number}")
    chair = _Chair(practice, own, appointment, chance, started_at, clinician)
    chair.open(last_time)
    if not appointment.treated:
        chair.do(c.EndUntreated(chance.choice(_REASONS_NOT_TODAY)), after_s=60)
        return tuple(chair.events)
    chair.do(_follow_up(own, appointment.number, chance, since=last_time is not None), after_s=45)
    chair.treat(practice.doses(own, appointment.patient, appointment.number))
    chair.finish()
    if signed:
        chair.sign()
    return tuple(chair.events)


class _Chair:
    """A visit under way, its clock and who is at work."""

    def __init__(
        self,
        practice: Practice,
        own: Course,
        appointment: Appointment,
        chance: Random,
        started_at: datetime,
        clinician: Clinician,
    ) -> None:
        self.events: list[Event] = []
        self._practice, self._own, self._appointment = practice, own, appointment
        self._chance = chance
        self._at = started_at
        self._clinician = clinician
        self._assistant = chance.choice(practice.assistants)
        self._visit = Visit()

    def do(self, *commands: c.Command, after_s: float, by: str | None = None) -> None:
        """One act."""
        self._at += timedelta(seconds=round(after_s))
        made = decide(self._visit, commands, at=self._at, by=by or self._clinician.name)
        if isinstance(made, c.Refusal):
            raise SampleError(made.sentence)
        for event in made:
            self._visit = apply(self._visit, event)
        self.events += made

    def open(self, last_time: LastTime | None) -> None:
        protocol, diagnoses = self._practice.protocol, self._practice.protocol.diagnoses
        opened = opened_by(
            protocol,
            patient=self._own.patient,
            clinician=self._clinician,
            vials=(self._vial(),),
            assistants=(self._assistant,),
            clinic=CLINIC,
            diagnosis=diagnoses[self._own.diagnosis % len(diagnoses)] if diagnoses else None,
            safety=_safety(protocol, last_time, self._chance),
        )
        self.do(c.Open(opened), after_s=0)

    def _vial(self) -> Vial:
        protocol = self._practice.protocol
        mixed_at = self._at - timedelta(minutes=self._chance.randint(6, 25))
        lot, expiry = lot_of(self._appointment.day, self._chance.randrange(2))
        gtin = next((pack.gtin for pack in protocol.product.packs if pack.units == protocol.dilution.vial_units), "")
        return Vial(
            product=protocol.product.name,
            units=protocol.dilution.vial_units,
            lot=lot,
            expiry=expiry,
            diluent_ml=protocol.dilution.diluent_ml,
            mixed_at=mixed_at,
            use_by=use_by_of(mixed_at, protocol.use_within_hours),
            gtin=gtin,
            serial=f"{lot}{self._appointment.patient:06d}{self._appointment.number:02d}" if gtin else "",
            diluent=protocol.dilution.diluent,
            mixed_by=self._assistant.name,
        )

    def treat(self, planned: Doses) -> None:
        for command in planned.before:
            self.do(command, after_s=15)
        slips = self._chance.random() < 0.04
        while (key := self._visit.next_site) is not None:
            differs = planned.at_site.get(key)
            if differs is not None:
                self.do(differs, after_s=8)
            if not isinstance(differs, c.Skip):
                self._give(key)
            if slips and self._chance.random() < 0.05:
                self.do(c.Undo(), after_s=3)
                self.do(c.Redo(), after_s=4)
        if self._chance.random() < 0.08:
            self.do(c.Note(self._chance.choice(_NOTES)), after_s=20)

    def _give(self, key: str) -> None:
        self.do(c.Give(key), after_s=self._chance.uniform(9, 24))
        if self._chance.random() < 0.003:
            self.do(c.SeeReaction(self._chance.choice(("Bleeding", "Pain")), key, "Pressed for a minute"), after_s=5)
        if self._chance.random() < 0.001:
            self.do(c.Pause("Patient wants to sit up"), after_s=2)
            self.do(c.Continue(), after_s=120)

    def finish(self) -> None:
        given = units_from(self._visit, 1)
        discarded = self._practice.protocol.dilution.vial_units - given
        seen = any(site.reactions for site in self._visit.sites)
        finish = c.Finish(
            discarded_units=discarded,
            next_visit=self._appointment.next_day,
            reactions="Bleeding" if seen else "None seen",
            balances=(VialBalance(1, given, discarded, Decimal(0)),),
            discard_seen_by=self._assistant.name,
            watched_until=self._at + timedelta(minutes=10),
            leaflet_given=self._chance.random() < 0.9,
        )
        self.do(finish, after_s=60)

    def sign(self) -> None:
        """And what comes after the signature: of a registrar's record a second one, now and then an addendum."""
        self.do(c.Sign(self._clinician), after_s=40)
        if self._clinician.role == TRAINEE and self._chance.random() < 0.8:
            supervisor = self._practice.clinicians[0]
            self.do(c.Cosign(supervisor), after_s=5400, by=supervisor.name)
        if self._chance.random() < 0.03:
            why, text = self._chance.choice(_ADDENDA)
            self.do(c.AddAddendum(self._clinician, why, text), after_s=3600)


def lot_of(day: date, which: int) -> tuple[str, date]:
    """A lot that is in the cupboard on this day, with its last good day: the end of a month two years on."""
    block = day.toordinal() // _LOT_DAYS
    delivered = date.fromordinal(block * _LOT_DAYS)
    expiry = date(delivered.year + 2, delivered.month, 1) - timedelta(days=1)
    return f"SAMPLE-{block}{'AB'[which]}", expiry


def _safety(protocol: Protocol, last_time: LastTime | None, chance: Random) -> SafetyPause:
    """All was made sure of; now and then there is something to be careful about, never what would need a reason."""
    yes = {q.id for q in protocol.questions if q.on_yes is OnYes.CAUTION and chance.random() < 0.02}
    return SafetyPause(
        said_name=True,
        said_born=True,
        consented=True,
        answers=tuple(Answer(q.id, q.ask, q.id in yes) for q in protocol.questions),
        labelled=True,
        last_treated=last_time.day if last_time else None,
        last_units=last_time.units if last_time else None,
    )


def _follow_up(own: Course, number: int, chance: Random, *, since: bool) -> c.FollowUp:
    """The scores, and how it was `since` the last treatment where there was one."""
    days = own.days_at(number, chance)
    scores = FollowedUp(
        headache_days=days,
        hit6=max(36, min(78, round(44 + 1.1 * days + chance.gauss(0, 3)))),
        midas=max(0, round(3.2 * days + chance.gauss(0, 8))) if chance.random() < 0.7 else None,
    )
    if not since:
        return c.FollowUp(scores)
    told = (ReactionSince(chance.choice(_SINCE), detail=f"for {words.count(chance.randint(2, 14), 'day')}"),)
    return c.FollowUp(
        replace(
            scores,
            wear_off_week=chance.randint(8, 11) if own.responds and chance.random() < 0.4 else None,
            reactions=told if chance.random() < 0.07 else (),
            asked_reactions=True,
        )
    )
