"""The answerer `quotes`: one to three verbatim sentences that best answer the question. No model to download.

It only chooses; whether the evidence answers at all is decided in `abstention.py`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from vectorstore import Hit
from vectorstore.fusion import has_same_figures, shared_triples, word_triples
from vectorstore.sentences import split_sentences

from .evidence import EvidenceSentence
from .neutralising import is_instruction

__all__ = ["Quote", "add_sentences", "choose_quotes"]

_LEANS = re.compile(
    r"^[\"“'‘(]?(?:he|she|it|they|his|her|its|their|this|that|these|those|such|both|another|the (?:two|former|latter|same|"
    r"move|decision|figure|news|incident|report|study|law|bill|announcement|company|pair|couple|agency))\b",
    re.IGNORECASE,
)
_MOST_CHARACTERS = 700
_SAME = 0.6


@dataclass(frozen=True, kw_only=True)
class Quote:
    """A span chosen as an answer: `document.text[start:end]`, and the direct answer's span within it."""

    hit: Hit
    start: int
    end: int
    text: str
    value: float
    direct: tuple[int, int] | None

    def holds(self, sentence: EvidenceSentence) -> bool:
        """Whether this sentence stands within the quote."""
        return (
            self.hit.document.document_id == sentence.hit.document.document_id
            and self.start <= sentence.start
            and sentence.end <= self.end
        )


def choose_quotes(rated: Sequence[tuple[float, EvidenceSentence]], *, most: int, ratio: float) -> list[Quote]:
    """Choose up to `most` sentences, best first: each further one at least `ratio` times as good as the best.

    Copies of a chosen sentence are passed over. A sentence that leans on the one before it takes that one along.
    """
    chosen: list[Quote] = []
    for value, sentence in rated:
        if len(chosen) >= most or (chosen and value < ratio * chosen[0].value):
            break
        quote = _quote(value, sentence)
        if any(_is_same(quote, other) for other in chosen):
            continue
        chosen.append(quote)
    return chosen


def add_sentences(quotes: Sequence[Quote], sentences: Sequence[EvidenceSentence]) -> list[Quote]:
    """The quotes, and behind them those of the sentences that none of them holds yet."""
    added = list(quotes)
    for sentence in sentences:
        if not any(quote.holds(sentence) for quote in added):
            added.append(_quote(added[-1].value if added else 0.0, sentence))
    return added


def _quote(value: float, sentence: EvidenceSentence) -> Quote:
    start = sentence.start
    document = sentence.hit.document
    if _LEANS.match(sentence.text):
        before = _sentence_before(sentence.hit, sentence.start)
        taken = before is not None and not is_instruction(document.text[before : sentence.start].strip())
        if before is not None and taken and sentence.end - before <= _MOST_CHARACTERS:
            start = before
    shift = sentence.start - start
    direct = None if sentence.direct is None else (sentence.direct[0] + shift, sentence.direct[1] + shift)
    return Quote(
        hit=sentence.hit,
        start=start,
        end=sentence.end,
        text=document.text[start : sentence.end],
        value=value,
        direct=direct,
    )


def _sentence_before(hit: Hit, start: int) -> int | None:
    """Where the sentence before begins, within the passage and across at most one line break."""
    lead = hit.document.text[hit.passage.start : start]
    spans = split_sentences(lead)
    if not spans or lead[spans[-1][1] :].count("\n") > 2:
        return None
    return hit.passage.start + spans[-1][0]


def _is_same(one: Quote, other: Quote) -> bool:
    if one.hit.document is other.hit.document and one.start < other.end and other.start < one.end:
        return True
    if not has_same_figures(one.text, other.text):
        return False  # what differs in a figure says something else
    return shared_triples(word_triples(one.text), word_triples(other.text)) >= _SAME
