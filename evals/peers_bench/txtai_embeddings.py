"""txtai, as its introduction shows it: an embeddings database with content, saved to the disk."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any


class TxtaiEmbeddings:
    notes = (
        "Embeddings(path=..., content=True), index (32 texts a batch, its default), save; "
        "a query is embeddings.search, by vectors alone",
    )
    packages = ("txtai", "faiss-cpu", "transformers")

    def __init__(self, embeddings: Any, folder: str) -> None:
        self._embeddings = embeddings
        self._folder = folder

    def ingest(self, passages: Sequence[dict[str, str]]) -> None:
        self._embeddings.index((passage["id"], passage["text"]) for passage in passages)
        self._embeddings.save(f"{self._folder}/index")

    def search(self, question: str, k: int) -> int:
        return len(self._embeddings.search(question, k))

    def close(self) -> None:
        self._embeddings.close()


def open_peer(model: str, folder: str) -> TxtaiEmbeddings:
    from txtai import Embeddings  # type: ignore[import-not-found, unused-ignore]

    embeddings = Embeddings(path=model, content=True)
    embeddings.batchtransform(["The model is loaded.", "It is warm."])
    return TxtaiEmbeddings(embeddings, folder)
