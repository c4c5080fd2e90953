"""From a command to the disk: what counts at once, what is reported when, and that nothing is dropped or doubled."""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from injection_map.domain import commands as c
from injection_map.domain.commands import Refusal
from injection_map.domain.errors import EventFormatError, NotSavedError, RecordNotFoundError
from injection_map.domain.events import Clinician, Event, Given, Noted
from injection_map.domain.session import SiteStatus, fold
from injection_map.storage.memory_store import MemoryStore
from injection_map.storage.vault import open_vault
from injection_map.workflow.recorder import Recorder, SaveReport, open_record

AT = datetime(2025, 11, 18, 10, 30, tzinfo=UTC)
RecorderOf = Callable[..., Recorder]


class TestSubmit:
    def test_counts_at_once_and_is_saved_when_the_disk_has_said_so(
        self, recorder: Recorder, store: Any, ear: Any
    ) -> None:
        store.gate.clear()
        events = recorder.submit(c.Give("procerus"))
        assert events == (Event(2, 2, AT, "Dr A. Moreau", Given("procerus", Decimal(5))),)
        assert recorder.visit.site("procerus").status is SiteStatus.GIVEN  # type: ignore[union-attr]
        assert (recorder.saved_count, recorder.unsaved, ear.saved) == (1, events, [])
        assert not recorder.wait_saved(timeout_s=0)

        store.gate.set()
        assert recorder.wait_saved(timeout_s=10)
        assert (recorder.saved_count, recorder.unsaved) == (2, ())
        assert recorder.close()
        assert ear.saved == [SaveReport(2, AT, events)]
        assert store.events("a") == recorder.events

    def test_reports_come_from_the_writing_thread(self, recorder: Recorder, ear: Any) -> None:
        recorder.submit(c.Give("procerus"))
        recorder.close()
        assert ear.threads == {"recorder"}

    def test_each_event_says_who_was_at_the_keys(self, recorder: Recorder) -> None:
        recorder.submit(c.Give("procerus"))
        recorder.set_by("R. Osei")
        recorder.submit(c.Give("corrugator-left"))
        recorder.close()
        assert recorder.by == "R. Osei"
        assert [event.by for event in recorder.events[1:]] == ["Dr A. Moreau", "R. Osei"]
        assert recorder.visit.clinician == Clinician("Dr A. Moreau")

    def test_one_act_is_one_append(self, recorder: Recorder, store: Any) -> None:
        recorder.submit(c.Give("corrugator-left"), c.Give("corrugator-right"))
        recorder.close()
        assert store.appends == [1, 2]

    def test_what_piles_up_behind_a_slow_disk_is_kept_in_order(self, recorder: Recorder, store: Any) -> None:
        store.gate.clear()
        for site in ("procerus", "corrugator-left", "corrugator-right"):
            recorder.submit(c.Give(site))
        store.gate.set()
        assert recorder.close()
        assert store.events("a") == recorder.events
        assert [event.seq for event in recorder.events] == [1, 2, 3, 4]

    def test_a_refusal_changes_nothing(self, recorder: Recorder, store: Any, ear: Any) -> None:
        before = recorder.visit
        answer = recorder.submit(c.Give("procerus"), c.Give("nose"))
        assert isinstance(answer, Refusal)
        assert (answer.code, recorder.visit, recorder.unsaved) == ("unknown-site", before, ())
        recorder.close()
        assert (store.appends, ear.saved) == ([1], [])

    def test_the_protocol_is_kept_with_the_first_event(self, recorder: Recorder, store: Any) -> None:
        assert store.protocol_bytes(recorder.visit.opened.protocol.fingerprint) == b"id: small\n"  # type: ignore[union-attr]

    def test_times_are_those_of_the_clock_even_when_it_goes_back(
        self, store: Any, opening: c.Open, recorder_of: RecorderOf, clock_back: Any
    ) -> None:
        recorder = recorder_of(store, clock=clock_back)
        recorder.submit(opening)
        recorder.submit(c.Give("procerus"))
        recorder.close()
        first, second = store.events("a")
        assert second.at < first.at
        assert recorder.visit.site("procerus").at == second.at  # type: ignore[union-attr]


