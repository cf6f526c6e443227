"""Whether the evidence answers the question at all: features of the evidence, and a calibrated confidence."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from vectorstore import Hit
from vectorstore.words import content_stems

from .evidence import EvidenceSentence
from .missing import Missing
from .questions import Question
from .weights import LogisticModel

__all__ = ["ANSWERABLE_FEATURES", "RANKED_ANSWERABLE_FEATURES", "answerable_features", "nearest_hits", "rate_sentences"]

ANSWERABLE_FEATURES = (
    "best_sentence",
    "context_coverage",
    "coverage",
    "name_coverage",
    "relevance",
    "similarity",
    "bm25",
    "answer_kind",
    "margin",
    "passage_coverage",
    "missing_name",
    "missing_word",
    "missing_figure",
    "sentence_similarity",
    "similarity_peak",
    "agreement",
    "unmentioned",
)

RANKED_ANSWERABLE_FEATURES = (
    *(name for name in ANSWERABLE_FEATURES if name not in ("best_sentence", "margin")),
    "ranker",
    "ranker_margin",
    "best_first",
)
"""With a ranker: its highest value, how far that stands above the next three, and the first reading's best value."""

_BEST = 3


def rate_sentences(evidence: Sequence[EvidenceSentence], model: LogisticModel) -> list[tuple[float, EvidenceSentence]]:
    """Sentences with the modelled probability that each answers the question, best first."""
    rated = [(model.probability(sentence.features), sentence) for sentence in evidence]
    return sorted(rated, key=lambda item: (-item[0], item[1].rank, item[1].start))


def answerable_features(
    question: Question,
    rated: Sequence[tuple[float, EvidenceSentence]],
    rarity: Mapping[str, float],
    missing: Missing | None,
) -> dict[str, float]:
    """Measure the evidence as a whole; every value lies in [-2, 2]. For no evidence all are 0, `missing_name` 1.

    Args:
        missing: what the question names and the passages of `nearest_hits` do not mention.

    The features of `RANKED_ANSWERABLE_FEATURES` are there too when the sentences were read by a ranker.
    """
    if not rated:
        return {**dict.fromkeys(RANKED_ANSWERABLE_FEATURES, 0.0), "missing_name": 1.0}
    best_value, best = rated[0]
    top = [sentence for _, sentence in rated[:_BEST]]
    elsewhere = [value for value, sentence in rated if sentence.hit is not best.hit]
    total = sum(rarity.get(stem, 0.0) for stem in question.stems) or 1.0
    held = [(hit, frozenset(content_stems(f"{hit.document.title} {hit.text}"))) for hit in nearest_hits(rated)]
    covered = max(
        _covered(question, stems.union(content_stems(hit.passage.heading or "")), rarity) for hit, stems in held
    )
    near = frozenset().union(*(stems for _, stems in held))
    names = [stem for stem in question.name_stems if stem in rarity]
    missing_name = max((rarity[stem] for stem in names if stem not in near), default=0.0)
    rarest = max((rarity[stem] for stem in question.stems), default=1.0) or 1.0
    words = [stem for stem in question.stems if stem not in question.name_stems]
    missing_word = max((rarity.get(stem, 0.0) for stem in words if stem not in near), default=0.0)
    figures = {stem for stem in question.stems if any(character.isdigit() for character in stem)}
    cosines = sorted((sentence.features["sentence_similarity"] for _, sentence in rated), reverse=True)
    nearest = max(rated, key=lambda item: item[1].features["sentence_similarity"])[1]
    return {
        "best_sentence": best_value,
        "context_coverage": max(s.features["context_coverage"] for s in top),
        "coverage": max(s.features["coverage"] for s in top),
        "name_coverage": best.features["name_coverage"],
        "relevance": max(s.features["relevance"] for s in top),
        "similarity": max(s.features["similarity"] for s in top),
        "bm25": max(s.features["bm25"] for s in top),
        "answer_kind": best.features["answer_kind"],
        "margin": best_value - (elsewhere[0] if elsewhere else 0.0),
        "passage_coverage": covered / total,
        "missing_name": min(1.0, missing_name / rarest),
        "missing_word": min(1.0, missing_word / rarest),
        "missing_figure": float(bool(figures - near)),
        "sentence_similarity": best.features["sentence_similarity"],
        "similarity_peak": cosines[0] - cosines[min(4, len(cosines) - 1)],
        "agreement": float(nearest is best),
        "unmentioned": float(missing is not None),
        **_ranked_features([sentence for _, sentence in rated]),
    }


def _ranked_features(sentences: Sequence[EvidenceSentence]) -> dict[str, float]:
    """What the ranker says of the evidence; nothing when it read none of it."""
    read = [sentence for sentence in sentences if "ranker" in sentence.features]
    if not read:
        return {}
    values = sorted((sentence.features["ranker"] for sentence in read), reverse=True)
    next_best = values[1:4]
    return {
        "ranker": values[0],
        "ranker_margin": values[0] - sum(next_best) / len(next_best) if next_best else 0.0,
        "best_first": max(sentence.features["first"] for sentence in read),
    }


def nearest_hits(rated: Sequence[tuple[float, EvidenceSentence]]) -> list[Hit]:
    """The passages of the three best sentences, each once."""
    return list({id(sentence.hit): sentence.hit for _, sentence in rated[:_BEST]}.values())


def _covered(question: Question, held: frozenset[str], rarity: Mapping[str, float]) -> float:
    return sum(rarity.get(stem, 0.0) for stem in question.stems if stem in held)
