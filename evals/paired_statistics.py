"""Statistics of whole runs that are no mean over cases, for comparing two runs by a paired bootstrap.

The paired interval itself, and that of means, are in `comparing.py`. The calibration error is left out: resampling only
ever adds to it, in each run by another amount.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from .metrics import percentile

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from .report import Record

    Drawn = npt.NDArray[np.int64]

__all__ = ["STATISTICS", "Statistic", "compare_statistic"]

Statistic = Callable[["Drawn"], float | None]
"""Of the cases at these places, a case as often as it was drawn; None where they cannot be scored."""

_RESAMPLES = 1000
_PLACES = 4
"""Confidences have as many in files: a run in memory and one from a file are then the same."""


def compare_statistic(
    before: Statistic, after: Statistic, cases: int, seed: int
) -> tuple[float, float, tuple[float, float] | None] | None:
    """Both runs' statistic over the same cases, and the 95% interval of `after - before`.

    Cases are drawn once for each resample and both statistics are computed on that draw, so that how hard a case is
    cancels out (paired bootstrap, Efron and Tibshirani 1993). Draws that either cannot be scored on are left out.

    Returns:
        (before, after, interval); None when either cannot be scored on all cases.
    """
    import numpy as np

    whole = np.arange(cases)
    one, two = before(whole), after(whole)
    if one is None or two is None:
        return None
    random = np.random.default_rng(seed)
    gaps = []
    for _ in range(_RESAMPLES):
        drawn = random.integers(0, cases, cases)
        low, high = before(drawn), after(drawn)
        if low is not None and high is not None:
            gaps.append(high - low)
    bounds = percentile(gaps, 0.025), percentile(gaps, 0.975)
    return one, two, None if bounds[0] is None or bounds[1] is None else (bounds[0], bounds[1])


def separate_by_confidence(records: Sequence[Record]) -> Statistic:
    """The area under the ROC curve of the confidence, answerable cases against the others."""
    import numpy as np

    confidences = np.array([round(record.given.confidence, _PLACES) for record in records], dtype=np.float64)
    answerable = _answerable(records)

    def separate(drawn: Drawn) -> float | None:
        rated, is_positive = confidences[drawn], answerable[drawn]
        positives, negatives = rated[is_positive], np.sort(rated[~is_positive])
        if not len(positives) or not len(negatives):
            return None
        wins = np.searchsorted(negatives, positives, "left") + np.searchsorted(negatives, positives, "right")
        return float(wins.sum() / (2 * len(positives) * len(negatives)))

    return separate


def detect_by_refusal(records: Sequence[Record]) -> Statistic:
    """F1 of refusals as the detection of unanswerable cases."""
    import numpy as np

    refused = np.array([record.given.abstained for record in records], dtype=bool)
    unanswerable = ~_answerable(records)

    def detect(drawn: Drawn) -> float | None:
        given, due = refused[drawn], unanswerable[drawn]
        either = int(given.sum() + due.sum())
        return float(2 * (given & due).sum() / either) if either else None

    return detect


def _answerable(records: Sequence[Record]) -> npt.NDArray[Any]:
    import numpy as np

    return np.array([record.case.answerable for record in records], dtype=bool)


STATISTICS: Mapping[str, Callable[[Sequence[Record]], Statistic]] = {
    "confidence AUC": separate_by_confidence,
    "abstention F1": detect_by_refusal,
}
"""By the name of the score, what is computed of the records that were asked."""
