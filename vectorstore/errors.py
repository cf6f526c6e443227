"""The errors of the store, as a tree. Each message says what went wrong and the next step.

StoreError
├── HomeNotUsableError      the library's folder cannot be one
├── StoreLockedError        another process is writing
├── ManifestMismatchError   the folder was built with another embedder, distance or splitter
├── StoreCorruptError       the catalog cannot be read
│   └── IndexCorruptError   the vectors cannot be read; they can be built anew from the catalog
├── DocumentNotFoundError   no such document or version
├── EmbedderError           the embedding model cannot be loaded or does not fit
├── NoEarlierIndexError     there is no index to go back to
├── VectorServerError       the Chroma server does not answer
├── CatalogServerError      the PostgreSQL server cannot be used
├── VectorsNotSharedError   the catalog would be shared, and the vectors not
├── BackupError             a backup cannot be made, read or put back
├── (people_errors.py)      users and conversations: a branch of its own
└── StorageFullError        the disk is full
"""

from __future__ import annotations

from pathlib import Path

__all__ = [
    "BackupError",
    "CatalogServerError",
    "DocumentNotFoundError",
    "EmbedderError",
    "HomeNotUsableError",
    "IndexCorruptError",
    "ManifestMismatchError",
    "NoEarlierIndexError",
    "StorageFullError",
    "StoreCorruptError",
    "StoreError",
    "StoreLockedError",
    "VectorServerError",
    "VectorsNotSharedError",
]


class StoreError(Exception):
    """Root of all errors that the store raises."""


class HomeNotUsableError(StoreError):
    """The path given for the library is no folder, and none can be made there."""

    def __init__(self, home: Path, why: str) -> None:
        self.home = home
        self.why = why
        super().__init__(
            f"{home} cannot hold a library: {why}. Name a folder that you may write to with --home or NEWSDESK_HOME."
        )


class StoreLockedError(StoreError):
    """Another process holds the writer lock of the folder, or of the database."""

    def __init__(self, where: Path | str, waited_s: float) -> None:
        self.where = where
        self.waited_s = waited_s
        super().__init__(
            f"Another process is writing to {where} (waited {waited_s:.0f} s). "
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


class IndexCorruptError(StoreCorruptError):
    """The vectors cannot be read. Nothing is lost: they can be built anew from the catalog."""

    def __init__(self, where: str, why: str) -> None:
        super().__init__(f"The vector index{where}", why)


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


class NoEarlierIndexError(StoreError):
    """No earlier index is kept that a rollback could go back to."""

    def __init__(self) -> None:
        super().__init__(
            "There is no earlier index to go back to: one is kept only after a reindex with another model, until the next "
            "reindex or purge. Build the one you want with: newsdesk reindex --embedder MODEL"
        )


class VectorServerError(StoreError):
    """The Chroma server that is to hold the vectors cannot be used."""

    def __init__(self, url: str, why: str) -> None:
        self.url = url
        self.why = why
        super().__init__(
            f"The Chroma server at {url} cannot be used: {why}. Start it (chroma run --path FOLDER --port PORT), or unset "
            "NEWSDESK_CHROMA_URL to keep the vectors in the library's folder."
        )


class CatalogServerError(StoreError):
    """The PostgreSQL server that is to hold the catalog cannot be used."""

    def __init__(self, where: str, why: str, next_step: str | None = None) -> None:
        self.where = where
        self.why = why
        step = next_step or (
            "Start the server, or mend NEWSDESK_CATALOG_URL; unset it to use the library in the folder instead."
        )
        super().__init__(f"The catalog's database {where} cannot be used: {why.rstrip('.')}. {step}")


class VectorsNotSharedError(StoreError):
    """PostgreSQL would hold the catalog for several machines, while the vectors stay in the folder of one."""

    def __init__(self, home: Path) -> None:
        self.home = home
        super().__init__(
            f"NEWSDESK_CATALOG_URL puts the catalog on PostgreSQL, but the vectors would stay in {home}, where no other "
            "machine sees them. Start a Chroma server (chroma run --path FOLDER --port 8000) and name it with "
            "NEWSDESK_CHROMA_URL=http://127.0.0.1:8000, or unset NEWSDESK_CATALOG_URL."
        )


class BackupError(StoreError):
    """A backup cannot be written, read or put back."""

    def __init__(self, path: Path, why: str, next_step: str) -> None:
        self.path = path
        self.why = why
        super().__init__(f"{path}: {why}. {next_step}")


class StorageFullError(StoreError):
    """The disk or a quota is full; what was acknowledged before is kept."""

    def __init__(self, where: Path | str) -> None:
        self.where = where
        super().__init__(
            f"The disk under {where} is full. Free some space and run the command again: it goes on from here."
        )


class ConversationNotFoundError(StoreError):
    """This owner has no conversation of this id."""

    def __init__(self, conversation_id: str) -> None:
        self.conversation_id = conversation_id
        super().__init__("There is no such conversation of yours; it may have been deleted. Begin a new one.")


class UserExistsError(StoreError):
    """There is a user of this name already."""

    def __init__(self, name: str) -> None:
        self.name = name
        super().__init__(
            f"There is a user {name!r} already. For a new password, remove the user first: newsdesk users remove {name}"
        )


class UserNotFoundError(StoreError):
    """There is no user of this name."""

    def __init__(self, name: str) -> None:
        self.name = name
        super().__init__(f"There is no user {name!r}. See them with: newsdesk users list")


class UserNameRefusedError(StoreError):
    """A name that cannot be a user's."""

    def __init__(self, name: str) -> None:
        self.name = name
        super().__init__(
            f"{name!r} cannot be a user's name. Use up to 64 letters, digits and . _ @ + -, beginning with a letter or digit."
        )
