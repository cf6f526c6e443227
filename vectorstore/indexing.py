"""What the indexes see of a passage, and how it gets into them: read from the catalog, embedded, put.

Used by writing and by rebuilding alike, so that a rebuilt index is the same as a written one.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from .catalog import Catalog, in_parts, marks
from .embedders import Embedder
from .lexical import add_passages
from .records import Document
from .sentence_vectors import PassageVectors, embed_passages, pack_vectors
from .vectors import Metadata, VectorIndex, date_number

__all__ = [
    "IndexedPassage",
    "passage_lead",
    "put_passage_vectors",
    "put_sentence_vectors",
    "put_words",
    "read_passages",
    "ready_passages",
]

_COLUMNS = 'passage_id, version_no, start, "end", heading'
_BATCH = 512


@dataclass(frozen=True, kw_only=True)
class IndexedPassage:
    """A stored passage as both indexes see it: its lead (title and heading) and its words."""

    passage_id: int
    version_no: int
    document: Document
    lead: str
    text: str


def read_passages(catalog: Catalog, passage_ids: Sequence[int]) -> list[IndexedPassage]:
    """The passages of these ids, whatever their state; those that are not stored are left out."""
    rows: list[sqlite3.Row] = []
    for part in in_parts(list(passage_ids)):
        rows += catalog.rows(
            f"SELECT {_COLUMNS} FROM passages WHERE passage_id IN ({marks(part)}) ORDER BY passage_id", part
        )
    return _with_words(catalog, rows)


def ready_passages(catalog: Catalog) -> Iterator[list[IndexedPassage]]:
    """All ready passages by id, some hundreds at a time."""
    last = 0
    while rows := catalog.rows(
        f"SELECT {_COLUMNS} FROM passages WHERE state = 'ready' AND passage_id > ? ORDER BY passage_id LIMIT ?",
        (last, _BATCH),
    ):
        last = rows[-1]["passage_id"]
        yield _with_words(catalog, rows)


def put_passage_vectors(
    vectors: VectorIndex, passages: Sequence[IndexedPassage], embedder: Embedder
) -> list[PassageVectors]:
    """Embed passages and put their own vectors into the index; their sentences' vectors are for the caller to keep."""
    embedded = embed_passages([p.lead for p in passages], [p.text for p in passages], embedder)
    vectors.put(
        [p.passage_id for p in passages],
        np.stack([item.passage for item in embedded]),
        [_vector_metadata(p.document) for p in passages],
    )
    return embedded


def put_sentence_vectors(
    connection: sqlite3.Connection,
    index_name: str,
    passages: Sequence[IndexedPassage],
    embedded: Sequence[PassageVectors],
) -> None:
    """Keep the vectors of the passages' sentences for one index."""
    connection.executemany(
        "INSERT OR REPLACE INTO sentence_vectors (index_name, passage_id, packed) VALUES (?, ?, ?)",
        [
            (index_name, passage.passage_id, pack_vectors(vectors.sentences))
            for passage, vectors in zip(passages, embedded, strict=True)
        ],
    )


def put_words(connection: sqlite3.Connection, passages: Sequence[IndexedPassage]) -> None:
    """Put passages into the full-text index."""
    add_passages(connection, [(p.passage_id, p.lead, p.text) for p in passages])


def passage_lead(title: str, heading: str | None) -> str:
    """Title and heading of a passage in one line, as both indexes see them."""
    return title if not heading or heading == title else f"{title}. {heading}"


def _with_words(catalog: Catalog, rows: Sequence[sqlite3.Row]) -> list[IndexedPassage]:
    documents = catalog.documents_of([row["version_no"] for row in rows])
    passages: list[IndexedPassage] = []
    for row in rows:
        document = documents[row["version_no"]]
        passages.append(
            IndexedPassage(
                passage_id=row["passage_id"],
                version_no=row["version_no"],
                document=document,
                lead=passage_lead(document.title, row["heading"]),
                text=document.text[row["start"] : row["end"]],
            )
        )
    return passages


def _vector_metadata(document: Document) -> Metadata:
    """What Chroma keeps beside a vector, to filter by."""
    return {
        "document": document.document_id,
        "publisher": document.publisher or "",
        "published": date_number(document.published),
    }
