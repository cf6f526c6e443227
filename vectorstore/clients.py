"""Chroma's clients: one embedded in a folder, shared by its process, or one of a server. What is stored is not known here.

Only this module imports chromadb. Its errors, and the panics of its Rust core, become ours here.
"""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import urlsplit

from .errors import IndexCorruptError, StorageFullError, StoreError, VectorServerError
from .settings import StoreSettings

__all__ = ["ChromaClient", "EmbeddedClient", "ServerClient", "connect", "drop_collections"]

_COLLECTION = "passages"
_HNSW = {"space": "cosine", "ef_construction": 128, "ef_search": 128, "max_neighbors": 24}
_NO_ROOM = ("disk is full", "disk i/o error", "no space left", "file too large", "os error 27", "os error 28")


class ChromaClient(Protocol):
    """One collection of one Chroma, as `ChromaVectors` uses it."""

    most_records_a_call: int

    def collection(self) -> contextlib.AbstractContextManager[Any]:
        """The collection for one call."""
        ...

    def catch_up(self, generation: int) -> None: ...

    def note_generation(self, generation: int) -> None: ...

    def release(self) -> None: ...


class EmbeddedClient:
    """One Chroma client for each folder and process: a second one on the same folder would harm it."""

    _open: dict[Path, EmbeddedClient] = {}  # noqa: RUF012  (shared on purpose)
    _guard = threading.RLock()

    most_records_a_call = 5000  # Chroma 1.5.9 takes 5,461

    def __init__(self, folder: Path, sync_vectors: int) -> None:
        self.folder = folder
        self.users = 0
        self.generation: int | None = None
        self._sync_vectors = sync_vectors
        self._collection: Any = None
        self._client: Any = None
        self._calls = 0
        self._turn = threading.Condition()

    @classmethod
    def acquire(cls, folder: Path, sync_vectors: int = 1000) -> EmbeddedClient:
        """The client of this folder, started if it is the first; `release` it once for each time.

        Raises:
            IndexCorruptError: Chroma cannot read the folder.
        """
        folder = folder.resolve()
        with cls._guard:
            shared = cls._open.get(folder)
            if shared is None:
                shared = cls(folder, sync_vectors)
                shared._start()
                cls._open[folder] = shared
            shared.users += 1
            return shared

    def release(self) -> None:
        with self._guard:
            self.users -= 1
            if self.users > 0:
                return
            self._open.pop(self.folder, None)
            with self._turn:  # a call under way in another thread ends first
                self._turn.wait_for(lambda: self._calls == 0)
                self._stop()

    @contextlib.contextmanager
    def collection(self) -> Iterator[Any]:
        """The collection for one call; a restart waits until all calls under way are over."""
        with self._turn:
            self._calls += 1
            collection = self._collection
        try:
            with _foreign_errors(self.folder):
                if collection is None:
                    raise IndexCorruptError(f" in {self.folder}", "it is closed")
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

    def note_generation(self, generation: int) -> None:
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
                configuration={"hnsw": {**_HNSW, "sync_threshold": self._sync_vectors}},
            )

    def _stop(self) -> None:
        client, self._client, self._collection = self._client, None, None
        if client is not None:
            with contextlib.suppress(Exception):  # a client over a broken folder may fail to stop; it is dropped anyway
                client.close()


class ServerClient:
    """One collection of a Chroma server. Others may read and write there at the same time."""

    def __init__(self, client: Any, url: str, name: str, library: str, *, is_cloud: bool) -> None:
        self._url = url
        self.most_records_a_call = 300 if is_cloud else 5000  # what Chroma Cloud allows by default
        with _server_errors(url):
            self._collection = client.get_or_create_collection(
                name,
                metadata={"library": library},
                embedding_function=None,
                configuration={"spann": {"space": "cosine"}} if is_cloud else {"hnsw": dict(_HNSW)},
            )

    @contextlib.contextmanager
    def collection(self) -> Iterator[Any]:
        with _server_errors(self._url):
            yield self._collection

    def catch_up(self, generation: int) -> None:
        """The server shows what others wrote by itself."""

    def note_generation(self, generation: int) -> None:
        """The server shows what others wrote by itself."""

    def release(self) -> None:
        """The connection is the process's own and stays."""


def connect(settings: StoreSettings) -> Any:
    """A client of the Chroma server, or of Chroma Cloud, that the settings name.

    Raises:
        VectorServerError: it does not answer, or refuses.
    """
    import chromadb
    from chromadb.config import Settings

    url = str(settings.chroma_url)
    quiet = Settings(anonymized_telemetry=False)
    with _server_errors(url):
        if url.startswith("cloud"):
            key = settings.chroma_api_key
            return chromadb.CloudClient(
                tenant=settings.chroma_tenant,
                database=settings.chroma_database,
                api_key=key.get_secret_value() if key is not None else None,
                settings=quiet,
                cloud_host=urlsplit(url).netloc or "api.trychroma.com",
            )
        parts = urlsplit(url)
        is_encrypted = parts.scheme == "https"
        return chromadb.HttpClient(
            host=parts.hostname or "localhost",
            port=parts.port or (443 if is_encrypted else 8000),
            ssl=is_encrypted,
            settings=quiet,
        )


def drop_collections(client: Any, url: str, library: str, is_doomed: Callable[[str], bool]) -> None:
    """Delete those of a library's collections whose names are doomed; other libraries' are never touched.

    Raises:
        VectorServerError: the server does not answer, or refuses.
    """
    with _server_errors(url):
        for collection in client.list_collections():
            if (collection.metadata or {}).get("library") == library and is_doomed(collection.name):
                client.delete_collection(collection.name)


@contextlib.contextmanager
def _foreign_errors(folder: Path) -> Iterator[None]:
    try:
        yield
    except (KeyboardInterrupt, SystemExit, GeneratorExit, MemoryError, StoreError):
        raise
    except BaseException as err:  # pyo3's PanicException derives from BaseException
        if any(words in str(err).lower() for words in _NO_ROOM):
            raise StorageFullError(folder) from err
        raise IndexCorruptError(f" in {folder}", _first_line(err)) from err


@contextlib.contextmanager
def _server_errors(url: str) -> Iterator[None]:
    import httpx
    from chromadb.errors import AuthorizationError, ChromaAuthError, NotFoundError

    try:
        yield
    except (httpx.HTTPError, AuthorizationError, ChromaAuthError) as err:
        raise VectorServerError(url, _first_line(err)) from err
    except NotFoundError as err:
        raise IndexCorruptError(f" on {url}", _first_line(err)) from err
    except (StoreError, MemoryError):
        raise
    except Exception as err:  # Chroma answers with many kinds, ValueError among them
        raise VectorServerError(url, _first_line(err)) from err


def _first_line(err: BaseException) -> str:
    return str(err).splitlines()[0][:300] if str(err) else repr(err)
