"""The journal: a second copy of every document, appended in records that each carry a checksum.

The catalog is the truth while it is sound. When its file is damaged, the catalog is made anew from the journal; when the
journal is damaged, it is written anew from the catalog. A record is `NDJ1`, its length, its CRC-32, and zipped JSON.
"""

from __future__ import annotations

import errno
import hashlib
import json
import os
import struct
import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeAlias

from .catalog import Catalog
from .database import in_parts, marks
from .errors import StorageFullError

__all__ = ["Journal", "JournalState", "NoJournal", "Record", "all_records", "put_records", "state_of_catalog"]

Record: TypeAlias = dict[str, Any]
_MAGIC = b"NDJ1"
_HEAD = struct.Struct("<4sII")
_NO_ROOM = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
_COLUMNS = "document_id, version, title, publisher, published, metadata, text, ingested_at"


@dataclass(kw_only=True)
class JournalState:
    """What documents there are: `{document: current version}`, the removed ones, and the digest of every version."""

    ready: dict[str, str] = field(default_factory=dict)
    removed: set[str] = field(default_factory=set)
    digests: dict[tuple[str, str], str] = field(default_factory=dict)
    offsets: dict[tuple[str, str], int] = field(default_factory=dict)
    manifest: Record | None = None
    damaged: int = 0
    """Places where bytes cannot be read as records."""

    def differs_from(self, other: JournalState) -> list[str]:
        """The documents that are not the same in both."""
        keys = {key[0] for key in self.digests.keys() ^ other.digests.keys()}
        keys |= {
            key[0] for key in self.digests.keys() & other.digests.keys() if self.digests[key] != other.digests[key]
        }
        keys |= {key for key in self.ready.keys() | other.ready.keys() if self.ready.get(key) != other.ready.get(key)}
        return sorted(keys | (self.removed ^ other.removed))


class Journal:
    """The file `journal.log` of a library. Only the one writer appends.

    Raises:
        StorageFullError: no room to append.
    """

    def __init__(self, home: Path) -> None:
        self.path = home / "journal.log"

    @property
    def exists(self) -> bool:
        return self.path.is_file()

    def append(self, records: Iterable[Record]) -> None:
        """Append records; they are on the disk when this returns."""
        packed = b"".join(_pack(record) for record in records)
        if packed:
            with _room(self.path), open(self.path, "ab") as stream:
                stream.write(packed)
                stream.flush()
                os.fsync(stream.fileno())

    def rewrite(self, records: Iterable[Record]) -> None:
        """Put these records in the place of all others, at once."""
        fresh = self.path.with_suffix(".new")
        with _room(self.path):
            with open(fresh, "wb") as stream:
                for record in records:
                    stream.write(_pack(record))
                stream.flush()
                os.fsync(stream.fileno())
            os.replace(fresh, self.path)

    def read(self) -> Iterator[tuple[int, Record | None]]:
        """Every record with its offset, in order; None for bytes that are none, behind which reading goes on."""
        content = self.path.read_bytes() if self.exists else b""
        offset = 0
        while offset < len(content):
            record, end = _unpack(content, offset)
            yield offset, record
            if record is None:
                following = content.find(_MAGIC, offset + 1)
                end = len(content) if following < 0 else following
            offset = end

    def record_at(self, offset: int) -> Record:
        """The record at an offset that `read` gave."""
        with open(self.path, "rb") as stream:
            stream.seek(offset)
            head = stream.read(_HEAD.size)
            record, _ = _unpack(head + stream.read(_HEAD.unpack(head)[1]), 0)
        assert record is not None
        return record

    def state(self) -> JournalState:
        """What the records come to."""
        state = JournalState()
        for offset, record in self.read():
            if record is None:
                state.damaged += 1
            elif record["kind"] == "put":
                key = (record["document_id"], record["version"])
                state.ready[key[0]] = key[1]
                state.removed.discard(key[0])
                state.digests[key], state.offsets[key] = _digest(record), offset
            elif record["kind"] == "remove":
                state.ready.pop(record["document_id"], None)
                state.removed.add(record["document_id"])
            elif record["kind"] == "manifest":
                state.manifest = record
        return state

    def bring_up_to_date(self, catalog: Catalog) -> None:
        """Append what the catalog holds and the journal does not, as after a kill between the two."""
        ours, theirs = self.state(), state_of_catalog(catalog)
        if ours.damaged or ours.differs_from(theirs):
            self.rewrite(all_records(catalog))


