"""The sentences of what was retrieved that a drafted sentence may rest on, and the search for those that say it.

Finding candidates is here and cheap; whether one supports the sentence is for the judge, which `binding.py` asks.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cached_property

from vectorstore import Hit
from vectorstore.sentences import split_sentences
from vectorstore.words import content_stems

from .neutralising import drop_instructions, is_instruction, is_question
from .verdicts.records import CheckedSpan

__all__ = ["SpanIndex", "Window"]

_WIDEST = 3
_GAIN = 0.05


@dataclass(frozen=True, kw_only=True)
class _Sentence:
    start: int
    end: int
    stems: frozenset[str]
    is_evidence: bool


@dataclass(frozen=True, kw_only=True)
class _Passage:
    hit: Hit
    sentences: tuple[_Sentence, ...]

    @cached_property
    def stems(self) -> frozenset[str]:
        return frozenset().union(*(sentence.stems for sentence in self.sentences))

    @cached_property
    def context(self) -> str:
        return drop_instructions(self.hit.text)


@dataclass(frozen=True, kw_only=True)
class Window:
    """One to three neighbouring sentences of a passage, as the span `[start, end)` of its document."""

    place: int
    """Of its passage among the hits, from 0."""
    first: int
    last: int
    start: int
    end: int
    coverage: float
    """The share of the sentence's words that it holds, weighted by their rarity, in [0, 1]."""


class SpanIndex:
    """The sentences of the hits of one question; instructions and questions among them support nothing."""

    def __init__(self, hits: Sequence[Hit]) -> None:
        self._passages = [_read_passage(hit) for hit in hits]
        counts = Counter(stem for p in self._passages for s in p.sentences for stem in s.stems)
        self._sentences = sum(len(p.sentences) for p in self._passages)
        self._counts = counts

    def hit(self, window: Window) -> Hit:
        return self._passages[window.place].hit

    def checked_span(self, window: Window) -> CheckedSpan:
        """The window's words as the judge reads them."""
        passage = self._passages[window.place]
        return checked_span(passage.hit, window.start, window.end, context=passage.context)

    def find_sentences(self, stems: Collection[str], places: Collection[int], most: int) -> list[Window]:
        """The single sentences of these passages that hold the most of the stems, best first; none that holds nothing."""
        total = sum(map(self._weight, stems)) or 1.0
        found = []
        for place in places:
            for number, sentence in enumerate(self._passages[place].sentences):
                if not sentence.is_evidence:
                    continue
                covered = sum(self._weight(stem) for stem in sentence.stems.intersection(stems)) / total
                if covered > 0:
                    found.append(self._window(place, number, number, covered))
        found.sort(key=lambda window: (-window.coverage, window.end - window.start, window.place, window.start))
        return found[:most]

    def widen(self, window: Window, stems: Collection[str]) -> list[Window]:
        """The window with its neighbours of one paragraph, narrowest first, where they add words of the sentence."""
        total = sum(map(self._weight, stems)) or 1.0
        sentences = self._passages[window.place].sentences
        wider = []
        for size in range(2, _WIDEST + 1):
            for first in range(max(0, window.last - size + 1), window.first + 1):
                chosen = sentences[first : first + size]
                if len(chosen) < size or not all(sentence.is_evidence for sentence in chosen):
                    continue
                if "\n" in self.hit(window).document.text[chosen[0].start : chosen[-1].end]:
                    continue
                held = frozenset().union(*(sentence.stems for sentence in chosen)).intersection(stems)
                covered = sum(map(self._weight, held)) / total
                if covered > window.coverage + _GAIN:
                    wider.append(self._window(window.place, first, first + size - 1, covered))
        return wider

    def held(self, window: Window) -> frozenset[str]:
        """All stems of the window."""
        chosen = self._passages[window.place].sentences[window.first : window.last + 1]
        return frozenset().union(*(sentence.stems for sentence in chosen))

    def held_beside(self, window: Window) -> frozenset[str]:
        """The stems that its passage holds only outside the window."""
        passage = self._passages[window.place]
        return passage.stems - self.held(window) - frozenset(content_stems(passage.hit.document.title))

    def _window(self, place: int, first: int, last: int, coverage: float) -> Window:
        sentences = self._passages[place].sentences
        return Window(
            place=place,
            first=first,
            last=last,
            start=sentences[first].start,
            end=sentences[last].end,
            coverage=coverage,
        )

    def _weight(self, stem: str) -> float:
        return math.log1p(self._sentences / (1 + self._counts[stem]))


def checked_span(hit: Hit, start: int, end: int, *, context: str) -> CheckedSpan:
    """A span of the hit's document as the judge reads it."""
    document = hit.document
    return CheckedSpan(
        text=document.text[start:end],
        context=context,
        title=f"{document.title}\n{hit.passage.heading}" if hit.passage.heading else document.title,
        publisher=document.publisher,
        published=document.published,
    )


def _read_passage(hit: Hit) -> _Passage:
    sentences = []
    for start, end in split_sentences(hit.text):
        text = hit.text[start:end]
        sentences.append(
            _Sentence(
                start=hit.passage.start + start,
                end=hit.passage.start + end,
                stems=frozenset(content_stems(text)),
                is_evidence=not (is_instruction(text) or is_question(text)),
            )
        )
    return _Passage(hit=hit, sentences=tuple(sentences))
