"""What the assistant gives back: answers, their sentences, citations, and the events of a stream.

Only records and their JSON form live here; nothing that retrieves, drafts or judges.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from typing import Any, Literal

__all__ = [
    "Answer",
    "AnswerEvent",
    "Citation",
    "Disagreement",
    "Nearest",
    "Origin",
    "Provenance",
    "ReadPassage",
    "Sentence",
    "Stance",
    "Timings",
    "Verdict",
    "WithheldSentence",
]

Verdict = Literal["supported", "contradicted", "unsupported"]


@dataclass(frozen=True, kw_only=True)
class Origin:
    """Where the cited document itself says that it has the words from (one of its numbered sources)."""

    publisher: str | None = None
    title: str | None = None
    url: str | None = None
    published: date | None = None


@dataclass(frozen=True, kw_only=True)
class Citation:
    """A span `[start, end)` of one document version; `quote` equals `text[start:end]` of that version, always."""

    marker: int
    document_id: str
    version: str
    start: int
    end: int
    quote: str
    title: str
    publisher: str | None = None
    url: str | None = None
    published: date | None = None
    heading: str | None = None
    origins: tuple[Origin, ...] = ()
    copies: tuple[str, ...] = ()
    """Ids of documents that carry the same passage, syndicated."""
    before: str = ""
    """The words of the document just before the quote, for display."""
    after: str = ""
    """The words of the document just behind the quote, for display."""


@dataclass(frozen=True, kw_only=True)
class Sentence:
    """A sentence of the answer, its verdict, its support in [0, 1] and the markers of its citations."""

    text: str
    verdict: Verdict
    support: float
    citations: tuple[int, ...]
    direct: str | None = None
    """The words of `text` that answer the question directly, where they could be found."""
    attribution: str | None = None
    """Who said it and when, for display: `Newsdesk briefing, 20 January 2026`."""


@dataclass(frozen=True, kw_only=True)
class WithheldSentence:
    """A drafted sentence that was not shown, and why."""

    text: str
    verdict: Verdict
    support: float
    why: str


@dataclass(frozen=True, kw_only=True)
class Stance:
    """What one source says where sources disagree: the differing value and the citation that it stands in."""

    value: str
    citation: int
    publisher: str | None
    published: date | None


@dataclass(frozen=True, kw_only=True)
class Disagreement:
    """Values that differ for the same thing, one stance a source."""

    topic: str
    stances: tuple[Stance, ...]


@dataclass(frozen=True, kw_only=True)
class Nearest:
    """A passage near to the question, offered with an abstention."""

    document_id: str
    version: str
    title: str
    publisher: str | None
    published: date | None
    start: int
    end: int
    quote: str


@dataclass(frozen=True, kw_only=True)
class Timings:
    """Wall-clock milliseconds of the stages."""

    retrieve: float = 0.0
    answer: float = 0.0
    verify: float = 0.0
    total: float = 0.0


@dataclass(frozen=True, kw_only=True)
class ReadPassage:
    """A passage that was retrieved for an answer, with the SHA-256 of its words."""

    document_id: str
    version: str
    start: int
    end: int
    sha256: str


@dataclass(frozen=True, kw_only=True)
class Provenance:
    """What an answer was made from, for its receipt."""

    settings: Mapping[str, Any]
    passages: tuple[ReadPassage, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Answer:
    """An answer in which every sentence stands on a cited span, or an abstention with its reason."""

    question: str
    standalone_question: str
    status: Literal["answered", "abstained"]
    reason: str | None
    text: str
    model: str
    sentences: tuple[Sentence, ...] = ()
    withheld: tuple[WithheldSentence, ...] = ()
    citations: tuple[Citation, ...] = ()
    disagreements: tuple[Disagreement, ...] = ()
    nearest: tuple[Nearest, ...] = ()
    confidence: float = 0.0
    """How sure the assistant is that the evidence answers the question, in [0, 1]; abstains below its cut-off."""
    independent_sources: int = 0
    timings_ms: Timings = field(default_factory=Timings)
    notice: str | None = None
    """What the reader should know of how the answer came about: a model that failed, a draft that was replaced."""
    stripped_citations: int = 0
    """Markers of unknown sources that were taken out of a model's draft."""
    dropped_sentences: int = 0
    """Drafted sentences that said nothing that could be checked, such as "Here is what I found:"."""
    prompt_hash: str | None = None
    """The hash of the prompts that the model was given; None when no model was asked."""
    provenance: Provenance | None = None

    @property
    def abstained(self) -> bool:
        return self.status == "abstained"

    def citation(self, marker: int) -> Citation:
        """The citation with this marker.

        Raises:
            KeyError: no citation carries it.
        """
        for citation in self.citations:
            if citation.marker == marker:
                return citation
        raise KeyError(marker)

    def receipt(self, created: datetime | None = None) -> dict[str, Any]:
        """The answer's receipt, which `newsdesk verify` rechecks offline: only JSON types.

        Args:
            created: when it was made; now, when left away.

        Raises:
            ReceiptError: the answer does not come from an assistant.
        """
        from .receipts import write_receipt

        return write_receipt(self, created)

    def to_json(self) -> dict[str, Any]:
        """The document that `newsdesk ask --json` prints: only JSON types, dates as YYYY-MM-DD."""
        return {
            "question": self.question,
            "standalone_question": self.standalone_question,
            "status": self.status,
            "reason": self.reason,
            "text": self.text,
            "model": self.model,
            "sentences": [_plain(asdict(sentence)) for sentence in self.sentences],
            "withheld": [_plain(asdict(sentence)) for sentence in self.withheld],
            "citations": [_plain(asdict(citation)) for citation in self.citations],
            "disagreements": [_plain(asdict(disagreement)) for disagreement in self.disagreements],
            "nearest": [_plain(asdict(nearest)) for nearest in self.nearest],
            "confidence": round(self.confidence, 4),
            "independent_sources": self.independent_sources,
            "timings_ms": {name: round(value, 1) for name, value in asdict(self.timings_ms).items()},
            "notice": self.notice,
            "stripped_citations": self.stripped_citations,
            "dropped_sentences": self.dropped_sentences,
            "prompt_hash": self.prompt_hash,
        }


@dataclass(frozen=True, kw_only=True)
class AnswerEvent:
    """One event of a stream, in this order: `retrieved` once, then `sentence` and `withheld`, then `answer` once.

    `sentence` events come only once the sentence's verdict is known; `answer` carries the whole, final answer.
    """

    kind: Literal["retrieved", "sentence", "withheld", "answer"]
    passages: int = 0
    sentence: Sentence | None = None
    citations: tuple[Citation, ...] = ()
    """With `sentence`: the citations that this sentence brings for the first time."""
    withheld: WithheldSentence | None = None
    answer: Answer | None = None


def _plain(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float):
        return round(value, 4)
    if isinstance(value, Mapping):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [_plain(item) for item in value]
    return value
