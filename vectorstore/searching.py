"""Hybrid search: BM25 and vectors, fused; only what the catalog calls ready is ever returned."""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from .catalog import Catalog
from .database import in_parts, marks
from .embedders import Embedder, Matrix
from .fusion import collapse_duplicates, fuse, merge_neighbours
from .records import Document, Hit, Passage, SearchFilter
from .sentence_vectors import unpack_vectors
from .sentences import split_sentences
from .settings import StoreSettings
from .vectors import VectorIndex

__all__ = ["HybridSearch"]


class HybridSearch:
    """Finds passages for a question in both indexes of one store."""

    def __init__(
        self, catalog: Catalog, vectors: VectorIndex, embedder: Embedder, settings: StoreSettings, index_name: str
    ) -> None:
        self._catalog = catalog
        self.index_name = index_name
        self._vectors = vectors
        self._embedder = embedder
        self._settings = settings
        self._document = lru_cache(maxsize=512)(self._read_document)

    def search(self, question: str, k: int, search_filter: SearchFilter) -> list[Hit]:
        """The k best passages, best first; copies collapsed, neighbours merged (so there may be fewer)."""
        query = self._embedder.embed([question])[0]
        ranked, sentences = self._rank(question, query, search_filter)
        hits = self._hits(ranked[: 3 * k + 10], query, sentences)
        return merge_neighbours(collapse_duplicates(hits, overlap=self._settings.duplicate_overlap)[:k])

    def rank(self, question: str, search_filter: SearchFilter) -> list[tuple[int, float, float, float]]:
        """All candidates as (passage id, relevance, similarity, bm25), best first."""
        return self._rank(question, self._embedder.embed([question])[0], search_filter)[0]

    def _rank(
        self, question: str, query: Matrix, search_filter: SearchFilter
    ) -> tuple[list[tuple[int, float, float, float]], dict[int, Matrix]]:
        """The ranking of `rank`, and the sentence vectors that were compared for it by passage id."""
        settings, words = self._settings, self._catalog.words
        lexical = dict(words.search(question, settings.candidates, search_filter, title_weight=settings.title_weight))
        dense = dict(self._vectors.query(query, settings.candidates, search_filter)) if self._vectors.count() else {}
        missing = [passage_id for passage_id in lexical if passage_id not in dense]
        for passage_id, vector in self._vectors.get(missing).items():
            dense[passage_id] = float(np.dot(query, vector))
        unmatched = [passage_id for passage_id in dense if passage_id not in lexical]
        lexical.update(words.values_of(question, unmatched, title_weight=settings.title_weight))
        fused = fuse(dense, lexical, dense_weight=settings.dense_weight, bm25_scale=settings.bm25_scale)
        sentences = self._sentence_vectors([pid for pid, _ in fused[: settings.candidates]])
        nearest = {pid: float((vectors @ query).max()) for pid, vectors in sentences.items() if len(vectors)}
        dense = {pid: (value + nearest[pid]) / 2 if pid in nearest else value for pid, value in dense.items()}
        fused = fuse(dense, lexical, dense_weight=settings.dense_weight, bm25_scale=settings.bm25_scale)
        ranked = [(pid, relevance, dense.get(pid, 0.0), lexical.get(pid, 0.0)) for pid, relevance in fused]
        return ranked, sentences

    def _sentence_vectors(self, passage_ids: list[int]) -> dict[int, Matrix]:
        found: dict[int, Matrix] = {}
        for part in in_parts(passage_ids):
            for row in self._catalog.rows(
                f"SELECT passage_id, packed FROM sentence_vectors WHERE index_name = ? AND passage_id IN ({marks(part)})",
                (self.index_name, *part),
            ):
                found[row["passage_id"]] = unpack_vectors(row["packed"], self._embedder.dimensions)
        return found

    def _hits(
        self, ranked: list[tuple[int, float, float, float]], query: Matrix, sentences: dict[int, Matrix]
    ) -> list[Hit]:
        """Hits of these passages; `sentences` are the sentence vectors at hand, any others are read."""
        stored = self._catalog.passages([item[0] for item in ranked])
        vectors = sentences | self._sentence_vectors([pid for pid in stored if pid not in sentences])
        hits: list[Hit] = []
        for passage_id, relevance, similarity, bm25 in ranked:
            row = stored.get(passage_id)
            if row is None:  # retired or not yet ready: the catalog is the truth
                continue
            document = self._document(row.version_no)
            hits.append(
                Hit(
                    passage=Passage(
                        document_id=document.document_id,
                        version=document.version,
                        ordinal=row.ordinal,
                        start=row.start,
                        end=row.end,
                        heading=row.heading,
                        passage_id=passage_id,
                    ),
                    text=document.text[row.start : row.end],
                    similarity=similarity,
                    bm25=bm25,
                    relevance=relevance,
                    sentence_similarities=_similarities(
                        document.text[row.start : row.end], row.start, vectors.get(passage_id), query
                    ),
                    document=document,
                )
            )
        return hits

    def _read_document(self, version_no: int) -> Document:
        return self._catalog.documents_of([version_no])[version_no]


def _similarities(text: str, offset: int, vectors: Matrix | None, query: Matrix) -> tuple[tuple[int, int, float], ...]:
    """Each sentence's span in the document with its cosine; empty when the sentences were split otherwise when stored."""
    spans = split_sentences(text)
    if vectors is None or len(vectors) != len(spans):
        return ()
    cosines = vectors @ query
    return tuple(
        (offset + start, offset + end, float(cosine)) for (start, end), cosine in zip(spans, cosines, strict=True)
    )
