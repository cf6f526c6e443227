"""The store: one folder that holds a library, opened for reading by many and for writing by one.

Puts together the catalog, the vectors, the embedder and the lock; what each does lives in its own module.
"""

from __future__ import annotations

import contextlib
import math
import threading
import uuid
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from .catalog import Catalog, DocumentSummary
from .embedders import DEFAULT_EMBEDDER, Embedder, load_embedder
from .errors import DocumentNotFoundError, EmbedderError, ManifestMismatchError, StoreLockedError
from .lexical import passages_with
from .locking import WriterLock
from .manifest import Manifest, check_splitter, read_manifest, write_manifest
from .records import Document, Hit, SearchFilter
from .searching import HybridSearch
from .settings import StoreSettings, default_home
from .vectors import ChromaVectors
from .writing import StoreWriter

if TYPE_CHECKING:
    from .health import HealthReport
    from .rebuilding import Split

__all__ = ["Store"]


class Store:
    """A library in one folder.

        store = Store.open("~/newsdesk")
        with store.writer() as writer:
            writer.put([(document, passages)])
        hits = store.search("How many people can CECOT hold?", k=5)

    Any number of threads and processes may read while one process writes; readers see new documents without reopening.
    The embedding model is loaded at the first search or write, not at opening.
    """

    def __init__(self, home: Path, settings: StoreSettings, embedder: Embedder | None) -> None:
        self.home = home
        self.settings = settings
        self.catalog = Catalog(home / "catalog.sqlite3")
        self._lock = WriterLock(home / "writer.lock")
        self._given_embedder = embedder
        self._embedder: Embedder | None = None
        self._vectors: ChromaVectors | None = None
        self._vectors_name: str | None = None
        self._search: HybridSearch | None = None
        self._search_generation = -1
        self._guard = threading.RLock()
        self._rarity: dict[str, float] = {}
        self._rarity_generation = -1
        self._passages = 0
        self._check_embedder_name(read_manifest(self.catalog))

    @classmethod
    def open(
        cls, home: str | Path | None = None, *, settings: StoreSettings | None = None, embedder: Embedder | None = None
    ) -> Store:
        """Open a library, making the folder when it is new; finish what an interrupted writer left, when no one writes.

        Raises:
            ManifestMismatchError: the library was built with another embedder than is asked for.
            StoreCorruptError: the catalog cannot be read.
        """
        folder = Path(home).expanduser().absolute() if home is not None else default_home()
        folder.mkdir(parents=True, exist_ok=True)
        store = cls(folder, settings or StoreSettings(), embedder)
        if store.has_unfinished_work() and store._lock.is_free():
            with contextlib.suppress(StoreLockedError), store.writer():  # whoever was faster finishes it
                pass
        return store

    def close(self) -> None:
        with self._guard:
            if self._vectors is not None:
                self._vectors.close()
            self._vectors, self._vectors_name, self._search = None, None, None
            self.catalog.close()

    def __enter__(self) -> Store:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    # Reading ---------------------------------------------------------------------------------------------------------

    def search(self, question: str, k: int = 10, filter: SearchFilter | None = None) -> list[Hit]:
        """The k best passages for a question, best first; near-duplicates collapsed, neighbours merged.

        Raises:
            StoreCorruptError: the vectors cannot be read.
        """
        search = self._current_search()
        return [] if search is None else search.search(question, k, filter or SearchFilter())

    def rank(self, question: str, filter: SearchFilter | None = None) -> list[tuple[int, float, float, float]]:
        """All candidates as (passage id, relevance, similarity, bm25), before copies are collapsed: for evaluation."""
        search = self._current_search()
        return [] if search is None else search.rank(question, filter or SearchFilter())

    def documents(self) -> list[DocumentSummary]:
        """Every document that can be found, by title."""
        return self.catalog.summaries()

    def document(self, document_id: str, version: str | None = None) -> Document:
        """A document's text and metadata: the current version, or the one named, however old.

        Raises:
            DocumentNotFoundError: no such document or version.
        """
        return self.catalog.document(document_id, version)

    def document_status(self, document_id: str) -> tuple[str, str | None]:
        """(status, current version) of a document: to tell whether a cited version is still the current one.

        Raises:
            DocumentNotFoundError: no such document.
        """
        row = self.catalog.one("SELECT status, version FROM documents WHERE document_id = ?", (document_id,))
        if row is None:
            raise DocumentNotFoundError(document_id)
        return str(row["status"]), row["version"]

    def content_keys(self, prefix: str = "") -> dict[str, tuple[str, str | None, str]]:
        """`{source: (document_id, content_key, version)}` of the ready documents whose source begins with `prefix`."""
        rows = self.catalog.rows(
            "SELECT source, document_id, content_key, version FROM documents "
            "WHERE status = 'ready' AND substr(source, 1, ?) = ?",
            (len(prefix), prefix),
        )
        return {row["source"]: (row["document_id"], row["content_key"], row["version"]) for row in rows}

    def collection_keys(self) -> dict[str, tuple[str, int]]:
        """`{source: (content_key, documents)}` of the sources that hold many documents, such as JSON Lines files."""
        rows = self.catalog.rows("SELECT source, content_key, documents FROM collections")
        return {row["source"]: (row["content_key"], row["documents"]) for row in rows}

    def rarity(self, stems: Sequence[str]) -> dict[str, float]:
        """How rare each of these stems is in the library: log((passages + 1) / (passages with it + 0.5)), >= 0."""
        with self._guard:
            generation = self.catalog.generation
            if generation != self._rarity_generation:
                self._rarity, self._rarity_generation = {}, generation
                self._passages = self.catalog.count_ready_passages()
            unknown = [stem for stem in dict.fromkeys(stems) if stem not in self._rarity]
            if unknown:
                counts = passages_with(self.catalog, unknown)
                for stem in unknown:
                    ratio = (self._passages + 1) / (counts.get(stem, 0) + 0.5)
                    self._rarity[stem] = max(0.0, math.log(ratio))
            return {stem: self._rarity[stem] for stem in stems}

    def is_empty(self) -> bool:
        """Whether no document was ever stored."""
        return self.catalog.one("SELECT 1 FROM documents LIMIT 1") is None

    def publishers(self) -> list[str]:
        """The publishers of the documents that can be found, sorted."""
        rows = self.catalog.rows(
            "SELECT DISTINCT v.publisher FROM documents d JOIN versions v ON v.document_id = d.document_id AND "
            "v.version = d.version WHERE d.status = 'ready' AND v.publisher IS NOT NULL ORDER BY v.publisher"
        )
        return [row["publisher"] for row in rows]

    @property
    def embedder(self) -> Embedder:
        """The embedding model, loaded at first use."""
        with self._guard:
            if self._embedder is None:
                self._embedder = self._given_embedder or load_embedder(
                    self._embedder_name(), batch_size=self.settings.embed_batch
                )
            return self._embedder

    @property
    def manifest(self) -> Manifest | None:
        return read_manifest(self.catalog)

    def has_unfinished_work(self) -> bool:
        return self.catalog.one("SELECT 1 FROM passages WHERE state <> 'ready' LIMIT 1") is not None

    # Writing ---------------------------------------------------------------------------------------------------------

    @contextlib.contextmanager
    def writer(self, *, splitter: str | None = None) -> Iterator[StoreWriter]:
        """Hold the writer lock and write; first finishes what an interrupted writer left.

        Raises:
            StoreLockedError: another process is writing, longer than `lock_timeout_s`.
            ManifestMismatchError: the library was split otherwise, or built with another embedder.
        """
        with self._lock.hold(self.settings.lock_timeout_s):
            manifest = self._ensure_manifest(splitter)
            check_splitter(manifest, splitter)
            vectors = self._open_vectors(manifest)
            vectors.catch_up(self.catalog.generation)
            writer = StoreWriter(
                self.catalog,
                vectors,
                self.embedder,
                index_name=manifest.vectors,
                batch_passages=self.settings.batch_passages,
            )
            writer.finish_pending()
            try:
                yield writer
            finally:
                with self._guard:
                    self._search = None

    def reindex(
        self,
        embedder: str | None = None,
        *,
        split: Split | None = None,
        splitter: str | None = None,
        progress: Callable[[int, int], None] | None = None,
    ) -> None:
        """Build all vectors anew beside the old ones, with another model or splitter if named, then swap.

        Raises:
            StoreLockedError, EmbedderError, StorageFullError: the old index stays as it was.
        """
        from .rebuilding import split_anew

        name = embedder or self.settings.embedder or self._embedder_name()
        new = self._given_embedder if embedder is None and self._given_embedder else load_embedder(name)
        with self._lock.hold(self.settings.lock_timeout_s):
            if split is not None:
                split_anew(self.catalog, split)
            self._rebuild(new, splitter, progress)
            self._embedder = new

    def repair(self, progress: Callable[[int, int], None] | None = None) -> None:
        """Rebuild the vectors and the full-text index from the catalog, without parsing anything again."""
        from .rebuilding import rebuild_lexical

        with self._lock.hold(self.settings.lock_timeout_s):
            rebuild_lexical(self.catalog)
            self._rebuild(self.embedder, None, progress)

    def purge(self, progress: Callable[[int, int], None] | None = None) -> int:
        """Erase removed documents and old versions for good: rows, words and vectors. Returns how many documents."""
        from .rebuilding import erase_removed

        with self._lock.hold(self.settings.lock_timeout_s):
            erased = erase_removed(self.catalog)
            self._rebuild(self.embedder, None, progress)
            return erased

    def check(self) -> HealthReport:
        """Prove the store sound, or say what is not; see `vectorstore.health`."""
        from .health import check_store

        return check_store(self)

    # ---------------------------------------------------------------------------------------------------------------

    def vectors_folder(self) -> Path | None:
        """The folder that holds the vectors now; None for a library that nothing was written to."""
        manifest = self.manifest
        return None if manifest is None else self.home / "vectors" / manifest.vectors

    def _current_search(self) -> HybridSearch | None:
        manifest = self.manifest
        if manifest is None:
            return None
        with self._guard:
            generation = self.catalog.generation  # read first: what is written meanwhile is caught up with next time
            vectors = self._open_vectors(manifest)
            vectors.catch_up(generation)
            if generation != self._search_generation:
                self._search, self._search_generation = None, generation  # it remembers documents as they were
            if self._search is None:
                self._match_embedder(manifest)
                self._search = HybridSearch(self.catalog, vectors, self.embedder, self.settings, manifest.vectors)
            return self._search

    def _open_vectors(self, manifest: Manifest) -> ChromaVectors:
        with self._guard:
            if self._vectors is None or self._vectors_name != manifest.vectors:
                if self._vectors is not None:
                    self._vectors.close()
                self._vectors = ChromaVectors(self.home / "vectors" / manifest.vectors)
                self._vectors_name = manifest.vectors
                self._search = None
            return self._vectors

    def _rebuild(self, embedder: Embedder, splitter: str | None, progress: Callable[[int, int], None] | None) -> None:
        """Build the vectors into a fresh folder, name it in the manifest, and drop the old ones."""
        from .rebuilding import rebuild_vectors, remove_other_indexes

        manifest = self._manifest_for(embedder, splitter)
        rebuild_vectors(self.home, self.catalog, embedder, manifest, progress)
        with self.catalog.transaction():
            write_manifest(self.catalog, manifest)
            self.catalog.advance_generation()
        with self._guard:
            self._open_vectors(manifest).note_generation(self.catalog.generation)
        remove_other_indexes(self.home, self.catalog, manifest.vectors)

    def _manifest_for(self, embedder: Embedder, splitter: str | None) -> Manifest:
        old = self.manifest
        return Manifest(
            embedder=embedder.name,
            dimensions=embedder.dimensions,
            distance="cosine",
            vectors=uuid.uuid4().hex[:12],
            splitter=splitter or (old.splitter if old else None),
        )

    def _ensure_manifest(self, splitter: str | None) -> Manifest:
        manifest = self.manifest
        if manifest is None:
            manifest = self._manifest_for(self.embedder, splitter)
            with self.catalog.transaction():
                write_manifest(self.catalog, manifest)
        elif manifest.splitter is None and splitter is not None:
            manifest = replace(manifest, splitter=splitter)
            with self.catalog.transaction():
                write_manifest(self.catalog, manifest)
        self._match_embedder(manifest)
        if self.embedder.dimensions != manifest.dimensions:
            raise EmbedderError(
                self.embedder.name,
                f"it gives {self.embedder.dimensions} dimensions, the index holds {manifest.dimensions}",
            )
        return manifest

    def _match_embedder(self, manifest: Manifest) -> None:
        """Another process may have rebuilt the index with another model since this one was loaded."""
        if self.embedder.name != manifest.embedder:
            with self._guard:
                self._embedder = load_embedder(manifest.embedder, batch_size=self.settings.embed_batch)

    def _embedder_name(self) -> str:
        manifest = read_manifest(self.catalog)
        return self.settings.embedder or (manifest.embedder if manifest else DEFAULT_EMBEDDER)

    def _check_embedder_name(self, manifest: Manifest | None) -> None:
        wanted = self._given_embedder.name if self._given_embedder else self.settings.embedder
        if manifest is not None and wanted is not None and wanted != manifest.embedder:
            raise ManifestMismatchError("embedder", manifest.embedder, wanted)
