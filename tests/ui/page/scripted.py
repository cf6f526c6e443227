"""An assistant that says what a test has written down, and waits where the test wants it to."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from types import SimpleNamespace

from assistant import AssistantSettings
from assistant.answers import Answer, AnswerEvent
from tests.ui.answers import answered
from vectorstore import SearchFilter, Store

_PATIENCE_S = 60


class ScriptedAssistant:
    """Imitates `Assistant.stream`: the sentences of a written answer, then the answer; or an error.

    A question that has a gate streams its first sentence, then waits until the test opens the gate.
    """

    def __init__(self, store: Store) -> None:
        self.store = store
        self.reset()

    def reset(self) -> None:
        """Forget what a test has written down."""
        self.answers: dict[str, Answer | Exception] = {}
        self.gates: dict[str, threading.Event] = {}
        self.histories: list[list[dict[str, str]]] = []
        self.filters: list[SearchFilter | None] = []
        self.settings = AssistantSettings()
        self.answerable: set[str] = set()
        """The questions that can be offered as follow-ups."""

    def assess(self, question: str) -> SimpleNamespace:
        return SimpleNamespace(is_answerable=question in self.answerable)

    def ask(self, question: str, **rest: object) -> Answer:
        return answered(question)

    def stream(
        self, question: str, *, history: Sequence[dict[str, str]] = (), filter: SearchFilter | None = None
    ) -> Iterator[AnswerEvent]:
        self.histories.append(list(history))
        self.filters.append(filter)
        given = self.answers.get(question) or answered(question)
        yield AnswerEvent(kind="retrieved", passages=8)
        if isinstance(given, Exception):
            raise given
        for place, sentence in enumerate(given.sentences):
            yield AnswerEvent(kind="sentence", sentence=sentence, citations=given.citations if place == 0 else ())
            if question in self.gates:
                assert self.gates[question].wait(_PATIENCE_S)
        yield AnswerEvent(kind="answer", answer=given)
