"""What ingest needs of a store, so that it can be tested without one; `vectorstore.Store` is the real one."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING, Protocol

from vectorstore.records import Document, Passage

if TYPE_CHECKING:
    from vectorstore import PassageVectors

__all__ = ["DocumentStore", "DocumentWriter"]


class DocumentWriter(Protocol):
    """What ingest needs of `vectorstore.StoreWriter`; `tests` has a fake in memory."""

    def put(
        self,
        documents: Iterable[tuple[Document, Sequence[Passage]]],
        progress: Callable[[int, int], None] | None = None,
    ) -> int: ...

    def offer_vectors(
        self, document: Document, passages: Sequence[Passage], vectors: Sequence[PassageVectors]
    ) -> None: ...

    def touch(self, document_id: str, content_key: str | None) -> None: ...

    def remove(self, document_id: str) -> None: ...

    def put_collection_key(self, source: str, content_key: str, documents: int) -> None: ...


class DocumentStore(Protocol):
    """What ingest needs of `vectorstore.Store`."""

    def content_keys(self, prefix: str = "") -> dict[str, tuple[str, str | None, str]]: ...

    def collection_keys(self) -> dict[str, tuple[str, int]]: ...

    def document(self, document_id: str, version: str | None = None) -> Document: ...

    def embedder_name(self) -> str: ...

    def writer(self, *, splitter: str | None = None) -> AbstractContextManager[DocumentWriter]: ...
