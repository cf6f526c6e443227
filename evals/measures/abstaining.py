"""Abstention: precision, recall and F1 of refusals, the CRAG score, and the trade of risk for coverage."""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..metrics import bootstrap_statistic
from ..scores import Better, Score, score_calibration, score_separation
from .measuring import Measured, Setting, score_values

if TYPE_CHECKING:
    from ..report import Outcome, Record

__all__ = ["AbstentionMeasure", "RiskPoint", "area_under_risk", "crag_value", "risk_of", "trace_risk"]

_NAMES: dict[str, Better] = {
    "abstention precision": "higher",
    "abstention recall": "higher",
    "wrong refusals": "lower",
    "CRAG score": "higher",
}
_CRAG: dict[Outcome, float | None] = {
    "right": 1.0,
    "rightly refused": 1.0,
    "wrongly refused": 0.0,
    "wrong": -1.0,
    "wrongly answered": -1.0,
    "not scored": None,
}


@dataclass(frozen=True, kw_only=True)
class RiskPoint:
    """When only the surest cases are answered: the share that is answered, and of these the share that is wrong."""

    coverage: float
    risk: float


def crag_value(outcome: Outcome) -> float | None:
    """1 for a right answer or refusal, 0 for a needless refusal, -1 for a wrong answer (after Yang et al. 2024, CRAG)."""
    return _CRAG[outcome]


def risk_of(record: Record) -> bool | None:
    """Whether an answer is an error: it is known to be wrong, or there is no answer to give; None for a refusal."""
    if record.given.abstained:
        return None
    return record.outcome in ("wrong", "wrongly answered")


def trace_risk(confidences: Sequence[float], errors: Sequence[bool], cases: int) -> list[RiskPoint]:
    """The risk-coverage curve (El-Yaniv and Wiener 2010) over what was answered, the surest first.

    Cases of one confidence are answered together, so that their order does not count.

    Args:
        cases: how many cases there are, with those that were refused; coverage is a share of these.
    """
    points, wrong = [], 0
    ordered = sorted(zip(confidences, errors, strict=True), key=lambda pair: -pair[0])
    for n, (confidence, is_error) in enumerate(ordered, start=1):
        wrong += is_error
        if n == len(ordered) or ordered[n][0] != confidence:
            points.append(RiskPoint(coverage=n / cases, risk=wrong / n))
    return points


def area_under_risk(points: Sequence[RiskPoint]) -> float | None:
    """The mean risk over the coverage that was reached, between points by straight lines; None without points."""
    if not points:
        return None
    reached = points[-1].coverage
    area = points[0].coverage * points[0].risk
    for before, after in itertools.pairwise(points):
        area += (after.coverage - before.coverage) * (before.risk + after.risk) / 2
    return area / reached


class AbstentionMeasure:
    """Measures when it refuses, over answerable and unanswerable cases."""

    def measure(self, record: Record, setting: Setting) -> Measured:
        has_refused, is_answerable = record.given.abstained, record.case.answerable
        values: dict[str, float | None] = {"abstention precision": None, "abstention recall": None}
        if not is_answerable or record.case.accepted or record.case.accepted_all:  # else only refusals would count
            values["CRAG score"] = crag_value(record.outcome)
        notes = []
        if has_refused:
            values["abstention precision"] = float(not is_answerable)
        if is_answerable:
            values["wrong refusals"] = float(has_refused)
            if has_refused:
                notes.append("It refused, though the library holds an answer.")
        else:
            values["abstention recall"] = float(has_refused)
            if not has_refused:
                notes.append("It answered, though the library holds no answer.")
        return Measured(values=values, notes=tuple(notes))

    def score(self, records: Sequence[Record], seed: int) -> list[Score]:
        positives = [record.given.confidence for record in records if record.case.answerable]
        negatives = [record.given.confidence for record in records if not record.case.answerable]
        outcomes = [True] * len(positives) + [False] * len(negatives)
        answered = [(record.given.confidence, error) for record in records if (error := risk_of(record)) is not None]
        curve = trace_risk([c for c, _ in answered], [error for _, error in answered], len(records) or 1)
        return [
            *score_values(records, _NAMES, seed),
            _score_f1(records, seed),
            score_separation("confidence AUC", positives, negatives, seed=seed),
            score_calibration("confidence calibration error", positives + negatives, outcomes),
            Score(name="risk-coverage area", value=area_under_risk(curve), n=len(answered), better="lower"),
        ]


def _score_f1(records: Sequence[Record], seed: int) -> Score:
    """F1 of refusals as the detection of unanswerable cases; not scored where no case is unanswerable or refused."""
    pairs = [(float(record.given.abstained), float(not record.case.answerable)) for record in records]
    value = _f1(pairs)
    low, high = bootstrap_statistic(pairs, _f1, seed) or (None, None)
    return Score(name="abstention F1", value=value, n=0 if value is None else len(pairs), low=low, high=high)


def _f1(pairs: Sequence[tuple[float, float]]) -> float | None:
    both = math.fsum(refused * unanswerable for refused, unanswerable in pairs)
    either = math.fsum(refused + unanswerable for refused, unanswerable in pairs)
    return 2 * both / either if either else None
