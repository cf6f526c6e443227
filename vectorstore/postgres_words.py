"""The full-text index on PostgreSQL: a table of word counts, and BM25 computed from it in SQL.

The words, their folding and their stems are FTS5's own (`fts5.count_words`), and so is the formula, so that values and
ranking are the same as with SQLite. Why not PostgreSQL's own ranking: docs/decisions/0006-postgresql-catalog.md.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence

from .fts5 import count_words
from .lexical import filter_conditions, telling_words
from .postgres_database import PostgresDatabase
from .records import SearchFilter

__all__ = ["PostgresWords"]

_LEAST_RARITY = 1e-6  # FTS5's floor for words that stand in more than half of the passages


class PostgresWords:
    """The tables `word_counts`, `passage_lengths` and `word_totals` of a catalog's database.

    A word that FTS5 would look up as a phrase of two, such as `snake_case`, is looked up as two words here.
    """

    def __init__(self, database: PostgresDatabase) -> None:
        self._database = database

    def search(
        self, question: str, k: int, search_filter: SearchFilter, *, title_weight: float
    ) -> list[tuple[int, float]]:
        conditions, parameters = filter_conditions(search_filter)
        joins = "JOIN passages p ON p.passage_id = w.passage_id JOIN versions v ON v.version_no = p.version_no"
        among = f"{joins} WHERE {' AND '.join(conditions)}" if conditions else ""
        return list(self._values(question, title_weight, among, parameters, k).items())

    def values_of(self, question: str, passage_ids: Sequence[int], *, title_weight: float) -> dict[int, float]:
        if not passage_ids:
            return {}
        return self._values(question, title_weight, "WHERE w.passage_id = ANY(?::int[])", [list(passage_ids)], None)

    def _values(
        self, question: str, title_weight: float, among: str, parameters: Sequence[object], most: int | None
    ) -> dict[int, float]:
        """BM25 of the passages `among` which to look that hold a word of the question: the `most` best, best first."""
        words = count_words([(0, "", " ".join(telling_words(question)))])
        asked = {term: times for term, _, _, times in words}  # forms of one stem count each, as they do in FTS5
        if not asked:
            return {}
        totals = self._database.one("SELECT passages, words FROM word_totals")
        held = self.passages_with(list(asked))
        if not held or totals is None or not totals["words"]:
            return {}
        rarity = {term: _rarity(passages, totals["passages"]) for term, passages in held.items()}
        rows = self._database.rows(
            "SELECT passage_id, sum(weight * 2.2 * times / (times + 0.3 + 0.9 * words / ?::float8)) AS value FROM ("
            "SELECT w.passage_id, a.weight, l.words, ?::float8 * w.in_title + w.in_body AS times "
            "FROM unnest(?::text[], ?::float8[]) AS a (term, weight) JOIN word_counts w ON w.term = a.term "
            f"JOIN passage_lengths l ON l.passage_id = w.passage_id {among}) AS found "
            "GROUP BY passage_id ORDER BY value DESC, passage_id LIMIT ?",
            (
                totals["words"] / totals["passages"],
                title_weight,
                list(rarity),
                [rarity[term] * asked[term] for term in rarity],
                *parameters,
                most,
            ),
        )
        return {row["passage_id"]: float(row["value"]) for row in rows}

    def passages_with(self, stems: Sequence[str]) -> dict[str, int]:
        rows = self._database.rows(
            "SELECT term, count(*) AS passages FROM word_counts WHERE term = ANY(?::text[]) GROUP BY term",
            (list(stems),),
        )
        return {row["term"]: row["passages"] for row in rows}

    def holds(self, passage_id: int, words: Sequence[str]) -> bool:
        terms = {term for term, _, _, _ in count_words([(passage_id, "", " ".join(words))])}
        row = self._database.one(
            "SELECT count(*) AS n FROM word_counts WHERE passage_id = ? AND term = ANY(?::text[])",
            (passage_id, list(terms)),
        )
        return row is not None and row["n"] == len(terms)

    def count(self) -> int:
        row = self._database.one("SELECT count(*) AS n FROM passage_lengths")
        return int(row["n"]) if row else 0

    def damage(self) -> str | None:
        row = self._database.one(
            "SELECT t.passages, t.words, (SELECT count(*) FROM passage_lengths) AS held, "
            "(SELECT coalesce(sum(words), 0) FROM passage_lengths) AS lengths, "
            "(SELECT coalesce(sum(in_title + in_body), 0) FROM word_counts) AS counted FROM word_totals t"
        )
        if row is None:
            return "its sums are missing"
        if row["passages"] != row["held"] or not row["words"] == row["lengths"] == row["counted"]:
            return f"it counts {row['counted']:,} words where {row['lengths']:,} were put"
        return None

    def add(self, rows: Sequence[tuple[int, str, str]]) -> None:
        connection = self._database.connection
        counts = count_words(rows)
        lengths = Counter({passage_id: 0 for passage_id, _, _ in rows})
        for _, passage_id, in_title, in_body in counts:
            lengths[passage_id] += in_title + in_body
        connection.execute(
            "INSERT INTO word_counts (term, passage_id, in_title, in_body) "
            "SELECT * FROM unnest(?::text[], ?::int[], ?::int[], ?::int[])",
            [[row[place] for row in counts] for place in range(4)],
        )
        connection.execute(
            "INSERT INTO passage_lengths (passage_id, words) SELECT * FROM unnest(?::int[], ?::int[])",
            (list(lengths), list(lengths.values())),
        )
        connection.execute(
            "UPDATE word_totals SET passages = passages + ?, words = words + ?", (len(lengths), lengths.total())
        )

    def delete(self, rows: Sequence[tuple[int, str, str]]) -> None:
        connection = self._database.connection
        counts = count_words(rows)
        connection.execute(
            "DELETE FROM word_counts w USING unnest(?::text[], ?::int[]) AS d (term, passage_id) "
            "WHERE w.term = d.term AND w.passage_id = d.passage_id",
            ([term for term, _, _, _ in counts], [passage_id for _, passage_id, _, _ in counts]),
        )
        connection.execute(
            "WITH gone AS (DELETE FROM passage_lengths WHERE passage_id = ANY(?::int[]) RETURNING words) "
            "UPDATE word_totals SET passages = passages - (SELECT count(*) FROM gone), "
            "words = words - (SELECT coalesce(sum(words), 0) FROM gone)",
            ([passage_id for passage_id, _, _ in rows],),
        )

    def clear(self) -> None:
        connection = self._database.connection
        for statement in (
            "DELETE FROM word_counts",
            "DELETE FROM passage_lengths",
            "DELETE FROM word_totals",
            "INSERT INTO word_totals VALUES (0, 0)",
        ):
            connection.execute(statement)


def _rarity(passages: int, of: int) -> float:
    """The weight of a word that stands in some `of` all passages, as FTS5 has it."""
    return max(_LEAST_RARITY, math.log((of - passages + 0.5) / (passages + 0.5))) if of >= passages else _LEAST_RARITY
