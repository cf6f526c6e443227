"""Gates: thresholds in a TOML file that scores must keep, and a plain account of those that are broken.

    [answers]
    "answered right" = { least = 0.75 }

    [latency]
    "total p95" = { most = 400 }

    [abstention.squad2]
    "abstention F1" = { least = 0.6, n = 100 }

A table under a suite's names one of its data sets. `n` is the least number of cases that the score must stand on.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .errors import GateFileError

if TYPE_CHECKING:
    from .report import Report

__all__ = ["GateResult", "Threshold", "check_gate", "read_gate"]

_FIELDS = ("least", "most", "n")


@dataclass(frozen=True, kw_only=True)
class Threshold:
    """What one score must keep."""

    suite: str
    dataset: str | None
    name: str
    least: float | None = None
    most: float | None = None
    n: int = 1


@dataclass(frozen=True, kw_only=True)
class GateResult:
    """A threshold, whether it was kept, and a sentence that says so."""

    threshold: Threshold
    is_kept: bool
    account: str


def read_gate(path: Path) -> list[Threshold]:
    """The thresholds of a file, in order.

    Raises:
        GateFileError: it is no TOML, or a line fits nothing.
        OSError: it cannot be opened.
    """
    try:
        tables = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as err:
        raise GateFileError(path, f"it is not TOML ({err})") from err
    thresholds = []
    for suite, table in tables.items():
        if not isinstance(table, dict):
            raise GateFileError(path, f"{suite!r} stands outside of a suite's table")
        for name, entry in table.items():
            if _is_threshold(entry):
                thresholds.append(_threshold(path, suite, None, name, entry))
            elif isinstance(entry, dict) and entry and all(isinstance(inner, dict) for inner in entry.values()):
                thresholds += [_threshold(path, suite, name, inner_name, inner) for inner_name, inner in entry.items()]
            else:
                raise GateFileError(path, f"{name!r} of [{suite}] names neither least nor most")
    if not thresholds:
        raise GateFileError(path, "it holds no threshold")
    return thresholds


def check_gate(thresholds: Sequence[Threshold], reports: Sequence[Report]) -> list[GateResult]:
    """Hold reports against thresholds. What was not run or not scored breaks its threshold: it is never passed.

    Thresholds of suites that none of the reports is of are left out.
    """
    by_suite = {report.suite: report for report in reports}
    return [_check(threshold, by_suite[threshold.suite]) for threshold in thresholds if threshold.suite in by_suite]


def _check(threshold: Threshold, report: Report) -> GateResult:
    place = f"{threshold.suite}{f', {threshold.dataset}' if threshold.dataset else ''}: {threshold.name}"
    complaints = list(_complain(threshold, report))
    if complaints:
        return GateResult(threshold=threshold, is_kept=False, account=f"{place} {complaints[0]}.")
    value = report.score(threshold.name, threshold.dataset).value
    assert value is not None
    limits = [
        f"{word} {limit:g}"
        for word, limit in (("at least", threshold.least), ("at most", threshold.most))
        if limit is not None
    ]
    account = f"{place} is {value:.3f} ({' and '.join(limits)} is asked)."
    return GateResult(threshold=threshold, is_kept=True, account=account)


def _complain(threshold: Threshold, report: Report) -> Iterator[str]:
    if report.state == "not run":
        yield f"was not run ({report.why})"
        return
    try:
        score = report.score(threshold.name, threshold.dataset)
    except KeyError:
        known = ", ".join(dict.fromkeys(score.name for score in report.scores))
        yield f"is no score of this run, which has {known}"
        return
    if score.value is None:
        yield "was not scored: no case could be"
        return
    if score.n < threshold.n:
        yield f"stands on {score.n:,} cases, fewer than {threshold.n:,}"
    if threshold.least is not None and score.value < threshold.least:
        yield f"is {score.value:.3f}, below {threshold.least:g} (n {score.n:,})"
    if threshold.most is not None and score.value > threshold.most:
        yield f"is {score.value:.3f}, above {threshold.most:g} (n {score.n:,})"


def _is_threshold(entry: Any) -> bool:
    return isinstance(entry, dict) and bool(set(entry) & {"least", "most"})


def _threshold(path: Path, suite: str, dataset: str | None, name: str, entry: Mapping[str, Any]) -> Threshold:
    place = f"{name!r} of [{suite if dataset is None else f'{suite}.{dataset}'}]"
    for field, value in entry.items():
        if field not in _FIELDS:
            raise GateFileError(path, f"{place} has {field!r}, which is none of {', '.join(_FIELDS)}")
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise GateFileError(path, f"{place}: {field} must be a number")
    if not _is_threshold(entry):
        raise GateFileError(path, f"{place} names neither least nor most")
    return Threshold(suite=suite, dataset=dataset, name=name, **entry)
