"""Where the indexes of a library are: folders beside the catalog, or collections of a Chroma server.

An index has a name, which the manifest keeps. What is in an index lives in `vectors.py`.
"""

from __future__ import annotations

import contextlib
import shutil
import uuid
from collections.abc import Callable, Collection
from pathlib import Path
from typing import Any, Protocol

from .clients import EmbeddedClient, ServerClient, connect, drop_collections
from .settings import StoreSettings
from .vectors import ChromaVectors

__all__ = ["FolderPlace", "ServerPlace", "VectorPlace", "place_for"]


class VectorPlace(Protocol):
    """Holds the indexes of one library by their names."""

    @property
    def is_shared(self) -> bool:
        """Whether another program holds the vectors, so that reading them cannot take this process down."""
        ...

    def open(self, name: str) -> ChromaVectors:
        """The index of this name, an empty one if there is none.

        Raises:
            StoreCorruptError, VectorServerError: it cannot be opened.
        """
        ...

    def drop(self, name: str) -> None:
        """Delete the index of this name, if there is one."""
        ...

    def drop_others(self, keep: Collection[str]) -> None:
        """Delete the indexes of this library but these."""
        ...


class FolderPlace:
    """Indexes in folders of their own: `vectors/<name>`."""

    is_shared = False

    def __init__(self, folder: Path, sync_vectors: int) -> None:
        self._folder = folder
        self._sync_vectors = sync_vectors

    def open(self, name: str) -> ChromaVectors:
        return ChromaVectors(EmbeddedClient.acquire(self._folder / name, self._sync_vectors))

    def drop(self, name: str) -> None:
        folder = self._folder / name
        aside = self._folder / f".{uuid.uuid4().hex[:8]}.old"
        with contextlib.suppress(FileNotFoundError):
            folder.rename(aside)  # at once out of sight, however long the deleting takes
        shutil.rmtree(aside, ignore_errors=True)

    def drop_others(self, keep: Collection[str]) -> None:
        if not self._folder.is_dir():
            return
        for folder in self._folder.iterdir():
            if folder.is_dir() and folder.name not in keep:
                self.drop(folder.name)


class ServerPlace:
    """Indexes as collections of a Chroma server; each carries the library's id, as others may use the server too."""

    is_shared = True

    def __init__(self, settings: StoreSettings, library: Callable[[], str]) -> None:
        self._settings = settings
        self._library = library
        self._connection: Any = None

    def open(self, name: str) -> ChromaVectors:
        return ChromaVectors(
            ServerClient(
                self._client(),
                self._url,
                _collection_name(name),
                self._library(),
                is_cloud=self._url.startswith("cloud"),
            )
        )

    def drop(self, name: str) -> None:
        drop_collections(self._client(), self._url, self._library(), lambda held: held == _collection_name(name))

    def drop_others(self, keep: Collection[str]) -> None:
        kept = {_collection_name(name) for name in keep}
        drop_collections(self._client(), self._url, self._library(), lambda held: held not in kept)

    @property
    def _url(self) -> str:
        return str(self._settings.chroma_url)

    def _client(self) -> Any:
        if self._connection is None:
            self._connection = connect(self._settings)
        return self._connection


def place_for(home: Path, settings: StoreSettings, library: Callable[[], str]) -> VectorPlace:
    """Where a library's indexes are by its settings; `library` gives its id."""
    if settings.chroma_url is not None:
        return ServerPlace(settings, library)
    return FolderPlace(home / "vectors", settings.sync_vectors)


def _collection_name(name: str) -> str:
    return f"newsdesk-{name}"
