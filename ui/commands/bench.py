"""`newsdesk bench`: how fast this machine ingests and answers, how that grows, and how others do on the same passages.

What is measured lives in `evals`, the tables in `bench_tables.py`.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ..errors import WrongUseError
from .evals_options import DataOption
from .options import JsonOption

if TYPE_CHECKING:
    from evals.bench_growth import GrowthReport
    from evals.bench_peers import PeersReport
    from evals.progress import ProgressCallback

__all__ = ["measure_speed"]


def measure_speed(
    context: typer.Context,
    passages: Annotated[int, typer.Option(min=10, max=100_000, help="Passages that are stored.")] = 1000,
    questions: Annotated[int, typer.Option(min=1, max=700, help="Questions that are asked.")] = 200,
    data: DataOption = None,
    sizes: Annotated[
        str | None,
        typer.Option(
            "--growth",
            metavar="N,N,...",
            help="Grow one library to these numbers of passages and measure at each, such as 1000,10000,100000.",
            show_default=False,
        ),
    ] = None,
    library: Annotated[
        Path | None,
        typer.Option(help="A filled library to measure too, on a copy, as the last size.", show_default=False),
    ] = None,
    with_health: Annotated[
        bool, typer.Option("--health", help="Also time the check, the rebuilding and the mending of the last size.")
    ] = False,
    with_peers: Annotated[
        bool, typer.Option("--peers", help="Measure the peers too, each in its own environment (make bench-peers).")
    ] = False,
    peers_folder: Annotated[Path, typer.Option(help="Where the peers' environments are.", show_default=True)] = Path(
        ".peers"
    ),
    threads: Annotated[
        int | None,
        typer.Option(min=1, max=256, help="Threads of each peer's model (default: the cores).", show_default=False),
    ] = None,
    with_ray: Annotated[
        bool, typer.Option("--ray", help="Compare ingest by two Ray workers with ingest by one process; nothing else.")
    ] = False,
    plot: Annotated[
        Path | None, typer.Option(metavar="FILE.svg", help="Draw what was measured.", show_default=False)
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Measure speed in a temporary library; your own library is not touched.

    Ingest is compared with the bare embedding model on the same passages in the same run.
    """
    from ..progress import step_bars
    from ..terminal import Paper

    if with_ray:
        from .bench_ray import measure_ray

        measure_ray(passages, as_json=as_json)
        return
    is_growth = sizes is not None or library is not None or with_health
    _check_plot(plot, is_something_drawn=is_growth or with_peers)
    if not is_growth and not with_peers:
        _measure_one(passages, questions, data, as_json=as_json)
        return
    growth: GrowthReport | None = None
    peers: PeersReport | None = None
    with step_bars(Paper.errors()) as follow:
        if is_growth:
            growth = _grow(sizes or str(passages), questions, data, library, with_health, follow)
        if with_peers and (growth is None or growth.is_complete):
            from evals.bench_peers import PeersRequest, run_peers

            peers = run_peers(
                PeersRequest(
                    passages=passages,
                    questions=questions,
                    data=data,
                    folder=peers_folder,
                    threads=threads,
                    progress=follow,
                )
            )
    if plot is not None:
        from evals.bench_plot import draw_bench

        plot.write_text(draw_bench(growth, peers), encoding="utf-8")
    if as_json:
        found = {"growth": growth, "peers": peers}
        written = {name: report.to_json() for name, report in found.items() if report is not None}
        print(json.dumps(written, ensure_ascii=False, indent=2))
        return
    from .bench_tables import print_growth, print_peers

    if growth is not None:
        print_growth(Paper.output(), growth)
    if peers is not None:
        print_peers(Paper.output(), peers)


def _check_plot(plot: Path | None, *, is_something_drawn: bool) -> None:
    if plot is None:
        return
    if not is_something_drawn:
        raise WrongUseError("--plot draws what --growth and --peers measure. Give one of them too.")
    if plot.suffix.lower() != ".svg":
        raise WrongUseError(f"--plot draws SVG. Name a file that ends in .svg: {plot.with_suffix('.svg')}")
    if not plot.absolute().parent.is_dir():
        raise WrongUseError(f"--plot: {plot.absolute().parent} is no folder. Name a file in one that is there.")


def _measure_one(passages: int, questions: int, data: Path | None, *, as_json: bool) -> None:
    from evals import BenchRequest, run_bench

    from ..progress import step_bars
    from ..terminal import Paper
    from .bench_tables import print_speed

    with step_bars(Paper.errors()) as follow:
        report = run_bench(BenchRequest(passages=passages, questions=questions, data=data, progress=follow))
    if as_json:
        print(json.dumps(report.to_json(), ensure_ascii=False, indent=2))
    else:
        print_speed(Paper.output(), report)


def _grow(
    sizes: str,
    questions: int,
    data: Path | None,
    library: Path | None,
    with_health: bool,
    follow: ProgressCallback,
) -> GrowthReport:
    from evals.bench_growth import GrowthRequest, read_sizes, run_growth

    try:
        wanted = read_sizes(sizes)
    except ValueError as err:
        raise WrongUseError(f"--growth: {err}. Give numbers with commas, such as 1000,10000.") from err
    return run_growth(
        GrowthRequest(
            sizes=wanted,
            data=data,
            library=None if library is None else library.expanduser().absolute(),
            questions=questions,
            with_health=with_health,
            progress=follow,
        )
    )
