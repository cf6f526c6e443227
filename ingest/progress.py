"""How far an ingest has come, as its caller is told."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

__all__ = ["IngestProgress", "ProgressCallback"]


@dataclass(frozen=True, kw_only=True)
class IngestProgress:
    """Where a run stands. Only what is safely stored counts as done."""

    source: str
    """What was stored or decided last."""
    documents: int
    """Documents stored in this run."""
    passages: int
    """Passages stored in this run."""
    unchanged: int
    rejected: int
    fraction: float
    """The share in [0, 1] of the bytes of all sources that is done."""

    @property
    def passages_in_all(self) -> int:
        """An estimate of the passages that the whole run will store; 0 while nothing is known."""
        return round(self.passages / self.fraction) if self.fraction > 0 else 0


ProgressCallback = Callable[[IngestProgress], None]
