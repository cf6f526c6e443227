"""What becomes of one source, as the reading side tells the writing side."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from vectorstore.records import Document, Passage

from .drafting import Draft
from .raw import RawSource
from .report import Rejection

if TYPE_CHECKING:
    from vectorstore import PassageVectors

__all__ = ["CollectionRead", "Outcome", "Ready", "Refused", "Unchanged", "Unread", "weigh_outcome", "weigh_unread"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Unread:
    """A source that is at hand and is still to be made into a document, by whichever process.

    `content` is what a file or page holds, or what one line of a collection says.
    """

    source: str
    content: RawSource | Draft
    content_key: str
    taken_at: datetime
    done: int


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
    vectors: Sequence[PassageVectors] | None = None
    """One a passage, where they were made along with the document; else the writer embeds."""


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


def weigh_unread(unread: Unread) -> int:
    """Characters or bytes that a source holds in memory."""
    content = unread.content
    return len(content.data) if isinstance(content, RawSource) else len(content.text)
