"""What an answer was made from, kept with it so that its receipt can be written without the library."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Any

from vectorstore import Hit

from .answers import Provenance, ReadPassage
from .settings import AssistantSettings

__all__ = ["describe_answer", "hash_words"]

_TOLD = ("passages", "most_quotes", "quote_ratio", "cutoff", "policy", "fallback", "answer_tokens", "context_tokens")


def describe_answer(hits: Sequence[Hit], settings: AssistantSettings) -> Provenance:
    """The settings and passages behind an answer."""
    told: dict[str, Any] = {"model": settings.model, **{name: getattr(settings, name) for name in _TOLD}}
    return Provenance(
        settings=told,
        passages=tuple(
            ReadPassage(
                document_id=hit.passage.document_id,
                version=hit.passage.version,
                start=hit.passage.start,
                end=hit.passage.end,
                sha256=hash_words(hit.text),
            )
            for hit in hits
        ),
    )


def hash_words(text: str) -> str:
    """The SHA-256 of a text, in hexadecimal digits."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
