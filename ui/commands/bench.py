"""`newsdesk bench`: how fast this machine ingests and answers."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Annotated

import typer

from .options import JsonOption

if TYPE_CHECKING:
    from evals import BenchReport

    from ..terminal import Paper

__all__ = ["measure_speed"]


def measure_speed(
    context: typer.Context,
    passages: Annotated[int, typer.Option(min=10, max=100_000, help="Passages that are stored.")] = 1000,
    questions: Annotated[int, typer.Option(min=1, max=400, help="Questions that are asked.")] = 200,
    as_json: JsonOption = False,
) -> None:
    """Measure speed in a temporary library; your own library is not touched.

    Ingest is compared with the bare embedding model on the same passages in the same run.
    """
    from evals import BenchRequest, run_bench

    from ..progress import step_bars
    from ..terminal import Paper

    with step_bars(Paper.errors()) as follow:
        report = run_bench(BenchRequest(passages=passages, questions=questions, progress=follow))
    if as_json:
        print(json.dumps(report.to_json(), ensure_ascii=False, indent=2))
    else:
        _print_report(Paper.output(), report)


def _print_report(paper: Paper, report: BenchReport) -> None:
    from ..terminal import print_rows

    rows = [
        ("ingest, through the store", f"{report.store_passages_per_s:,.1f} passages/s"),
        ("the bare embedding model", f"{report.bare_passages_per_s:,.1f} passages/s"),
        ("ingest against the bare model", f"{report.store_share_of_bare:.2f}"),
        ("the same, by processor time", f"{report.store_share_of_bare_by_cpu:.2f}"),
        ("ingest from files", f"{report.files_passages_per_s:,.1f} passages/s"),
        ("ingesting it again, unchanged", f"{report.unchanged_share:.2%} of the first time"),
        ("a warm question, half of them within", f"{report.ask_p50_ms:,.1f} ms"),
        ("a warm question, 95% within", f"{report.ask_p95_ms:,.1f} ms"),
    ]
    if report.peak_memory_mb is not None:
        rows.append(("peak memory", f"{report.peak_memory_mb:,.0f} MB"))
    print_rows(paper, ("measured", "result"), rows)
    load = "" if report.load_before is None else f", load before the run {report.load_before:.1f}"
    paper.write(
        f"{report.passages:,} passages of {report.documents:,} documents, {report.questions:,} questions; "
        f"{report.embedder} on {report.cores} cores{load}",
        style="dim",
    )
