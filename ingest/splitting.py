"""From a document to passages: cut on paragraph and sentence borders, never inside a word or a number."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from vectorstore.records import Document, Passage
from vectorstore.sentences import split_sentences

__all__ = ["SplitSettings", "split_document", "splitter_name"]

_CLAUSE_END = re.compile(r"[;:,–—](?=\s)|\s(?=[(\[])")
_SPACE = re.compile(r"\s+")


@dataclass(frozen=True, kw_only=True)
class SplitSettings:
    """How long passages are. A passage is never longer than `most_characters`, which keeps it within 256 tokens."""

    passage_words: int = 120
    least_words: int = 30
    most_characters: int = 1100


def splitter_name(settings: SplitSettings) -> str:
    """The name under which a library remembers how it was split."""
    return f"nupunkt-{settings.passage_words}-{settings.least_words}-{settings.most_characters}"


def split_document(document: Document, settings: SplitSettings | None = None) -> list[Passage]:
    """Cut a document into passages of about `passage_words` words.

    Sections do not mix: a heading starts a new passage, belongs to none, and is kept as `Passage.heading`. A short rest
    of a section joins the passage before it where there is room.

    Returns:
        Passages in order, not overlapping; outside headings they hold every character that is not white space.
    """
    settings = settings or SplitSettings()
    passages: list[Passage] = []
    for heading, start, end in _sections(document):
        for span_start, span_end in _pack(document.text, start, end, settings):
            passages.append(
                Passage(
                    document_id=document.document_id,
                    version=document.version,
                    ordinal=len(passages),
                    start=span_start,
                    end=span_end,
                    heading=heading,
                )
            )
    return passages


def _sections(document: Document) -> Iterator[tuple[str | None, int, int]]:
    """(heading, start, end) of the text between headings; the heading's own line is left out."""
    heading: str | None = None
    start = 0
    for mark in sorted(document.headings, key=lambda h: h.position):
        if mark.position > start:
            yield heading, start, mark.position
        heading = mark.text
        line_end = document.text.find("\n", mark.position)
        start = len(document.text) if line_end < 0 else line_end
    yield heading, start, len(document.text)


def _pack(text: str, start: int, end: int, settings: SplitSettings) -> list[tuple[int, int]]:
    """Fill passages sentence by sentence; a paragraph's end is taken as a border from two thirds of the length on."""
    packed: list[tuple[int, int]] = []
    current: list[tuple[int, int]] = []
    words = 0
    for span in _pieces(text, start, end, settings):
        length = len(text[span[0] : span[1]].split())
        if current:
            full = words + length > settings.passage_words * 1.15 or span[1] - current[0][0] > settings.most_characters
            paragraph_ends = "\n" in text[current[-1][1] : span[0]]
            if full or (paragraph_ends and words >= settings.passage_words * 2 / 3):
                packed.append((current[0][0], current[-1][1]))
                current, words = [], 0
        current.append(span)
        words += length
    if current:
        last = (current[0][0], current[-1][1])
        if packed and words < settings.least_words and last[1] - packed[-1][0] <= settings.most_characters:
            packed[-1] = (packed[-1][0], last[1])
        else:
            packed.append(last)
    return packed


def _pieces(text: str, start: int, end: int, settings: SplitSettings) -> Iterator[tuple[int, int]]:
    """Sentences; those longer than a passage cut at clauses, else at white space, and only a giant word anywhere."""
    for first, last in split_sentences(text[start:end]):
        first, last = first + start, last + start
        while last - first > settings.most_characters:
            window = text[first : first + settings.most_characters]
            cut = _last_end(_CLAUSE_END, window, settings.most_characters // 3) or _last_end(_SPACE, window, 1)
            cut = cut or len(window)
            yield first, first + len(window[:cut].rstrip())
            first += cut
            while first < last and text[first].isspace():
                first += 1
        if last > first:
            yield first, last


def _last_end(pattern: re.Pattern[str], window: str, least: int) -> int:
    ends = [match.end() for match in pattern.finditer(window) if match.end() >= least]
    return ends[-1] if ends else 0
