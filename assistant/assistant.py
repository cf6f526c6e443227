"""The assistant: the public Python API, as a LangChain pipeline over one store."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from vectorstore import SearchFilter, Store
from vectorstore.tracing import Trace, trace_stage
from vectorstore.words import content_stems

from .answering import Assessment, answer_with_quotes, assess
from .answers import Answer, AnswerEvent
from .errors import EmptyQuestionError, QuestionTooLongError
from .followups import Turn, complete_question
from .observing import observe_answer
from .provenance import describe_answer
from .ranker import load_ranker
from .settings import AssistantSettings

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel
    from langchain_core.runnables import Runnable

    from .guarding import Guard
    from .verdicts.records import Judge

__all__ = ["Assistant"]


class Assistant:
    """Answers questions about one library, each sentence with the span that it stands on.

        assistant = Assistant.open("~/newsdesk")
        answer = assistant.ask("How many people can CECOT hold?")
        print(answer.text, answer.citations[0].quote)

    Safe for many threads. Everything is read afresh for each question, so new documents are found at once.

    Args:
        model: a LangChain chat model object; None opens what `settings.model` names.
        judge: gives the verdicts on what a chat model writes; None takes `SupportJudge`.

    Raises:
        UnknownModelError: the chat model cannot be had.
    """

    def __init__(
        self,
        store: Store,
        settings: AssistantSettings | None = None,
        *,
        model: BaseChatModel | None = None,
        judge: Judge | None = None,
    ) -> None:
        self.store = store
        self.settings = settings or AssistantSettings()
        self._guard = _open_guard(self.settings, model, judge)

    @classmethod
    def open(
        cls,
        home: str | Path | None = None,
        model: str | BaseChatModel | None = None,
        *,
        settings: AssistantSettings | None = None,
        store: Store | None = None,
        judge: Judge | None = None,
    ) -> Assistant:
        """Open the library in `home` (the platform's data folder when None).

        Args:
            model: `quotes`, `provider:name`, `llamacpp:FILE.gguf`, or any LangChain chat model object.

        Raises:
            UnknownModelError: no such model.
            StoreError: the library cannot be opened.
        """
        settings = settings or AssistantSettings()
        if isinstance(model, str):
            settings = settings.model_copy(update={"model": model})
            model = None
        opened = store or Store.open(home)
        try:
            return cls(opened, settings, model=model, judge=judge)
        except BaseException:
            if store is None:
                opened.close()
            raise

    def close(self) -> None:
        self.store.close()

    def __enter__(self) -> Assistant:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    # Asking ----------------------------------------------------------------------------------------------------------

    def ask(self, question: str, *, history: Sequence[Turn] = (), filter: SearchFilter | None = None) -> Answer:
        """Answer a question, or abstain.

        Args:
            history: earlier turns, oldest first, as `{"role": "user" | "assistant", "content": str}`.
            filter: only passages that pass it are read.

        Raises:
            EmptyQuestionError, QuestionTooLongError: there is nothing to answer.
            StoreError: the library cannot be read.
        """
        answer: Answer = self.as_runnable().invoke({"question": question, "history": list(history), "filter": filter})
        return answer

    def stream(
        self, question: str, *, history: Sequence[Turn] = (), filter: SearchFilter | None = None
    ) -> Iterator[AnswerEvent]:
        """Answer step by step: `retrieved`, then a `sentence` as each is verified, then the whole `answer`."""
        request = self._assess(self._understand({"question": question, "history": history, "filter": filter}))
        try:
            yield AnswerEvent(kind="retrieved", passages=len(request["assessment"].hits))
            yield from self._answer_live(request)
        finally:
            request["trace"].end()

    async def aask(self, question: str, *, history: Sequence[Turn] = (), filter: SearchFilter | None = None) -> Answer:
        """As `ask`, without blocking the event loop."""
        answer: Answer = await self.as_runnable().ainvoke(
            {"question": question, "history": list(history), "filter": filter}
        )
        return answer

    async def astream(
        self, question: str, *, history: Sequence[Turn] = (), filter: SearchFilter | None = None
    ) -> AsyncIterator[AnswerEvent]:
        """As `stream`, without blocking the event loop."""
        import asyncio

        events = self.stream(question, history=history, filter=filter)
        done = object()
        while (event := await asyncio.to_thread(next, events, done)) is not done:
            yield event  # type: ignore[misc]

    def batch(self, questions: Sequence[str], *, filter: SearchFilter | None = None) -> list[Answer]:
        """Answer several questions, in their order."""
        return list(self.as_runnable().batch([{"question": q, "history": [], "filter": filter} for q in questions]))

    def as_runnable(self) -> Runnable[str | dict[str, Any], Answer]:
        """The assistant as a LangChain Runnable: takes a question, or a dict of question, history and filter."""
        from langchain_core.runnables import RunnableLambda

        return (
            RunnableLambda(self._understand, name="understand")
            | RunnableLambda(self._assess, name="retrieve")
            | RunnableLambda(self._answer, name="answer")
        )

    def assess(self, question: str, *, filter: SearchFilter | None = None) -> Assessment:
        """What the library holds on a standalone question, rated: for evaluation and calibration."""
        request = self._assess(self._understand({"question": question, "filter": filter}))
        request["trace"].end()
        assessment: Assessment = request["assessment"]
        return assessment

    # The steps -------------------------------------------------------------------------------------------------------

    def _understand(self, request: str | Mapping[str, Any]) -> dict[str, Any]:
        trace = Trace("answer", model=self._model_name)
        with trace.piece(), trace_stage("understand"):
            return {**self._stand_alone_request(request), "trace": trace}

    def _stand_alone_request(self, request: str | Mapping[str, Any]) -> dict[str, Any]:
        began = time.perf_counter()
        given: Mapping[str, Any] = {"question": request} if isinstance(request, str) else request
        question = str(given["question"]).strip()
        if not any(character.isalnum() for character in question):
            raise EmptyQuestionError
        if len(question) > self.settings.question_characters:
            raise QuestionTooLongError(len(question), self.settings.question_characters)
        history = given.get("history") or ()
        return {
            "question": question,
            "standalone": self._stand_alone(question, history),
            "filter": given.get("filter") or SearchFilter(),
            "began": began,
        }

    @property
    def _model_name(self) -> str:
        return "quotes" if self._guard is None else self._guard.model.name

    def _stand_alone(self, question: str, history: Sequence[Turn]) -> str:
        if self._guard is None or not history:
            return complete_question(question, history)
        from .rewriting import rewrite_question

        return rewrite_question(question, history, self._guard.model)

    def _assess(self, request: dict[str, Any]) -> dict[str, Any]:
        standalone = request["standalone"]
        with request["trace"].piece():
            with trace_stage("retrieve") as stage:
                hits = self.store.search(standalone, self.settings.passages, request["filter"])
                stage.note(passages=len(hits))
            retrieved = time.perf_counter()
            with trace_stage("rate", passages=len(hits)):
                rarity = self.store.rarity(list(dict.fromkeys(content_stems(standalone))))
                assessment = assess(standalone, hits, rarity, self.settings, load_ranker(self.settings.ranker))
        return {**request, "assessment": assessment, "retrieve_ms": (retrieved - request["began"]) * 1000}

    def _answer(self, request: dict[str, Any]) -> Answer:
        answer: Answer | None = None
        for event in self._answer_live(request):
            answer = event.answer or answer
        assert answer is not None  # the last event of every course is the whole answer
        return answer

    def _answer_live(self, request: dict[str, Any]) -> Iterator[AnswerEvent]:
        """The events behind `retrieved`, each as soon as it is certain."""
        trace: Trace = request["trace"]
        return trace.iterate(self._make_answer(request))

    def _make_answer(self, request: dict[str, Any]) -> Iterator[AnswerEvent]:
        asked, assessment, retrieve_ms = request["question"], request["assessment"], request["retrieve_ms"]
        if self._guard is None:
            from .replaying import replay_answer

            with trace_stage("draft", model="quotes"):
                answer = answer_with_quotes(asked, assessment, self.settings, retrieve_ms)
            yield from replay_answer(self._complete(answer, request))
            return
        for event in self._guard.answer(asked, assessment, retrieve_ms):
            yield event if event.answer is None else replace(event, answer=self._complete(event.answer, request))

    def _complete(self, answer: Answer, request: dict[str, Any]) -> Answer:
        """The answer with its times and with what it was made from."""
        provenance = describe_answer(request["assessment"].hits, self.settings)
        answer = replace(_with_total(answer, request["began"]), provenance=provenance)
        observe_answer(answer, request["trace"], with_text=self.settings.trace_text)
        return answer


def _open_guard(settings: AssistantSettings, model: BaseChatModel | None, judge: Judge | None) -> Guard | None:
    """The guard around a chat model; None for quotes, which need none.

    Raises:
        UnknownModelError: the chat model cannot be had.
    """
    if model is None and settings.model == "quotes":
        return None
    from .guarding import Guard
    from .models import open_chat_model, wrap_chat_model
    from .verdicts import SupportJudge

    opened = open_chat_model(settings.model, settings) if model is None else wrap_chat_model(model, settings)
    return Guard(model=opened, judge=judge or SupportJudge(), settings=settings)


def _with_total(answer: Answer, began: float) -> Answer:
    total = (time.perf_counter() - began) * 1000
    spent = answer.timings_ms.retrieve + answer.timings_ms.verify
    return replace(answer, timings_ms=replace(answer.timings_ms, answer=max(0.0, total - spent), total=total))
