"""Writing into the store so that a kill at any moment loses nothing.

The order: rows as `pending` in the catalog; vectors into Chroma; rows `ready`, the full-text index, the journal and the
generation in one transaction, the old version's rows `retired`; the retired vectors deleted; their rows deleted. Whatever
is found half done is finished by `finish_pending`. While a writer is at work the catalog carries a mark (see
`marks_of_work.py`), so that an unclean end is known by whoever opens the library next.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from .catalog import Catalog
from .database import in_parts, marks
from .document_rows import metadata_of
from .embedders import Embedder
from .errors import DocumentNotFoundError
from .indexing import passage_lead, put_passage_vectors, put_sentence_vectors, put_words, read_passages
from .journal import Journal, put_records
from .marks_of_work import mark_work
from .ready_vectors import ReadyVectors
from .realigning import realign
from .records import Document, Passage
from .sentence_vectors import PassageVectors
from .tracing import trace_stage
from .vectors import VectorIndex, date_number

__all__ = ["StoreWriter"]

DocumentWithPassages = tuple[Document, Sequence[Passage]]
WriteProgress = Callable[[int, int], None]
"""Called with (documents, passages) that were committed just now."""


class StoreWriter:
    """The one writer of a store, inside `with store.writer() as writer:`."""

    def __init__(
        self,
        catalog: Catalog,
        vectors: VectorIndex,
        embedder: Embedder,
        journal: Journal,
        *,
        index_name: str,
        batch_passages: int,
    ) -> None:
        self._journal = journal
        self._catalog = catalog
        self._index_name = index_name
        self._vectors = vectors
        self._embedder = embedder
        self._batch_passages = batch_passages
        self._ready_vectors = ReadyVectors()

    def put(self, documents: Iterable[DocumentWithPassages], progress: WriteProgress | None = None) -> int:
        """Store documents with their passages, in batches that are each acknowledged by `progress`.

        A document whose version is current already only has its metadata renewed. Returns the number of passages
        written.

        Raises:
            StorageFullError, StoreCorruptError: earlier batches stay; the next `writer()` finishes the one under way.
        """
        written = 0
        batch: list[DocumentWithPassages] = []
        waiting = 0
        for document, passages in documents:
            if any(document.document_id == other.document_id for other, _ in batch):
                written += self._commit(batch, progress)
                batch, waiting = [], 0
            batch.append((document, passages))
            waiting += len(passages)
            if waiting >= self._batch_passages:
                written += self._commit(batch, progress)
                batch, waiting = [], 0
        if batch:
            written += self._commit(batch, progress)
        return written

    def offer_vectors(self, document: Document, passages: Sequence[Passage], vectors: Sequence[PassageVectors]) -> None:
        """Hand over vectors that were made elsewhere (`embed_documents`), just before their document is put."""
        self._ready_vectors.offer(document, passages, vectors)

    def remove(self, document_id: str) -> None:
        """Take a document out of every search. Its text stays readable for old citations until a purge.

        Raises:
            DocumentNotFoundError: no such document.
        """
        row = self._catalog.one(
            "SELECT document_id FROM documents WHERE document_id = ? AND status <> 'removed'", (document_id,)
        )
        if row is None:
            raise DocumentNotFoundError(document_id)
        with self._catalog.transaction() as connection:
            connection.execute(
                "UPDATE documents SET status = 'removed', content_key = NULL WHERE document_id = ?", (document_id,)
            )
            self._retire("v.document_id = ?", (document_id,))
            self._catalog.advance_generation()
            mark_work(self._catalog)
        self._journal.append([{"kind": "remove", "document_id": document_id}])
        self._vectors.note_generation(self._catalog.generation)
        self._delete_retired()

    def touch(self, document_id: str, content_key: str | None) -> None:
        """Remember a new fingerprint of a source whose text is unchanged."""
        with self._catalog.transaction() as connection:
            connection.execute("UPDATE documents SET content_key = ? WHERE document_id = ?", (content_key, document_id))

    def put_collection_key(self, source: str, content_key: str, documents: int) -> None:
        """Remember the fingerprint of a source that holds many documents, once all of them are stored."""
        with self._catalog.transaction() as connection:
            connection.execute(
                "INSERT INTO collections (source, content_key, documents) VALUES (?, ?, ?) ON CONFLICT (source) DO "
                "UPDATE SET content_key = excluded.content_key, documents = excluded.documents",
                (source, content_key, documents),
            )

    def finish_pending(self) -> int:
        """Finish what an interrupted writer left: embed and publish pending passages, delete retired ones.

        Returns the number of passages published.
        """
        published = 0
        while ids := [
            row["passage_id"]
            for row in self._catalog.rows(
                "SELECT passage_id FROM passages WHERE state = 'pending' AND version_no IN (SELECT DISTINCT version_no "
                "FROM passages WHERE state = 'pending' ORDER BY version_no LIMIT 16)"
            )
        ]:
            self._vectors.delete(
                ids
            )  # what is there of them: a vector that is put twice may get lost in Chroma's graph
            self._publish(ids)
            published += len(ids)
        self._delete_retired()
        return published

    # ---------------------------------------------------------------------------------------------------------------

    def _commit(self, batch: Sequence[DocumentWithPassages], progress: WriteProgress | None) -> int:
        with trace_stage("store", documents=len(batch)) as stage:
            written = self._commit_batch(batch)
            stage.note(passages=written)
        if progress is not None:
            progress(len(batch), written)
        return written

    def _commit_batch(self, batch: Sequence[DocumentWithPassages]) -> int:
        with self._catalog.transaction() as connection:
            mark_work(self._catalog)
            fresh: list[DocumentWithPassages] = []
            for given, given_passages in batch:
                document, passages = self._over_stored_text(given, given_passages)
                row = connection.execute(
                    "SELECT version, status FROM documents WHERE document_id = ?", (document.document_id,)
                ).fetchone()
                is_current = row is not None and row["status"] == "ready" and row["version"] == document.version
                if is_current and not self._metadata_changes(document):
                    connection.execute(
                        "UPDATE documents SET content_key = ? WHERE document_id = ?",
                        (document.content_key, document.document_id),
                    )
                    continue
                if is_current:  # the title and publisher stand in both indexes, so the passages are written anew
                    self._retire("v.document_id = ?", (document.document_id,))
                fresh.append((document, passages))
                self._catalog.put_version(document, passages)
                if not passages:
                    self._publish_without_passages(document)
            ids = [
                row["passage_id"]
                for document, _ in fresh
                for row in connection.execute(
                    "SELECT p.passage_id FROM passages p JOIN versions v ON v.version_no = p.version_no "
                    "WHERE v.document_id = ? AND p.state = 'pending'",
                    (document.document_id,),
                )
            ]
        self._publish(ids, {document.document_id: document.content_key for document, _ in batch})
        self._delete_retired()
        self._ready_vectors.forget(document.document_id for document, _ in batch)
        return len(ids)

    def _over_stored_text(self, document: Document, passages: Sequence[Passage]) -> tuple[Document, Sequence[Passage]]:
        """The text of a version never changes: what is given is laid over what is stored of it already."""
        row = self._catalog.one(
            "SELECT text FROM versions WHERE document_id = ? AND version = ?", (document.document_id, document.version)
        )
        return (document, passages) if row is None else realign(document, passages, row["text"])

    def _metadata_changes(self, document: Document) -> bool:
        row = self._catalog.one(
            "SELECT title, publisher, published, metadata FROM versions WHERE document_id = ? AND version = ?",
            (document.document_id, document.version),
        )
        return row is None or (row["title"], row["publisher"], row["published"], row["metadata"]) != (
            document.title,
            document.publisher,
            date_number(document.published),
            metadata_of(document),
        )

    def _publish(self, passage_ids: Sequence[int], content_keys: dict[str, str | None] | None = None) -> None:
        """Vectors first, then everything that makes the passages visible in one transaction."""
        if not passage_ids:
            return
        passages = read_passages(self._catalog, passage_ids)
        embedded = put_passage_vectors(self._vectors, passages, self._embedder, self._ready_vectors)
        documents = {passage.version_no: passage.document for passage in passages}
        with self._catalog.transaction() as connection:
            for _, document in sorted(documents.items()):
                self._retire("v.document_id = ? AND v.version <> ?", (document.document_id, document.version))
                connection.execute(
                    "UPDATE documents SET version = ?, status = 'ready', content_key = ? WHERE document_id = ?",
                    (document.version, (content_keys or {}).get(document.document_id), document.document_id),
                )
            for part in in_parts(list(passage_ids)):
                connection.execute(f"UPDATE passages SET state = 'ready' WHERE passage_id IN ({marks(part)})", part)
            put_words(self._catalog, passages)
            put_sentence_vectors(connection, self._index_name, passages, embedded)
            self._journal.append(put_records(self._catalog, sorted(documents)))
            self._catalog.advance_generation()
        self._vectors.note_generation(self._catalog.generation)

    def _publish_without_passages(self, document: Document) -> None:
        """A version without a passage cannot be found, but it counts as stored and takes the older one's place."""
        self._retire("v.document_id = ?", (document.document_id,))
        self._catalog.connection.execute(
            "UPDATE documents SET version = ?, status = 'ready', content_key = ? WHERE document_id = ?",
            (document.version, document.content_key, document.document_id),
        )
        row = self._catalog.one(
            "SELECT version_no FROM versions WHERE document_id = ? AND version = ?",
            (document.document_id, document.version),
        )
        self._journal.append(put_records(self._catalog, [row["version_no"]] if row else []))
        self._catalog.advance_generation()

    def _retire(self, condition: str, parameters: Sequence[object]) -> None:
        """Passages of these versions leave the full-text index at once; their vectors follow."""
        connection = self._catalog.connection
        rows = connection.execute(
            'SELECT p.passage_id, p.state, p.start, p."end", p.heading, v.title, v.text FROM passages p JOIN versions v '
            f"ON v.version_no = p.version_no WHERE {condition} AND p.state <> 'retired'",
            parameters,
        ).fetchall()
        self._catalog.words.delete(
            [
                (row["passage_id"], passage_lead(row["title"], row["heading"]), row["text"][row["start"] : row["end"]])
                for row in rows
                if row["state"] == "ready"
            ],
        )
        for part in in_parts([row["passage_id"] for row in rows]):
            connection.execute(f"UPDATE passages SET state = 'retired' WHERE passage_id IN ({marks(part)})", part)

    def _delete_retired(self) -> None:
        ids = [
            row["passage_id"] for row in self._catalog.rows("SELECT passage_id FROM passages WHERE state = 'retired'")
        ]
        if not ids:
            return
        self._vectors.delete(ids)
        with self._catalog.transaction() as connection:
            for part in in_parts(ids):
                connection.execute(f"DELETE FROM sentence_vectors WHERE passage_id IN ({marks(part)})", part)
                connection.execute(f"DELETE FROM passages WHERE passage_id IN ({marks(part)})", part)
