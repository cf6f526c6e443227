"""Fitted weights: how much each measurement of the evidence counts. Loaded from package data; fitted by `evals`.

Two logistic models: `sentence` (does this sentence answer the question?) and `answerable` (does the evidence answer it?).
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from typing import Any

__all__ = ["LogisticModel", "load_weights"]


@dataclass(frozen=True, kw_only=True)
class LogisticModel:
    """A logistic regression over named features."""

    intercept: float
    coefficients: Mapping[str, float]
    cutoff: float
    provenance: str
    """What it was fitted on, by which command, and when."""

    def logit(self, features: Mapping[str, float]) -> float:
        return self.intercept + sum(weight * features[name] for name, weight in self.coefficients.items())

    def probability(self, features: Mapping[str, float]) -> float:
        """The modelled probability in (0, 1)."""
        return 1.0 / (1.0 + math.exp(-max(-30.0, min(30.0, self.logit(features)))))


@lru_cache(maxsize=8)
def load_weights(name: str) -> LogisticModel:
    """The packaged model of this name: `sentence` or `answerable`."""
    text = resources.files("assistant").joinpath("data", f"{name}.json").read_text(encoding="utf-8")
    data: dict[str, Any] = json.loads(text)
    return LogisticModel(
        intercept=data["intercept"],
        coefficients=data["coefficients"],
        cutoff=data["cutoff"],
        provenance=data["provenance"],
    )
