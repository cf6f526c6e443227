"""The store as a LangChain retriever, for use in any LangChain chain."""

from __future__ import annotations

from typing import Any

from langchain_core.callbacks import CallbackManagerForRetrieverRun
from langchain_core.documents import Document as LangChainDocument
from langchain_core.retrievers import BaseRetriever
from pydantic import ConfigDict

from vectorstore import Hit, SearchFilter, Store

__all__ = ["NewsdeskRetriever", "to_langchain"]


class NewsdeskRetriever(BaseRetriever):
    """Passages of a store for a question, best first.

        retriever = NewsdeskRetriever(store=store, k=8)
        documents = retriever.invoke("How many people can CECOT hold?")

    Each document's metadata holds document_id, version, start, end, title, publisher, url, published and relevance.
    """

    model_config = ConfigDict(arbitrary_types_allowed=True)

    store: Store
    k: int = 8
    search_filter: SearchFilter = SearchFilter()

    def _get_relevant_documents(
        self, query: str, *, run_manager: CallbackManagerForRetrieverRun | None = None
    ) -> list[LangChainDocument]:
        return [to_langchain(hit) for hit in self.store.search(query, self.k, self.search_filter)]


def to_langchain(hit: Hit) -> LangChainDocument:
    """A hit as LangChain's document; the hit itself stays reachable as the metadata's `hit`."""
    document = hit.document
    metadata: dict[str, Any] = {
        "document_id": document.document_id,
        "version": document.version,
        "start": hit.passage.start,
        "end": hit.passage.end,
        "title": document.title,
        "publisher": document.publisher,
        "url": document.url,
        "published": None if document.published is None else document.published.isoformat(),
        "relevance": hit.relevance,
        "hit": hit,
    }
    return LangChainDocument(page_content=hit.text, metadata=metadata)
