"""Reports: what a run of a suite found, with every record, and its JSON form. Rendering for people lives in `ui`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from assistant.answers import Answer

    from .cases import Case
    from .scores import Score

__all__ = ["Outcome", "Record", "Report"]

Outcome = Literal["right", "wrong", "wrongly refused", "rightly refused", "wrongly answered", "not scored"]
"""`right`, `wrong`, `wrongly refused`: of answerable cases; `rightly refused`, `wrongly answered`: of the others."""


@dataclass(frozen=True, kw_only=True)
class Record:
    """One case, its answer and what became of it."""

    case: Case
    answer: Answer
    outcome: Outcome
    quotes_exact: tuple[bool, ...] = ()
    """For each citation: whether its quote equals the span of the document's version that it names."""
    ranked: tuple[str, ...] = ()
    """What was ranked for the question, best first, where the suite scores retrieval."""

    def to_json(self) -> dict[str, Any]:
        return {
            "case": asdict(self.case),
            "outcome": self.outcome,
            "answer": self.answer.to_json(),
            "quotes_exact": list(self.quotes_exact),
            "ranked": list(self.ranked),
        }


@dataclass(frozen=True, kw_only=True)
class Report:
    """What a run of a suite found. A suite that was not run has no scores, and `why` says what is missing."""

    suite: str
    state: Literal["scored", "not run"]
    why: str | None = None
    scores: tuple[Score, ...] = ()
    records: tuple[Record, ...] = ()
    counts: Mapping[str, int] = field(default_factory=dict)
    """Cases, documents and what was left out, by name."""
    provenance: Mapping[str, str | int | None] = field(default_factory=dict)
    """What the scores depend on: versions, models, the hash of the corpus, the seed."""
    seconds: float = 0.0

    def score(self, name: str) -> Score:
        """The score of this name.

        Raises:
            KeyError: the report has none.
        """
        for score in self.scores:
            if score.name == name:
                return score
        raise KeyError(name)

    def to_json(self) -> dict[str, Any]:
        """The document that `newsdesk evals run SUITE --json FILE` writes: only JSON types."""
        return {
            "suite": self.suite,
            "state": self.state,
            "why": self.why,
            "scores": [score.to_json() for score in self.scores],
            "counts": dict(self.counts),
            "provenance": dict(self.provenance),
            "seconds": round(self.seconds, 3),
            "records": [record.to_json() for record in self.records],
        }
