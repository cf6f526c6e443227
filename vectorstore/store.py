"""The store: one folder that holds a library, opened for reading by many and for writing by one.

Puts together the catalog, the vectors, the embedder and the lock; what each does lives in its own module.
"""

from __future__ import annotations

import contextlib
import math
import threading
import uuid
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import asdict, replace
from pathlib import Path
from typing import TYPE_CHECKING

from .catalog import DocumentSummary
from .embedders import DEFAULT_EMBEDDER, Embedder, load_embedder
from .errors import (
    DocumentNotFoundError,
    EmbedderError,
    HomeNotUsableError,
    ManifestMismatchError,
    StoreCorruptError,
    StoreError,
    StoreLockedError,
)
from .index_in_use import IndexInUse
from .journal import all_records
from .keeping import keep_library
from .manifest import Manifest, check_splitter, library_id, read_manifest, read_previous, write_manifest
from .marks_of_work import clear_mark, marked_since
from .notices import NoticeCallback, Notices
from .places import place_for
from .records import Document, Hit, SearchFilter
from .settings import StoreSettings, default_home
from .sqlite_catalog import CATALOG_FILE
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

    def __init__(
        self, home: Path, settings: StoreSettings, embedder: Embedder | None, on_notice: NoticeCallback | None = None
    ) -> None:
        self.home = home
        self.settings = settings
        self.notices = Notices(on_notice)
        keeping = keep_library(home, settings)
        self.catalog, self.lock, self.journal = keeping.catalog, keeping.lock, keeping.journal
        self.place = place_for(home, settings, lambda: library_id(self.catalog))
        self.given_embedder = embedder
        self._embedder: Embedder | None = None
        self._index = IndexInUse(self)
        self._guard = threading.RLock()
        self._rarity: dict[str, float] = {}
        self._rarity_generation = -1
        self._passages = 0
        self._is_writing = False
        self._check_embedder_name(read_manifest(self.catalog))

    @classmethod
    def open(
        cls,
        home: str | Path | None = None,
        *,
        settings: StoreSettings | None = None,
        embedder: Embedder | None = None,
        on_notice: NoticeCallback | None = None,
    ) -> Store:
        """Open a library, making the folder when it is new; finish what an interrupted writer left, when no one writes.

        After a writer's unclean end the last passages are asked for, and the vector index is mended if need be. At the
        first search the index is compared with the catalog and mended when it is short or cannot be read.

        Args:
            on_notice: called with what the store mended of itself; the log gets it when there is no one to call.

        Raises:
            HomeNotUsableError: the path is no folder, and none can be made.
            ManifestMismatchError: the library was built with another embedder than is asked for.
            StoreCorruptError: the catalog cannot be read.
        """
        folder = Path(home).expanduser().absolute() if home is not None else default_home()
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except FileExistsError as err:
            raise HomeNotUsableError(folder, "it is a file, not a folder") from err
        except OSError as err:
            raise HomeNotUsableError(folder, (err.strerror or str(err)).lower()) from err
        store = cls(folder, settings or StoreSettings(), embedder, on_notice)
        if store.is_empty() and store.journal.exists and (held := len(store.journal.state().ready)):
            raise StoreCorruptError(
                f"The catalog {folder / CATALOG_FILE}", f"it is empty, the journal holds {held} documents"
            )
        store._tell_of_a_library_left_behind()
        is_unfinished = store.has_unfinished_work() or marked_since(store.catalog) is not None
        if is_unfinished and store.lock.is_free():
            with contextlib.suppress(StoreLockedError), store.writer():  # whoever was faster finishes it
                pass
        return store

    def close(self) -> None:
        self._index.close()
        self.catalog.close()

    def __enter__(self) -> Store:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    # Reading ---------------------------------------------------------------------------------------------------------

    def search(self, question: str, k: int = 10, filter: SearchFilter | None = None) -> list[Hit]:
        """The k best passages for a question, best first; near-duplicates collapsed, neighbours merged.

        Raises:
            StoreCorruptError: the vectors cannot be read, and could not be built anew.
        """
        return self._index.ask(lambda search: search.search(question, k, filter or SearchFilter()))

    def rank(self, question: str, filter: SearchFilter | None = None) -> list[tuple[int, float, float, float]]:
        """All candidates as (passage id, relevance, similarity, bm25), before copies are collapsed: for evaluation."""
        return self._index.ask(lambda search: search.rank(question, filter or SearchFilter()))

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
                counts = self.catalog.words.passages_with(unknown)
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
                self._embedder = self.given_embedder or load_embedder(
                    self.embedder_name(), batch_size=self.settings.embed_batch
                )
            return self._embedder

    @property
    def manifest(self) -> Manifest | None:
        return read_manifest(self.catalog)

    @property
    def previous_manifest(self) -> Manifest | None:
        """The manifest of the index that `roll_back` would go back to; None when none is kept."""
        return read_previous(self.catalog)

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
        from .healing import heal_if_short, recover, verify_work

        with self.lock.hold(self.settings.lock_timeout_s):
            manifest = self._ensure_manifest(splitter)
            check_splitter(manifest, splitter)
            is_after_unclean_end = marked_since(self.catalog) is not None and not self._is_writing
            if is_after_unclean_end:
                manifest = recover(self, manifest)
            if self._index.is_new_and_short(manifest):
                self._index.close()
                manifest = heal_if_short(self, manifest)
            vectors = self._index.open(manifest)
            vectors.catch_up(self.catalog.generation)
            writer = StoreWriter(
                self.catalog,
                vectors,
                self.embedder,
                self.journal,
                index_name=manifest.vectors,
                batch_passages=self.settings.batch_passages,
            )
            if not self.journal.exists:  # a library of an earlier release
                self.journal.rewrite(all_records(self.catalog))
            finished = writer.finish_pending()
            if finished:
                self.notices.give("recovered", f"An interrupted ingest was finished: {finished:,} passages more.")
            if is_after_unclean_end:
                self.journal.bring_up_to_date(self.catalog)
                verify_work(self, manifest)
            outer, self._is_writing = self._is_writing, True
            try:
                yield writer
            except StoreError:
                raise  # the mark stays: whoever opens the library next asks for what was written
            except BaseException:
                self._end_writing(outer)
                raise
            else:
                self._end_writing(outer)
            finally:
                self._is_writing = outer
                self._index.forget_search()

    def reindex(
        self,
        embedder: str | None = None,
        *,
        split: Split | None = None,
        splitter: str | None = None,
        progress: Callable[[int, int], None] | None = None,
    ) -> None:
        """Build all vectors anew beside the old ones, with another model or splitter if named, then swap.

        The old index is kept for `roll_back` when its model was another, until the next reindex or purge.

        Raises:
            StoreLockedError, EmbedderError, StorageFullError: the old index stays as it was.
        """
        from .maintaining import reindex

        reindex(self, embedder, split, splitter, progress)

    def roll_back(self, progress: Callable[[int, int], None] | None = None) -> Manifest:
        """Go back to the index that the last reindex kept, once it holds what was stored since; its manifest.

        Raises:
            NoEarlierIndexError: none is kept.
        """
        from .maintaining import roll_back

        return roll_back(self, progress)

    def repair(self, progress: Callable[[int, int], None] | None = None) -> None:
        """Rebuild the vectors and the full-text index from the catalog, without parsing anything again."""
        from .maintaining import repair

        repair(self, progress)

    def purge(self, progress: Callable[[int, int], None] | None = None) -> int:
        """Erase removed documents and old versions for good: rows, words and vectors. Returns how many documents."""
        from .maintaining import purge

        return purge(self, progress)

    def check(self) -> HealthReport:
        """Prove the store sound, or say what is not; see `vectorstore.health`."""
        from .health import check_store

        return check_store(self)

    # For the works on the whole store (`maintaining`, `healing`, `health`) ---------------------------------------------

    def vectors_folder(self) -> Path | None:
        """The folder that holds the vectors now; None when nothing was written yet, or a server holds them."""
        manifest = self.manifest
        return None if manifest is None or self.place.is_shared else self.home / "vectors" / manifest.vectors

    @contextlib.contextmanager
    def open_index(self, manifest: Manifest) -> Iterator[ChromaVectors]:
        """The index that a manifest names, as it is now."""
        vectors = self.place.open(manifest.vectors)
        try:
            vectors.catch_up(self.catalog.generation)
            yield vectors
        finally:
            vectors.close()

    def rebuild_from_kept(self, distrusted: Collection[int] = ()) -> Manifest:
        """Fill a fresh index from the catalog and swap it in; only under the lock."""
        from .maintaining import rebuild_from_kept

        return rebuild_from_kept(self, distrusted)

    def use_embedder(self, embedder: Embedder) -> None:
        with self._guard:
            self._embedder = embedder
        self._index.forget_search()

    def note_generation(self) -> None:
        """This process knows what is in the index now: it wrote it itself."""
        manifest = self.manifest
        if manifest is not None:
            self._index.note_generation(manifest)

    def manifest_for(self, embedder: str, dimensions: int, splitter: str | None) -> Manifest:
        """The manifest of a new index, named anew."""
        old = self.manifest
        return Manifest(
            embedder=embedder,
            dimensions=dimensions,
            distance="cosine",
            vectors=uuid.uuid4().hex[:12],
            splitter=splitter or (old.splitter if old else None),
        )

    def embedder_name(self) -> str:
        """The name of the embedding model, without loading it."""
        manifest = read_manifest(self.catalog)
        if manifest is None and self.given_embedder is not None:
            return self.given_embedder.name
        return self.settings.embedder or (manifest.embedder if manifest else DEFAULT_EMBEDDER)

    # ---------------------------------------------------------------------------------------------------------------

    def _tell_of_a_library_left_behind(self) -> None:
        if self.settings.catalog_url is not None and (self.home / CATALOG_FILE).exists() and self.is_empty():
            self.notices.give(
                "advice",
                f"The library in {self.home} is not on PostgreSQL yet: take its sources in again with newsdesk ingest, or "
                "unset NEWSDESK_CATALOG_URL to use it where it is.",
            )

    def _end_writing(self, is_nested: bool) -> None:
        if not is_nested:
            clear_mark(self.catalog)

    def _ensure_manifest(self, splitter: str | None) -> Manifest:
        manifest = self.manifest
        if manifest is None:
            manifest = self.manifest_for(self.embedder.name, self.embedder.dimensions, splitter)
            self._store_manifest(manifest)
        elif manifest.splitter is None and splitter is not None:
            manifest = replace(manifest, splitter=splitter)
            self._store_manifest(manifest)
        self.match_embedder(manifest)
        if self.embedder.dimensions != manifest.dimensions:
            raise EmbedderError(
                self.embedder.name,
                f"it gives {self.embedder.dimensions} dimensions, the index holds {manifest.dimensions}",
            )
        return manifest

    def _store_manifest(self, manifest: Manifest) -> None:
        with self.catalog.transaction():
            write_manifest(self.catalog, manifest)
        if self.journal.exists or self.is_empty():
            self.journal.append([{"kind": "manifest", "manifest": asdict(manifest)}])

    def match_embedder(self, manifest: Manifest) -> None:
        """Another process may have rebuilt the index with another model since this one was loaded."""
        if self.embedder.name != manifest.embedder:
            with self._guard:
                self._embedder = load_embedder(manifest.embedder, batch_size=self.settings.embed_batch)

    def _check_embedder_name(self, manifest: Manifest | None) -> None:
        wanted = self.given_embedder.name if self.given_embedder else self.settings.embedder
        if manifest is not None and wanted is not None and wanted != manifest.embedder:
            raise ManifestMismatchError("embedder", manifest.embedder, wanted)
