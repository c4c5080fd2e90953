"""The cards beside an exam's stage: what was right, how it is found, and what it comes to so far."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from injection_map.domain.attempts import Try
from injection_map.domain.exam import FindMistakes
from injection_map.domain.protocol import Protocol
from injection_map.domain.scoring import Judgement, mm_words, score_of
from injection_map.ui.controls import Card, IconLabel, Line, Text
from injection_map.ui.sections import roomy
from injection_map.ui.theme import Theme
from injection_map.ui.trainer import exam_words
from injection_map.ui.trainer.score_strip import ScoreStrip
from injection_map.ui.wording import source_words

_MARGINS = ((18, 14), (14, 10), (18, 14), (14, 10))


def card_box(theme: Theme, card: Card) -> QVBoxLayout:
    """The rows of a card in the column."""
    box = QVBoxLayout(card)
    roomy(theme, box, spacing=(6, 4), margins=_MARGINS)
    return box


class VerdictCard(Card):
    """Found or not, by sign, word and colour; how far off, and which way."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("verdict")
        box = card_box(theme, self)
        row = QHBoxLayout()
        row.setSpacing(10)
        self._sign = IconLabel(theme, "tick", size_px=26)
        self.verdict = Text(theme, "lead-strong")
        self.verdict.setObjectName("verdict-word")
        row.addWidget(self._sign)
        row.addWidget(self.verdict, 1)
        box.addLayout(row)
        self.headline = Text(theme, "site")
        self.headline.setObjectName("verdict-headline")
        box.addWidget(self.headline)
        self.detail = Text(theme, "lead", wrap=True)
        self.detail.setObjectName("verdict-detail")
        box.addWidget(self.detail)

    def show_try(self, one: Try, protocol: Protocol, *, counted: bool = True) -> None:
        judgement = one.judgement
        colour = "ok" if judgement.found else "bad"
        self._sign.set_icon("tick" if judgement.found else "close", colour)
        self.verdict.set_colour(colour)
        self.verdict.setText(_verdict(one, judgement) if counted else f"{_verdict(one, judgement)} (not counted)")
        self.headline.setText(judgement.headline)
        self.headline.setVisible(judgement.headline != self.verdict.text())
        self.headline.set_role("site" if judgement.miss else "person")
        planted = _planted(one, protocol)
        self.detail.setText("\n".join(filter(None, (judgement.detail, *planted))))
        self.detail.setVisible(bool(self.detail.text()))
        self.setAccessibleName(f"{self.verdict.text()}. {judgement.headline}. {judgement.detail}")


def _verdict(one: Try, judgement: Judgement) -> str:
    if judgement.miss is None:
        return "Right" if judgement.found else "Not right"
    site = exam_words.site_of(one.question)
    assert site is not None
    within = mm_words(site.tolerance_mm)
    return f"Found, within {within}" if judgement.found else f"Not found: more than {within} off"


def _planted(one: Try, protocol: Protocol) -> Sequence[str]:
    if not isinstance(one.question, FindMistakes):
        return ()
    return [exam_words.mistake_words(mistake, protocol) for mistake in one.question.planted]


class HowToCard(Card):
    """How the site is found, in the protocol's words, with their source."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("how-to-find")
        box = card_box(theme, self)
        box.addWidget(Text(theme, "base-strong", "How to find it"))
        self.words = Text(theme, "base", wrap=True)
        box.addWidget(self.words)
        self.source = Text(theme, "small", colour="t2", wrap=True)
        box.addWidget(self.source)

    def show_try(self, one: Try, protocol: Protocol) -> None:
        """Hidden where the question was not about one site."""
        asked = exam_words.site_of(one.question)
        site = protocol.site(asked.key) if asked else None
        self.setVisible(site is not None)
        if site is not None:
            self.words.setText(exam_words.how_to_find(site))
            self.source.setText(source_words(protocol, site))


class ScoreCard(Card):
    """Found, median and largest miss, every try on one scale, and what is worth another try."""

    repeat_asked = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setObjectName("score")
        box = card_box(theme, self)
        box.addWidget(Text(theme, "base-strong", "Score"))
        figures = QHBoxLayout()
        figures.setSpacing(18)
        self.found, self.median, self.largest = (Text(theme, "total", tabular=True) for _ in range(3))
        for figure, label in ((self.found, "found"), (self.median, "median miss"), (self.largest, "largest miss")):
            column = QVBoxLayout()
            column.setSpacing(0)
            column.addWidget(figure)
            column.addWidget(Text(theme, "small", label, colour="t2"))
            figures.addLayout(column)
        figures.addStretch(1)
        box.addLayout(figures)
        self.strip = ScoreStrip(theme)
        box.addWidget(self.strip)
        self._worst_title = Text(theme, "base-strong", "Worth another try")
        box.addWidget(self._worst_title)
        self._worst = QVBoxLayout()
        self._worst.setSpacing(0)
        box.addLayout(self._worst)
        box.addStretch(1)

    def show_tries(self, tries: Sequence[Try], *, names_last: bool = False) -> None:
        score = score_of(one.judgement for one in tries)
        self.found.setText(f"{score.found} of {score.asked}")
        self.median.setText(mm_words(score.median_miss_mm))
        self.largest.setText(mm_words(score.largest_miss_mm))
        self.strip.show_tries(tries, names_last=names_last)
        self.strip.setVisible(score.largest_miss_mm is not None)
        worst = exam_words.worst_tries(tries, self._theme.px(3, 2))
        self._worst_title.setVisible(bool(worst))
        while (item := self._worst.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        for one in worst:
            self._worst.addWidget(_worst_row(self._theme, one))


def _worst_row(theme: Theme, one: Try) -> QWidget:
    row = QWidget()
    box = QVBoxLayout(row)
    box.setContentsMargins(0, 0, 0, 0)
    box.setSpacing(0)
    box.addWidget(Line())
    line = QHBoxLayout()
    line.setContentsMargins(0, theme.px(8, 5), 0, theme.px(8, 5))
    line.setSpacing(10)
    about, how_far = exam_words.try_words(one)
    line.addWidget(IconLabel(theme, "close", colour="bad", size_px=18))
    line.addWidget(Text(theme, "second", about, wrap=True), 1)
    line.addWidget(Text(theme, "second-strong", how_far), 0, Qt.AlignmentFlag.AlignRight)
    box.addLayout(line)
    return row
