"""Users of the chat page and who is signed in. Passwords arrive hashed; hashing them lives in `ui`."""

from __future__ import annotations

import hashlib
import re
import secrets
import sqlite3
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

from .people import PeopleFile
from .people_errors import UserExistsError, UserNameRefusedError, UserNotFoundError

__all__ = ["User", "Users"]

_NAME = re.compile(r"[\w][\w.@+-]{0,63}")


@dataclass(frozen=True, kw_only=True)
class User:
    """One who may sign in."""

    name: str
    added_at: datetime


class Users:
    """The users in a people file. A name is the same whatever its case."""

    def __init__(self, people: PeopleFile, clock: Callable[[], float] = time.time) -> None:
        self._people = people
        self._clock = clock

    def any(self) -> bool:
        """Whether there is a user at all: then the page asks who one is."""
        return bool(self._people.rows("SELECT 1 FROM users LIMIT 1"))

    def all(self) -> list[User]:
        """Every user, by name."""
        return [
            User(name=row["name"], added_at=datetime.fromisoformat(row["added_at"]))
            for row in self._people.rows("SELECT name, added_at FROM users ORDER BY name COLLATE NOCASE")
        ]

    def add(self, name: str, password_hash: str) -> None:
        """Add a user.

        Raises:
            UserNameRefusedError: the name holds something else than letters, digits and `._@+-`, or is too long.
            UserExistsError: there is one of this name.
        """
        if not _NAME.fullmatch(name):
            raise UserNameRefusedError(name)
        try:
            with self._people.transaction() as connection:
                connection.execute(
                    "INSERT INTO users (name, password_hash, added_at) VALUES (?, ?, ?)",
                    (name, password_hash, datetime.now(UTC).isoformat(timespec="seconds")),
                )
        except sqlite3.IntegrityError as err:
            raise UserExistsError(name) from err

    def remove(self, name: str) -> int:
        """Remove a user and erase what was theirs; returns how many conversations that were.

        Raises:
            UserNotFoundError: there is none of this name.
        """
        with self._people.transaction() as connection:
            if not connection.execute("DELETE FROM users WHERE name = ?", (name,)).rowcount:
                raise UserNotFoundError(name)
            return connection.execute("DELETE FROM conversations WHERE owner = ?", (name,)).rowcount

    def password_hash(self, name: str) -> tuple[str, str] | None:
        """(name as it was added, hash of the password); None when there is no such user."""
        rows = self._people.rows("SELECT name, password_hash FROM users WHERE name = ?", (name,))
        return (rows[0]["name"], rows[0]["password_hash"]) if rows else None

    def sign_in(self, name: str, lasts_s: float) -> str:
        """Begin a sign-in of a user whose password was checked; returns its token, which is kept as a hash only."""
        token = secrets.token_urlsafe(32)
        now = self._clock()
        with self._people.transaction() as connection:
            connection.execute("DELETE FROM sign_ins WHERE expires_at <= ?", (now,))
            connection.execute(
                "INSERT INTO sign_ins (token_hash, name, expires_at) VALUES (?, ?, ?)",
                (_hash(token), name, now + lasts_s),
            )
        return token

    def signed_in(self, token: str) -> str | None:
        """Whose sign-in this is; None when it is over or never was."""
        rows = self._people.rows(
            "SELECT u.name FROM sign_ins s JOIN users u ON u.name = s.name WHERE s.token_hash = ? AND s.expires_at > ?",
            (_hash(token), self._clock()),
        )
        return str(rows[0]["name"]) if rows else None

    def sign_out(self, token: str) -> None:
        """End a sign-in."""
        with self._people.transaction() as connection:
            connection.execute("DELETE FROM sign_ins WHERE token_hash = ?", (_hash(token),))


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()
