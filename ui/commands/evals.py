"""`newsdesk evals`: the suites, what each needs, and running one."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ..errors import WrongUseError
from ..wording import count
from .options import JsonOption

if TYPE_CHECKING:
    from evals import Report, Score

    from ..terminal import Paper

__all__ = ["app"]

_DATA_VARIABLE = "NEWSDESK_EVALDATA"

app = typer.Typer(help="Measure how well questions are answered.", no_args_is_help=True, rich_markup_mode=None)


@app.command("list")
def list_suites(context: typer.Context, as_json: JsonOption = False) -> None:
    """List the suites, and what each needs."""
    from evals import all_suites

    from ..terminal import Paper, print_rows

    suites = all_suites()
    if as_json:
        rows = [{"name": suite.name, "summary": suite.summary, "needs": suite.needs} for suite in suites]
        print(json.dumps(rows, ensure_ascii=False, indent=2))
    else:
        print_rows(
            Paper.output(),
            ("suite", "measures", "needs"),
            [(suite.name, suite.summary, suite.needs) for suite in suites],
        )


@app.command("run")
def run_one_suite(
    context: typer.Context,
    suite: Annotated[str, typer.Argument(help="A suite, as `newsdesk evals list` names it.", show_default=False)],
    data: Annotated[
        Path | None,
        typer.Option(envvar=_DATA_VARIABLE, help="The folder that holds the public data sets.", show_default=False),
    ] = None,
    json_file: Annotated[
        Path | None,
        typer.Option("--json", metavar="FILE", help="Write the scores and every answer to this file.", dir_okay=False),
    ] = None,
    cache: Annotated[
        Path | None,
        typer.Option(
            file_okay=False,
            help="Where prepared libraries are kept (default: the cache folder of this platform).",
            show_default=False,
        ),
    ] = None,
    limit_articles: Annotated[
        int | None, typer.Option(min=1, help="Read only this many articles, for a small run.", show_default=False)
    ] = None,
    seed: Annotated[int, typer.Option(help="The seed of the intervals.")] = 0,
) -> None:
    """Run a suite and print its scores, each with its cases and its 95% interval.

    The exit status is 1 when something that the suite needs is missing: it is then not run, and nothing is scored.
    """
    from evals import RunRequest, run_suite

    from ..progress import step_bars
    from ..terminal import Paper

    if json_file is not None and not json_file.absolute().parent.is_dir():
        raise WrongUseError(f"--json {json_file}: its folder is not there. Make it, or name another file.")
    with step_bars(Paper.errors()) as follow:
        request = RunRequest(data=data, cache=cache, limit_articles=limit_articles, seed=seed, progress=follow)
        report = run_suite(suite, request)
    if json_file is not None:
        json_file.write_text(json.dumps(report.to_json(), ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    _print_report(Paper.output(), report)
    if report.state == "not run":
        raise typer.Exit(1)


def _print_report(paper: Paper, report: Report) -> None:
    from ..terminal import print_rows

    if report.state == "not run":
        paper.write(f"{report.suite}: not run", style="bold")
        paper.write(f"{report.why}", indent=2)
        return
    cases = count(report.counts["cases"], "case")
    paper.write(f"{report.suite}: {cases} in {report.seconds:,.1f} s", style="bold")
    print_rows(paper, ("score", "value", "95% interval", "n"), [_row(score) for score in report.scores])
    others = [f"{name} {number:,}" for name, number in report.counts.items() if name != "cases"]
    paper.write(", ".join(others), style="dim")


def _row(score: Score) -> tuple[str, str, str, str]:
    name = score.name if score.better == "higher" else f"{score.name} (lower is better)"
    value = "not scored" if score.value is None else f"{score.value:.3f}"
    interval = "" if score.low is None or score.high is None else f"{score.low:.3f} to {score.high:.3f}"
    return name, value, interval, f"{score.n:,}"