class TestWhenTheDiskDoesNotTakeIt:
    @pytest.fixture
    def failing(self, recorder: Recorder, store: Any) -> Any:
        store.failing = NotSavedError("Not saved: the disk is full.")
        recorder.submit(c.Give("procerus"))
        assert not recorder.wait_saved(timeout_s=10)
        return store

    @pytest.mark.usefixtures("failing")
    def test_it_is_told_with_everything_that_is_in_memory_only(self, recorder: Recorder) -> None:
        assert recorder.failure is not None
        assert recorder.failure.sentence == "Not saved: the disk is full."
        assert recorder.failure.events == recorder.unsaved == recorder.events[1:]
        assert recorder.visit.site("procerus").status is SiteStatus.GIVEN  # type: ignore[union-attr]

    def test_trying_again_saves_it(self, failing: Any, recorder: Recorder, ear: Any) -> None:
        failing.failing = None
        recorder.retry()
        assert recorder.wait_saved(timeout_s=10)
        assert recorder.failure is None
        assert failing.events("a") == recorder.events
        recorder.close()
        assert ear.saved == [SaveReport(2, AT, recorder.events[1:])]

    def test_what_comes_later_waits_behind_it(self, failing: Any, recorder: Recorder, ear: Any) -> None:
        recorder.submit(c.Skip("corrugator-left", "lesion"))
        assert not recorder.wait_saved(timeout_s=10)
        assert [event.seq for event in recorder.unsaved] == [2, 3]
        failing.failing = None
        recorder.submit(c.Undo())
        assert recorder.wait_saved(timeout_s=10)
        assert failing.events("a") == recorder.events
        recorder.close()
        assert [[event.seq for event in failure.events] for failure in ear.not_saved] == [[2, 3]]
        assert [report.saved_count for report in ear.saved] == [4]

    @pytest.mark.usefixtures("failing")
    def test_closing_tries_a_last_time(self, recorder: Recorder) -> None:
        assert not recorder.close()
        assert recorder.unsaved == recorder.events[1:]

    def test_closing_saves_it_when_the_disk_has_come_back(self, failing: Any, recorder: Recorder) -> None:
        failing.failing = None
        assert recorder.close()
        assert failing.events("a") == recorder.events

    def test_what_was_kept_though_it_failed_is_not_kept_twice(self, recorder: Recorder, store: Any) -> None:
        """The disk took the event and could not read it back."""
        store.failing, store.keeps_all_the_same = NotSavedError("cannot be read back"), True
        recorder.submit(c.Give("procerus"))
        assert not recorder.wait_saved(timeout_s=10)
        assert recorder.saved_count == 1
        store.failing = None
        recorder.submit(c.Give("corrugator-left"))
        assert recorder.wait_saved(timeout_s=10)
        assert store.events("a") == recorder.events

    def test_a_record_that_is_another_one_is_left_alone(self, failing: Any, recorder: Recorder) -> None:
        failing.failing = None
        foreign = Event(2, 2, AT, "someone else", Noted("from another program"))
        failing.append("a", [foreign])
        recorder.retry()
        assert not recorder.wait_saved(timeout_s=10)
        assert recorder.failure is not None
        assert "is not the one on the screen" in recorder.failure.sentence
        assert failing.events("a") == (recorder.events[0], foreign)


class TestSomewhereElse:
    @pytest.fixture
    def failing(self, recorder: Recorder, store: Any) -> Any:
        store.failing = NotSavedError("Not saved: the disk is gone.")
        recorder.submit(c.Give("procerus"))
        assert not recorder.wait_saved(timeout_s=10)
        return store

    def test_takes_the_whole_record_with_its_protocol_and_goes_on_there(self, failing: Any, recorder: Recorder) -> None:
        other = MemoryStore()
        recorder.try_elsewhere(other)
        assert recorder.wait_saved(timeout_s=10)
        recorder.submit(c.Give("corrugator-left"))
        recorder.choose("frontalis-left")
        assert recorder.close()
        assert other.events("a") == recorder.events
        assert other.protocol_bytes(recorder.visit.opened.protocol.fingerprint) == b"id: small\n"  # type: ignore[union-attr]
        assert other.bookmark("a") == "frontalis-left"
        assert failing.events("a") == recorder.events[:1]

    def test_the_protocol_of_a_resumed_visit_comes_from_the_first_store(
        self, recorder: Recorder, store: Any, recorder_of: RecorderOf
    ) -> None:
        recorder.close()
        resumed = recorder_of(store, events=store.events("a"))
        other = MemoryStore()
        resumed.try_elsewhere(other)
        assert resumed.wait_saved(timeout_s=10)
        assert other.protocol_bytes(resumed.visit.opened.protocol.fingerprint) == b"id: small\n"  # type: ignore[union-attr]

    def test_goes_without_the_protocol_when_that_cannot_be_had(self, opening: c.Open, recorder_of: RecorderOf) -> None:
        recorder = recorder_of(MemoryStore())
        recorder.submit(opening)
        other = MemoryStore()
        recorder.try_elsewhere(other)
        assert recorder.wait_saved(timeout_s=10)
        assert other.events("a") == recorder.events

    def test_failing_too_leaves_everything_as_it_was(self, failing: Any, recorder: Recorder) -> None:
        other = type(failing)()
        other.failing = NotSavedError("Not saved: the stick is full.")
        recorder.try_elsewhere(other)
        assert not recorder.wait_saved(timeout_s=10)
        assert recorder.failure is not None
        assert recorder.failure.sentence == "Not saved: the stick is full."
        failing.failing = None
        recorder.retry()
        assert recorder.wait_saved(timeout_s=10)
        assert failing.events("a") == recorder.events

    def test_named_while_the_first_still_hangs_is_tried_after_it(self, recorder: Recorder, store: Any) -> None:
        store.gate.clear()
        store.failing = NotSavedError("Not saved: the share has gone.")
        recorder.submit(c.Give("procerus"))
        other = MemoryStore()
        recorder.try_elsewhere(other)
        store.gate.set()
        assert recorder.close()
        assert other.events("a") == recorder.events


