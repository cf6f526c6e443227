"""LangChain with Chroma, as the page of its Chroma integration shows it: embeddings, vector store, retriever."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any


class LangChainChain:
    notes = (
        "Chroma.from_documents with persist_directory and HuggingFaceEmbeddings, batches as their defaults; "
        "a query is retriever.invoke, by vectors alone; the chain ends before a chat model",
    )
    packages = ("langchain-core", "langchain-chroma", "langchain-huggingface", "chromadb", "sentence-transformers")

    def __init__(self, embeddings: Any, folder: str) -> None:
        self._embeddings = embeddings
        self._folder = folder
        self._store: Any = None

    def ingest(self, passages: Sequence[dict[str, str]]) -> None:
        from langchain_chroma import Chroma
        from langchain_core.documents import Document

        documents = [
            Document(page_content=passage["text"], metadata={"title": passage["title"]}, id=passage["id"])
            for passage in passages
        ]
        self._store = Chroma.from_documents(documents, self._embeddings, persist_directory=self._folder)

    def search(self, question: str, k: int) -> int:
        return len(self._store.as_retriever(search_kwargs={"k": k}).invoke(question))


def open_peer(model: str, folder: str) -> LangChainChain:
    from langchain_huggingface import HuggingFaceEmbeddings  # type: ignore[import-not-found, unused-ignore]

    embeddings = HuggingFaceEmbeddings(model_name=model)
    embeddings.embed_documents(["The model is loaded.", "It is warm."])
    return LangChainChain(embeddings, folder)
