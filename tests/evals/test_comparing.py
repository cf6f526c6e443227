from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from evals.cases import Case
from evals.comparing import Difference, compare_reports, compare_values
from evals.measures.abstaining import AbstentionMeasure
from evals.metrics import area_under_curve
from evals.paired_statistics import STATISTICS
from evals.report import Outcome, Record, Report
from evals.runner import judge_outcome
from evals.scores import Better, score_mean
from evals.suites.scoring import score_answers
from tests.evals.asking import answer_with, case_with


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


def records_of(
    confidences: Sequence[tuple[float, bool]], refused_below: float = 0.0, dataset: str = "builtin"
) -> tuple[Record, ...]:
    return tuple(
        Record(
            case=case_with("a", answerable=is_answerable, id=f"q{n}"),
            answer=answer_with(*(["An answer."] if confidence >= refused_below else []), confidence=confidence),
            dataset=dataset,
        )
        for n, (confidence, is_answerable) in enumerate(confidences)
    )


def asked(confidences: Sequence[tuple[float, bool]], *, refused_below: float = 0.0, dataset: str = "builtin") -> Report:
    """A run of one case for each (confidence, is answerable), that refuses what it is not sure of."""
    records = records_of(confidences, refused_below, dataset)
    scores = [replace(score, dataset=dataset) for score in AbstentionMeasure().score(records, 0)]
    return Report(suite="abstention", state="scored", scores=tuple(scores), records=records)


def difference_of(name: str, before: Report, after: Report, seed: int = 0) -> Difference:
    (found,) = [found for found in compare_reports(before, after, seed=seed).differences if found.name == name]
    return found


BLIND = [(0.5, True), (0.5, False)] * 20
SURE = [(0.9, True), (0.1, False)] * 20


def test_a_confidence_that_tells_more_apart_is_better_with_an_interval() -> None:
    found = difference_of("confidence AUC", asked(BLIND), asked(SURE))
    assert (found.before, found.after, found.low, found.high) == (0.5, 1.0, 0.5, 0.5)
    assert (found.n, found.change) == (40, "better")
    assert difference_of("confidence AUC", asked(SURE), asked(BLIND)).change == "worse"


def test_both_runs_are_rated_on_the_same_draw() -> None:
    mixed = [(0.1 * (n % 10), n % 3 > 0) for n in range(40)]
    shifted = [(0.05 + 0.5 * confidence, is_answerable) for confidence, is_answerable in mixed]
    found = difference_of("confidence AUC", asked(mixed), asked(shifted))
    assert (found.low, found.high, found.change) == (0, 0, "same")  # the order is the same, so each draw is, too


def test_refusals_that_find_more_of_the_unanswerable_are_better_with_an_interval() -> None:
    found = difference_of("abstention F1", asked(SURE, refused_below=0.05), asked(SURE, refused_below=0.5))
    assert (found.before, found.after, found.change) == (0.0, 1.0, "better")
    assert found.low == found.high == 1.0
    some = difference_of("abstention F1", asked(SURE, refused_below=0.5), asked(MIXED, refused_below=0.5))
    assert some.low is not None and some.high is not None and some.difference is not None
    assert some.low < some.difference < some.high < 0
    assert some.change == "worse"


MIXED = [(0.9, True), (0.1, False), (0.3, True), (0.7, False)] * 10


def test_the_interval_of_an_area_is_the_same_for_the_same_seed_and_turns_with_the_runs() -> None:
    there, back = (
        difference_of("confidence AUC", *pair) for pair in ((asked(BLIND), asked(MIXED)), (asked(MIXED), asked(BLIND)))
    )
    assert there == difference_of("confidence AUC", asked(BLIND), asked(MIXED))
    assert there.low is not None and there.high is not None and back.low is not None and back.high is not None
    assert (there.low, there.high) == pytest.approx((-back.high, -back.low))
    other = difference_of("confidence AUC", asked(BLIND), asked(MIXED), seed=5)
    assert (other.low, other.high) != (there.low, there.high)


