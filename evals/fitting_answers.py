"""Fits what weighs the evidence: the order of the second reading, and the confidence that a question is answered.

    python -m evals.fitting_answers --data DIR --out assistant/data

Two small logistic regressions over named features (scikit-learn), on the built-in cases, ClapNQ, and the articles of
SQuAD 2.0 that the ranker was not trained on. Every figure in the provenance is cross-validated. MTRAG is never fitted
on: it stays a test.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .gold import GoldFinder
from .metrics import holds_accepted
from .ranker_data import SQUAD_HELD_OUT
from .runner import RunRequest

if TYPE_CHECKING:
    from assistant.evidence import EvidenceSentence

    from .cases import Case
    from .datasets.material import Material

__all__ = ["Observation", "fit_answers", "main", "observe"]

_FOLDS = 5
_WRONG_REFUSALS = 0.08
"""The share of answerable built-in questions that the cut-off lets go, cross-validated."""
_SQUAD_QUESTIONS = 500
_SHRINKAGE = 0.05
_SEED = 20


@dataclass(frozen=True, kw_only=True)
class Observation:
    """One case as the assistant sees it: its sentences with the features of both readings, and which of them answer."""

    dataset: str
    is_answerable: bool
    features: dict[str, float]
    """Of the evidence as a whole, ranker and all."""
    plain_features: dict[str, float]
    """The same without a ranker."""
    sentences: tuple[tuple[float, float, bool], ...]
    """Of each sentence read twice: the logits of the first reading and of the ranker over 10, and whether it answers."""


def observe(data: Path, cache: Path | None, ranked_by: Any) -> Iterator[Observation]:
    """Assess every case of the fitting data with this ranker.

    Raises:
        DataMissingError: a data set is not in `data`.
    """
    from .datasets.builtin import BuiltIn
    from .datasets.clapnq import ClapNQ
    from .datasets.squad2 import Squad2
    from .errors import DataMissingError

    request = RunRequest(data=data, cache=cache)
    for dataset in (BuiltIn(), ClapNQ(), Squad2()):
        why = dataset.find_missing(request)
        if why is not None:
            raise DataMissingError(str(data / dataset.name), why)
        with dataset.open(request) as material:
            cases = list(material.cases)
            if dataset.name == "squad2":
                cases = [case for case in cases if case.within[0].split(":")[1] in SQUAD_HELD_OUT]
                cases = random.Random(_SEED).sample(cases, min(_SQUAD_QUESTIONS, len(cases)))
            yield from _observe_cases(dataset.name, material, cases, ranked_by)
            print(f"{dataset.name}: {len(cases)} questions", file=sys.stderr)


def _observe_cases(name: str, material: Material, cases: Sequence[Case], ranker: Any) -> Iterator[Observation]:
    from assistant import Assistant
    from assistant.abstention import answerable_features, nearest_hits, rate_sentences
    from assistant.evidence import gather_evidence
    from assistant.followups import complete_question
    from assistant.missing import find_missing
    from assistant.questions import analyse_question
    from assistant.ranking import rank_sentences
    from assistant.weights import load_weights
    from vectorstore.words import content_stems

    settings = Assistant(material.store).settings
    finder = GoldFinder(material.store)
    for case in cases:
        filter = finder.search_filter(case)
        text = complete_question(case.question, [turn.to_message() for turn in case.history])
        question = analyse_question(text)
        hits = material.store.search(text, settings.passages, filter)
        rarity = material.store.rarity(list(dict.fromkeys(content_stems(text))))
        first = rate_sentences(gather_evidence(question, hits, rarity), load_weights("sentence"))
        ranked = rank_sentences(question, first, ranker, load_weights("ranked"), most=settings.ranked_sentences)
        yield Observation(
            dataset=name,
            is_answerable=case.answerable,
            features=answerable_features(question, ranked, rarity, find_missing(text, nearest_hits(ranked))),
            plain_features=answerable_features(question, first, rarity, find_missing(text, nearest_hits(first))),
            sentences=tuple(
                (sentence.features["first"], sentence.features["ranker"], _answers(case, sentence))
                for _, sentence in ranked
                if "ranker" in sentence.features
            ),
        )


def _answers(case: Case, sentence: EvidenceSentence) -> bool:
    if case.gold and not case.accepted and not case.accepted_all:
        return any(sentence.text in gold.quote or gold.quote in sentence.text for gold in case.gold if gold.quote)
    groups = [group for group in (case.accepted, *case.accepted_all) if group]
    return any(holds_accepted([sentence.text], group) for group in groups)


def fit_answers(observations: Sequence[Observation], command: str, day: date) -> dict[str, dict[str, Any]]:
    """Fit the three models.

    Returns:
        By file name without its ending: `ranked`, `answerable-ranked`, `answerable`; each as `LogisticModel` reads it.
    """
    from assistant.abstention import ANSWERABLE_FEATURES, RANKED_ANSWERABLE_FEATURES

    counts = {
        name: (
            sum(o.is_answerable for o in observations if o.dataset == name),
            sum(not o.is_answerable for o in observations if o.dataset == name),
        )
        for name in dict.fromkeys(o.dataset for o in observations)
    }
    told = ", ".join(f"{name} ({yes} answerable, {no} not)" for name, (yes, no) in counts.items())
    origin = f"scikit-learn, {day.isoformat()}, {command}; {told}"
    return {
        "ranked": _fit_order(observations, origin),
        "answerable-ranked": _fit_confidence(
            observations, [o.features for o in observations], RANKED_ANSWERABLE_FEATURES, origin
        ),
        "answerable": _fit_confidence(
            observations, [o.plain_features for o in observations], ANSWERABLE_FEATURES, origin
        ),
    }


def _fit_order(observations: Sequence[Observation], origin: str) -> dict[str, Any]:
    """How much the two readings count for the order: the pair of weights that puts the most answers first."""
    import numpy as np
    from sklearn.linear_model import LogisticRegression

    answered = [o for o in observations if any(right for _, _, right in o.sentences)]
    rows = [(first, ranker) for o in answered for first, ranker, _ in o.sentences]
    labels = [right for o in answered for _, _, right in o.sentences]
    weights = [1.0 / len(o.sentences) for o in answered for _ in o.sentences]
    model = LogisticRegression(C=1.0, max_iter=2000).fit(np.array(rows), labels, sample_weight=weights)
    first, ranker = (float(value) for value in model.coef_[0])
    places = {
        name: [_place(o, first, ranker) for o in answered if o.dataset == name]
        for name in dict.fromkeys(o.dataset for o in answered)
    }
    plain = {name: [_place(o, 1.0, 0.0) for o in answered if o.dataset == name] for name in places}
    told = "; ".join(
        f"{name}: first {_share(found, 1):.3f} (without the ranker {_share(plain[name], 1):.3f}), "
        f"among three {_share(found, 3):.3f} ({_share(plain[name], 3):.3f}), n = {len(found)}"
        for name, found in places.items()
    )
    return {
        "intercept": round(float(model.intercept_[0]), 4),
        "coefficients": {"first": round(first, 4), "ranker": round(ranker, 4)},
        "cutoff": 0.5,
        "provenance": f"{origin}. Of the questions whose answer was read: {told}.",
    }


def _place(observation: Observation, first: float, ranker: float) -> int:
    order = sorted(observation.sentences, key=lambda s: -(first * s[0] + ranker * s[1]))
    return next(place for place, (_, _, right) in enumerate(order, start=1) if right)


def _share(places: Sequence[int], most: int) -> float:
    return sum(place <= most for place in places) / (len(places) or 1)


def _fit_confidence(
    observations: Sequence[Observation],
    features: Sequence[dict[str, float]],
    names: Sequence[str],
    origin: str,
) -> dict[str, Any]:
    """A logistic regression, each data set and each class of it weighing the same; the cut-off by cross-validation."""
    import numpy as np
    from sklearn.metrics import roc_auc_score
    from sklearn.model_selection import StratifiedKFold

    rows = np.array([[f[name] for name in names] for f in features])
    labels = np.array([o.is_answerable for o in observations])
    sets = np.array([o.dataset for o in observations])
    weights = np.zeros(len(labels))
    for name in set(sets.tolist()):
        for label in (True, False):
            chosen = (sets == name) & (labels == label)
            weights[chosen] = len(labels) / (max(1, chosen.sum()) * 2 * len(set(sets.tolist())))
    held_out = np.zeros(len(labels))
    strata = [f"{name} {label}" for name, label in zip(sets, labels, strict=True)]
    for train, test in StratifiedKFold(_FOLDS, shuffle=True, random_state=_SEED).split(rows, strata):
        held_out[test] = _regress(rows[train], labels[train], weights[train])[2](rows[test])
    intercept, coefficients, _ = _regress(rows, labels, weights)
    told = "; ".join(
        f"{name} {roc_auc_score(labels[sets == name], held_out[sets == name]):.3f}" for name in dict.fromkeys(sets)
    )
    built_in = held_out[(sets == "builtin") & labels]
    cutoff = float(np.quantile(built_in, _WRONG_REFUSALS))
    refused = float((held_out[(sets == "builtin") & ~labels] < cutoff).mean())
    return {
        "intercept": round(float(intercept), 4),
        "coefficients": {name: round(float(value), 4) for name, value in zip(names, coefficients, strict=True)},
        "cutoff": round(cutoff, 4),
        "provenance": f"{origin}. Area under the curve, cross-validated: {told}. Below the cut-off lie "
        f"{_WRONG_REFUSALS:.2f} of the answerable built-in questions and {refused:.2f} of the others.",
    }


def _regress(rows: Any, labels: Any, weights: Any) -> tuple[float, Any, Any]:
    """Intercept and coefficients for unscaled features, and a function from rows to probabilities."""
    import numpy as np
    from sklearn.linear_model import LogisticRegression

    middle, spread = rows.mean(axis=0), rows.std(axis=0) + 1e-6
    model = LogisticRegression(C=_SHRINKAGE, max_iter=3000).fit((rows - middle) / spread, labels, sample_weight=weights)
    coefficients = model.coef_[0] / spread
    intercept = float(model.intercept_[0] - (coefficients * middle).sum())
    return intercept, coefficients, lambda new: 1 / (1 + np.exp(-(intercept + new @ coefficients)))


def main(arguments: Sequence[str] | None = None) -> int:
    """Fit from the command line, and write the weights."""
    from assistant.ranker import load_ranker

    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--cache", type=Path, default=None)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--ranker", default="built-in")
    given = parser.parse_args(arguments)
    ranker = load_ranker(given.ranker)
    if ranker is None:
        parser.error("--ranker none: there is nothing to fit")
    observations = list(observe(given.data, given.cache, ranker))
    for name, model in fit_answers(observations, "python -m evals.fitting_answers", date.today()).items():
        (given.out / f"{name}.json").write_text(json.dumps(model, indent=2) + "\n", encoding="utf-8")
        print(f"{name}: {model['provenance']}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
