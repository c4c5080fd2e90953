"""Patients from a table of another program: read strictly, judged row by row, and nothing is guessed.

A date that could be two days is refused until somebody says which figure is the month.
"""

from __future__ import annotations

import csv
import io
import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum

from injection_map.domain import words
from injection_map.domain.checks import Field
from injection_map.domain.dates import parse_date
from injection_map.domain.errors import InjectionMapError
from injection_map.domain.events import Patient
from injection_map.domain.imports import Fate, Tally
from injection_map.domain.patient_checks import PatientDraft, patient_findings, patient_of
from injection_map.domain.patients import identity, mistakable
from injection_map.domain.search import name_key, one_word, plain

MOST_BYTES = 32 * 1024 * 1024
MOST_ROWS = 100_000
SAMPLE = (
    "name,born,number,allergies,notes\r\n"
    '"SAMPLE, Ida (invented)",14-Mar-1981,40-2719,latex,Prefers mornings\r\n'
    '"EXAMPLE, Otto (invented)",1975-11-02,41-0007,,\r\n'
)
_MOST_FOUND = 40
_SAME_DAY_LOOKED_AT = 50
_DELIMITERS = (",", ";", "\t")
_NAMED_DELIMITER = re.compile(r"sep=([,;\t])\r?\n?")
_FAMILY, _GIVEN = "family name", "given name"
_COLUMNS: Mapping[str, tuple[str, ...]] = {
    Field.NAME: ("name", "patient", "patientname", "fullname"),
    _FAMILY: ("familyname", "surname", "lastname"),
    _GIVEN: ("givenname", "firstname", "forename", "forenames"),
    Field.BORN: ("born", "dateofbirth", "birthdate", "dob", "birthday"),
    Field.NUMBER: ("number", "mrn", "patientnumber", "hospitalnumber", "recordnumber"),
    Field.ALLERGIES: ("allergies", "allergy"),
    Field.NOTES: ("notes", "note", "remarks", "comment", "comments"),
}
_MEANING = {name: column for column, names in _COLUMNS.items() for name in names}


class PatientFileError(InjectionMapError):
    """A table of which no row can be understood. Nothing was changed."""


class DateOrder(StrEnum):
    """What the first figure of 03/04/1980 is; nobody has said it while it is unknown."""

    UNKNOWN = "unknown"
    DAY_FIRST = "day first"
    MONTH_FIRST = "month first"


@dataclass(frozen=True, slots=True)
class CellFault:
    """What is wrong with a cell: the column as the file names it, what was found in it, and what was wanted."""

    column: str
    found: str
    wanted: str

    @property
    def sentence(self) -> str:
        found = f"“{self.found}” was found" if self.found else "Nothing was found"
        return f"{self.column}: {found}. {self.wanted}"


@dataclass(frozen=True, slots=True)
class PatientRow:
    """A row of the table, which begins in this line. `patient` is None where it cannot be read.

    `warning` says who could be mistaken for this patient: such a row is taken only when somebody says so.
    """

    line: int
    fate: Fate
    patient: Patient | None = None
    faults: tuple[CellFault, ...] = ()
    warning: str = ""

    @property
    def is_taken(self) -> bool:
        """As long as nobody says otherwise."""
        return self.fate is Fate.NEW and not self.warning

    @property
    def sentence(self) -> str:
        return " ".join(fault.sentence for fault in self.faults) or self.warning


@dataclass(frozen=True, slots=True)
class PatientTable:
    """The cells of a file by the meaning of their columns. `titles` is what the file calls each of them."""

    titles: Mapping[str, str]
    rows: tuple[tuple[int, Mapping[str, str], CellFault | None], ...]
    unused: tuple[str, ...] = ()
    """Columns that are not taken."""


def read_table(data: bytes) -> PatientTable:
    """PatientFileError with one sentence, its line in it, when the bytes are no such table."""
    text = _text(data)
    named = _NAMED_DELIMITER.match(text)
    skipped = 1 if named else 0
    text = text[named.end() :] if named else text
    delimiters = (named[1],) if named else _DELIMITERS
    first = text.partition("\n")[0]
    delimiter = max(delimiters, key=lambda sign: len(_meanings(next(_rows(first, sign), []))))
    rows = _numbered(text, delimiter, skipped)
    header = next(rows, None)
    if header is None:
        raise PatientFileError("The file is empty. A first line with the names of the columns is wanted.")
    titles = [cell.strip() for cell in header[1]]
    _refuse_header(titles)
    meanings = [_meaning(title) for title in titles]
    return PatientTable(
        titles={meaning: title for meaning, title in zip(meanings, titles, strict=True) if meaning},
        rows=tuple(_cells(line, cells, meanings) for line, cells in _limited(rows)),
        unused=tuple(title for meaning, title in zip(meanings, titles, strict=True) if not meaning and title),
    )


