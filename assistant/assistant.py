"""The assistant: the public Python API, as a LangChain pipeline over one store."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from vectorstore import SearchFilter, Store
from vectorstore.words import content_stems

from .answering import Assessment, answer_with_quotes, assess
from .answers import Answer, AnswerEvent
from .errors import EmptyQuestionError, QuestionTooLongError, UnknownModelError
from .followups import Turn, complete_question
from .settings import AssistantSettings

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel
    from langchain_core.runnables import Runnable

__all__ = ["Assistant"]


class Assistant:
    """Answers questions about one library, each sentence with the span that it stands on.

        assistant = Assistant.open("~/newsdesk")
        answer = assistant.ask("How many people can CECOT hold?")
        print(answer.text, answer.citations[0].quote)

    Safe for many threads. Everything is read afresh for each question, so new documents are found at once.
    """

    def __init__(self, store: Store, settings: AssistantSettings | None = None) -> None:
        self.store = store
        self.settings = settings or AssistantSettings()
        if self.settings.model != "quotes":
            raise UnknownModelError(self.settings.model, "this release answers with quotes only")

    @classmethod
    def open(
        cls,
        home: str | Path | None = None,
        model: str | BaseChatModel | None = None,
        *,
        settings: AssistantSettings | None = None,
        store: Store | None = None,
    ) -> Assistant:
        """Open the library in `home` (the platform's data folder when None).

        Raises:
            UnknownModelError: no such model.
            StoreError: the library cannot be opened.
        """
        settings = settings or AssistantSettings()
        if isinstance(model, str):
            settings = settings.model_copy(update={"model": model})
        elif model is not None:
            raise UnknownModelError(type(model).__name__, "this release answers with quotes only")
        return cls(store or Store.open(home), settings)

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
        yield AnswerEvent(kind="retrieved", passages=len(request["assessment"].hits))
        answer = self._answer(request)
        shown: set[int] = set()
        for sentence in answer.sentences:
            fresh = tuple(c for c in answer.citations if c.marker in sentence.citations and c.marker not in shown)
            shown.update(citation.marker for citation in fresh)
            yield AnswerEvent(kind="sentence", sentence=sentence, citations=fresh)
        for withheld in answer.withheld:
            yield AnswerEvent(kind="withheld", withheld=withheld)
        yield AnswerEvent(kind="answer", answer=answer)

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
        assessment: Assessment = self._assess(self._understand({"question": question, "filter": filter}))["assessment"]
        return assessment

    # The steps -------------------------------------------------------------------------------------------------------

    def _understand(self, request: str | Mapping[str, Any]) -> dict[str, Any]:
        given: Mapping[str, Any] = {"question": request} if isinstance(request, str) else request
        question = str(given["question"]).strip()
        if not any(character.isalnum() for character in question):
            raise EmptyQuestionError
        if len(question) > self.settings.question_characters:
            raise QuestionTooLongError(len(question), self.settings.question_characters)
        return {
            "question": question,
            "standalone": complete_question(question, given.get("history") or ()),
            "filter": given.get("filter") or SearchFilter(),
            "began": time.perf_counter(),
        }

    def _assess(self, request: dict[str, Any]) -> dict[str, Any]:
        standalone = request["standalone"]
        hits = self.store.search(standalone, self.settings.passages, request["filter"])
        retrieved = time.perf_counter()
        rarity = self.store.rarity(list(dict.fromkeys(content_stems(standalone))))
        assessment = assess(standalone, hits, rarity, self.settings)
        return {**request, "assessment": assessment, "retrieve_ms": (retrieved - request["began"]) * 1000}

    def _answer(self, request: dict[str, Any]) -> Answer:
        answer = answer_with_quotes(request["question"], request["assessment"], self.settings, request["retrieve_ms"])
        return _with_total(answer, request["began"])


def _with_total(answer: Answer, began: float) -> Answer:
    total = (time.perf_counter() - began) * 1000
    timings = replace(answer.timings_ms, answer=max(0.0, total - answer.timings_ms.retrieve), total=total)
    return replace(answer, timings_ms=timings)
