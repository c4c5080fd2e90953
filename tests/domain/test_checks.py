"""The form that starts a visit: what is said about it, and what it becomes."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from injection_map.domain.checks import (
    Field,
    Level,
    StartDraft,
    clean_line,
    clean_text,
    hidden_character,
    start_findings,
    text_fault,
)
from injection_map.domain.commands import Open
from injection_map.domain.decisions import decide
from injection_map.domain.protocol import (
    Dilution,
    Dose,
    Limits,
    Muscle,
    Place,
    Plate,
    Product,
    Protocol,
    Review,
    Side,
    Site,
)
from injection_map.domain.session import Visit
from injection_map.domain.start_form import opened_from, start_form

NOW = datetime(2025, 11, 18, 10, 26, 8, tzinfo=UTC)
GOOD = StartDraft(
    name="HALVORSEN, Ingrid",
    born="14-Mar-1981",
    number="40-2719",
    allergies="latex",
    clinician="Dr A. Lindqvist",
    role="Consultant neurologist",
    lot="C8124C3",
    expiry="May-2027",
    mixed="10:06",
)


def a_site(site_id: str, side: Side, *, highest: int = 5) -> Site:
    key = site_id if side is Side.MIDLINE else f"{site_id}-{side}"
    return Site(
        key=key,
        id=site_id,
        muscle="orbicularis",
        side=side,
        plate=Plate.FRONT,
        dose=Dose(Decimal(5), Decimal(highest)),
        place=Place(("glabella",)),
        landmark="",
        measure=None,
        find="",
        technique="",
        caution="",
        source="",
        verified=False,
        name=site_id.capitalize(),
        short_name="1",
    )


def a_protocol() -> Protocol:
    """Two sites, one of them with a range of doses."""
    sites = (a_site("one", Side.LEFT), a_site("two", Side.MIDLINE, highest=10))
    return Protocol(
        id="small",
        version="1",
        title="A small protocol",
        indication="None",
        summary="",
        product=Product("onabotulinumtoxinA", "intramuscular", (), True),
        dilution=Dilution(Decimal(100), "saline", Decimal(2)),
        use_within_hours=Decimal(24),
        needle="",
        interval_weeks=Decimal(12),
        limits=Limits(Decimal(155), Decimal(400)),
        sources=(),
        review=Review("draft"),
        muscles=(Muscle("orbicularis", "Orbicularis", "", "", "", "", sites),),
        aftercare=(),
        fingerprint="ab" * 32,
    )


@pytest.fixture
def protocol() -> Protocol:
    return a_protocol()


def said(draft: StartDraft, protocol: Protocol | None, *, now: datetime = NOW) -> dict[str, tuple[Level, str]]:
    return {finding.field: (finding.level, finding.sentence) for finding in start_findings(draft, protocol, now=now)}


def test_nothing_is_said_about_a_good_form(protocol: Protocol) -> None:
    assert said(GOOD, protocol) == {}


def test_an_empty_form_says_what_is_needed_in_the_order_of_the_form() -> None:
    findings = start_findings(StartDraft(), None, now=NOW)
    assert [finding.field for finding in findings] == [
        Field.NAME,
        Field.BORN,
        Field.NUMBER,
        Field.CLINICIAN,
        Field.PROTOCOL,
        Field.LOT,
        Field.EXPIRY,
        Field.MIXED,
    ]
    assert all(finding.level is Level.ERROR for finding in findings)


@pytest.mark.parametrize(
    ("change", "field", "sentence"),
    [
        ({"name": "  "}, Field.NAME, "The patient’s name is needed."),
        ({"name": "-"}, Field.NAME, "“-” says nothing. The patient’s name is needed."),
        ({"name": "A" * 121}, Field.NAME, "This is too long: 121 characters, at most 120."),
        (
            {"name": "HALVORSEN\u202e"},
            Field.NAME,
            "There is a hidden character in it (U+202E). Delete the whole text and type it again.",
        ),
        (
            {"number": "40\x002719"},
            Field.NUMBER,
            "There is a hidden character in it (U+0000). Delete the whole text and type it again.",
        ),
        ({"number": ""}, Field.NUMBER, "The patient’s number is needed."),
        ({"allergies": "a" * 201}, Field.ALLERGIES, "This is too long: 201 characters, at most 200."),
        ({"clinician": ""}, Field.CLINICIAN, "Who treats is needed."),
        ({"lot": ""}, Field.LOT, "The lot is needed."),
        ({"born": "19-Nov-2025"}, Field.BORN, "19-Nov-2025 is in the future."),
        ({"born": "18-Nov-1904"}, Field.BORN, "That would be 121 years ago: is the year right?"),
        ({"born": "30-Feb-1981"}, Field.BORN, "There is no 30-Feb-1981."),
        ({"expiry": "05/27"}, Field.EXPIRY, "Write the year in full: May-2027."),
        ({"mixed": "10:27"}, Field.MIXED, "18-Nov-2025 10:27 is still to come."),
        ({"mixed": "half past ten"}, Field.MIXED, "This is not a time. Write it as 10:06, or 18-Nov-2025 10:06."),
    ],
)
def test_an_error_is_said_at_its_field_and_nowhere_else(
    protocol: Protocol, change: dict[str, str], field: Field, sentence: str
) -> None:
    assert said(replace(GOOD, **change), protocol) == {field: (Level.ERROR, sentence)}


def test_the_edges_of_a_life_are_accepted(protocol: Protocol) -> None:
    for born in ("18-Nov-2025", "18-Nov-1905", "19-Nov-1904"):
        assert said(replace(GOOD, born=born), protocol) == {}


def test_an_expired_vial_is_a_warning_that_wants_a_reason(protocol: Protocol) -> None:
    expired = replace(GOOD, expiry="17-Nov-2025")
    assert said(expired, protocol) == {
        Field.EXPIRY: (Level.WARNING, "This vial expired on 17-Nov-2025."),
        Field.EXPIRED_REASON: (Level.ERROR, "Say why. It stands in the record."),
    }
    assert set(said(replace(expired, expired_reason="."), protocol)) == {Field.EXPIRY, Field.EXPIRED_REASON}
    with_reason = replace(expired, expired_reason="No other vial")
    assert set(said(with_reason, protocol)) == {Field.EXPIRY}
    assert start_form(with_reason, protocol, now=NOW).expired_reason == "No other vial"


def test_a_vial_is_good_on_its_last_day(protocol: Protocol) -> None:
    assert said(replace(GOOD, expiry="18-Nov-2025"), protocol) == {}


def test_a_reason_that_is_not_asked_for_is_neither_checked_nor_kept(protocol: Protocol) -> None:
    draft = replace(GOOD, expired_reason="\u202e" * 600)
    assert said(draft, protocol) == {}
    assert start_form(draft, protocol, now=NOW).expired_reason is None


def test_an_expiry_more_than_ten_years_away_is_asked_about(protocol: Protocol) -> None:
    assert said(replace(GOOD, expiry="Nov-2035"), protocol) == {}
    sentence = "31-Jan-2036 is 11 years away: is the year right?"
    assert said(replace(GOOD, expiry="Jan-2036"), protocol) == {Field.EXPIRY: (Level.WARNING, sentence)}


def test_a_vial_over_its_time_is_a_warning(protocol: Protocol) -> None:
    sentence = "The time to use it by, 18-Nov-2025 10:25, has passed."
    assert said(replace(GOOD, mixed="17-Nov-2025 10:25"), protocol) == {Field.MIXED: (Level.WARNING, sentence)}
    assert said(replace(GOOD, mixed="17-Nov-2025 10:27"), protocol) == {}


def test_without_a_limit_of_time_no_vial_is_over_it(protocol: Protocol) -> None:
    assert said(replace(GOOD, mixed="1-Nov-2025 10:25"), replace(protocol, use_within_hours=None)) == {}


def test_a_form_with_an_error_is_no_form(protocol: Protocol) -> None:
    with pytest.raises(ValueError, match="patient’s name is needed"):
        start_form(replace(GOOD, name=""), protocol, now=NOW)


def test_the_first_event_of_a_visit(protocol: Protocol) -> None:
    form = start_form(replace(GOOD, name=" HALVORSEN,\n Ingrid\t", role=""), protocol, now=NOW)
    opened = opened_from(form, protocol, NOW)
    assert opened.patient.name == "HALVORSEN, Ingrid"
    assert opened.patient.born == date(1981, 3, 14)
    assert (opened.clinician.name, opened.clinician.role) == ("Dr A. Lindqvist", "")
    assert (opened.protocol.id, opened.protocol.fingerprint, opened.protocol.review) == ("small", "ab" * 32, "draft")
    (vial,) = opened.vials
    assert (vial.product, vial.units, vial.diluent_ml) == ("onabotulinumtoxinA", Decimal(100), Decimal(2))
    assert (vial.lot, vial.expiry, vial.expired_reason) == ("C8124C3", date(2027, 5, 31), None)
    assert vial.mixed_at == datetime(2025, 11, 18, 10, 6, tzinfo=UTC)
    assert vial.use_by == vial.mixed_at + timedelta(hours=24)
    assert [(site.site, site.units, site.highest) for site in opened.plan] == [
        ("one-left", Decimal(5), None),
        ("two", Decimal(5), Decimal(10)),
    ]
    assert (opened.interval_weeks, opened.visit_units_limit) == (Decimal(12), Decimal(155))
    assert isinstance(decide(Visit(), [Open(opened)], at=NOW, by="Dr A. Lindqvist"), tuple)


def test_a_form_is_for_its_own_protocol(protocol: Protocol) -> None:
    form = start_form(GOOD, protocol, now=NOW)
    with pytest.raises(ValueError, match="not for another"):
        opened_from(form, replace(protocol, id="another"), NOW)


def test_a_line_is_one_line_in_one_form() -> None:
    assert clean_line("  Ingrid\r\n\u2028 Marie\u00a0H. ") == "Ingrid Marie H."
    assert clean_line("Nystro\u0308m") == "Nystr\u00f6m"
    assert clean_text("\n one \n\n two\t \r\n") == "one\n\ntwo"


def test_joiners_that_a_script_needs_are_no_hidden_characters() -> None:
    assert hidden_character("نمی\u200cخواهم") is None
    assert hidden_character("\ud800") == "U+D800"


@given(st.text(max_size=200))
def test_an_accepted_text_can_be_kept_and_shown(text: str) -> None:
    line = clean_line(text)
    if text_fault(line, most=120) is None:
        assert line.encode().decode() == line
        assert len(line.splitlines()) <= 1
        assert clean_line(line) == line


@given(st.builds(StartDraft, *[st.text(max_size=30)] * 10))
def test_any_form_is_told_about_or_started(draft: StartDraft) -> None:
    """Nothing typed can crash the form, and what has no error always opens a visit."""
    protocol = a_protocol()
    findings = start_findings(draft, protocol, now=NOW)
    if not any(finding.level is Level.ERROR for finding in findings):
        form = start_form(draft, protocol, now=NOW)
        assert isinstance(decide(Visit(), [Open(opened_from(form, protocol, NOW))], at=NOW, by="x"), tuple)
