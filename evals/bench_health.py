"""How long a library takes to be proved sound, to be built anew, and to mend itself once its index is lost."""

from __future__ import annotations

import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from .bench_timing import StepTeller, Stopwatch
from .errors import BenchProcessError

if TYPE_CHECKING:
    from vectorstore import Embedder, Notice

__all__ = ["HealthTimes", "measure_health"]


@dataclass(frozen=True, kw_only=True)
class HealthTimes:
    """What the works on a whole library took at this size."""

    passages: int
    is_sound: bool
    probe_s: float
    """The probe of the index alone: a process of its own starts and asks it for passages."""
    check_s: float
    """All that `newsdesk doctor` checks: the probe, the catalog, the journal, the full-text index."""
    rebuild_s: float
    """Both indexes anew from the catalog, as `newsdesk doctor --repair` does; nothing is embedded."""
    rebuild_passages_per_s: float
    rebuild_share_of_bare: float | None
    """Its rate over that of the bare embedding model on texts of this library; None where that was not measured."""
    heal_s: float
    """The first retrieval from a library whose vectors are gone: it mends itself, then answers."""
    mended: tuple[str, ...]
    """What it said of that."""


def measure_health(
    home: Path,
    question: str,
    bare_passages_per_s: float | None,
    tell: StepTeller,
    embedder: Embedder | None = None,
) -> HealthTimes:
    """Check, rebuild and break the library in `home`, which must be no one's but the benchmark's.

    Raises:
        BenchProcessError: the probe failed.
        StoreError: it cannot be read or written.
    """
    from vectorstore import Store, StoreSettings

    add = tell.start("Checking and rebuilding", "step", 4)
    with Store.open(home, settings=StoreSettings.of_folder(), embedder=embedder) as store:
        passages = store.catalog.count_ready_passages()
        probe_s = _time_probe(home)
        add(1)
        watch = Stopwatch()
        report = store.check()
        check_s = watch.read().wall_s
        add(1)
        watch = Stopwatch()
        store.repair()
        rebuild_s = watch.read().wall_s
        add(1)
    shutil.rmtree(home / "vectors", ignore_errors=True)
    notices: list[Notice] = []
    with Store.open(home, settings=StoreSettings.of_folder(), embedder=embedder, on_notice=notices.append) as store:
        store.embedder.embed([question])  # the model's loading is not part of it
        watch = Stopwatch()
        store.search(question)
        heal_s = watch.read().wall_s
    add(1)
    return HealthTimes(
        passages=passages,
        is_sound=report.is_sound,
        probe_s=probe_s,
        check_s=check_s,
        rebuild_s=rebuild_s,
        rebuild_passages_per_s=passages / rebuild_s,
        rebuild_share_of_bare=passages / rebuild_s / bare_passages_per_s if bare_passages_per_s else None,
        heal_s=heal_s,
        mended=tuple(notice.message for notice in notices),
    )


def _time_probe(home: Path) -> float:
    """Seconds of the probe as a store starts it."""
    watch = Stopwatch()
    command = [sys.executable, "-m", "vectorstore.probing", str(home), "0"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        said = done.stderr.strip().splitlines() or [f"it ended with status {done.returncode}"]
        raise BenchProcessError("the probe", said[-1][:300])
    return watch.read().wall_s
