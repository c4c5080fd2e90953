"""What was practised, as its events tell it: the order, the time of each site, and what a list says."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from domain.conftest import AT

from injection_map.domain import commands as c
from injection_map.domain.commands import Command
from injection_map.domain.decisions import decide
from injection_map.domain.events import Clinician, Event, Opened
from injection_map.domain.session import Visit, fold
from injection_map.domain.training import INTERRUPTED, given_in_turn, middle_of, practised_of

Step = tuple[float, Command]
"""Seconds after the one before, and what is asked."""


@pytest.fixture
def training(opened: Opened) -> Opened:
    return replace(opened, training=True, clinician=Clinician("M. Trainee (invented)", "trainee"))


def played(opened: Opened, *steps: Step) -> tuple[Event, ...]:
    events: list[Event] = []
    at = AT
    for seconds, command in ((0.0, c.Open(opened)), *steps):
        at += timedelta(seconds=seconds)
        made = decide(fold(events) if events else Visit(), [command], at=at, by="M. Trainee (invented)")
        assert isinstance(made, tuple), made
        events += made
    return tuple(events)


def told(events: tuple[Event, ...]) -> list[tuple[str, float | None, str | None]]:
    return [
        (turn.site.key, turn.took.total_seconds() if turn.took is not None else None, turn.instead_of)
        for turn in given_in_turn(events)
    ]


def keys(opened: Opened) -> list[str]:
    return [site.site for site in opened.plan]


def test_each_site_takes_the_time_since_the_act_before(training: Opened) -> None:
    one, two, three, *_ = keys(training)
    events = played(training, (20, c.Give(one)), (12.5, c.Give(two)), (4, c.Skip(three, "lesion")))
    assert told(events) == [(one, 20, None), (two, 12.5, None)]
    fourth = keys(training)[3]
    assert told(played(training, (4, c.Skip(one, "lesion")), (7, c.Give(two)), (2, c.Give(fourth))))[0] == (
        two,
        7,
        None,
    )


def test_a_site_out_of_turn_says_which_was_next(training: Opened) -> None:
    """The one that was passed over is in its turn when it is given after all."""
    one, two, three, *_ = keys(training)
    events = played(training, (5, c.Give(two)), (5, c.Give(one)), (5, c.Give(three)))
    assert told(events) == [(two, 5, one), (one, 5, None), (three, 5, None)]


def test_pauses_are_no_time_and_after_an_interruption_none_is_known(training: Opened) -> None:
    one, two, three, *_ = keys(training)
    long = INTERRUPTED.total_seconds()
    events = played(
        training, (5, c.Pause("phone")), (300, c.Continue()), (6, c.Give(one)), (long, c.Give(two)), (9, c.Give(three))
    )
    assert told(events) == [(one, 11, None), (two, None, None), (three, 9, None)]
    assert middle_of(turn.took for turn in given_in_turn(events)) == timedelta(seconds=10)
    assert middle_of([None]) is None


def test_what_was_undone_was_not_given_and_counts_when_it_is_given_again(training: Opened) -> None:
    one, two, *_ = keys(training)
    undone = [(5.0, c.Give(one)), (1.0, c.Undo())]
    assert told(played(training, *undone)) == []
    assert told(played(training, *undone, (8, c.Give(two)), (3, c.Give(one)))) == [(two, 9, one), (one, 3, None)]


def test_a_list_says_whose_it_is_and_how_far(training: Opened) -> None:
    one, two, *_ = keys(training)
    events = played(training, (5, c.Give(one)), (5, c.Give(two)))
    said = practised_of("a", events)
    assert (said.record_id, said.trainee, said.sites_given, said.sites_planned) == (
        "a",
        "M. Trainee (invented)",
        2,
        len(training.plan),
    )
    assert (said.over, said.started_at, said.last_at) == (False, AT, AT + timedelta(seconds=10))
    assert said.is_of("m.  TRAINEE (invented)")
    assert not said.is_of("M. Trainee")
