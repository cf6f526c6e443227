"""Comparing two runs: every score paired over the cases that both ran, and which cases were won and lost.

The interval of a difference is that of a paired bootstrap: cases are drawn anew, each with both of its values, so that
how hard a case is cancels out. Scores that are no mean over cases are in `paired_statistics.py`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from .judges import DEFAULT_JUDGE
from .metrics import percentile
from .paired_statistics import STATISTICS, compare_statistic

if TYPE_CHECKING:
    from .report import Outcome, Record, Report
    from .scores import Better, Score

__all__ = ["ChangedCase", "Comparison", "Difference", "compare_reports", "compare_values"]

_RESAMPLES = 1000
_GOOD = ("right", "rightly refused")
_BY_OUTCOME = ("builtin", "answers", "abstention", "conversation", "disagreement", "realtimeqa")
Change = Literal["better", "worse", "same"]


@dataclass(frozen=True, kw_only=True)
class Difference:
    """One score in both runs; `change` is `same` while its interval holds zero.

    `low` and `high` bound the 95% interval of `after - before`; None for scores that cases do not add up to, such as the
    calibration error. `wins` and `losses` are of cases that have a value each.
    """

    name: str
    dataset: str
    before: float | None
    after: float | None
    better: Better
    unit: str = ""
    n: int = 0
    low: float | None = None
    high: float | None = None
    wins: int = 0
    losses: int = 0

    @property
    def difference(self) -> float | None:
        return None if self.before is None or self.after is None else self.after - self.before

    @property
    def change(self) -> Change:
        if self.low is None or self.high is None or self.low <= 0 <= self.high:
            return "same"
        return "better" if (self.low > 0) == (self.better == "higher") else "worse"

    def to_json(self) -> dict[str, Any]:
        rounded = {
            name: None if value is None else round(value, 6)
            for name, value in {
                "before": self.before, "after": self.after, "difference": self.difference, "low": self.low,
                "high": self.high,
            }.items()
        }  # fmt: skip
        return {
            "name": self.name, "dataset": self.dataset, "better": self.better, "unit": self.unit, "n": self.n,
            **rounded, "wins": self.wins, "losses": self.losses, "change": self.change,
        }  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class ChangedCase:
    """A case that went from good to bad, or the other way."""

    id: str
    dataset: str
    question: str
    before: Outcome
    after: Outcome
    change: Change

    def to_json(self) -> dict[str, Any]:
        return {
            "id": self.id, "dataset": self.dataset, "question": self.question, "before": self.before,
            "after": self.after, "change": self.change,
        }  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Comparison:
    """Two runs of one suite, `before` and `after`."""

    suite: str
    differences: tuple[Difference, ...]
    changed: tuple[ChangedCase, ...]
    shared: int
    """How many cases both runs have."""
    only_before: int = 0
    only_after: int = 0
    warnings: tuple[str, ...] = ()
    """What the runs differ in besides what was to be compared, such as their corpus."""

    def to_json(self) -> dict[str, Any]:
        return {
            "suite": self.suite, "shared": self.shared, "only_before": self.only_before,
            "only_after": self.only_after, "warnings": list(self.warnings),
            "differences": [difference.to_json() for difference in self.differences],
            "changed": [case.to_json() for case in self.changed],
        }  # fmt: skip


def compare_reports(before: Report, after: Report, *, seed: int = 0) -> Comparison:
    """Compare two reports of one suite; only cases that both hold are paired."""
    old, new = _by_case(before), _by_case(after)
    shared = [key for key in new if key in old]
    names = {(score.dataset, score.name): score for score in (*before.scores, *after.scores)}
    differences = [_compare_score(score, before, after, shared, old, new, seed) for score in names.values()]
    watched = shared if after.suite in _BY_OUTCOME else []
    changed = [change for key in watched if (change := _changed(old[key], new[key])) is not None]
    return Comparison(
        suite=after.suite,
        differences=tuple(differences),
        changed=tuple(sorted(changed, key=lambda case: case.change, reverse=True)),
        shared=len(shared),
        only_before=len(old) - len(shared),
        only_after=len(new) - len(shared),
        warnings=tuple(_warn(before.provenance, after.provenance)),
    )


def compare_values(
    before: Sequence[float | None], after: Sequence[float | None], seed: int
) -> tuple[float, float] | None:
    """The 95% interval of the difference of two means over paired cases; None marks a case without a value."""
    import numpy as np

    one = np.array([np.nan if value is None else value for value in before], dtype=np.float64)
    two = np.array([np.nan if value is None else value for value in after], dtype=np.float64)
    if not len(one) or np.isnan(one).all() or np.isnan(two).all():
        return None
    drawn = np.random.default_rng(seed).integers(0, len(one), (_RESAMPLES, len(one)))
    counts = (~np.isnan(one[drawn])).sum(axis=1), (~np.isnan(two[drawn])).sum(axis=1)
    whole = (counts[0] > 0) & (counts[1] > 0)
    sums = np.nansum(one[drawn], axis=1)[whole], np.nansum(two[drawn], axis=1)[whole]
    gaps = (sums[1] / counts[1][whole] - sums[0] / counts[0][whole]).tolist()
    low, high = percentile(gaps, 0.025), percentile(gaps, 0.975)
    return None if low is None or high is None else (low, high)


def _compare_score(
    score: Score,
    before: Report,
    after: Report,
    shared: Sequence[tuple[str, str]],
    old: Mapping[tuple[str, str], Record],
    new: Mapping[tuple[str, str], Record],
    seed: int,
) -> Difference:
    name = {"total p50": "total ms"}.get(score.name, score.name)
    keys = [key for key in shared if key[0] == score.dataset or not key[0] or not score.dataset]
    if score.name in STATISTICS and (whole := _compare_whole(score, keys, old, new, seed)) is not None:
        return whole
    one, two = [_read(old[key], name) for key in keys], [_read(new[key], name) for key in keys]
    if name != score.name or all(value is None for value in (*one, *two)):
        return Difference(
            name=score.name, dataset=score.dataset, better=score.better, unit=score.unit, n=score.n,
            before=_value_of(before, score), after=_value_of(after, score),
        )  # fmt: skip
    low, high = compare_values(one, two, seed) or (None, None)
    pairs = [(x, y) for x, y in zip(one, two, strict=True) if x is not None and y is not None]
    sign = 1 if score.better == "higher" else -1
    return Difference(
        name=score.name, dataset=score.dataset, better=score.better, unit=score.unit, n=len(pairs),
        before=_mean(one), after=_mean(two), low=low, high=high,
        wins=sum(sign * (y - x) > 0 for x, y in pairs), losses=sum(sign * (y - x) < 0 for x, y in pairs),
    )  # fmt: skip


def _compare_whole(
    score: Score,
    keys: Sequence[tuple[str, str]],
    old: Mapping[tuple[str, str], Record],
    new: Mapping[tuple[str, str], Record],
    seed: int,
) -> Difference | None:
    """A statistic of the runs over the cases that both asked; None where that cannot be scored."""
    asked = [key for key in keys if old[key].answer is not None and new[key].answer is not None]
    read = STATISTICS[score.name]
    statistics = read([old[key] for key in asked]), read([new[key] for key in asked])
    found = compare_statistic(*statistics, len(asked), seed)
    if found is None:
        return None
    before, after, interval = found
    low, high = interval or (None, None)
    return Difference(
        name=score.name, dataset=score.dataset, better=score.better, unit=score.unit, n=len(asked), before=before,
        after=after, low=low, high=high,
    )  # fmt: skip


def _by_case(report: Report) -> dict[tuple[str, str], Record]:
    return {(record.dataset, record.case.id): record for record in report.records}


def _read(record: Record, name: str) -> float | None:
    """The value to six places, as files hold it: a run in memory and one from a file are then the same.

    Where a suite kept no values, such as the built-in one, the outcome says what the case gives.
    """
    from .suites.scoring import read_outcome

    value = (record.values or read_outcome(record)).get(name)
    return None if value is None else round(value, 6)


def _mean(values: Sequence[float | None]) -> float | None:
    scored = [value for value in values if value is not None]
    return sum(scored) / len(scored) if scored else None


def _value_of(report: Report, score: Score) -> float | None:
    return next((s.value for s in report.scores if (s.dataset, s.name) == (score.dataset, score.name)), None)


def _changed(before: Record, after: Record) -> ChangedCase | None:
    was_good, is_good = before.outcome in _GOOD, after.outcome in _GOOD
    if was_good == is_good or "not scored" in (before.outcome, after.outcome):
        return None
    return ChangedCase(
        id=after.case.id, dataset=after.dataset, question=after.case.question, before=before.outcome,
        after=after.outcome, change="better" if is_good else "worse",
    )  # fmt: skip


def _warn(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[str]:
    names = [name for name in {**before, **after} if name.startswith("corpus")]
    warnings = [
        f"The runs asked different documents ({name}: {before.get(name)} and {after.get(name)})."
        for name in names
        if before.get(name) != after.get(name)
    ]
    old, new = _judge_of(before), _judge_of(after)
    if old != new:
        warnings.append(f"The runs were judged differently ({old} and {new}): their verdicts do not compare.")
    return warnings


def _judge_of(provenance: Mapping[str, Any]) -> str:
    """The judge with all that its verdicts depend on; runs that name none were judged by the assistant's own."""
    settings = {name: value for name, value in provenance.items() if name.startswith("judge ")}
    name = str(provenance.get("judge", DEFAULT_JUDGE))
    return ", ".join([name, *(f"{what.removeprefix('judge ')} {value}" for what, value in sorted(settings.items()))])
