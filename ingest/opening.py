"""Opening files that may be anything: pipes that never speak, files that grow, links swapped under our hands."""

from __future__ import annotations

import contextlib
import os
import stat
from collections.abc import Iterator
from typing import IO

from . import rejections
from .raw import RawSource
from .settings import IngestSettings
from .sources import FoundFile

__all__ = ["open_file", "read_file"]


@contextlib.contextmanager
def open_file(path: str) -> Iterator[IO[bytes]]:
    """Open a regular file for reading, without ever waiting for someone to write into it.

    Raises:
        SourceRejectedError: it is gone, not readable, or no regular file any more.
    """
    flags = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_CLOEXEC", 0)
    flags |= getattr(os, "O_BINARY", 0)
    try:
        descriptor = os.open(path, flags)
    except FileNotFoundError as err:
        raise rejections.not_found() from err
    except OSError as err:
        raise rejections.not_readable((err.strerror or str(err)).lower()) from err
    with os.fdopen(descriptor, "rb") as stream:
        if not stat.S_ISREG(os.fstat(stream.fileno()).st_mode):
            raise rejections.not_a_file("special file")
        yield stream


def read_file(found: FoundFile, settings: IngestSettings) -> RawSource:
    """Read a file into memory, never more of it than is allowed.

    Raises:
        SourceRejectedError: as `open_file`, or it is too large.
    """
    most = int(settings.max_file_mb * 1_000_000)
    if found.size > most:
        raise rejections.too_large(found.size, settings.max_file_mb)
    with open_file(found.path) as stream:
        try:
            data = stream.read(most + 1)
        except OSError as err:
            raise rejections.not_readable((err.strerror or str(err)).lower()) from err
    if data is None:  # a file of the system that has nothing to give just now
        raise rejections.not_readable("it gives nothing to read")
    if len(data) > most:
        raise rejections.too_large(len(data), settings.max_file_mb)
    return RawSource(data=data, name=os.path.basename(found.path))
