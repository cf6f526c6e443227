from __future__ import annotations

import pytest

from evals.report import Record
from evals.runner import judge_outcome
from evals.suites.scoring import read_outcome, score_answers, score_confidence, score_quotes, score_tags
from tests.evals.asking import answer_with, case_with

RIGHT, WRONG, NONE = ("There were 252.",), ("There were 238.",), ()


def record(
    *, texts: tuple[str, ...], answerable: bool = True, confidence: float = 0.9, tag: str = "numeric",
    quotes_exact: tuple[bool, ...] = (),
) -> Record:  # fmt: skip
    case = case_with(*(("252",) if answerable else ()), answerable=answerable, tags=(tag,))
    answer = answer_with(*texts, confidence=confidence)
    return Record(case=case, answer=answer, outcome=judge_outcome(case, answer), quotes_exact=quotes_exact)


RECORDS = [
    record(texts=RIGHT, confidence=0.9, quotes_exact=(True, True)),
    record(texts=WRONG, confidence=0.8, quotes_exact=(True, False)),
    record(texts=NONE, confidence=0.2),
    record(texts=RIGHT, confidence=0.7, tag="list"),
    record(texts=NONE, answerable=False, confidence=0.1, tag="unanswerable"),
    record(texts=WRONG, answerable=False, confidence=0.75, tag="unanswerable"),
]


def test_answers_and_refusals_by_hand() -> None:
    scores = {score.name: (score.value, score.n) for score in score_answers(RECORDS, 0)}
    assert scores == {
        "answered right": (2 / 4, 4),
        "right when answered": (pytest.approx(2 / 3), 3),
        "wrong refusals": (1 / 4, 4),
        "refused when unanswerable": (1 / 2, 2),
    }


def test_what_each_case_gives_averages_to_the_scores() -> None:
    given = [read_outcome(record) for record in RECORDS]
    for score in (*score_answers(RECORDS, 0), *score_tags(RECORDS, 0)):
        values = [value for values in given if (value := values.get(score.name)) is not None]
        assert (sum(values) / len(values), len(values)) == (pytest.approx(score.value), score.n)
    assert read_outcome(Record(case=RECORDS[0].case)) == {}


def test_the_confidence_is_held_against_whether_there_is_an_answer() -> None:
    area, error = score_confidence(RECORDS, 0)
    assert (area.value, area.n) == (6 / 8, 6)
    assert (error.n, error.better) == (6, "lower")


def test_every_quote_counts() -> None:
    score = score_quotes(RECORDS, 0)
    assert (score.value, score.n) == (3 / 4, 4)


def test_each_tag_has_a_score_in_which_a_right_refusal_is_right() -> None:
    scores = {score.name: (score.value, score.n) for score in score_tags(RECORDS, 0)}
    assert scores == {
        "tag: list": (1.0, 1),
        "tag: numeric": (pytest.approx(1 / 3), 3),
        "tag: unanswerable": (1 / 2, 2),
    }


def test_a_case_without_accepted_strings_is_not_scored_as_wrong() -> None:
    case = case_with(tags=("numeric",))
    unscored = Record(case=case, answer=answer_with("x"), outcome=judge_outcome(case, answer_with("x")))
    assert score_answers([unscored], 0)[0].value is None
    assert score_tags([unscored], 0)[0].value is None


def test_nothing_asked_gives_nothing_scored() -> None:
    scores = [*score_answers([], 0), *score_confidence([], 0), score_quotes([], 0)]
    assert {score.value for score in scores} == {None}
    assert {score.n for score in scores} == {0}
