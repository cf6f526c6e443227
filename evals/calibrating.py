"""Calibration: what each cut-off of the confidence costs and saves on one's own cases, and which to take.

Answers are asked for without any cut-off, so that every confidence is seen. Refitting the weights behind the confidence
is another matter: `fitting_answers.py`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING, Any

from .metrics import area_under_curve
from .runner import RunRequest, run_suite

if TYPE_CHECKING:
    from .report import Record

__all__ = ["Calibration", "CutoffPoint", "calibrate_cutoff", "choose_cutoff", "trace_cutoffs"]

_STEPS = 20


@dataclass(frozen=True, kw_only=True)
class CutoffPoint:
    """What happens when whatever is below `cutoff` is refused; shares in [0, 1], None where nothing can be counted.

    Attributes:
        coverage: of all cases, the share that is answered.
        risk: of what is answered and can be scored, the share that is wrong or has no answer.
        refused: of the unanswerable cases, the share that is refused.
        wrongly_refused: of the answerable ones, the share that is refused.
    """

    cutoff: float
    coverage: float
    risk: float | None
    refused: float | None
    wrongly_refused: float | None


@dataclass(frozen=True, kw_only=True)
class Calibration:
    """The curve of one set of cases, and the cut-off to take.

    Attributes:
        auc: how well the confidence tells answerable cases from the others; None without both kinds.
        chosen: the highest cut-off that refuses no more of the answerable cases than was allowed.
    """

    answerable: int
    unanswerable: int
    auc: float | None
    points: tuple[CutoffPoint, ...]
    chosen: CutoffPoint
    now: CutoffPoint

    def to_json(self) -> dict[str, Any]:
        return asdict(self)


def calibrate_cutoff(request: RunRequest, *, wrong_refusals: float, now: float) -> Calibration | str:
    """Ask the cases of the suite `abstention` without a cut-off, and trace what each cut-off would do.

    Args:
        wrong_refusals: the share of answerable cases that may be refused, in [0, 1].
        now: the cut-off in force, to compare with.

    Returns:
        The calibration, or why there is none: what is missing.
    """
    from assistant import AssistantSettings

    settings = (request.settings or AssistantSettings()).model_copy(update={"cutoff": 0.0})
    report = run_suite("abstention", replace(request, settings=settings))
    if report.state == "not run":
        return report.why or "nothing was run"
    records = [record for record in report.records if record.answer is not None]
    if not records:
        return "there is no case to ask"
    points = trace_cutoffs(records)
    positives = [r.given.confidence for r in records if r.case.answerable]
    negatives = [r.given.confidence for r in records if not r.case.answerable]
    return Calibration(
        answerable=len(positives),
        unanswerable=len(negatives),
        auc=area_under_curve(positives, negatives),
        points=points,
        chosen=choose_cutoff(records, wrong_refusals),
        now=_point(records, now),
    )


def trace_cutoffs(records: Sequence[Record]) -> tuple[CutoffPoint, ...]:
    """The points of up to 21 cut-offs: none, and the confidences that part the cases evenly."""
    values = sorted({record.given.confidence for record in records})
    picked = {0.0} | {values[n * (len(values) - 1) // _STEPS] for n in range(_STEPS + 1)}
    return tuple(_point(records, cutoff) for cutoff in sorted(picked))


def choose_cutoff(records: Sequence[Record], wrong_refusals: float) -> CutoffPoint:
    """The highest cut-off that refuses at most this share of the answerable cases."""
    best = _point(records, 0.0)
    for cutoff in sorted({record.given.confidence for record in records}):
        point = _point(records, cutoff)
        if (point.wrongly_refused or 0.0) > wrong_refusals:
            break
        best = point
    return best


def _point(records: Sequence[Record], cutoff: float) -> CutoffPoint:
    shown = [r for r in records if not r.given.abstained and r.given.confidence >= cutoff]
    scored = [r for r in shown if r.outcome != "not scored"]
    wrong = sum(r.outcome in ("wrong", "wrongly answered") for r in scored)
    answerable = [r for r in records if r.case.answerable]
    others = [r for r in records if not r.case.answerable]
    return CutoffPoint(
        cutoff=cutoff,
        coverage=len(shown) / len(records),
        risk=wrong / len(scored) if scored else None,
        refused=1 - sum(not r.case.answerable for r in shown) / len(others) if others else None,
        wrongly_refused=1 - sum(r.case.answerable for r in shown) / len(answerable) if answerable else None,
    )
