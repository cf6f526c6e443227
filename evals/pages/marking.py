"""Passages with words marked in them: what was cited, and what the case says is the answer."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ..report import Record, Retrieved

__all__ = ["Piece", "mark_passage"]


@dataclass(frozen=True, kw_only=True)
class Piece:
    """A run of words, and whether it is cited and whether it is gold."""

    text: str
    is_cited: bool
    is_gold: bool


def mark_passage(passage: Retrieved, record: Record) -> list[Piece]:
    """The passage in pieces; side by side they are its text."""
    cited = [
        (citation.start - passage.start, citation.end - passage.start)
        for citation in (() if record.answer is None else record.answer.citations)
        if citation.document_id == passage.document_id and citation.version == passage.version
    ]
    gold = [span for item in record.case.gold for span in _find(item.quote, passage.text)]
    edges = sorted({0, len(passage.text), *(edge for span in (*cited, *gold) for edge in span)})
    inside = [edge for edge in edges if 0 <= edge <= len(passage.text)]
    return [
        Piece(text=passage.text[start:end], is_cited=_is_in(start, cited), is_gold=_is_in(start, gold))
        for start, end in itertools.pairwise(inside)
    ]


def _find(quote: str, text: str) -> Iterator[tuple[int, int]]:
    pattern = r"\s+".join(re.escape(word) for word in quote.split())
    for match in re.finditer(pattern, text) if pattern else ():
        yield match.span()


def _is_in(position: int, spans: Sequence[tuple[int, int]]) -> bool:
    return any(start <= position < end for start, end in spans)
