"""The store of Newsdesk: documents, passages and embeddings, found by full text and by meaning.

The only place that imports chromadb, sqlite3, psycopg, and sentence-transformers' embedder. Parsing and answering live elsewhere.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from .lazy import load_lazily

if TYPE_CHECKING:
    from .backup import BackupSummary, back_up, restore
    from .catalog import DocumentSummary
    from .conversations import Conversations, ConversationSummary, Opinion, StoredTurn
    from .embedders import Embedder, HashingEmbedder, SentenceTransformerEmbedder, load_embedder
    from .errors import (
        BackupError,
        CatalogServerError,
        DocumentNotFoundError,
        EmbedderError,
        HomeNotUsableError,
        IndexCorruptError,
        ManifestMismatchError,
        NoEarlierIndexError,
        StorageFullError,
        StoreCorruptError,
        StoreError,
        StoreLockedError,
        VectorServerError,
        VectorsNotSharedError,
    )
    from .health import HealthReport
    from .notices import Notice
    from .people import PeopleFile
    from .people_errors import (
        ConversationNotFoundError,
        UserExistsError,
        UserNameRefusedError,
        UserNotFoundError,
    )
    from .ready_vectors import embed_documents
    from .records import Document, Heading, Hit, Passage, Reference, SearchFilter, document_id_of, version_of
    from .repairing import repair_library
    from .sentence_vectors import PassageVectors
    from .sentences import split_sentences
    from .settings import StoreSettings, default_home
    from .store import Store
    from .users import User, Users
    from .writing import StoreWriter

_HOMES = {
    "backup": ("BackupSummary", "back_up", "restore"),
    "catalog": ("DocumentSummary",),
    "conversations": ("ConversationSummary", "Conversations", "Opinion", "StoredTurn"),
    "embedders": ("Embedder", "HashingEmbedder", "SentenceTransformerEmbedder", "load_embedder"),
    "errors": (
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
    ),
    "health": ("HealthReport",),
    "notices": ("Notice",),
    "people": ("PeopleFile",),
    "people_errors": (
        "ConversationNotFoundError",
        "UserExistsError",
        "UserNameRefusedError",
        "UserNotFoundError",
    ),
    "ready_vectors": ("embed_documents",),
    "records": ("Document", "Heading", "Hit", "Passage", "Reference", "SearchFilter", "document_id_of", "version_of"),
    "repairing": ("repair_library",),
    "sentence_vectors": ("PassageVectors",),
    "sentences": ("split_sentences",),
    "settings": ("StoreSettings", "default_home"),
    "store": ("Store",),
    "users": ("User", "Users"),
    "writing": ("StoreWriter",),
}
_MODULE_OF = {name: module for module, names in _HOMES.items() for name in names}

__all__ = [  # noqa: RUF022  (grouped as above)
    "BackupSummary",
    "back_up",
    "restore",
    "DocumentSummary",
    "ConversationSummary",
    "Conversations",
    "Opinion",
    "StoredTurn",
    "Embedder",
    "HashingEmbedder",
    "SentenceTransformerEmbedder",
    "load_embedder",
    "PassageVectors",
    "embed_documents",
    "ConversationNotFoundError",
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
    "UserExistsError",
    "UserNameRefusedError",
    "UserNotFoundError",
    "HealthReport",
    "Notice",
    "repair_library",
    "PeopleFile",
    "Document",
    "Heading",
    "Hit",
    "Passage",
    "Reference",
    "SearchFilter",
    "document_id_of",
    "version_of",
    "split_sentences",
    "StoreSettings",
    "default_home",
    "Store",
    "User",
    "Users",
    "StoreWriter",
]

__getattr__ = load_lazily("vectorstore", _MODULE_OF)
