"""Second reading: the sentences that look best are read together with the question, and ordered anew.

The ranker itself is in `ranker.py`; the first reading, by words and vectors, in `evidence.py` and `abstention.py`.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

from .evidence import EvidenceSentence
from .questions import Question
from .ranker import SentenceRanker
from .weights import LogisticModel

__all__ = ["RANKED_FEATURES", "rank_rest", "rank_sentences", "with_lead"]

RANKED_FEATURES = ("first", "ranker")
"""What the order of the second reading is made of: the logits of the first reading and of the ranker, over 10."""

_SCALE = 10.0


def rank_sentences(
    question: Question,
    rated: Sequence[tuple[float, EvidenceSentence]],
    ranker: SentenceRanker,
    model: LogisticModel,
    *,
    most: int,
) -> list[tuple[float, EvidenceSentence]]:
    """Read the first `most` sentences anew and put them in order; the others keep theirs, behind them.

    Returns:
        Modelled probability that the sentence answers, and the sentence with the features of `RANKED_FEATURES`, best
        first.
    """
    front, rest = rated[:most], rated[most:]
    probabilities = ranker.rate(question.text, [with_lead(sentence) for _, sentence in front])
    ranked: list[tuple[float, EvidenceSentence]] = []
    for (value, sentence), probability in zip(front, probabilities, strict=True):
        features = {
            **sentence.features,
            "first": _logit(value) / _SCALE,
            "ranker": _logit(probability) / _SCALE,
        }
        ranked.append((model.probability(features), replace(sentence, features=features)))
    ranked.sort(key=lambda item: (-item[0], item[1].rank, item[1].start))
    ceiling = ranked[-1][0] if ranked else 1.0
    return ranked + [(min(value, ceiling), sentence) for value, sentence in rest]


def rank_rest(
    question: Question,
    ranked: Sequence[tuple[float, EvidenceSentence]],
    ranker: SentenceRanker,
    first: LogisticModel,
    model: LogisticModel,
) -> list[tuple[float, EvidenceSentence]]:
    """Read the sentences too that `rank_sentences` left behind its first ones, so that all are rated alike.

    Args:
        first: the weights of the first reading, by which those were rated.
    """
    read = [item for item in ranked if "ranker" in item[1].features]
    rest = [(first.probability(sentence.features), sentence) for _, sentence in ranked[len(read) :]]
    both = read + rank_sentences(question, rest, ranker, model, most=len(rest))
    return sorted(both, key=lambda item: (-item[0], item[1].rank, item[1].start))


def with_lead(sentence: EvidenceSentence) -> str:
    """The sentence as the ranker reads it: behind the title of its document and the heading that it stands under."""
    lead = sentence.hit.passage.heading or sentence.hit.document.title
    return f"{lead}. {sentence.text}" if lead else sentence.text


def _logit(probability: float) -> float:
    bounded = min(max(probability, 1e-6), 1 - 1e-6)
    return math.log(bounded / (1 - bounded))
