"""Backing up a library into one file while it is in use, and putting it back.

The file is a gzipped tar of `backup.json` (what is in it, with checksums), the catalog and, if there is one, the file of
users and conversations. The index is not in it: it is filled again from the vectors that the catalog keeps.
"""

from __future__ import annotations

import contextlib
import errno
import gzip
import hashlib
import json
import os
import shutil
import sqlite3
import tarfile
import uuid
import zlib
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal, TypeAlias

from .errors import BackupError, HomeNotUsableError, StorageFullError, StoreError, StoreLockedError
from .health import HealthReport
from .locking import WriterLock
from .maintaining import rebuild_from_kept
from .marks_of_work import forget_mark
from .people import PEOPLE_FILE
from .postgres_database import shown_url
from .settings import StoreSettings
from .sqlite_catalog import CATALOG_FILE, SqliteCatalog
from .store import Store

__all__ = ["BackupSummary", "back_up", "restore"]

KeepVectors: TypeAlias = Literal["with", "without"]
WhenNotEmpty: TypeAlias = Literal["refuse", "set aside"]

_SUMMARY_FILE = "backup.json"
_FORMAT = 1
_BLOCK = 1 << 20
_NO_ROOM = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
_ANOTHER = "Name another file, or make the backup anew with: newsdesk backup FILE"


@dataclass(frozen=True, kw_only=True)
class BackupSummary:
    """What a backup holds: counts, and the checksum (SHA-256) of each file in it."""

    created: str
    documents: int
    passages: int
    vectors: KeepVectors
    embedder: str | None
    sha256: dict[str, str]
    format: int = _FORMAT


