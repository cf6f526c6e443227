"""Repairing a library whatever of it is damaged: the catalog from the journal, the journal and the indexes from the catalog.

What is wrong is found by `health.py`. A damaged catalog is set aside, never deleted.
"""

from __future__ import annotations

import contextlib
import os
import uuid
from collections.abc import Callable
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path

from .catalog import Catalog
from .errors import StoreCorruptError, StoreLockedError
from .health import HealthReport
from .journal import Journal, Record, all_records, state_of_catalog
from .locking import WriterLock
from .manifest import Manifest, read_manifest, write_manifest
from .notices import NoticeCallback
from .settings import StoreSettings
from .sqlite_catalog import CATALOG_FILE, SqliteCatalog
from .store import Store

__all__ = ["repair_library"]


def repair_library(
    home: Path,
    *,
    settings: StoreSettings | None = None,
    progress: Callable[[int, int], None] | None = None,
    on_notice: NoticeCallback | None = None,
) -> HealthReport:
    """Mend all that can be mended, and say what the library is like afterwards.

    Raises:
        StoreLockedError: a process is writing to it.
        StoreCorruptError: catalog and journal are both damaged.
        CatalogServerError: the catalog is on PostgreSQL, and that cannot be used.
    """
    settings = settings or StoreSettings()
    aside = _mend_catalog_file(home) if settings.catalog_url is None else None  # PostgreSQL's files are not ours
    with Store.open(home, settings=settings, on_notice=on_notice) as store:
        if aside is not None:
            store.notices.give(
                "healed",
                f"The catalog was damaged: it was made anew from the journal. The damaged one is {aside.name}.",
            )
        with store.lock.hold(store.settings.lock_timeout_s):
            store.journal.rewrite(all_records(store.catalog))
        store.repair(progress)
        return store.check()


def _mend_catalog_file(home: Path) -> Path | None:
    """Make a damaged catalog anew from the journal; where the damaged one was set aside, None if it was whole."""
    lock = WriterLock(home / "writer.lock")
    if not lock.is_free():
        raise StoreLockedError(home, 0)
    journal = Journal(home)
    if not journal.exists or not _is_catalog_damaged(home, journal):
        return None
    with lock.hold(0):
        return _rebuild_catalog(home, journal)


def _is_catalog_damaged(home: Path, journal: Journal) -> bool:
    try:
        with contextlib.closing(SqliteCatalog(home / CATALOG_FILE)) as catalog:
            return _differs_or_is_damaged(catalog, journal)
    except (StoreCorruptError, KeyError, ValueError, TypeError, IndexError, AttributeError):
        return True


def _differs_or_is_damaged(catalog: Catalog, journal: Journal) -> bool:
    read_manifest(catalog)
    if catalog.damage() is not None:
        return True
    theirs = journal.state()
    if theirs.damaged:
        return False  # the catalog is whole, so it is the journal that has to be written anew
    ours = state_of_catalog(catalog)
    if theirs.ready and not (ours.ready or ours.removed):
        return True  # a catalog made anew where the old one was deleted
    return any(ours.digests[key] != theirs.digests[key] for key in ours.digests.keys() & theirs.digests.keys())


def _rebuild_catalog(home: Path, journal: Journal) -> Path:
    state = journal.state()
    if state.damaged:
        raise StoreCorruptError(
            f"The library in {home}",
            "both its catalog and its journal are damaged",
            "Restore a backup with: newsdesk restore FILE --force",
        )
    fresh = home / f".{uuid.uuid4().hex[:8]}.sqlite3"
    catalog = SqliteCatalog(fresh)
    with catalog.transaction() as connection:
        order = sorted(state.offsets.items(), key=lambda item: (state.ready.get(item[0][0]) == item[0][1], item[1]))
        for (document_id, version), offset in order:  # the current version last, since each sets it
            record = journal.record_at(offset)
            is_current = state.ready.get(document_id) == version
            _insert(catalog, record, is_current=is_current)
        for document_id in state.removed:
            connection.execute("UPDATE documents SET status = 'removed' WHERE document_id = ?", (document_id,))
        if state.manifest is not None:
            manifest = Manifest(**state.manifest["manifest"])
            write_manifest(catalog, Manifest(**{**asdict(manifest), "vectors": uuid.uuid4().hex[:12]}))
    catalog.connection.execute("PRAGMA wal_checkpoint (TRUNCATE)")
    catalog.close()
    stamp = f"{datetime.now(UTC):%Y%m%d-%H%M%S}-{uuid.uuid4().hex[:4]}"
    aside = home / f"catalog.damaged-{stamp}.sqlite3"
    for suffix in ("-wal", "-shm"):
        if (held := home / f"{CATALOG_FILE}{suffix}").exists():
            held.rename(home / f"{aside.name}{suffix}")
    if (home / CATALOG_FILE).exists():
        (home / CATALOG_FILE).rename(aside)
    os.replace(fresh, home / CATALOG_FILE)
    for suffix in ("-wal", "-shm"):
        fresh.with_name(fresh.name + suffix).unlink(missing_ok=True)
    return aside


def _insert(catalog: SqliteCatalog, record: Record, *, is_current: bool) -> None:
    """A version with its passages, which get their words and vectors when the indexes are built; an old one as text alone."""
    connection = catalog.connection
    connection.execute(
        "INSERT INTO documents (document_id, source, status, version, content_key) VALUES (?, ?, 'pending', NULL, ?) "
        "ON CONFLICT (document_id) DO NOTHING",
        (record["document_id"], record["source"], None),
    )
    names = ("document_id", "version", "title", "publisher", "published", "metadata", "text", "ingested_at")
    number = connection.execute(
        f"INSERT INTO versions ({', '.join(names)}) VALUES ({', '.join('?' * len(names))})", [record[n] for n in names]
    ).lastrowid
    connection.execute(
        "UPDATE documents SET version = ?, status = 'ready', content_key = ? WHERE document_id = ?",
        (record["version"], record["content_key"], record["document_id"]),
    )
    if is_current:
        connection.executemany(
            "INSERT INTO passages (version_no, ordinal, start, \"end\", heading, state) VALUES (?, ?, ?, ?, ?, 'ready')",
            [(number, *passage) for passage in record["passages"]],
        )
