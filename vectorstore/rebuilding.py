"""Building the indexes anew from the catalog: for repair, reindex and purge. Sources are never parsed again here."""

from __future__ import annotations

import shutil
import uuid
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TypeAlias

from .catalog import Catalog, in_parts, marks
from .embedders import Embedder
from .indexing import put_passage_vectors, put_sentence_vectors, put_words, ready_passages
from .manifest import Manifest
from .records import Document, Passage
from .vectors import ChromaVectors

__all__ = ["Split", "erase_removed", "rebuild_lexical", "rebuild_vectors", "remove_other_indexes", "split_anew"]

Split: TypeAlias = Callable[[Document], Sequence[Passage]]
Progress: TypeAlias = Callable[[int, int], None]


def rebuild_vectors(
    home: Path, catalog: Catalog, embedder: Embedder, manifest: Manifest, progress: Progress | None
) -> None:
    """Embed every ready passage into the fresh folder that the manifest names; nothing uses it until it is stored.

    `progress` is called with (passages done, passages in all).
    """
    folder = home / "vectors" / manifest.vectors
    vectors = ChromaVectors(folder)
    try:
        total = catalog.count_ready_passages()
        done = 0
        for passages in ready_passages(catalog):
            embedded = put_passage_vectors(vectors, passages, embedder)
            with catalog.transaction() as connection:
                put_sentence_vectors(connection, manifest.vectors, passages, embedded)
            done += len(passages)
            if progress is not None:
                progress(done, total)
    except BaseException:
        vectors.close()
        shutil.rmtree(folder, ignore_errors=True)
        raise
    vectors.close()


def rebuild_lexical(catalog: Catalog) -> None:
    """Fill the full-text index again from the texts, in one transaction."""
    with catalog.transaction() as connection:
        connection.execute("INSERT INTO passages_fts (passages_fts) VALUES ('delete-all')")
        for passages in ready_passages(catalog):
            put_words(connection, passages)


def split_anew(catalog: Catalog, split: Split) -> None:
    """Replace every current version's passages by those of another splitter, in one transaction."""
    with catalog.transaction() as connection:
        numbers = [
            row["version_no"]
            for row in catalog.rows(
                "SELECT v.version_no FROM versions v JOIN documents d ON d.document_id = v.document_id AND "
                "d.version = v.version WHERE d.status = 'ready'"
            )
        ]
        connection.execute("DELETE FROM passages")
        for number in numbers:
            document = catalog.documents_of([number])[number]
            connection.executemany(
                'INSERT INTO passages (version_no, ordinal, start, "end", heading, state) '
                "VALUES (?, ?, ?, ?, ?, 'ready')",
                [(number, p.ordinal, p.start, p.end, p.heading) for p in split(document)],
            )
        # The vectors of the old passages must not be taken for those of the new ones: ids never repeat
        # (AUTOINCREMENT), and the next search uses the folder that the caller builds from these rows.
    rebuild_lexical(catalog)


def erase_removed(catalog: Catalog) -> int:
    """Delete removed documents and old versions from SQLite so that no byte of them is left; count the documents."""
    with catalog.transaction() as connection:
        connection.execute("PRAGMA secure_delete = ON")
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
    rebuild_lexical(catalog)
    with catalog.foreign_errors():
        catalog.connection.execute("INSERT INTO passages_fts (passages_fts) VALUES ('optimize')")
        catalog.connection.execute("VACUUM")
        catalog.connection.execute("PRAGMA wal_checkpoint (TRUNCATE)")
    return len(removed)


def remove_other_indexes(home: Path, catalog: Catalog, keep: str) -> None:
    """Delete the vectors that no manifest names any more: folders, and sentence vectors."""
    with catalog.transaction() as connection:
        connection.execute("DELETE FROM sentence_vectors WHERE index_name <> ?", (keep,))
    for folder in (home / "vectors").iterdir():
        if folder.name != keep and folder.is_dir():
            aside = folder.with_name(f".{uuid.uuid4().hex[:8]}.old")
            folder.rename(aside)
            shutil.rmtree(aside, ignore_errors=True)
