"""Full-text search over passages: which words of a question count, and what a full-text index has to do.

SQLite's index is in `fts5.py`, PostgreSQL's in `postgres_words.py`; both give the same BM25 values.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Protocol

from .database import marks
from .records import SearchFilter
from .vectors import date_number

__all__ = ["STOP_WORDS", "WordIndex", "filter_conditions", "telling_words"]

STOP_WORDS = frozenset(
    """a about after again all also am an and any are as at be because been before being between both but by can could
    did do does doing done down during each few for from further get got had has have having he her here hers him his how
    i if in into is it its itself just let me more most my no nor not now of off on once only or other our out over own
    please said same say says she should so some such tell than that the their them then there these they this those
    through to too under until up us very was we were what when where which while who whom whose why will with would you
    your yours many much""".split()
)

_WORD = re.compile(r"\w+")
_MOST_WORDS = 64


class WordIndex(Protocol):
    """The words of the passages, found by BM25. Writing belongs inside a transaction of the catalog.

    Passages go in as (passage id, title, body). BM25 is >= 0, higher is better; its k1 is 1.2, its b .75, as in FTS5.
    """

    def search(
        self, question: str, k: int, search_filter: SearchFilter, *, title_weight: float
    ) -> list[tuple[int, float]]:
        """The k best ready passages as (passage id, BM25), best first."""
        ...

    def values_of(self, question: str, passage_ids: Sequence[int], *, title_weight: float) -> dict[int, float]:
        """BM25 of these passages for the question; passages without any of its words are left out."""
        ...

    def passages_with(self, stems: Sequence[str]) -> dict[str, int]:
        """In how many passages each of these stems stands; stems that stand in none are left out."""
        ...

    def holds(self, passage_id: int, words: Sequence[str]) -> bool:
        """Whether a passage is found by all of these words together."""
        ...

    def count(self) -> int:
        """How many passages are in the index."""
        ...

    def damage(self) -> str | None:
        """What the index finds damaged in itself, in short; None when it is whole."""
        ...

    def add(self, rows: Sequence[tuple[int, str, str]]) -> None: ...

    def delete(self, rows: Sequence[tuple[int, str, str]]) -> None:
        """Take passages out again; the same words are wanted that went in."""
        ...

    def clear(self) -> None: ...


def telling_words(question: str) -> list[str]:
    """The distinct words of a question in lower case, 64 at most, without stop words unless nothing else is left."""
    words = list(dict.fromkeys(word.lower() for word in _WORD.findall(question)))
    telling = [word for word in words if word not in STOP_WORDS and len(word) > 1] or words
    return telling[:_MOST_WORDS]


def filter_conditions(search_filter: SearchFilter) -> tuple[list[str], list[object]]:
    """SQL conditions on a version `v`, with their parameters; none for an empty filter."""
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
    return conditions, parameters
