"""Workers that end on purpose: over a source that says so, always or once. Sent to the cluster by value."""

from __future__ import annotations

import os
import re
import signal
from collections.abc import Sequence
from pathlib import Path

from ingest.distributed.worker import DocumentWorker, Prepared, release
from ingest.outcomes import Ready, Refused, Unread
from ingest.raw import RawSource


class MortalWorker(DocumentWorker):
    """Ends by SIGKILL over a text that holds `[fatal]`, and over `[once: FILE]` while FILE is not there."""

    def make(self, batch: Sequence[Unread]) -> list[Ready | Refused]:
        for unread in batch:
            text = (
                unread.content.data.decode(errors="replace")
                if isinstance(unread.content, RawSource)
                else unread.content.text
            )
            once = re.search(r"\[once: ([^\]]+)\]", text)
            if "[fatal]" in text or (once and not Path(once[1]).exists()):
                if once:
                    Path(once[1]).touch()
                os.kill(os.getpid(), signal.SIGKILL)
            if "[raise]" in text:
                raise RuntimeError("the model tripped")
        return super().make(batch)


class StillbornWorker(DocumentWorker):
    """Ends while it gets ready."""

    def prepare(self) -> Prepared:
        os._exit(3)


class ForeignWorker(DocumentWorker):
    """Has another release."""

    def prepare(self) -> Prepared:
        return Prepared(pid=os.getpid(), release="0.0.7")


class UnknowingWorker(DocumentWorker):
    """Has no such model."""

    def prepare(self) -> Prepared:
        return Prepared(pid=os.getpid(), release=release(), fault="no such model")
