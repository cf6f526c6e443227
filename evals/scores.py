"""Scores: a number over cases, beside how many cases it stands on and its 95% interval."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from .metrics import (
    area_under_curve,
    bootstrap_interval,
    bootstrap_separation,
    expected_calibration_error,
    mean,
)

__all__ = ["Better", "Score", "score_calibration", "score_mean", "score_separation"]

Better = Literal["higher", "lower"]


@dataclass(frozen=True, kw_only=True)
class Score:
    """One number of a suite.

    `value` is None when no case could be scored (`n` is 0 then); `low` and `high` bound its 95% bootstrap interval,
    None where it has none.
    """

    name: str
    value: float | None
    n: int
    low: float | None = None
    high: float | None = None
    better: Better = "higher"
    dataset: str = ""
    """The data set that it is over, where a suite runs on several."""
    unit: str = ""
    """`ms` for times; empty for shares."""

    @property
    def is_scored(self) -> bool:
        return self.value is not None

    def to_json(self) -> dict[str, Any]:
        """Only JSON types; rounded to six places, so that machines that sum otherwise agree."""
        return {
            "name": self.name,
            "value": _round(self.value),
            "n": self.n,
            "low": _round(self.low),
            "high": _round(self.high),
            "better": self.better,
            "dataset": self.dataset,
            "unit": self.unit,
        }


def score_mean(name: str, values: Iterable[float | bool | None], *, seed: int, better: Better = "higher") -> Score:
    """The mean of what could be scored; None among the values is left out and not counted."""
    scored = [float(value) for value in values if value is not None]
    low, high = bootstrap_interval(scored, seed) or (None, None)
    return Score(name=name, value=mean(scored), n=len(scored), low=low, high=high, better=better)


def score_separation(name: str, positives: Sequence[float], negatives: Sequence[float], *, seed: int) -> Score:
    """How well a confidence tells positives from negatives: the area under the ROC curve."""
    value = area_under_curve(positives, negatives)
    low, high = bootstrap_separation(positives, negatives, seed) or (None, None)
    n = 0 if value is None else len(positives) + len(negatives)
    return Score(name=name, value=value, n=n, low=low, high=high)


def score_calibration(name: str, confidences: Sequence[float], outcomes: Sequence[bool]) -> Score:
    """The expected calibration error; it has no interval, for resampling only ever adds to it."""
    value = expected_calibration_error(confidences, outcomes)
    return Score(name=name, value=value, n=len(confidences), better="lower")


def _round(value: float | None) -> float | None:
    return None if value is None else round(value, 6)