def test_an_area_is_compared_over_the_cases_that_both_runs_hold() -> None:
    found = difference_of("confidence AUC", asked(BLIND), asked([*SURE[:10]]))
    assert (found.n, found.before, found.after) == (10, 0.5, 1.0)


def test_an_area_of_a_suite_that_names_no_data_set_has_an_interval_too() -> None:
    before, after = asked(BLIND), asked(SURE)
    before, after = (
        replace(run, scores=tuple(replace(score, dataset="") for score in run.scores)) for run in (before, after)
    )
    assert difference_of("confidence AUC", before, after).change == "better"


def test_without_unanswerable_cases_an_area_has_no_difference() -> None:
    found = difference_of("confidence AUC", asked([(0.9, True)] * 4), asked([(0.8, True)] * 4))
    assert (found.before, found.after, found.low, found.change) == (None, None, None, "same")


def test_a_calibration_error_has_a_difference_and_no_interval() -> None:
    found = difference_of("confidence calibration error", asked(BLIND), asked(SURE))
    assert found.difference is not None
    assert (found.low, found.high, found.change) == (None, None, "same")


def test_shared_words_have_an_interval_for_each_case_has_a_value() -> None:
    before, after = report([0.2, 0.4, 0.1, 0.3] * 5), report([0.6, 0.9, 0.5, 0.4] * 5)
    before, after = (
        replace(
            run, scores=(replace(run.scores[0], name="token F1"),),
            records=tuple(replace(record, values={"token F1": record.values["right"]}) for record in run.records),
        )
        for run in (before, after)
    )  # fmt: skip
    found = difference_of("token F1", before, after)
    assert found.low is not None and found.high is not None
    assert 0 < found.low < 0.35 < found.high
    assert (found.wins, found.change) == (20, "better")


@given(st.lists(st.tuples(st.integers(0, 5), st.booleans()), min_size=1, max_size=12))
def test_the_area_of_all_cases_is_the_area_under_the_curve(pairs: list[tuple[int, bool]]) -> None:
    rated = [(step / 5, is_answerable) for step, is_answerable in pairs]
    separate = STATISTICS["confidence AUC"](records_of(rated))
    expected = area_under_curve([c for c, good in rated if good], [c for c, good in rated if not good])
    assert separate(np.arange(len(rated))) == (None if expected is None else pytest.approx(expected))


def test_runs_with_different_judges_are_warned_of() -> None:
    ours, other = report([1]), replace(report([1]), provenance={"corpus": "c", "judge": "openai:x"})
    named = replace(ours, provenance={"corpus": "c", "judge": "newsdesk"})
    (warning,) = compare_reports(ours, other).warnings
    assert "judged differently (newsdesk and openai:x)" in warning
    assert compare_reports(ours, named).warnings == ()
    prompted = replace(other, provenance={**other.provenance, "judge prompt": "abc"})
    assert len(compare_reports(other, prompted).warnings) == 1


def test_a_suite_without_values_is_compared_by_its_outcomes() -> None:
    """The built-in suite keeps outcomes only."""

    def run(right: int) -> Report:
        case = case_with("252")
        cases = [replace(case, id=f"q{n}") for n in range(20)]
        answers = [answer_with("There were 252." if n < right else "There were 238.") for n in range(20)]
        pairs = zip(cases, answers, strict=True)
        records = [Record(case=c, answer=a, outcome=judge_outcome(c, a), dataset="builtin") for c, a in pairs]
        return Report(suite="builtin", state="scored", scores=tuple(score_answers(records, 0)), records=tuple(records))

    found = {difference.name: difference for difference in compare_reports(run(5), run(15)).differences}
    gain = found["answered right"]
    assert (gain.before, gain.after, gain.wins, gain.losses, gain.change) == (0.25, 0.75, 10, 0, "better")
    assert gain.low is not None and 0 < gain.low <= 0.5
    assert found["refused when unanswerable"].low is None
