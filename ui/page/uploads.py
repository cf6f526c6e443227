"""Files that visitors send: checked by name and size while they come in, and put into the library's own folder.

Reading them is `ingest`'s work, asked for in `librarian.py`. A file of the same name takes the place of the earlier one,
so that it becomes a new version of the same document.
"""

from __future__ import annotations

import os
import re
import secrets
import threading
import unicodedata
from collections import OrderedDict
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from ..errors import UploadRefusedError
from .signing_in import visitor_of

if TYPE_CHECKING:
    from fastapi import FastAPI
    from starlette.requests import Request
    from starlette.responses import Response

__all__ = ["READ_KINDS", "Upload", "Uploads", "add_uploads", "safe_path"]

READ_KINDS = "text, Markdown, HTML, PDF, DOCX, JSON Lines or EML"
_FOLDER = "uploads"
_NOBODY = "this machine"  # no user can be called so
_MOST_FILES = 500
_MOST_BATCH_BYTES = 1_000_000_000
_MOST_BATCHES = 64
_LONGEST_PART_BYTES = 150
_DEEPEST = 8
_BATCH = re.compile(r"[0-9a-f]{32}")
_FORBIDDEN = re.compile(r'[\x00-\x1f\x7f-\x9f<>:"|?*\\\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]')


@dataclass(kw_only=True)
class Upload:
    """What one visitor sent to be taken in together."""

    owner: str
    paths: list[Path] = field(default_factory=list)
    size: int = 0


class Uploads:
    """Files on their way into the library in `home`."""

    def __init__(self, home: Path, most_bytes: int) -> None:
        self._folder = home / _FOLDER
        self._most_bytes = most_bytes
        self._waiting: OrderedDict[str, Upload] = OrderedDict()
        self._guard = threading.Lock()

    def target(self, owner: str, batch: str, name: str, announced_bytes: int) -> Path:
        """Where a file of this batch goes.

        Raises:
            UploadRefusedError: by its name, its size, or because the batch is full.
        """
        from ingest.formats import format_of_name

        relative = safe_path(name)
        if not _BATCH.fullmatch(batch):
            raise UploadRefusedError(name, "the page sent no such upload; reload it and try again")
        if format_of_name(relative.name) is None:
            raise UploadRefusedError(name, f"it is not a kind of document that is read; give {READ_KINDS}")
        self.check_size(name, announced_bytes)
        with self._guard:
            upload = self._waiting.get(batch)
            if upload is not None and upload.owner != owner:
                raise UploadRefusedError(name, "the page sent no such upload; reload it and try again")
            if upload is not None and (len(upload.paths) >= _MOST_FILES or upload.size >= _MOST_BATCH_BYTES):
                raise UploadRefusedError(
                    name, f"up to {_MOST_FILES} files and 1 GB are taken at once; add the rest after"
                )
        return self._folder / (owner or _NOBODY) / relative

    def check_size(self, name: str, size: int) -> None:
        if size > self._most_bytes:
            most = f"{self._most_bytes / 1_000_000:,.0f} MB"
            raise UploadRefusedError(name, f"it is too large; up to {most} are read. Split it", is_too_large=True)

    def note(self, owner: str, batch: str, path: Path, size: int) -> None:
        """A file of the batch has come in whole."""
        with self._guard:
            upload = self._waiting.setdefault(batch, Upload(owner=owner))
            upload.paths.append(path)
            upload.size += size
            while len(self._waiting) > _MOST_BATCHES:
                self._waiting.popitem(last=False)

    def take(self, owner: str, batch: str) -> list[Path]:
        """The files of a batch, which is forgotten; none when it is someone else's, or never was."""
        with self._guard:
            upload = self._waiting.get(batch)
            if upload is None or upload.owner != owner:
                return []
            return self._waiting.pop(batch).paths


def safe_path(name: str) -> Path:
    """A file's name, or its path inside a sent folder, as a path that stays inside wherever it is put.

    Raises:
        UploadRefusedError: a part of it would leave the folder, is hidden, or is no name.
    """
    parts = unicodedata.normalize("NFC", name).replace("\\", "/").split("/")
    if not 1 <= len(parts) <= _DEEPEST:
        raise UploadRefusedError(name, f"it lies more than {_DEEPEST} folders deep; send an inner folder")
    for part in parts:
        if not part.strip(" .") or part.startswith(".") or part != part.strip():
            raise UploadRefusedError(name, "its name cannot be used; give it another one")
    kept = [_FORBIDDEN.sub("_", part) for part in parts]
    if any(len(part.encode()) > _LONGEST_PART_BYTES for part in kept):
        raise UploadRefusedError(name, "its name is too long; give it a shorter one")
    return Path(*kept)


def add_uploads(app: FastAPI, uploads: Uploads) -> None:
    """The route that one file is sent to: `POST /library/files?batch=...&name=...`, the file as the body."""
    from starlette.concurrency import run_in_threadpool
    from starlette.responses import JSONResponse

    async def receive_file(request: Request) -> Response:
        owner = visitor_of(request)
        if owner is None:
            return JSONResponse({"why": "sign in first"}, status_code=401)
        name, batch = request.query_params.get("name", ""), request.query_params.get("batch", "")
        try:
            announced = int(request.headers.get("content-length", "0"))
            target = uploads.target(owner, batch, name, announced)
            size = await _write(request, target, lambda size: uploads.check_size(name, size))
            await run_in_threadpool(uploads.note, owner, batch, target, size)
        except UploadRefusedError as err:
            return JSONResponse({"why": err.why}, status_code=413 if err.is_too_large else 422)
        except (OSError, ValueError):
            return JSONResponse({"why": "the server could not keep it; check its disk"}, status_code=507)
        return JSONResponse({"size": size})

    app.add_route("/library/files", receive_file, methods=["POST"])


async def _write(request: Request, target: Path, check_size: Callable[[int], None]) -> int:
    """Write the body beside the target, then put it in its place; whatever stops it leaves nothing behind."""
    target.parent.mkdir(parents=True, exist_ok=True)
    partial = target.parent / f".{secrets.token_hex(8)}.partial"
    size = 0
    try:
        with partial.open("xb") as file:
            async for chunk in request.stream():
                size += len(chunk)
                check_size(size)
                file.write(chunk)
        os.replace(partial, target)
    finally:
        with suppress(OSError):
            partial.unlink(missing_ok=True)
    return size
