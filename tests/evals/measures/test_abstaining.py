from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import f1_score, precision_score, recall_score

from evals.measures.abstaining import AbstentionMeasure, RiskPoint, area_under_risk, crag_value, trace_risk
from evals.measures.measuring import Setting
from evals.report import Record
from evals.runner import judge_outcome
from tests.evals.asking import answer_with, case_with

EXACT = 1e-9
SETTING = Setting(finder=None, judge=None)  # type: ignore[arg-type]


def record(*, refused: bool, answerable: bool, right: bool = True, confidence: float = 0.5) -> Record:
    case = case_with(*(("252",) if answerable else ()), answerable=answerable)
    answer = answer_with(*(() if refused else ("252" if right else "238",)), confidence=confidence)
    made = Record(case=case, answer=answer, outcome=judge_outcome(case, answer))
    return AbstentionMeasure().measure(made, SETTING).put_on(made)


def values(records: list[Record]) -> dict[str, float | None]:
    return {score.name: score.value for score in AbstentionMeasure().score(records, 0)}


@given(st.lists(st.tuples(st.booleans(), st.booleans()), min_size=1, max_size=25))
def test_refusals_are_scored_as_scikit_learn_scores_a_detector_of_unanswerable_cases(
    pairs: list[tuple[bool, bool]],
) -> None:
    found = values([record(refused=refused, answerable=answerable) for refused, answerable in pairs])
    truth, said = [not answerable for _, answerable in pairs], [refused for refused, _ in pairs]
    precision = precision_score(truth, said, zero_division=0) if any(said) else None
    recall = recall_score(truth, said, zero_division=0) if any(truth) else None
    f1 = f1_score(truth, said, zero_division=0) if any(truth) or any(said) else None
    assert found["abstention precision"] == pytest.approx(precision, abs=EXACT)
    assert found["abstention recall"] == pytest.approx(recall, abs=EXACT)
    assert found["abstention F1"] == pytest.approx(f1, abs=EXACT)


def test_the_crag_score_pays_for_right_answers_and_takes_for_wrong_ones() -> None:
    records = [
        record(refused=False, answerable=True),
        record(refused=False, answerable=True, right=False),
        record(refused=True, answerable=True),
        record(refused=True, answerable=False),
        record(refused=False, answerable=False),
    ]
    assert [r.values["CRAG score"] for r in records] == [1, -1, 0, 1, -1]
    assert values(records)["CRAG score"] == 0
    assert crag_value("not scored") is None


def test_a_curve_by_hand() -> None:
    curve = trace_risk([0.9, 0.8, 0.7], [False, True, False], 4)
    assert curve == [
        RiskPoint(coverage=0.25, risk=0.0),
        RiskPoint(coverage=0.5, risk=0.5),
        RiskPoint(coverage=0.75, risk=pytest.approx(1 / 3)),
    ]
    area = 0.25 * 0 + 0.25 * (0 + 0.5) / 2 + 0.25 * (0.5 + 1 / 3) / 2
    assert area_under_risk(curve) == pytest.approx(area / 0.75, abs=EXACT)
    assert area_under_risk([]) is None


CASES = st.lists(st.tuples(st.sampled_from([0.1, 0.4, 0.4, 0.9]), st.booleans()), min_size=1, max_size=20)


@given(CASES, st.randoms(use_true_random=False))
def test_the_order_of_the_cases_does_not_count(cases: list[tuple[float, bool]], chance: object) -> None:
    mixed = list(cases)
    chance.shuffle(mixed)  # type: ignore[attr-defined]
    one = trace_risk([c for c, _ in cases], [e for _, e in cases], len(cases))
    two = trace_risk([c for c, _ in mixed], [e for _, e in mixed], len(mixed))
    assert one == two
    area = area_under_risk(one)
    assert area is not None and 0 <= area <= 1
    assert one[-1].risk == pytest.approx(sum(error for _, error in cases) / len(cases))


def test_without_a_refusal_precision_is_not_scored_and_never_zero() -> None:
    scores = {s.name: s for s in AbstentionMeasure().score([record(refused=False, answerable=False)], 0)}
    assert (scores["abstention precision"].value, scores["abstention precision"].n) == (None, 0)
    assert scores["abstention recall"].value == 0


def test_an_answerable_case_without_accepted_strings_has_no_crag_score() -> None:
    case = case_with()
    made = Record(case=case, answer=answer_with("Anything."), outcome="not scored")
    assert "CRAG score" not in AbstentionMeasure().measure(made, SETTING).values
