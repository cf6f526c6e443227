"""The writing side of a run: what is ready goes to the one writer, and counts once it is safely stored.

Where it comes from, and who made it, is not known here.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import chain

from vectorstore.records import Document, Passage

from .outcomes import CollectionRead, Outcome, Ready, Refused, Unchanged
from .progress import IngestProgress, ProgressCallback
from .report import IngestReport, Rejection
from .settings import IngestSettings
from .splitting import split_document, splitter_name
from .stores import DocumentStore, DocumentWriter

__all__ = ["StoringRun"]


class StoringRun:
    """Counts of one run, and what was handed to the writer and is not stored yet."""

    def __init__(
        self, store: DocumentStore, settings: IngestSettings, progress: ProgressCallback | None, bytes_in_all: int
    ) -> None:
        self._store = store
        self._settings = settings
        self._splitter = splitter_name(settings.split)
        self._progress = progress
        self._bytes_in_all = bytes_in_all
        self._writer: DocumentWriter | None = None
        self._known: dict[str, tuple[str, str | None, str]] = {}
        self._under_way: deque[Ready | CollectionRead] = deque()
        self._added = self._updated = self._unchanged = self._removed = self._passages = self._done = 0
        self._rejected: list[Rejection] = []

    def write(self, outcomes: Iterator[Outcome]) -> None:
        """Write what is to be written. Without anything, no lock is taken and no model is loaded."""
        first = next((outcome for outcome in outcomes if self._is_to_be_written(outcome)), None)
        if first is None:
            return
        with self._store.writer(splitter=self._splitter) as writer:
            self._writer = writer
            self._known = self._store.content_keys()  # under the lock now: what another process wrote counts too
            writer.put(self._documents(chain((first,), outcomes)), self._note_stored)
            self._close_collections()
            self._writer = None

    def remove(self, document_ids: Iterable[str]) -> None:
        with self._store.writer(splitter=self._splitter) as writer:
            for document_id in document_ids:
                writer.remove(document_id)
                self._removed += 1

    def report(self, missing: tuple[str, ...], hidden: int, seconds: float) -> IngestReport:
        return IngestReport(
            added=self._added,
            updated=self._updated,
            unchanged=self._unchanged,
            removed=self._removed,
            rejected=tuple(self._rejected),
            passages=self._passages,
            seconds=seconds,
            missing=missing,
            hidden=hidden,
        )

    # ---------------------------------------------------------------------------------------------------------------

    def _is_to_be_written(self, outcome: Outcome) -> bool:
        """Count what needs no writing."""
        match outcome:
            case Unchanged():
                self._unchanged += outcome.documents
                self._tell(outcome.source, outcome.done)
            case Refused():
                self._rejected.append(outcome.rejection)
                self._tell(outcome.rejection.source, outcome.done)
            case _:
                return True
        return False

    def _documents(self, outcomes: Iterable[Outcome]) -> Iterator[tuple[Document, Sequence[Passage]]]:
        for outcome in outcomes:
            if not self._is_to_be_written(outcome):
                continue
            if isinstance(outcome, CollectionRead):
                self._under_way.append(outcome)
                self._close_collections()
            elif isinstance(outcome, Ready):
                changed = self._as_it_changed(outcome)
                if changed is not None:
                    self._under_way.append(changed)
                    if changed.vectors is not None and self._writer is not None:
                        self._writer.offer_vectors(changed.document, changed.passages, changed.vectors)
                    yield changed.document, changed.passages

    def _as_it_changed(self, outcome: Ready) -> Ready | None:
        """What to store of a document; None if only the fingerprint of its source is new, which is noted here."""
        document = outcome.document
        known = self._known.get(document.source)
        if known is None or known[2] != document.version:
            return outcome
        stored = self._store.document(known[0])
        # The version does not see white space: the stored text stays, or the offsets of old citations would move.
        kept = document
        if stored.text != document.text:
            kept = replace(document, text=stored.text, headings=stored.headings, references=stored.references)
        if replace(kept, ingested_at=stored.ingested_at, content_key=stored.content_key) == stored:
            if self._writer is not None and known[1] != document.content_key:
                self._writer.touch(document.document_id, document.content_key)
            self._unchanged += 1
            self._tell(document.source, outcome.done)
            return None
        if kept is document:
            return outcome
        return replace(outcome, document=kept, passages=split_document(kept, self._settings.split), vectors=None)

    def _note_stored(self, documents: int, passages: int) -> None:
        """The writer has committed this many of the documents that it was given, in their order."""
        self._passages += passages
        source, done = "", self._done
        while documents and self._under_way:
            outcome = self._under_way.popleft()
            if isinstance(outcome, Ready):
                documents -= 1
                source, done = outcome.document.source, outcome.done
                if outcome.document.source in self._known:
                    self._updated += 1
                else:
                    self._added += 1
            else:
                self._note_collection(outcome)
        self._close_collections()
        self._tell(source, done)

    def _close_collections(self) -> None:
        """Collections all of whose articles are stored are known by their key from now on."""
        while self._under_way and isinstance(self._under_way[0], CollectionRead):
            self._note_collection(self._under_way.popleft())

    def _note_collection(self, outcome: Ready | CollectionRead) -> None:
        if isinstance(outcome, CollectionRead) and self._writer is not None:
            self._writer.put_collection_key(outcome.source, outcome.content_key, outcome.documents)

    def _tell(self, source: str, done: int) -> None:
        self._done = max(self._done, done)
        if self._progress is not None:
            self._progress(
                IngestProgress(
                    source=source,
                    documents=self._added + self._updated,
                    passages=self._passages,
                    unchanged=self._unchanged,
                    rejected=len(self._rejected),
                    fraction=min(1.0, self._done / self._bytes_in_all) if self._bytes_in_all else 1.0,
                )
            )
