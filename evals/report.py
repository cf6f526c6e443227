"""Reports: what a run of a suite found, with every record, and its JSON form. Rendering for people lives elsewhere."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from assistant.answers import Answer
    from vectorstore import Hit

    from .cases import Case
    from .scores import Score

__all__ = ["Outcome", "Record", "Report", "Retrieved"]

Outcome = Literal["right", "wrong", "wrongly refused", "rightly refused", "wrongly answered", "not scored"]
"""`right`, `wrong`, `wrongly refused`: of answerable cases; `rightly refused`, `wrongly answered`: of the others."""


@dataclass(frozen=True, kw_only=True)
class Retrieved:
    """A passage that was found for a case: the span `[start, end)` of a document's version, and its words."""

    document_id: str
    version: str
    start: int
    end: int
    title: str
    publisher: str | None
    published: str | None
    relevance: float
    text: str

    @classmethod
    def of(cls, hit: Hit) -> Retrieved:
        published = hit.document.published
        return cls(
            document_id=hit.passage.document_id,
            version=hit.passage.version,
            start=hit.passage.start,
            end=hit.passage.end,
            title=hit.document.title,
            publisher=hit.document.publisher,
            published=None if published is None else published.isoformat(),
            relevance=round(hit.relevance, 6),
            text=hit.text,
        )


@dataclass(frozen=True, kw_only=True)
class Record:
    """One case, its answer and what became of it."""

    case: Case
    answer: Answer | None = None
    """None where passages were ranked and nothing was asked."""
    outcome: Outcome = "not scored"
    quotes_exact: tuple[bool, ...] = ()
    """For each citation: whether its quote equals the span of the document's version that it names."""
    ranked: tuple[str, ...] = ()
    """What was ranked for the question, best first, where the suite scores retrieval."""
    retrieved: tuple[Retrieved, ...] = ()
    """The passages behind the answer, best first."""
    dataset: str = ""
    values: Mapping[str, float | None] = field(default_factory=dict)
    """What each measure gives this case; None where it cannot be scored, absent where it does not apply."""
    notes: tuple[str, ...] = ()
    """What went wrong, for a reader, a sentence each."""

    @property
    def given(self) -> Answer:
        """The answer of a case that was asked.

        Raises:
            ValueError: it was not asked.
        """
        if self.answer is None:
            raise ValueError(f"{self.case.id} was ranked, not asked")
        return self.answer

    def to_json(self) -> dict[str, Any]:
        return {
            "case": self.case.to_json(),
            "dataset": self.dataset,
            "outcome": self.outcome,
            "answer": None if self.answer is None else self.answer.to_json(),
            "quotes_exact": list(self.quotes_exact),
            "ranked": list(self.ranked),
            "retrieved": [asdict(passage) for passage in self.retrieved],
            "values": {name: None if value is None else round(value, 6) for name, value in self.values.items()},
            "notes": list(self.notes),
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
    not_run: tuple[str, ...] = ()
    """Data sets that the suite could not be run on, with what is missing and where it is from."""

    def score(self, name: str, dataset: str | None = None) -> Score:
        """The score of this name; where several data sets have one, the first unless one is named.

        Raises:
            KeyError: the report has none.
        """
        for score in self.scores:
            if score.name == name and dataset in (None, score.dataset):
                return score
        raise KeyError(name)

    def to_json(self) -> dict[str, Any]:
        """The document that `newsdesk evals run SUITE --json FILE` writes: only JSON types."""
        return {
            "suite": self.suite,
            "state": self.state,
            "why": self.why,
            "not_run": list(self.not_run),
            "scores": [score.to_json() for score in self.scores],
            "counts": dict(self.counts),
            "provenance": dict(self.provenance),
            "seconds": round(self.seconds, 3),
            "records": [record.to_json() for record in self.records],
        }