def tally(rows: Sequence[PatientRow]) -> Tally:
    new = sum(row.fate is Fate.NEW for row in rows)
    here = sum(row.fate is Fate.HERE for row in rows)
    return Tally(new, here, len(rows) - new - here)


Similar = Callable[[Patient], Sequence[Patient]]
"""Who in the list could be mistaken for this patient."""


def judged(table: PatientTable, order: DateOrder, *, today: date, similar: Similar) -> Iterator[PatientRow]:
    """What becomes of each row, in their order."""
    seen = _Seen()
    for line, cells, fault in table.rows:
        draft, two_days = _draft(cells), ""
        if order is DateOrder.UNKNOWN:
            draft, two_days = _unmistaken(draft)
        else:
            draft = replace(draft, month_first=order is DateOrder.MONTH_FIRST)
        faults = (fault,) if fault else tuple(_faults(table, cells, draft, two_days, today))
        if faults:
            yield PatientRow(line, Fate.WRONG, faults=faults)
            continue
        row = _beside(PatientRow(line, Fate.NEW, patient_of(draft, today=today)), table, seen, similar)
        seen.take(row)
        yield row


# --- the cells -----------------------------------------------------------------------------------------------------


def _text(data: bytes) -> str:
    if len(data) > MOST_BYTES:
        raise PatientFileError(f"The file is longer than {MOST_BYTES // 1024**2} MB. Divide it. Nothing was changed.")
    wide = data.startswith((b"\xff\xfe", b"\xfe\xff"))
    try:
        text = data.decode("utf-16" if wide else "utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise PatientFileError(
            f"Line {line}: a letter is not in UTF-8. Save the table as “CSV UTF-8” and try again. Nothing was changed."
        ) from None
    if (at := text.find("\0")) >= 0:
        line = text.count("\n", 0, at) + 1
        raise PatientFileError(f"Line {line}: a NUL was found. This is no table of text. Nothing was changed.")
    return text


def _rows(text: str, delimiter: str) -> Iterator[list[str]]:
    try:
        yield from csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    except csv.Error:
        return


