"""The full-text index in SQLite: a contentless FTS5 table, its BM25 and its checks."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Sequence

from .database import in_parts, marks
from .errors import StoreCorruptError, StoreError
from .lexical import filter_conditions, telling_words
from .records import SearchFilter
from .sqlite_file import SqliteFile

__all__ = ["Fts5Index", "add_passages", "count_words", "delete_passages", "match_query"]
_TOKENIZER = "porter unicode61 remove_diacritics 2"  # as in schema.sql


class Fts5Index:
    """The tables `passages_fts` and `passages_vocabulary` of a catalog's file."""

    def __init__(self, file: SqliteFile) -> None:
        self._file = file

    def search(
        self, question: str, k: int, search_filter: SearchFilter, *, title_weight: float
    ) -> list[tuple[int, float]]:
        expression = match_query(question)
        if expression is None:
            return []
        conditions, parameters = filter_conditions(search_filter)
        joins = "JOIN passages p ON p.passage_id = passages_fts.rowid JOIN versions v ON v.version_no = p.version_no"
        rows = self._file.rows(
            "SELECT passages_fts.rowid AS passage_id, bm25(passages_fts, ?, 1.0) AS value FROM passages_fts "
            f"{joins if conditions else ''} WHERE {' AND '.join(['passages_fts MATCH ?', *conditions])} "
            "ORDER BY value LIMIT ?",
            (title_weight, expression, *parameters, k),
        )
        return [(row["passage_id"], max(0.0, -row["value"])) for row in rows]

    def values_of(self, question: str, passage_ids: Sequence[int], *, title_weight: float) -> dict[int, float]:
        expression = match_query(question)
        values: dict[int, float] = {}
        if expression is None:
            return values
        for part in in_parts(list(passage_ids)):
            for row in self._file.rows(
                "SELECT rowid AS passage_id, bm25(passages_fts, ?, 1.0) AS value FROM passages_fts "
                f"WHERE passages_fts MATCH ? AND +rowid IN ({marks(part)})",  # without the + FTS5 matches anew for each
                (title_weight, expression, *part),
            ):
                values[row["passage_id"]] = max(0.0, -row["value"])
        return values

    def passages_with(self, stems: Sequence[str]) -> dict[str, int]:
        found: dict[str, int] = {}
        for start in range(0, len(stems), 500):
            part = list(stems[start : start + 500])
            for row in self._file.rows(
                f"SELECT term, doc FROM passages_vocabulary WHERE term IN ({marks(part)})", part
            ):
                found[row["term"]] = row["doc"]
        return found

    def holds(self, passage_id: int, words: Sequence[str]) -> bool:
        expression = " AND ".join(f'"{word}"' for word in words)
        found = self._file.one(
            "SELECT 1 FROM passages_fts WHERE passages_fts MATCH ? AND rowid = ?", (expression, passage_id)
        )
        return found is not None

    def count(self) -> int:
        row = self._file.one("SELECT count(*) AS n FROM passages_fts_docsize")
        return int(row["n"]) if row else 0

    def damage(self) -> str | None:
        try:
            with self._file.transaction() as connection:
                connection.execute("INSERT INTO passages_fts (passages_fts) VALUES ('integrity-check')")
        except StoreError as err:
            return err.why if isinstance(err, StoreCorruptError) else str(err)
        return None

    def add(self, rows: Sequence[tuple[int, str, str]]) -> None:
        add_passages(self._file.connection, rows)

    def delete(self, rows: Sequence[tuple[int, str, str]]) -> None:
        delete_passages(self._file.connection, rows)

    def clear(self) -> None:
        self._file.connection.execute("INSERT INTO passages_fts (passages_fts) VALUES ('delete-all')")


def match_query(question: str) -> str | None:
    """The FTS5 expression for a question: its telling words, any of which may match; None when there is none."""
    return " OR ".join(f'"{word}"' for word in telling_words(question)) or None


def add_passages(connection: sqlite3.Connection, rows: Sequence[tuple[int, str, str]]) -> None:
    """Index passages given as (passage id, title, body)."""
    connection.executemany("INSERT INTO passages_fts (rowid, title, body) VALUES (?, ?, ?)", rows)


def delete_passages(connection: sqlite3.Connection, rows: Sequence[tuple[int, str, str]]) -> None:
    """Take passages out again; a contentless index wants the same words that went in."""
    connection.executemany(
        "INSERT INTO passages_fts (passages_fts, rowid, title, body) VALUES ('delete', ?, ?, ?)", rows
    )


def count_words(rows: Sequence[tuple[int, str, str]]) -> list[tuple[str, int, int, int]]:
    """Split passages, given as (passage id, title, body), into the words that FTS5 would index, by FTS5 itself.

    Returns:
        (word, passage id, times in the title, times in the body), each word cut to 255 characters.
    """
    with contextlib.closing(sqlite3.connect(":memory:")) as connection:
        connection.execute(
            f"CREATE VIRTUAL TABLE words USING fts5 (title, body, content = '', tokenize = \"{_TOKENIZER}\")"
        )
        connection.execute("CREATE VIRTUAL TABLE places USING fts5vocab (words, 'instance')")
        connection.executemany("INSERT INTO words (rowid, title, body) VALUES (?, ?, ?)", rows)
        return connection.execute(
            "SELECT substr(term, 1, 255) AS word, doc, sum(col = 'title'), sum(col = 'body') FROM places GROUP BY 1, 2"
        ).fetchall()
