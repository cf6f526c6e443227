"""The errors of the two faces, as a tree, and how every error becomes a message and an exit status.

UiError
├── PortTakenError     another program listens there
├── HostRefusedError   the page would be open to others
├── AmbiguousIdError   the beginning of an id fits several documents
├── ModelNotOfferedError   the page does not offer this model
├── PasswordRefusedError   too short to be a password
├── RunsNotComparableError   two runs of a suite cannot be set side by side
├── UploadRefusedError     a file that a visitor sent is not taken
└── WrongUseError      options that do not go together (exit status 2)
"""

from __future__ import annotations

import errno
from collections.abc import Sequence
from dataclasses import dataclass

__all__ = [
    "AmbiguousIdError",
    "Explanation",
    "HostRefusedError",
    "ModelNotOfferedError",
    "PasswordRefusedError",
    "PortTakenError",
    "RunsNotComparableError",
    "UiError",
    "UploadRefusedError",
    "WrongUseError",
    "explain_error",
]

_FULL_DISK = (errno.ENOSPC, errno.EDQUOT)


class UiError(Exception):
    """Root of all errors that the two faces raise."""


class PortTakenError(UiError):
    """Another program listens on the port."""

    def __init__(self, host: str, port: int, why: str) -> None:
        self.host = host
        self.port = port
        super().__init__(
            f"The chat page cannot listen on {host}:{port}: {why}. "
            f"Is it open already at http://{host}:{port}? If not, choose another port: newsdesk chat --port {port + 1}"
        )


class HostRefusedError(UiError):
    """The page would be reachable from other machines, though it has no accounts."""

    def __init__(self, host: str) -> None:
        self.host = host
        super().__init__(
            f"Anyone who reaches {host} could read your library, so without accounts the chat page serves this machine "
            "only. Add a user first: newsdesk users add NAME. Or leave --host away and, from another machine, use a "
            "tunnel: ssh -L 7860:127.0.0.1:7860 THIS-MACHINE"
        )


class AmbiguousIdError(UiError):
    """The beginning of an id fits several documents."""

    def __init__(self, beginning: str, ids: Sequence[str]) -> None:
        self.beginning = beginning
        self.ids = tuple(ids)
        super().__init__(
            f"{len(ids)} documents have an id that begins with {beginning!r}. Give more of it; newsdesk sources list "
            "shows the ids."
        )


class ModelNotOfferedError(UiError):
    """The page does not offer this model."""

    def __init__(self, name: str, offered: Sequence[str]) -> None:
        super().__init__(f"The page does not offer the model {name[:80]!r}. Choose one of {', '.join(offered)}.")


class PasswordRefusedError(UiError):
    """A password that is too short, or longer than anyone types."""

    def __init__(self, least: int, most: int) -> None:
        super().__init__(
            f"A password has {least} to {most:,} characters. Choose another one, such as a few words in a row."
        )


class RunsNotComparableError(UiError):
    """Two runs of a suite cannot be set side by side: a file is gone or unreadable, or both are one."""


class UploadRefusedError(UiError):
    """A file that a visitor sent is not taken. `why` finishes the sentence `NAME: ...`."""

    def __init__(self, name: str, why: str, *, is_too_large: bool = False) -> None:
        self.name = name
        self.why = why
        self.is_too_large = is_too_large
        super().__init__(f"{name[:200]}: {why}.")


class WrongUseError(UiError):
    """Options that do not go together."""


@dataclass(frozen=True, kw_only=True)
class Explanation:
    """What a person is told of an error, and the exit status that goes with it."""

    message: str
    exit_status: int


def explain_error(error: BaseException) -> Explanation:
    """Turn any error into words that name what went wrong and the next step; never a traceback."""
    from assistant.errors import AssistantError
    from evals.errors import EvalsError
    from ingest.errors import IngestError
    from vectorstore.errors import StoreError

    if isinstance(error, WrongUseError):
        return Explanation(message=str(error), exit_status=2)
    if isinstance(error, AssistantError | EvalsError | IngestError | StoreError | UiError):
        return Explanation(message=str(error), exit_status=1)
    if isinstance(error, KeyboardInterrupt):
        return Explanation(
            message="Stopped. What was stored stays; run the same command again to go on.", exit_status=130
        )
    settings = _settings_problem(error)
    if settings is not None:
        return Explanation(message=settings, exit_status=2)
    if isinstance(error, OSError) and error.errno in _FULL_DISK:
        return Explanation(message="The disk is full. Free some space and run the command again.", exit_status=1)
    if isinstance(error, PermissionError):
        return Explanation(
            message=f"No permission for {error.filename or 'a file'}. Change its rights, or name another folder "
            "with --home.",
            exit_status=1,
        )
    if isinstance(error, OSError) and error.filename is not None:
        return Explanation(
            message=f"{error.filename}: {(error.strerror or 'it cannot be used').lower()}. Check the path, and run "
            "the command again.",
            exit_status=1,
        )
    what = f"{type(error).__name__}: {error}".strip().rstrip(":").splitlines()[0][:300]
    return Explanation(
        message=f"Something went wrong that Newsdesk did not foresee ({what}). Run it again with NEWSDESK_DEBUG=1 to "
        "see where, and report that. Your library can be checked with: newsdesk doctor",
        exit_status=1,
    )


def _settings_problem(error: BaseException) -> str | None:
    """What a refused setting is called in the environment, and why it was refused; None for any other error."""
    try:
        from pydantic import ValidationError
    except ImportError:
        return None
    if not isinstance(error, ValidationError) or not error.title.endswith("Settings"):
        return None
    prefix = {"StoreSettings": "NEWSDESK_STORE_", "IngestSettings": "NEWSDESK_INGEST_"}.get(error.title, "NEWSDESK_")
    first = error.errors()[0]
    name = "_".join(str(part) for part in first["loc"]).upper()
    name = name if name.startswith("NEWSDESK_") else prefix + name
    why = first["msg"].lower().removeprefix("value error, ")
    return f"The setting {name} is not valid: {why}. Mend it or unset it, and run the command again."
