from __future__ import annotations

from assistant import Assistant, NewsdeskRetriever
from tests.assistant.library import QUESTION
from vectorstore import SearchFilter


def test_the_retriever_gives_passages_with_their_spans(assistant: Assistant) -> None:
    found = NewsdeskRetriever(store=assistant.store, k=2).invoke(QUESTION)

    assert 0 < len(found) <= 2
    for item in found:
        document = assistant.store.document(item.metadata["document_id"], item.metadata["version"])
        assert document.text[item.metadata["start"] : item.metadata["end"]] == item.page_content
    assert found[0].metadata["published"] == "2025-03-16"


def test_the_retriever_keeps_to_its_filter(assistant: Assistant) -> None:
    retriever = NewsdeskRetriever(store=assistant.store, search_filter=SearchFilter(publishers=("Weekly",)))

    assert {item.metadata["publisher"] for item in retriever.invoke(QUESTION)} == {"Weekly"}
