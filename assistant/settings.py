"""The assistant's settings: one frozen, bounded class; the environment is read here and nowhere else in this folder."""

from __future__ import annotations

from typing import Literal

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict

__all__ = ["AssistantSettings", "Fallback", "Policy"]

Policy = Literal["strict", "mark"]
"""What becomes of a drafted sentence without support: `strict` withholds it, `mark` shows it with its verdict."""
Fallback = Literal["quotes", "none"]
"""What is given when a chat model fails or nothing of its draft survives."""


class AssistantSettings(BaseSettings):
    """How questions are answered. Each setting can be given as `NEWSDESK_<NAME>`."""

    model_config = SettingsConfigDict(env_prefix="NEWSDESK_", frozen=True, extra="ignore")

    model: str = Field(default="quotes", description="`quotes`, or a chat model as provider:name.")
    passages: int = Field(default=8, ge=1, le=50, description="Passages that are read for an answer.")
    most_quotes: int = Field(default=3, ge=1, le=10, description="Most sentences that a quotes answer shows.")
    quote_ratio: float = Field(
        default=0.35, ge=0, le=1, description="A further quote is shown when it is this near to the best one's value."
    )
    cutoff: float | None = Field(
        default=None, ge=0, le=1, description="Abstain below this confidence; None takes the calibrated cut-off."
    )
    ranker: str = Field(
        default="built-in",
        description="Reads the best sentences together with the question: `built-in`, `none`, or a cross-encoder's folder "
        "or hub id.",
    )
    ranked_sentences: int = Field(default=6, ge=1, le=100, description="Sentences that the ranker reads.")
    question_characters: int = Field(default=2000, ge=10, le=100_000, description="Longest question that is read.")
    policy: Policy = Field(
        default="strict", description="`strict` withholds what lacks support, `mark` shows it marked."
    )
    fallback: Fallback = Field(default="quotes", description="`quotes` or `none`, for when a chat model fails.")
    model_url: str | None = Field(
        default=None, description="Base URL of an OpenAI-compatible server, for openai: models."
    )
    model_timeout_s: float = Field(default=120.0, gt=0, le=3600, description="Longest wait for a model's next words.")
    model_retries: int = Field(default=2, ge=0, le=10, description="How often a failed call is tried again.")
    model_temperature: float | None = Field(
        default=None, ge=0, le=2, description="None takes the model's own; 0 for llamacpp: models."
    )
    model_threads: int | None = Field(
        default=None, ge=1, le=1024, description="Threads of a llamacpp: model; None takes all cores."
    )
    answer_tokens: int = Field(default=400, ge=16, le=8000, description="Most tokens of a drafted answer.")
    context_tokens: int | None = Field(
        default=None,
        ge=512,
        le=2_000_000,
        description="Most tokens a model is given to read; None takes its own limit.",
    )
    trace_text: bool = Field(
        default=False, description="Put questions and answers into spans and logs too; else only counts and names."
    )