class TestFaultsOfOurs:
    @pytest.fixture
    def crashes(self, monkeypatch: pytest.MonkeyPatch) -> list[BaseException | None]:
        """What reaches the crash handler."""
        seen: list[BaseException | None] = []
        monkeypatch.setattr(threading, "excepthook", lambda arguments: seen.append(arguments.exc_value))
        return seen

    def test_are_told_as_not_saved_and_reach_the_crash_handler(
        self, recorder: Recorder, store: Any, ear: Any, crashes: list[BaseException | None]
    ) -> None:
        store.failing = fault = KeyError("a fault")
        recorder.submit(c.Give("procerus"))
        assert not recorder.wait_saved(timeout_s=10)
        recorder._writer.join(10)  # type: ignore[union-attr]
        assert crashes == [fault]
        assert "the program has a fault" in ear.not_saved[0].sentence

        store.failing = None
        recorder.retry()
        assert recorder.wait_saved(timeout_s=10)
        assert store.events("a") == recorder.events

    def test_a_listener_that_fails_does_not_unsave(
        self, recorder: Recorder, store: Any, crashes: list[BaseException | None]
    ) -> None:
        fault = RuntimeError("a widget was gone")

        def fail(_: object) -> None:
            raise fault

        recorder.listen(on_saved=fail, on_not_saved=fail)
        recorder.submit(c.Give("procerus"))
        assert recorder.wait_saved(timeout_s=10)
        recorder._writer.join(10)  # type: ignore[union-attr]
        assert crashes == [fault]
        recorder.submit(c.Give("corrugator-left"))
        assert recorder.wait_saved(timeout_s=10)
        assert store.events("a") == recorder.events


class TestClose:
    def test_waits_for_what_is_under_way(self, recorder: Recorder, store: Any) -> None:
        store.gate.clear()
        recorder.submit(c.Give("procerus"))
        assert not recorder.close(timeout_s=0)
        store.gate.set()
        assert recorder.close(timeout_s=10)
        assert store.events("a") == recorder.events

    def test_without_anything_to_save_no_thread_is_started(self, recorder_of: RecorderOf) -> None:
        recorder = recorder_of(MemoryStore())
        assert recorder.close()
        assert "recorder" not in [thread.name for thread in threading.enumerate()]

    def test_nothing_is_recorded_after_it(self, recorder: Recorder) -> None:
        recorder.close()
        before = recorder.visit
        for ask in (
            lambda: recorder.submit(c.Give("procerus")),
            lambda: recorder.choose("frontalis-left"),
            recorder.retry,
            lambda: recorder.try_elsewhere(MemoryStore()),
        ):
            with pytest.raises(RuntimeError, match="closed"):
                ask()
        assert (recorder.visit, recorder.unsaved) == (before, ())


