"""A chat model behind the guard: draft, verdicts, one more try, then quotes or an abstention. The course of an answer.

The model is not asked at all when the evidence is below the abstention's cut-off.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass, replace

from vectorstore import Hit
from vectorstore.tracing import Trace, trace_stage

from .answering import Assessment, answer_with_quotes, count_independent
from .answers import Answer, AnswerEvent, Timings
from .drafting import Drafter
from .errors import ModelFailedError
from .evidence import EvidenceSentence
from .models import OpenedModel
from .policy import Gate
from .ranker import SentenceRanker, load_ranker
from .ranking import rank_rest
from .replaying import replay_answer
from .settings import AssistantSettings
from .sides import show_other_sides
from .verdicts.records import Judge
from .weights import load_weights

__all__ = ["Guard"]

_NO_ANSWER = "The model found no answer in the passages that it read."
_NOTHING_LEFT = "Nothing that the model wrote could be shown to answer the question from the library."
_REPLACED = (
    "Nothing that the model wrote could be shown to answer the question from the library, so this is what the library "
    "itself says."
)
_FAILED = "This is what the library itself says."
_BROKEN = "What it had said before stands."
_FAULTS_TOLD = 4
_MOST_RELEVANT = 10
_NEAR_BEST = 0.15
_NEAR_ANSWER = 0.35
"""What share of the best sentence's rating a sentence needs to count as an answer: .984 of the answerable built-in questions
(n = 387) keep one that answers them, among 4.9 on average."""
_NEVER = 2.0
"""A cut-off that no confidence reaches."""


@dataclass(kw_only=True)
class _Course:
    """What is known of an answer while it is made, beside its sentences."""

    asked: str
    assessment: Assessment
    retrieve_ms: float
    gate: Gate
    prompt_hash: str | None = None
    verify_ms: float = 0.0
    failure: ModelFailedError | None = None


@dataclass(frozen=True, kw_only=True)
class Guard:
    """Answers with a chat model, and shows only what the judge lets through."""

    model: OpenedModel
    judge: Judge
    settings: AssistantSettings

    def answer(self, asked: str, assessment: Assessment, retrieve_ms: float) -> Iterator[AnswerEvent]:
        """Answer step by step: `sentence` and `withheld` events while the model writes, then the whole `answer`.

        Raises:
            ModelFailedError: the model failed before anything could be shown, and the fallback is `none`.
        """
        if not assessment.is_answerable:
            unasked = answer_with_quotes(asked, assessment, self.settings, retrieve_ms)
            yield AnswerEvent(kind="answer", answer=replace(unasked, model=self.model.name))
            return
        gate = Gate(
            question=assessment.question,
            hits=_best_first(assessment),
            judge=self.judge,
            policy=self.settings.policy,
            relevant=_relevant(assessment),
            answering=_answering(assessment, load_ranker(self.settings.ranker)),
        )
        course = _Course(asked=asked, assessment=assessment, retrieve_ms=retrieve_ms, gate=gate)
        try:
            yield from self._draft_and_pass(course)
        except ModelFailedError as err:
            yield from gate.finish()
            if not gate.sentences and self.settings.fallback == "none":
                raise
            course.failure = err
        answer = self._conclude(course)
        if not gate.sentences:
            yield from (event for event in replay_answer(answer) if event.kind == "sentence")
        yield AnswerEvent(kind="answer", answer=answer)

    def _draft_and_pass(self, course: _Course) -> Iterator[AnswerEvent]:
        gate = course.gate
        drafter = Drafter(
            model=self.model,
            question=gate.question.text,
            hits=gate.hits,
            answer_tokens=self.settings.answer_tokens,
        )
        course.prompt_hash = drafter.prompt_hash
        yield from self._pass_draft(drafter, course)
        if gate.sentences or gate.refusals:
            return
        faults = [f"“{sentence.text}”: {sentence.why}" for sentence in gate.withheld[:_FAULTS_TOLD]]
        drafter.object_to(faults or ["It held no whole sentence."])
        yield from self._pass_draft(drafter, course)

    def _pass_draft(self, drafter: Drafter, course: _Course) -> Iterator[AnswerEvent]:
        draft = Trace("draft", model=self.model.name)
        for sentence in draft.iterate(drafter.draft()):
            began = time.perf_counter()
            with trace_stage("verify") as stage:
                events = list(course.gate.pass_sentence(sentence, drafter.places_of(sentence.codes)))
                stage.note(shown=sum(event.kind == "sentence" for event in events))
            course.verify_ms += (time.perf_counter() - began) * 1000
            yield from events
        yield from course.gate.finish()

    def _conclude(self, course: _Course) -> Answer:
        """The whole answer: what passed, else quotes, else an abstention with the nearest passages."""
        gate = course.gate
        if gate.sentences:
            return self._answer_of(course)
        if course.failure is not None:
            return self._with_quotes(course, f"{course.failure} {_FAILED}")
        if gate.refusals:
            return self._abstained(course, _NO_ANSWER)
        if self.settings.fallback == "quotes":
            return self._with_quotes(course, _REPLACED)
        return self._abstained(course, _NOTHING_LEFT)

    def _answer_of(self, course: _Course) -> Answer:
        gate = course.gate
        citations = tuple(gate.citations)
        question = course.assessment.question
        answer = Answer(
            question=course.asked,
            standalone_question=question.text,
            status="answered",
            reason=None,
            text="\n\n".join(
                " ".join([sentence.text, *(f"[{marker}]" for marker in sentence.citations)])
                for sentence in gate.sentences
            ),
            model=self.model.name,
            sentences=tuple(gate.sentences),
            citations=citations,
            confidence=course.assessment.confidence,
            independent_sources=count_independent(citations),
            timings_ms=Timings(retrieve=course.retrieve_ms),
        )
        answer = show_other_sides(answer, question, course.assessment.rated)
        return _with_course(answer, course, None if course.failure is None else f"{course.failure} {_BROKEN}")

    def _with_quotes(self, course: _Course, notice: str) -> Answer:
        quotes = answer_with_quotes(course.asked, course.assessment, self.settings, course.retrieve_ms)
        return _with_course(quotes, course, notice)

    def _abstained(self, course: _Course, reason: str) -> Answer:
        nothing = replace(course.assessment, cutoff=_NEVER)
        abstained = answer_with_quotes(course.asked, nothing, self.settings, course.retrieve_ms)
        return _with_course(replace(abstained, model=self.model.name, reason=reason, text=reason), course, None)


def _best_first(assessment: Assessment) -> list[Hit]:
    """The hits, those with the best sentences first, so that a narrow window holds what matters."""
    order = list(dict.fromkeys([*(sentence.rank for _, sentence in assessment.rated), *range(len(assessment.hits))]))
    return [assessment.hits[rank] for rank in order]


def _relevant(assessment: Assessment) -> list[EvidenceSentence]:
    """The sentences that rate best for the question, and all that come near to the best."""
    rated = assessment.rated
    least = _NEAR_BEST * rated[0][0] if rated else 0.0
    return [sentence for n, (value, sentence) in enumerate(rated) if n < _MOST_RELEVANT or value >= least]


def _answering(assessment: Assessment, ranker: SentenceRanker | None) -> list[EvidenceSentence] | None:
    """The sentences that may themselves answer, all of them read by the ranker; None where there is no ranker."""
    if ranker is None or not assessment.rated:
        return None
    rated = rank_rest(assessment.question, assessment.rated, ranker, load_weights("sentence"), load_weights("ranked"))
    return [sentence for value, sentence in rated if value >= _NEAR_ANSWER * rated[0][0]]


def _with_course(answer: Answer, course: _Course, notice: str | None) -> Answer:
    gate = course.gate
    return replace(
        answer,
        withheld=tuple(gate.withheld),
        notice=notice,
        stripped_citations=gate.stripped,
        dropped_sentences=gate.dropped,
        prompt_hash=course.prompt_hash,
        timings_ms=replace(answer.timings_ms, verify=course.verify_ms),
    )
