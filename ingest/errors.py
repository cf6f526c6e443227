"""The errors of ingest, as a tree. Each message says what went wrong and the next step.

IngestError
├── NothingToIngestError   no source was named
└── SourceRejectedError    one source cannot be taken in; the rest of the run goes on

A rejected source ends as a line of the report, never as an error of the run.
"""

from __future__ import annotations

__all__ = ["IngestError", "NothingToIngestError", "SourceRejectedError"]


class IngestError(Exception):
    """Root of all errors that ingest raises."""


class NothingToIngestError(IngestError):
    """No source was named."""

    def __init__(self) -> None:
        super().__init__(
            "Nothing to take in. Name files, folders or http(s) addresses, or use: newsdesk ingest --built-in"
        )


class SourceRejectedError(IngestError):
    """One source cannot be taken in. `why` is a phrase such as `it is empty`; `ingest.rejections` has all of them."""

    def __init__(self, why: str) -> None:
        self.why = why
        super().__init__(f"This source was not taken in: {why}. Mend it or leave it out; the others are not touched.")
