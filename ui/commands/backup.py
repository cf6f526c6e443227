"""`newsdesk backup`: the library in one file, made while it is in use."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from ..settings import Session
from ..wording import count
from .options import JsonOption

__all__ = ["back_up_library"]


def back_up_library(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The file to write, such as library.tar.gz.")],
    is_small: Annotated[
        bool,
        typer.Option("--without-vectors", help="About half as large; restoring it embeds every document again."),
    ] = False,
    as_json: JsonOption = False,
) -> None:
    """Write the whole library into one file: documents, users, conversations, opinions.

    Questions are answered and documents taken in meanwhile. A file of this name is replaced when the new one is whole.
    """
    session: Session = context.obj
    from vectorstore import back_up

    from ..terminal import Paper

    summary = back_up(session.folder(), file, vectors="without" if is_small else "with")
    size = file.expanduser().stat().st_size
    if as_json:
        held = {"documents": summary.documents, "passages": summary.passages, "vectors": summary.vectors}
        print(json.dumps({"file": str(file), "bytes": size, **held}, ensure_ascii=False))
        return
    Paper.output().write(
        f"Backed up {count(summary.documents, 'document')} ({count(summary.passages, 'passage')}) to {file}: "
        f"{size / 2**20:,.1f} MiB."
    )
    Paper.errors().write(f"Put it back with: newsdesk restore {file}", style="dim")
