"""A store in memory with the parts of `vectorstore.Store` that ingest uses; passes the same tests as the real one."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace

from vectorstore.records import Document, Passage


class MemoryStore:
    """Keeps documents in a dictionary, and commits in batches of `batch_passages` as the real writer does."""

    def __init__(self, batch_passages: int = 8) -> None:
        self.batch_passages = batch_passages
        self.stored: dict[str, tuple[Document, Sequence[Passage]]] = {}
        self.collections: dict[str, tuple[str, int]] = {}
        self.locks_taken = 0
        self.is_open_for_writing = False
        self.puts = 0
        self.fails_after: int | None = None
        self.failure: BaseException = KeyboardInterrupt()

    def content_keys(self, prefix: str = "") -> dict[str, tuple[str, str | None, str]]:
        return {
            document.source: (document.document_id, document.content_key, document.version)
            for document, _ in self.stored.values()
            if document.source.startswith(prefix)
        }

    def collection_keys(self) -> dict[str, tuple[str, int]]:
        return dict(self.collections)

    def document(self, document_id: str, version: str | None = None) -> Document:
        return self.stored[document_id][0]

    @contextmanager
    def writer(self, *, splitter: str | None = None) -> Iterator[MemoryStore]:
        self.locks_taken += 1
        self.is_open_for_writing = True
        try:
            yield self
        finally:
            self.is_open_for_writing = False

    def put(
        self,
        documents: Iterable[tuple[Document, Sequence[Passage]]],
        progress: Callable[[int, int], None] | None = None,
    ) -> int:
        assert self.is_open_for_writing
        written = 0
        batch: list[tuple[Document, Sequence[Passage]]] = []
        for pair in documents:
            if self.fails_after is not None and self.puts >= self.fails_after:
                raise self.failure
            self.puts += 1
            batch.append(pair)
            if sum(len(passages) for _, passages in batch) >= self.batch_passages:
                written += self._commit(batch, progress)
                batch = []
        if batch:
            written += self._commit(batch, progress)
        return written

    def offer_vectors(self, document: Document, passages: Sequence[Passage], vectors: Sequence[object]) -> None:
        assert self.is_open_for_writing and len(passages) == len(vectors)

    def embedder_name(self) -> str:
        return "hashing:16"

    def touch(self, document_id: str, content_key: str | None) -> None:
        document, passages = self.stored[document_id]
        self.stored[document_id] = (replace(document, content_key=content_key), passages)

    def remove(self, document_id: str) -> None:
        del self.stored[document_id]

    def put_collection_key(self, source: str, content_key: str, documents: int) -> None:
        self.collections[source] = (content_key, documents)

    def _commit(
        self, batch: list[tuple[Document, Sequence[Passage]]], progress: Callable[[int, int], None] | None
    ) -> int:
        self.stored.update({document.document_id: (document, passages) for document, passages in batch})
        passages = sum(len(passages) for _, passages in batch)
        if progress is not None:
            progress(len(batch), passages)
        return passages
