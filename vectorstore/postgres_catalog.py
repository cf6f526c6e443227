"""The catalog in a PostgreSQL database, so that several machines share it: its schema, its checks, and erasing from it."""

from __future__ import annotations

from importlib import resources

from .catalog import Catalog
from .errors import CatalogServerError, ManifestMismatchError
from .postgres_database import PostgresDatabase
from .postgres_words import PostgresWords
from .records import version_of

__all__ = ["PostgresCatalog"]

_SCHEMA = "newsdesk"
_VERSION = 1  # goes up when a table changes
_MAKING = int.from_bytes(b"newsmake")  # an advisory lock: two machines may make the same library at once
_TABLES = "documents, versions, passages, sentence_vectors, word_counts, passage_lengths"
_LONGEST_WAIT_MS = 30_000


class PostgresCatalog(PostgresDatabase, Catalog):
    """The catalog over one database, in a schema `newsdesk` of it, which is made when it is missing.

    Args:
        url: postgresql://user:password@host:port/database
    """

    def __init__(self, url: str) -> None:
        super().__init__(url, _SCHEMA)
        self.words = PostgresWords(self)
        self._bring_schema_up_to_date()

    def reserve_passage_ids(self, count: int) -> int:
        first = self._number("SELECT nextval('passages_passage_id_seq') AS n")
        if count > 1:
            self._number("SELECT setval('passages_passage_id_seq', ?) AS n", first + count - 1)
        return first

    def damage(self) -> str | None:
        """See `Catalog.damage`. Its files are PostgreSQL's own care; here each text is compared with its version's hash."""
        differing = last = 0
        while rows := self.rows(
            "SELECT version_no, version, text FROM versions WHERE version_no > ? ORDER BY version_no LIMIT 200", (last,)
        ):
            last = rows[-1]["version_no"]
            differing += sum(version_of(row["text"]) != row["version"] for row in rows)
        return f"{differing} texts are not those that were stored" if differing else None

    def begin_erasing(self) -> None:
        """Nothing to prepare."""

    def finish_erasing(self) -> str:
        try:
            with self.foreign_errors(), self.session() as session:
                session.execute("SELECT set_config('lock_timeout', ?, false)", (str(_LONGEST_WAIT_MS),))
                try:
                    session.run_script(f"VACUUM (FULL) {_TABLES}")
                finally:
                    session.execute("SELECT set_config('lock_timeout', '0', false)")
        except CatalogServerError as err:
            return (
                f"{self.where} still holds the bytes of erased rows ({err.why}). Purge again when no one else uses it."
            )
        return (
            f"The rows are gone from {self.where}. Its server's write-ahead log and the dumps made of it may hold erased "
            "words until they are recycled: delete the dumps, and see PostgreSQL's manual for the log."
        )

    def _number(self, statement: str, *parameters: object) -> int:
        row = self.one(statement, parameters)
        assert row is not None
        return int(row["n"])

    def _bring_schema_up_to_date(self) -> None:
        """Make the tables when they are missing.

        Raises:
            ManifestMismatchError: a later release wrote it.
        """
        if self._schema_version() is None:
            schema = resources.files("vectorstore").joinpath("postgres.sql").read_text(encoding="utf-8")
            with self.transaction() as session:
                session.execute("SELECT pg_advisory_xact_lock(?::bigint)", (_MAKING,))
                if self._schema_version() is None:
                    session.run_script(f"CREATE SCHEMA IF NOT EXISTS {_SCHEMA}; {schema}")
                    self.set_meta("schema", str(_VERSION))
        version = self._schema_version()
        if version is not None and version > _VERSION:
            raise ManifestMismatchError("catalog format", version, _VERSION)

    def _schema_version(self) -> int | None:
        # Reading pg_tables sees what another connection has committed; to_regclass may answer from this one's cache.
        found = self.one("SELECT 1 FROM pg_catalog.pg_tables WHERE schemaname = ? AND tablename = 'meta'", (_SCHEMA,))
        if found is None:
            return None
        return int(self.meta("schema") or 0)
