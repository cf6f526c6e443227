"""`newsdesk ingest`: takes files, folders and addresses into the library, and says what became of each."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from ..errors import WrongUseError
from ..settings import Session
from ..wording import count
from .options import JsonOption

if TYPE_CHECKING:
    from ingest import IngestReport, IngestSettings

    from ..terminal import Paper

__all__ = ["take_in"]

_LINES_SHOWN = 20


def take_in(
    context: typer.Context,
    sources: Annotated[
        list[str] | None,
        typer.Argument(metavar="[PATH|URL]...", help="Files, folders, or http(s) addresses.", show_default=False),
    ] = None,
    is_built_in: Annotated[
        bool, typer.Option("--built-in", help="Take in the reports that come with Newsdesk too.")
    ] = False,
    is_sync: Annotated[
        bool, typer.Option("--sync", help="Remove documents whose files are gone from the given folders.")
    ] = False,
    engine: Annotated[
        Literal["local", "ray"] | None,
        typer.Option(
            help="Who reads and embeds: this process (local, the default), or the workers of a Ray cluster (ray).",
            show_default=False,
        ),
    ] = None,
    ray_address: Annotated[
        str | None,
        typer.Option(
            metavar="ADDRESS",
            help="The Ray cluster, as host:port, ray://host:port or auto; without it one runs on this machine.",
            show_default=False,
        ),
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Take documents into the library.

    Unchanged ones cost almost nothing, and one bad file does not stop the rest: it is named with the reason.
    """
    session: Session = context.obj
    from ingest import built_in_sources, ingest

    settings = _settings(engine, ray_address)
    from ..progress import ingest_bar
    from ..terminal import Paper

    wanted = [*(built_in_sources() if is_built_in else ()), *(sources or ())]
    with ingest_bar(Paper.errors(), "Reading") as follow:
        report = ingest(
            session.folder(), wanted, settings=settings, progress=follow, sync="remove" if is_sync else "report"
        )
    if as_json:
        print(json.dumps(report.to_json(), ensure_ascii=False, indent=2))
    else:
        _print_report(Paper.output(), report)
    took_nothing = not (report.added or report.updated or report.unchanged or report.removed)
    if report.rejected and took_nothing:
        raise typer.Exit(1)


def _settings(engine: Literal["local", "ray"] | None, ray_address: str | None) -> IngestSettings:
    """The settings of the environment, with what was given on the command line laid over them."""
    from ingest import IngestSettings

    given: dict[str, Any] = {"engine": engine, "ray_address": ray_address}
    settings = IngestSettings(**{name: value for name, value in given.items() if value is not None})
    if ray_address is not None and settings.engine != "ray":
        raise WrongUseError(
            "--ray-address names a Ray cluster, which is used with --engine ray only. Add --engine ray."
        )
    return settings


def _print_report(paper: Paper, report: IngestReport) -> None:
    parts = [f"{count(report.added, 'document')} added"]
    parts += [f"{report.updated:,} updated"] if report.updated else []
    parts += [f"{report.unchanged:,} unchanged"] if report.unchanged else []
    parts += [f"{report.removed:,} removed"] if report.removed else []
    paper.write(f"{', '.join(parts)}; {count(report.passages, 'passage')} written in {report.seconds:.1f} s.")
    if report.hidden:
        paper.write(
            f"{count(report.hidden, 'hidden file or folder', 'hidden files or folders')} passed over.", style="dim"
        )
    if report.rejected:
        paper.write()
        paper.write(f"Not taken in: {count(len(report.rejected), 'source')}", style="bold")
        _print_some(paper, [f"{item.source}: {item.why}" for item in report.rejected])
    if report.missing and not report.removed:
        paper.write()
        paper.write(f"Gone since the last time: {count(len(report.missing), 'source')}", style="bold")
        _print_some(paper, list(report.missing))
        paper.write("They still answer questions. Remove them by adding: --sync", style="dim")


def _print_some(paper: Paper, lines: list[str]) -> None:
    for line in lines[:_LINES_SHOWN]:
        paper.write(line, indent=2)
    if len(lines) > _LINES_SHOWN:
        paper.write(f"and {len(lines) - _LINES_SHOWN:,} more; --json lists all of them", indent=2, style="dim")
