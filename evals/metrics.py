"""Metrics: pure functions from answers, rankings and confidences to numbers.

What cannot be scored is None, never 0 and never NaN. Means over cases live in `scores.py`.
"""

from __future__ import annotations

import math
import re
import unicodedata
from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import TypeVar

__all__ = [
    "area_under_curve",
    "bootstrap_interval",
    "bootstrap_separation",
    "bootstrap_statistic",
    "contains_phrase",
    "exact_match",
    "expected_calibration_error",
    "fold_words",
    "hit_at",
    "holds_accepted",
    "mean",
    "ndcg_at",
    "percentile",
    "reciprocal_rank",
    "token_f1",
]

_Item = TypeVar("_Item")
_WORD = re.compile(r"[^\W_]+")
_ARTICLES = frozenset(("a", "an", "the"))
_RESAMPLES = 1000
_LEVEL = 0.95

# Answers -------------------------------------------------------------------------------------------------------------


def fold_words(text: str) -> str:
    """The words of a text in lower case with one space between: case and punctuation do not count."""
    return " ".join(_WORD.findall(unicodedata.normalize("NFKC", text).casefold()))


def contains_phrase(text: str, phrase: str) -> bool:
    """Whether the words of `phrase` stand in `text` in this order, whole and side by side."""
    folded = fold_words(phrase)
    return bool(folded) and f" {folded} " in f" {fold_words(text)} "


def holds_accepted(
    texts: Sequence[str], accepted: Sequence[str], accepted_all: Sequence[Sequence[str]] = ()
) -> bool | None:
    """Whether an answer, given as its sentences, holds an accepted string.

    Args:
        accepted: any one of these must be there; no limit when empty.
        accepted_all: groups, of each of which one string must be there too.

    Returns:
        None when nothing is accepted, so that there is nothing to score by.
    """
    groups = [*([accepted] if accepted else []), *accepted_all]
    if not groups:
        return None
    return all(any(contains_phrase(text, string) for text in texts for string in group) for group in groups)


def exact_match(answer: str, references: Sequence[str]) -> float | None:
    """1 when the answer equals a reference, else 0; case, punctuation and articles aside (as in SQuAD)."""
    if not references:
        return None
    return float(any(_bare_words(answer) == _bare_words(reference) for reference in references))


def token_f1(answer: str, references: Sequence[str]) -> float | None:
    """Harmonic mean of precision and recall of words, for the reference that fits best (as in SQuAD)."""
    if not references:
        return None
    return max(_f1(_bare_words(answer), _bare_words(reference)) for reference in references)


def _bare_words(text: str) -> list[str]:
    return [word for word in fold_words(text).split() if word not in _ARTICLES]


def _f1(answer: list[str], reference: list[str]) -> float:
    if not answer or not reference:
        return float(answer == reference)
    shared = (Counter(answer) & Counter(reference)).total()
    return 2 * shared / (len(answer) + len(reference))


# Rankings ------------------------------------------------------------------------------------------------------------


def hit_at(ranked: Sequence[str], relevant: frozenset[str], k: int) -> float | None:
    """1 when one of the first k is relevant, else 0; None when nothing is relevant."""
    return float(any(item in relevant for item in ranked[:k])) if relevant else None


def reciprocal_rank(ranked: Sequence[str], relevant: frozenset[str]) -> float | None:
    """1 / rank of the first relevant item, 0 when none is ranked; None when nothing is relevant."""
    if not relevant:
        return None
    return next((1 / rank for rank, item in enumerate(ranked, start=1) if item in relevant), 0.0)


def ndcg_at(ranked: Sequence[str], gains: Mapping[str, float], k: int) -> float | None:
    """Discounted cumulative gain of the first k over the best possible one, with linear gains and log2(rank + 1).

    Args:
        ranked: items, best first, each once.
        gains: >= 0; items without one gain nothing.

    Returns:
        In [0, 1]; None when no item gains anything.
    """
    ideal = _discounted(sorted(gains.values(), reverse=True)[:k])
    return _discounted([gains.get(item, 0.0) for item in ranked[:k]]) / ideal if ideal > 0 else None


