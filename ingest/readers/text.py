"""Plain text: a title where the first line is one, headings where lines are written so, page furniture left out."""

from __future__ import annotations

from ..decoding import decode_text
from ..drafting import Draft, TextBuilder
from ..outlines import find_authors, find_published, is_heading, is_title
from ..paragraphs import split_paragraphs
from ..raw import RawSource
from ..settings import IngestSettings

__all__ = ["read"]


def read(raw: RawSource, settings: IngestSettings) -> Draft:
    """Read a plain text.

    Raises:
        SourceRejectedError: it is binary, in no known encoding, or holds no text.
    """
    builder = TextBuilder()
    cleaned = TextBuilder()
    for block in split_paragraphs(decode_text(raw.data, raw.charset), builder.dropped):
        cleaned.add_paragraph(block)
    builder.dropped.update(cleaned.dropped)
    blocks = cleaned.blocks
    has_title = bool(blocks) and is_title(blocks[0], blocks[1:])
    for number, block in enumerate(blocks):
        following = blocks[number + 1] if number + 1 < len(blocks) else None
        if number == 0 and has_title:
            builder.add_heading(block, level=1)
        elif is_heading(block, following):
            builder.add_heading(block, level=2)
        else:
            builder.add_paragraph(block)
    head = blocks[:8]
    return builder.finish(Draft(text="", published=find_published(head), authors=find_authors(head)))
