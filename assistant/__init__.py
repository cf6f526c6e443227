"""The assistant of Newsdesk: question -> retrieval -> draft -> citations -> verdicts -> Answer. The public Python API.

    from assistant import Assistant

    answer = Assistant.open(home).ask("How many people can CECOT hold?")

Reading files lives in `ingest`, storing and searching in `vectorstore`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from vectorstore.lazy import load_lazily

if TYPE_CHECKING:
    from .answers import Answer, AnswerEvent, Citation, Disagreement, Sentence, WithheldSentence
    from .assistant import Assistant
    from .errors import AssistantError
    from .retriever import NewsdeskRetriever
    from .settings import AssistantSettings

_MODULE_OF = {
    "Answer": "answers",
    "AnswerEvent": "answers",
    "Assistant": "assistant",
    "AssistantError": "errors",
    "AssistantSettings": "settings",
    "Citation": "answers",
    "Disagreement": "answers",
    "NewsdeskRetriever": "retriever",
    "Sentence": "answers",
    "WithheldSentence": "answers",
}

__all__ = [
    "Answer",
    "AnswerEvent",
    "Assistant",
    "AssistantError",
    "AssistantSettings",
    "Citation",
    "Disagreement",
    "NewsdeskRetriever",
    "Sentence",
    "WithheldSentence",
]

__getattr__ = load_lazily("assistant", _MODULE_OF)
