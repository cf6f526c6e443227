"""One SQLite file in WAL mode: a connection a thread, transactions, and SQLite's errors as ours.

What stands in a file, and its schema, is for `catalog.py` and `people.py`.
"""

from __future__ import annotations

import contextlib
import sqlite3
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import ClassVar

from .errors import StorageFullError, StoreCorruptError

__all__ = ["SqliteFile"]

_BUSY_TIMEOUT_S = 30.0


class SqliteFile:
    """A file of one kind; a subclass says what it is called, what to do when it is damaged, and how it is opened.

    Each thread has its own connection.
    """

    what: ClassVar[str]
    """What a message calls the file."""
    next_step: ClassVar[str]
    """What to do when it cannot be read."""
    pragmas: ClassVar[Sequence[str]] = ("foreign_keys = ON",)
    known_errors: ClassVar[tuple[type[sqlite3.Error], ...]] = ()
    """Errors that whoever writes knows the meaning of: they stay as they are."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._local = threading.local()
        path.parent.mkdir(parents=True, exist_ok=True)

    @property
    def connection(self) -> sqlite3.Connection:
        """This thread's connection."""
        connection: sqlite3.Connection | None = getattr(self._local, "connection", None)
        if connection is None:
            connection = sqlite3.connect(
                self.path, timeout=_BUSY_TIMEOUT_S, isolation_level=None, check_same_thread=False
            )
            connection.row_factory = sqlite3.Row
            _use_wal(connection)
            for pragma in self.pragmas:
                connection.execute(f"PRAGMA {pragma}")
            self._local.connection = connection
        return connection

    def close(self) -> None:
        """Close this thread's connection. Those of other threads may be in use: each is closed when its last use ends."""
        connection: sqlite3.Connection | None = getattr(self._local, "connection", None)
        if connection is not None:
            with contextlib.suppress(sqlite3.Error):
                connection.close()
        self._local = threading.local()

    @contextlib.contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """All or nothing; other writes wait."""
        with self.foreign_errors():
            connection = self.connection
            connection.execute("BEGIN IMMEDIATE")
            try:
                yield connection
            except BaseException:
                with contextlib.suppress(sqlite3.Error):
                    connection.execute("ROLLBACK")
                raise
            connection.execute("COMMIT")

    def rows(self, statement: str, parameters: Sequence[object] | Mapping[str, object] = ()) -> list[sqlite3.Row]:
        with self.foreign_errors():
            return self.connection.execute(statement, parameters).fetchall()

    def one(self, statement: str, parameters: Sequence[object] = ()) -> sqlite3.Row | None:
        with self.foreign_errors():
            row: sqlite3.Row | None = self.connection.execute(statement, parameters).fetchone()
            return row

    @contextlib.contextmanager
    def foreign_errors(self) -> Iterator[None]:
        """SQLite's errors become ours."""
        try:
            yield
        except self.known_errors:
            raise
        except sqlite3.OperationalError as err:
            if "disk is full" in str(err) or "disk I/O" in str(err):
                raise StorageFullError(self.path.parent) from err
            raise StoreCorruptError(f"{self.what} {self.path}", str(err), self.next_step) from err
        except sqlite3.DatabaseError as err:
            raise StoreCorruptError(f"{self.what} {self.path}", str(err), self.next_step) from err


def _use_wal(connection: sqlite3.Connection) -> None:
    """SQLite does not wait when two processes turn a new file to WAL at once, so the waiting is done here."""
    deadline = time.monotonic() + _BUSY_TIMEOUT_S
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL")
            return
        except sqlite3.OperationalError as err:
            if "locked" not in str(err) or time.monotonic() > deadline:
                raise
            time.sleep(0.01)
