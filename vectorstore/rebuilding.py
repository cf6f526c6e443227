"""Building the indexes anew from the catalog: for repair, reindex and purge. Sources are never parsed again here.

A new index is built beside the old one and named in the manifest when it is whole, so that a kill at any moment leaves
the old one in use.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from typing import Literal, TypeAlias

from .catalog import Catalog
from .database import Connection, in_parts, marks
from .embedders import Embedder
from .indexing import (
    IndexedPassage,
    put_kept_vectors,
    put_passage_vectors,
    put_sentence_vectors,
    put_words,
    read_passages,
    ready_passages,
)
from .manifest import Manifest
from .places import VectorPlace
from .records import Document, Passage

__all__ = [
    "Split",
    "embed_anew",
    "erase_removed",
    "rebuild_lexical",
    "refill",
    "remove_other_indexes",
    "stage_split",
    "top_up",
    "use_staged_split",
]

Split: TypeAlias = Callable[[Document], Sequence[Passage]]
Progress: TypeAlias = Callable[[int, int], None]
"""Called with (passages done, passages in all)."""


def embed_anew(
    place: VectorPlace,
    catalog: Catalog,
    embedder: Embedder,
    index_name: str,
    progress: Progress | None,
    source: Literal["ready", "next"] = "ready",
) -> None:
    """Embed every passage into a fresh index; nothing uses it until the manifest names it."""
    vectors = place.open(index_name)
    try:
        for passages in _counted(catalog, source, progress):
            embedded = put_passage_vectors(vectors, passages, embedder)
            with catalog.transaction() as connection:
                put_sentence_vectors(connection, index_name, passages, embedded)
    except BaseException:
        vectors.close()
        place.drop(index_name)
        raise
    vectors.close()


def refill(
    place: VectorPlace,
    catalog: Catalog,
    old: Manifest,
    index_name: str,
    embedder: Callable[[], Embedder],
    progress: Progress | None,
    distrusted: Collection[int] = (),
) -> None:
    """Fill a fresh index with the vectors that the catalog keeps for the old one; embed only those that it lacks."""
    with catalog.transaction() as connection:
        connection.execute("DELETE FROM sentence_vectors WHERE index_name = ?", (index_name,))
        connection.execute(
            "INSERT INTO sentence_vectors (index_name, passage_id, packed, passage) "
            "SELECT ?, passage_id, packed, passage FROM sentence_vectors WHERE index_name = ?",
            (index_name, old.vectors),
        )
    vectors = place.open(index_name)
    try:
        for passages in _counted(catalog, "ready", progress):
            put_kept_vectors(catalog, vectors, passages, index_name, old.dimensions, embedder, distrusted)
    except BaseException:
        vectors.close()
        place.drop(index_name)
        raise
    vectors.close()


def top_up(
    place: VectorPlace,
    catalog: Catalog,
    manifest: Manifest,
    embedder: Callable[[], Embedder],
    progress: Progress | None,
) -> None:
    """Bring an index that was out of use up to date: passages that came since are put, those that went are deleted."""
    vectors = place.open(manifest.vectors)
    try:
        held = vectors.ids()
        ready = {row["passage_id"] for row in catalog.rows("SELECT passage_id FROM passages WHERE state = 'ready'")}
        gone, missing = sorted(held - ready), sorted(ready - held)
        if gone:
            vectors.delete(gone)
            with catalog.transaction() as connection:
                for part in in_parts(gone):
                    connection.execute(
                        f"DELETE FROM sentence_vectors WHERE index_name = ? AND passage_id IN ({marks(part)})",
                        (manifest.vectors, *part),
                    )
        for start in range(0, len(missing), 512):
            passages = read_passages(catalog, missing[start : start + 512])
            put_kept_vectors(catalog, vectors, passages, manifest.vectors, manifest.dimensions, embedder)
            if progress is not None:
                progress(min(start + 512, len(missing)), len(missing))
    finally:
        vectors.close()


def rebuild_lexical(catalog: Catalog) -> None:
    """Fill the full-text index again from the texts, in one transaction."""
    with catalog.transaction():
        _fill_lexical(catalog)


def stage_split(catalog: Catalog, split: Split) -> None:
    """Lay out every current version's passages by another splitter, beside those in use."""
    with catalog.transaction() as connection:
        connection.execute("DELETE FROM passages_next")
        numbers = [
            row["version_no"]
            for row in catalog.rows(
                "SELECT v.version_no FROM versions v JOIN documents d ON d.document_id = v.document_id AND "
                "d.version = v.version WHERE d.status = 'ready' ORDER BY v.version_no"
            )
        ]
        for number in numbers:
            passages = split(catalog.documents_of([number])[number])
            # Ids never repeat, so that a vector of an old passage is never taken for that of a new one.
            first = catalog.reserve_passage_ids(len(passages))
            connection.executemany(
                'INSERT INTO passages_next (passage_id, version_no, ordinal, start, "end", heading) '
                "VALUES (?, ?, ?, ?, ?, ?)",
                [
                    (passage_id, number, p.ordinal, p.start, p.end, p.heading)
                    for passage_id, p in enumerate(passages, start=first)
                ],
            )


