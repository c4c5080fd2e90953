"""Certificate and class list: what can be read in them, that nothing is lost, and that the same is the same file."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import timedelta

import pytest
from invented_exams import ANNA, AT, BEN, DRILL, LONGEST_NAME, PLAN, PROTOCOL, TRAINER, Attempts, sit
from pypdf import PdfReader
from PySide6.QtGui import QGuiApplication

from injection_map import resources
from injection_map.diagram.typeface import font, load_typeface
from injection_map.domain.attempts import AttemptCosigned
from injection_map.domain.exam import QuestionKind
from injection_map.domain.protocol import words_of
from injection_map.domain.results import attempt_code, scores_by_muscle, sittings
from injection_map.report.footed_pages import FootedPrint
from injection_map.report.paper import Paper, pdf_bytes
from injection_map.report.results_print import NO_LICENCE, certificate, class_list
from injection_map.workflow.examiner import cosign

CLINIC = ("An invented clinic", "1 Nowhere Street")
CODE = "0123456789AB"


@pytest.fixture(autouse=True)
def typeface(qapp: QGuiApplication) -> None:
    load_typeface(resources.fonts())
    qapp.setFont(font(17))


@pytest.fixture
def store() -> Attempts:
    return Attempts()


def texts(made: FootedPrint) -> list[str]:
    """What can be copied out of each page, white space made single. The typeface has one glyph for two apostrophes."""
    pages = PdfReader(io.BytesIO(pdf_bytes(made))).pages
    return [" ".join(page.extract_text().split()).replace("\u02bc", "’") for page in pages]


def squeezed(text: str) -> str:
    return "".join(text.split())


@pytest.mark.parametrize("paper", list(Paper))
def test_a_certificate_says_whose_it_is_and_what_it_comes_to(store: Attempts, paper: Paper) -> None:
    sitting = sit(store, "1", know=lambda number: number != 1, off_mm=2.5)
    (page,) = texts(certificate(sitting, PROTOCOL, CODE, CLINIC, paper=paper))
    for told in (
        *CLINIC,
        "Result of an exam",
        ANNA,
        "Exam 4711: 8 questions.",
        f"Protocol {PROTOCOL.title}, version {PROTOCOL.version} (draft, not approved).",
        "On 04-May-2026 at 09:00, in 1 min 15 s.",
        "7 of 8",
        "21.2 mm",
        "40 mm",
        "Sites placed",
        "Records with mistakes",
        *map(PROTOCOL.muscle_name, scores_by_muscle(sitting.attempt.tries)),
        NO_LICENCE,
        f"Code {CODE}",
        "Page 1 of 1",
    ):
        assert squeezed(told) in squeezed(page), told
    assert "not finished" not in page


def test_unsigned_there_is_a_line_to_sign_on_and_signed_who_it_was(store: Attempts) -> None:
    sitting = sit(store, "1")
    (unsigned,) = texts(certificate(sitting, PROTOCOL, CODE))
    assert "Trainer" in unsigned
    assert "Seen and signed" not in unsigned
    cosign(store, "1", AttemptCosigned(TRAINER, "Well seen."), lambda: AT + timedelta(days=1))
    (signed,) = texts(certificate(sittings(store.attempts())[0], PROTOCOL, CODE))
    assert squeezed(f"Seen and signed by {TRAINER} on 05-May-2026 at 09:00. Well seen.") in squeezed(signed)


def test_what_was_stopped_and_what_was_a_drill_say_so(store: Attempts) -> None:
    (stopped,) = texts(certificate(sit(store, "1", answered=3), PROTOCOL, CODE))
    assert "Result of an exam, not finished" in stopped
    (drill,) = texts(certificate(sit(store, "2", plan=DRILL), PROTOCOL, CODE))
    assert "Result of a drill" in drill
    assert "exam" not in drill.casefold().replace("4711", "")


def test_without_its_protocol_the_muscles_have_their_ids_in_words(store: Attempts) -> None:
    sitting = sit(store, "1")
    (page,) = texts(certificate(sitting, None, CODE))
    muscles = scores_by_muscle(sitting.attempt.tries)
    assert len(muscles) > 1
    assert [muscle for muscle in muscles if words_of(muscle) not in page] == []


def test_where_no_place_was_asked_there_are_dashes(store: Attempts) -> None:
    doses = replace(PLAN, kinds=(QuestionKind.DOSE,))
    (page,) = texts(certificate(sit(store, "1", plan=doses), PROTOCOL, CODE))
    assert "–" in page
    assert "or more off" not in page


def test_the_longest_name_and_remark_are_there_to_their_last_letter(store: Attempts) -> None:
    unbroken, remark = "W" * 120, "A remark " * 44
    sit(store, "1", unbroken)
    for _ in range(6):
        cosign(store, "1", AttemptCosigned(LONGEST_NAME, remark), lambda: AT)
    (sitting,) = sittings(store.attempts())
    whole = squeezed("".join(texts(certificate(sitting, PROTOCOL, CODE, CLINIC))))
    assert unbroken in whole
    assert whole.count(squeezed(remark)) == 6
    listed = squeezed("".join(texts(class_list([sitting]))))
    assert unbroken in listed


def test_a_class_has_a_row_each(store: Attempts) -> None:
    sat = [sit(store, "1"), sit(store, "2", BEN, answered=3, know=lambda number: number == 1)]
    (page,) = texts(class_list(sat))
    for told in ("Exam 4711: the class", ANNA, BEN, "8 of 8", "1 of 8 (3 answered)", "04-May-2026", NO_LICENCE):
        assert squeezed(told) in squeezed(page), told


def test_a_large_class_goes_on_and_nobody_is_lost(store: Attempts) -> None:
    names = [f"T. Rainee {number} (invented)" for number in range(1, 101)]
    pages = texts(class_list([sit(store, name, name, answered=2) for name in names]))
    assert len(pages) > 1
    whole = squeezed(" ".join(pages))
    assert [name for name in names if squeezed(name) not in whole] == []
    for number, page in enumerate(pages, 1):
        assert f"Page {number} of {len(pages)}" in page


def test_the_same_attempt_is_the_same_file_until_it_is_signed(store: Attempts) -> None:
    def made() -> bytes:
        (sitting,) = sittings(store.attempts())
        return pdf_bytes(certificate(sitting, PROTOCOL, attempt_code(store.kept["1"])))

    sit(store, "1")
    unsigned = made()
    assert made() == unsigned
    cosign(store, "1", AttemptCosigned(TRAINER), lambda: AT)
    assert made() != unsigned


def test_a_title_names_the_exam_and_nobody(store: Attempts) -> None:
    sitting = sit(store, "1")
    one, all_ = certificate(sitting, PROTOCOL, CODE), class_list([sitting])
    for made, title in ((one, "Exam 4711"), (all_, "Exam 4711, class")):
        metadata = PdfReader(io.BytesIO(pdf_bytes(made))).metadata
        assert metadata is not None
        assert metadata.title == title
