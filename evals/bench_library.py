"""A library that is filled already, as something to measure: its files are copied, and it is left as it was."""

from __future__ import annotations

import shutil
from pathlib import Path

from .errors import BenchLibraryError

__all__ = ["copy_library", "disk_mb"]

_FILES = ("catalog.sqlite3", "catalog.sqlite3-wal", "journal.log")
_VECTORS = "vectors"


def copy_library(home: Path, target: Path) -> Path:
    """Copy what answering needs: catalog, journal and vectors; no users, conversations or uploads. Returns `target`.

    No one writes to the library while its files are copied; readers may go on.

    Raises:
        BenchLibraryError: there is no library, or its vectors are elsewhere.
        StoreLockedError: a process is writing to it.
    """
    from vectorstore import StoreSettings
    from vectorstore.locking import WriterLock

    if not (home / _FILES[0]).is_file():
        raise BenchLibraryError(home, "there is none")
    if StoreSettings().chroma_url is not None:
        raise BenchLibraryError(home, "its vectors are on a server, where a copy would write into them")
    target.mkdir(parents=True)
    with WriterLock(home / "writer.lock").hold(0):
        for name in _FILES:
            if (home / name).is_file():
                shutil.copy2(home / name, target / name)
        if (home / _VECTORS).is_dir():
            shutil.copytree(home / _VECTORS, target / _VECTORS)
    return target


def disk_mb(home: Path) -> float:
    """What the library takes on the disk."""
    return sum(path.stat().st_size for path in home.rglob("*") if path.is_file()) / 1_000_000
