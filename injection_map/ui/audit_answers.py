"""The answers of recall and audit as they are shown: a sentence, a table, pictures, and what goes into a file."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from injection_map.domain import words
from injection_map.domain.audit import LotVisit, Recall, Recipient, left_out_words, parts_of, recall_words
from injection_map.domain.events import Patient
from injection_map.domain.record_index import VisitRow
from injection_map.domain.tallies import MONTHS_A_YEAR, MonthUnits, Part, PersonWork, SkippedSite
from injection_map.report import audit_csv
from injection_map.report.audit_listing import month_words, reasons

NOT_YET = "Type a lot: who received it is listed by name."


@dataclass(frozen=True, slots=True)
class Column:
    """As wide as what stands in it, the one that takes the rest as well; figures stand at the right."""

    head: str
    figures: bool = False
    takes_rest: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """A row of the table. It leads to a record, or to a person's visits; or to nothing. A cell may have two lines."""

    cells: tuple[str, ...]
    record_id: str = ""
    person: str = ""


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: its parts in the order of the picture's series, and what is written beside it."""

    label: str
    parts: tuple[float, ...]
    words: str


@dataclass(frozen=True, slots=True)
class Picture:
    """Bars of one unit. Upright ones are months, which follow each other; others are named each."""

    title: str
    series: tuple[str, ...]
    bars: tuple[Bar, ...]
    upright: bool = True


@dataclass(frozen=True, slots=True)
class Shown:
    """What stands on the page. `caution` is what the table does not say; `csv` is empty when there is nothing to save.

    `name` is what a file of it is called; never a patient's or a person's.
    """

    said: str
    columns: tuple[Column, ...] = ()
    lines: tuple[Line, ...] = ()
    pictures: tuple[Picture, ...] = ()
    caution: str = ""
    csv: str = ""
    name: str = ""


def recall_shown(recall: Recall) -> Shown:
    """Each patient once for each visit; the name, date of birth and number stand on every line."""
    columns = (
        Column("Patient", takes_rest=True),
        Column("Visit"),
        Column("Sites", figures=True),
        Column("Units", figures=True),
    )
    lines = tuple(
        Line((_who(who), *_lot_cells(visit)), visit.record_id) for who in recall.recipients for visit in who.visits
    )
    picture = _visits_picture(f"Visits with lot {recall.lot}", recall.months)
    return Shown(
        recall_words(recall),
        columns if lines else (),
        lines,
        (picture,) if lines else (),
        left_out_words(recall),
        audit_csv.recall_csv(recall) if lines else "",
        "recall",
    )


def _lot_cells(visit: LotVisit) -> tuple[str, ...]:
    day = f"{words.day(visit.started_at)}\n{visit.product}"
    return day, str(visit.sites), words.figure(visit.units)


def people_shown(people: Sequence[PersonWork], unreadable: int) -> Shown:
    parts = (Column(str(part).capitalize(), figures=True) for part in Part)
    columns = (Column("Person", takes_rest=True), Column("Visits", figures=True), *parts)
    lines = tuple(
        Line((work.name, *(f"{number:,}" for number in (work.visits, *map(work.in_part, Part)))), person=work.name)
        for work in people
    )
    bars = tuple(Bar(work.name, (float(work.visits),), f"{work.visits:,}") for work in sorted(people, key=_busiest))
    picture = Picture("Visits of each person", ("Visits",), bars, upright=False)
    return _shown(
        f"{words.count(len(people), 'person', 'people')} took part in visits.",
        columns,
        lines,
        (picture,),
        unreadable,
        audit_csv.people_csv(people),
        "people",
    )


def _busiest(work: PersonWork) -> tuple[int, str]:
    return -work.visits, work.name


def person_shown(work: PersonWork, rows: Iterable[VisitRow], unreadable: int) -> Shown:
    """The first of the visits; `visit_lines` makes lines of the others. The file has to be made of all of them."""
    columns = (
        Column("Patient", takes_rest=True),
        Column("Part"),
        Column("Visit"),
        Column("Units", figures=True),
    )
    did = ", ".join(f"{part} {work.in_part(part):,}" for part in Part if work.in_part(part))
    months = tuple((month.month, month.visits) for month in work.months)
    return _shown(
        f"{work.name}: {work.visits:,} {'visit' if work.visits == 1 else 'visits'}. {did.capitalize()}.",
        columns,
        tuple(visit_lines(work.name, rows)),
        (_visits_picture(f"Visits of {work.name}", months),),
        unreadable,
        "",
        "visits",
    )


def visit_lines(person: str, rows: Iterable[VisitRow]) -> Iterator[Line]:
    for row in rows:
        did = "\n".join(_in_two(parts_of(row, person)))
        yield Line((_who(row.patient), did, words.day(row.started_at), words.figure(row.units_given)), row.record_id)


def _in_two(parts: Sequence[str]) -> Iterator[str]:
    """treated, signed / co-signed"""
    yield ", ".join(parts[:2])
    if parts[2:]:
        yield ", ".join(parts[2:])


