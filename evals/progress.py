"""Progress of a run: which step is under way and how far it is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from ingest import IngestProgress

__all__ = ["EvalProgress", "ProgressCallback", "follow_ingest"]


@dataclass(frozen=True, kw_only=True)
class EvalProgress:
    """So many of so many `noun`s are done in this step; `total` is an estimate, or 0 where it is not known."""

    step: str
    noun: str
    done: int
    total: int


ProgressCallback: TypeAlias = Callable[[EvalProgress], None]


def follow_ingest(step: str, progress: ProgressCallback | None) -> Callable[[IngestProgress], None] | None:
    """What `ingest` is to call, so that its progress is told as a step of the run."""
    if progress is None:
        return None

    def follow(ingested: IngestProgress) -> None:
        done = ingested.documents + ingested.unchanged
        total = round(done / ingested.fraction) if ingested.fraction > 0 else 0
        progress(EvalProgress(step=step, noun="document", done=done, total=max(done, total)))

    return follow
