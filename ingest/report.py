"""What became of an ingest: counts, rejected sources with their reasons, sources that are gone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

__all__ = ["IngestReport", "Rejection"]


@dataclass(frozen=True, kw_only=True)
class Rejection:
    """A source that was not taken in, and why, in words that end with what to do where there is something to do."""

    source: str
    why: str


@dataclass(frozen=True, kw_only=True)
class IngestReport:
    """The outcome of one run."""

    added: int = 0
    updated: int = 0
    unchanged: int = 0
    removed: int = 0
    rejected: tuple[Rejection, ...] = ()
    passages: int = 0
    seconds: float = 0.0
    missing: tuple[str, ...] = ()
    """Sources that an earlier run took from a given folder or collection and that are no longer there; they are removed
    only with `sync="remove"`, and then counted in `removed` too."""
    hidden: int = 0
    """Hidden files and folders (their names begin with a dot) that were passed over inside given folders."""

    def to_json(self) -> dict[str, Any]:
        """The document that `newsdesk ingest --json` prints."""
        return {
            "added": self.added,
            "updated": self.updated,
            "unchanged": self.unchanged,
            "removed": self.removed,
            "rejected": [{"source": item.source, "why": item.why} for item in self.rejected],
            "passages": self.passages,
            "seconds": round(self.seconds, 3),
            "missing": list(self.missing),
        }
