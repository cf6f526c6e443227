"""Writes reports as one HTML file: scores with intervals, what changed, plots, and every case that went wrong.

The file holds its style and its plots; it loads nothing. Every word of cases, documents and answers is escaped by the
template.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from importlib import resources
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from ..measures.abstaining import risk_of, trace_risk
from .marking import mark_passage
from .plots import Bar, draw_bars, draw_calibration, draw_histogram, draw_risk, draw_whisker

if TYPE_CHECKING:
    from ..comparing import Comparison, Difference
    from ..gating import GateResult
    from ..report import Record, Report
    from ..scores import Score

__all__ = ["Plot", "merge_records", "render_page"]

_BINS = 10
_MOST_TAGS = 14
_BEYOND_ONE = ("CRAG score",)  # from -1 to 1, which a line from 0 to 1 does not show
_GOOD = ("right", "rightly refused")


@dataclass(frozen=True, kw_only=True)
class Plot:
    """A drawing with its title and what it shows."""

    title: str
    caption: str
    drawing: Markup


def render_page(
    reports: Sequence[Report],
    *,
    comparisons: Sequence[Comparison] = (),
    gate: Sequence[GateResult] = (),
    summaries: Mapping[str, str] | None = None,
    written: datetime | None = None,
) -> str:
    """The page.

    Args:
        comparisons: with a baseline, one a suite.
        summaries: what each suite measures, by its name.
        written: when the run was made, for the head of the page.
    """
    from jinja2 import Environment, FunctionLoader, StrictUndefined

    folder = resources.files("evals") / "pages"
    environment = Environment(
        loader=FunctionLoader(lambda name: (folder / name).read_text(encoding="utf-8")),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    records = merge_records(reports)
    differences = {(c.suite, d.dataset, d.name): d for c in comparisons for d in c.differences}
    template = environment.get_template("report.html")
    return template.render(
        style=Markup((folder / "report.css").read_text(encoding="utf-8")),
        reports=reports,
        comparisons=comparisons,
        gate=gate,
        summaries=summaries or {},
        written=written,
        plots=_draw_all(reports, records),
        failing=[record for record in records if record.notes],
        passing=[record for record in records if not record.notes],
        provenance=_provenance(reports),
        difference_of=lambda suite, score: differences.get((suite, score.dataset, score.name)),
        whisker=_whisker,
        say=_say,
        say_change=_say_change,
        mark=mark_passage,
    )


def merge_records(reports: Sequence[Report]) -> list[Record]:
    """One record a case: what several suites measured of one answer is put together."""
    merged: dict[tuple[str, str], Record] = {}
    for report in reports:
        for record in report.records:
            key = (record.dataset, record.case.id)
            known = merged.get(key)
            if known is None:
                merged[key] = record
                continue
            merged[key] = replace(
                known,
                answer=known.answer or record.answer,
                values={**known.values, **record.values},
                notes=tuple(dict.fromkeys((*known.notes, *record.notes))),
            )
    return list(merged.values())


def _draw_all(reports: Sequence[Report], records: Sequence[Record]) -> list[Plot]:
    suites = {report.suite for report in reports}
    asked = [record for record in records if record.answer is not None]
    plots: list[Plot] = []
    main = next((record.dataset for record in asked), "")
    ours = [record for record in asked if record.dataset == main]
    if suites & {"abstention", "builtin", "realtimeqa"}:
        plots += _draw_confidence(ours)
    tags = _tag_bars(ours)
    if tags:
        plots.append(
            Plot(
                title="Kinds of question",
                caption="Share answered right, or rightly refused, of the questions with each tag.",
                drawing=draw_bars(tags),
            )
        )
    times = [record.given.timings_ms.total for record in ours]
    if any(times):
        plots.append(
            Plot(
                title="Time to answer",
                caption="Milliseconds an answer, one question at a time. The last bar holds all that took longer.",
                drawing=draw_histogram(times, unit="milliseconds"),
            )
        )
    return plots


def _draw_confidence(records: Sequence[Record]) -> list[Plot]:
    plots = []
    answered = [(record.given.confidence, error) for record in records if (error := risk_of(record)) is not None]
    if answered:
        curve = trace_risk([c for c, _ in answered], [error for _, error in answered], len(records))
        plots.append(
            Plot(
                title="Risk and coverage",
                caption="How many answers are wrong when only the surest questions are answered. "
                "The curve ends where the assistant starts to refuse.",
                drawing=draw_risk([(point.coverage, point.risk) for point in curve]),
            )
        )
    bins = _calibration_bins(records)
    if bins:
        plots.append(
            Plot(
                title="Calibration",
                caption="How often there is an answer, by how sure the assistant is of one. "
                "On the dashed line confidence is right; larger circles hold more cases.",
                drawing=draw_calibration(bins),
            )
        )
    return plots


def _calibration_bins(records: Sequence[Record]) -> list[tuple[float, float, int]]:
    if len({record.case.answerable for record in records}) < 2:
        return []
    filled: dict[int, list[tuple[float, bool]]] = {}
    for record in records:
        confidence = record.given.confidence
        filled.setdefault(min(_BINS - 1, int(confidence * _BINS)), []).append((confidence, record.case.answerable))
    return [
        (sum(c for c, _ in pairs) / len(pairs), sum(outcome for _, outcome in pairs) / len(pairs), len(pairs))
        for _, pairs in sorted(filled.items())
    ]


def _tag_bars(records: Sequence[Record]) -> list[Bar]:
    by_tag: dict[str, list[bool]] = {}
    for record in records:
        if record.outcome != "not scored":
            for tag in record.case.tags:
                by_tag.setdefault(tag, []).append(record.outcome in _GOOD)
    bars = [Bar(label=tag, value=sum(good) / len(good), n=len(good)) for tag, good in by_tag.items()]
    return sorted(bars, key=lambda bar: -bar.value)[:_MOST_TAGS]


def _provenance(reports: Sequence[Report]) -> dict[str, Any]:
    merged: dict[str, Any] = {}
    for report in reports:
        merged.update(report.provenance)
    return merged


def _whisker(score: Score, difference: Difference | None) -> Markup:
    if score.value is None or score.unit or score.name in _BEYOND_ONE:
        return Markup("")
    before = None if difference is None else difference.before
    return draw_whisker(score.value, score.low, score.high, before=before)


def _say(value: float | None, unit: str = "") -> str:
    if value is None:
        return "not scored"
    return f"{value:,.0f} {unit}" if unit else f"{value:.3f}"


def _say_change(difference: Difference) -> str:
    gap = difference.difference
    if gap is None:
        return "not comparable"
    return f"{gap:+,.0f} {difference.unit}" if difference.unit else f"{gap:+.3f}"
