"""Full-text search over passages: SQLite's FTS5 with its BM25.

Knows how to turn a question into a query, and how rows enter and leave the index.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Sequence

from .catalog import Catalog, in_parts, marks
from .records import SearchFilter
from .vectors import date_number

__all__ = ["STOP_WORDS", "add_passages", "delete_passages", "match_query", "passages_with", "search_bm25"]

STOP_WORDS = frozenset(
    """a about after again all also am an and any are as at be because been before being between both but by can could
    did do does doing done down during each few for from further get got had has have having he her here hers him his how
    i if in into is it its itself just let me more most my no nor not now of off on once only or other our out over own
    please said same say says she should so some such tell than that the their them then there these they this those
    through to too under until up us very was we were what when where which while who whom whose why will with would you
    your yours many much""".split()
)

_WORD = re.compile(r"\w+")


def match_query(question: str) -> str | None:
    """The FTS5 expression for a question: its words, without stop words, any of which may match; None when none is left."""
    words = list(dict.fromkeys(word.lower() for word in _WORD.findall(question)))
    telling = [word for word in words if word not in STOP_WORDS and len(word) > 1] or words
    return " OR ".join(f'"{word}"' for word in telling[:64]) or None


def search_bm25(
    catalog: Catalog, question: str, k: int, search_filter: SearchFilter, *, title_weight: float
) -> list[tuple[int, float]]:
    """The k best ready passages as (passage id, BM25), best first; BM25 is >= 0, higher is better."""
    expression = match_query(question)
    if expression is None:
        return []
    joins, conditions, parameters = _filter_sql(search_filter)
    rows = catalog.rows(
        f"SELECT passages_fts.rowid AS passage_id, bm25(passages_fts, ?, 1.0) AS value FROM passages_fts {joins} "
        f"WHERE passages_fts MATCH ? {conditions} ORDER BY value LIMIT ?",
        (title_weight, expression, *parameters, k),
    )
    return [(row["passage_id"], max(0.0, -row["value"])) for row in rows]


def bm25_of(catalog: Catalog, question: str, passage_ids: Sequence[int], *, title_weight: float) -> dict[int, float]:
    """BM25 of these passages for the question; passages without any of its words are left out."""
    expression = match_query(question)
    values: dict[int, float] = {}
    if expression is None:
        return values
    for part in in_parts(list(passage_ids)):
        for row in catalog.rows(
            "SELECT rowid AS passage_id, bm25(passages_fts, ?, 1.0) AS value FROM passages_fts "
            f"WHERE passages_fts MATCH ? AND rowid IN ({marks(part)})",
            (title_weight, expression, *part),
        ):
            values[row["passage_id"]] = max(0.0, -row["value"])
    return values


def passages_with(catalog: Catalog, stems: Sequence[str]) -> dict[str, int]:
    """In how many passages each of these stems stands; stems that stand in none are left out."""
    found: dict[str, int] = {}
    for start in range(0, len(stems), 500):
        part = list(stems[start : start + 500])
        for row in catalog.rows(f"SELECT term, doc FROM passages_vocabulary WHERE term IN ({marks(part)})", part):
            found[row["term"]] = row["doc"]
    return found


def add_passages(connection: sqlite3.Connection, rows: Sequence[tuple[int, str, str]]) -> None:
    """Index passages given as (passage id, title, body)."""
    connection.executemany("INSERT INTO passages_fts (rowid, title, body) VALUES (?, ?, ?)", rows)


def delete_passages(connection: sqlite3.Connection, rows: Sequence[tuple[int, str, str]]) -> None:
    """Take passages out again; a contentless index wants the same words that went in."""
    connection.executemany(
        "INSERT INTO passages_fts (passages_fts, rowid, title, body) VALUES ('delete', ?, ?, ?)", rows
    )


def _filter_sql(search_filter: SearchFilter) -> tuple[str, str, list[object]]:
    if search_filter.is_empty:
        return "", "", []
    conditions: list[str] = []
    parameters: list[object] = []
    if search_filter.publishers:
        conditions.append(f"v.publisher IN ({marks(search_filter.publishers)})")
        parameters.extend(search_filter.publishers)
    if search_filter.document_ids:
        conditions.append(f"v.document_id IN ({marks(search_filter.document_ids)})")
        parameters.extend(search_filter.document_ids)
    if search_filter.since is not None:
        conditions.append("v.published >= ?")
        parameters.append(date_number(search_filter.since))
    if search_filter.until is not None:
        conditions.append("v.published BETWEEN 1 AND ?")
        parameters.append(date_number(search_filter.until))
    joins = "JOIN passages p ON p.passage_id = passages_fts.rowid JOIN versions v ON v.version_no = p.version_no"
    return joins, "AND " + " AND ".join(conditions), parameters
