"""How the benchmarks tell time, memory, progress, and what machine they ran on. What is measured lives elsewhere."""

from __future__ import annotations

import os
import platform
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from .progress import EvalProgress, ProgressCallback

__all__ = [
    "Machine",
    "StepTeller",
    "Stopwatch",
    "Took",
    "describe_machine",
    "peak_memory_mb",
    "resident_memory_mb",
    "usable_cores",
]

_MEGABYTE = 1_000_000


@dataclass(frozen=True, kw_only=True)
class Took:
    """What a step took: on the clock, and of all cores together."""

    wall_s: float
    cpu_s: float

    def __add__(self, other: Took) -> Took:
        return Took(wall_s=self.wall_s + other.wall_s, cpu_s=self.cpu_s + other.cpu_s)


class Stopwatch:
    """Runs from when it is made."""

    def __init__(self) -> None:
        self._wall, self._cpu = time.perf_counter(), time.process_time()

    def read(self) -> Took:
        return Took(wall_s=time.perf_counter() - self._wall, cpu_s=time.process_time() - self._cpu)


class StepTeller:
    """Tells the progress of one step after the other."""

    def __init__(self, progress: ProgressCallback | None) -> None:
        self._progress = progress

    def start(self, step: str, noun: str, total: int) -> Callable[[int], None]:
        """What to call with how many more are done."""
        done = 0

        def add(more: int) -> None:
            nonlocal done
            done += more
            if self._progress is not None:
                self._progress(EvalProgress(step=step, noun=noun, done=done, total=total))

        add(0)
        return add


@dataclass(frozen=True, kw_only=True)
class Machine:
    """Where a benchmark ran."""

    processor: str
    cores: int
    load_before: float | None
    """How many processes wanted a core in the minute before; above 0, other work slowed this run."""
    python: str


def describe_machine() -> Machine:
    """This machine, as it is now."""
    return Machine(
        processor=_processor_name(),
        cores=usable_cores(),
        load_before=os.getloadavg()[0] if hasattr(os, "getloadavg") else None,
        python=platform.python_version(),
    )


def usable_cores() -> int:
    """How many cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def peak_memory_mb() -> float | None:
    """The largest resident memory of this process; None where the platform does not tell."""
    try:
        import resource
    except ImportError:
        return None
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / _MEGABYTE if sys.platform == "darwin" else peak * 1024 / _MEGABYTE


def resident_memory_mb() -> float | None:
    """The resident memory of this process now; None where the platform does not tell."""
    try:
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    except (OSError, ValueError, IndexError):
        return None
    return pages * os.sysconf("SC_PAGE_SIZE") / _MEGABYTE


def _processor_name() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return platform.processor() or platform.machine()
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.machine()
