"""The results of exams on paper: a certificate for one attempt, and the list of a class."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from injection_map.domain import words
from injection_map.domain.attempts import Try
from injection_map.domain.exam import ExamPlan, Mode, QuestionKind
from injection_map.domain.protocol import Protocol, words_of
from injection_map.domain.results import Sitting, scores_by_kind, scores_by_muscle
from injection_map.domain.scoring import Score, mm_words
from injection_map.report.footed_pages import FootedPrint, footed_pages, text_width
from injection_map.report.page_flow import Block, space
from injection_map.report.paper import MEASURES, Paper
from injection_map.report.paper_text import Style, draw_text, elided, text_lines

NO_LICENCE = (
    "On drawings of a standard head. It says how well places, names and doses of the protocol were known, and nothing "
    "about treating patients."
)
KIND_WORDS = {
    QuestionKind.PLACE: "Sites placed",
    QuestionKind.NAME: "Sites named",
    QuestionKind.DOSE: "Doses given",
    QuestionKind.MISTAKES: "Records with mistakes",
}
_TITLE, _NAME, _BODY = Style(30, 700, line=1.25), Style(24, 600), Style(15, line=1.45)
_HEADING, _SMALL = Style(16, 700), Style(12, colour="#333333", line=1.4)
_FIGURE, _LABEL = Style(26, 700), Style(12, colour="#333333")
_CELL, _CELL_HEAD = Style(12.5), Style(11.5, 600)
_ROW = 22.0
_LONGEST_MM = 20.0
_DOCUMENTS = uuid.UUID("3b0f3a55-0a9e-4d57-9a44-1c1e8f0a6d11")


def certificate(
    sitting: Sitting, protocol: Protocol | None, code: str, clinic: Sequence[str] = (), *, paper: Paper = Paper.A4
) -> FootedPrint:
    """One attempt with its figures, its picture and who signed for it. `clinic` are the lines of the letterhead.

    `code` is `results.attempt_code` of its events. Needs a QGuiApplication with the typeface loaded.
    """
    measures = MEASURES[paper]
    width = text_width(measures)
    blocks = [
        *(block for line in clinic for block in text_lines(line, width, _SMALL)),
        space(28 if clinic else 8),
        *text_lines(_title(sitting), width, _TITLE),
        space(18),
        *text_lines(sitting.trainee, width, _NAME),
        space(4),
        *(block for line in _about(sitting) for block in text_lines(line, width, _BODY)),
        space(22),
        _figures(sitting.score, width),
        space(14),
        _strip(sitting.attempt.tries, width),
        space(10),
        *_by_kind(sitting, width),
        *_by_muscle(sitting, protocol, width),
        space(18),
        *text_lines(NO_LICENCE, width, _SMALL),
        *_signatures(sitting, width),
    ]
    document = uuid.uuid5(_DOCUMENTS, f"{sitting.attempt_id} {code} {len(sitting.cosigned_by)}")
    footer = f"Made by Injection Map, training. Code {code}"
    return FootedPrint(footed_pages(blocks, measures), measures, _kind(sitting.attempt.begun.plan), document, footer)


def class_list(sat: Sequence[Sitting], *, paper: Paper = Paper.A4) -> FootedPrint:
    """All attempts at one exam, one a row. `sat` is not empty."""
    measures, plan = MEASURES[paper], sat[0].attempt.begun.plan
    width = text_width(measures)
    blocks = [
        *text_lines(f"Exam {plan.seed}: the class", width, _TITLE),
        space(8),
        *(block for line in _exam_lines(plan) for block in text_lines(line, width, _BODY)),
        space(16),
        *_table(_CLASS_COLUMNS, [_class_row(one) for one in sat], width),
        space(14),
        *text_lines(NO_LICENCE, width, _SMALL),
    ]
    document = uuid.uuid5(_DOCUMENTS, " ".join(f"{one.attempt_id}{len(one.cosigned_by)}" for one in sat))
    footer = "Made by Injection Map, training"
    return FootedPrint(footed_pages(blocks, measures), measures, f"Exam {plan.seed}, class", document, footer)


# --- words ------------------------------------------------------------------------------------------------------


def _title(sitting: Sitting) -> str:
    what = "an exam" if sitting.attempt.begun.plan.mode is Mode.EXAM else "a drill"
    return f"Result of {what}" if sitting.whole else f"Result of {what}, not finished"


def _kind(plan: ExamPlan) -> str:
    return f"Exam {plan.seed}" if plan.mode is Mode.EXAM else "Drill"


def _about(sitting: Sitting) -> Iterator[str]:
    attempt = sitting.attempt
    yield from _exam_lines(attempt.begun.plan)
    begun, length = attempt.begun_at, minutes(sitting.duration)
    yield f"On {words.day(begun)} at {words.clock(begun)}, in {length}."


def _exam_lines(plan: ExamPlan) -> Iterator[str]:
    yield f"{_kind(plan)}: {words.count(plan.length, 'question')}."
    review = "" if plan.protocol.review == "approved" else f" ({plan.protocol.review}, not approved)"
    yield f"Protocol {plan.protocol.title}, version {plan.protocol.version}{review}."


def minutes(length: timedelta) -> str:
    """6 min 05 s"""
    whole, seconds = divmod(round(length.total_seconds()), 60)
    return f"{whole} min {seconds:02d} s"


def muscle_words(muscle: str, protocol: Protocol | None) -> str:
    return protocol.muscle_name(muscle) if protocol else words_of(muscle)


# --- blocks -----------------------------------------------------------------------------------------------------


def _figures(score: Score, width: float) -> Block:
    figures = (
        (f"{score.found} of {score.asked}", "right"),
        (mm_words(score.median_miss_mm), "median miss"),
        (mm_words(score.largest_miss_mm), "largest miss"),
    )

    def paint(painter: QPainter, corner: QPointF) -> None:
        for number, (figure, label) in enumerate(figures):
            x = corner.x() + number * width / len(figures)
            draw_text(painter, QRectF(x, corner.y(), width, 34), figure, _FIGURE)
            draw_text(painter, QRectF(x, corner.y() + 34, width, 18), label, _LABEL)

    return Block(54, paint)


def _strip(tries: Sequence[Try], width: float) -> Block:
    """Every place on one scale: a dot was found, a cross was not. Beyond its end a miss stands at the end."""
    misses = [(one.judgement.miss.distance_mm, one.judgement.found) for one in tries if one.judgement.miss]
    if not misses:
        return space(0)

    def paint(painter: QPainter, corner: QPointF) -> None:
        middle = corner.y() + 16
        painter.setPen(QPen(QColor("#AAAAAA"), 2))
        painter.drawLine(QLineF(corner.x(), middle, corner.x() + width, middle))
        for miss, found in misses:
            at = QPointF(corner.x() + width * min(miss, _LONGEST_MM) / _LONGEST_MM, middle)
            _paint_dot(painter, at, found=found)
        for mm in (0, 5, 10, 15, 20):
            box = QRectF(corner.x() + width * mm / _LONGEST_MM - 40, middle + 14, 80, 14)
            align = "centre"
            if mm == 0:
                box, align = QRectF(corner.x(), middle + 14, 80, 14), "left"
            elif mm == _LONGEST_MM:
                box, align = QRectF(corner.x() + width - 120, middle + 14, 120, 14), "right"
            text = f"{mm} mm{' or more off' if mm == _LONGEST_MM else ''}"
            draw_text(painter, box, text, _LABEL, align=align)

    return Block(48, paint)


def _paint_dot(painter: QPainter, at: QPointF, *, found: bool) -> None:
    if found:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor("#000000"))
        painter.drawEllipse(at, 4.5, 4.5)
        return
    painter.setPen(QPen(QColor("#000000"), 2))
    painter.drawLine(at + QPointF(-5, -5), at + QPointF(5, 5))
    painter.drawLine(at + QPointF(-5, 5), at + QPointF(5, -5))


@dataclass(frozen=True, slots=True)
class _Columns:
    """The heads of a table, and where each column ends as a share of the width; the first begins at the left."""

    heads: tuple[str, ...]
    ends: tuple[float, ...]


_SCORE_COLUMNS = _Columns(("", "Right", "Median miss", "Largest miss"), (0.4, 0.58, 0.79, 1.0))
_CLASS_COLUMNS = _Columns(
    ("Trainee", "Day", "Right", "Median", "Largest", "Time", "Signed by"), (0.24, 0.38, 0.5, 0.6, 0.7, 0.82, 1.0)
)


def _by_kind(sitting: Sitting, width: float) -> list[Block]:
    scores = scores_by_kind(sitting.attempt.tries)
    rows = [_score_row(KIND_WORDS[kind], score) for kind, score in scores.items()]
    return _table(replace(_SCORE_COLUMNS, heads=("What was asked", *_SCORE_COLUMNS.heads[1:])), rows, width)


def _by_muscle(sitting: Sitting, protocol: Protocol | None, width: float) -> list[Block]:
    scores = scores_by_muscle(sitting.attempt.tries)
    if not scores:
        return []
    rows = [_score_row(muscle_words(muscle, protocol), score) for muscle, score in scores.items()]
    columns = replace(_SCORE_COLUMNS, heads=("Muscle", *_SCORE_COLUMNS.heads[1:]))
    return [space(12), *_table(columns, rows, width)]


def _score_row(name: str, score: Score) -> tuple[str, ...]:
    found = f"{score.found} of {score.asked}"
    return name, found, mm_words(score.median_miss_mm), mm_words(score.largest_miss_mm)


def _class_row(one: Sitting) -> tuple[str, ...]:
    score = one.score
    stopped = "" if one.whole else f" ({score.asked} answered)"
    return (
        one.trainee,
        words.day(one.attempt.begun_at),
        f"{score.found} of {one.attempt.begun.plan.length}{stopped}",
        mm_words(score.median_miss_mm),
        mm_words(score.largest_miss_mm),
        minutes(one.duration),
        ", ".join(one.cosigned_by),
    )


def _table(columns: _Columns, rows: Sequence[Sequence[str]], width: float) -> list[Block]:
    head = replace(_table_row(columns, columns.heads, width, _CELL_HEAD), with_next=True)
    return [head, *(_table_row(columns, row, width, _CELL) for row in rows)]


def _table_row(columns: _Columns, cells: Sequence[str], width: float, style: Style) -> Block:
    """A first cell that is too long goes on below; the others are figures."""
    starts = (0.0, *columns.ends[:-1])
    parts = [
        text_lines(cell, (end - start) * width - 8, style)
        for cell, start, end in zip(cells, starts, columns.ends, strict=True)
    ]
    height = max(_ROW, max(sum(line.height for line in lines) for lines in parts) + 5)

    def paint(painter: QPainter, corner: QPointF) -> None:
        for lines, start in zip(parts, starts, strict=True):
            y = corner.y() + (height - sum(line.height for line in lines)) / 2
            for line in lines:
                line.paint(painter, QPointF(corner.x() + start * width, y))
                y += line.height
        painter.setPen(QPen(QColor("#AAAAAA"), 1))
        painter.drawLine(QLineF(corner.x(), corner.y() + height, corner.x() + width, corner.y() + height))

    return Block(height, paint)


def _signatures(sitting: Sitting, width: float) -> list[Block]:
    """Who signed for it, with the day; else a line to sign on."""
    blocks = [space(26)]
    for signed, at in sitting.attempt.cosignatures:
        told = f"Seen and signed by {signed.trainer} on {words.day(at)} at {words.clock(at)}."
        remark = f" {signed.remark}" if signed.remark else ""
        blocks += text_lines(f"{told}{remark}", width, _BODY)
    if sitting.attempt.cosignatures:
        return blocks

    def paint(painter: QPainter, corner: QPointF) -> None:
        painter.setPen(QPen(QColor("#000000"), 1))
        for start, label in ((0.0, "Trainer"), (0.55, "Day")):
            left, right = corner.x() + start * width, corner.x() + (start + 0.45) * width
            painter.drawLine(QLineF(left, corner.y() + 30, right, corner.y() + 30))
            text = elided(label, _LABEL, right - left)
            draw_text(painter, QRectF(left, corner.y() + 34, right - left, 16), text, _LABEL)

    return [*blocks, Block(54, paint)]
