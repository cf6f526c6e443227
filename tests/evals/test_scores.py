from __future__ import annotations

import json

import pytest

from evals.scores import Score, score_calibration, score_mean, score_separation


def test_what_cannot_be_scored_is_left_out_and_not_counted() -> None:
    score = score_mean("right", [True, None, False, None], seed=0)
    assert (score.value, score.n, score.is_scored) == (0.5, 2, True)
    assert score.low is not None
    assert score.high is not None
    assert 0 <= score.low <= 0.5 <= score.high <= 1


@pytest.mark.parametrize(
    "score",
    [
        score_mean("right", [None, None], seed=0),
        score_separation("area", [0.5], [], seed=0),
        score_calibration("error", [], []),
    ],
)
def test_a_score_over_nothing_is_none_and_never_zero(score: Score) -> None:
    assert (score.value, score.n, score.low, score.high, score.is_scored) == (None, 0, None, None, False)
    assert json.loads(json.dumps(score.to_json(), allow_nan=False))["value"] is None


def test_an_area_counts_the_cases_of_both_sides() -> None:
    score = score_separation("area", [0.9, 0.8], [0.1], seed=0)
    assert (score.value, score.n, score.low, score.high) == (1.0, 3, 1.0, 1.0)


def test_a_calibration_error_is_better_when_lower_and_has_no_interval() -> None:
    score = score_calibration("error", [0.7, 0.7], [True, True])
    written = score.to_json()
    assert (written["name"], written["value"], written["n"], written["better"]) == ("error", 0.3, 2, "lower")
    assert (written["low"], written["high"]) == (None, None)
