"""What the store holds already: which sources it knows, and by which keys they are known to be unchanged."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from vectorstore.records import document_id_of

__all__ = ["KnownDocument", "KnownSources", "article_key", "collection_key", "file_key"]

_REFUSED = "|refused="


def file_key(size: int, mtime_ns: int) -> str:
    """The key of a file: its size and time. The leading number goes up when readers come to read otherwise."""
    return f"f1:{size:x}-{mtime_ns:x}"


def article_key(collection: str, line_key: str) -> str:
    """The key of an article inside a collection: whose it is, and the fingerprint of its line."""
    return f"a1:{document_id_of(collection)}:{line_key}"


def collection_key(key: str, refused: int) -> str:
    """The key of a collection that was read wholly: of its file or page, and how many lines were not taken in."""
    return f"{key}{_REFUSED}{refused}"


@dataclass(frozen=True, kw_only=True, slots=True)
class KnownDocument:
    """A stored document, as far as ingest needs to know it."""

    document_id: str
    content_key: str | None
    version: str


class KnownSources:
    """The store's documents by source, and by the collection that each came from.

    Args:
        documents: `{source: (document_id, content_key, version)}`, see `Store.content_keys`.
        collections: `{source: (content_key, documents)}`, see `Store.collection_keys`.
    """

    def __init__(
        self, documents: Mapping[str, tuple[str, str | None, str]], collections: Mapping[str, tuple[str, int]]
    ) -> None:
        self._documents = {
            source: KnownDocument(document_id=document_id, content_key=key, version=version)
            for source, (document_id, key, version) in documents.items()
        }
        self._collections = dict(collections)
        self._lines: dict[str, dict[str, str]] = {}
        for source, known in self._documents.items():
            kind, _, rest = (known.content_key or "").partition(":")
            if kind == "a1":
                collection_id, _, line_key = rest.partition(":")
                self._lines.setdefault(collection_id, {})[line_key] = source

    def document(self, source: str) -> KnownDocument | None:
        return self._documents.get(source)

    def key_of(self, source: str) -> str | None:
        """The key of a source that holds one document."""
        known = self._documents.get(source)
        return None if known is None else known.content_key

    def lines_of(self, collection: str) -> Mapping[str, str]:
        """`{fingerprint of the line: source}` of the articles that came from this collection and can be found now."""
        return self._lines.get(document_id_of(collection), {})

    def collection_key(self, collection: str) -> str | None:
        """The key that the file or page had when it was last read wholly; None if an article of it is gone since."""
        key, documents = self._collections.get(collection, ("", 0))
        return key.rpartition(_REFUSED)[0] or None if documents == len(self.lines_of(collection)) else None

    def refused_lines(self, collection: str) -> int:
        """How many lines of the collection were not taken in when it was last read."""
        key, _ = self._collections.get(collection, ("", 0))
        count = key.rpartition(_REFUSED)[2]
        return int(count) if count.isdigit() else 0

    def collections_in(self, folders: Iterable[str]) -> list[str]:
        """Collections whose file lies in one of these folders."""
        begins = tuple(folders)
        return [source for source in self._collections if begins and source.startswith(begins)]

    def files_in(self, folders: Iterable[str]) -> list[str]:
        """Documents that are files of their own in one of these folders."""
        begins = tuple(folders)
        return [
            source
            for source, known in self._documents.items()
            if begins and source.startswith(begins) and (known.content_key or "").startswith("f1:")
        ]
