"""The spans that a sentence is checked against, read once: their words, sentences, and what stands around them."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from .dates import When, read_dates
from .figures import Figure, read_figures
from .reading import clean_text, content_of, read_sentences, read_words, stems_of
from .records import CheckedSpan

__all__ = ["Evidence", "gather_spans"]


@dataclass(frozen=True, kw_only=True)
class Evidence:
    """The cleaned words of all spans, and beside them the backdrop: passages, titles and publishers."""

    texts: tuple[str, ...]
    backdrop: str
    titles: str
    publishers: tuple[str, ...]
    published: tuple[date | None, ...]

    @cached_property
    def text(self) -> str:
        return "\n".join(self.texts)

    @cached_property
    def sentences(self) -> tuple[str, ...]:
        return tuple(sentence for text in self.texts for sentence in read_sentences(text))

    @cached_property
    def stems(self) -> frozenset[str]:
        return frozenset().union(*(stems_of(text) for text in self.texts))

    @cached_property
    def folded(self) -> frozenset[str]:
        return frozenset(word.folded for text in self.texts for word in read_words(text))

    @cached_property
    def folded_pairs(self) -> frozenset[tuple[str, str]]:
        """Each two words that stand side by side."""
        words = ([word.folded for word in read_words(text)] for text in self.texts)
        return frozenset(pair for line in words for pair in itertools.pairwise(line))

    @cached_property
    def backdrop_folded(self) -> frozenset[str]:
        return frozenset(word.folded for word in read_words(f"{self.backdrop}\n{self.titles}"))

    @cached_property
    def figures(self) -> tuple[Figure, ...]:
        return tuple(figure for text in self.texts for figure in read_figures(text))

    @cached_property
    def dates(self) -> tuple[When, ...]:
        return tuple(
            when
            for text, published in zip(self.texts, self.published, strict=True)
            for when in read_dates(text, published)
        )

    @cached_property
    def years_around(self) -> frozenset[int]:
        """The years that a reader would supply where a span names none: of its passage, its title, its publication."""
        around = {when.year for when in read_dates(f"{self.backdrop}\n{self.titles}") if when.year}
        return frozenset(around | {day.year for day in self.published if day is not None})

    @cached_property
    def bare_texts(self) -> tuple[str, ...]:
        """The folded words of each span, each between two spaces."""
        return tuple(f" {' '.join(word.folded for word in read_words(text))} " for text in self.texts)

    @cached_property
    def lines(self) -> tuple[tuple[str, ...], ...]:
        """The stems of each sentence's content words, in order."""
        return tuple(tuple(word.stem for word in content_of(read_words(sentence))) for sentence in self.sentences)

    @cached_property
    def stems_by_sentence(self) -> tuple[frozenset[str], ...]:
        return tuple(stems_of(sentence) for sentence in self.sentences)

    def home_of(self, claim: str) -> str:
        """The sentence of the spans that shares most with a claim; the empty string without any sentence."""
        if claim not in self._homes:
            self._homes[claim] = self._find_home(claim)
        return self._homes[claim]

    @cached_property
    def _homes(self) -> dict[str, str]:
        return {}

    def _find_home(self, claim: str) -> str:
        wanted = stems_of(claim)
        if not wanted or not self.sentences:
            return self.sentences[0] if self.sentences else ""

        def shared(index: int) -> float:
            held = self.stems_by_sentence[index]
            return len(wanted & held) / len(wanted) + 0.2 * len(wanted & held) / (len(held) or 1)

        return self.sentences[max(range(len(self.sentences)), key=shared)]


def gather_spans(spans: Sequence[CheckedSpan]) -> Evidence:
    """Read the spans; those without any words are left out."""
    kept = [span for span in spans if span.text.strip()]
    return Evidence(
        texts=tuple(clean_text(span.text) for span in kept),
        backdrop="\n".join(dict.fromkeys(clean_text(span.context) for span in kept)),
        titles="\n".join(dict.fromkeys(clean_text(span.title) for span in kept)),
        publishers=tuple(span.publisher for span in kept if span.publisher),
        published=tuple(span.published for span in kept),
    )
