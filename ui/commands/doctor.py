"""`newsdesk doctor`: proves the library sound, or says what is not and mends it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Annotated

import typer

from ..settings import Session
from ..wording import count
from .options import JsonOption

if TYPE_CHECKING:
    from vectorstore import HealthReport, Notice

    from ..terminal import Paper

__all__ = ["check_library"]


def check_library(
    context: typer.Context,
    is_repair_wanted: Annotated[
        bool, typer.Option("--repair", help="Build the indexes anew from the stored documents, then check again.")
    ] = False,
    as_json: JsonOption = False,
) -> None:
    """Prove the library sound, or mend it.

    Every stored passage must find itself; the exit status is 1 when something is wrong.
    """
    session: Session = context.obj
    from vectorstore import Store, repair_library

    from ..progress import counting_bar
    from ..terminal import Paper

    errors = Paper.errors()

    def tell(notice: Notice) -> None:
        errors.write(notice.message)

    if is_repair_wanted:
        with counting_bar(errors, "Rebuilding the index") as progress:
            report = repair_library(session.folder(), progress=progress, on_notice=tell)
    else:
        with Store.open(session.folder(), on_notice=tell) as store:
            report = store.check()
    if as_json:
        print(json.dumps(report.to_json(), ensure_ascii=False, indent=2))
    else:
        _print_report(Paper.output(), report, str(session.folder()))
    if not report.is_sound:
        raise typer.Exit(1)


def _print_report(paper: Paper, report: HealthReport, folder: str) -> None:
    paper.write("The library is sound." if report.is_sound else "The library needs care.", style="bold")
    paper.write(f"{folder}: {count(report.documents, 'document')}, {count(report.passages, 'passage')}", indent=2)
    if "://" in report.catalog:
        paper.write(f"The catalog is on {report.catalog}", indent=2)
    if report.probed:
        paper.write(
            f"{report.found_themselves:,} of {count(report.probed, 'probed passage')} found themselves", indent=2
        )
    paper.write(f"{report.free_bytes / 2**30:,.1f} GiB free on the disk", indent=2)
    if report.embedder:
        paper.write(f"Embedding model: {report.embedder}", indent=2)
    if report.is_locked:
        paper.write("Another process is writing to it now", indent=2)
    for problem in report.problems:
        paper.write(problem, indent=2, style="red")
