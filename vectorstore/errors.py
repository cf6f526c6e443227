"""The errors of the store, as a tree. Each message says what went wrong and the next step.

StoreError
├── StoreLockedError        another process is writing
├── ManifestMismatchError   the folder was built with another embedder, distance or splitter
├── StoreCorruptError       SQLite or the vectors cannot be read
├── DocumentNotFoundError   no such document or version
├── EmbedderError           the embedding model cannot be loaded or does not fit
└── StorageFullError        the disk is full
"""

from __future__ import annotations

from pathlib import Path

__all__ = [
    "DocumentNotFoundError",
    "EmbedderError",
    "ManifestMismatchError",
    "StorageFullError",
    "StoreCorruptError",
    "StoreError",
    "StoreLockedError",
]


class StoreError(Exception):
    """Root of all errors that the store raises."""


class StoreLockedError(StoreError):
    """Another process holds the writer lock of the folder."""

    def __init__(self, home: Path, waited_s: float) -> None:
        self.home = home
        self.waited_s = waited_s
        super().__init__(
            f"Another process is writing to {home} (waited {waited_s:.0f} s). "
            "Wait until it has finished, or stop it; then run the command again. Reading goes on meanwhile."
        )


class ManifestMismatchError(StoreError):
    """The folder was built with other settings than those asked for now."""

    def __init__(self, setting: str, stored: object, wanted: object) -> None:
        self.setting = setting
        self.stored = stored
        self.wanted = wanted
        super().__init__(
            f"This library was built with {setting} {stored!r}, but {wanted!r} is asked for now. "
            f"Go back to {stored!r}, or rebuild the index with: newsdesk reindex"
        )


class StoreCorruptError(StoreError):
    """A part of the store cannot be read."""

    def __init__(self, what: str, why: str, next_step: str = "Repair it with: newsdesk doctor --repair") -> None:
        self.what = what
        self.why = why
        super().__init__(f"{what} cannot be read: {why}. {next_step}")


class DocumentNotFoundError(StoreError):
    """No document has this id, or the document has no such version."""

    def __init__(self, document_id: str, version: str | None = None) -> None:
        self.document_id = document_id
        self.version = version
        which = (
            f"No document {document_id!r}"
            if version is None
            else f"Document {document_id!r} has no version {version!r}"
        )
        super().__init__(f"{which}. List what there is with: newsdesk sources list")


class EmbedderError(StoreError):
    """The embedding model cannot be loaded, or gives vectors of another size than the index holds."""

    def __init__(self, model: str, why: str) -> None:
        self.model = model
        self.why = why
        super().__init__(
            f"The embedding model {model!r} cannot be used: {why}. Name a local folder or a hub id with "
            "NEWSDESK_STORE_EMBEDDER, or unset it to use the model that comes with Newsdesk."
        )


class StorageFullError(StoreError):
    """The disk or a quota is full; what was acknowledged before is kept."""

    def __init__(self, home: Path) -> None:
        self.home = home
        super().__init__(
            f"The disk under {home} is full. Free some space and run the command again: it goes on from here."
        )
