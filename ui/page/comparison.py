"""Two runs side by side as escaped HTML: choosing them, what improved and what fell, and the cases behind it.

Pure functions; the files are read in `comparing.py`, and the figures come from `evals.comparing`.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from ..dates import say_date
from ..wording import count
from .eval_reports import RunFile
from .markup import escape

if TYPE_CHECKING:
    from evals.comparing import ChangedCase, Comparison, Difference

__all__ = ["render_choices", "render_comparing", "render_comparison"]

_MOST_CASES = 100
_TITLE = "<h2>Compare two runs</h2>"


def render_choices(runs: Sequence[RunFile]) -> str:
    """A row for each suite that was run twice or more, to choose an earlier and a later run; `runs` are newest first."""
    by_suite: dict[str, dict[str, RunFile]] = {}
    for run in runs:
        if run.file is not None and run.state == "scored":
            by_suite.setdefault(run.name, {}).setdefault(run.file, run)
    rows = "".join(
        _render_row(suite, list(kept.values()), place)
        for place, (suite, kept) in enumerate(by_suite.items())
        if len(kept) > 1
    )
    if not rows:
        words = "Two runs of one suite can be compared here. "
        words += "Run a suite a second time." if by_suite else "No run is kept yet."
        return f'{_TITLE}<p class="none">{words}</p>'
    return f"{_TITLE}{rows}"


def render_comparing() -> str:
    """What stands there while cases are drawn anew."""
    return '<p class="working" role="status">Comparing …</p>'


def render_comparison(comparison: Comparison, before: RunFile, after: RunFile, page: str) -> str:
    """What improved and what fell, each with the interval of its difference, and every case that was won or lost.

    Args:
        before: the run that counts as the earlier one.
        page: the name of the comparison's file, as the reports' route takes it.
    """
    groups = {
        change: [d for d in comparison.differences if d.change == change] for change in ("better", "worse", "same")
    }
    tally = f"{count(len(groups['better']), 'score')} improved, {len(groups['worse']):,} fell"
    alone = [
        f"{count(number, 'case')} in the {which} run only"
        for which, number in (("earlier", comparison.only_before), ("later", comparison.only_after))
        if number
    ]
    held = ", ".join([f"{count(comparison.shared, 'case')} in both runs", *alone])
    warnings = "".join(f'<p class="warning">{escape(warning)}</p>' for warning in comparison.warnings)
    same = ""
    if groups["same"]:
        same = (
            f"<details><summary>No clear change: {count(len(groups['same']), 'score')}</summary>"
            f'<p class="place">The interval holds zero, or there is none.</p>{_render_table(groups["same"])}</details>'
        )
    return (
        f'<div class="compared"><h3 role="status">{escape(comparison.suite)}: {tally}</h3>'
        f'<p class="place">{escape(say_run(before))} → {escape(say_run(after))} (UTC)</p><p class="place">{held}</p>{warnings}'
        f'<p><a href="/evals/reports/{escape(page)}" target="_blank" rel="noopener noreferrer">'
        "The whole comparison, with its plots</a></p>"
        f"{_render_group('Improved', groups['better'])}{_render_group('Fell', groups['worse'])}{same}"
        f"{_render_cases(comparison.changed)}</div>"
    )


def say_run(run: RunFile) -> str:
    """When a run was made, to the second of universal time, over how many cases and with which model."""
    parts = [f"{say_date(run.when.date())}, {run.when:%H:%M:%S}"]
    parts += [count(run.cases, "case")] if run.cases else []
    parts += [run.model] if run.model else []
    return " · ".join(parts)


def _render_row(suite: str, runs: Sequence[RunFile], place: int) -> str:
    """The newest run is the later one, and the one before it the earlier one, until someone chooses otherwise."""

    def select(name: str, label: str, chosen: int) -> str:
        options = "".join(
            f'<option value="{escape(run.file or "")}"{" selected" if at == chosen else ""}>{escape(say_run(run))}</option>'
            for at, run in enumerate(runs)
        )
        key = f"compared-{place}-{name}"
        return f'<div><label for="{key}">{label}</label><select id="{key}" name="{name}">{options}</select></div>'

    return (
        f'<form class="choosing" data-compared="{escape(suite)}"><strong>{escape(suite)}</strong>'
        f"{select('before', 'Earlier run (UTC)', 1)}{select('after', 'Later run (UTC)', 0)}"
        f'<button class="quiet" aria-label="Compare: {escape(suite)}">Compare</button></form>'
    )


def _render_group(title: str, differences: Sequence[Difference]) -> str:
    return f"<h3>{title}</h3>{_render_table(differences)}" if differences else ""


def _render_table(differences: Sequence[Difference]) -> str:
    rows = "".join(
        f"<tr><td>{escape(d.name)}{_direction(d)}</td>"
        f'<td class="figure" data-said="Before">{_figure(d.before, d.unit)}</td>'
        f'<td class="figure" data-said="After">{_figure(d.after, d.unit)}</td>'
        f'<td class="figure change {d.change}" data-said="Difference">{_signed(d.difference, d.unit)}</td>'
        f'<td class="figure" data-said="95% interval">{_interval(d)}</td>'
        f'<td class="figure" data-said="Won">{d.wins:,}</td><td class="figure" data-said="Lost">{d.losses:,}</td></tr>'
        for d in differences
    )
    heads = "".join(
        f'<th scope="col" class="figure">{head}</th>'
        for head in ("Before", "After", "Difference", "95% interval", "Won", "Lost")
    )
    return f'<table class="differences"><thead><tr><th scope="col">Score</th>{heads}</tr></thead><tbody>{rows}</tbody></table>'


def _render_cases(changed: Sequence[ChangedCase]) -> str:
    if not changed:
        return '<p class="place">No case went from wrong to right, or from right to wrong.</p>'
    blocks = ""
    for change, title in (("better", "Won"), ("worse", "Lost")):
        cases = [case for case in changed if case.change == change]
        if not cases:
            continue
        rows = "".join(
            f'<li class="{change}"><button type="button" class="plain" data-ask="{escape(case.question)}">'
            f'{escape(case.question)}</button> <span class="place">{escape(case.before)} → {escape(case.after)}</span></li>'
            for case in cases[:_MOST_CASES]
        )
        if len(cases) > _MOST_CASES:
            rows += f'<li class="place">and {len(cases) - _MOST_CASES:,} more, in the whole comparison</li>'
        blocks += f'<h3>{title}: {count(len(cases), "case")}</h3><ul class="changed">{rows}</ul>'
    return blocks


def _direction(difference: Difference) -> str:
    notes = [difference.dataset] if difference.dataset else []
    notes += ["lower is better"] if difference.better == "lower" else []
    return f' <span class="place">({escape(", ".join(notes))})</span>' if notes else ""


def _figure(value: float | None, unit: str) -> str:
    if value is None:
        return "not scored"
    return f"{value:,.0f} {escape(unit)}" if unit else f"{value:.3f}"


def _signed(value: float | None, unit: str) -> str:
    if value is None:
        return "not comparable"
    return f"{value:+,.0f} {escape(unit)}" if unit else f"{value:+.3f}"


def _interval(difference: Difference) -> str:
    low, high = difference.low, difference.high
    if low is None or high is None:
        return "none"
    return f"{_signed(low, difference.unit)} to {_signed(high, difference.unit)}"
