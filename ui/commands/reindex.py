"""`newsdesk reindex`: builds the index anew, with another embedding model if one is named; compares; goes back."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ..errors import WrongUseError
from ..settings import Session
from .options import JsonOption

if TYPE_CHECKING:
    from evals.comparing import Comparison
    from vectorstore import Store
    from vectorstore.rebuilding import Split

    from ..terminal import Paper

__all__ = ["rebuild_index"]


def rebuild_index(
    context: typer.Context,
    embedder: Annotated[
        str | None,
        typer.Option(help="Embedding model: a hub id or a folder (default: the one in use).", show_default=False),
    ] = None,
    is_rollback: Annotated[
        bool, typer.Option("--rollback", help="Go back to the index that the last reindex replaced.")
    ] = False,
    suite: Annotated[
        str | None,
        typer.Option(
            "--compare", metavar="SUITE", help="First run this suite with both models, and show what differs."
        ),
    ] = None,
    data: Annotated[
        Path | None, typer.Option(help="The folder of the data sets that the suite needs.", show_default=False)
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Build the search index anew.

    It is built beside the old one and then takes its place; questions are answered meanwhile. After a change of the
    model the old index is kept for --rollback, until the next reindex or purge. Documents are never parsed again.
    """
    if is_rollback and (embedder or suite):
        raise WrongUseError("--rollback goes with neither --embedder nor --compare. Give it alone.")
    if suite and not embedder:
        raise WrongUseError("--compare needs a model to compare with. Name it with --embedder.")
    session: Session = context.obj
    from vectorstore import Store

    from ..progress import counting_bar
    from ..terminal import Paper

    errors = Paper.errors()
    comparison: Comparison | None = None
    with Store.open(session.folder()) as store:
        if suite and embedder:
            comparison = _compare(store, embedder, suite, data, errors)
            if not as_json:
                _print_comparison(comparison)
        with counting_bar(errors, "Rebuilding the index") as progress:
            if is_rollback:
                store.roll_back(progress)
            else:
                split, splitter = _splitting(store)
                store.reindex(embedder, split=split, splitter=splitter, progress=progress)
        manifest, previous = store.manifest, store.previous_manifest
        name = manifest.embedder if manifest else None
        passages = sum(document.passages for document in store.documents())
    if as_json:
        said = {"embedder": name, "passages": passages, "previous": previous.embedder if previous else None}
        print(json.dumps(said | _differences(comparison), ensure_ascii=False))
        return
    did = "The index in use is again the one made with" if is_rollback else "The index is built anew with"
    Paper.output().write(f"{did} {name}: {passages:,} passages.")
    if previous is not None:
        errors.write(f"The index made with {previous.embedder} is kept: newsdesk reindex --rollback", style="dim")


def _splitting(store: Store) -> tuple[Split | None, str | None]:
    """The splitter of today when the library was split by another one, so that new documents fit in again."""
    from ingest.settings import IngestSettings
    from ingest.splitting import split_document, splitter_name

    settings = IngestSettings().split
    manifest = store.manifest
    name = splitter_name(settings)
    if manifest is None or manifest.splitter in (None, name):
        return None, None
    return (lambda document: split_document(document, settings)), name


def _compare(store: Store, embedder: str, suite: str, data: Path | None, paper: Paper) -> Comparison:
    """The suite with the model in use and with the new one, each on libraries of its own."""
    from evals import RunRequest, run_suite
    from evals.comparing import compare_reports
    from vectorstore.embedders import load_embedder

    from ..progress import step_bars

    reports = []
    for model in (store.embedder, load_embedder(embedder)):
        paper.write(f"Running {suite} with {model.name}", style="dim")
        with step_bars(paper) as follow:
            reports.append(run_suite(suite, RunRequest(embedder=model, data=data, home=store.home, progress=follow)))
    return compare_reports(*reports)


def _print_comparison(comparison: Comparison) -> None:
    from ..terminal import Paper
    from .evals_outputs import print_comparison

    print_comparison(Paper.output(), comparison)


def _differences(comparison: Comparison | None) -> dict[str, object]:
    if comparison is None:
        return {}
    from dataclasses import asdict

    return {"comparison": [asdict(difference) for difference in comparison.differences]}
