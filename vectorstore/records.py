"""The records that every floor shares: documents, passages, references, hits.

Only data lives here: nothing that reads a file, a database or a model.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

__all__ = ["Document", "Heading", "Hit", "Passage", "Reference", "SearchFilter", "document_id_of", "version_of"]


@dataclass(frozen=True, kw_only=True)
class Reference:
    """A source that a document itself names at one place of its text, such as a footnote.

    `position` is the character offset in the document's text just behind the words that the reference belongs to.
    """

    position: int
    number: int
    publisher: str | None = None
    title: str | None = None
    url: str | None = None
    published: date | None = None


@dataclass(frozen=True, kw_only=True)
class Heading:
    """A heading of a document: where its line starts in the text, its words, and its level (1 is the highest)."""

    position: int
    text: str
    level: int = 1


@dataclass(frozen=True, kw_only=True)
class Document:
    """One version of one source, as normalised text with its metadata.

    `document_id` is stable over versions (see `document_id_of`); `version` is the hash of the text (see `version_of`).
    """

    document_id: str
    version: str
    source: str
    text: str
    title: str
    publisher: str | None = None
    authors: tuple[str, ...] = ()
    url: str | None = None
    published: date | None = None
    language: str | None = None
    topics: tuple[str, ...] = ()
    ingested_at: datetime | None = None
    headings: tuple[Heading, ...] = ()
    references: tuple[Reference, ...] = ()
    content_key: str | None = None
    """Fingerprint of the raw source (size and time, or an ETag), by which an unchanged source is known without reading it."""
    dropped: Mapping[str, int] = field(default_factory=dict)
    """How many characters or elements of each kind were left out of the text: `hidden`, `boilerplate`, ..."""


@dataclass(frozen=True, kw_only=True)
class Passage:
    """The span `[start, end)` of characters of one version of a document."""

    document_id: str
    version: str
    ordinal: int
    start: int
    end: int
    heading: str | None = None
    passage_id: int | None = None
    """The catalog's row number; None until stored."""


@dataclass(frozen=True, kw_only=True)
class SearchFilter:
    """Narrows a search. Dates are inclusive; None means no limit. A document without a date fails any date limit."""

    publishers: tuple[str, ...] = ()
    since: date | None = None
    until: date | None = None
    document_ids: tuple[str, ...] = ()

    @property
    def is_empty(self) -> bool:
        return not (self.publishers or self.since or self.until or self.document_ids)


@dataclass(frozen=True, kw_only=True)
class Hit:
    """A passage that a search found, with what it was found by.

    `similarity` is the mean of two cosines in [-1, 1]: of the question with the passage, and with its nearest sentence;
    `bm25` is the BM25 value (>= 0, higher is better);
    `relevance` their calibrated fusion in [0, 1]. `copies` are the ids of documents that carry the same passage.
    """

    passage: Passage
    text: str
    similarity: float
    bm25: float
    relevance: float
    document: Document
    """The document's metadata and text; the same object for all hits of one document."""
    sentence_similarities: tuple[tuple[int, int, float], ...] = ()
    """(start, end, cosine with the question) of each sentence, in characters of the document."""
    copies: tuple[str, ...] = ()


def document_id_of(source: str) -> str:
    """The stable identity of a document from its canonical path or URL: 16 hexadecimal digits."""
    return hashlib.sha256(source.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def version_of(text: str) -> str:
    """The version of a document: the hash of its text, white space folded, as 12 hexadecimal digits."""
    folded = re.sub(r"\s+", " ", unicodedata.normalize("NFC", text)).strip()
    return hashlib.sha256(folded.encode("utf-8", "surrogatepass")).hexdigest()[:12]