def use_staged_split(connection: Connection, catalog: Catalog) -> None:
    """Put the staged passages in the place of all others; inside the transaction that names their index."""
    connection.execute("DELETE FROM passages")
    connection.execute(
        'INSERT INTO passages (passage_id, version_no, ordinal, start, "end", heading, state) '
        "SELECT passage_id, version_no, ordinal, start, \"end\", heading, 'ready' FROM passages_next"
    )
    connection.execute("DELETE FROM passages_next")
    _fill_lexical(catalog)


def erase_removed(catalog: Catalog) -> int:
    """Delete removed documents and old versions from the catalog's rows; count the documents."""
    with catalog.transaction() as connection:
        removed = [
            row["document_id"] for row in catalog.rows("SELECT document_id FROM documents WHERE status = 'removed'")
        ]
        doomed = [
            row["version_no"]
            for row in catalog.rows(
                "SELECT v.version_no FROM versions v JOIN documents d ON d.document_id = v.document_id "
                "WHERE d.status = 'removed' OR (v.version <> d.version AND NOT EXISTS "
                "(SELECT 1 FROM passages p WHERE p.version_no = v.version_no AND p.state = 'pending'))"
            )
        ]
        for part in in_parts(doomed):
            connection.execute(
                "DELETE FROM sentence_vectors WHERE passage_id IN (SELECT passage_id FROM passages WHERE version_no "
                f"IN ({marks(part)}))",
                part,
            )
            connection.execute(f"DELETE FROM passages WHERE version_no IN ({marks(part)})", part)
            connection.execute(f"DELETE FROM versions WHERE version_no IN ({marks(part)})", part)
        connection.executemany(
            "DELETE FROM documents WHERE document_id = ?", [(document_id,) for document_id in removed]
        )
        _fill_lexical(catalog)
    return len(removed)


def remove_other_indexes(place: VectorPlace, catalog: Catalog, keep: Collection[str]) -> None:
    """Delete the vectors that nothing goes back to any more: indexes, and sentence vectors."""
    with catalog.transaction() as connection:
        kept = list(keep)
        connection.execute(f"DELETE FROM sentence_vectors WHERE index_name NOT IN ({marks(kept)})", kept)
    place.drop_others(keep)


def _counted(
    catalog: Catalog, source: Literal["ready", "next"], progress: Progress | None
) -> Iterator[list[IndexedPassage]]:
    if source == "ready":
        total = catalog.count_ready_passages()
    else:
        row = catalog.one("SELECT count(*) AS n FROM passages_next")
        total = int(row["n"]) if row else 0
    done = 0
    for passages in ready_passages(catalog, source):
        yield passages
        done += len(passages)
        if progress is not None:
            progress(done, total)


def _fill_lexical(catalog: Catalog) -> None:
    catalog.words.clear()
    for passages in ready_passages(catalog):
        put_words(catalog, passages)
