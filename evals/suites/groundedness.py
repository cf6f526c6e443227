"""`groundedness`: how well support tells texts that stand on their source from others, by the labels of people.

Cross-validated by document: each text is rated by a combination that learnt from no text of its document.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ..fitting_support import Example, example_of, made_examples, rate_held_out
from ..groundedness_data import DATASETS, find_missing
from ..report import Report
from ..runner import RunRequest
from ..scores import Score, score_separation

__all__ = ["GroundednessSuite"]


@dataclass(frozen=True, kw_only=True)
class GroundednessSuite:
    """Measures the texts of those data sets that are there, and rates them."""

    name: str = "groundedness"
    summary: str = "Support against human labels: FRANK (CNN/DM), WiCE and BEGIN, development splits"
    needs: str = "--data DIR, a folder that holds frank/, wice/ and begin/"
    uses_judge: bool = False
    takes_cases: bool = False

    def run(self, request: RunRequest) -> Report:
        missing = {name: why for name in DATASETS if (why := find_missing(request.data, name)) is not None}
        if request.data is None or len(missing) == len(DATASETS):
            return Report(suite=self.name, state="not run", why=next(iter(missing.values())))
        examples = [
            example_of(item) for name, read in DATASETS.items() if name not in missing for item in read(request.data)
        ]
        made = list(made_examples())
        ratings = rate_held_out([*examples, *made])[: len(examples)]
        present = [name for name in DATASETS if name not in missing]
        return Report(
            suite=self.name,
            state="scored",
            scores=tuple(_score(name, examples, ratings, request.seed) for name in present),
            counts={
                **{name: sum(example.source == name for example in examples) for name in present},
                "made from the reports": len(made),
                "data sets left out": len(missing),
            },
            provenance={"seed": request.seed},
        )


def _score(name: str, examples: Sequence[Example], ratings: Sequence[float], seed: int) -> Score:
    rated = [(r, e.is_supported) for r, e in zip(ratings, examples, strict=True) if e.source == name]
    good, bad = [r for r, is_good in rated if is_good], [r for r, is_good in rated if not is_good]
    return score_separation(f"{name}: support AUC", good, bad, seed=seed)
