"""The writer lock of a library that several machines share: an advisory lock of its PostgreSQL database.

It is held by the very connection that the writer writes on. Whoever loses the connection loses the lock, and cannot
write any more: two machines never write at once, however one of them ends.
"""

from __future__ import annotations

import contextlib
import time
from collections.abc import Iterator

from .errors import StoreLockedError
from .locking import ThreadLock
from .postgres_database import PostgresDatabase, Session

__all__ = ["AdvisoryLock"]

_KEY = int.from_bytes(b"newsdesk")  # advisory locks are numbers, and belong to one database
_LOOK_EVERY_S = 0.05


class AdvisoryLock(ThreadLock):
    """One writing process for each database, several threads of it one after the other."""

    def __init__(self, database: PostgresDatabase) -> None:
        super().__init__()
        self._database = database

    def is_free(self) -> bool:
        """Whether a writer could start at once."""
        if self.is_held_here:
            return False
        with self._database.foreign_errors(), self._database.session() as session:
            is_free = _try_to_lock(session)
            if is_free:
                _unlock(session)
            return is_free

    @contextlib.contextmanager
    def _take(self, timeout_s: float) -> Iterator[None]:
        deadline = time.monotonic() + timeout_s
        with self._database.session() as session:
            with self._database.foreign_errors():
                while not _try_to_lock(session):
                    if time.monotonic() >= deadline:
                        raise StoreLockedError(self._database.where, timeout_s)
                    time.sleep(_LOOK_EVERY_S)
            try:
                yield
            finally:
                with contextlib.suppress(Exception):  # a broken connection has given the lock up by itself
                    _unlock(session)


def _try_to_lock(session: Session) -> bool:
    return bool(session.execute("SELECT pg_try_advisory_lock(?::bigint) AS taken", (_KEY,)).fetchone()["taken"])


def _unlock(session: Session) -> None:
    session.execute("SELECT pg_advisory_unlock(?::bigint)", (_KEY,))
