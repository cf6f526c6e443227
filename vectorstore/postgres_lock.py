"""The writer lock of a library that several machines share: an advisory lock of its PostgreSQL database.

It is held by the very connection that the writer writes on. Whoever loses the connection loses the lock, and cannot
write any more: two machines never write at once, however one of them ends.
"""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Iterator

from .errors import StoreLockedError
from .postgres_database import PostgresDatabase, Session

__all__ = ["AdvisoryLock"]

_KEY = int.from_bytes(b"newsdesk")  # advisory locks are numbers, and belong to one database
_LOOK_EVERY_S = 0.05


class AdvisoryLock:
    """One writing process for each database, several threads of it one after the other."""

    def __init__(self, database: PostgresDatabase) -> None:
        self._database = database
        self._holder: int | None = None

    @property
    def is_held_here(self) -> bool:
        """Whether this thread is the writer."""
        return self._holder == threading.get_ident()

    def is_free(self) -> bool:
        """Whether a writer could start at once."""
        if self.is_held_here:
            return False
        with self._database.foreign_errors(), self._database.session() as session:
            is_free = _take(session)
            if is_free:
                _release(session)
            return is_free

    @contextlib.contextmanager
    def hold(self, timeout_s: float) -> Iterator[None]:
        """Be the writer; entering twice in one thread is one holding.

        Raises:
            StoreLockedError: another process or thread was still writing after `timeout_s` seconds.
        """
        if self.is_held_here:
            yield
            return
        deadline = time.monotonic() + timeout_s
        with self._database.session() as session:
            with self._database.foreign_errors():
                while not _take(session):
                    if time.monotonic() >= deadline:
                        raise StoreLockedError(self._database.where, timeout_s)
                    time.sleep(_LOOK_EVERY_S)
            self._holder = threading.get_ident()
            try:
                yield
            finally:
                self._holder = None
                with contextlib.suppress(Exception):  # a broken connection has given the lock up by itself
                    _release(session)


def _take(session: Session) -> bool:
    return bool(session.execute("SELECT pg_try_advisory_lock(?::bigint) AS taken", (_KEY,)).fetchone()["taken"])


def _release(session: Session) -> None:
    session.execute("SELECT pg_advisory_unlock(?::bigint)", (_KEY,))
