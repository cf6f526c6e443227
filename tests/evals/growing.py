"""What the benchmark of growth measures at one size, for tests of those who show it."""

from __future__ import annotations

from evals.bench_growth import SizeTimes

__all__ = ["make_size"]


def make_size(
    passages: int, *, p95: float = 30.0, memory: float | None = None, library: str = "grown from nothing"
) -> SizeTimes:
    return SizeTimes(
        passages=passages,
        documents=passages // 5,
        window_passages=1000,
        ingest_passages_per_s=40.0,
        bare_passages_per_s=50.0,
        ingest_share_of_bare=0.8,
        ingest_memory_mb=900.0,
        questions=200,
        answered=100,
        retrieve_p50_ms=20.0,
        retrieve_p95_ms=p95,
        ask_p50_ms=90.0,
        ask_p95_ms=140.0,
        asking_memory_mb=memory,
        disk_mb=10.0,
        library=library,
    )
