"""Who makes documents of what was read: this process, or the workers of a Ray cluster (`distributed`)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager, nullcontext
from typing import Protocol

from .making import make_document
from .outcomes import Outcome, Unread
from .settings import IngestSettings
from .stores import DocumentStore

__all__ = ["Engine", "LocalEngine", "open_engine"]


class Engine(Protocol):
    """Makes documents, each once, keeping the order."""

    def make(self, outcomes: Iterable[Outcome | Unread], bytes_in_all: int) -> Iterator[Outcome]:
        """Put a document, or the reason why there is none, in the place of each source that is at hand.

        Args:
            bytes_in_all: about how much will come, to share it out evenly.
        """
        ...


class LocalEngine:
    """Makes documents one after the other, in the thread that asks for them. Embedding is left to the writer."""

    def __init__(self, settings: IngestSettings) -> None:
        self._settings = settings

    def make(self, outcomes: Iterable[Outcome | Unread], bytes_in_all: int) -> Iterator[Outcome]:
        for outcome in outcomes:
            yield make_document(outcome, self._settings) if isinstance(outcome, Unread) else outcome


def open_engine(settings: IngestSettings, store: DocumentStore) -> AbstractContextManager[Engine]:
    """The engine that the settings name; a cluster is asked for only once there is work for it.

    Raises:
        RayNotInstalledError: the engine is `ray`, and Ray is not installed.
    """
    if settings.engine == "local":
        return nullcontext(LocalEngine(settings))
    from .distributed import RayEngine

    return RayEngine(settings, store.embedder_name())
