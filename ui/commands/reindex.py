"""`newsdesk reindex`: builds the vectors anew, with another embedding model if one is named."""

from __future__ import annotations

import json
from typing import Annotated

import typer

from ..settings import Session
from .options import JsonOption

__all__ = ["rebuild_index"]


def rebuild_index(
    context: typer.Context,
    embedder: Annotated[
        str | None,
        typer.Option(help="Embedding model: a hub id or a folder (default: the one in use).", show_default=False),
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Build the search index anew.

    It is built beside the old one and then takes its place; questions are answered meanwhile.
    """
    session: Session = context.obj
    from vectorstore import Store

    from ..progress import counting_bar
    from ..terminal import Paper

    with Store.open(session.folder()) as store:
        with counting_bar(Paper.errors(), "Rebuilding the index") as progress:
            store.reindex(embedder, progress=progress)
        manifest = store.manifest
        name = manifest.embedder if manifest else None
        passages = sum(document.passages for document in store.documents())
    if as_json:
        print(json.dumps({"embedder": name, "passages": passages}, ensure_ascii=False))
    else:
        Paper.output().write(f"The index is built anew with {name}: {passages:,} passages.")
