"""The catalog: what documents, versions and passages there are. The truth of the store.

Here is what it says in SQL that SQLite and PostgreSQL both understand. What each of them does in its own way is in
`sqlite_catalog.py` and `postgres_catalog.py`, the full-text index behind `lexical.py`, vectors in `vectors.py`.
"""

from __future__ import annotations

import contextlib
import json
from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, ClassVar, Literal

from .database import Connection, Row, in_parts, marks
from .document_rows import date_of, document_of, metadata_of, rows_as_written
from .errors import DocumentNotFoundError
from .records import Document, Passage
from .vectors import date_number

if TYPE_CHECKING:
    from .lexical import WordIndex

__all__ = ["Catalog", "DocumentSummary", "StoredPassage"]


@dataclass(frozen=True, kw_only=True)
class DocumentSummary:
    """What a list of sources shows of a document."""

    document_id: str
    version: str
    title: str
    publisher: str | None
    url: str | None
    published: date | None
    passages: int
    source: str
    status: Literal["ready", "removed", "pending"]


@dataclass(frozen=True, kw_only=True)
class StoredPassage:
    """A passage's row: its span and the number of the version that it belongs to."""

    passage_id: int
    version_no: int
    ordinal: int
    start: int
    end: int
    heading: str | None


class Catalog(ABC):
    """Rows of documents, versions and passages. Writing methods belong inside `transaction()`.

    Raises:
        StoreCorruptError: what is stored cannot be read.
        StorageFullError: no room to write.
        CatalogServerError: the server that holds it cannot be used.
    """

    next_step: ClassVar[str]
    """What to do when what is stored is damaged."""
    where: str
    """The file or database, as it may be shown."""
    words: WordIndex
    """The full-text index over the passages' words."""

    # What each database does in its own way ------------------------------------------------------------------------------

    @property
    @abstractmethod
    def connection(self) -> Connection:
        """This thread's connection, for use inside `transaction()`."""

    @abstractmethod
    def transaction(self) -> contextlib.AbstractContextManager[Connection]:
        """All or nothing; what this thread reads meanwhile is what it has written."""

    @abstractmethod
    def rows(self, statement: str, parameters: Sequence[object] = ()) -> Sequence[Row]: ...

    @abstractmethod
    def one(self, statement: str, parameters: Sequence[object] = ()) -> Row | None: ...

    @abstractmethod
    def close(self) -> None: ...

    @abstractmethod
    def reserve_passage_ids(self, count: int) -> int:
        """The first of so many passage ids in a row that were never used before; inside a transaction."""

    @abstractmethod
    def damage(self) -> str | None:
        """What is found damaged in what is stored, in short; None when it is whole.

        The full-text index has checks of its own (`words.damage`), and is made anew from the texts by a repair.
        """

    @abstractmethod
    def begin_erasing(self) -> None:
        """Rows deleted from now on are to leave no bytes behind; before the transaction."""

    @abstractmethod
    def finish_erasing(self) -> str | None:
        """Clear the bytes of deleted rows; advice in a sentence where some may be left, None when none are."""

    # Meta ------------------------------------------------------------------------------------------------------------

    def meta(self, key: str) -> str | None:
        row = self.one("SELECT value FROM meta WHERE key = ?", (key,))
        return None if row is None else str(row["value"])

    def delete_meta(self, key: str) -> None:
        self.connection.execute("DELETE FROM meta WHERE key = ?", (key,))

    def set_meta(self, key: str, value: str) -> None:
        self.connection.execute(
            "INSERT INTO meta (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value",
            (key, value),
        )

    @property
    def generation(self) -> int:
        """Goes up with each change that a search can see."""
        return int(self.meta("generation") or 0)

    def advance_generation(self) -> None:
        """Tell every reader that a search would find something else now; inside a transaction."""
        self.set_meta("generation", str(self.generation + 1))

    # Documents -------------------------------------------------------------------------------------------------------

    def document(self, document_id: str, version: str | None = None) -> Document:
        """A document's version; the current one when none is named.

        Raises:
            DocumentNotFoundError: no such document or version.
        """
        wanted = "d.version" if version is None else "?"
        row = self.one(
            "SELECT v.*, d.source, d.content_key FROM documents d JOIN versions v ON v.document_id = d.document_id "
            f"AND v.version = {wanted} WHERE d.document_id = ?",
            (document_id,) if version is None else (version, document_id),
        )
        if row is None:
            raise DocumentNotFoundError(document_id, version)
        return document_of(row)

    def documents_of(self, version_numbers: Sequence[int]) -> dict[int, Document]:
        """Document versions by their number."""
        found: dict[int, Document] = {}
        for part in in_parts(sorted(set(version_numbers))):
            for row in self.rows(
                "SELECT v.*, d.source, d.content_key FROM versions v JOIN documents d ON d.document_id = v.document_id "
                f"WHERE v.version_no IN ({marks(part)})",
                part,
            ):
                found[row["version_no"]] = document_of(row)
        return found

    def summaries(self, *, status: Literal["ready", "removed"] = "ready") -> list[DocumentSummary]:
        """Documents of this status by title."""
        with rows_as_written():
            return self._summaries(status)

    def _summaries(self, status: Literal["ready", "removed"]) -> list[DocumentSummary]:
        return [
            DocumentSummary(
                document_id=row["document_id"],
                version=row["version"],
                title=row["title"],
                publisher=row["publisher"],
                url=json.loads(row["metadata"]).get("url"),
                published=date_of(row["published"]),
                passages=row["passages"],
                source=row["source"],
                status=row["status"],
            )
            for row in self.rows(
                "SELECT d.document_id, d.version, d.source, d.status, v.title, v.publisher, v.published, v.metadata, "
                "(SELECT count(*) FROM passages p WHERE p.version_no = v.version_no AND p.state = 'ready') AS passages "
                "FROM documents d JOIN versions v ON v.document_id = d.document_id AND v.version = d.version "
                "WHERE d.status = ? ORDER BY v.title, d.document_id",
                (status,),
            )
        ]

    def passages(self, passage_ids: Sequence[int]) -> dict[int, StoredPassage]:
        """The ready passages among these ids."""
        found: dict[int, StoredPassage] = {}
        for part in in_parts(list(passage_ids)):
            for row in self.rows(
                'SELECT passage_id, version_no, ordinal, start, "end", heading FROM passages '
                f"WHERE state = 'ready' AND passage_id IN ({marks(part)})",
                part,
            ):
                found[row["passage_id"]] = StoredPassage(**dict(row))
        return found

    def count_ready_passages(self) -> int:
        row = self.one("SELECT count(*) AS n FROM passages WHERE state = 'ready'")
        return int(row["n"]) if row else 0

    def put_version(self, document: Document, passages: Sequence[Passage]) -> None:
        """Write a version with its passages as pending; a pending or finished writing of the same version is replaced."""
        connection = self.connection
        connection.execute(
            "INSERT INTO documents (document_id, source, status, content_key) VALUES (?, ?, 'pending', NULL) "
            "ON CONFLICT (document_id) DO NOTHING",
            (document.document_id, document.source),
        )
        connection.execute(
            "INSERT INTO versions (document_id, version, title, publisher, published, metadata, text, ingested_at) "
            "VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (document_id, version) DO UPDATE SET title = excluded.title, "
            "publisher = excluded.publisher, published = excluded.published, metadata = excluded.metadata, "
            "text = excluded.text, ingested_at = excluded.ingested_at",
            (
                document.document_id,
                document.version,
                document.title,
                document.publisher,
                date_number(document.published),
                metadata_of(document),
                document.text,
                (document.ingested_at or datetime.now(UTC)).isoformat(timespec="seconds"),
            ),
        )
        version_no = connection.execute(
            "SELECT version_no FROM versions WHERE document_id = ? AND version = ?",
            (document.document_id, document.version),
        ).fetchone()["version_no"]
        connection.executemany(
            "INSERT INTO passages (version_no, ordinal, start, \"end\", heading, state) VALUES (?, ?, ?, ?, ?, 'pending')",
            [(version_no, p.ordinal, p.start, p.end, p.heading) for p in passages],
        )
