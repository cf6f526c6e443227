"""The source pane as escaped HTML: one whole document, the cited spans marked to the character."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Literal

from ..wording import count, say_place
from .markup import escape, link_to, open_attributes

if TYPE_CHECKING:
    from vectorstore import Document

__all__ = ["SourceStanding", "mark_spans", "render_missing", "render_source"]

Span = tuple[int, int]
SourceStanding = Literal["current", "changed", "withdrawn"]
_BADGES = {"changed": "Changed since: this is the version that was cited", "withdrawn": "Withdrawn from the library"}


@dataclass(frozen=True, kw_only=True)
class _Piece:
    start: int
    end: int
    is_shown: bool
    is_cited: bool
    is_heading: bool


def render_source(
    document: Document, shown: Span | None, cited: Sequence[Span], standing: SourceStanding = "current"
) -> str:
    """The document with the span to show and every other span that the conversation cites.

    Args:
        shown: the span `[start, end)` that the pane opens at; None for the document's beginning.
        cited: all cited spans of this version, in the document's order; previous and next go through them.
    """
    badge = f'<p class="badge">{_BADGES[standing]}</p>' if standing != "current" else ""
    steps = _steps(document, shown, cited)
    link = link_to(document.url, "Original")
    place = escape(say_place(document.publisher, document.published))
    by = f" · {escape(', '.join(document.authors))}" if document.authors else ""
    language = f' lang="{escape(document.language)}"' if document.language else ""
    return (
        '<section class="source" aria-labelledby="source-title">'
        '<header><button type="button" class="close" data-close aria-label="Close the source">×</button>'
        f'<h2 id="source-title" tabindex="-1">{escape(document.title)}</h2>'
        f'<p class="place">{place}{by}{f" · {link}" if link else ""}</p>{badge}{steps}</header>'
        f'<div class="text" tabindex="0" role="document" aria-label="Text of the source"{language}>'
        f"{mark_spans(document, shown, cited)}</div></section>"
    )


def render_missing(message: str) -> str:
    """The pane when the source cannot be shown."""
    return (
        '<section class="source" aria-labelledby="source-title"><header>'
        '<button type="button" class="close" data-close aria-label="Close the source">×</button>'
        '<h2 id="source-title" tabindex="-1">This source cannot be shown</h2></header>'
        f'<div class="text" role="alert">{escape(message)}</div></section>'
    )


def mark_spans(document: Document, shown: Span | None, cited: Sequence[Span]) -> str:
    """The document's text: the characters in `mark.shown` are exactly `text[start:end]`, those in `mark` all cited."""
    text = document.text
    return "".join(_render_piece(text, piece) for piece in _cut(document, shown, cited))


def _cut(document: Document, shown: Span | None, cited: Sequence[Span]) -> list[_Piece]:
    """Cut the text wherever a span or a heading begins or ends."""
    length = len(document.text)
    spans = [(max(0, start), min(length, end)) for start, end in cited]
    headings = [(h.position, _end_of_line(document.text, h.position)) for h in document.headings if h.position < length]
    first, last = shown or (0, 0)
    marked = (*spans, *headings, (first, last))
    edges = sorted({0, length, *(edge for span in marked for edge in span if 0 <= edge <= length)})
    return [
        _Piece(
            start=start,
            end=end,
            is_shown=first <= start and end <= last,
            is_cited=any(begin <= start and end <= stop for begin, stop in spans),
            is_heading=any(begin <= start and end <= stop for begin, stop in headings),
        )
        for start, end in pairwise(edges)
        if start < end
    ]


def _render_piece(text: str, piece: _Piece) -> str:
    words = escape(text[piece.start : piece.end])
    if piece.is_heading:
        words = f'<span class="heading">{words}</span>'
    if piece.is_shown:
        return f'<mark class="shown">{words}</mark>'
    return f"<mark>{words}</mark>" if piece.is_cited else words


def _end_of_line(text: str, position: int) -> int:
    end = text.find("\n", position)
    return len(text) if end < 0 else end


def _steps(document: Document, shown: Span | None, cited: Sequence[Span]) -> str:
    """Previous and next cited passage of this document; empty when there is only one."""
    spans = sorted({*cited} if shown is None else {*cited, shown})
    if len(spans) < (1 if shown is None else 2):
        return ""
    at = -1 if shown is None else bisect_right(spans, shown) - 1
    before, after = spans[(at - 1) % len(spans)], spans[(at + 1) % len(spans)]

    def step(span: Span, words: str) -> str:
        return (
            f'<button class="quiet" {open_attributes(document.document_id, document.version, *span)}>{words}</button>'
        )

    if shown is None:
        where = f"{count(len(spans), 'passage')} cited in this conversation"
        return (
            f'<nav class="steps" aria-label="Cited passages"><span>{where}</span>{step(after, "Go to the first")}</nav>'
        )
    return (
        f'<nav class="steps" aria-label="Cited passages">{step(before, "Previous")}'
        f"<span>Cited passage {at + 1} of {len(spans)}</span>{step(after, 'Next')}</nav>"
    )
