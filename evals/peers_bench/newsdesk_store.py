"""Newsdesk itself in the shape of a peer: `Store.writer`, `Store.search` and, as only it can without a chat model, `ask`."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from vectorstore import Document, Passage, Store

_BETWEEN = "\n\n"


class NewsdeskStore:
    notes = (
        "Store.writer with its defaults: besides each passage, with its title, each of its sentences is embedded, and "
        "a full-text index and a journal are written; a query is Store.search, by words and vectors with copies "
        "collapsed, so fewer than k may come; `ask` is the verified answer",
    )
    packages = ("newsdesk", "chromadb", "sentence-transformers", "torch")

    def __init__(self, store: Store) -> None:
        self._store = store

    def ingest(self, passages: Sequence[dict[str, str]]) -> None:
        with self._store.writer() as writer:
            writer.put(_as_documents(passages))

    def search(self, question: str, k: int) -> int:
        return len(self._store.search(question, k))

    def open_asker(self) -> Callable[[str], Any]:
        """Asks of a store with a model of its own, since this one's keeps the vectors of questions that it was asked."""
        from assistant import Assistant
        from vectorstore import Store

        home = self._store.home
        self._store.close()
        self._store = Store.open(home)
        return Assistant(self._store).ask

    def close(self) -> None:
        self._store.close()


def _as_documents(passages: Sequence[dict[str, str]]) -> list[tuple[Document, list[Passage]]]:
    from vectorstore import Document, Passage, document_id_of, version_of

    made = []
    for source, group in itertools.groupby(passages, key=lambda passage: passage["document"]):
        held = list(group)
        text = _BETWEEN.join(passage["text"] for passage in held)
        document = Document(
            document_id=document_id_of(source),
            version=version_of(text),
            source=source,
            text=text,
            title=held[0]["title"],
        )
        spans, start = [], 0
        for ordinal, passage in enumerate(held):
            end = start + len(passage["text"])
            spans.append(
                Passage(
                    document_id=document.document_id, version=document.version, ordinal=ordinal, start=start, end=end
                )
            )
            start = end + len(_BETWEEN)
        made.append((document, spans))
    return made


def open_peer(model: str, folder: str) -> NewsdeskStore:
    from vectorstore import Store

    store = Store.open(Path(folder) / "home")
    store.embedder.embed(["The model is loaded.", "It is warm."])
    return NewsdeskStore(store)
