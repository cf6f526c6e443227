"""Following long work: it runs in a thread of its own, and what it tells of its progress comes out one by one."""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Generic, TypeVar

__all__ = ["Done", "follow_work"]

Progress = TypeVar("Progress")
Result = TypeVar("Result")
_LEAST_S = 0.2


@dataclass(frozen=True, kw_only=True)
class Done(Generic[Result]):
    """The work is over, with this result."""

    result: Result


def follow_work(
    work: Callable[[Callable[[Progress], None]], Result], *, least_s: float = _LEAST_S
) -> Iterator[Progress | Done[Result]]:
    """Do the work, which is given a callback for its progress; what it raises is raised here.

    Yields:
        The latest progress, at most one every `least_s` seconds, and `Done` at the end. Whoever stops listening does not
        stop the work: what it stores stays sound.
    """
    told: queue.SimpleQueue[Progress | Done[Result] | BaseException] = queue.SimpleQueue()

    def run() -> None:
        try:
            told.put(Done(result=work(told.put)))
        except BaseException as err:
            told.put(err)

    threading.Thread(target=run, daemon=True, name="newsdesk-work").start()
    pause = threading.Event()
    while True:
        latest = told.get()
        while not isinstance(latest, Done | BaseException):
            try:
                latest = told.get_nowait()
            except queue.Empty:
                break
        if isinstance(latest, BaseException):
            raise latest
        yield latest
        if isinstance(latest, Done):
            return
        pause.wait(least_s)
