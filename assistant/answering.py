"""From hits to an answer: rate the evidence, abstain or quote, cite. The part of the pipeline that has no I/O."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from vectorstore import Hit

from .abstention import answerable_features, nearest_hits, rate_sentences
from .answers import Answer, Citation, Disagreement, Nearest, Sentence, Timings
from .citations import attribution_of, cite_span, nearest_of
from .disagreements import differing_sentences, state_disagreement
from .evidence import EvidenceSentence, gather_evidence
from .missing import Missing, find_missing
from .neutralising import is_question
from .questions import Question, analyse_question
from .quotes import Quote, add_sentences, choose_quotes
from .ranker import SentenceRanker
from .ranking import rank_sentences
from .settings import AssistantSettings
from .weights import load_weights

__all__ = ["Assessment", "answer_with_quotes", "assess"]

_NEAREST = 3
_NOTHING = "Nothing in the library is about this question."
_NOT_MENTIONED = "The library has passages near this question, but the nearest do not mention {}."
_NO_ANSWER = "The library has passages near this question, but none that answers it."


@dataclass(frozen=True, kw_only=True)
class Assessment:
    """The evidence for one question, rated: sentences best first, and how sure it is that they answer."""

    question: Question
    hits: tuple[Hit, ...]
    rated: tuple[tuple[float, EvidenceSentence], ...]
    features: Mapping[str, float]
    confidence: float
    cutoff: float
    missing: Missing | None = None
    """What the question names and the best passages do not mention."""

    @property
    def is_answerable(self) -> bool:
        """Whether to answer: the evidence is good enough, and about the year that was asked about. A cut-off of 0 answers all."""
        if not self.rated or self.confidence < self.cutoff:
            return False
        return self.cutoff == 0 or self.missing is None or self.missing.kind != "year"


def assess(
    text: str,
    hits: Sequence[Hit],
    rarity: Mapping[str, float],
    settings: AssistantSettings,
    ranker: SentenceRanker | None = None,
) -> Assessment:
    """Rate what was found for a standalone question; with a ranker, the best sentences are read a second time."""
    question = analyse_question(text)
    rated = rate_sentences(gather_evidence(question, hits, rarity), load_weights("sentence"))
    if ranker is not None:
        rated = rank_sentences(question, rated, ranker, load_weights("ranked"), most=settings.ranked_sentences)
    model = load_weights("answerable" if ranker is None else "answerable-ranked")
    missing = find_missing(text, nearest_hits(rated)) if rated else None
    features = answerable_features(question, rated, rarity, missing)
    return Assessment(
        question=question,
        hits=tuple(hits),
        rated=tuple(rated),
        features=features,
        confidence=model.probability(features) if rated else 0.0,
        cutoff=model.cutoff if settings.cutoff is None else settings.cutoff,
        missing=missing,
    )


def answer_with_quotes(asked: str, assessment: Assessment, settings: AssistantSettings, retrieve_ms: float) -> Answer:
    """The quotes answer to a question, or an abstention with the nearest passages."""
    question = assessment.question
    timings = Timings(retrieve=retrieve_ms)  # the rest is known when all is done
    if not assessment.is_answerable:
        reason = _tell_reason(assessment)
        return Answer(
            question=asked,
            standalone_question=question.text,
            status="abstained",
            reason=reason,
            text=reason,
            model="quotes",
            nearest=_nearest(assessment),
            confidence=assessment.confidence,
            timings_ms=timings,
        )
    quotes = choose_quotes(assessment.rated, most=settings.most_quotes, ratio=settings.quote_ratio)
    differing = differing_sentences(question, assessment.rated)
    quotes = add_sentences(quotes, [sentence for sentence, _ in differing])
    citations = tuple(cite_span(q.hit, q.start, q.end, marker) for marker, q in enumerate(quotes, start=1))
    sentences = tuple(_sentence(q, marker) for marker, q in enumerate(quotes, start=1))
    return Answer(
        question=asked,
        standalone_question=question.text,
        status="answered",
        reason=None,
        text="\n\n".join(f"{s.text} ({s.attribution}) [{s.citations[0]}]" for s in sentences),
        model="quotes",
        sentences=sentences,
        citations=citations,
        disagreements=_disagreements(question, differing, quotes, citations),
        confidence=assessment.confidence,
        independent_sources=count_independent(citations),
        timings_ms=timings,
    )


def _tell_reason(assessment: Assessment) -> str:
    if not assessment.hits:
        return _NOTHING
    if assessment.missing is not None:
        return _NOT_MENTIONED.format(assessment.missing.words)
    return _NO_ANSWER


def count_independent(citations: Sequence[Citation]) -> int:
    """How many sources stand behind the citations: documents, with copies of one passage counted once."""
    copies = {copy for citation in citations for copy in citation.copies}
    return len({citation.document_id for citation in citations} - copies) or int(bool(citations))


def _sentence(quote: Quote, marker: int) -> Sentence:
    """A verbatim quote is supported by its own span: support 1 by the exact check `quote == text[start:end]`."""
    return Sentence(
        text=quote.text,
        verdict="supported",
        support=1.0,
        citations=(marker,),
        direct=None if quote.direct is None else quote.text[quote.direct[0] : quote.direct[1]],
        attribution=attribution_of(quote.hit.document),
    )


def _disagreements(
    question: Question,
    differing: Sequence[tuple[EvidenceSentence, str]],
    quotes: Sequence[Quote],
    citations: Sequence[Citation],
) -> tuple[Disagreement, ...]:
    """The one disagreement on what was asked, if there is any: each value with the citation that it stands in."""
    values = [
        (value, next(c for q, c in zip(quotes, citations, strict=True) if q.holds(sentence)))
        for sentence, value in differing
    ]
    return (state_disagreement(question, values),) if values else ()


def _nearest(assessment: Assessment) -> tuple[Nearest, ...]:
    """The best sentence of each of the nearest passages; a question is no sentence to show to one who asked."""
    found: dict[int, Nearest] = {}
    for _, sentence in assessment.rated:
        if is_question(sentence.text):
            continue
        found.setdefault(id(sentence.hit), nearest_of(sentence.hit, sentence.start, sentence.end))
        if len(found) == _NEAREST:
            break
    return tuple(found.values())