def _discounted(gains: Sequence[float]) -> float:
    return math.fsum(gain / math.log2(rank + 1) for rank, gain in enumerate(gains, start=1))


# Confidences ---------------------------------------------------------------------------------------------------------


def area_under_curve(positives: Sequence[float], negatives: Sequence[float]) -> float | None:
    """The chance that a positive is rated above a negative, ties counting half (Mann-Whitney); None without both."""
    if not positives or not negatives:
        return None
    low = sorted(negatives)
    high = {value: bisect_left(low, math.nextafter(value, math.inf)) for value in set(positives)}
    wins = math.fsum((bisect_left(low, value) + high[value]) / 2 for value in positives)
    return wins / (len(positives) * len(negatives))


def expected_calibration_error(confidences: Sequence[float], outcomes: Sequence[bool], bins: int = 10) -> float | None:
    """Mean distance of confidence and share that came true, over bins of equal width, weighted by their cases.

    Args:
        confidences: in [0, 1]; a bin holds its upper edge (Guo et al. 2017).
        outcomes: as many.

    Returns:
        In [0, 1]; None without cases.
    """
    if not confidences:
        return None
    edges = [n / bins for n in range(1, bins)]
    gaps = [0.0] * bins
    for confidence, outcome in zip(confidences, outcomes, strict=True):
        gaps[bisect_left(edges, confidence)] += confidence - outcome
    return math.fsum(abs(gap) for gap in gaps) / len(confidences)


# Samples -------------------------------------------------------------------------------------------------------------


def mean(values: Sequence[float]) -> float | None:
    """The mean; None without values."""
    return math.fsum(values) / len(values) if values else None


def percentile(values: Sequence[float], share: float) -> float | None:
    """The value below which this share lies, between neighbours by a straight line; None without values."""
    if not values:
        return None
    ordered = sorted(values)
    at = share * (len(ordered) - 1)
    low = math.floor(at)
    high = min(low + 1, len(ordered) - 1)
    return ordered[low] + (ordered[high] - ordered[low]) * (at - low)


def bootstrap_interval(values: Sequence[float], seed: int) -> tuple[float, float] | None:
    """The 95% interval of the mean, by the percentile bootstrap; the same seed gives the same interval."""
    if not values:
        return None
    import numpy as np

    given = np.asarray(values, dtype=np.float64)
    random = np.random.default_rng(seed)
    return _interval(lambda: float(given[random.integers(0, len(given), len(given))].mean()))


def bootstrap_separation(
    positives: Sequence[float], negatives: Sequence[float], seed: int
) -> tuple[float, float] | None:
    """The 95% interval of `area_under_curve`, both sides drawn anew each time."""
    if not positives or not negatives:
        return None
    import numpy as np

    high, low = np.asarray(positives, dtype=np.float64), np.asarray(negatives, dtype=np.float64)
    random = np.random.default_rng(seed)

    def draw() -> float:
        drawn = high[random.integers(0, len(high), len(high))]
        against = np.sort(low[random.integers(0, len(low), len(low))])
        wins = np.searchsorted(against, drawn, "left") + np.searchsorted(against, drawn, "right")
        return float(wins.sum() / (2 * len(high) * len(low)))

    return _interval(draw)


def bootstrap_statistic(
    items: Sequence[_Item], statistic: Callable[[Sequence[_Item]], float | None], seed: int
) -> tuple[float, float] | None:
    """The 95% interval of any statistic of the items, by the percentile bootstrap; None where it has no value."""
    if not items or statistic(items) is None:
        return None
    import numpy as np

    random = np.random.default_rng(seed)
    drawn = [statistic([items[n] for n in random.integers(0, len(items), len(items))]) for _ in range(_RESAMPLES)]
    scored = [value for value in drawn if value is not None]
    low, high = percentile(scored, (1 - _LEVEL) / 2), percentile(scored, (1 + _LEVEL) / 2)
    return None if low is None or high is None else (low, high)


def _interval(draw: Callable[[], float]) -> tuple[float, float]:
    drawn = [draw() for _ in range(_RESAMPLES)]
    low, high = percentile(drawn, (1 - _LEVEL) / 2), percentile(drawn, (1 + _LEVEL) / 2)
    assert low is not None and high is not None
    return low, high
