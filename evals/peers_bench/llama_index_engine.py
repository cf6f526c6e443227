"""LlamaIndex, as its starter tutorial shows it: a VectorStoreIndex with a local embedding model, kept on the disk."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any


class LlamaIndexEngine:
    notes = (
        "VectorStoreIndex with its own in-memory vector store and HuggingFaceEmbedding (10 texts a batch, its default), "
        "then storage_context.persist; a query is retriever.retrieve, by vectors alone, through every vector",
    )
    packages = ("llama-index-core", "llama-index-embeddings-huggingface", "sentence-transformers")

    def __init__(self, embedding: Any, folder: str) -> None:
        self._embedding = embedding
        self._folder = folder
        self._retriever: Any = None

    def ingest(self, passages: Sequence[dict[str, str]]) -> None:
        from llama_index.core import VectorStoreIndex
        from llama_index.core.schema import TextNode

        nodes = [TextNode(id_=passage["id"], text=passage["text"]) for passage in passages]
        self._index = VectorStoreIndex(nodes, embed_model=self._embedding)
        self._index.storage_context.persist(persist_dir=self._folder)

    def search(self, question: str, k: int) -> int:
        if self._retriever is None:
            self._retriever = self._index.as_retriever(similarity_top_k=k)
        return len(self._retriever.retrieve(question))


def open_peer(model: str, folder: str) -> LlamaIndexEngine:
    from llama_index.embeddings.huggingface import HuggingFaceEmbedding

    embedding = HuggingFaceEmbedding(model_name=model)
    embedding.get_text_embedding_batch(["The model is loaded.", "It is warm."])
    return LlamaIndexEngine(embedding, folder)
