from __future__ import annotations

import pytest

from assistant.answers import Answer
from evals.calibrating import choose_cutoff, trace_cutoffs
from evals.cases import Case
from evals.report import Outcome, Record


def record(confidence: float, outcome: Outcome) -> Record:
    answer = Answer(
        question="Q?", standalone_question="Q?", status="answered", reason=None, text="", model="quotes",
        confidence=confidence,
    )  # fmt: skip
    is_answerable = outcome in ("right", "wrong")
    return Record(
        case=Case(id=f"{confidence}", question="Q?", answerable=is_answerable), answer=answer, outcome=outcome
    )


RECORDS = [
    record(0.9, "right"),
    record(0.8, "right"),
    record(0.6, "wrongly answered"),
    record(0.5, "right"),
    record(0.4, "wrong"),
    record(0.2, "wrongly answered"),
]


def test_each_cut_off_says_what_it_costs_and_saves() -> None:
    points = {point.cutoff: point for point in trace_cutoffs(RECORDS)}
    everything = points[0.0]
    assert (everything.coverage, everything.risk) == (1.0, pytest.approx(3 / 6))
    assert (everything.refused, everything.wrongly_refused) == (0.0, 0.0)
    at = points[0.6]
    assert at.coverage == pytest.approx(3 / 6)
    assert at.risk == pytest.approx(1 / 3)
    assert at.refused == pytest.approx(1 / 2)
    assert at.wrongly_refused == pytest.approx(2 / 4)


def test_the_chosen_cut_off_refuses_no_more_answerable_cases_than_allowed() -> None:
    assert choose_cutoff(RECORDS, 0.0).cutoff == 0.4
    assert choose_cutoff(RECORDS, 0.25).cutoff == 0.5
    assert choose_cutoff(RECORDS, 1.0).cutoff == 0.9


def test_without_unanswerable_cases_nothing_is_said_of_refusals() -> None:
    [*_, last] = trace_cutoffs([record(0.9, "right"), record(0.3, "wrong")])
    assert last.refused is None
    assert last.wrongly_refused == pytest.approx(1 / 2)
    assert last.risk == 0.0


def test_what_cannot_be_scored_is_no_risk() -> None:
    assert trace_cutoffs([record(0.9, "not scored")])[0].risk is None
