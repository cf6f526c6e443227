"""`newsdesk sources`: what the library holds; showing, removing and erasing documents."""

from __future__ import annotations

import json
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ..errors import AmbiguousIdError
from ..settings import Session
from ..wording import count, say_place
from .options import JsonOption

if TYPE_CHECKING:
    from collections.abc import Iterator

    from vectorstore import Document, DocumentSummary, Store

__all__ = ["app"]

app = typer.Typer(no_args_is_help=True, rich_markup_mode=None, help="See, remove or erase documents.")

_IdArgument = Annotated[str, typer.Argument(metavar="ID", help="A document's id, or enough of its beginning.")]
_SHORTEST_BEGINNING = 4


@app.command("list")
def list_documents(context: typer.Context, as_json: JsonOption = False) -> None:
    """List every document: id, date, publisher, passages, title."""
    with _open_store(context) as store:
        documents = store.documents()
    if as_json:
        print(
            json.dumps([_describe(document, document.passages) for document in documents], ensure_ascii=False, indent=2)
        )
        return
    from ..terminal import Paper, print_rows

    if not documents:
        Paper.errors().write("The library is empty. Fill it with: newsdesk ingest PATH, or newsdesk ingest --built-in")
        return
    print_rows(
        Paper.output(),
        ["ID", "Published", "Publisher", "Passages", "Title"],
        [
            [
                document.document_id,
                document.published.isoformat() if document.published else "undated",
                document.publisher or "",
                str(document.passages),
                document.title,
            ]
            for document in documents
        ],
    )
    Paper.errors().write(
        f"{count(len(documents), 'document')}, {count(sum(d.passages for d in documents), 'passage')}", style="dim"
    )


@app.command("show")
def show_document(
    context: typer.Context,
    document_id: _IdArgument,
    version: Annotated[str | None, typer.Option(help="An earlier version (default: the current one).")] = None,
    as_json: JsonOption = False,
) -> None:
    """Show a document's text as it is stored; every citation counts its characters."""
    with _open_store(context) as store:
        documents = store.documents()
        document = store.document(_find_id(documents, document_id), version)
    if as_json:
        summary = next((d for d in documents if d.document_id == document.document_id), None)
        passages = summary.passages if summary and summary.version == document.version else 0
        shown = {**_describe(document, passages), "text": document.text}
        print(json.dumps(shown, ensure_ascii=False, indent=2))
        return
    from ..terminal import Paper

    paper = Paper.output()
    paper.write(document.title, style="bold")
    paper.write(say_place(document.publisher, document.published), style="dim")
    if document.url:
        paper.write(document.url, style="dim")
    paper.write(f"{document.document_id}, version {document.version}", style="dim")
    paper.write()
    paper.write(document.text)


@app.command("remove")
def remove_documents(
    context: typer.Context,
    document_ids: Annotated[list[str], typer.Argument(metavar="ID...", help="Ids, or enough of their beginnings.")],
    as_json: JsonOption = False,
) -> None:
    """Take documents out of every search; what they said stays readable for old citations until a purge."""
    with _open_store(context) as store:
        documents = store.documents()
        ids = list(dict.fromkeys(_find_id(documents, beginning) for beginning in document_ids))
        with store.writer() as writer:
            for document_id in ids:
                writer.remove(document_id)
    if as_json:
        print(json.dumps({"removed": ids}, indent=2))
        return
    from ..terminal import Paper

    Paper.output().write(f"Removed {count(len(ids), 'document')} from the library.")
    Paper.errors().write(
        "Erase for good with: newsdesk sources purge. Ingesting the source again brings it back.", style="dim"
    )


@app.command("purge")
def purge_removed(
    context: typer.Context,
    is_sure: Annotated[bool, typer.Option("--yes", help="Do not ask first.")] = False,
    as_json: JsonOption = False,
) -> None:
    """Erase removed documents and old versions for good; old citations to them can no longer be opened."""
    from ..progress import counting_bar
    from ..terminal import Paper

    errors = Paper.errors()
    if not is_sure and errors.is_terminal and not as_json:
        typer.confirm("Erase removed documents and all old versions for good?", abort=True, err=True)
    with _open_store(context) as store, counting_bar(errors, "Rebuilding the index") as progress:
        erased = store.purge(progress)
    if as_json:
        print(json.dumps({"erased": erased}))
    else:
        Paper.output().write(f"Erased {count(erased, 'removed document')} and every old version.")


@contextmanager
def _open_store(context: typer.Context) -> Iterator[Store]:
    from vectorstore import Store

    session: Session = context.obj
    with Store.open(session.folder()) as store:
        yield store


def _find_id(documents: list[DocumentSummary], beginning: str) -> str:
    """The one id that begins so; the words themselves when none does, for the store to judge."""
    found = [d.document_id for d in documents if d.document_id.startswith(beginning)]
    if beginning in found or len(beginning) < _SHORTEST_BEGINNING or not found:
        return beginning
    if len(found) > 1:
        raise AmbiguousIdError(beginning, found)
    return found[0]


def _describe(document: Document | DocumentSummary, passages: int) -> dict[str, Any]:
    return {
        "document_id": document.document_id,
        "version": document.version,
        "title": document.title,
        "publisher": document.publisher,
        "url": document.url,
        "published": document.published.isoformat() if document.published else None,
        "passages": passages,
    }