def _who(patient: Patient | Recipient) -> str:
    """Name, and below it both identifiers."""
    return f"{patient.name}\nBorn {words.day(patient.born)}   MRN {patient.number}"


def skipped_shown(sites: Sequence[SkippedSite], unreadable: int) -> Shown:
    several = len({site.protocol for site in sites}) > 1
    columns = (
        Column("Site", takes_rest=True),
        Column("Skipped", figures=True),
        Column("Planned", figures=True),
        Column("Share", figures=True),
        Column("Reasons given most"),
    )
    lines = tuple(
        Line(
            (
                _site_words(site, several=several),
                f"{site.skipped:,}",
                f"{site.planned:,}",
                f"{site.percent:.1f} %",
                "\n".join(reasons(site, most=2)[:2]),
            )
        )
        for site in sites
    )
    bars = tuple(
        Bar(_site_words(site, several=several), (float(site.skipped),), f"{site.skipped:,} of {site.planned:,}")
        for site in sites
    )
    return _shown(
        f"{words.count(len(sites), 'site')} skipped, {sum(site.skipped for site in sites):,} times in all.",
        columns,
        lines,
        (Picture("Sites skipped most", ("Times skipped",), bars, upright=False),),
        unreadable,
        audit_csv.skipped_csv(sites),
        "skipped-sites",
    )


def _site_words(site: SkippedSite, *, several: bool) -> str:
    return f"{site.name} ({site.protocol})" if several else site.name


def units_shown(months: Sequence[MonthUnits], unreadable: int) -> Shown:
    """The newest month first; the pictures go on in time. Each product has its own: its units are no other's."""
    products = tuple(dict.fromkeys(sorted(month.product for month in months)))
    columns = (
        Column("Month"),
        Column("Product", takes_rest=True),
        Column("Visits", figures=True),
        Column("Units given", figures=True),
        Column("Units discarded", figures=True),
    )
    lines = tuple(
        Line(
            (
                month_words(month.month),
                month.product,
                f"{month.visits:,}",
                _grouped(month.given),
                _grouped(month.discarded),
            )
        )
        for month in reversed(months)
    )
    said = "; ".join(_product_words(product, months) for product in products)
    return _shown(
        f"{said}.",
        columns,
        lines,
        tuple(_units_picture(product, months) for product in products),
        unreadable,
        audit_csv.units_csv(months),
        "units",
    )


def _product_words(product: str, months: Iterable[MonthUnits]) -> str:
    """Botox: 15,500 units given, 4,500 discarded"""
    own = [month for month in months if month.product == product]
    given, away = (sum(units, Decimal(0)) for units in ((m.given for m in own), (m.discarded for m in own)))
    return f"{product}: {_grouped(given)} units given, {_grouped(away)} discarded"


def _grouped(units: Decimal) -> str:
    """92,415 and 2,247.5"""
    whole, point, rest = words.figure(units).partition(".")
    return f"{int(whole):,}{point}{rest}"


def _units_picture(product: str, months: Iterable[MonthUnits]) -> Picture:
    own = {month.month: month for month in months if month.product == product}
    bars = []
    for month in every_month(own):
        here = own.get(month)
        parts = (float(here.given), float(here.discarded)) if here else (0.0, 0.0)
        said = f"{_grouped(here.given)} given, {_grouped(here.discarded)} discarded" if here else "none"
        bars.append(Bar(month_words(month), parts, said))
    return Picture(f"Units of {product} by month", ("Given", "Discarded"), tuple(bars))


def _visits_picture(title: str, months: Iterable[tuple[str, int]]) -> Picture:
    counts = dict(months)
    bars = (
        Bar(month_words(m), (float(counts.get(m, 0)),), words.count(counts.get(m, 0), "visit"))
        for m in every_month(counts)
    )
    return Picture(title, ("Visits",), tuple(bars))


def every_month(months: Iterable[str]) -> Iterator[str]:
    """From the first to the last, those without anything too, so that time goes on evenly."""
    known = sorted(months)
    if known:
        for number in range(_number(known[0]), _number(known[-1]) + 1):
            yield f"{number // MONTHS_A_YEAR:04d}-{number % MONTHS_A_YEAR + 1:02d}"


def _number(month: str) -> int:
    return int(month[:4]) * MONTHS_A_YEAR + int(month[5:]) - 1


def _shown(
    said: str,
    columns: tuple[Column, ...],
    lines: tuple[Line, ...],
    pictures: tuple[Picture, ...],
    unreadable: int,
    csv: str,
    name: str,
) -> Shown:
    caution = f"Without {words.count(unreadable, 'record')} that cannot be read." if unreadable else ""
    if not lines:
        return Shown(
            "No visits in this time." if name != "skipped-sites" else "No site was skipped in this time.",
            caution=caution,
        )
    return Shown(said, columns, lines, pictures, caution, csv, name)
