"""`newsdesk restore`: puts a backup back, and proves the library sound."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from ..settings import Session
from ..wording import count
from .options import JsonOption

__all__ = ["restore_library"]


def restore_library(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A file that newsdesk backup made.")],
    is_forced: Annotated[
        bool, typer.Option("--force", help="Where there is a library already, set it aside, and say where.")
    ] = False,
    as_json: JsonOption = False,
) -> None:
    """Put a backup back as the library.

    It takes its place when it is whole and was checked; until then, and if anything is wrong with it, nothing changes.
    """
    session: Session = context.obj
    from vectorstore import restore

    from ..progress import counting_bar
    from ..terminal import Paper

    folder = session.folder()
    with counting_bar(Paper.errors(), "Building the index") as progress:
        report, aside = restore(file, folder, when_not_empty="set aside" if is_forced else "refuse", progress=progress)
    if as_json:
        set_aside = None if aside is None else str(aside)
        held = {"documents": report.documents, "passages": report.passages}
        print(json.dumps({"home": str(folder), **held, "set_aside": set_aside}, ensure_ascii=False))
        return
    paper = Paper.output()
    paper.write(
        f"Restored {count(report.documents, 'document')} ({count(report.passages, 'passage')}) to {folder}; "
        "the library is sound."
    )
    if aside is not None:
        paper.write(f"The library that was there is at {aside} now.", style="dim")
