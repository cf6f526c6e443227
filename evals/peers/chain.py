"""A plain LangChain RAG chain, as its documentation shows it: Chroma, a prompt, a chat model. Nothing is verified."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from importlib import resources
from typing import TYPE_CHECKING, Any

from .passages import hit_of, passages_of, read_reply

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

    from assistant import Answer
    from vectorstore import Embedder, Hit, SearchFilter, Store

__all__ = ["ChainPeer"]

_BATCH = 1000


class ChainPeer:
    """The chain as a system: dense retrieval by langchain-chroma, and one call to the chat model."""

    name = "langchain chain"

    def __init__(self, store: Store, model: BaseChatModel, model_name: str, *, passages: int = 8) -> None:
        from langchain_chroma import Chroma

        self._store = store
        self._model = model
        self._model_name = model_name
        self._passages = passages
        self._prompt = (resources.files("evals") / "prompts" / "peer_chain.md").read_text(encoding="utf-8")
        self._index = Chroma(
            collection_name="peer",
            embedding_function=_as_embeddings(store.embedder),
            collection_metadata={"hnsw:space": "cosine"},
        )
        self._index.reset_collection()
        chunks = passages_of(store)
        for start in range(0, len(chunks), _BATCH):
            texts, spans = zip(*chunks[start : start + _BATCH], strict=True)
            self._index.add_texts(list(texts), list(spans))

    @property
    def store(self) -> Store:
        return self._store

    @property
    def settings(self) -> Mapping[str, str]:
        return {"passages": str(self._passages), "prompt": self._prompt}

    def ask(self, question: str, *, history: Sequence[Mapping[str, str]], filter: SearchFilter | None) -> Answer:
        began = time.perf_counter()
        sources = self.rank(question, self._passages, filter)
        retrieved = (time.perf_counter() - began) * 1000
        context = "\n\n".join(f"[{number}] {hit.text}" for number, hit in enumerate(sources, start=1))
        past = [("human" if turn["role"] == "user" else "ai", turn["content"]) for turn in history]
        task = f"{context}\n\nQuestion: {question}"
        reply = self._model.invoke([("system", self._prompt), *past, ("human", task)])
        return read_reply(question, str(reply.text), sources, self._model_name, began, retrieved)

    def rank(self, question: str, k: int, filter: SearchFilter | None) -> list[Hit]:
        chosen: dict[str, Any] | None = None
        if filter is not None and filter.document_ids:
            chosen = {"document_id": {"$in": list(filter.document_ids)}}
        found = self._index.similarity_search_with_score(question, k=k, filter=chosen)
        return [hit_of(self._store, document.metadata, 1.0 - distance) for document, distance in found]


def _as_embeddings(embedder: Embedder) -> Any:
    """The store's embedder as LangChain's."""
    from langchain_core.embeddings import Embeddings

    class StoreEmbeddings(Embeddings):
        def embed_documents(self, texts: list[str]) -> list[list[float]]:
            return [[float(value) for value in row] for row in embedder.embed(texts)]

        def embed_query(self, text: str) -> list[float]:
            return self.embed_documents([text])[0]

    return StoreEmbeddings()
