"""The catalog in SQLite: what documents, versions and passages there are. The truth of the store.

Full-text search lives in `lexical.py`, vectors in `vectors.py`; this module knows neither query language nor model.
"""

from __future__ import annotations

import contextlib
import json
import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from importlib import resources
from pathlib import Path
from typing import Any, Literal

from .errors import DocumentNotFoundError, ManifestMismatchError, StoreCorruptError
from .records import Document, Heading, Passage, Reference
from .sqlite_file import SqliteFile
from .vectors import date_number

__all__ = ["Catalog", "DocumentSummary", "StoredPassage"]

_PARAMETERS_A_CALL = 900
_SCHEMA = 1  # goes up when a table changes; 0 is a library from before it was counted


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


class Catalog(SqliteFile):
    """Rows of documents, versions and passages, over one SQLite file in WAL mode.

    Each thread has its own connection. Writing methods belong inside `transaction()`.

    Raises:
        StoreCorruptError: the file is not a sound SQLite database.
        StorageFullError: no room to write.
    """

    what = "The catalog"
    next_step = "Repair it with: newsdesk doctor --repair. If that fails: newsdesk restore FILE --force"
    pragmas = ("synchronous = FULL", "foreign_keys = ON", "cache_size = -65536", "mmap_size = 1073741824")

    def __init__(self, path: Path) -> None:
        super().__init__(path)
        with self.foreign_errors():
            self._bring_schema_up_to_date()

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
        with _rows_as_written():
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

    # ---------------------------------------------------------------------------------------------------------------

    def _bring_schema_up_to_date(self) -> None:
        """Make what is missing; a library of an earlier release keeps all that it holds.

        Raises:
            ManifestMismatchError: a later release wrote it.
        """
        version = int(self.connection.execute("PRAGMA user_version").fetchone()[0])
        if version > _SCHEMA:
            raise ManifestMismatchError("catalog format", version, _SCHEMA)
        if version == _SCHEMA:
            return
        schema = resources.files("vectorstore").joinpath("schema.sql").read_text(encoding="utf-8")
        self.connection.executescript(f"BEGIN IMMEDIATE;\n{schema}\nCOMMIT;")
        with self.transaction() as connection:
            columns = {row["name"] for row in connection.execute("PRAGMA table_info(sentence_vectors)")}
            if "passage" not in columns:
                connection.execute("ALTER TABLE sentence_vectors ADD COLUMN passage BLOB")
            connection.execute(f"PRAGMA user_version = {_SCHEMA}")


def document_of(row: sqlite3.Row) -> Document:
    """A row of `versions`, joined with its document, as a record.

    Raises:
        StoreCorruptError: the row is not as it was written.
    """
    with _rows_as_written():
        return _document_of(row)


@contextlib.contextmanager
def _rows_as_written() -> Iterator[None]:
    """What a damaged row does to its reading becomes an error of ours."""
    try:
        yield
    except (KeyError, ValueError, TypeError, AttributeError) as err:
        raise StoreCorruptError(
            "A document's row in the catalog", f"{type(err).__name__}: {err}", Catalog.next_step
        ) from err


def _document_of(row: sqlite3.Row) -> Document:
    extra: dict[str, Any] = json.loads(row["metadata"])
    return Document(
        document_id=row["document_id"],
        version=row["version"],
        source=row["source"],
        text=row["text"],
        title=row["title"],
        publisher=row["publisher"],
        authors=tuple(extra["authors"]),
        url=extra["url"],
        published=date_of(row["published"]),
        language=extra["language"],
        topics=tuple(extra["topics"]),
        ingested_at=datetime.fromisoformat(row["ingested_at"]),
        headings=tuple(Heading(**heading) for heading in extra["headings"]),
        references=tuple(
            Reference(**{**item, "published": _iso_date(item["published"])}) for item in extra["references"]
        ),
        content_key=row["content_key"],
        dropped=extra["dropped"],
    )


def metadata_of(document: Document) -> str:
    """What a version keeps beside its own columns, as JSON."""
    return json.dumps(
        {
            "authors": list(document.authors),
            "url": document.url,
            "language": document.language,
            "topics": list(document.topics),
            "headings": [{"position": h.position, "text": h.text, "level": h.level} for h in document.headings],
            "references": [
                {
                    "position": r.position,
                    "number": r.number,
                    "publisher": r.publisher,
                    "title": r.title,
                    "url": r.url,
                    "published": None if r.published is None else r.published.isoformat(),
                }
                for r in document.references
            ],
            "dropped": dict(document.dropped),
        },
        ensure_ascii=False,
    )


def date_of(number: int) -> date | None:
    """The date of an integer YYYYMMDD; None for 0."""
    return date(number // 10_000, number // 100 % 100, number % 100) if number else None


def _iso_date(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)


def marks(values: Sequence[object]) -> str:
    """Question marks for an SQL list of these values."""
    return ",".join("?" * len(values))


def in_parts(values: list[int]) -> Iterator[list[int]]:
    """Lists short enough for one SQL statement."""
    for start in range(0, len(values), _PARAMETERS_A_CALL):
        yield values[start : start + _PARAMETERS_A_CALL]
