"""The catalog in one SQLite file of the library's folder: its schema, its checks, and erasing from its bytes."""

from __future__ import annotations

from importlib import resources
from pathlib import Path

from .catalog import Catalog
from .errors import ManifestMismatchError
from .fts5 import Fts5Index
from .sqlite_file import SqliteFile

__all__ = ["CATALOG_FILE", "SqliteCatalog"]

CATALOG_FILE = "catalog.sqlite3"
_SCHEMA = 1  # goes up when a table changes; 0 is a library from before it was counted


class SqliteCatalog(SqliteFile, Catalog):
    """The catalog over one SQLite file in WAL mode; each thread has its own connection."""

    what = "The catalog"
    next_step = "Repair it with: newsdesk doctor --repair. If that fails: newsdesk restore FILE --force"
    pragmas = ("synchronous = FULL", "foreign_keys = ON", "cache_size = -65536", "mmap_size = 1073741824")

    def __init__(self, path: Path) -> None:
        super().__init__(path)
        self.where = str(path)
        self.words = Fts5Index(self)
        with self.foreign_errors():
            self._bring_schema_up_to_date()

    def reserve_passage_ids(self, count: int) -> int:
        connection = self.connection
        last = connection.execute(
            "SELECT max(coalesce((SELECT seq FROM sqlite_sequence WHERE name = 'passages'), 0), "
            "coalesce((SELECT max(passage_id) FROM passages), 0))"
        ).fetchone()[0]
        connection.execute("DELETE FROM sqlite_sequence WHERE name = 'passages'")
        connection.execute("INSERT INTO sqlite_sequence (name, seq) VALUES ('passages', ?)", (last + count,))
        return int(last) + 1

    def damage(self) -> str | None:
        faults = [row[0] for row in self.rows("PRAGMA integrity_check(5)") if "fts5" not in row[0]]
        if faults == ["ok"] or not faults:
            return None
        return "; ".join(faults)[:200]

    def begin_erasing(self) -> None:
        with self.foreign_errors():
            self.connection.execute("PRAGMA secure_delete = ON")

    def finish_erasing(self) -> str | None:
        with self.foreign_errors():
            connection = self.connection
            connection.execute("INSERT INTO passages_fts (passages_fts) VALUES ('optimize')")
            connection.execute("VACUUM")
            busy, _, _ = connection.execute("PRAGMA wal_checkpoint (TRUNCATE)").fetchone()
            connection.execute("PRAGMA secure_delete = OFF")
        if not busy:
            return None
        return "Another process was reading, so the catalog's log still holds erased words. Close it and purge again."

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
