"""The policy: what becomes of each drafted sentence once it has its verdict. `strict` withholds, `mark` shows and says.

Drafting and binding are done elsewhere; the whole course of an answer is in `guarding.py`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from vectorstore import Hit
from vectorstore.words import content_stems

from .answers import AnswerEvent, Citation, Sentence, WithheldSentence
from .assembling import DraftSentence
from .binding import BoundSentence, BoundSpan, bind_sentence
from .candidates import direct_span
from .citations import attribution_of, cite_span
from .classifying import complete_fragment, kind_of_sentence, strip_reporting
from .evidence import EvidenceSentence
from .questions import Question
from .settings import Policy
from .spans import SpanIndex
from .verdicts.records import Judge, Judgement

__all__ = ["Gate"]

_ELSEWHERE = "it is about something else than the question"
_BESIDE = "it holds, but does not answer the question"
_BARE_NO = "a bare “no” cannot be checked against the sources"


@dataclass(kw_only=True)
class Gate:
    """Lets sentences of one answer through, or withholds them, and numbers their citations as they come.

    Every event it gives is final: a sentence is never shown before its verdict is known. Sentences that hold but do not
    answer wait for one that answers, and are shown before it; `finish` withholds those for which none came.
    """

    question: Question
    hits: Sequence[Hit]
    judge: Judge
    policy: Policy
    relevant: Sequence[EvidenceSentence]
    """The sentences that may answer the question: a span that holds none of them is about something else."""
    answering: Sequence[EvidenceSentence] | None = None
    """The sentences that may themselves answer it; None for all that are relevant."""
    sentences: list[Sentence] = field(default_factory=list)
    withheld: list[WithheldSentence] = field(default_factory=list)
    citations: list[Citation] = field(default_factory=list)
    stripped: int = 0
    dropped: int = 0
    refusals: int = 0
    _lead: str | None = field(default=None, init=False)
    _waiting: list[BoundSentence] = field(default_factory=list, init=False)
    _index: SpanIndex = field(init=False)

    def __post_init__(self) -> None:
        self._index = SpanIndex(self.hits)

    @property
    def has_supported(self) -> bool:
        return any(sentence.verdict == "supported" for sentence in self.sentences)

    def pass_sentence(self, draft: DraftSentence, cited: Sequence[int]) -> Iterator[AnswerEvent]:
        """Judge one drafted sentence and say what becomes of it; nothing is said of words without content.

        Args:
            cited: places of the passages that the draft cites for it, among the hits.
        """
        self.stripped += draft.stripped
        if not draft.text:
            return
        kind = kind_of_sentence(draft.text)
        lead, self._lead = self._lead, None
        if kind in ("empty", "lead"):
            self.dropped += 1
            self._lead = draft.text if kind == "lead" else None
            return
        text, checked, needed = draft.text, strip_reporting(draft.text), frozenset[str]()
        if kind in ("fragment", "polarity"):
            completed = complete_fragment(self.question.text, draft.text, lead)
            if completed is None:
                why = Judgement(verdict="unsupported", support=0.0, why=_BARE_NO)
                yield from self._withhold(BoundSentence(text=text, checked=text, judgement=why))
                return
            checked = completed
            needed = frozenset(content_stems(draft.text)) if kind == "fragment" else needed
            if lead is not None:
                text, self._lead = completed, lead
        bound = bind_sentence(
            text, checked, cited, self._index, self.judge, len(self.hits), needed, self.question.stems
        )
        if kind == "refusal" and bound.judgement.verdict != "supported":
            self.refusals += 1
            self.dropped += 1
            return
        if bound.judgement.verdict == "supported":
            if not _rests_on(bound, self.relevant):
                bound = _turn_down(bound, _ELSEWHERE)
            elif not self.has_supported:
                self._waiting.append(bound)
                if self.answering is None or _rests_on(bound, self.answering):
                    waiting, self._waiting = self._waiting, []
                    for each in waiting:
                        yield from self._show(each)
                return
        yield from self._show_or_withhold(bound)

    def finish(self) -> Iterator[AnswerEvent]:
        """Say, at the end of a draft, what becomes of the sentences that waited in vain for one that answers."""
        waiting, self._waiting = self._waiting, []
        for bound in waiting:
            yield from self._show_or_withhold(_turn_down(bound, _BESIDE))

    def _show_or_withhold(self, bound: BoundSentence) -> Iterator[AnswerEvent]:
        if bound.judgement.verdict == "supported" or (self.policy == "mark" and not bound.is_instruction):
            yield from self._show(bound)
        else:
            yield from self._withhold(bound)

    def _show(self, bound: BoundSentence) -> Iterator[AnswerEvent]:
        if any(sentence.text == bound.text for sentence in self.sentences):
            self.dropped += 1
            return
        fresh: list[Citation] = []
        markers = tuple(self._mark(span, fresh) for span in bound.spans)
        direct = direct_span(self.question, bound.text)
        sentence = Sentence(
            text=bound.text,
            verdict=bound.judgement.verdict,
            support=bound.judgement.support,
            citations=tuple(dict.fromkeys(markers)),
            direct=bound.text[slice(*direct)] if direct and bound.judgement.verdict == "supported" else None,
            attribution=attribution_of(bound.spans[0].hit.document) if bound.spans else None,
        )
        self.sentences.append(sentence)
        yield AnswerEvent(kind="sentence", sentence=sentence, citations=tuple(fresh))

    def _withhold(self, bound: BoundSentence) -> Iterator[AnswerEvent]:
        judgement = bound.judgement
        withheld = WithheldSentence(
            text=bound.text, verdict=judgement.verdict, support=judgement.support, why=judgement.why
        )
        if any(other.text == withheld.text for other in self.withheld):
            return
        self.withheld.append(withheld)
        yield AnswerEvent(kind="withheld", withheld=withheld)

    def _mark(self, span: BoundSpan, fresh: list[Citation]) -> int:
        """The marker of a span: its old one when it is cited already, else the next number."""
        document = span.hit.document
        for citation in self.citations:
            if (citation.document_id, citation.version, citation.start, citation.end) == (
                document.document_id, document.version, span.start, span.end,
            ):  # fmt: skip
                return citation.marker
        fresh.append(cite_span(span.hit, span.start, span.end, len(self.citations) + 1))
        self.citations.append(fresh[-1])
        return fresh[-1].marker


def _rests_on(bound: BoundSentence, sentences: Sequence[EvidenceSentence]) -> bool:
    """Whether a span that it is bound to holds a part of one of these."""
    return any(
        span.hit.document.document_id == sentence.hit.document.document_id
        and span.start < sentence.end
        and sentence.start < span.end
        for span in bound.spans
        for sentence in sentences
    )


def _turn_down(bound: BoundSentence, why: str) -> BoundSentence:
    """The sentence without its support, since it is of no use to who asked."""
    off = Judgement(verdict="unsupported", support=bound.judgement.support, why=why)
    return replace(bound, judgement=off, spans=())
