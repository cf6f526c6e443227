"""The scores that suites share: of answers, refusals, confidences and quotes."""

from __future__ import annotations

from collections.abc import Sequence

from ..report import Record
from ..scores import Score, score_calibration, score_mean, score_separation

__all__ = ["read_outcome", "score_answers", "score_confidence", "score_quotes", "score_tags"]


def score_answers(records: Sequence[Record], seed: int) -> list[Score]:
    """Right answers and wrong refusals over the answerable cases, right refusals over the others."""
    answerable = [record for record in records if record.case.answerable and record.outcome != "not scored"]
    others = [record for record in records if not record.case.answerable]
    answered = [record for record in answerable if not record.given.abstained]
    return [
        score_mean("answered right", [record.outcome == "right" for record in answerable], seed=seed),
        score_mean("right when answered", [record.outcome == "right" for record in answered], seed=seed),
        score_mean("wrong refusals", [r.outcome == "wrongly refused" for r in answerable], seed=seed, better="lower"),
        score_mean("refused when unanswerable", [r.outcome == "rightly refused" for r in others], seed=seed),
    ]


def read_outcome(record: Record) -> dict[str, float | None]:
    """What a case gives to each score of `score_answers` and `score_tags`: their means over cases are those scores."""
    if record.outcome == "not scored" or record.answer is None:
        return {}
    is_right = float(record.outcome == "right")
    is_good = float(record.outcome in ("right", "rightly refused"))
    values: dict[str, float | None] = {f"tag: {tag}": is_good for tag in record.case.tags}
    if not record.case.answerable:
        return {**values, "refused when unanswerable": is_good}
    answered = None if record.given.abstained else is_right
    refused = float(record.outcome == "wrongly refused")
    return {**values, "answered right": is_right, "right when answered": answered, "wrong refusals": refused}


def score_confidence(records: Sequence[Record], seed: int) -> list[Score]:
    """How well the confidence tells answerable cases from others, and how far it is from the share that is."""
    positives = [record.given.confidence for record in records if record.case.answerable]
    negatives = [record.given.confidence for record in records if not record.case.answerable]
    outcomes = [True] * len(positives) + [False] * len(negatives)
    return [
        score_separation("confidence AUC", positives, negatives, seed=seed),
        score_calibration("confidence calibration error", positives + negatives, outcomes),
    ]


def score_quotes(records: Sequence[Record], seed: int) -> Score:
    """The share of citations whose quote equals the span that they name."""
    return score_mean("exact quotes", [is_exact for record in records for is_exact in record.quotes_exact], seed=seed)


def score_tags(records: Sequence[Record], seed: int) -> list[Score]:
    """For each tag, the share of its cases that were answered right, or refused where there is no answer."""
    scores = []
    for tag in sorted({tag for record in records for tag in record.case.tags}):
        tagged = [record for record in records if tag in record.case.tags and record.outcome != "not scored"]
        good = [record.outcome in ("right", "rightly refused") for record in tagged]
        scores.append(score_mean(f"tag: {tag}", good, seed=seed))
    return scores
