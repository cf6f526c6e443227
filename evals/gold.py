"""Gold: where the words that answer a case stand in the library, as spans and as passages.

Cases name documents by id, source, address, title, or the file's name without its ending; any of these is found here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from .report import Retrieved

if TYPE_CHECKING:
    from vectorstore import Document, Passage, SearchFilter, Store

    from .cases import Case, Gold

__all__ = ["GoldFinder", "Span", "overlap_share"]


@dataclass(frozen=True, kw_only=True)
class Span:
    """Characters `[start, end)` of a document."""

    document_id: str
    start: int
    end: int


def overlap_share(span: Span, others: Sequence[Span]) -> float:
    """The share of a span's characters that the others cover together, in [0, 1]."""
    covered: set[int] = set()
    for other in others:
        if other.document_id == span.document_id:
            covered.update(range(max(span.start, other.start), min(span.end, other.end)))
    return len(covered) / (span.end - span.start) if span.end > span.start else 0.0


class GoldFinder:
    """Finds what cases name in one store."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._ids: dict[str, str] = {}
        summaries = store.documents()
        for summary in summaries:  # the surest names last, so that they win
            self._ids[summary.title] = summary.document_id
        for source, (document_id, _, _) in store.content_keys().items():
            self._ids[PurePosixPath(source.removeprefix("builtin:")).stem] = document_id
            self._ids[source] = document_id
        for summary in summaries:
            if summary.url:
                self._ids[summary.url] = summary.document_id
            self._ids[summary.document_id] = summary.document_id
        self._document = lru_cache(maxsize=512)(store.document)
        self._passages = lru_cache(maxsize=512)(self._split)

    def document_ids(self, names: Sequence[str]) -> tuple[str, ...]:
        """The ids of these documents, in order; a name that no document bears stays as it is, and nothing fits it."""
        return tuple(self._ids.get(name, name) for name in names)

    def search_filter(self, case: Case) -> SearchFilter:
        """Narrows a search to the only documents that may be read for a case; no limit where it names none."""
        from vectorstore import SearchFilter

        return SearchFilter(document_ids=self.document_ids(case.within))

    def spans(self, case: Case) -> tuple[Span, ...]:
        """Where the case's gold words stand; words that are not found are left out."""
        return tuple(span for gold in case.gold for span in self._locate(gold))

    def relevant_passages(self, case: Case) -> frozenset[str]:
        """The passages that hold gold words: at least half of these words, or half of the passage."""
        keys = set()
        for span in self.spans(case):
            for passage in self._passages(span.document_id):
                shared = min(span.end, passage.end) - max(span.start, passage.start)
                if shared > 0 and 2 * shared >= min(span.end - span.start, passage.end - passage.start):
                    keys.add(_key(passage.document_id, passage.start))
        return frozenset(keys)

    def ranked_passages(self, retrieved: Sequence[Retrieved]) -> tuple[str, ...]:
        """The passages in what was found, best first; passages that were merged for reading are told apart again."""
        keys: dict[str, None] = {}
        for found in retrieved:
            for passage in self._passages(found.document_id):
                shared = min(found.end, passage.end) - max(found.start, passage.start)
                if 2 * shared >= passage.end - passage.start:
                    keys.setdefault(_key(passage.document_id, passage.start))
        return tuple(keys)

    def _locate(self, gold: Gold) -> Iterator[Span]:
        document_id = self._ids.get(gold.document)
        if document_id is None:
            return
        pattern = r"\s+".join(re.escape(word) for word in gold.quote.split())
        match = re.search(pattern, self._document(document_id).text)
        if match is not None:
            yield Span(document_id=document_id, start=match.start(), end=match.end())

    def _split(self, document_id: str) -> list[Passage]:
        from ingest import split_document

        document: Document = self._document(document_id)
        return split_document(document)


def _key(document_id: str, start: int) -> str:
    return f"{document_id}:{start}"
