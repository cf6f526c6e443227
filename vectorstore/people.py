"""The file `people.sqlite3` beside the catalog: its schema and the version of that.

What stands in it is read and written by `users.py` and `conversations.py`; documents live in `catalog.py`.
"""

from __future__ import annotations

import sqlite3
from importlib import resources
from pathlib import Path

from .errors import StoreCorruptError
from .sqlite_file import SqliteFile

__all__ = ["PEOPLE_FILE", "PeopleFile"]

PEOPLE_FILE = "people.sqlite3"
_SCHEMA_VERSION = 1


class PeopleFile(SqliteFile):
    """The file of users, conversations and opinions; each thread has its own connection.

        people = PeopleFile(home)
        with people.transaction() as connection: ...

    Raises:
        StoreCorruptError: the file is not sound, or a newer release wrote it.
        StorageFullError: no room to write.
    """

    what = "The file"
    next_step = (
        "Restore a backup of this file, or move it away: users, conversations and feedback start anew, documents stay"
    )
    known_errors = (sqlite3.IntegrityError,)

    def __init__(self, home: Path) -> None:
        super().__init__(home / PEOPLE_FILE)
        with self.foreign_errors():
            self._ensure_schema()

    def _ensure_schema(self) -> None:
        connection = self.connection
        if _version_of(connection) == 0:
            connection.execute("BEGIN IMMEDIATE")  # another process may be making it too
            if _version_of(connection) == 0:
                schema = resources.files("vectorstore").joinpath("people.sql").read_text(encoding="utf-8")
                for statement in schema.split(";"):
                    connection.execute(statement)
                connection.execute(f"PRAGMA user_version = {_SCHEMA_VERSION}")
            connection.execute("COMMIT")
        if _version_of(connection) > _SCHEMA_VERSION:
            raise StoreCorruptError(
                f"The file {self.path}", "a newer release of Newsdesk wrote it", "Use that release, or newer"
            )


def _version_of(connection: sqlite3.Connection) -> int:
    return int(connection.execute("PRAGMA user_version").fetchone()[0])
