"""The workers of a run: started, made ready, given one job at a time, and replaced when they end.

What a job means, and how often it is tried, is decided in `engine.py`.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import count
from typing import Any

from ..errors import WorkersFailedError
from ..outcomes import Ready, Refused, Unread
from ..settings import IngestSettings
from .cluster import Cluster
from .worker import DocumentWorker, Prepared, release, unpack

__all__ = ["Failed", "Finished", "WorkerPool"]

_log = logging.getLogger("newsdesk.ingest")
_MOST_WORKERS = 16
_MOST_FAILED_STARTS = 3


@dataclass(frozen=True, kw_only=True)
class Finished:
    """A job that a worker has done."""

    job: int
    made: Sequence[Ready | Refused]


@dataclass(frozen=True, kw_only=True)
class Failed:
    """A job whose worker ended, or tripped over it."""

    job: int
    why: str
    """What the worker's code raised; empty where the worker itself ended."""


@dataclass(kw_only=True, eq=False)
class _Worker:
    actor: Any
    failed_starts: int = 0


class WorkerPool:
    """As many workers as the cluster has room for; each has at most one job.

    Args:
        embedder: the name of the embedding model that the workers load.
    """

    def __init__(self, cluster: Cluster, settings: IngestSettings, embedder: str) -> None:
        self._ray = cluster.ray
        self._start_timeout_s = settings.ray_start_timeout_s
        self._numbers = count()
        self._idle: list[_Worker] = []
        self._running: dict[Any, tuple[_Worker, int | None]] = {}
        self._heard_at = time.monotonic()
        self._last_fault = ""
        cpus = cluster.cpus()
        self._room = f"the cluster has {cpus:g} CPUs in all, and a worker needs {settings.ray_worker_cpus}"
        wanted = settings.ray_workers or min(_MOST_WORKERS, max(1, int(cpus // settings.ray_worker_cpus)))
        remote = self._ray.remote(DocumentWorker).options(
            num_cpus=settings.ray_worker_cpus, num_gpus=settings.ray_worker_gpus, max_restarts=0, max_task_retries=0
        )
        self._make_actor: Callable[[], Any] = lambda: remote.remote(settings, embedder, settings.ray_worker_cpus)
        self._workers = [_Worker(actor=self._make_actor()) for _ in range(wanted)]
        for worker in self._workers:
            self._prepare(worker)

    @property
    def size(self) -> int:
        """Workers that there are, ready or not."""
        return len(self._workers)

    @property
    def has_idle(self) -> bool:
        return bool(self._idle)

    @property
    def is_ready(self) -> bool:
        """Whether every worker waits for a job."""
        return len(self._idle) == len(self._workers)

    def submit(self, batch: Sequence[Unread]) -> int:
        """Give a batch to an idle worker; the number of the job."""
        worker, job = self._idle.pop(), next(self._numbers)
        self._running[worker.actor.make_packed.remote(list(batch))] = (worker, job)
        return job

    def wait(self, timeout_s: float) -> Iterator[Finished | Failed]:
        """Jobs that came to an end, as soon as there is one; none after `timeout_s`.

        Raises:
            WorkersFailedError: no worker is left, or none came to be ready for too long.
        """
        if self._running:
            done, _ = self._ray.wait(list(self._running), num_returns=1, timeout=timeout_s)
            for reference in done:
                ended = self._settle(reference)
                if ended is not None:
                    yield ended
        self._check_hope()

    def close(self) -> None:
        """End the workers."""
        for worker in self._workers:
            self._ray.kill(worker.actor)
        self._workers, self._idle, self._running = [], [], {}

    # ---------------------------------------------------------------------------------------------------------------

    def _prepare(self, worker: _Worker) -> None:
        self._running[worker.actor.prepare.remote()] = (worker, None)

    def _replace(self, worker: _Worker) -> None:
        """Let another process, wherever there is room, take the place of one that ended."""
        self._ray.kill(worker.actor)
        worker.actor = self._make_actor()
        self._prepare(worker)

    def _settle(self, reference: Any) -> Finished | Failed | None:
        worker, job = self._running.pop(reference)
        try:
            value = self._ray.get(reference)
        except self._ray.exceptions.RayError as err:
            return self._fail(worker, job, err)
        self._heard_at = time.monotonic()
        if job is not None:
            self._idle.append(worker)
            return Finished(job=job, made=unpack(value))
        self._check_release(value)
        worker.failed_starts = 0
        self._idle.append(worker)
        return None

    def _fail(self, worker: _Worker, job: int | None, err: Exception) -> Failed | None:
        if job is not None:
            why = _last_line(err) if isinstance(err, self._ray.exceptions.RayTaskError) else ""
            _log.info("a worker of the cluster failed; its documents are done again", extra={"why": why})
            self._replace(worker)
            return Failed(job=job, why=why)
        self._last_fault = _why_it_died(err)
        worker.failed_starts += 1
        if worker.failed_starts < _MOST_FAILED_STARTS:
            self._replace(worker)
        else:
            self._workers.remove(worker)
            self._ray.kill(worker.actor)
        return None

    def _check_release(self, prepared: Prepared) -> None:
        if prepared.fault is not None:
            raise WorkersFailedError(prepared.fault.rstrip("."))
        if prepared.release != release():
            raise WorkersFailedError(
                f"the workers have Newsdesk {prepared.release}, and this machine has {release()}; install the same release"
            )

    def _check_hope(self) -> None:
        if not self._workers:
            raise WorkersFailedError(self._last_fault or "each of them ended while it started")
        has_worker = self._idle or any(job is not None for _, job in self._running.values())
        if not has_worker and time.monotonic() - self._heard_at > self._start_timeout_s:
            raise WorkersFailedError(f"none was ready within {self._start_timeout_s:g} s; {self._room}")


def _last_line(err: Exception) -> str:
    return (str(err).strip().splitlines() or [type(err).__name__])[-1].strip()[:300].rstrip(".")


def _why_it_died(err: Exception) -> str:
    """The end of what a worker said while it started, which names the error."""
    named = [line.strip() for line in str(err).splitlines() if "Error" in line.partition(":")[0]]
    why = named[-1][:300].rstrip(".") if named else _last_line(err)
    if "No module named" in why or "ModuleNotFoundError" in why:
        why += "; Newsdesk and its extra `ray` must be installed on every machine of the cluster"
    return why
