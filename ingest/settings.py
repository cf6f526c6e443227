"""The settings of ingest: one frozen, bounded class; the environment is read here and nowhere else in this folder."""

from __future__ import annotations

from typing import Literal

from pydantic import AliasChoices, Field
from pydantic_settings import BaseSettings, SettingsConfigDict

from .splitting import SplitSettings

__all__ = ["IngestSettings"]


class IngestSettings(BaseSettings):
    """What is taken in and how. Each setting can be given as `NEWSDESK_INGEST_<NAME>`."""

    model_config = SettingsConfigDict(env_prefix="NEWSDESK_INGEST_", frozen=True, extra="forbid", populate_by_name=True)

    passage_words: int = Field(default=120, ge=20, le=200, description="Words that a passage has, about.")
    least_words: int = Field(
        default=30, ge=0, le=100, description="A shorter rest of a section joins the passage before."
    )
    most_characters: int = Field(
        default=1100, ge=200, le=4000, description="No passage is longer; 1,100 keeps it within 256 tokens."
    )
    max_file_mb: float = Field(default=50.0, gt=0, le=2000, description="Largest file or page that is read, in MB.")
    max_markup_mb: float = Field(default=5.0, gt=0, le=200, description="Largest HTML or Markdown file, in MB.")
    max_line_mb: float = Field(default=20.0, gt=0, le=2000, description="Longest line of a JSON Lines file, in MB.")
    max_unpacked_mb: float = Field(
        default=200.0, gt=0, le=10_000, description="Most that a DOCX file may hold once unpacked, in MB."
    )
    max_collection_mb: float = Field(
        default=8000.0, gt=0, le=1_000_000, description="Most that a JSON Lines file may hold once unpacked, in MB."
    )
    max_compression: float = Field(
        default=200.0,
        ge=2,
        le=10_000,
        description="A file that unpacks to more than this many times its size is refused.",
    )
    max_characters: int = Field(
        default=5_000_000, ge=1000, le=100_000_000, description="Longest text of one document, in characters."
    )
    max_pages: int = Field(default=5000, ge=1, le=100_000, description="Most pages of a PDF file.")
    parse_timeout_s: float = Field(default=120.0, gt=0, le=3600, description="Longest time that one PDF file may take.")
    allow_private_addresses: bool = Field(
        default=False, description="Fetch from private, loopback and link-local addresses too."
    )
    fetch_timeout_s: float = Field(
        default=10.0, gt=0, le=600, description="Longest wait for a connection or more bytes."
    )
    fetch_total_s: float = Field(default=60.0, gt=0, le=3600, description="Longest time that one page may take in all.")
    max_redirects: int = Field(default=5, ge=0, le=20, description="Most redirects that are followed for one page.")
    user_agent: str = Field(
        default="newsdesk/0.1 (research assistant; reads single pages on request)",
        min_length=1,
        max_length=300,
        description="How the fetcher names itself to web servers.",
    )
    read_ahead_characters: int = Field(
        default=2_000_000, ge=0, le=1_000_000_000, description="Text that is parsed ahead while the embedder works."
    )

    engine: Literal["local", "ray"] = Field(
        default="local", description="Who reads and embeds: this process, or the workers of a Ray cluster."
    )
    ray_address: str | None = Field(
        default=None,
        validation_alias=AliasChoices("NEWSDESK_INGEST_RAY_ADDRESS", "RAY_ADDRESS"),
        description="The Ray cluster: host:port, ray://host:port, or `auto`; None starts one on this machine for the run.",
    )
    ray_workers: int | None = Field(
        default=None, ge=1, le=1024, description="Workers; None takes as many as the cluster has room for, up to 16."
    )
    ray_worker_cpus: int = Field(default=1, ge=1, le=256, description="CPUs, and so threads, that one worker has.")
    ray_worker_gpus: float = Field(default=0.0, ge=0, le=16, description="GPUs that one worker has.")
    ray_start_timeout_s: float = Field(
        default=120.0, gt=0, le=3600, description="Longest wait for a first worker to be ready."
    )

    @property
    def split(self) -> SplitSettings:
        """How documents are cut into passages."""
        return SplitSettings(
            passage_words=self.passage_words, least_words=self.least_words, most_characters=self.most_characters
        )
