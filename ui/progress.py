"""Progress on standard error: a bar with rate and time left on a terminal; a line now and then where it is piped."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING

from .wording import count

if TYPE_CHECKING:
    from evals import EvalProgress
    from ingest import IngestProgress

    from .terminal import Paper

__all__ = ["counting_bar", "ingest_bar", "step_bars"]

_SECONDS_BETWEEN_LINES = 15.0
_Show = Callable[[float, str], None]
"""Told the share in [0, 1] that is done, and what to say beside it."""


@contextmanager
def counting_bar(paper: Paper, what: str, noun: str = "passage") -> Iterator[Callable[[int, int], None]]:
    """Show progress while the block runs; the block is handed what to call with (done, in all)."""
    with _showing(paper, what) as show:
        rate = _Rate()

        def count_up(done: int, in_all: int) -> None:
            total = f" of {in_all:,}" if in_all else ""
            show(done / in_all if in_all else 0.0, f"{done:,}{total} {noun}s{rate.say(done)}")

        yield count_up


@contextmanager
def ingest_bar(paper: Paper, what: str) -> Iterator[Callable[[IngestProgress], None]]:
    """Show an ingest's progress while the block runs: documents, passages a second, time left, what was rejected."""
    with _showing(paper, what) as show:
        rate = _Rate()

        def follow(progress: IngestProgress) -> None:
            words = [count(progress.documents, "document")]
            if progress.unchanged:
                words.append(f"{progress.unchanged:,} unchanged")
            if progress.rejected:
                words.append(f"{progress.rejected:,} rejected")
            words.append(f"{count(progress.passages, 'passage')}{rate.say(progress.passages)}")
            show(progress.fraction, ", ".join(words))

        yield follow


@contextmanager
def step_bars(paper: Paper) -> Iterator[Callable[[EvalProgress], None]]:
    """Show the progress of work in several steps while the block runs: one bar a step, one after the other."""
    with ExitStack() as stack:
        step = ""
        count_up: Callable[[int, int], None] | None = None

        def follow(progress: EvalProgress) -> None:
            nonlocal step, count_up
            if count_up is None or progress.step != step:
                stack.close()
                step = progress.step
                count_up = stack.enter_context(counting_bar(paper, progress.step, progress.noun))
            count_up(progress.done, progress.total)

        yield follow


class _Rate:
    """How many a second, since the first one was counted."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._began = clock()

    def say(self, done: int) -> str:
        elapsed = self._clock() - self._began
        return f" ({done / elapsed:,.0f}/s)" if done and elapsed > 0 else ""


@contextmanager
def _showing(paper: Paper, what: str) -> Iterator[_Show]:
    if not paper.is_terminal:
        yield _lines(paper, what)
        return
    from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn

    columns = (
        TextColumn("{task.description}"),
        BarColumn(bar_width=24),
        TaskProgressColumn(),
        TextColumn("{task.fields[words]}"),
        TimeRemainingColumn(compact=True),
    )
    with Progress(*columns, console=paper.console, transient=True) as bar:
        task = bar.add_task(what, total=1.0, words="")

        def show(fraction: float, words: str) -> None:
            bar.update(task, completed=fraction, words=words)

        yield show


def _lines(paper: Paper, what: str, clock: Callable[[], float] = time.monotonic) -> _Show:
    """A line at most every few seconds, for logs."""
    began = last = clock()

    def show(fraction: float, words: str) -> None:
        nonlocal last
        now = clock()
        if now - last < _SECONDS_BETWEEN_LINES:
            return
        last = now
        left = f", about {(now - began) * (1 - fraction) / fraction:,.0f} s left" if 0 < fraction < 1 else ""
        paper.write(f"{what}: {words}{left}")

    return show
