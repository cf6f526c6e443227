"""The assistant's settings: one frozen, bounded class; the environment is read here and nowhere else in this folder."""

from __future__ import annotations

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict

__all__ = ["AssistantSettings"]


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
    question_characters: int = Field(default=2000, ge=10, le=100_000, description="Longest question that is read.")
