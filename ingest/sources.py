"""From what the user names to single files, addresses and built-in reports, in a fixed order, each once.

Nothing is opened here but folders. A file's source is its real path, so links and `a/../b` do not make it another one.
"""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote_from_bytes

from . import rejections
from .addresses import has_scheme, normalise_address
from .corpora import is_built_in
from .errors import SourceRejectedError
from .formats import format_of_name
from .report import Rejection

__all__ = ["Found", "FoundAddress", "FoundBuiltIn", "FoundFile", "FoundSources", "find_sources"]

_DEEPEST = 60
_PASSWORD = re.compile(r"://[^/@\s]*@")
_KINDS = (
    (stat.S_ISFIFO, "named pipe"),
    (stat.S_ISSOCK, "socket"),
    (stat.S_ISCHR, "device"),
    (stat.S_ISBLK, "device"),
)


@dataclass(frozen=True, kw_only=True, slots=True)
class FoundFile:
    """A regular file: its real path, and the size and time by which it is known unchanged."""

    path: str
    source: str
    size: int
    mtime_ns: int


@dataclass(frozen=True, kw_only=True, slots=True)
class FoundAddress:
    """A web address, normalised."""

    source: str


@dataclass(frozen=True, kw_only=True, slots=True)
class FoundBuiltIn:
    """A built-in report."""

    source: str


Found = FoundFile | FoundAddress | FoundBuiltIn


@dataclass(kw_only=True)
class FoundSources:
    """What a run will look at."""

    sources: list[Found] = field(default_factory=list)
    rejections: list[Rejection] = field(default_factory=list)
    folders: list[str] = field(default_factory=list)
    """Sources of the given folders, each with a separator at its end: what lies in them begins so."""
    unread_folders: list[str] = field(default_factory=list)
    """Folders inside those that could not be looked into: what they held is not missing."""
    hidden: int = 0


def find_sources(given: Iterable[str | os.PathLike[str]]) -> FoundSources:
    """Find every source that the user's paths and addresses name.

    A folder is walked to its depths, in the order of names; hidden files are passed over, links that lead out of the
    folder and files of other kinds are refused. A path that is named twice, or by another spelling, counts once.
    """
    found = FoundSources()
    seen: set[str] = set()
    for name in given:
        try:
            for source in _find(os.fspath(name), found):
                if source.source not in seen:
                    seen.add(source.source)
                    found.sources.append(source)
        except SourceRejectedError as err:
            found.rejections.append(Rejection(source=_shown(os.fspath(name)), why=err.why))
    return found


def _find(name: str, found: FoundSources) -> Iterator[Found]:
    if is_built_in(name):
        yield FoundBuiltIn(source=name)
        return
    if has_scheme(name):
        yield FoundAddress(source=normalise_address(name))
        return
    path, status = _resolve(name)
    if stat.S_ISDIR(status.st_mode):
        found.folders.append(_source_of(path).rstrip(os.sep) + os.sep)
        yield from _walk(path, found)
    else:
        yield _file(path, status)


def _resolve(name: str) -> tuple[str, os.stat_result]:
    if not name.strip():
        raise rejections.not_found()
    try:
        path = os.path.realpath(Path(name).expanduser(), strict=True)
        return path, os.stat(path)
    except FileNotFoundError as err:
        raise rejections.not_found() from err
    except RuntimeError as err:  # a home folder that does not exist
        raise rejections.not_found() from err
    except (OSError, ValueError) as err:
        raise rejections.not_readable(_reason(err)) from err


def _walk(top: str, found: FoundSources) -> Iterator[Found]:
    entered: set[tuple[int, int]] = set()
    waiting = [(top, 0)]
    while waiting:
        folder, depth = waiting.pop()
        try:
            status = os.stat(folder)
            with os.scandir(folder) as entries:
                names = sorted(entry.name for entry in entries)
        except OSError as err:
            found.unread_folders.append(_source_of(folder).rstrip(os.sep) + os.sep)
            _reject(found, folder, rejections.not_readable(_reason(err)))
            continue
        if (status.st_dev, status.st_ino) in entered:
            continue
        entered.add((status.st_dev, status.st_ino))
        inner: list[tuple[str, int]] = []
        for name in names:
            path = os.path.join(folder, name)
            if name.startswith("."):
                found.hidden += 1
                continue
            try:
                real, inner_status = _resolve_inside(path, top)
                if not stat.S_ISDIR(inner_status.st_mode):
                    yield _file(real, inner_status)
                elif depth >= _DEEPEST:
                    raise rejections.too_deep(_DEEPEST)
                else:
                    inner.append((real, depth + 1))
            except SourceRejectedError as err:
                _reject(found, path, err)
        waiting.extend(reversed(inner))


def _resolve_inside(path: str, top: str) -> tuple[str, os.stat_result]:
    try:
        real = os.path.realpath(path, strict=True)
        status = os.stat(real)
    except FileNotFoundError as err:
        raise rejections.broken("link", "what it leads to is not there") from err
    except OSError as err:
        raise rejections.not_readable(_reason(err)) from err
    if os.path.commonpath((real, top)) != top:
        raise rejections.link_outside(_shown(real))
    return real, status


def _file(path: str, status: os.stat_result) -> FoundFile:
    for is_kind, kind in _KINDS:
        if is_kind(status.st_mode):
            raise rejections.not_a_file(kind)
    if not stat.S_ISREG(status.st_mode):
        raise rejections.not_a_file("special file")
    name = os.path.basename(path)
    if format_of_name(name) is None:
        ending = os.path.splitext(name)[1][:20]
        raise rejections.wrong_type(_shown(ending) if ending else "a file without an ending")
    return FoundFile(path=path, source=_source_of(path), size=status.st_size, mtime_ns=status.st_mtime_ns)


def _source_of(path: str) -> str:
    """A path as text that can be stored; bytes that are no UTF-8 are escaped as in addresses."""
    try:
        path.encode("utf-8")
    except UnicodeEncodeError:
        return quote_from_bytes(os.fsencode(path), safe="/ ")
    return path


def _shown(name: str) -> str:
    """A name for the report, without passwords and without characters that could move a terminal's cursor."""
    text = _PASSWORD.sub("://…@", name.encode("utf-8", "replace").decode("utf-8"))
    return "".join(character if character.isprintable() else "�" for character in text)[:1000] or "(an empty name)"


def _reject(found: FoundSources, path: str, error: SourceRejectedError) -> None:
    found.rejections.append(Rejection(source=_shown(path), why=error.why))


def _reason(err: Exception) -> str:
    return (getattr(err, "strerror", None) or str(err) or type(err).__name__).lower()[:120]
