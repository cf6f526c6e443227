"""The benchmark of growth: one library grows from size to size, and is measured at each.

A library that is filled already can be the last size; it is measured on a copy. What asks and what checks it lives in
`bench_asking.py` and `bench_health.py`.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .bench_asking import AskingTimes, choose_questions, measure_asking
from .bench_corpus import BenchCorpus
from .bench_documents import PassageSupply, open_supply
from .bench_health import HealthTimes, measure_health
from .bench_library import copy_library, disk_mb
from .bench_timing import Machine, StepTeller, Stopwatch, describe_machine, resident_memory_mb
from .metrics import percentile
from .progress import ProgressCallback

if TYPE_CHECKING:
    from vectorstore import Embedder, Store

__all__ = ["GrowthReport", "GrowthRequest", "SizeTimes", "ratios_of", "read_sizes", "run_growth"]

_CHUNK = 5000
_LARGEST_WINDOW = 1000


@dataclass(frozen=True, kw_only=True)
class GrowthRequest:
    """At which sizes to measure what.

    Attributes:
        sizes: passages, ascending.
        data: the folder of the public data sets; None takes copies of the built-in reports.
        library: a filled library, to be measured as the last size whatever its size is.
        with_health: whether the last size is also checked, rebuilt and broken.
    """

    sizes: tuple[int, ...] = (1000, 10_000, 100_000)
    data: Path | None = None
    library: Path | None = None
    questions: int = 200
    with_health: bool = False
    embedder: Embedder | None = None
    progress: ProgressCallback | None = None


@dataclass(frozen=True, kw_only=True)
class SizeTimes:
    """What was measured at one size, in the units that the names say."""

    passages: int
    documents: int
    window_passages: int
    """The last passages that were stored; the rates are theirs alone."""
    ingest_passages_per_s: float
    """Through `Store.writer`: embedded, in both indexes, committed."""
    bare_passages_per_s: float
    """The same texts through the embedding model alone."""
    ingest_share_of_bare: float
    ingest_memory_mb: float | None
    """Resident memory of the process that stores, after that."""
    questions: int
    answered: int
    retrieve_p50_ms: float
    retrieve_p95_ms: float
    ask_p50_ms: float
    ask_p95_ms: float
    asking_memory_mb: float | None
    """The largest resident memory of a process that only asks."""
    disk_mb: float
    library: str
    """Which library this was: the one that grew, or a copy of the one that was named."""


@dataclass(frozen=True, kw_only=True)
class GrowthReport:
    """The sizes that were measured; `is_complete` is False when it was interrupted after some of them."""

    sizes: tuple[SizeTimes, ...]
    health: HealthTimes | None
    origin: str
    embedder: str
    machine: Machine
    is_complete: bool = True
    curve: tuple[tuple[int, float], ...] = field(default=())
    """(passages stored, passages a second of those just stored) along the growth."""

    def to_json(self) -> dict[str, Any]:
        """The document that `newsdesk bench --growth --json` prints under `growth`."""
        return {
            "sizes": [asdict(size) for size in self.sizes],
            "ratios": ratios_of(self.sizes),
            "health": None if self.health is None else asdict(self.health),
            "origin": self.origin,
            "embedder": self.embedder,
            "complete": self.is_complete,
            "machine": asdict(self.machine),
            "curve": [list(point) for point in self.curve],
        }


def read_sizes(words: str) -> tuple[int, ...]:
    """The sizes in words such as `1000,10000` or `1_000 10_000`, ascending, each once.

    Raises:
        ValueError: one of them is no number of passages.
    """
    sizes = sorted({int(word.replace("_", "")) for word in words.replace(",", " ").split()})
    if not sizes or sizes[0] < 10:
        raise ValueError(f"{words!r} names no sizes of at least 10 passages")
    return tuple(sizes)


def ratios_of(sizes: Sequence[SizeTimes]) -> dict[str, float | int]:
    """The largest size against the smallest; empty where there are not two."""
    if len(sizes) < 2:
        return {}
    small, large = sizes[0], sizes[-1]
    return {
        "from_passages": small.passages,
        "to_passages": large.passages,
        "retrieve_p95_at_largest_over_smallest": large.retrieve_p95_ms / small.retrieve_p95_ms,
        "retrieve_p50_at_largest_over_smallest": large.retrieve_p50_ms / small.retrieve_p50_ms,
        "ask_p95_at_largest_over_smallest": large.ask_p95_ms / small.ask_p95_ms,
        "ingest_rate_at_largest_over_smallest": large.ingest_passages_per_s / small.ingest_passages_per_s,
        "ingest_share_of_bare_at_largest_over_smallest": large.ingest_share_of_bare / small.ingest_share_of_bare,
    }


def run_growth(request: GrowthRequest) -> GrowthReport:
    """Grow a temporary library and measure it at each size; then the library of the request, on a copy.

    Interrupting it once some sizes are measured ends it with those.

    Raises:
        BenchTooLargeError, DataMissingError, DatasetError: there is not enough to store.
        BenchLibraryError: the library of the request cannot be measured.
        StoreError: a library cannot be written.
    """
    with tempfile.TemporaryDirectory(prefix="newsdesk-bench-", ignore_cleanup_errors=True) as folder:
        return _Growth(request, Path(folder)).run()


class _Growth:
    """One run: what was measured so far, and what measures the next size."""

    def __init__(self, request: GrowthRequest, folder: Path) -> None:
        self._request = request
        self._folder = folder
        self._tell = StepTeller(request.progress)
        self._questions = choose_questions(request.data, request.questions)
        self._window = min(_LARGEST_WINDOW, request.sizes[0] if request.sizes else _LARGEST_WINDOW)
        self._sizes: list[SizeTimes] = []
        self._curve: list[tuple[int, float]] = []
        self._embedder = ""

    def run(self) -> GrowthReport:
        machine = describe_machine()
        health: HealthTimes | None = None
        is_complete = True
        copied, held = None, frozenset[str]()
        if self._request.library is not None:  # first, so that one that cannot be measured is told at once
            copied = copy_library(self._request.library, self._folder / "copied")
            held = _documents_of(copied)
        # What the library holds is stored nowhere else, so that the passages of all windows are of the same kind.
        supply = open_supply(self._request.data, lacking=lambda document_id: document_id not in held)
        try:
            grown = self._folder / "grown"
            for size in self._request.sizes:
                self._grow_to(size, grown, supply)
            if copied is not None:
                self._measure_copy(copied, supply)
            if self._request.with_health and self._sizes:
                bare = self._sizes[-1].bare_passages_per_s
                health = measure_health(copied or grown, self._questions[0], bare, self._tell, self._request.embedder)
        except KeyboardInterrupt:
            if not self._sizes:
                raise
            is_complete = False
        return GrowthReport(
            sizes=tuple(self._sizes),
            health=health,
            origin=supply.origin,
            embedder=self._embedder,
            machine=machine,
            is_complete=is_complete,
            curve=tuple(self._curve),
        )

    def _grow_to(self, size: int, home: Path, supply: PassageSupply) -> None:
        with self._opened(home) as store:
            held = store.catalog.count_ready_passages()
            before = size - self._window - held
            add = self._tell.start(f"Growing to {size:,}", "passage", size - held)
            while before > 0:
                corpus = supply.take(min(_CHUNK, before))
                before -= len(corpus.texts)
                self._store(store, corpus, add)
            corpus = supply.take(size - store.catalog.count_ready_passages())
            self._measure(store, corpus, add, "grown from nothing")

    def _measure_copy(self, home: Path, supply: PassageSupply) -> None:
        with self._opened(home) as store:
            add = self._tell.start("Storing more in the library", "passage", self._window)
            self._measure(store, supply.take(self._window), add, f"a copy of {self._request.library}")

    def _measure(self, store: Store, corpus: BenchCorpus, add: Any, library: str) -> None:
        """Store the window, and measure the library that then is."""
        embedder, half = store.embedder, len(corpus.texts) // 2
        self._embedder = embedder.name
        watch = Stopwatch()
        embedder.embed(corpus.texts[:half])
        bare = watch.read()
        stored_s = self._store(store, corpus, add)
        memory = resident_memory_mb()
        watch = Stopwatch()
        embedder.embed(corpus.texts[half:])
        bare_rate = len(corpus.texts) / (bare + watch.read()).wall_s
        rate = len(corpus.texts) / stored_s
        passages, documents = store.catalog.count_ready_passages(), len(store.documents())
        home = store.home
        store.close()
        told = self._tell.start(f"Asking at {passages:,}", "question", 2 * len(self._questions))
        times = measure_asking(home, self._questions)
        told(2 * len(self._questions))
        self._sizes.append(
            SizeTimes(
                passages=passages,
                documents=documents,
                window_passages=len(corpus.texts),
                ingest_passages_per_s=rate,
                bare_passages_per_s=bare_rate,
                ingest_share_of_bare=rate / bare_rate,
                ingest_memory_mb=memory,
                disk_mb=disk_mb(home),
                library=library,
                **_summary_of(times),
            )
        )

    def _store(self, store: Store, corpus: BenchCorpus, add: Any) -> float:
        """Seconds that storing took."""
        watch = Stopwatch()
        with store.writer() as writer:
            writer.put(corpus.documents, lambda _, passages: add(passages))
        took = watch.read().wall_s
        self._curve.append((store.catalog.count_ready_passages(), len(corpus.texts) / took))
        return took

    @contextmanager
    def _opened(self, home: Path) -> Iterator[Store]:
        from vectorstore import Store, StoreSettings

        with Store.open(home, settings=StoreSettings.of_folder(), embedder=self._request.embedder) as store:
            store.embedder.embed(["The model is loaded.", "It is warm."])
            yield store


def _documents_of(home: Path) -> frozenset[str]:
    from vectorstore import Store, StoreSettings

    with Store.open(home, settings=StoreSettings.of_folder()) as store:
        return frozenset(summary.document_id for summary in store.documents())


def _summary_of(times: AskingTimes) -> dict[str, Any]:
    return {
        "questions": len(times.ask_ms),
        "answered": times.answered,
        "retrieve_p50_ms": percentile(times.retrieve_ms, 0.5) or 0.0,
        "retrieve_p95_ms": percentile(times.retrieve_ms, 0.95) or 0.0,
        "ask_p50_ms": percentile(times.ask_ms, 0.5) or 0.0,
        "ask_p95_ms": percentile(times.ask_ms, 0.95) or 0.0,
        "asking_memory_mb": times.peak_memory_mb,
    }
