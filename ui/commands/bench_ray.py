"""`newsdesk bench --ray`: ingest by the workers of a Ray cluster beside ingest by one process."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from evals.bench_ray import RayBenchReport

    from ..terminal import Paper

__all__ = ["measure_ray"]


def measure_ray(passages: int, *, as_json: bool) -> None:
    """Measure, and print what was measured."""
    from evals.bench_ray import RayBenchRequest, run_ray_bench

    from ..progress import step_bars
    from ..terminal import Paper

    with step_bars(Paper.errors()) as follow:
        report = run_ray_bench(RayBenchRequest(passages=passages, progress=follow))
    if as_json:
        print(json.dumps({"ray": report.to_json()}, ensure_ascii=False, indent=2))
    else:
        _print_report(Paper.output(), report)


def _print_report(paper: Paper, report: RayBenchReport) -> None:
    from ..terminal import print_rows

    rows = [
        ("ingest in one process", f"{report.local_passages_per_s:,.1f} passages/s"),
        (f"ingest by {report.workers} Ray workers", f"{report.ray_passages_per_s:,.1f} passages/s"),
        ("the second against the first", f"{report.share_of_local:.2f}"),
        ("the same, with the workers' start", f"{report.share_of_local_with_start:.2f}"),
        ("the workers' start", f"{report.start_s:,.1f} s"),
    ]
    print_rows(paper, ("measured", "result"), rows)
    load = report.machine.load_before
    paper.write(
        f"{report.passages:,} passages of {report.documents:,} documents; {report.embedder} on {report.machine.cores} cores"
        f"{'' if load is None else f', load before the run {load:.1f}'}",
        style="dim",
    )
