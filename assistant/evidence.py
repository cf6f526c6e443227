"""Evidence: the sentences of the passages that were found, measured against the question.

What is measured is here; the fitted weights are in `weights.py`, the choice of quotes in `quotes.py`.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from vectorstore import Hit
from vectorstore.sentences import split_sentences
from vectorstore.words import content_stems

from .candidates import direct_span
from .neutralising import is_instruction
from .questions import Question

__all__ = ["FEATURES", "EvidenceSentence", "gather_evidence"]

FEATURES = (
    "coverage",
    "context_coverage",
    "pair_coverage",
    "name_coverage",
    "answer_kind",
    "counted_near",
    "relevance",
    "similarity",
    "sentence_similarity",
    "bm25",
    "best_of_passage",
    "reciprocal_rank",
    "length",
)
"""What each sentence is measured by; every value lies in [0, 1]."""

_LONG_SENTENCE_WORDS = 60


@dataclass(frozen=True, kw_only=True)
class EvidenceSentence:
    """A sentence of a passage: its span in the document, its measurements, and the words that may answer directly."""

    hit: Hit
    rank: int
    """The place of its passage among the hits, from 0."""
    start: int
    end: int
    text: str
    direct: tuple[int, int] | None
    """Span within `text`."""
    features: Mapping[str, float]


def gather_evidence(question: Question, hits: Sequence[Hit], rarity: Mapping[str, float]) -> list[EvidenceSentence]:
    """Measure every sentence of the hits against the question, in the order of the hits.

    Args:
        rarity: how rare each stem of the question is in the library; at least for `question.stems`.
    """
    evidence: list[EvidenceSentence] = []
    total = sum(rarity.get(stem, 0.0) for stem in question.stems) or 1.0
    name_total = sum(rarity.get(stem, 0.0) for stem in question.stems if stem in question.name_stems)
    asked = frozenset(question.stems)
    pairs = list(zip(question.stems, question.stems[1:], strict=False))

    def weight(stems: frozenset[str] | set[str]) -> float:
        return sum(rarity.get(stem, 0.0) for stem in asked & stems)

    for rank, hit in enumerate(hits):
        spans = _sentences(hit.text)
        cosines = {(start, end): cosine for start, end, cosine in hit.sentence_similarities}
        stems = [_stems(hit.text[start:end]) for start, end in spans]
        sets = [frozenset(s) for s in stems]
        lead = frozenset(content_stems(f"{hit.document.title} {hit.passage.heading or ''}"))
        coverages = [weight(s) / total for s in sets]
        best = max(coverages, default=0.0)
        for index, (start, end) in enumerate(spans):
            text = hit.text[start:end]
            if is_instruction(text):
                continue  # it asks something of its reader, and reports nothing
            neighbours = lead.union(*sets[max(0, index - 2) : index], *sets[index + 1 : index + 2])
            context = coverages[index] + 0.6 * weight(neighbours - sets[index]) / total
            direct = direct_span(question, text)
            behind = content_stems(text[direct[1] : direct[1] + 45]) if direct else []
            seen = sets[index] | neighbours
            named = sum(rarity.get(s, 0.0) for s in question.name_stems & seen if s in asked)
            near = set(zip(stems[index], stems[index][1:], strict=False)) | set(
                zip(stems[index], stems[index][2:], strict=False)
            )
            features = {
                "coverage": coverages[index],
                "context_coverage": min(1.0, context),
                "pair_coverage": sum(pair in near for pair in pairs) / len(pairs) if pairs else coverages[index],
                "name_coverage": named / name_total if name_total else 1.0,
                "answer_kind": 0.5 if question.kind == "claim" else float(direct is not None),
                "counted_near": float(bool(question.counted and set(question.counted) & set(behind))),
                "relevance": hit.relevance,
                "similarity": max(0.0, hit.similarity),
                "sentence_similarity": max(
                    0.0, cosines.get((hit.passage.start + start, hit.passage.start + end), hit.similarity)
                ),
                "bm25": min(1.0, hit.bm25 / 40.0),
                "best_of_passage": float(coverages[index] >= best and best > 0),
                "reciprocal_rank": 1.0 / (rank + 1),
                "length": min(1.0, math.log1p(len(stems[index])) / math.log1p(_LONG_SENTENCE_WORDS)),
            }
            evidence.append(
                EvidenceSentence(
                    hit=hit,
                    rank=rank,
                    start=hit.passage.start + start,
                    end=hit.passage.start + end,
                    text=text,
                    direct=direct,
                    features=features,
                )
            )
    return evidence


@lru_cache(maxsize=4096)
def _sentences(text: str) -> tuple[tuple[int, int], ...]:
    return tuple(split_sentences(text))


@lru_cache(maxsize=16_384)
def _stems(sentence: str) -> tuple[str, ...]:
    return tuple(content_stems(sentence))
