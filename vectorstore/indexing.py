"""What the indexes see of a passage, and how it gets into them: read from the catalog, embedded, put.

Used by writing and by rebuilding alike, so that a rebuilt index is the same as a written one. Each passage's vector is
kept beside its sentences' in the catalog too, so that a lost index is filled again without a model.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np

from .catalog import Catalog
from .database import Connection, Row, in_parts, marks
from .embedders import Embedder, Matrix
from .records import Document
from .sentence_vectors import PassageVectors, embed_passages, pack_vectors, unpack_sound_vectors
from .tracing import trace_stage
from .vectors import Metadata, VectorIndex, date_number

if TYPE_CHECKING:
    from .ready_vectors import ReadyVectors

__all__ = [
    "IndexedPassage",
    "kept_vectors",
    "passage_lead",
    "passages_without_their_words",
    "put_kept_vectors",
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
    rows: list[Row] = []
    for part in in_parts(list(passage_ids)):
        rows += catalog.rows(
            f"SELECT {_COLUMNS} FROM passages WHERE passage_id IN ({marks(part)}) ORDER BY passage_id", part
        )
    return _with_words(catalog, rows)


def ready_passages(catalog: Catalog, source: Literal["ready", "next"] = "ready") -> Iterator[list[IndexedPassage]]:
    """All ready passages by id, some hundreds at a time; or those of the next splitter, which wait for their vectors."""
    table = "passages WHERE state = 'ready' AND" if source == "ready" else "passages_next WHERE"
    last = 0
    while rows := catalog.rows(
        f"SELECT {_COLUMNS} FROM {table} passage_id > ? ORDER BY passage_id LIMIT ?", (last, _BATCH)
    ):
        last = rows[-1]["passage_id"]
        yield _with_words(catalog, rows)


def put_passage_vectors(
    vectors: VectorIndex, passages: Sequence[IndexedPassage], embedder: Embedder, ready: ReadyVectors | None = None
) -> list[PassageVectors]:
    """Embed passages and put their own vectors into the index; their sentences' vectors are for the caller to keep.

    Args:
        ready: vectors that were made elsewhere; what it holds is not embedded again.
    """
    with trace_stage("embed", passages=len(passages), model=embedder.name):
        if ready is not None:
            embedded = ready.embed(passages, embedder)
        else:
            embedded = embed_passages([p.lead for p in passages], [p.text for p in passages], embedder)
    vectors.put(
        [p.passage_id for p in passages],
        np.stack([item.passage for item in embedded]),
        [_vector_metadata(p.document) for p in passages],
    )
    return embedded


def put_kept_vectors(
    catalog: Catalog,
    vectors: VectorIndex,
    passages: Sequence[IndexedPassage],
    index_name: str,
    dimensions: int,
    embedder: Callable[[], Embedder],
    distrusted: Collection[int] = (),
) -> None:
    """Put passages into an index by the vectors that the catalog keeps; embed only those that it keeps none of.

    Args:
        index_name: whose kept vectors are read, and written where they were missing.
        embedder: called when there is something to embed; loading a model takes its time.
        distrusted: passages to embed although the catalog keeps a vector of them.
    """
    kept = kept_vectors(catalog, index_name, [p.passage_id for p in passages], dimensions)
    fresh = [p for p in passages if p.passage_id not in kept or p.passage_id in distrusted]
    stored = [p for p in passages if p.passage_id in kept and p.passage_id not in distrusted]
    if fresh:
        embedded = put_passage_vectors(vectors, fresh, embedder())
        with catalog.transaction() as connection:
            put_sentence_vectors(connection, index_name, fresh, embedded)
    if stored:
        vectors.put(
            [p.passage_id for p in stored],
            np.stack([kept[p.passage_id] for p in stored]),
            [_vector_metadata(p.document) for p in stored],
        )


def kept_vectors(catalog: Catalog, index_name: str, passage_ids: Sequence[int], dimensions: int) -> dict[int, Matrix]:
    """The passages' own vectors as the catalog keeps them; what is missing or cannot be a unit vector is left out."""
    found: dict[int, Matrix] = {}
    for part in in_parts(list(passage_ids)):
        for row in catalog.rows(
            f"SELECT passage_id, packed, passage FROM sentence_vectors WHERE index_name = ? AND passage_id IN ({marks(part)})",
            (index_name, *part),
        ):
            own = None if row["passage"] is None else unpack_sound_vectors(row["passage"], dimensions)
            if own is not None and len(own) == 1 and unpack_sound_vectors(row["packed"], dimensions) is not None:
                found[row["passage_id"]] = own[0]
    return found


def put_sentence_vectors(
    connection: Connection,
    index_name: str,
    passages: Sequence[IndexedPassage],
    embedded: Sequence[PassageVectors],
) -> None:
    """Keep the vectors of the passages and of their sentences for one index."""
    connection.executemany(
        "INSERT INTO sentence_vectors (index_name, passage_id, packed, passage) VALUES (?, ?, ?, ?) ON CONFLICT "
        "(index_name, passage_id) DO UPDATE SET packed = excluded.packed, passage = excluded.passage",
        [
            (index_name, p.passage_id, pack_vectors(made.sentences), pack_vectors(made.passage[np.newaxis, :]))
            for p, made in zip(passages, embedded, strict=True)
        ],
    )


def put_words(catalog: Catalog, passages: Sequence[IndexedPassage]) -> None:
    """Put passages into the full-text index; inside a transaction of the catalog."""
    catalog.words.add([(p.passage_id, p.lead, p.text) for p in passages])


def passages_without_their_words(catalog: Catalog, most: int = 400) -> int:
    """How many passages, of `most` spread evenly, the full-text index does not find by each of their words."""
    ids = [row["passage_id"] for row in catalog.rows("SELECT passage_id FROM passages WHERE state = 'ready'")]
    lost = 0
    for passage in read_passages(catalog, ids[:: max(1, -(-len(ids) // most))]):
        words = list(dict.fromkeys(re.findall(r"\w+", f"{passage.lead} {passage.text}")))[:60]
        if words:
            lost += not catalog.words.holds(passage.passage_id, words)
    return lost


def passage_lead(title: str, heading: str | None) -> str:
    """Title and heading of a passage in one line, as both indexes see them."""
    return title if not heading or heading == title else f"{title}. {heading}"


def _with_words(catalog: Catalog, rows: Sequence[Row]) -> list[IndexedPassage]:
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
