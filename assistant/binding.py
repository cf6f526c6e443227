"""Binding: each drafted sentence to the narrowest span that supports it, wherever among the retrieved passages it is.

Candidates come from `spans.py`, verdicts from the judge, and what becomes of an unsupported sentence from `policy.py`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from vectorstore import Hit
from vectorstore.words import content_stems

from .neutralising import is_instruction
from .questions import names_of
from .spans import SpanIndex, Window
from .verdicts.claims import split_claims
from .verdicts.records import Judge, Judgement

__all__ = ["BoundSentence", "BoundSpan", "bind_sentence"]

_SENTENCES = 4
_WIDENED = 2
_LEAST_COVERAGE = 0.25
_SAME_COUNTRY = frozenset(content_stems("United States America American Americans"))
_LEAST_SUPPORT = 0.6
"""Of what a model that invents much drafted, the false sentences that a judge let through had less support than this."""
_WIDE_COVERAGE = 0.9
"""Of several sentences together, each lends words that need not belong together, so they have to hold nearly all."""
_UNSURE = "the cited words support it too weakly"
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
    asked: Collection[str] = (),
) -> BoundSentence:
    """Find the narrowest span that supports a sentence: in the cited passages first, then in all others.

    Args:
        text: the sentence as it would be shown.
        checked: what is judged in its place, with the words that it leans on.
        cited: places of the cited passages among the hits; empty when the draft cites none.
        places: how many passages there are.
        needed: stems that a span must hold itself, those of a fragment, which its question would else outweigh.
        asked: stems of the question.
    """
    if is_instruction(text):
        nothing = Judgement(verdict="unsupported", support=0.0, why=_INSTRUCTION)
        return BoundSentence(text=text, checked=checked, judgement=nothing, is_instruction=True)
    search = _Search(index=index, judge=judge, cited=cited, places=places, known=frozenset(asked) | _SAME_COUNTRY)
    tried: list[_Outcome] = []
    found = search.find_support(checked, frozenset(needed), tried)
    if found is not None:
        return _bound(text, checked, found.judgement, [found.window], index)
    claims = split_claims(checked)
    if len(claims) > 1:
        parts = [search.find_support(claim, frozenset(needed), []) for claim in claims]
        supported = [part for part in parts if part is not None]
        if len(supported) == len(claims):
            weakest = min((part.judgement for part in supported), key=lambda judgement: judgement.support)
            return _bound(text, checked, weakest, list(dict.fromkeys(part.window for part in supported)), index)
    return _unsupported(text, checked, tried, index)


@dataclass(frozen=True, kw_only=True)
class _Outcome:
    judgement: Judgement
    window: Window


@dataclass(frozen=True, kw_only=True)
class _Search:
    """Looks for the span that supports a text: in the cited passages first, single sentences before wider spans."""

    index: SpanIndex
    judge: Judge
    cited: Sequence[int]
    places: int
    known: frozenset[str]
    """Stems of the question: a name that is new to it has to stand in the span itself, not only beside it."""

    def find_support(self, text: str, needed: frozenset[str], tried: list[_Outcome]) -> _Outcome | None:
        """The best supporting span of the narrowest kind; all that was judged on the way is added to `tried`."""
        stems = frozenset(content_stems(text))
        names = frozenset(stem for name in names_of(text) for stem in content_stems(name)) - self.known
        others = [place for place in range(self.places) if place not in self.cited]
        for group in (self.cited, others):
            for windows in _candidates(stems, group, self.index):
                judged = [
                    _Outcome(judgement=self.judge.judge(text, [self.index.checked_span(window)]), window=window)
                    for window in windows
                    if needed <= self.index.held(window) and not names & self.index.held_beside(window)
                ]
                tried += judged
                good = [outcome for outcome in judged if _is_sure(outcome)]
                if good:
                    return max(good, key=lambda outcome: outcome.judgement.support)
        return None


def _is_sure(outcome: _Outcome) -> bool:
    """Whether a span supports a text, and does so with the margin that its width asks for."""
    is_single = outcome.window.first == outcome.window.last
    is_wide_enough = is_single or outcome.window.coverage >= _WIDE_COVERAGE
    judgement = outcome.judgement
    return judgement.verdict == "supported" and judgement.support >= _LEAST_SUPPORT and is_wide_enough


def _candidates(stems: Collection[str], group: Sequence[int], index: SpanIndex) -> Iterator[list[Window]]:
    """Spans to try, the narrow ones first: single sentences, then the best of them with their neighbours."""
    single = [w for w in index.find_sentences(stems, group, _SENTENCES) if w.coverage >= _LEAST_COVERAGE]
    yield single
    yield [wider for window in single[:_WIDENED] for wider in index.widen(window, stems)]


def _unsupported(text: str, checked: str, tried: Sequence[_Outcome], index: SpanIndex) -> BoundSentence:
    """The verdict of the single sentence that is nearest: only that one can contradict what was drafted."""
    single = [outcome for outcome in tried if outcome.window.first == outcome.window.last]
    if not single:
        nothing = Judgement(verdict="unsupported", support=0.0, why=_NOTHING_NEAR)
        return BoundSentence(text=text, checked=checked, judgement=nothing)
    nearest = max(single, key=lambda outcome: (outcome.window.coverage, outcome.judgement.support))
    judgement = nearest.judgement
    if judgement.verdict == "contradicted":
        return _bound(text, checked, judgement, [nearest.window], index)
    if judgement.verdict == "supported":  # not surely enough
        judgement = Judgement(verdict="unsupported", support=judgement.support, why=_UNSURE)
    return BoundSentence(text=text, checked=checked, judgement=judgement)


def _bound(text: str, checked: str, judgement: Judgement, windows: Sequence[Window], index: SpanIndex) -> BoundSentence:
    spans = tuple(BoundSpan(hit=index.hit(w), start=w.start, end=w.end) for w in windows)
    return BoundSentence(text=text, checked=checked, judgement=judgement, spans=spans)