class NoJournal(Journal):
    """Keeps nothing: a catalog on PostgreSQL has that server's own log, and its dumps are the second copy."""

    @property
    def exists(self) -> bool:
        return False

    def append(self, records: Iterable[Record]) -> None:
        """Nothing is kept."""

    def rewrite(self, records: Iterable[Record]) -> None:
        """Nothing is kept."""

    def bring_up_to_date(self, catalog: Catalog) -> None:
        """Nothing is kept."""


def all_records(catalog: Catalog) -> Iterator[Record]:
    """Everything that the catalog holds, old versions first."""
    manifest = catalog.meta("manifest")
    if manifest is not None:
        yield {"kind": "manifest", "manifest": json.loads(manifest)}
    numbers = [
        row["version_no"]
        for row in catalog.rows(
            "SELECT v.version_no FROM versions v JOIN documents d ON d.document_id = v.document_id "
            "WHERE d.status <> 'pending' AND d.version IS NOT NULL ORDER BY v.version = d.version, v.version_no"
        )
    ]
    for start in range(0, len(numbers), 100):
        yield from put_records(catalog, numbers[start : start + 100])
    for row in catalog.rows("SELECT document_id FROM documents WHERE status = 'removed'"):
        yield {"kind": "remove", "document_id": row["document_id"]}


def put_records(catalog: Catalog, version_numbers: Sequence[int]) -> list[Record]:
    """The records of these versions, in this order, as they stand in the catalog now."""
    found: dict[int, Record] = {}
    for part in in_parts(list(version_numbers)):
        for row in catalog.rows(
            f"SELECT v.version_no, v.{_COLUMNS.replace(', ', ', v.')}, d.source, d.content_key FROM versions v "
            f"JOIN documents d ON d.document_id = v.document_id WHERE v.version_no IN ({marks(part)})",
            part,
        ):
            found[row["version_no"]] = {"kind": "put", **dict(row), "passages": []}
        for row in catalog.rows(
            "SELECT version_no, ordinal, start, \"end\", heading FROM passages WHERE state <> 'retired' AND version_no IN "
            f"({marks(part)}) ORDER BY version_no, ordinal",
            part,
        ):
            found[row["version_no"]]["passages"].append([row["ordinal"], row["start"], row["end"], row["heading"]])
    return [found[number] for number in version_numbers if number in found]


def state_of_catalog(catalog: Catalog) -> JournalState:
    """What the journal should come to."""
    state = JournalState()
    for row in catalog.rows("SELECT document_id, version, status FROM documents WHERE status <> 'pending'"):
        if row["status"] == "ready":
            state.ready[row["document_id"]] = row["version"]
        else:
            state.removed.add(row["document_id"])
    last = 0
    while rows := catalog.rows(
        f"SELECT version_no, {_COLUMNS} FROM versions WHERE version_no > ? AND EXISTS (SELECT 1 FROM documents d WHERE "
        "d.document_id = versions.document_id AND d.status <> 'pending') AND NOT EXISTS (SELECT 1 FROM passages p WHERE "
        "p.version_no = versions.version_no AND p.state = 'pending') ORDER BY version_no LIMIT 200",
        (last,),
    ):
        last = rows[-1]["version_no"]
        for row in rows:
            state.digests[row["document_id"], row["version"]] = _digest(dict(row))
    return state


def _digest(record: Record) -> str:
    told = [record[name] for name in _COLUMNS.split(", ")]
    return hashlib.blake2b(json.dumps(told).encode(), digest_size=16).hexdigest()


def _pack(record: Record) -> bytes:
    body = zlib.compress(json.dumps(record).encode("ascii"), 6)
    return _HEAD.pack(_MAGIC, len(body), zlib.crc32(body)) + body


def _unpack(content: bytes, offset: int) -> tuple[Record | None, int]:
    """The record at an offset and where it ends; None for bytes that are no record."""
    if len(content) - offset < _HEAD.size:
        return None, len(content)
    magic, length, checksum = _HEAD.unpack_from(content, offset)
    body = content[offset + _HEAD.size : offset + _HEAD.size + length]
    if magic != _MAGIC or len(body) != length or zlib.crc32(body) != checksum:
        return None, offset + 1
    record: Record = json.loads(zlib.decompress(body))
    return record, offset + _HEAD.size + length


class _room:
    """A full disk becomes our error."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: object, err: BaseException | None, trace: object) -> None:
        if isinstance(err, OSError) and err.errno in _NO_ROOM:
            raise StorageFullError(self._path.parent) from err
