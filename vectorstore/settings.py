"""The store's settings: one frozen, bounded class; the environment is read here and nowhere else in this folder."""

from __future__ import annotations

from pathlib import Path
from typing import Self

from pydantic import AliasChoices, Field, SecretStr, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

__all__ = ["StoreSettings", "default_home"]


class StoreSettings(BaseSettings):
    """How documents are stored and found. Each setting can be given as `NEWSDESK_STORE_<NAME>`."""

    model_config = SettingsConfigDict(
        env_prefix="NEWSDESK_STORE_", frozen=True, extra="forbid", populate_by_name=True, hide_input_in_errors=True
    )  # a URL may hold a password, which no error is to quote

    embedder: str | None = Field(
        default=None,
        description="Embedding model: a hub id or a folder; None takes the one the library was built with, "
        "or all-MiniLM-L6-v2 from its package for a new library.",
    )
    lock_timeout_s: float = Field(default=10.0, ge=0, le=3600, description="How long a writer waits for another one.")
    batch_passages: int = Field(default=512, ge=1, le=5000, description="Passages committed together.")
    embed_batch: int = Field(default=16, ge=1, le=1024, description="Passages that go through the model together.")
    candidates: int = Field(default=100, ge=10, le=1000, description="Passages taken from each of the two indexes.")
    dense_weight: float = Field(default=0.5, ge=0, le=1, description="Share of the cosine in the fused relevance.")
    bm25_scale: float = Field(default=20.0, gt=0, description="BM25 value that counts as full lexical match.")
    title_weight: float = Field(default=1.0, ge=0, le=10, description="Weight of the title's words in BM25.")
    duplicate_overlap: float = Field(
        default=0.8, gt=0, le=1, description="Share of word triples two passages have in common to count as copies."
    )
    sync_vectors: int = Field(
        default=1000,
        ge=10,
        le=1_000_000,
        description="Vectors after which Chroma writes its index out (embedded only).",
    )
    catalog_url: SecretStr | None = Field(
        default=None,
        validation_alias=AliasChoices("NEWSDESK_CATALOG_URL"),
        description="A PostgreSQL database that holds the catalog (postgresql://user:password@host:port/database), so "
        "that several machines share one library; the vectors are on a Chroma server then. None keeps the catalog in "
        "the library's folder.",
    )
    chroma_url: str | None = Field(
        default=None,
        validation_alias=AliasChoices("NEWSDESK_CHROMA_URL"),
        pattern=r"^(cloud(://[^/]+)?|https?://[^/]+/?)$",
        description="A Chroma server that holds the vectors (http://host:port), or `cloud` for Chroma Cloud; "
        "None keeps them in the library's folder.",
    )
    chroma_api_key: SecretStr | None = Field(
        default=None,
        validation_alias=AliasChoices("NEWSDESK_CHROMA_API_KEY", "CHROMA_API_KEY"),
        description="The key of Chroma Cloud.",
    )
    chroma_tenant: str | None = Field(
        default=None,
        validation_alias=AliasChoices("NEWSDESK_CHROMA_TENANT", "CHROMA_TENANT"),
        description="The tenant of Chroma Cloud; None takes the key's.",
    )
    chroma_database: str | None = Field(
        default=None,
        validation_alias=AliasChoices("NEWSDESK_CHROMA_DATABASE", "CHROMA_DATABASE"),
        description="The database of Chroma Cloud; None takes the key's.",
    )

    @field_validator("catalog_url")
    @classmethod
    def _is_of_postgresql(cls, url: SecretStr | None) -> SecretStr | None:
        if url is not None and not url.get_secret_value().startswith(("postgresql://", "postgres://")):
            raise ValueError("it should begin with postgresql://")
        return url

    @classmethod
    def of_folder(cls) -> Self:
        """Settings of a library that is in its folder alone, whatever servers the environment names."""
        return cls(catalog_url=None, chroma_url=None)


def default_home() -> Path:
    """The platform's data folder for Newsdesk; nothing is created."""
    import platformdirs

    return Path(platformdirs.user_data_dir("newsdesk", appauthor=False))
