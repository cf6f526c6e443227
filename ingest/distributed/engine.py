"""The engine that has a Ray cluster make the documents: sources go out in batches, documents come back in order.

A worker that ends takes its batch along; each source of it is then sent out alone, so that the one which ends workers is
found, refused by name, and the rest goes on.
"""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from types import TracebackType

from vectorstore.tracing import Trace

from .. import rejections
from ..errors import WorkersFailedError
from ..outcomes import Outcome, Refused, Unread, weigh_unread
from ..report import Rejection
from ..settings import IngestSettings
from .cluster import Cluster, check_ray
from .pool import Failed, Finished, WorkerPool

__all__ = ["RayEngine"]

_LEAST_BATCH, _MOST_BATCH = 20_000, 150_000
_BATCHES_A_WORKER = 8
_BATCHES_AHEAD = 3
_MOST_ENDS = 3
_POLL_S = 0.2
_LOOK_EVERY_S = 0.02
_STOP_S = 10.0


@dataclass(kw_only=True, eq=False)
class _Place:
    """The place of one source in the order of outcomes."""

    unread: Unread | None
    outcome: Outcome | None = None
    weight: int = 0
    ends: int = 0
    """How many workers ended over it, or over a batch that it was in."""


class RayEngine:
    """Makes documents on a Ray cluster, keeping the order.

        with RayEngine(settings, store.embedder_name()) as engine:
            for outcome in engine.make(reader.outcomes(), reader.bytes_in_all): ...

    The cluster is asked for when the first source is to be sent out. What is out at a time is bounded, so memory is too.

    Args:
        embedder: the name of the library's embedding model, which each worker loads once.

    Raises:
        RayNotInstalledError: at once.
        ClusterUnreachableError, WorkersFailedError: while documents are made.
    """

    def __init__(self, settings: IngestSettings, embedder: str) -> None:
        check_ray()
        self._settings = settings
        self._embedder = embedder
        self._cluster: Cluster | None = None
        self._pool: WorkerPool | None = None
        self._is_stopped = threading.Event()
        self._is_idle = threading.Event()
        self._is_idle.set()

    def __enter__(self) -> RayEngine:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """End the workers and leave the cluster; what is being made is given up."""
        self._is_stopped.set()
        self._is_idle.wait(_STOP_S)
        if self._pool is not None and self._cluster is not None:
            self._pool.close()
        if self._cluster is not None:
            self._cluster.close()
        self._pool = self._cluster = None

    def start(self) -> WorkerPool:
        """Connect and start workers, unless that is done."""
        if self._pool is None:
            self._cluster = Cluster(self._settings.ray_address)
            self._pool = WorkerPool(self._cluster, self._settings, self._embedder)
        return self._pool

    def wait_until_ready(self) -> None:
        """Wait until every worker has loaded its model: for measuring without the start."""
        pool = self.start()
        while not pool.is_ready:
            for _ in pool.wait(_POLL_S):
                pass

    def make(self, outcomes: Iterable[Outcome | Unread], bytes_in_all: int) -> Iterator[Outcome]:
        """Put a document, or the reason why there is none, in the place of each source that is at hand."""
        self._is_idle.wait(_STOP_S)  # until a run that was given up has noticed it
        self._is_idle.clear()
        try:
            yield from _Course(self, outcomes, bytes_in_all, self._settings.read_ahead_characters).run(self._is_stopped)
        finally:
            self._is_idle.set()


class _Course:
    """One pass over the outcomes of a reader."""

    def __init__(
        self, engine: RayEngine, outcomes: Iterable[Outcome | Unread], bytes_in_all: int, most_weight: int
    ) -> None:
        self._engine = engine
        self._outcomes = iter(outcomes)
        self._bytes_in_all = bytes_in_all
        self._most_weight = most_weight
        self._pool: WorkerPool | None = None
        self._is_read = False
        self._places: deque[_Place] = deque()
        self._batch: list[_Place] = []
        self._waiting: deque[list[_Place]] = deque()
        self._jobs: dict[int, tuple[list[_Place], Trace]] = {}
        self._weight = 0
        self._batch_weight = _MOST_BATCH
        self._looked_at = 0.0

    def run(self, is_stopped: threading.Event) -> Iterator[Outcome]:
        while not is_stopped.is_set():
            while self._places and (outcome := self._places[0].outcome) is not None:
                self._weight -= self._places.popleft().weight
                yield outcome
            self._send_out()
            if not self._is_read and (self._weight < self._most_weight or not self._places):
                self._read_one()
                if time.monotonic() - self._looked_at >= _LOOK_EVERY_S:
                    self._collect(0.0)
            elif self._places:
                self._close_batch()
                self._send_out()
                self._collect(_POLL_S)
            else:
                return

    # ---------------------------------------------------------------------------------------------------------------

    def _read_one(self) -> None:
        began = time.monotonic()
        outcome = next(self._outcomes, None)
        if outcome is None:
            self._is_read = True
            return
        if not isinstance(outcome, Unread):
            self._places.append(_Place(unread=None, outcome=outcome))
            return
        if self._pool is None:
            self._start()
        place = _Place(unread=outcome, weight=1 + weigh_unread(outcome))
        self._places.append(place)
        self._batch.append(place)
        self._weight += place.weight
        is_slow = time.monotonic() - began > _POLL_S  # sources that come slowly do not wait for company
        if is_slow or sum(each.weight for each in self._batch) >= self._batch_weight:
            self._close_batch()

    def _start(self) -> None:
        self._pool = self._engine.start()
        share = self._bytes_in_all // (_BATCHES_A_WORKER * self._pool.size)
        self._batch_weight = min(_MOST_BATCH, max(_LEAST_BATCH, share))
        self._most_weight = max(self._most_weight, _BATCHES_AHEAD * self._batch_weight * self._pool.size)

    def _close_batch(self) -> None:
        if self._batch:
            self._waiting.append(self._batch)
            self._batch = []

    def _send_out(self) -> None:
        while self._pool is not None and self._waiting and self._pool.has_idle:
            places = self._waiting.popleft()
            job = self._pool.submit([place.unread for place in places if place.unread is not None])
            self._jobs[job] = places, Trace("worker", sources=len(places))

    def _collect(self, timeout_s: float) -> None:
        self._looked_at = time.monotonic()
        if self._pool is None:
            return
        for ended in self._pool.wait(timeout_s):
            if ended.job not in self._jobs:  # of an earlier run that was given up
                continue
            places, trace = self._jobs.pop(ended.job)
            trace.end(WorkersFailedError if isinstance(ended, Failed) else None)
            if isinstance(ended, Finished):
                for place, outcome in zip(places, ended.made, strict=True):
                    place.outcome, place.unread = outcome, None
            else:
                self._try_again(places, ended)

    def _try_again(self, places: list[_Place], failed: Failed) -> None:
        """First alone; a source that is alone and ends its worker for the third time is refused."""
        for place in places:
            place.ends += 1
        alone = places[0] if len(places) == 1 else None
        if alone is not None and alone.unread is not None and alone.ends >= _MOST_ENDS:
            why = rejections.ends_workers(alone.ends, failed.why).why
            alone.outcome = Refused(rejection=Rejection(source=alone.unread.source, why=why), done=alone.unread.done)
            alone.unread = None
        else:
            self._waiting.extendleft([place] for place in reversed(places))
