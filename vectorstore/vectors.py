"""The vectors, in Chroma: one collection in one folder. The only module that imports chromadb.

Which passages are valid is not known here: the catalog decides, and this index can be rebuilt from it at any time.
"""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any, Protocol

import numpy as np

from .embedders import Matrix
from .errors import StoreCorruptError
from .records import SearchFilter

__all__ = ["ChromaVectors", "VectorIndex", "date_number"]

_COLLECTION = "passages"
_MOST_RECORDS_A_CALL = 5000  # Chroma 1.5.9 takes 5,461
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


class _SharedClient:
    """One Chroma client for each folder and process: a second one on the same folder would harm it."""

    _open: dict[Path, _SharedClient] = {}  # noqa: RUF012  (shared on purpose)
    _guard = threading.RLock()

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.users = 0
        self.generation: int | None = None
        self._collection: Any = None
        self._client: Any = None
        self._calls = 0
        self._turn = threading.Condition()

    @classmethod
    def acquire(cls, folder: Path) -> _SharedClient:
        folder = folder.resolve()
        with cls._guard:
            shared = cls._open.get(folder)
            if shared is None:
                shared = cls(folder)
                shared._start()
                cls._open[folder] = shared
            shared.users += 1
            return shared

    def release(self) -> None:
        with self._guard:
            self.users -= 1
            if self.users <= 0:
                self._open.pop(self.folder, None)
                self._stop()

    @contextlib.contextmanager
    def collection(self) -> Iterator[Any]:
        """The collection for one call; a restart waits until all calls under way are over."""
        with self._turn:
            self._calls += 1
            collection = self._collection
        try:
            yield collection
        finally:
            with self._turn:
                self._calls -= 1
                self._turn.notify_all()

    def catch_up(self, generation: int) -> None:
        with self._turn:
            if self.generation == generation:
                return
            self._turn.wait_for(lambda: self._calls == 0)
            if self.generation is not None:
                self._stop()
                self._start()
            self.generation = generation

    def _start(self) -> None:
        import chromadb
        from chromadb.config import Settings

        self.folder.mkdir(parents=True, exist_ok=True)
        with _foreign_errors(self.folder):
            self._client = chromadb.PersistentClient(
                path=str(self.folder), settings=Settings(anonymized_telemetry=False, allow_reset=False)
            )
            self._collection = self._client.get_or_create_collection(
                _COLLECTION,
                embedding_function=None,
                configuration={
                    "hnsw": {"space": "cosine", "ef_construction": 128, "ef_search": 128, "max_neighbors": 24}
                },
            )

    def _stop(self) -> None:
        client, self._client, self._collection = self._client, None, None
        if client is not None:
            with contextlib.suppress(Exception):  # a client over a broken folder may fail to stop; it is dropped anyway
                client.close()


class ChromaVectors:
    """Vectors in an embedded Chroma folder, with cosine distance.

    Safe for many threads of one process. Writing is for one process at a time: the store's lock sees to that.

    Raises:
        StoreCorruptError: Chroma cannot read the folder.
    """

    def __init__(self, folder: Path) -> None:
        self._shared = _SharedClient.acquire(folder)
        self._folder = folder
        self._is_open = True

    def put(self, passage_ids: Sequence[int], vectors: Matrix, metadata: Sequence[Metadata]) -> None:
        for part in _parts(len(passage_ids)):
            self._call(
                "upsert",
                ids=[str(passage_id) for passage_id in passage_ids[part]],
                embeddings=vectors[part],
                metadatas=[dict(item) for item in metadata[part]],
            )

    def delete(self, passage_ids: Sequence[int]) -> None:
        for part in _parts(len(passage_ids)):
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
        for part in _parts(len(passage_ids)):
            found = self._call("get", ids=[str(passage_id) for passage_id in passage_ids[part]], include=["embeddings"])
            for passage_id, vector in zip(found["ids"], found["embeddings"], strict=True):
                vectors[int(passage_id)] = np.asarray(vector, dtype=np.float32)
        return vectors

    def ids(self) -> set[int]:
        """All passage ids that the index holds."""
        known: set[int] = set()
        offset = 0
        while page := self._call("get", include=[], limit=_MOST_RECORDS_A_CALL, offset=offset)["ids"]:
            known.update(int(passage_id) for passage_id in page)
            offset += len(page)
        return known

    def count(self) -> int:
        return int(self._call("count"))

    def catch_up(self, generation: int) -> None:
        self._shared.catch_up(generation)

    def note_generation(self, generation: int) -> None:
        self._shared.generation = generation

    def close(self) -> None:
        if self._is_open:
            self._is_open = False
            self._shared.release()

    def _call(self, method: str, **arguments: object) -> Any:
        with _foreign_errors(self._folder), self._shared.collection() as collection:
            return getattr(collection, method)(**arguments)


@contextlib.contextmanager
def _foreign_errors(folder: Path) -> Iterator[None]:
    """Chroma's own errors, and the panics of its Rust core, become ours."""
    try:
        yield
    except (KeyboardInterrupt, SystemExit, GeneratorExit, MemoryError):
        raise
    except StoreCorruptError:
        raise
    except BaseException as err:  # pyo3's PanicException derives from BaseException
        raise StoreCorruptError(
            f"The vector index in {folder}", str(err).splitlines()[0][:300] if str(err) else repr(err)
        ) from err


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


def _parts(count: int) -> Iterator[slice]:
    for start in range(0, count, _MOST_RECORDS_A_CALL):
        yield slice(start, min(start + _MOST_RECORDS_A_CALL, count))
