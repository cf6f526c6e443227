"""What becomes of one source, as the reading side tells the writing side."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from vectorstore.records import Document, Passage

from .report import Rejection

__all__ = ["CollectionRead", "Outcome", "Ready", "Refused", "Unchanged", "weigh_outcome"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Unchanged:
    """A source that the store holds as it is; a collection counts as its documents."""

    source: str
    documents: int
    done: int
    """Bytes of all sources that are done with this outcome."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Refused:
    """A source that is not taken in."""

    rejection: Rejection
    done: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Ready:
    """A document to be stored."""

    document: Document
    passages: Sequence[Passage]
    done: int


@dataclass(frozen=True, kw_only=True, slots=True)
class CollectionRead:
    """All articles of a collection have come; once they are stored, the whole is known by this key."""

    source: str
    content_key: str
    documents: int
    done: int


Outcome = Unchanged | Refused | Ready | CollectionRead


def weigh_outcome(outcome: Outcome) -> int:
    """Characters that an outcome holds in memory."""
    return len(outcome.document.text) if isinstance(outcome, Ready) else 0
