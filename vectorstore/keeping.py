"""Where a library keeps its documents, by its settings: in files of its folder, or in a PostgreSQL database.

With the catalog go the writer lock and the second copy of the documents. Where the vectors are is for `places.py`.
"""

from __future__ import annotations

from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from .catalog import Catalog
from .errors import VectorsNotSharedError
from .journal import Journal, NoJournal
from .locking import WriterLock
from .settings import StoreSettings
from .sqlite_catalog import CATALOG_FILE, SqliteCatalog

__all__ = ["Keeping", "OneWriter", "keep_library"]


class OneWriter(Protocol):
    """The writer lock: a file's, or a database's. See `WriterLock` for what each promises."""

    @property
    def is_held_here(self) -> bool: ...

    def is_free(self) -> bool: ...

    def hold(self, timeout_s: float) -> AbstractContextManager[None]: ...


@dataclass(frozen=True, kw_only=True)
class Keeping:
    """The catalog of a library, its writer lock, and its second copy."""

    catalog: Catalog
    lock: OneWriter
    journal: Journal


def keep_library(home: Path, settings: StoreSettings) -> Keeping:
    """Open the catalog that the settings name, and what goes with it.

    Raises:
        VectorsNotSharedError: PostgreSQL would hold the catalog while the vectors stay in a folder.
        CatalogServerError: PostgreSQL cannot be used.
        StoreCorruptError: the catalog cannot be read.
    """
    if settings.catalog_url is None:
        return Keeping(
            catalog=SqliteCatalog(home / CATALOG_FILE), lock=WriterLock(home / "writer.lock"), journal=Journal(home)
        )
    from .postgres_catalog import PostgresCatalog
    from .postgres_lock import AdvisoryLock

    if settings.chroma_url is None:
        raise VectorsNotSharedError(home)
    catalog = PostgresCatalog(settings.catalog_url.get_secret_value())
    return Keeping(catalog=catalog, lock=AdvisoryLock(catalog), journal=NoJournal(home))