def _numbered(text: str, delimiter: str, skipped: int) -> Iterator[tuple[int, list[str]]]:
    """Each row that is not blank, with the line in which it begins."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    while True:
        line = reader.line_num + 1 + skipped
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise PatientFileError(
                f"Line {line}: the row cannot be divided into cells ({error}). Look at its quotation marks. "
                "Nothing was changed."
            ) from None
        if any(cell.strip() for cell in cells):
            yield line, cells


def _limited(rows: Iterator[tuple[int, list[str]]]) -> Iterator[tuple[int, list[str]]]:
    for number, row in enumerate(rows, start=1):
        if number > MOST_ROWS:
            raise PatientFileError(f"The file has more than {MOST_ROWS} rows. Divide it. Nothing was changed.")
        yield row


def _meaning(title: str) -> str:
    return _MEANING.get("".join(letter for letter in plain(title) if letter.isalnum()), "")


def _meanings(titles: Sequence[str]) -> list[str]:
    return [meaning for meaning in map(_meaning, titles) if meaning]


def _refuse_header(titles: Sequence[str]) -> None:
    found = _meanings(titles)
    twice = next((meaning for meaning in found if found.count(meaning) > 1), None)
    if twice is not None:
        raise PatientFileError(f"Line 1: two columns are the {twice}. Leave one of them. Nothing was changed.")
    named = Field.NAME in found or {_FAMILY, _GIVEN} <= set(found)
    if Field.NAME in found and (_FAMILY in found or _GIVEN in found):
        raise PatientFileError("Line 1: the name stands in two ways. Leave one of them. Nothing was changed.")
    missing = [
        name for name, there in (("name", named), *((key, key in found) for key in ("born", "number"))) if not there
    ]
    if missing:
        seen = ", ".join(_shown(title) for title in titles[:10] if title) or "nothing"
        raise PatientFileError(
            f"Line 1: the columns name, born and number were wanted. Missing: {', '.join(missing)}. "
            f"Found: {seen}. Nothing was changed."
        )


def _cells(line: int, cells: list[str], meanings: list[str]) -> tuple[int, Mapping[str, str], CellFault | None]:
    by_meaning = {meaning: cell for meaning, cell in zip(meanings, cells, strict=False) if meaning}
    if len(cells) == len(meanings):
        return line, by_meaning, None
    found, wanted = words.count(len(cells), "cell"), words.count(len(meanings), "cell")
    return line, by_meaning, CellFault("The row", found, f"As many as the first line has were wanted: {wanted}.")


def _draft(cells: Mapping[str, str]) -> PatientDraft:
    names = [cells[part].strip() for part in (_FAMILY, _GIVEN) if cells.get(part, "").strip()]
    return PatientDraft(
        name=cells.get(Field.NAME, ", ".join(names)),
        born=cells.get(Field.BORN, ""),
        number=cells.get(Field.NUMBER, ""),
        allergies=cells.get(Field.ALLERGIES, ""),
        notes=cells.get(Field.NOTES, ""),
    )


def _faults(
    table: PatientTable, cells: Mapping[str, str], draft: PatientDraft, two_days: str, today: date
) -> Iterator[CellFault]:
    """At most one a cell; `two_days` says why a date is none that can be told apart from another."""
    for finding in patient_findings(draft, today=today):
        if finding.field != Field.BORN or not two_days:
            found = draft.name if finding.field == Field.NAME else cells.get(finding.field, "")
            yield CellFault(table.titles.get(finding.field, "name"), _shown(found), finding.sentence)
    if two_days:
        yield CellFault(table.titles[Field.BORN], _shown(draft.born), two_days)


def _unmistaken(draft: PatientDraft) -> tuple[PatientDraft, str]:
    """Read in the only way in which the date can be read; or why it can be read in two."""
    day_first, month_first = parse_date(draft.born), parse_date(draft.born, month_first=True)
    if day_first and month_first and day_first != month_first:
        both = f"{words.day(day_first)} or {words.day(month_first)}"
        return draft, f"It could be {both}: say whether the day or the month comes first."
    return replace(draft, month_first=day_first is None and month_first is not None), ""


def _shown(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _MOST_FOUND else f"{line[:_MOST_FOUND]}…"


# --- beside the others ---------------------------------------------------------------------------------------------


@dataclass(slots=True)
class _Seen:
    """The rows before, by what they could share with this one."""

    lines: dict[str, int] = field(default_factory=dict)
    numbers: dict[str, int] = field(default_factory=dict)
    names: dict[str, PatientRow] = field(default_factory=dict)
    days: defaultdict[date, list[PatientRow]] = field(default_factory=lambda: defaultdict(list))

    def take(self, row: PatientRow) -> None:
        assert row.patient is not None  # those with faults are not beside any other
        self.lines.setdefault(identity(row.patient), row.line)
        self.numbers.setdefault(one_word(row.patient.number), row.line)
        self.names.setdefault(name_key(row.patient.name), row)
        self.days[row.patient.born].append(row)

    def like(self, patient: Patient) -> PatientRow | None:
        same = self.names.get(name_key(patient.name))
        near = (row for row in self.days[patient.born][-_SAME_DAY_LOOKED_AT:] if row.patient)
        return same or next((row for row in near if row.patient and mistakable(row.patient, patient)), None)


def _beside(row: PatientRow, table: PatientTable, seen: _Seen, similar: Similar) -> PatientRow:
    """The row as the list and the rows before it leave it."""
    patient = row.patient
    assert patient is not None  # it has no faults
    alike = similar(patient)
    if any(identity(other) == identity(patient) for other in alike):
        return replace(row, fate=Fate.HERE, warning="In the list already.")
    if (line := seen.lines.get(identity(patient))) is not None:
        return replace(row, fate=Fate.HERE, warning=f"The same as line {line}, and taken once.")
    number = one_word(patient.number)
    taken = next((other for other in alike if one_word(other.number) == number), None)
    if taken is not None or number in seen.numbers:
        by = f"{taken.name}, born {words.day(taken.born)}" if taken else f"line {seen.numbers[number]}"
        fault = CellFault(table.titles[Field.NUMBER], _shown(patient.number), f"It is the number of {by}.")
        return replace(row, fate=Fate.WRONG, faults=(fault,))
    if alike:
        other = alike[0]
        return replace(
            row, warning=f"Like {other.name}, born {words.day(other.born)}, MRN {other.number}, in the list."
        )
    if (before := seen.like(patient)) is not None:
        return replace(row, warning=f"Like line {before.line}.")
    return row
