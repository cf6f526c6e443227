"""Suites and their last runs as escaped HTML: scores beside the number of cases they stand on, and failing cases."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from ..dates import say_date
from ..wording import count
from .markup import escape

if TYPE_CHECKING:
    from evals import EvalProgress

__all__ = ["RunFile", "render_runs", "render_step", "render_suites"]

_MOST_FAILURES = 50


@dataclass(frozen=True, kw_only=True)
class RunFile:
    """What a report file says of one run; `page` names its HTML form, where there is one."""

    name: str
    when: datetime
    page: str | None = None
    file: str | None = None
    """The name of its JSON file, by which it can be compared; None when only the HTML form is there."""
    model: str = ""
    state: str = "scored"
    cases: int = 0
    scores: tuple[Mapping[str, Any], ...] = ()
    failures: tuple[tuple[str, str], ...] = ()
    """(question, outcome) of the cases that went wrong."""


def render_suites(suites: Sequence[tuple[str, str, str]], runnable: Sequence[str]) -> str:
    """The suites as (name, what it measures, what it needs); those that need nothing can be run from here."""
    rows = ""
    for name, summary, needs in suites:
        button = (
            f'<button type="button" class="quiet" data-suite="{escape(name)}">Run</button>'
            if name in runnable
            else f"<code>newsdesk evals run {escape(name)}</code>"
        )
        rows += (
            f'<li><div><strong>{escape(name)}</strong><p class="place">{escape(summary)}. '
            f"Needs {escape(needs)}.</p></div>{button}</li>"
        )
    return f'<h2>Suites</h2><ul class="suites">{rows}</ul>'


def render_step(progress: EvalProgress | None) -> str:
    """How far a run has come."""
    if progress is None:
        return '<p class="working" role="status">Beginning …</p>'
    percent = round(100 * progress.done / progress.total) if progress.total else 0
    words = f"{progress.step}: {progress.done:,} of {count(progress.total, progress.noun)}"
    return (
        f'<div class="progress"><progress max="100" value="{percent}" aria-label="{escape(progress.step)}">{percent}%'
        f'</progress><p role="status">{escape(words)}</p></div>'
    )


def render_runs(runs: Sequence[RunFile]) -> str:
    """The last runs, each folded but the first."""
    if not runs:
        return '<h2>Last runs</h2><p class="none">No suite was run yet. The built-in one takes a few minutes.</p>'
    return "<h2>Last runs</h2>" + "".join(_render_run(run, is_open=place == 0) for place, run in enumerate(runs))


def _render_run(run: RunFile, *, is_open: bool) -> str:
    when = f"{say_date(run.when.date())}, {run.when:%H:%M} UTC"
    cases = f" · {count(run.cases, 'case')}" if run.cases else ""
    link = ""
    if run.page is not None:
        link = (
            f'<p><a href="/evals/reports/{escape(run.page)}" target="_blank" rel="noopener noreferrer">'
            "The whole report, with its plots</a></p>"
        )
    return (
        f'<details class="run"{" open" if is_open else ""}><summary><strong>{escape(run.name)}</strong> '
        f'<span class="place">{when}{cases}</span></summary>{link}{_render_scores(run)}{_render_failures(run)}</details>'
    )


def _render_scores(run: RunFile) -> str:
    if run.state != "scored":
        return '<p class="place">It was not run, for something that it needs was missing.</p>'
    if not run.scores:
        return ""
    rows = "".join(
        f"<tr><td>{escape(str(score.get('name', '')))}{_direction(score)}</td>"
        f'<td class="figure">{_figure(score.get("value"))}</td>'
        f'<td class="figure">{_interval(score)}</td><td class="figure">{escape(str(score.get("n", "")))}</td></tr>'
        for score in run.scores
    )
    return (
        '<table class="scores"><thead><tr><th scope="col">Score</th><th scope="col" class="figure">Value</th>'
        '<th scope="col" class="figure">95% interval</th><th scope="col" class="figure">Cases</th></tr></thead>'
        f"<tbody>{rows}</tbody></table>"
    )


def _render_failures(run: RunFile) -> str:
    if not run.failures:
        return ""
    rows = "".join(
        f'<li><button type="button" class="plain" data-ask="{escape(question)}">{escape(question)}</button> '
        f'<span class="place">{escape(outcome)}</span></li>'
        for question, outcome in run.failures[:_MOST_FAILURES]
    )
    return f'<details class="failures"><summary>{count(len(run.failures), "failing case")}</summary><ul>{rows}</ul></details>'


def _direction(score: Mapping[str, Any]) -> str:
    return ' <span class="place">(lower is better)</span>' if score.get("better") == "lower" else ""


def _figure(value: Any) -> str:
    return f"{value:.3f}" if isinstance(value, int | float) else "not scored"


def _interval(score: Mapping[str, Any]) -> str:
    low, high = score.get("low"), score.get("high")
    is_known = isinstance(low, int | float) and isinstance(high, int | float)
    return f"{low:.3f} to {high:.3f}" if is_known else ""
