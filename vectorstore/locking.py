"""The writer lock: one writing process for each library, several threads of it one after the other.

`WriterLock` is a folder's; that of a library in PostgreSQL is in `postgres_lock.py`.
"""

from __future__ import annotations

import contextlib
import threading
from abc import ABC, abstractmethod
from collections.abc import Iterator
from pathlib import Path

from filelock import FileLock, Timeout

from .errors import StoreLockedError

__all__ = ["ThreadLock", "WriterLock"]


class ThreadLock(ABC):
    """Remembers which thread is the writer; what keeps other processes out is for the subclass."""

    def __init__(self) -> None:
        self._holder: int | None = None

    @property
    def is_held_here(self) -> bool:
        """Whether this thread is the writer."""
        return self._holder == threading.get_ident()

    @contextlib.contextmanager
    def hold(self, timeout_s: float) -> Iterator[None]:
        """Be the writer; entering twice in one thread is one holding.

        Raises:
            StoreLockedError: another process or thread was still writing after `timeout_s` seconds.
        """
        if self.is_held_here:
            yield
            return
        with self._take(timeout_s):
            self._holder = threading.get_ident()
            try:
                yield
            finally:
                self._holder = None

    @abstractmethod
    def _take(self, timeout_s: float) -> contextlib.AbstractContextManager[None]:
        """Keep every other writer out, in this process too.

        Raises:
            StoreLockedError: as `hold`.
        """


class WriterLock(ThreadLock):
    """A lock file of the operating system: it ends with the process that holds it, however that ends."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self._path = path

    def is_free(self) -> bool:
        """Whether a writer could start at once."""
        try:
            with FileLock(self._path, timeout=0):
                return True
        except Timeout:
            return False

    @contextlib.contextmanager
    def _take(self, timeout_s: float) -> Iterator[None]:
        lock = FileLock(self._path, timeout=timeout_s)
        try:
            lock.acquire()
        except Timeout as err:
            raise StoreLockedError(self._path.parent, timeout_s) from err
        try:
            yield
        finally:
            lock.release()
