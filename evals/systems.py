"""Systems: what is asked the cases. The assistant is one; `peers/` holds others, scored with the same code."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from assistant import Answer, Assistant
    from vectorstore import Hit, SearchFilter, Store

    from .runner import RunRequest

__all__ = ["AssistantSystem", "System", "open_assistant"]


class System(Protocol):
    """Answers questions about the documents of one store."""

    @property
    def name(self) -> str: ...

    @property
    def store(self) -> Store: ...

    @property
    def settings(self) -> Mapping[str, str]:
        """What its answers depend on, beside the code and the corpus."""
        ...

    def ask(self, question: str, *, history: Sequence[Mapping[str, str]], filter: SearchFilter | None) -> Answer: ...

    def rank(self, question: str, k: int, filter: SearchFilter | None) -> list[Hit]:
        """The passages that it reads for a standalone question, best first."""
        ...


class AssistantSystem:
    """The assistant as a system."""

    name = "newsdesk"

    def __init__(self, assistant: Assistant) -> None:
        self.assistant = assistant

    @property
    def store(self) -> Store:
        return self.assistant.store

    @property
    def settings(self) -> Mapping[str, str]:
        return {"settings": self.assistant.settings.model_dump_json()}

    def ask(self, question: str, *, history: Sequence[Mapping[str, str]], filter: SearchFilter | None) -> Answer:
        return self.assistant.ask(question, history=history, filter=filter)

    def rank(self, question: str, k: int, filter: SearchFilter | None) -> list[Hit]:
        return self.store.search(question, k, filter)


def open_assistant(store: Store, request: RunRequest) -> System:
    """The assistant over this store, with the model and settings of the request."""
    from assistant import Assistant

    return AssistantSystem(Assistant.open(model=request.model, settings=request.settings, store=store))
