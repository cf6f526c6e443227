"""Vectors that were made elsewhere, on their way to the writer: by other processes or machines that embed for it.

How a text becomes a vector is in `sentence_vectors.py`; who makes them, and where, is not known here.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from .embedders import Embedder
from .errors import EmbedderError
from .indexing import passage_lead
from .records import Document, Passage
from .sentence_vectors import PassageVectors, embed_passages

if TYPE_CHECKING:
    from .indexing import IndexedPassage

__all__ = ["ReadyVectors", "embed_documents"]


def embed_documents(
    documents: Sequence[tuple[Document, Sequence[Passage]]], embedder: Embedder
) -> list[list[PassageVectors]]:
    """Embed the passages of several documents together, as the writer would.

    Returns:
        One list a document, one entry a passage, in order; for `StoreWriter.offer_vectors`.
    """
    words = [_words(document, passage) for document, passages in documents for passage in passages]
    made = iter(embed_passages([lead for lead, _ in words], [text for _, text in words], embedder))
    return [[next(made) for _ in passages] for _, passages in documents]


class ReadyVectors:
    """Holds offered vectors until their documents are written.

    They are found by the very words that they were made of, so that a passage which is stored otherwise than it was
    offered never gets the vectors of other words: it is embedded here.
    """

    def __init__(self) -> None:
        self._of_document: dict[str, dict[tuple[str, str], PassageVectors]] = {}

    def offer(self, document: Document, passages: Sequence[Passage], vectors: Sequence[PassageVectors]) -> None:
        self._of_document[document.document_id] = {
            _words(document, passage): made for passage, made in zip(passages, vectors, strict=True)
        }

    def embed(self, passages: Sequence[IndexedPassage], embedder: Embedder) -> list[PassageVectors]:
        """The vectors of these passages, in order: those that were offered, and the rest from the embedder.

        Raises:
            EmbedderError: the offered ones are of another model.
        """
        found = [
            self._of_document.get(passage.document.document_id, {}).get((passage.lead, passage.text))
            for passage in passages
        ]
        wrong = {vectors.passage.shape[-1] for vectors in found if vectors is not None} - {embedder.dimensions}
        if wrong:
            raise EmbedderError(embedder.name, f"vectors of {wrong.pop()} dimensions were offered for it")
        rest = [passage for passage, vectors in zip(passages, found, strict=True) if vectors is None]
        if not rest:
            return [vectors for vectors in found if vectors is not None]
        made = iter(embed_passages([p.lead for p in rest], [p.text for p in rest], embedder))
        return [next(made) if vectors is None else vectors for vectors in found]

    def forget(self, document_ids: Iterable[str]) -> None:
        """These documents are written."""
        for document_id in document_ids:
            self._of_document.pop(document_id, None)


def _words(document: Document, passage: Passage) -> tuple[str, str]:
    return passage_lead(document.title, passage.heading), document.text[passage.start : passage.end]
