"""LlamaIndex's CitationQueryEngine over the same passages, embedder and chat model."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from .passages import hit_of, passages_of, read_reply

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

    from assistant import Answer
    from vectorstore import Embedder, Hit, SearchFilter, Store

__all__ = ["CitationEnginePeer"]

_WHOLE = 100_000  # passages are not cut again: each is a source of its own


class CitationEnginePeer:
    """The engine as a system, with its own prompts."""

    name = "llamaindex citation engine"

    def __init__(self, store: Store, model: BaseChatModel, model_name: str, *, passages: int = 8) -> None:
        from llama_index.core import VectorStoreIndex
        from llama_index.core.schema import TextNode

        self._store = store
        self._model_name = model_name
        self._passages = passages
        self._embedding = _as_embedding(store.embedder)
        self._llm = _as_llm(model)
        nodes = [TextNode(text=text, metadata=span, **_UNSHOWN) for text, span in passages_of(store)]
        self._index = VectorStoreIndex(nodes, embed_model=self._embedding)

    @property
    def store(self) -> Store:
        return self._store

    @property
    def settings(self) -> Mapping[str, str]:
        return {"passages": str(self._passages)}

    def ask(self, question: str, *, history: Sequence[Mapping[str, str]], filter: SearchFilter | None) -> Answer:
        from llama_index.core.node_parser import SentenceSplitter
        from llama_index.core.query_engine import CitationQueryEngine
        from llama_index.core.response_synthesizers import ResponseMode

        began = time.perf_counter()
        sources = self.rank(question, self._passages, filter)
        retrieved = (time.perf_counter() - began) * 1000
        engine = CitationQueryEngine.from_args(
            self._index,
            llm=self._llm,
            retriever=self._retriever(self._passages, filter),
            text_splitter=SentenceSplitter(chunk_size=_WHOLE, chunk_overlap=0),
            response_mode=ResponseMode.COMPACT,
        )
        response = engine.query(question)
        cited = [hit_of(self._store, node.metadata, float(node.score or 0.0)) for node in response.source_nodes]
        return read_reply(question, str(response), cited or sources, self._model_name, began, retrieved)

    def rank(self, question: str, k: int, filter: SearchFilter | None) -> list[Hit]:
        nodes = self._retriever(k, filter).retrieve(question)
        return [hit_of(self._store, node.metadata, float(node.score or 0.0)) for node in nodes]

    def _retriever(self, k: int, filter: SearchFilter | None) -> Any:
        from llama_index.core.vector_stores import FilterOperator, MetadataFilter, MetadataFilters

        chosen = None
        if filter is not None and filter.document_ids:
            ids = list(filter.document_ids)
            chosen = MetadataFilters(filters=[MetadataFilter(key="document_id", value=ids, operator=FilterOperator.IN)])
        return self._index.as_retriever(similarity_top_k=k, filters=chosen)


_SPAN = ["document_id", "start", "end", "ordinal"]
_UNSHOWN: dict[str, Any] = {"excluded_llm_metadata_keys": _SPAN, "excluded_embed_metadata_keys": _SPAN}


def _as_embedding(embedder: Embedder) -> Any:
    """The store's embedder as LlamaIndex's."""
    from llama_index.core.embeddings import BaseEmbedding

    def embed(texts: list[str]) -> list[list[float]]:
        return [[float(value) for value in row] for row in embedder.embed(texts)]

    class StoreEmbedding(BaseEmbedding):  # type: ignore[misc, unused-ignore]
        def _get_text_embedding(self, text: str) -> list[float]:
            return embed([text])[0]

        def _get_text_embeddings(self, texts: list[str]) -> list[list[float]]:
            return embed(texts)

        def _get_query_embedding(self, query: str) -> list[float]:
            return embed([query])[0]

        async def _aget_query_embedding(self, query: str) -> list[float]:
            return embed([query])[0]

    return StoreEmbedding()


def _as_llm(model: BaseChatModel) -> Any:
    """The LangChain chat model as LlamaIndex's; it is asked once for each prompt."""
    from llama_index.core.llms import CompletionResponse, CustomLLM, LLMMetadata

    class ChatModelLLM(CustomLLM):  # type: ignore[misc, unused-ignore]
        @property
        def metadata(self) -> LLMMetadata:
            return LLMMetadata(context_window=4096, num_output=400)

        def complete(self, prompt: str, formatted: bool = False, **more: Any) -> CompletionResponse:
            return CompletionResponse(text=str(model.invoke(prompt).text))

        def stream_complete(self, prompt: str, formatted: bool = False, **more: Any) -> Any:
            yield self.complete(prompt, formatted)

    return ChatModelLLM()