class TestChoose:
    def test_makes_a_site_the_next_until_something_is_given(self, recorder: Recorder, store: Any) -> None:
        assert recorder.next_site == "procerus"
        recorder.choose("frontalis-left")
        recorder.submit(c.Skip("procerus", "lesion"))
        assert recorder.next_site == "frontalis-left"
        recorder.submit(c.Give("frontalis-left"))
        assert recorder.next_site == "frontalis-right"
        recorder.close()
        assert store.bookmark("a") is None

    def test_given_another_the_choice_is_over(self, recorder: Recorder) -> None:
        recorder.choose("frontalis-left")
        recorder.submit(c.Give("procerus"))
        assert recorder.next_site == "corrugator-left"

    def test_undo_shows_what_it_took_back(self, recorder: Recorder) -> None:
        recorder.submit(c.Give("procerus"))
        recorder.choose("frontalis-left")
        recorder.submit(c.Undo())
        assert recorder.next_site == "procerus"

    def test_a_chosen_site_that_is_skipped_is_not_the_next(self, recorder: Recorder) -> None:
        recorder.choose("frontalis-left")
        recorder.submit(c.Skip("frontalis-left", "lesion"))
        assert recorder.next_site == "procerus"

    @pytest.mark.parametrize("site", [None, "nose"])
    def test_no_site_leaves_the_order(self, site: str | None, recorder: Recorder) -> None:
        recorder.choose("frontalis-left")
        recorder.choose(site)
        assert recorder.next_site == "procerus"

    def test_is_remembered(self, recorder: Recorder, store: Any, recorder_of: RecorderOf) -> None:
        recorder.choose("frontalis-left")
        recorder.close()
        resumed = recorder_of(store, events=store.events("a"))
        assert resumed.next_site == "frontalis-left"

    def test_not_being_remembered_disturbs_nothing(self, recorder: Recorder, store: Any, ear: Any) -> None:
        store.bookmarks_fail = True
        recorder.choose("frontalis-left")
        recorder.submit(c.Give("frontalis-left"))
        assert recorder.close()
        assert ear.not_saved == []
        assert store.events("a") == recorder.events


class TestResume:
    def test_goes_on_where_it_stood_and_undoes_across_the_restart(
        self, tmp_path: Path, opening: c.Open, recorder_of: RecorderOf
    ) -> None:
        passphrase = "a real vault"
        with closing(open_vault(tmp_path, passphrase=passphrase)) as vault:
            first = recorder_of(vault, protocol_bytes=b"id: small\n")
            first.submit(opening)
            first.submit(c.Give("procerus"))
            first.submit(c.Give("corrugator-left"))
            first.choose("frontalis-right")
            assert first.close()
        with closing(open_vault(tmp_path, passphrase=passphrase)) as vault:
            stored = open_record(vault, "a")
            assert (stored.record_id, stored.events, stored.visit) == ("a", first.events, first.visit)
            second = recorder_of(vault, events=stored.events)
            assert (second.saved_count, second.unsaved, second.next_site) == (3, (), "frontalis-right")
            second.submit(c.Undo())
            assert second.next_site == "corrugator-left"
            assert second.close()
            assert vault.events("a") == second.events
            assert fold(second.events).site("corrugator-left").status is SiteStatus.TO_DO  # type: ignore[union-attr]

    def test_a_record_that_is_not_there(self, store: Any) -> None:
        with pytest.raises(RecordNotFoundError):
            open_record(store, "b")

    def test_a_record_that_does_not_begin_with_its_opening(self, store: Any) -> None:
        store.append("b", [Event(1, 1, AT, "x", Noted("alone"))])
        with pytest.raises(EventFormatError, match="does not begin"):
            open_record(store, "b")


_ACTS = [
    (c.Give("procerus"),),
    (c.Give("corrugator-left"), c.Give("corrugator-right")),
    (c.Skip("frontalis-left", "lesion"),),
    (c.Undo(),),
    (c.Note("bled", "procerus"),),
    (c.Finish(Decimal(45), left_to_do_reason="tired"),),
    (c.Sign(Clinician("Dr A. Moreau")),),
]


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    disk=st.lists(st.sampled_from(["well", "fails", "fails, yet keeps"]), min_size=8, max_size=8),
    waits=st.lists(st.booleans(), min_size=8, max_size=8),
)
def test_whatever_the_disk_does_nothing_is_dropped_doubled_or_called_saved_falsely(
    disk: list[str], waits: list[bool], opening: c.Open, store: Any
) -> None:
    store = type(store)()
    recorder = Recorder(store, record_id="a", clock=lambda: AT, by="Dr A. Moreau")
    claims: list[bool] = []
    recorder.listen(
        on_saved=lambda report: claims.append(store.events("a") == recorder.events[: report.saved_count]),
        on_not_saved=lambda failure: claims.append(failure.events == recorder.unsaved[: len(failure.events)]),
    )
    try:
        for act, behaviour, wait in zip([(opening,), *_ACTS], disk, waits, strict=True):
            store.failing = None if behaviour == "well" else NotSavedError("Not saved.")
            store.keeps_all_the_same = behaviour == "fails, yet keeps"
            assert not isinstance(recorder.submit(*act), Refusal)
            if wait:
                recorder.wait_saved(timeout_s=10)
    finally:
        store.failing = None
        closed = recorder.close(timeout_s=10)
    assert closed
    assert store.events("a") == recorder.events
    assert [event.seq for event in recorder.events] == list(range(1, len(recorder.events) + 1))
    assert all(claims)
