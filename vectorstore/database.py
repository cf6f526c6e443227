"""What the catalog's SQL needs of a database, whichever it is: connections, rows, and lists that fit into a statement.

SQLite is in `sqlite_file.py`, PostgreSQL in `postgres_database.py`. Statements are written once, with `?` for a value.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Protocol

__all__ = ["Connection", "Row", "in_parts", "marks"]

_PARAMETERS_A_CALL = 900


class Row(Protocol):
    """A row by the names of its columns; `dict(row)` holds them all."""

    def __getitem__(self, name: str, /) -> Any: ...

    def keys(self) -> Iterable[str]: ...


class Rows(Protocol):
    """What a statement found."""

    def fetchone(self) -> Any: ...

    def fetchall(self) -> list[Any]: ...

    def __iter__(self) -> Iterator[Any]: ...


class Connection(Protocol):
    """One connection, inside a transaction."""

    def execute(self, statement: str, parameters: Sequence[Any] = (), /) -> Rows: ...

    def executemany(self, statement: str, rows: Iterable[Sequence[Any]], /) -> object: ...


def marks(values: Sequence[object]) -> str:
    """Question marks for an SQL list of these values."""
    return ",".join("?" * len(values))


def in_parts(values: list[int]) -> Iterator[list[int]]:
    """Lists short enough for one SQL statement."""
    for start in range(0, len(values), _PARAMETERS_A_CALL):
        yield values[start : start + _PARAMETERS_A_CALL]
