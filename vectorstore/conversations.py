"""Conversations kept on the server, and what readers thought of each answer. Each belongs to one owner, and is found
under that name only.

What a turn holds is JSON that the page writes and reads; nothing here knows an answer.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Literal

from .people import PeopleFile
from .people_errors import ConversationNotFoundError

__all__ = ["ConversationSummary", "Conversations", "Opinion", "StoredTurn"]

Opinion = Literal["up", "down"]
_MOST_LISTED = 200
_LONGEST_TITLE = 120
_LONGEST_NOTE = 2000


@dataclass(frozen=True, kw_only=True)
class ConversationSummary:
    """What a list of conversations shows of one."""

    conversation_id: str
    title: str
    turns: int
    changed_at: datetime


@dataclass(frozen=True, kw_only=True)
class StoredTurn:
    """A question with the record of its answer, and the reader's opinion of that, if any was given."""

    conversation_id: str
    ordinal: int
    question: str
    record: Mapping[str, Any]
    opinion: Opinion | None = None
    note: str = ""


class Conversations:
    """The conversations in a people file.

    Raises:
        ConversationNotFoundError: by every method that takes an id, when this owner has none of that id.
    """

    def __init__(self, people: PeopleFile) -> None:
        self._people = people

    def list(self, owner: str, words: str = "") -> list[ConversationSummary]:
        """The owner's conversations, last changed first; with words, those that hold all of them anywhere."""
        conditions, parameters = ["c.owner = ?"], [owner]
        for word in words.split()[:10]:
            conditions.append(
                "(c.title LIKE ? ESCAPE '\\' OR EXISTS (SELECT 1 FROM turns t WHERE t.conversation_id = "
                "c.conversation_id AND (t.question LIKE ? ESCAPE '\\' OR t.answer LIKE ? ESCAPE '\\')))"
            )
            parameters += [_pattern(word)] * 3
        rows = self._people.rows(
            "SELECT c.conversation_id, c.title, c.changed_at, (SELECT count(*) FROM turns t WHERE t.conversation_id = "
            f"c.conversation_id) AS turns FROM conversations c WHERE {' AND '.join(conditions)} "
            "ORDER BY c.changed_at DESC, c.rowid DESC LIMIT ?",
            (*parameters, _MOST_LISTED),
        )
        return [
            ConversationSummary(
                conversation_id=row["conversation_id"],
                title=row["title"],
                turns=row["turns"],
                changed_at=datetime.fromisoformat(row["changed_at"]),
            )
            for row in rows
        ]

    def begin(self, owner: str, title: str) -> str:
        """Begin a conversation; returns its id."""
        conversation_id, now = secrets.token_hex(12), _now()
        with self._people.transaction() as connection:
            connection.execute(
                "INSERT INTO conversations (conversation_id, owner, title, began_at, changed_at) VALUES (?, ?, ?, ?, ?)",
                (conversation_id, owner, _cut(title, _LONGEST_TITLE), now, now),
            )
        return conversation_id

    def add_turn(
        self, owner: str, conversation_id: str, *, question: str, answer: str, record: Mapping[str, Any]
    ) -> int:
        """Add a turn at the end; returns its place, counted from 1. `answer` is what a search looks through."""
        with self._people.transaction() as connection:
            self._require(owner, conversation_id)
            ordinal = int(
                connection.execute(
                    "SELECT coalesce(max(ordinal), 0) + 1 FROM turns WHERE conversation_id = ?", (conversation_id,)
                ).fetchone()[0]
            )
            connection.execute(
                "INSERT INTO turns (conversation_id, ordinal, question, answer, record) VALUES (?, ?, ?, ?, ?)",
                (conversation_id, ordinal, question, answer, json.dumps(record)),
            )
            connection.execute(
                "UPDATE conversations SET changed_at = ? WHERE conversation_id = ?", (_now(), conversation_id)
            )
        return ordinal

    def title(self, owner: str, conversation_id: str) -> str:
        return self._require(owner, conversation_id)

    def turns(self, owner: str, conversation_id: str) -> tuple[StoredTurn, ...]:
        """A conversation's turns in order."""
        self._require(owner, conversation_id)
        return self._turns("t.conversation_id = ?", (conversation_id,))

    def rename(self, owner: str, conversation_id: str, title: str) -> None:
        """Give it another title; a blank one changes nothing."""
        self._require(owner, conversation_id)
        if title.strip():
            with self._people.transaction() as connection:
                connection.execute(
                    "UPDATE conversations SET title = ? WHERE conversation_id = ?",
                    (_cut(title, _LONGEST_TITLE), conversation_id),
                )

    def delete(self, owner: str, conversation_id: str) -> None:
        """Erase a conversation with its turns and the opinions on them."""
        self._require(owner, conversation_id)
        with self._people.transaction() as connection:
            connection.execute("DELETE FROM conversations WHERE conversation_id = ?", (conversation_id,))

    def give_opinion(
        self, owner: str, conversation_id: str, ordinal: int, opinion: Opinion | None, note: str = ""
    ) -> None:
        """Keep what the reader thinks of one answer, in place of what was kept before; None takes it back."""
        self._require(owner, conversation_id)
        with self._people.transaction() as connection:
            place = (conversation_id, ordinal)
            connection.execute("DELETE FROM feedback WHERE conversation_id = ? AND ordinal = ?", place)
            if opinion is not None:
                connection.execute(
                    "INSERT INTO feedback (conversation_id, ordinal, verdict, note, given_at) "
                    "SELECT conversation_id, ordinal, ?, ?, ? FROM turns WHERE conversation_id = ? AND ordinal = ?",
                    (opinion, _cut(note, _LONGEST_NOTE), _now(), *place),
                )

    def opinions(self, owner: str) -> tuple[StoredTurn, ...]:
        """Every turn of the owner's that has an opinion, oldest conversation first."""
        return self._turns("c.owner = ? AND f.verdict IS NOT NULL", (owner,))

    def _turns(self, condition: str, parameters: tuple[object, ...]) -> tuple[StoredTurn, ...]:
        return tuple(
            StoredTurn(
                conversation_id=row["conversation_id"],
                ordinal=row["ordinal"],
                question=row["question"],
                record=json.loads(row["record"]),
                opinion=row["verdict"],
                note=row["note"] or "",
            )
            for row in self._people.rows(
                "SELECT t.conversation_id, t.ordinal, t.question, t.record, f.verdict, f.note FROM turns t "
                "JOIN conversations c ON c.conversation_id = t.conversation_id "
                "LEFT JOIN feedback f ON f.conversation_id = t.conversation_id AND f.ordinal = t.ordinal "
                f"WHERE {condition} ORDER BY c.rowid, t.ordinal",
                parameters,
            )
        )

    def _require(self, owner: str, conversation_id: str) -> str:
        """The title of the owner's conversation of this id."""
        rows = self._people.rows(
            "SELECT title FROM conversations WHERE conversation_id = ? AND owner = ?", (conversation_id, owner)
        )
        if not rows:
            raise ConversationNotFoundError(conversation_id)
        return str(rows[0]["title"])


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="microseconds")  # two changes can fall into one millisecond


def _cut(text: str, most: int) -> str:
    words = " ".join(text.split())
    return words if len(words) <= most else words[: most - 1].rstrip() + "…"


def _pattern(word: str) -> str:
    escaped = word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    return f"%{escaped}%"
