"""What a reader hands over: the text of one document with its headings and references, and its metadata.

Offsets come into being here, and nowhere else: a reader adds blocks in order, and the builder joins them.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from vectorstore.records import Heading, Reference

from . import rejections
from .normalising import MARK_END, MARK_START, normalise_block, normalise_line, normalise_marked_block

__all__ = ["Draft", "TextBuilder"]

_MARK = re.compile(rf" ?{MARK_START}(\d{{1,6}}){MARK_END}")
_CLOSING = re.compile(r"[.!?…,;:\"'”’)\]]*")
_SEPARATOR = "\n\n"
_LONGEST_HEADING = 300


@dataclass(frozen=True, kw_only=True)
class Draft:
    """One document as a reader found it: normalised text, and the metadata that the source itself gives."""

    text: str
    title: str | None = None
    publisher: str | None = None
    authors: tuple[str, ...] = ()
    url: str | None = None
    published: date | None = None
    language: str | None = None
    topics: tuple[str, ...] = ()
    headings: tuple[Heading, ...] = ()
    references: tuple[Reference, ...] = ()
    dropped: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class _Block:
    text: str
    level: int  # 0 for a paragraph
    marks: tuple[tuple[int, int], ...] = ()


class TextBuilder:
    """Joins blocks into one text and keeps where each heading and reference stands.

    builder = TextBuilder()
    builder.add_heading("Background", level=2)
    builder.add_paragraph("It opened in 2023.")
    draft = builder.finish(title="CECOT")
    """

    def __init__(self) -> None:
        self.dropped: Counter[str] = Counter()
        self._blocks: list[_Block] = []

    def add_paragraph(self, text: str) -> None:
        """Add a block of text; one without visible characters adds nothing."""
        kept = normalise_block(text, self.dropped)
        if kept:
            self._blocks.append(_Block(kept, 0))

    def add_marked_paragraph(self, text: str) -> None:
        """Add a block in which reference marks stand (see `normalising.MARK_START`); they leave the text."""
        kept, marks = _take_marks(normalise_marked_block(text, self.dropped))
        if kept:
            self._blocks.append(_Block(kept, 0, marks))

    def add_heading(self, text: str, level: int) -> None:
        """Add a heading line; level 1 is the highest. What is too long for a heading is a paragraph."""
        kept, marks = _take_marks(" ".join(normalise_marked_block(text, self.dropped).split()))
        if len(kept) > _LONGEST_HEADING:
            self._blocks.append(_Block(kept, 0, marks))
        elif kept:
            self._blocks.append(_Block(kept, max(1, min(level, 6)), marks))

    @property
    def blocks(self) -> list[str]:
        """The normalised text of each block so far."""
        return [block.text for block in self._blocks]

    def finish(self, metadata: Draft | None = None, sources: Mapping[int, Reference] | None = None) -> Draft:
        """The draft of all blocks so far, with the metadata of another draft.

        Headings without any paragraph are the text themselves: they become paragraphs, or nothing could be found in it.

        Args:
            metadata: its title, publisher and so on are taken; the title falls back to the first heading of level 1.
            sources: what each reference's number stands for; a number that is not among them is counted as dropped.

        Raises:
            SourceRejectedError: there is no visible text.
        """
        if not self._blocks:
            hidden = self.dropped["hidden"] + self.dropped["invisible"]
            raise rejections.no_text(f"{hidden:,} hidden characters were left out" if hidden else "")
        has_paragraph = any(block.level == 0 for block in self._blocks)
        pieces: list[str] = []
        headings: list[Heading] = []
        references: list[Reference] = []
        position = 0
        for block in self._blocks:
            if block.level and has_paragraph:
                headings.append(Heading(position=position, text=block.text, level=block.level))
            for offset, number in block.marks:
                source = (sources or {}).get(number)
                if source is None:
                    self.dropped["reference"] += 1
                else:
                    references.append(replace(source, position=position + offset))
            pieces.append(block.text)
            position += len(block.text) + len(_SEPARATOR)
        metadata = metadata or Draft(text="")
        highest = next((heading.text for heading in headings if heading.level == 1), None)
        return replace(
            metadata,
            text=_SEPARATOR.join(pieces),
            title=normalise_line(metadata.title) or highest,
            publisher=normalise_line(metadata.publisher) or None,
            authors=tuple(name for name in map(normalise_line, metadata.authors) if name),
            topics=tuple(topic for topic in map(normalise_line, metadata.topics) if topic),
            headings=tuple(headings),
            references=tuple(references),
            dropped={kind: count for kind, count in sorted(self.dropped.items()) if count},
        )


def _take_marks(text: str) -> tuple[str, tuple[tuple[int, int], ...]]:
    """Text without its marks, and for each mark its number and the offset behind the words that it belongs to."""
    if MARK_START not in text:
        return text.replace(MARK_END, ""), ()
    pieces: list[str] = []
    found: list[tuple[int, int]] = []
    length = reached = 0
    for match in _MARK.finditer(text):
        piece = text[reached : match.start()]
        pieces.append(piece)
        length += len(piece)
        found.append((length, int(match[1])))
        reached = match.end()
    pieces.append(text[reached:])
    plain = "".join(pieces).replace(MARK_START, "").replace(MARK_END, "")
    kept = plain.strip()
    led = len(plain) - len(plain.lstrip())
    marks = tuple((min(_behind_punctuation(kept, max(0, offset - led)), len(kept)), number) for offset, number in found)
    return kept, marks


def _behind_punctuation(text: str, offset: int) -> int:
    match = _CLOSING.match(text, offset)
    return match.end() if match else offset
