"""Ingest: files, folders and addresses become documents and passages in the store. Holds the built-in corpus.

    from ingest import ingest

    report = ingest(home, ["reports/", "https://example.org/story.html"])

Searching and answering live elsewhere.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from vectorstore.lazy import load_lazily

if TYPE_CHECKING:
    from .corpora import built_in_sources
    from .errors import IngestError, NothingToIngestError, SourceRejectedError
    from .pipeline import SyncMode, ingest, ingest_into
    from .progress import IngestProgress, ProgressCallback
    from .report import IngestReport, Rejection
    from .settings import IngestSettings
    from .splitting import SplitSettings, split_document, splitter_name

_HOMES = {
    "corpora": ("built_in_sources",),
    "errors": ("IngestError", "NothingToIngestError", "SourceRejectedError"),
    "pipeline": ("SyncMode", "ingest", "ingest_into"),
    "progress": ("IngestProgress", "ProgressCallback"),
    "report": ("IngestReport", "Rejection"),
    "settings": ("IngestSettings",),
    "splitting": ("SplitSettings", "split_document", "splitter_name"),
}
_MODULE_OF = {name: module for module, names in _HOMES.items() for name in names}

__all__ = [
    "IngestError",
    "IngestProgress",
    "IngestReport",
    "IngestSettings",
    "NothingToIngestError",
    "ProgressCallback",
    "Rejection",
    "SourceRejectedError",
    "SplitSettings",
    "SyncMode",
    "built_in_sources",
    "ingest",
    "ingest_into",
    "split_document",
    "splitter_name",
]

__getattr__ = load_lazily("ingest", _MODULE_OF)
