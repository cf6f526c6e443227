"""What the store did of itself and its owner should know: it healed, it finished interrupted work, it changed a format."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, TypeAlias

__all__ = ["Notice", "NoticeCallback", "Notices"]

NoticeKind: TypeAlias = Literal["recovered", "healed", "advice"]
_log = logging.getLogger("newsdesk.store")


@dataclass(frozen=True, kw_only=True)
class Notice:
    """One thing that the store did: finished interrupted work (`recovered`), mended itself (`healed`); or `advice`."""

    kind: NoticeKind
    message: str


NoticeCallback: TypeAlias = Callable[[Notice], None]


class Notices:
    """Keeps the notices of one open store, and passes each on; to the log, a warning each, when no one else listens."""

    def __init__(self, callback: NoticeCallback | None = None) -> None:
        self._callback = callback
        self._given: list[Notice] = []
        self._guard = threading.Lock()

    def give(self, kind: NoticeKind, message: str) -> None:
        notice = Notice(kind=kind, message=message)
        with self._guard:
            self._given.append(notice)
        if self._callback is not None:
            self._callback(notice)
        else:
            _log.warning("%s", message)

    def all(self) -> tuple[Notice, ...]:
        """All notices so far, in order."""
        with self._guard:
            return tuple(self._given)
