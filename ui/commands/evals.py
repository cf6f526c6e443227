"""`newsdesk evals`: the suites, running one or all, and comparing two runs. Cases live in `evals_cases.py`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from . import evals_calibrate, evals_cases
from .evals_options import (
    BaselineOption,
    CacheOption,
    CasesOption,
    DataOption,
    FreshOption,
    GateOption,
    HtmlFileOption,
    JsonFileOption,
    JudgeOption,
    JunitFileOption,
    LimitOption,
    SeedOption,
    make_request,
)
from .evals_outputs import Outputs, print_comparison, print_report
from .options import JsonOption, ModelOption

if TYPE_CHECKING:
    from evals import Report

__all__ = ["app"]

app = typer.Typer(help="Measure how well questions are answered.", no_args_is_help=True, rich_markup_mode=None)
app.command("new")(evals_cases.draft_new)
app.command("add")(evals_cases.add_receipt)
app.command("export")(evals_cases.export_run)
app.command("calibrate")(evals_calibrate.calibrate)


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
    data: DataOption = None,
    cases: CasesOption = None,
    model: ModelOption = None,
    judge: JudgeOption = None,
    datasets: Annotated[
        list[str] | None,
        typer.Option("--set", metavar="NAME", help="Run on this data set only; may be given several times."),
    ] = None,
    limit: LimitOption = None,
    json_file: JsonFileOption = None,
    junit_file: JunitFileOption = None,
    html_file: HtmlFileOption = None,
    baseline: BaselineOption = None,
    gate: GateOption = None,
    cache: CacheOption = None,
    is_fresh: FreshOption = False,
    limit_articles: Annotated[
        int | None, typer.Option(min=1, help="Read only this many articles, for a small run.", show_default=False)
    ] = None,
    seed: SeedOption = 0,
) -> None:
    """Run a suite and print its scores, each with its cases and its 95% interval.

    Every answer is kept, so that a run that was stopped goes on and a second one asks nothing anew. The exit status is
    1 when something that the suite needs is missing (it is then not run, and nothing is scored), or a gate is broken.
    """
    from evals import run_suite
    from evals.suites import all_suites, find_suite

    from ..errors import WrongUseError
    from ..terminal import Paper

    if judge is not None and not find_suite(suite).uses_judge:
        judged = ", ".join(known.name for known in all_suites() if known.uses_judge)
        raise WrongUseError(f"{suite} asks no judge, only {judged} do. Leave --judge away, or run one of these.")
    if cases is not None and not find_suite(suite).takes_cases:
        own = ", ".join(known.name for known in all_suites() if known.takes_cases)
        raise WrongUseError(f"{suite} asks cases of its own. For yours, run one of these: {own}.")
    outputs = Outputs(json=json_file, junit=junit_file, html=html_file, baseline=baseline, gate=gate)
    outputs.check()
    with make_request(
        context, data=data, cases=cases, model=model, datasets=tuple(datasets or ()), limit=limit, cache=cache,
        is_fresh=is_fresh, limit_articles=limit_articles, seed=seed,
        judge=judge,
    ) as request:  # fmt: skip
        report = run_suite(suite, request)
    paper = Paper.output()
    print_report(paper, report)
    is_kept = outputs.write([report], paper)
    if report.state == "not run" or not is_kept:
        raise typer.Exit(1)


@app.command("all")
def run_all_suites(
    context: typer.Context,
    data: DataOption = None,
    model: ModelOption = None,
    judge: JudgeOption = None,
    limit: LimitOption = None,
    json_file: JsonFileOption = None,
    junit_file: JunitFileOption = None,
    html_file: HtmlFileOption = None,
    baseline: BaselineOption = None,
    gate: GateOption = None,
    cache: CacheOption = None,
    is_fresh: FreshOption = False,
    seed: SeedOption = 0,
) -> None:
    """Run every suite whose data is there, each question asked once, in one report.

    Without --data these are the suites that need no outside data; the others are listed as not run.
    """
    from evals.running_all import run_all

    from ..terminal import Paper

    outputs = Outputs(json=json_file, junit=junit_file, html=html_file, baseline=baseline, gate=gate)
    outputs.check()
    with make_request(
        context, data=data, cases=None, model=model, judge=judge, limit=limit, cache=cache, is_fresh=is_fresh, seed=seed
    ) as request:
        reports: list[Report] = run_all(request)
    paper = Paper.output()
    for report in reports:
        print_report(paper, report)
        paper.write()
    if not outputs.write(reports, paper):
        raise typer.Exit(1)


@app.command("compare")
def compare_runs(
    context: typer.Context,
    before: Annotated[Path, typer.Argument(metavar="A.json", help="The earlier run.", exists=True, dir_okay=False)],
    after: Annotated[Path, typer.Argument(metavar="B.json", help="The later run.", exists=True, dir_okay=False)],
    html_file: HtmlFileOption = None,
    as_json: JsonOption = False,
    seed: SeedOption = 0,
) -> None:
    """Compare two runs: each score with the 95% interval of its difference, and the cases won and lost.

    Both files were written by `newsdesk evals run --json`. Cases are paired, so only those that both runs hold count.
    """
    from evals.comparing import compare_reports
    from evals.report_files import read_reports

    from ..errors import WrongUseError
    from ..terminal import Paper

    outputs = Outputs(html=html_file, baseline=before)
    outputs.check()
    old = {report.suite: report for report in read_reports(before)}
    new = [report for report in read_reports(after) if report.suite in old]
    if not new:
        raise WrongUseError(f"{before} and {after} have no suite in common. Compare two runs of the same suite.")
    comparisons = [compare_reports(old[report.suite], report, seed=seed) for report in new]
    if as_json:
        print(json.dumps([comparison.to_json() for comparison in comparisons], ensure_ascii=False, indent=2))
    else:
        paper = Paper.output()
        for comparison in comparisons:
            print_comparison(paper, comparison)
    if html_file is not None:
        from .evals_outputs import render_html

        html_file.write_text(render_html(new, comparisons, []), encoding="utf-8")
