"""The embedding model alone, as sentence-transformers runs it: nothing is stored, and a query is its vector."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any


class BareEncode:
    notes = ("SentenceTransformer.encode with its defaults (32 texts a batch); nothing is indexed, nothing is found",)
    packages = ("sentence-transformers", "torch")

    def __init__(self, model: Any) -> None:
        self._model = model

    def ingest(self, passages: Sequence[dict[str, str]]) -> None:
        self._model.encode([passage["text"] for passage in passages], show_progress_bar=False)

    def search(self, question: str, k: int) -> int:
        self._model.encode([question], show_progress_bar=False)
        return 0


def open_peer(model: str, folder: str) -> BareEncode:
    from sentence_transformers import SentenceTransformer

    loaded = SentenceTransformer(model)
    loaded.encode(["The model is loaded.", "It is warm."], show_progress_bar=False)
    return BareEncode(loaded)
