"""haiku.rag, as its page on pre-processed documents shows it: chunks imported into an embedded LanceDB, hybrid search."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import Coroutine, Sequence
from typing import Any

_DIMENSIONS = 384  # of all-MiniLM-L6-v2; the configuration wants the number


class HaikuRagClient:
    notes = (
        "import_documents with its own sentence-transformers provider (up to 512 texts a call, 32 a batch), each passage "
        "a chunk of a document made by docling-core; documents, chunks and items are written; a query is client.search, "
        "by words and vectors (its default), without a reranker",
    )
    packages = ("haiku.rag-slim", "lancedb", "pydantic-ai-slim", "docling-core", "sentence-transformers", "torch")

    def __init__(self, loop: asyncio.AbstractEventLoop, client: Any) -> None:
        self._loop = loop
        self._client = client

    def ingest(self, passages: Sequence[dict[str, str]]) -> None:
        from haiku.rag.client.documents import DocumentImport  # type: ignore[import-not-found, unused-ignore]
        from haiku.rag.store.models.chunk import Chunk  # type: ignore[import-not-found, unused-ignore]

        imports = []
        for source, group in itertools.groupby(passages, key=lambda passage: passage["document"]):
            held = list(group)
            chunks = [Chunk(content=passage["text"], order=order) for order, passage in enumerate(held)]
            imports.append(
                DocumentImport(docling_document=_as_docling(held), chunks=chunks, uri=source, title=held[0]["title"])
            )
        self._run(self._client.import_documents(imports))

    def search(self, question: str, k: int) -> int:
        return len(self._run(self._client.search(question, limit=k)))

    def close(self) -> None:
        self._run(self._client.__aexit__(None, None, None))
        self._loop.close()

    def _run(self, work: Coroutine[Any, Any, Any]) -> Any:
        return self._loop.run_until_complete(work)


def _as_docling(passages: Sequence[dict[str, str]]) -> Any:
    from docling_core.types.doc.document import DoclingDocument  # type: ignore[import-not-found, unused-ignore]
    from docling_core.types.doc.labels import DocItemLabel  # type: ignore[import-not-found, unused-ignore]

    document = DoclingDocument(name=passages[0]["title"])
    for passage in passages:
        document.add_text(label=DocItemLabel.TEXT, text=passage["text"])
    return document


def open_peer(model: str, folder: str) -> HaikuRagClient:
    from haiku.rag.client import HaikuRAG  # type: ignore[import-not-found, unused-ignore]
    from haiku.rag.config import AppConfig  # type: ignore[import-not-found, unused-ignore]

    embeddings = {"model": {"provider": "sentence-transformers", "name": model, "vector_dim": _DIMENSIONS}}
    config = AppConfig.model_validate({"embeddings": embeddings})
    loop = asyncio.new_event_loop()
    client = HaikuRAG(f"{folder}/peer.lancedb", config=config, create=True)
    loop.run_until_complete(client.__aenter__())
    peer = HaikuRagClient(loop, client)
    peer.search("The model is loaded.", 1)
    return peer
