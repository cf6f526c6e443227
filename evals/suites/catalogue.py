"""The suites that measure answers over data sets, one function each: what is asked, and what is read off it."""

from __future__ import annotations

from ..cases import Case
from ..datasets.builtin import BuiltIn
from ..datasets.clapnq import ClapNQ
from ..datasets.disputed import Disputed
from ..datasets.ir_collections import Cranfield, TimeMagazine
from ..datasets.mtrag import MTRAG
from ..datasets.planted import Planted
from ..datasets.rgb import RGB
from ..datasets.squad2 import Squad2
from ..measures.abstaining import AbstentionMeasure
from ..measures.answering import AnswerMeasure
from ..measures.citing import CitationMeasure
from ..measures.conversing import ConversationMeasure
from ..measures.disagreeing import DisagreementMeasure
from ..measures.ranking import RankingMeasure
from ..measures.timing import LatencyMeasure
from .measured import MeasuredSuite

__all__ = ["measured_suites"]


def measured_suites() -> tuple[MeasuredSuite, ...]:
    """All suites of this kind, in the order in which they are best read."""
    return (retrieval(), answers(), citations(), abstention(), conversation(), disagreement(), latency())


def retrieval() -> MeasuredSuite:
    return MeasuredSuite(
        name="retrieval",
        summary="Whether the passage that holds the answer is found: hit@k, MRR, nDCG, recall",
        needs="nothing for builtin; --data DIR with ir_time/ or ir_cran/ for time and cranfield",
        datasets=(BuiltIn(), TimeMagazine(), Cranfield()),
        measure=RankingMeasure(),
        is_chosen=_has_gold,
    )


def answers() -> MeasuredSuite:
    return MeasuredSuite(
        name="answers",
        summary="Whether answers hold what is accepted: containment, exact match, token F1",
        needs="nothing for builtin; --data DIR with squad2/ or clapnq/ for these",
        datasets=(BuiltIn(), Squad2(), ClapNQ()),
        measure=AnswerMeasure(),
        is_chosen=_is_answerable,
    )


def citations() -> MeasuredSuite:
    return MeasuredSuite(
        name="citations",
        summary="Whether cited words support their sentences (ALCE), are the right ones, and are quoted exactly",
        needs="nothing for builtin; --data DIR with clapnq/ for it",
        datasets=(BuiltIn(), ClapNQ()),
        measure=CitationMeasure(),
        is_chosen=_is_answerable,
        uses_judge=True,
    )


def abstention() -> MeasuredSuite:
    return MeasuredSuite(
        name="abstention",
        summary="Whether it refuses when there is no answer and only then, and how risk falls with coverage",
        needs="nothing for builtin; --data DIR with squad2/, clapnq/ or mtrag/ for these",
        datasets=(BuiltIn(), Squad2(), ClapNQ(), MTRAG()),
        measure=AbstentionMeasure(),
    )


def conversation() -> MeasuredSuite:
    return MeasuredSuite(
        name="conversation",
        summary="Whether questions that lean on earlier turns are understood and answered",
        needs="nothing for builtin; --data DIR with mtrag/ for it",
        datasets=(BuiltIn(), MTRAG()),
        measure=ConversationMeasure(),
        is_chosen=_has_history,
    )


def disagreement() -> MeasuredSuite:
    return MeasuredSuite(
        name="disagreement",
        summary="Whether sources that disagree are shown side by side, and agreeing ones are not",
        needs="nothing for disputed and planted; --data DIR with rgb/ for it",
        datasets=(Disputed(), Planted(), RGB()),
        measure=DisagreementMeasure(),
        is_chosen=_takes_sides,
    )


def latency() -> MeasuredSuite:
    return MeasuredSuite(
        name="latency",
        summary="How long an answer takes, by stage, one question at a time",
        needs="nothing",
        datasets=(BuiltIn(),),
        measure=LatencyMeasure(),
    )


def _has_gold(case: Case) -> bool:
    return case.answerable and bool(case.gold)


def _is_answerable(case: Case) -> bool:
    return case.answerable


def _has_history(case: Case) -> bool:
    return bool(case.history)


def _takes_sides(case: Case) -> bool:
    return "agree" in case.tags or len(case.accepted_all) > 1
