"""The vectors, in Chroma: put, deleted, found by passage id. How Chroma is reached lives in `clients.py`.

Which passages are valid is not known here: the catalog decides, and this index can be rebuilt from it at any time.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any, Protocol

import numpy as np

from .clients import ChromaClient, EmbeddedClient
from .embedders import Matrix
from .records import SearchFilter

__all__ = ["ChromaVectors", "VectorIndex", "date_number"]

Metadata = Mapping[str, str | int]


class VectorIndex(Protocol):
    """Where vectors are kept by passage id, and searched by cosine."""

    def put(self, passage_ids: Sequence[int], vectors: Matrix, metadata: Sequence[Metadata]) -> None: ...

    def delete(self, passage_ids: Sequence[int]) -> None: ...

    def query(self, vector: Matrix, k: int, search_filter: SearchFilter) -> list[tuple[int, float]]:
        """The k nearest passages as (passage id, cosine), nearest first."""
        ...

    def get(self, passage_ids: Sequence[int]) -> dict[int, Matrix]:
        """The vectors of these passages; unknown ids are left out."""
        ...

    def count(self) -> int: ...

    def catch_up(self, generation: int) -> None:
        """See what other processes wrote: drop what is held in memory unless it is of this generation already."""
        ...

    def note_generation(self, generation: int) -> None:
        """This process wrote the generation itself, so nothing needs to be dropped for it."""
        ...

    def close(self) -> None: ...


class ChromaVectors:
    """Vectors in one collection of Chroma, with cosine distance.

    Safe for many threads of one process. In a folder, writing is for one process at a time: the store's lock sees to it.

    Args:
        client: how Chroma is reached; a folder stands for one embedded there.

    Raises:
        StoreCorruptError: Chroma cannot read the folder.
    """

    def __init__(self, client: ChromaClient | Path) -> None:
        self._client: ChromaClient = EmbeddedClient.acquire(client) if isinstance(client, Path) else client
        self._is_open = True

    def put(self, passage_ids: Sequence[int], vectors: Matrix, metadata: Sequence[Metadata]) -> None:
        for part in self._parts(len(passage_ids)):
            self._call(
                "upsert",
                ids=[str(passage_id) for passage_id in passage_ids[part]],
                embeddings=vectors[part],
                metadatas=[dict(item) for item in metadata[part]],
            )

    def delete(self, passage_ids: Sequence[int]) -> None:
        for part in self._parts(len(passage_ids)):
            self._call("delete", ids=[str(passage_id) for passage_id in passage_ids[part]])

    def query(self, vector: Matrix, k: int, search_filter: SearchFilter) -> list[tuple[int, float]]:
        found = self._call(
            "query", query_embeddings=[vector], n_results=k, where=_where(search_filter), include=["distances"]
        )
        return [
            (int(passage_id), 1.0 - float(distance))
            for passage_id, distance in zip(found["ids"][0], found["distances"][0], strict=True)
        ]

    def get(self, passage_ids: Sequence[int]) -> dict[int, Matrix]:
        vectors: dict[int, Matrix] = {}
        for part in self._parts(len(passage_ids)):
            found = self._call("get", ids=[str(passage_id) for passage_id in passage_ids[part]], include=["embeddings"])
            for passage_id, vector in zip(found["ids"], found["embeddings"], strict=True):
                vectors[int(passage_id)] = np.asarray(vector, dtype=np.float32)
        return vectors

    def ids(self) -> set[int]:
        """All passage ids that the index holds."""
        known: set[int] = set()
        offset = 0
        while page := self._call("get", include=[], limit=self._client.most_records_a_call, offset=offset)["ids"]:
            known.update(int(passage_id) for passage_id in page)
            offset += len(page)
        return known

    def count(self) -> int:
        return int(self._call("count"))

    def catch_up(self, generation: int) -> None:
        self._client.catch_up(generation)

    def note_generation(self, generation: int) -> None:
        self._client.note_generation(generation)

    def close(self) -> None:
        if self._is_open:
            self._is_open = False
            self._client.release()

    def _parts(self, count: int) -> Iterator[slice]:
        size = self._client.most_records_a_call
        for start in range(0, count, size):
            yield slice(start, min(start + size, count))

    def _call(self, method: str, **arguments: object) -> Any:
        with self._client.collection() as collection:
            return getattr(collection, method)(**arguments)


def _where(search_filter: SearchFilter) -> dict[str, Any] | None:
    """Chroma's filter takes one top-level operator, so several conditions are joined by `$and`."""
    conditions: list[dict[str, Any]] = []
    if search_filter.publishers:
        conditions.append({"publisher": {"$in": list(search_filter.publishers)}})
    if search_filter.document_ids:
        conditions.append({"document": {"$in": list(search_filter.document_ids)}})
    if search_filter.since is not None:
        conditions.append({"published": {"$gte": date_number(search_filter.since)}})
    if search_filter.until is not None:
        conditions.append({"published": {"$lte": date_number(search_filter.until)}})
        conditions.append({"published": {"$gt": 0}})
    if len(conditions) > 1:
        return {"$and": conditions}
    return conditions[0] if conditions else None


def date_number(day: date | None) -> int:
    """A date as the integer YYYYMMDD, 0 for none: Chroma compares numbers only."""
    return 0 if day is None else day.year * 10_000 + day.month * 100 + day.day
