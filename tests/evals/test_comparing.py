from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evals.cases import Case
from evals.comparing import compare_reports, compare_values
from evals.report import Outcome, Record, Report
from evals.scores import Better, score_mean


def report(
    values: list[float | None], *, corpus: str = "c", better: Better = "higher", suite: str = "answers"
) -> Report:
    records = tuple(
        Record(
            case=Case(id=f"q{n}", question=f"Question {n}?", answerable=True),
            outcome=_outcome(value), dataset="builtin", values={"right": value},
        )
        for n, value in enumerate(values)
    )  # fmt: skip
    score = score_mean("right", values, seed=0, better=better)
    from dataclasses import replace

    return Report(
        suite=suite, state="scored", scores=(replace(score, dataset="builtin"),), records=records,
        counts={"cases": len(records)}, provenance={"corpus": corpus},
    )  # fmt: skip


def _outcome(value: float | None) -> Outcome:
    return "not scored" if value is None else "right" if value else "wrong"


def test_a_clear_gain_is_better_with_its_wins() -> None:
    comparison = compare_reports(report([0, 0, 0, 1] * 5), report([1, 1, 0, 1] * 5))
    (found,) = comparison.differences
    assert (found.before, found.after, found.difference) == (0.25, 0.75, 0.5)
    assert (found.wins, found.losses, found.n, found.change) == (10, 0, 20, "better")
    assert found.low is not None and found.high is not None and 0 < found.low <= 0.5 <= found.high
    assert len(comparison.changed) == 10
    assert {case.change for case in comparison.changed} == {"better"}


def test_where_lower_is_better_a_fall_is_a_gain() -> None:
    before, after = report([1.0] * 9, better="lower"), report([0.0] * 9, better="lower")
    assert compare_reports(before, after).differences[0].change == "better"
    assert compare_reports(after, before).differences[0].change == "worse"


def test_a_difference_that_chance_explains_is_the_same() -> None:
    (found,) = compare_reports(report([0, 1] * 6), report([1, 0] * 6)).differences
    assert (found.wins, found.losses, found.change) == (6, 6, "same")


def test_only_shared_cases_are_paired() -> None:
    comparison = compare_reports(report([1, 0, 1, 1]), report([1, 0]))
    assert (comparison.shared, comparison.only_before, comparison.only_after) == (2, 2, 0)
    assert comparison.differences[0].n == 2
    assert comparison.differences[0].difference == 0


def test_another_corpus_is_warned_of() -> None:
    (warning,) = compare_reports(report([1], corpus="a"), report([1], corpus="b")).warnings
    assert "different documents" in warning


def test_what_was_not_scored_is_left_out() -> None:
    (found,) = compare_reports(report([None, 1, 0]), report([1, None, 1])).differences
    assert (found.n, found.wins, found.losses) == (1, 1, 0)
    (nothing,) = compare_reports(report([None, None]), report([None, None])).differences
    assert (nothing.before, nothing.after, nothing.difference, nothing.change) == (None, None, None, "same")


def test_the_comparison_is_json() -> None:
    written = json.loads(json.dumps(compare_reports(report([0, 1]), report([1, 1])).to_json(), allow_nan=False))
    assert written["differences"][0]["wins"] == 1
    assert written["changed"][0] == {
        "id": "q0", "dataset": "builtin", "question": "Question 0?", "before": "wrong", "after": "right",
        "change": "better",
    }  # fmt: skip


VALUES = st.lists(st.one_of(st.none(), st.floats(0, 1)), min_size=1, max_size=12)


@given(VALUES)
def test_a_run_does_not_differ_from_itself(values: list[float | None]) -> None:
    interval = compare_values(values, values, 0)
    if all(value is None for value in values):
        assert interval is None
    else:
        assert interval == pytest.approx((0, 0), abs=1e-12)


@given(st.lists(st.tuples(st.floats(0, 1), st.floats(0, 1)), min_size=1, max_size=12))
def test_the_interval_is_ordered_and_turns_with_the_runs(pairs: list[tuple[float, float]]) -> None:
    one, two = [x for x, _ in pairs], [y for _, y in pairs]
    there, back = compare_values(one, two, 3), compare_values(two, one, 3)
    assert there is not None and back is not None
    assert -1 <= there[0] <= there[1] <= 1
    assert there == pytest.approx((-back[1], -back[0]), abs=1e-9)
