"""Latency: how long an answer takes, by stage; milliseconds of one question at a time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from functools import partial
from typing import TYPE_CHECKING

from ..metrics import bootstrap_statistic, percentile
from ..scores import Score
from .measuring import Measured, Setting

if TYPE_CHECKING:
    from ..report import Record

__all__ = ["LatencyMeasure"]

_SHARES = {"p50": 0.5, "p95": 0.95, "p99": 0.99}
_STAGES = ("retrieve", "answer", "verify", "total")


class LatencyMeasure:
    """Reads the times that the answers bear."""

    def measure(self, record: Record, setting: Setting) -> Measured:
        return Measured(values={f"{name} ms": value for name, value in asdict(record.given.timings_ms).items()})

    def score(self, records: Sequence[Record], seed: int) -> list[Score]:
        scores = []
        for stage in _STAGES:
            times = [value for record in records if (value := record.values.get(f"{stage} ms")) is not None]
            if stage != "total" and not any(times):  # this answerer has no such stage
                continue
            for name, share in _SHARES.items() if stage == "total" else {"p50": 0.5}.items():
                read = partial(percentile, share=share)
                low, high = bootstrap_statistic(times, read, seed) or (None, None)
                scores.append(
                    Score(name=f"{stage} {name}", value=read(times), n=len(times), low=low, high=high, better="lower",
                          unit="ms")
                )  # fmt: skip
        return scores
