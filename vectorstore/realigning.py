"""Laying a document over the stored text of the same version, which may differ from it in white space.

A version does not see white space, and old citations count the characters of the text that was stored first: so that
text stays, and what is counted in the new one is moved.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import replace

from .records import Document, Passage

__all__ = ["realign"]


def realign(document: Document, passages: Sequence[Passage], text: str) -> tuple[Document, list[Passage]]:
    """The document and its passages with every position moved to `text`.

    Where the two differ in more than white space (in how letters are composed), positions cannot be moved: one passage
    holds the whole text then, without headings or references.
    """
    if document.text == text:
        return document, list(passages)
    ours = [position for position, character in enumerate(document.text) if not character.isspace()]
    theirs = [position for position, character in enumerate(text) if not character.isspace()]
    if [document.text[position] for position in ours] != [text[position] for position in theirs]:
        whole = Passage(document_id=document.document_id, version=document.version, ordinal=0, start=0, end=len(text))
        return replace(document, text=text, headings=(), references=()), [whole] if text.strip() else []

    def starting(position: int) -> int:
        """Where the first letter at or behind this position stands."""
        letter = bisect_left(ours, position)
        return theirs[letter] if letter < len(theirs) else len(text)

    def ending(position: int) -> int:
        """Just behind the last letter before this position."""
        letter = bisect_left(ours, position)
        return theirs[letter - 1] + 1 if letter else 0

    moved = replace(
        document,
        text=text,
        headings=tuple(replace(heading, position=starting(heading.position)) for heading in document.headings),
        references=tuple(replace(item, position=ending(item.position)) for item in document.references),
    )
    spans = [replace(p, start=starting(p.start), end=ending(p.end)) for p in passages]
    return moved, [passage for passage in spans if passage.start < passage.end]
