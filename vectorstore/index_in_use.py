"""The index that one open store asks: opened when first needed, followed when another takes its place, mended when it fails.

What is mended how lives in `healing.py`; what a search does, in `searching.py`.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

from .errors import IndexCorruptError, StoreLockedError
from .manifest import Manifest
from .searching import HybridSearch
from .vectors import ChromaVectors

if TYPE_CHECKING:
    from .store import Store

__all__ = ["IndexInUse"]

Found = TypeVar("Found")
_ATTEMPTS = 5


class IndexInUse:
    """Safe for many threads; a swap to another index waits for calls under way, and what it spoils is asked again."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._vectors: ChromaVectors | None = None
        self._name: str | None = None
        self._search: HybridSearch | None = None
        self._search_generation = -1
        self._guard = threading.RLock()

    def close(self) -> None:
        with self._guard:
            if self._vectors is not None:
                self._vectors.close()
            self._vectors, self._name, self._search = None, None, None

    def forget_search(self) -> None:
        """What a search remembers of documents and model is not to be used any more."""
        with self._guard:
            self._search = None

    def note_generation(self, manifest: Manifest) -> None:
        """This process knows what is in the index now: it wrote it itself."""
        with self._guard:
            self.open(manifest).note_generation(self._store.catalog.generation)
            self._search = None

    def open(self, manifest: Manifest) -> ChromaVectors:
        """The vectors of the index that a manifest names; those of another are closed."""
        with self._guard:
            if self._vectors is None or self._name != manifest.vectors:
                self.close()
                self._vectors = self._store.place.open(manifest.vectors)
                self._name = manifest.vectors
            return self._vectors

    def is_new_and_short(self, manifest: Manifest) -> bool:
        """Whether an index, not opened before, cannot be read or has fewer vectors than there are passages."""
        with self._guard:
            if self._name == manifest.vectors:
                return False
            try:
                return self.open(manifest).count() < self._store.catalog.count_ready_passages()
            except IndexCorruptError:
                return True

    def ask(self, ask: Callable[[HybridSearch], list[Found]]) -> list[Found]:
        """Ask the index in use; nothing is found in a library without one.

        Raises:
            IndexCorruptError: it cannot be read, and could not be built anew.
        """
        for _ in range(_ATTEMPTS - 1):
            search = self._current_search()
            if search is None:
                return []
            try:
                found = ask(search)
            except IndexCorruptError as err:
                if not (self._is_outdated(search) or self._heal(err)):
                    raise
            else:
                if not self._is_outdated(search):
                    return found
        search = self._current_search()
        return [] if search is None else ask(search)

    def _current_search(self) -> HybridSearch | None:
        store = self._store
        manifest = store.manifest
        if manifest is None:
            return None
        with self._guard:
            if self.is_new_and_short(manifest) and self._heal():
                manifest = store.manifest or manifest
            generation = store.catalog.generation  # read first: what is written meanwhile is caught up with next time
            vectors = self.open(manifest)
            vectors.catch_up(generation)
            if generation != self._search_generation:
                self._search, self._search_generation = None, generation  # it remembers documents as they were
            if self._search is None:
                store.match_embedder(manifest)
                self._search = HybridSearch(store.catalog, vectors, store.embedder, store.settings, manifest.vectors)
            return self._search

    def _is_outdated(self, search: HybridSearch) -> bool:
        manifest = self._store.manifest
        return manifest is None or manifest.vectors != search.index_name or self._name != search.index_name

    def _heal(self, err: IndexCorruptError | None = None) -> bool:
        """Mend a short index, or build one anew that failed with `err`, when no one else is writing; whether it was done."""
        from .healing import heal_if_short, rebuild_unreadable

        try:
            with self._store.lock.hold(0):
                manifest = self._store.manifest
                if manifest is None:
                    return False
                self.close()
                if err is None:
                    heal_if_short(self._store, manifest)
                else:
                    rebuild_unreadable(self._store, err)
                return True
        except StoreLockedError:
            return False
