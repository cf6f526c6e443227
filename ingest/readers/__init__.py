"""One reader for each format: from raw bytes to a draft. Where either goes or comes from is not known here."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module

from ..drafting import Draft
from ..formats import Format
from ..raw import RawSource
from ..settings import IngestSettings

__all__ = ["read_document"]

_MODULES: dict[Format, str] = {
    "text": "text",
    "markdown": "markdown",
    "html": "html",
    "pdf": "pdf",
    "docx": "docx",
    "eml": "eml",
}


def read_document(raw: RawSource, format: Format, settings: IngestSettings) -> Draft:
    """Read a source that holds one document.

    Raises:
        SourceRejectedError: says why nothing can be taken from it.
    """
    read: Callable[[RawSource, IngestSettings], Draft] = import_module(f".{_MODULES[format]}", __name__).read
    return read(raw, settings)
