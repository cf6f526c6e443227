"""The handlers of the library: listing and searching documents, adding some, reading one again, removing one.

Files arrive by `uploads.py`, are read by `ingest`, and shown by `shelves.py`.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

import gradio as gr  # Gradio reads the handlers' annotations, so the name has to be there

from .archive import owner_of
from .events import explain
from .fields import integer_in, text_in
from .following import Done, follow_work
from .markup import escape
from .shelves import find_documents, render_documents, render_outcome, render_progress, render_refusal
from .uploads import Uploads

if TYPE_CHECKING:
    from ingest import IngestProgress, IngestReport
    from vectorstore import Store

__all__ = ["Librarian"]

_ON_SERVER = "folders and files of the server are added there, with: newsdesk ingest PATH; the page takes addresses"
_MOST_ADDRESSES = 200
_MOST_REFUSALS = 500


class Librarian:
    """The library's handlers, for all visitors; who is signed in may add and remove for everyone."""

    def __init__(self, store: Store, uploads: Uploads, has_accounts: Callable[[], bool]) -> None:
        self._store = store
        self._uploads = uploads
        self._has_accounts = has_accounts

    def listed(self, words: str = "", pages: int = 1, status: str = "ready") -> str:
        """The documents as HTML: those that hold the words, of this status."""
        documents = self._store.catalog.summaries(status="removed" if status == "removed" else "ready")
        if status == "removed" and not documents:
            return '<p class="none">No document was withdrawn.</p>'
        return render_documents(find_documents(documents, words), len(documents), words, pages)

    # Handlers --------------------------------------------------------------------------------------------------------

    def search(self, event: gr.EventData) -> str:
        """Returns the list."""
        pages = min(max(integer_in(event, "pages") or 1, 1), 1000)
        return self.listed(text_in(event, "words") or "", pages, text_in(event, "status") or "ready")

    def add(self, event: gr.EventData, request: gr.Request) -> Iterator[tuple[Any, ...]]:
        """Take in what was sent as files, and the addresses and folders that were named, one a line.

        Yields:
            account of it, list, publishers.
        """
        files = self._uploads.take(owner_of(request), text_in(event, "batch") or "")
        lines = list(dict.fromkeys((text_in(event, "addresses") or "").splitlines()))
        named = [line.strip() for line in lines if line.strip()]
        refused = _read_refusals(text_in(event, "refused") or "")
        if len(named) > _MOST_ADDRESSES:
            refused += [(line, f"up to {_MOST_ADDRESSES} lines are taken at once") for line in named[_MOST_ADDRESSES:]]
            named = named[:_MOST_ADDRESSES]
        if self._has_accounts():
            refused += [(line, _ON_SERVER) for line in named if not _is_address(line)]
            named = [line for line in named if _is_address(line)]
        if not files and not named and not refused:
            yield render_refusal("Choose files, or name addresses or folders first."), gr.skip(), gr.skip()
            return
        yield from self._take_in([*(str(path) for path in files), *named], refused, files)

    def read_again(self, event: gr.EventData) -> Iterator[tuple[Any, ...]]:
        """Read a document's source anew, or bring back a withdrawn one; yields as `add` does."""
        try:
            source = self._store.document(text_in(event, "document") or "").source
        except Exception as err:
            yield render_refusal(explain(err)), gr.skip(), gr.skip()
            return
        yield from self._take_in([source], [], [])

    def remove(self, event: gr.EventData) -> tuple[Any, ...]:
        """Take a document out of every search; returns account of it, list, publishers."""
        document_id = text_in(event, "document") or ""
        try:
            title = self._store.document(document_id).title
            with self._store.writer() as writer:
                writer.remove(document_id)
        except Exception as err:
            return render_refusal(explain(err)), gr.skip(), gr.skip()
        said = f"“{title}” answers no question any more. Old citations to it still open; Withdrawn lists it."
        return _say(said), self.listed(), gr.update(choices=self._store.publishers())

    # ---------------------------------------------------------------------------------------------------------------

    def _take_in(
        self, sources: Sequence[str], refused: Sequence[tuple[str, str]], files: Sequence[Path]
    ) -> Iterator[tuple[Any, ...]]:
        yield render_progress(None), gr.skip(), gr.skip()
        report: IngestReport | None = None
        if sources:
            from ingest import ingest_into

            def work(tell: Callable[[IngestProgress], None]) -> IngestReport:
                return ingest_into(self._store, sources, progress=tell)

            try:
                for step in follow_work(work):
                    if isinstance(step, Done):
                        report = step.result
                    else:
                        yield render_progress(step), gr.skip(), gr.skip()
            except Exception as err:
                yield render_refusal(explain(err)), self.listed(), gr.skip()
                return
            self._drop_rejected(report, files)
        account = render_outcome(report, refused, self._name_of)
        yield account, self.listed(), gr.update(choices=self._store.publishers())

    def _drop_rejected(self, report: IngestReport | None, files: Sequence[Path]) -> None:
        """What was sent and cannot be read is not kept."""
        rejected = {item.source for item in report.rejected} if report else set()
        for path in files:
            if os.path.realpath(path) in rejected or str(path) in rejected:
                with suppress(OSError):
                    path.unlink()

    def _name_of(self, source: str) -> str:
        """What a visitor calls a source: a sent file by its own name."""
        folder = os.path.realpath(self._store.home / "uploads") + os.sep
        return source.removeprefix(folder).partition(os.sep)[2] if source.startswith(folder) else source


def _read_refusals(lines: str) -> list[tuple[str, str]]:
    """What the upload turned away, as the page's script reports it: a name, a tab, the reason, one a line."""
    pairs = (line.split("\t", 1) for line in lines.splitlines()[:_MOST_REFUSALS])
    return [(pair[0], pair[1]) for pair in pairs if len(pair) == 2]


def _is_address(line: str) -> bool:
    return line.lower().startswith(("http://", "https://"))


def _say(words: str) -> str:
    return f'<div class="outcome" role="status"><p>{escape(words)}</p></div>'
