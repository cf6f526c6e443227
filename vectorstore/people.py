"""The file `people.sqlite3` beside the catalog: its connections, its schema and the version of that.

What stands in it is read and written by `users.py` and `conversations.py`; documents live in `catalog.py`.
"""

from __future__ import annotations

import contextlib
import sqlite3
import threading
from collections.abc import Iterator, Sequence
from importlib import resources
from pathlib import Path

from .errors import StorageFullError, StoreCorruptError

__all__ = ["PEOPLE_FILE", "PeopleFile"]

PEOPLE_FILE = "people.sqlite3"
_SCHEMA_VERSION = 1
_BUSY_TIMEOUT_S = 30.0
_STEP = "Restore a backup of this file, or move it away: users, conversations and feedback start anew, documents stay"


class PeopleFile:
    """One SQLite file in WAL mode; each thread has its own connection.

        people = PeopleFile(home)
        with people.transaction() as connection: ...

    Raises:
        StoreCorruptError: the file is not sound, or a newer release wrote it.
        StorageFullError: no room to write.
    """

    def __init__(self, home: Path) -> None:
        self.path = home / PEOPLE_FILE
        self._local = threading.local()
        home.mkdir(parents=True, exist_ok=True)
        with self._foreign_errors():
            self._ensure_schema()

    @contextlib.contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """All or nothing; other writes wait."""
        with self._foreign_errors():
            connection = self._connection()
            connection.execute("BEGIN IMMEDIATE")
            try:
                yield connection
            except BaseException:
                with contextlib.suppress(sqlite3.Error):
                    connection.execute("ROLLBACK")
                raise
            connection.execute("COMMIT")

    def rows(self, statement: str, parameters: Sequence[object] = ()) -> list[sqlite3.Row]:
        with self._foreign_errors():
            return self._connection().execute(statement, parameters).fetchall()

    def close(self) -> None:
        """Close this thread's connection; those of other threads close with their last use."""
        connection: sqlite3.Connection | None = getattr(self._local, "connection", None)
        if connection is not None:
            with contextlib.suppress(sqlite3.Error):
                connection.close()
        self._local = threading.local()

    def _connection(self) -> sqlite3.Connection:
        connection: sqlite3.Connection | None = getattr(self._local, "connection", None)
        if connection is None:
            connection = sqlite3.connect(
                self.path, timeout=_BUSY_TIMEOUT_S, isolation_level=None, check_same_thread=False
            )
            connection.row_factory = sqlite3.Row
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute("PRAGMA foreign_keys = ON")
            self._local.connection = connection
        return connection

    def _ensure_schema(self) -> None:
        connection = self._connection()
        if _version_of(connection) == 0:
            connection.execute("BEGIN IMMEDIATE")  # another process may be making it too
            if _version_of(connection) == 0:
                schema = resources.files("vectorstore").joinpath("people.sql").read_text(encoding="utf-8")
                for statement in schema.split(";"):
                    connection.execute(statement)
                connection.execute(f"PRAGMA user_version = {_SCHEMA_VERSION}")
            connection.execute("COMMIT")
        if _version_of(connection) > _SCHEMA_VERSION:
            raise StoreCorruptError(
                f"The file {self.path}", "a newer release of Newsdesk wrote it", "Use that release, or newer"
            )

    @contextlib.contextmanager
    def _foreign_errors(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.IntegrityError:
            raise  # whoever wrote knows what it means
        except sqlite3.OperationalError as err:
            if "disk is full" in str(err) or "disk I/O" in str(err):
                raise StorageFullError(self.path.parent) from err
            raise StoreCorruptError(f"The file {self.path}", str(err), _STEP) from err
        except sqlite3.DatabaseError as err:
            raise StoreCorruptError(f"The file {self.path}", str(err), _STEP) from err


def _version_of(connection: sqlite3.Connection) -> int:
    return int(connection.execute("PRAGMA user_version").fetchone()[0])
