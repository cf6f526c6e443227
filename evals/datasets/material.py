"""What a data set gives a suite, and how a library is filled with the documents of a data set."""

from __future__ import annotations

import contextlib
import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from ..progress import EvalProgress

if TYPE_CHECKING:
    from vectorstore import Document, Store

    from ..cases import Case
    from ..runner import RunRequest

__all__ = ["Material", "find_missing_files", "make_document", "open_library", "thin_out"]

_Item = TypeVar("_Item")
_BATCH = 64


@dataclass(frozen=True, kw_only=True)
class Material:
    """Cases, and the open store to ask them of.

    Attributes:
        relevant: for each case the documents that are relevant to it, with their gain; without it, the cases' gold says.
        asks: whether the cases are questions to answer; else passages are ranked for them and nothing more.
    """

    cases: tuple[Case, ...]
    store: Store
    relevant: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    asks: bool = True
    counts: Mapping[str, int] = field(default_factory=dict)


def find_missing_files(request: RunRequest, folder: str, names: Sequence[str], origin: str) -> str | None:
    """Which of these files the data folder lacks, and where they are from."""
    if request.data is None:
        return f"no data folder was named; give --data DIR, a folder that holds {folder}/. {origin}"
    for name in names:
        path = request.data / folder / name
        if not path.is_file():
            return f"{path} is missing. {origin}"
    return None


def make_document(source: str, text: str, title: str, publisher: str | None = None) -> Document:
    """A document of a data set; `source` is its identity."""
    from vectorstore import Document, document_id_of, version_of

    return Document(
        document_id=document_id_of(source),
        version=version_of(text),
        source=source,
        text=text,
        title=title,
        publisher=publisher,
    )


@contextlib.contextmanager
def open_library(name: str, documents: Sequence[Document], request: RunRequest) -> Iterator[Store]:
    """A library in the cache that holds these documents and no others; what an earlier run put there is kept."""
    from ingest import SplitSettings, split_document, splitter_name
    from vectorstore import Store, StoreSettings

    from ..runner import default_cache

    identity = hashlib.sha256("\n".join(f"{d.source} {d.version}" for d in documents).encode()).hexdigest()[:8]
    embedder = "" if request.embedder is None else f"-{request.embedder.name.replace(':', '-').replace('/', '-')}"
    home = Path(request.cache or default_cache()) / "libraries" / f"{name}-{identity}{embedder}"
    settings = SplitSettings()
    with Store.open(home, settings=StoreSettings.of_folder(), embedder=request.embedder) as store:
        held = {document_id for document_id, _, _ in store.content_keys().values()}
        missing = [document for document in documents if document.document_id not in held]
        for start in range(0, len(missing), _BATCH):
            with store.writer(splitter=splitter_name(settings)) as writer:
                writer.put([(document, split_document(document, settings)) for document in missing[start:][:_BATCH]])
            if request.progress is not None:
                done = min(start + _BATCH, len(missing))
                step = f"Storing {name}"
                request.progress(EvalProgress(step=step, noun="document", done=done, total=len(missing)))
        yield store


def thin_out(items: Sequence[_Item], limit: int | None) -> list[_Item]:
    """At most `limit` of the items, spread evenly over them and in their order."""
    if limit is None or len(items) <= limit:
        return list(items)
    return [items[n * len(items) // limit] for n in range(limit)]
