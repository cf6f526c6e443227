"""What runs in a worker process of the cluster: sources become documents, passages and vectors. Knows nothing of Ray."""

from __future__ import annotations

import os
import pickle
from collections.abc import Sequence
from dataclasses import dataclass, replace
from importlib.metadata import version
from typing import TYPE_CHECKING

from ..making import make_document
from ..outcomes import Ready, Refused, Unread
from ..settings import IngestSettings

if TYPE_CHECKING:
    from vectorstore import Embedder

__all__ = ["DocumentWorker", "Prepared", "release", "unpack"]


@dataclass(frozen=True, kw_only=True)
class Prepared:
    """A worker that is ready for documents; or, with `fault`, why it never will be."""

    pid: int
    release: str
    dimensions: int = 0
    fault: str | None = None


class DocumentWorker:
    """Makes documents in batches. The embedding model is loaded once, by `prepare`.

    Args:
        embedder: the name of the library's embedding model.
        threads: how many threads the model may use; None leaves it to the library that runs it.
    """

    def __init__(self, settings: IngestSettings, embedder: str, threads: int | None = None) -> None:
        self._settings = settings
        self._embedder_name = embedder
        self._threads = threads
        self._embedder: Embedder | None = None

    def prepare(self) -> Prepared:
        from vectorstore import EmbedderError

        try:
            dimensions = self._load_embedder().dimensions
        except EmbedderError as err:
            return Prepared(pid=os.getpid(), release=release(), fault=str(err))
        return Prepared(pid=os.getpid(), release=release(), dimensions=dimensions)

    def make(self, batch: Sequence[Unread]) -> list[Ready | Refused]:
        """One outcome for each source of the batch, in order; documents with the vectors of their passages."""
        from vectorstore import embed_documents

        made = [make_document(unread, self._settings) for unread in batch]
        ready = [outcome for outcome in made if isinstance(outcome, Ready)]
        vectors = iter(embed_documents([(each.document, each.passages) for each in ready], self._load_embedder()))
        return [replace(each, vectors=next(vectors)) if isinstance(each, Ready) else each for each in made]

    def make_packed(self, batch: Sequence[Unread]) -> bytes:
        """As `make`, as bytes for `unpack`.

        Arrays that come by Ray itself lie in its object store, and end the process if they outlive the connection.
        """
        return pickle.dumps(self.make(batch), protocol=pickle.HIGHEST_PROTOCOL)

    def _load_embedder(self) -> Embedder:
        if self._embedder is None:
            os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
            from vectorstore import StoreSettings, load_embedder

            self._embedder = load_embedder(self._embedder_name, batch_size=StoreSettings().embed_batch)
            if self._threads is not None and not self._embedder_name.startswith("hashing:"):
                import torch

                torch.set_num_threads(self._threads)
        return self._embedder


def unpack(packed: bytes) -> list[Ready | Refused]:
    """What a worker of this cluster made; pickled, so never to be called on bytes from anywhere else."""
    made: list[Ready | Refused] = pickle.loads(packed)
    return made


def release() -> str:
    """The release of Newsdesk that runs here; workers and writer must have the same."""
    return version("newsdesk")
