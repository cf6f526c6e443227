"""The options that the commands of `newsdesk evals` share, and the request that they make."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ..errors import WrongUseError

if TYPE_CHECKING:
    from evals import RunRequest

__all__ = [
    "BaselineOption",
    "CacheOption",
    "CasesOption",
    "DataOption",
    "FreshOption",
    "GateOption",
    "HtmlFileOption",
    "JsonFileOption",
    "JudgeOption",
    "JunitFileOption",
    "LimitOption",
    "SeedOption",
    "make_request",
]

_DATA_VARIABLE = "NEWSDESK_EVALDATA"

DataOption = Annotated[
    Path | None,
    typer.Option(envvar=_DATA_VARIABLE, help="The folder that holds the public data sets.", show_default=False),
]
CasesOption = Annotated[
    Path | None,
    typer.Option(
        metavar="FILE",
        help="Ask your own cases of your own library (--home) instead of the suite's.",
        dir_okay=False,
        show_default=False,
    ),
]
JudgeOption = Annotated[
    str | None,
    typer.Option(
        metavar="MODEL",
        help="Who says whether cited words support a sentence: a chat model, named as for --model, instead of "
        "Newsdesk's own judge.",
        show_default=False,
    ),
]
LimitOption = Annotated[
    int | None,
    typer.Option(min=1, help="Ask at most this many cases of each data set, spread evenly.", show_default=False),
]
JsonFileOption = Annotated[
    Path | None,
    typer.Option("--json", metavar="FILE", help="Write the scores and every answer to this file.", dir_okay=False),
]
JunitFileOption = Annotated[
    Path | None, typer.Option("--junit", metavar="FILE", help="Write JUnit XML, for a CI.", dir_okay=False)
]
HtmlFileOption = Annotated[
    Path | None, typer.Option("--html", metavar="FILE", help="Write a report to look at in a browser.", dir_okay=False)
]
BaselineOption = Annotated[
    Path | None,
    typer.Option(metavar="FILE", help="Compare with this earlier report (written by --json).", dir_okay=False),
]
GateOption = Annotated[
    Path | None,
    typer.Option(metavar="FILE", help="Thresholds in TOML; a broken one ends in exit status 1.", dir_okay=False),
]
CacheOption = Annotated[
    Path | None,
    typer.Option(
        file_okay=False,
        help="Where prepared libraries and records are kept (default: the cache folder of this platform).",
        show_default=False,
    ),
]
FreshOption = Annotated[bool, typer.Option("--fresh", help="Ask everything anew; use no record of an earlier run.")]
SeedOption = Annotated[int, typer.Option(help="The seed of the intervals.")]


@contextmanager
def make_request(
    context: typer.Context,
    *,
    data: Path | None,
    cases: Path | None,
    model: str | None,
    limit: int | None,
    cache: Path | None,
    is_fresh: bool,
    seed: int,
    datasets: tuple[str, ...] = (),
    limit_articles: int | None = None,
    judge: str | None = None,
) -> Iterator[RunRequest]:
    """The request that the options make; progress is shown on standard error while the block runs."""
    from evals import RunRequest
    from evals.runner import default_cache

    from ..progress import step_bars
    from ..terminal import Paper

    if cases is not None and not cases.is_file():
        raise WrongUseError(f"--cases {cases} is not there. Draft cases from your library with: newsdesk evals new")
    runs = (cache or default_cache()) / "runs"
    if is_fresh:
        shutil.rmtree(runs, ignore_errors=True)
    chosen_judge = None
    if judge is not None:
        from evals.judges import open_judge

        chosen_judge = open_judge(judge, runs=runs)
    with step_bars(Paper.errors()) as follow:
        yield RunRequest(
            data=data,
            cases=cases,
            model=model,
            judge=chosen_judge,
            limit=limit,
            cache=cache,
            runs=runs,
            home=context.obj.folder() if cases is not None else None,
            datasets=datasets,
            limit_articles=limit_articles,
            seed=seed,
            progress=follow,
        )
