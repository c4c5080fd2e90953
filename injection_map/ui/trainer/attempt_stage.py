"""An answered question on the stage: the trainee's cross beside the true site."""

from __future__ import annotations

from collections.abc import Sequence

from injection_map.diagram.answers import AnswerOnView
from injection_map.diagram.art import Treated
from injection_map.diagram.scene import SiteOnView
from injection_map.domain.attempts import Try
from injection_map.domain.exam import Placed, PlaceSite
from injection_map.domain.scoring import mm_words
from injection_map.ui.trainer import exam_words
from injection_map.ui.trainer.exam_stage import OnStage


def answered_on_stage(one: Try, others: Sequence[SiteOnView] = (), *, yours: str = "Yours") -> OnStage:
    """`others` are marks of other sites; `yours` is written at the cross. The question is about one site."""
    site = exam_words.site_of(one.question)
    assert site is not None
    placed = isinstance(one.question, PlaceSite)
    answer = AnswerOnView(
        site.point,
        site.tolerance_mm if placed else 0.0,
        site.name,
        one.judgement.found,
        one.answer.point if isinstance(one.answer, Placed) else None,
        yours,
        within=f"within {mm_words(site.tolerance_mm)}" if placed else "",
    )
    told = f"{one.judgement.headline}. {one.judgement.detail}"
    return OnStage(site.view, treated=Treated(site.muscle, site.side), sites=tuple(others), answer=answer, words=told)