def back_up(home: Path, file: Path, *, vectors: KeepVectors = "with") -> BackupSummary:
    """Write the library in `home` into one file, which appears when it is whole. Readers and a writer may go on.

    Args:
        vectors: without them the file is about half as large, and everything is embedded again when it is put back.

    Raises:
        BackupError: there is no library, it is on PostgreSQL, or the file cannot be written.
        StorageFullError: no room for it.
        StoreCorruptError: the catalog is damaged, so that a backup of it would be worth nothing.
    """
    catalog_url = StoreSettings().catalog_url
    if catalog_url is not None:
        raise BackupError(
            home,
            f"its catalog is on {shown_url(catalog_url.get_secret_value())}, which is backed up by PostgreSQL's own means",
            f"Run: pg_dump --format custom --schema newsdesk --file FILE URL. If there is a {PEOPLE_FILE} "
            "in this folder, copy it too: it holds users and conversations.",
        )
    if not (home / CATALOG_FILE).is_file():
        raise BackupError(home, "there is no library here", "Name its folder with --home.")
    file = file.expanduser().absolute()
    partial = file.with_name(f".{file.name}.{uuid.uuid4().hex[:8]}.partial")
    workshop = partial.with_suffix(".files")
    try:
        with _written_files(file):
            workshop.mkdir(mode=0o700, parents=True)
            summary = _copy_files(home, workshop, vectors)
            (workshop / _SUMMARY_FILE).write_text(json.dumps(asdict(summary), indent=2), encoding="utf-8")
            with open(os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as stream:
                with tarfile.open(fileobj=stream, mode="w:gz", compresslevel=3) as archive:
                    for name in (_SUMMARY_FILE, *summary.sha256):
                        archive.add(workshop / name, arcname=name)
                stream.flush()
                os.fsync(stream.fileno())
            os.replace(partial, file)
    finally:
        shutil.rmtree(workshop, ignore_errors=True)
        with contextlib.suppress(OSError):
            partial.unlink(missing_ok=True)
    return summary


def restore(
    file: Path,
    home: Path,
    *,
    when_not_empty: WhenNotEmpty = "refuse",
    progress: Callable[[int, int], None] | None = None,
) -> tuple[HealthReport, Path | None]:
    """Put a backup back as the library in `home`, which is replaced when the new one is whole and proven sound.

    Returns:
        What the check found, and the folder where the old library was set aside, if there was one.

    Raises:
        BackupError: the file is no sound backup, the library is on PostgreSQL, or `home` is not empty and is not to be set aside.
        StoreLockedError: a process is writing to the library in `home`.
        StorageFullError: no room for it.
    """
    file, home = file.expanduser().absolute(), home.expanduser().absolute()
    if StoreSettings().catalog_url is not None:
        raise BackupError(
            file,
            "a backup is put back into a folder, and NEWSDESK_CATALOG_URL names a library on PostgreSQL",
            "Unset it to restore this file. A dump of the database is put back with: pg_restore --dbname URL FILE",
        )
    is_occupied = home.is_dir() and any(home.iterdir())
    if home.exists() and not home.is_dir():
        raise HomeNotUsableError(home, "it is a file, not a folder")
    if is_occupied and when_not_empty == "refuse":
        raise BackupError(
            home, "there is a library here already", "Add --force to set it aside, or name another folder with --home."
        )
    workshop = home.with_name(f".{home.name}.{uuid.uuid4().hex[:8]}.restoring")
    try:
        with _written_files(home):
            workshop.mkdir(mode=0o700, parents=True)
            _unpack(file, workshop)
        report = _build_index(file, workshop, progress)
        aside = home.with_name(f"{home.name}.before-{datetime.now(UTC):%Y%m%d-%H%M%S}-{uuid.uuid4().hex[:4]}")
        with _no_writer(home) if is_occupied else contextlib.nullcontext():
            if is_occupied:
                home.rename(aside)
            try:
                workshop.rename(home)
            except OSError:
                if is_occupied:
                    aside.rename(home)
                raise
    finally:
        shutil.rmtree(workshop, ignore_errors=True)
    return report, aside if is_occupied else None


def _copy_files(home: Path, workshop: Path, vectors: KeepVectors) -> BackupSummary:
    _copy_database(home / CATALOG_FILE, workshop / CATALOG_FILE)
    names = [CATALOG_FILE]
    if (home / PEOPLE_FILE).is_file():
        _copy_database(home / PEOPLE_FILE, workshop / PEOPLE_FILE)
        names.append(PEOPLE_FILE)
    catalog = SqliteCatalog(workshop / CATALOG_FILE)
    if vectors == "without":
        with catalog.transaction() as connection:
            connection.execute("DELETE FROM sentence_vectors")
        catalog.connection.execute("VACUUM")
    manifest = json.loads(catalog.meta("manifest") or "{}")
    documents = len(catalog.rows("SELECT 1 FROM documents WHERE status = 'ready'"))
    passages = catalog.count_ready_passages()
    catalog.connection.execute("PRAGMA journal_mode = DELETE")  # so that the file stands alone
    catalog.close()
    return BackupSummary(
        created=datetime.now(UTC).isoformat(timespec="seconds"),
        documents=documents,
        passages=passages,
        vectors=vectors,
        embedder=manifest.get("embedder"),
        sha256={name: _sha256(workshop / name) for name in names},
    )


def _copy_database(source: Path, target: Path) -> None:
    """One moment of a database, however much is written to it meanwhile."""
    with (
        contextlib.closing(sqlite3.connect(source, timeout=30)) as held,
        contextlib.closing(sqlite3.connect(target)) as copy,
    ):
        held.backup(copy)  # in one step: a reader's snapshot, so no writer waits and none makes it start again
        faults = [row[0] for row in copy.execute("PRAGMA quick_check(3)")]
        if faults != ["ok"]:
            raise BackupError(
                source, f"it is damaged ({'; '.join(faults)[:200]})", "See what can be done with: newsdesk doctor"
            )
        copy.execute("PRAGMA journal_mode = DELETE")


def _unpack(file: Path, workshop: Path) -> BackupSummary:
    """The files of a backup, each proven by its checksum; nothing else that a tar may hold is ever written."""
    try:
        with tarfile.open(file, mode="r:gz") as archive:
            first = archive.next()
            stream = archive.extractfile(first) if first is not None and first.name == _SUMMARY_FILE else None
            if stream is None:
                raise BackupError(file, "it is no backup of Newsdesk", _ANOTHER)
            summary = BackupSummary(**json.loads(stream.read(_BLOCK)))
            if summary.format > _FORMAT:
                raise BackupError(file, "a later release of Newsdesk made it", "Restore it with that release.")
            for name, wanted in summary.sha256.items():
                if name not in (CATALOG_FILE, PEOPLE_FILE):
                    raise BackupError(file, f"it names a file {name!r} that no backup holds", _ANOTHER)
                member = archive.next()
                content = archive.extractfile(member) if member is not None and member.name == name else None
                if content is None:
                    raise BackupError(file, f"{name} is missing in it", _ANOTHER)
                with open(workshop / name, "xb") as target:
                    shutil.copyfileobj(content, target, _BLOCK)
                if _sha256(workshop / name) != wanted:
                    raise BackupError(file, f"{name} in it is damaged", _ANOTHER)
    except (tarfile.TarError, EOFError, ValueError, TypeError, KeyError, zlib.error, gzip.BadGzipFile) as err:
        raise BackupError(file, f"it cannot be read as a backup ({str(err)[:200]})", _ANOTHER) from err
    if not (workshop / CATALOG_FILE).is_file():
        raise BackupError(file, "it holds no catalog", _ANOTHER)
    return summary


def _build_index(file: Path, workshop: Path, progress: Callable[[int, int], None] | None) -> HealthReport:
    catalog = SqliteCatalog(workshop / CATALOG_FILE)
    with catalog.transaction():
        catalog.delete_meta("library")  # a library of its own from now on, on a shared server too
        catalog.delete_meta("previous_manifest")
        forget_mark(catalog)
    catalog.close()
    with Store(
        workshop, StoreSettings(), None, lambda notice: None
    ) as store:  # that the index is built is no news here
        if store.manifest is not None:
            with store.lock.hold(0):
                rebuild_from_kept(store, (), progress)
            with store.writer():  # what was not published yet is published now
                pass
        report = store.check()
    if not report.is_sound:
        raise BackupError(file, f"the restored library is not sound ({'; '.join(report.problems)[:300]})", _ANOTHER)
    return report


@contextlib.contextmanager
def _no_writer(home: Path) -> Iterator[None]:
    lock = WriterLock(home / "writer.lock")
    if not lock.is_free():
        raise StoreLockedError(home, 0)
    with lock.hold(0):
        yield


@contextlib.contextmanager
def _written_files(target: Path) -> Iterator[None]:
    """Errors of writing files, and of SQLite, become ours."""
    try:
        yield
    except StoreError:
        raise
    except sqlite3.Error as err:
        if "full" in str(err) or "disk I/O" in str(err):
            raise StorageFullError(target.parent) from err
        raise BackupError(target, f"the catalog cannot be copied ({err})", "See why with: newsdesk doctor") from err
    except OSError as err:
        if err.errno in _NO_ROOM:
            raise StorageFullError(target.parent) from err
        why = (err.strerror or str(err)).lower()
        raise BackupError(
            Path(err.filename or target), why, "Name a place that you may write to, and a file that is there."
        ) from err


def _sha256(path: Path) -> str:
    with open(path, "rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
