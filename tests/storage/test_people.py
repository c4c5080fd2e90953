"""Who works here: kept in the chain, their PINs only as Argon2id, wrong ones slowed down and logged."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from typing import Any

import apsw
import pytest

from injection_map.domain.errors import NotSavedError
from injection_map.storage import keys
from injection_map.storage.event_store import VaultStore
from injection_map.storage.keys import Argon2Cost
from injection_map.storage.people import People, PersonError, PinAnswer
from injection_map.storage.pins import hash_pin, is_pin
from injection_map.storage.proof import prove
from injection_map.storage.schema import PEOPLE


class Hands:
    """The clock on the wall, which can be set, and the seconds that go by, which cannot."""

    def __init__(self) -> None:
        self.now = datetime(2025, 11, 18, 10, 30, tzinfo=UTC)
        self.gone_by = 1000.0

    def __call__(self) -> datetime:
        return self.now

    def wait(self, seconds: float) -> None:
        self.set_by(seconds)
        self.gone_by += seconds

    def set_by(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)

    def seconds(self) -> float:
        return self.gone_by


@pytest.fixture(autouse=True)
def cheap(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keys, "COST", Argon2Cost(8192, 1, 1))


@pytest.fixture
def clock() -> Hands:
    return Hands()


@pytest.fixture
def store(vault: Any) -> Iterator[VaultStore]:
    with closing(vault.open()) as store:
        yield store


@pytest.fixture
def people(store: VaultStore, clock: Hands) -> People:
    return People(store, clock, clock.seconds)


def test_people_are_there_at_the_next_start_in_the_order_of_their_names(people: People, store: VaultStore) -> None:
    zoe = people.add_person(" Dr Z.  Prior", "Consultant", pin="2580")
    ann = people.add_person("Ann Moreau", "Nurse")
    assert people.people() == (ann, zoe)
    assert (zoe.name, zoe.role, zoe.has_pin, ann.has_pin) == ("Dr Z. Prior", "Consultant", True, False)
    assert People(store, people.clock).people() == (ann, zoe)
    assert store.record_ids() == ("a",)


def test_a_person_changes_and_leaves_and_the_name_is_free_again(people: People, store: VaultStore) -> None:
    ann = people.add_person("Ann Moreau", pin="2580")
    changed = people.change_person(ann.id, name="Ann Prior", role="Nurse", by="Dr Z")
    assert (changed.name, changed.id, changed.has_pin) == ("Ann Prior", ann.id, True)
    people.remove_person(ann.id)
    assert people.people() == ()
    assert not people.check_pin(ann.id, "2580").ok
    with pytest.raises(KeyError):
        people.set_pin(ann.id, "2580")
    again = people.add_person("Ann Prior")
    assert again.id != ann.id
    assert People(store, people.clock).people() == (again,)
    assert prove(store.database, store.anchors).first_break is None


@pytest.mark.parametrize("name", ["", "  ", "–", "ANN  moreau", "x" * 121])
def test_names_that_are_refused(name: str, people: People) -> None:
    people.add_person("Ann Moreau")
    with pytest.raises(PersonError, match=r"\.$"):
        people.add_person(name)
    assert len(people.people()) == 1


@pytest.mark.parametrize("pin", ["", "123", "12a4", "٣٤٥٦", "1" * 13, "0000", "1234", "4321", "7890"])
def test_pins_that_are_refused(pin: str, people: People) -> None:
    with pytest.raises(PersonError, match="PIN"):
        people.add_person("Ann Moreau", pin=pin)
    assert people.people() == ()


def test_a_pin_is_kept_as_argon2id_and_nowhere_else(people: People, store: VaultStore) -> None:
    person = people.add_person("Ann", pin="258025")
    people.check_pin(person.id, "735173")
    ((kept,),) = store.read("SELECT hashed FROM pins")
    assert kept.startswith("$argon2id$v=19$m=8192,t=1,p=1$")
    stored = kept + str(store.entries(PEOPLE))
    assert "258025" not in stored
    assert "735173" not in stored
    people.set_pin(person.id, "2581")
    assert store.read("SELECT count(*) FROM pins") == [(1,)]
    assert kept not in str(store.read("SELECT hashed FROM pins"))


def test_two_same_pins_are_kept_differently_and_a_damaged_one_fits_nothing() -> None:
    one, other = hash_pin("2580"), hash_pin("2580")
    assert one != other
    assert is_pin("2580", one)
    assert not is_pin("2581", one)
    assert not is_pin("2580", "plain 2580")


class TestWrongPins:
    def test_they_slow_down_and_a_right_one_begins_anew(self, people: People, clock: Hands) -> None:
        ann = people.add_person("Ann", pin="2580")
        waits = []
        for _ in range(10):
            answer = people.check_pin(ann.id, "9999")
            assert not answer.ok
            waits.append(answer.wait_s)
            clock.wait(answer.wait_s)
        assert waits == [0, 0, 5, 10, 20, 40, 80, 160, 300, 300]
        assert people.check_pin(ann.id, "2580") == PinAnswer(ok=True)
        assert people.check_pin(ann.id, "9999") == PinAnswer(ok=False, wait_s=0)

    def test_a_try_that_comes_too_early_is_not_looked_at(self, people: People, clock: Hands) -> None:
        ann = people.add_person("Ann", pin="2580")
        for _ in range(3):
            people.check_pin(ann.id, "9999")
        clock.wait(2)
        assert people.check_pin(ann.id, "2580") == PinAnswer(ok=False, wait_s=3)
        clock.wait(3)
        assert people.check_pin(ann.id, "2580").ok

    def test_a_new_start_does_not_forget_them(self, people: People, store: VaultStore, clock: Hands) -> None:
        ann = people.add_person("Ann", pin="2580")
        for _ in range(4):
            clock.wait(people.check_pin(ann.id, "9999").wait_s)
        assert People(store, clock, clock.seconds).check_pin(ann.id, "9999").wait_s == 20

    @pytest.mark.parametrize("set_by_s", [-3600 * 24 * 365, -1, 1, 3600 * 24 * 365])
    def test_a_clock_that_is_set_neither_shortens_nor_lengthens_the_wait(
        self, set_by_s: int, people: People, clock: Hands
    ) -> None:
        ann = people.add_person("Ann", pin="2580")
        for _ in range(3):
            people.check_pin(ann.id, "9999")
        clock.wait(2)
        clock.set_by(set_by_s)
        assert people.wait_s(ann.id) == 3
        clock.wait(3)
        assert people.check_pin(ann.id, "2580").ok

    def test_set_back_before_a_new_start_it_costs_the_whole_pause_and_no_more(
        self, people: People, store: VaultStore, clock: Hands
    ) -> None:
        ann = people.add_person("Ann", pin="2580")
        for _ in range(3):
            people.check_pin(ann.id, "9999")
        clock.set_by(-3600 * 24 * 365)
        again = People(store, clock, clock.seconds)
        assert again.wait_s(ann.id) == 5
        clock.wait(5)
        assert again.check_pin(ann.id, "2580").ok

    def test_a_new_start_after_the_pause_waits_no_more(self, people: People, store: VaultStore, clock: Hands) -> None:
        ann = people.add_person("Ann", pin="2580")
        for _ in range(3):
            people.check_pin(ann.id, "9999")
        clock.wait(4)
        assert People(store, clock, clock.seconds).wait_s(ann.id) == 1
        clock.wait(1)
        assert People(store, clock, clock.seconds).wait_s(ann.id) == 0

    def test_one_persons_do_not_slow_another(self, people: People) -> None:
        ann, bob = people.add_person("Ann", pin="2580"), people.add_person("Bob", pin="2580")
        for _ in range(3):
            people.check_pin(ann.id, "9999")
        assert people.check_pin(bob.id, "2580").ok

    def test_they_are_logged_with_their_time(self, people: People, store: VaultStore) -> None:
        ann = people.add_person("Ann", pin="2580")
        people.check_pin(ann.id, "9999")
        people.check_pin(ann.id, "2580")
        people.check_pin(ann.id, "2580")
        kinds = [(plain["type"], plain["at"]) for plain in store.entries(PEOPLE)]
        assert kinds[2:] == [
            ("pin_wrong", "2025-11-18T10:30:00+00:00"),
            ("pin_right", "2025-11-18T10:30:00+00:00"),
        ]

    def test_without_a_pin_nothing_is_right(self, people: People) -> None:
        assert not people.check_pin(people.add_person("Ann").id, "").ok

    def test_a_full_disk_neither_frees_the_tries_nor_keeps_anybody_out(
        self, people: People, store: VaultStore, monkeypatch: pytest.MonkeyPatch, clock: Hands
    ) -> None:
        ann = people.add_person("Ann", pin="2580")

        def full(*_: object, **__: object) -> None:
            raise NotSavedError("Not saved: the disk is full.")

        monkeypatch.setattr(store, "append_entry", full)
        for _ in range(3):
            answer = people.check_pin(ann.id, "9999")
        assert answer.wait_s == 5
        clock.wait(5)
        assert people.check_pin(ann.id, "2580").ok


def test_a_pin_exchanged_outside_the_program_is_found(vault: Any, clock: Hands) -> None:
    with closing(vault.open()) as store:
        ann = People(store, clock).add_person("Ann", pin="2580")
    with closing(vault.as_sqlcipher()) as connection:
        connection.execute("UPDATE pins SET hashed = ?", (hash_pin("7531"),))
    with closing(vault.open(read_only=True)) as store:
        found = prove(store.database, store.anchors).first_break
    assert found is not None
    assert "PIN" in found.sentence
    assert ann.id


def test_pin_and_entry_are_kept_together_or_not_at_all(people: People, store: VaultStore, vault: Any) -> None:
    ann = people.add_person("Ann", pin="2580")
    before = store.entries(PEOPLE)
    with closing(vault.as_sqlcipher()) as other:
        other.execute("CREATE TRIGGER no BEFORE INSERT ON pins BEGIN SELECT RAISE(ABORT, 'no'); END")
    with pytest.raises((ValueError, apsw.Error)):
        people.set_pin(ann.id, "7531")
    assert store.entries(PEOPLE) == before
    assert people.check_pin(ann.id, "2580").ok
