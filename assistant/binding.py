"""Binding: each drafted sentence to the narrowest span that supports it, wherever among the retrieved passages it is.

Candidates come from `spans.py`, verdicts from the judge, and what becomes of an unsupported sentence from `policy.py`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from vectorstore import Hit
from vectorstore.words import content_stems

from .neutralising import is_instruction
from .spans import SpanIndex, Window
from .verdicts.records import Judge, Judgement

__all__ = ["BoundSentence", "BoundSpan", "bind_sentence"]

_SENTENCES = 4
_WIDENED = 2
_LEAST_COVERAGE = 0.25
_INSTRUCTION = "it instructs the reader instead of reporting something"
_NOTHING_NEAR = "nothing that was found says this"


@dataclass(frozen=True, kw_only=True)
class BoundSpan:
    """A span `[start, end)` of the hit's document."""

    hit: Hit
    start: int
    end: int


@dataclass(frozen=True, kw_only=True)
class BoundSentence:
    """A drafted sentence with its verdict, and the spans that the verdict rests on.

    Supported and contradicted sentences have spans, unsupported ones none. `checked` is what the judge read: the
    sentence itself, or a fragment together with what it answers.
    """

    text: str
    checked: str
    judgement: Judgement
    spans: tuple[BoundSpan, ...] = ()
    is_instruction: bool = False
    """It is never shown, whatever the policy."""


def bind_sentence(
    text: str,
    checked: str,
    cited: Sequence[int],
    index: SpanIndex,
    judge: Judge,
    places: int,
    needed: Collection[str] = (),
) -> BoundSentence:
    """Find the narrowest span that supports a sentence: in the cited passages first, then in all others.

    Args:
        text: the sentence as it would be shown.
        checked: what is judged in its place, with the words that it leans on.
        cited: places of the cited passages among the hits; empty when the draft cites none.
        places: how many passages there are.
        needed: stems that a span must hold itself, those of a fragment, which its question would else outweigh.
    """
    if is_instruction(text):
        nothing = Judgement(verdict="unsupported", support=0.0, why=_INSTRUCTION)
        return BoundSentence(text=text, checked=checked, judgement=nothing, is_instruction=True)
    stems = frozenset(content_stems(checked))
    others = [place for place in range(places) if place not in cited]
    tried: list[tuple[float, Judgement, tuple[Window, ...]]] = []
    for group in (list(cited), others):
        best: tuple[float, Judgement, tuple[Window, ...]] | None = None
        for candidates in _candidates(stems, group, [*cited, *others], index):
            for windows in candidates:
                if any(stem not in index.held(windows) for stem in needed):
                    continue
                judgement = judge.judge(checked, [index.checked_span(window) for window in windows])
                outcome = (sum(window.coverage for window in windows), judgement, windows)
                tried.append(outcome)
                if judgement.verdict == "supported" and (best is None or judgement.support > best[1].support):
                    best = outcome
            if best is not None:
                return _bound(text, checked, best[1], best[2], index)
    return _unsupported(text, checked, tried, index)


def _candidates(
    stems: Collection[str], group: Sequence[int], everywhere: Sequence[int], index: SpanIndex
) -> Iterator[list[tuple[Window, ...]]]:
    """Spans to try, the narrow ones first: single sentences, neighbours together, two sentences from two places."""
    single = [w for w in index.find_sentences(stems, group, _SENTENCES) if w.coverage >= _LEAST_COVERAGE]
    if not single:
        return
    yield [(window,) for window in single]
    yield [(wider,) for window in single[:_WIDENED] for wider in index.widen(window, stems)]
    pairs: list[tuple[Window, ...]] = []
    for window in single[:_WIDENED]:
        rest = frozenset(stems) - index.held([window])
        pairs += [(window, second) for second in index.find_sentences(rest, everywhere, 1) if second != window]
    yield pairs


def _unsupported(
    text: str, checked: str, tried: Sequence[tuple[float, Judgement, tuple[Window, ...]]], index: SpanIndex
) -> BoundSentence:
    """The verdict of the span that is nearest to the sentence: only that one can contradict it."""
    single = [outcome for outcome in tried if len(outcome[2]) == 1]
    if not single:
        return BoundSentence(
            text=text, checked=checked, judgement=Judgement(verdict="unsupported", support=0.0, why=_NOTHING_NEAR)
        )
    _, judgement, windows = max(single, key=lambda outcome: (outcome[0], outcome[1].support))
    if judgement.verdict == "contradicted":
        return _bound(text, checked, judgement, windows, index)
    return BoundSentence(text=text, checked=checked, judgement=judgement)


def _bound(text: str, checked: str, judgement: Judgement, windows: Sequence[Window], index: SpanIndex) -> BoundSentence:
    spans = tuple(BoundSpan(hit=index.hit(w), start=w.start, end=w.end) for w in windows)
    return BoundSentence(text=text, checked=checked, judgement=judgement, spans=spans)
