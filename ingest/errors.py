"""The errors of ingest, as a tree. Each message says what went wrong and the next step.

IngestError
├── NothingToIngestError   no source was named
├── SourceRejectedError    one source cannot be taken in; the rest of the run goes on
└── EngineError            the engine `ray` cannot do the work
    ├── RayNotInstalledError
    ├── ClusterUnreachableError
    └── WorkersFailedError     the cluster is there, but none of its workers does the work

A rejected source ends as a line of the report, never as an error of the run.
"""

from __future__ import annotations

__all__ = [
    "ClusterUnreachableError",
    "EngineError",
    "IngestError",
    "NothingToIngestError",
    "RayNotInstalledError",
    "SourceRejectedError",
    "WorkersFailedError",
]


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


class EngineError(IngestError):
    """The engine `ray` cannot do the work. What was stored stays."""


class RayNotInstalledError(EngineError):
    """Ray is not installed."""

    def __init__(self) -> None:
        super().__init__(
            "Ray is not installed, so documents cannot be spread over a cluster. Install it with: "
            "pip install 'newsdesk[ray]'. Or leave --engine ray away."
        )


class ClusterUnreachableError(EngineError):
    """No Ray cluster answers, or none can be started here. `address` is None for one on this machine."""

    def __init__(self, address: str | None, why: str) -> None:
        self.address = address
        self.why = why
        if address is None:
            message = (
                f"Ray cannot start a cluster on this machine: {why}. Free some memory and disk, or leave --engine ray "
                "away."
            )
        else:
            message = (
                f"No Ray cluster can be used at {address}: {why}. Check the address and the firewall (on the cluster's head: ray "
                "start --head --port 6379; then --ray-address HEAD:6379), or leave --ray-address away for a cluster on this "
                "machine."
            )
        super().__init__(message)


class WorkersFailedError(EngineError):
    """The cluster is there, but no worker can do the work."""

    def __init__(self, why: str) -> None:
        self.why = why
        super().__init__(
            f"The workers of the Ray cluster cannot do the work: {why}. What was stored stays; mend that and run the same "
            "command again, or leave --engine ray away."
        )
