"""Citations: a span of a stored document, bound to what the reader is shown."""

from __future__ import annotations

from datetime import date

from vectorstore import Document, Hit

from .answers import Citation, Nearest, Origin

__all__ = ["attribution_of", "cite_span", "nearest_of"]

_CONTEXT_CHARACTERS = 220


def cite_span(hit: Hit, start: int, end: int, marker: int) -> Citation:
    """Cite the characters `[start, end)` of the hit's document version.

    Raises:
        ValueError: the span is empty or outside the document.
    """
    document = hit.document
    if not 0 <= start < end <= len(document.text):
        raise ValueError(
            f"span [{start}, {end}) is outside document {document.document_id} of {len(document.text)} characters"
        )
    return Citation(
        marker=marker,
        document_id=document.document_id,
        version=document.version,
        start=start,
        end=end,
        quote=document.text[start:end],
        title=document.title,
        publisher=document.publisher,
        url=document.url,
        published=document.published,
        heading=hit.passage.heading,
        origins=_origins(document, start, end),
        copies=hit.copies,
        before=_before(document.text, start),
        after=_after(document.text, end),
    )


def nearest_of(hit: Hit, start: int, end: int) -> Nearest:
    """A passage to show beside an abstention."""
    return Nearest(
        document_id=hit.document.document_id,
        version=hit.document.version,
        title=hit.document.title,
        publisher=hit.document.publisher,
        published=hit.document.published,
        start=start,
        end=end,
        quote=hit.document.text[start:end],
    )


def attribution_of(document: Document) -> str:
    """Who published it and when: `Newsdesk briefing, 20 January 2026`; the title where no publisher is known."""
    who = document.publisher or document.title
    return who if document.published is None else f"{who}, {long_date(document.published)}"


def long_date(day: date) -> str:
    """A date in words: `20 January 2026`."""
    return f"{day.day} {day:%B} {day.year}"


def _origins(document: Document, start: int, end: int) -> tuple[Origin, ...]:
    """The document's own sources for this span: those whose mark stands in it or just behind it."""
    found = [
        Origin(publisher=r.publisher, title=r.title, url=r.url, published=r.published)
        for r in document.references
        if start < r.position <= end
    ]
    return tuple(dict.fromkeys(found))


def _before(text: str, start: int) -> str:
    """The rest of the paragraph before a span, at most so many characters, cut at a word."""
    line = text.rfind("\n", 0, start) + 1
    begin = max(line, start - _CONTEXT_CHARACTERS)
    if begin > line:
        space = text.find(" ", begin, start)
        begin = space + 1 if space >= 0 else start
    return text[begin:start]


def _after(text: str, end: int) -> str:
    line = text.find("\n", end)
    line = len(text) if line < 0 else line
    stop = min(line, end + _CONTEXT_CHARACTERS)
    if stop < line:
        space = text.rfind(" ", end, stop)
        stop = space if space >= 0 else end
    return text[end:stop]
