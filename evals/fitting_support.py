"""Fits the calibrated combination of a verdict: `python -m evals.fitting_support --data DIR --out FILE`.

It learns from FRANK, WiCE and BEGIN (`groundedness_data.py`), from minimal edits of the built-in reports and from the
sentences that they were made of; the cutoff is set on the first half of the paraphrases. What is weighed is measured by
`assistant.verdicts`.
"""

from __future__ import annotations

import argparse
import json
import math
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .errors import DataMissingError
from .groundedness_data import DATASETS, LabelledText, find_missing
from .metrics import area_under_curve
from .minimal_edits import make_minimal_edits
from .paraphrases import read_paraphrases
from .report_sentences import read_report_sentences

if TYPE_CHECKING:
    from assistant.verdicts import CheckedSpan

__all__ = ["Example", "example_of", "fit_support", "made_examples", "measure_text", "rate_held_out", "read_examples"]

_SEEDS = (101, 102)
"""Those of the minimal edits that are learnt from; the suite draws others."""
_FOLDS = 5
_STRENGTH = 0.01
_SHARES = {"BEGIN": 3.0, "minimal edits": 0.1, "originals": 0.1}
"""How much a source weighs where it is not 1; BEGIN has most texts.

Exact checks decide about the edits; weighed in full, sentences that share all words but one with their source would teach
that shared words mean nothing.
"""
_DEVIATIONS = 2.5
"""How far below the mean of the paraphrases tuned on the cutoff lies, in standard deviations of the logit."""
_HIGHEST_CUTOFF = 0.5


@dataclass(frozen=True, kw_only=True)
class Example:
    """A text with what was measured of each of its sentences."""

    source: str
    document: str
    is_supported: bool
    sentences: tuple[Mapping[str, float], ...]


def measure_text(text: str, spans: Sequence[CheckedSpan]) -> tuple[Mapping[str, float], ...]:
    """Measure each sentence of a text against all spans, in order."""
    from assistant.verdicts.evidence import gather_spans
    from assistant.verdicts.measuring import measure_sentence
    from assistant.verdicts.reading import clean_text

    evidence = gather_spans(spans)
    return tuple(measure_sentence(sentence, evidence).features for sentence in _split_text(clean_text(text)))


def _split_text(text: str) -> list[str]:
    """The sentences of a cleaned text; those of text in lower case too, whose ends only a stop shows."""
    parts = [part.strip() for part in re.split(r"(?<=[.!?])\s+", text)]
    return [part for part in parts if len(part.split()) > 2] or [text]


def read_examples(data: Path) -> list[Example]:
    """All that is learnt from, in a fixed order.

    Raises:
        DataMissingError: a data set is not there.
        DatasetError: one cannot be read.
    """
    examples: list[Example] = []
    for name, read in DATASETS.items():
        missing = find_missing(data, name)
        if missing is not None:
            raise DataMissingError(str(data / name.lower()), f"the labels of {name} ({missing})")
        for item in read(data):
            examples.append(example_of(item))
    return examples + list(made_examples())


def fit_support(examples: Sequence[Example], tuned: Sequence[Mapping[str, float]], command: str) -> dict[str, Any]:
    """Fit the combination; the same examples give the same one.

    Args:
        tuned: what was measured of the paraphrases that the cutoff is set on.

    Returns:
        What `support.json` holds.
    """
    import numpy as np

    from assistant.verdicts.measuring import FEATURES

    rows, labels, weights = _table(examples)
    aucs = _aucs(examples)
    intercept, coefficients = _fit(rows, labels, weights)
    ratings = np.array([[row[name] for name in FEATURES] for row in tuned]) @ coefficients + intercept
    lowest = float(ratings.mean() - _DEVIATIONS * ratings.std())
    cutoff = min(_HIGHEST_CUTOFF, 1 / (1 + math.exp(-lowest)))
    counts = Counter(example.source for example in examples)
    told = ", ".join(f"{source} {count:,}" for source, count in counts.items())
    measured = ", ".join(f"{source} {value:.3f}" for source, value in aucs.items())
    return {
        "intercept": round(intercept, 4),
        "coefficients": {name: round(float(c), 4) for name, c in zip(FEATURES, coefficients, strict=True)},
        "cutoff": round(cutoff, 3),
        "provenance": (
            f"Logistic regression (scikit-learn, C={_STRENGTH} on standardised measurements, signs held; each data set and "
            "each class weighing the same, BEGIN three times, what is made of the reports a tenth) on "
            f"{len(examples):,} texts of {date.today().isoformat()}: {told}. AUC cross-validated by document, the mean "
            f"over a text's sentences: {measured}. Cutoff: {_DEVIATIONS} standard deviations below the mean of "
            f"{len(tuned)} paraphrases, at most {_HIGHEST_CUTOFF}. Made by: {command}"
        ),
    }


def example_of(item: LabelledText) -> Example:
    """Measure a labelled text against what it has to stand on."""
    from assistant.verdicts import CheckedSpan

    return Example(
        source=item.dataset,
        document=item.document,
        is_supported=item.is_supported,
        sentences=measure_text(item.text, [CheckedSpan(text=item.evidence)]),
    )


def made_examples() -> Iterator[Example]:
    """Minimal edits and their originals; half against the sentence itself, half against it with its neighbours."""
    sentences = read_report_sentences()
    for seed in _SEEDS:
        for index, edit in enumerate(make_minimal_edits(sentences, seed=seed)):
            span = edit.original.as_window() if index % 2 else edit.original.as_span()
            for source, text, is_supported in (
                ("minimal edits", edit.edited, False),
                ("originals", edit.original.text, True),
            ):
                yield Example(
                    source=source,
                    document=edit.original.document,
                    is_supported=is_supported,
                    sentences=measure_text(text, [span])[:1],
                )


def _least(example: Example) -> list[float]:
    """One row for a text: of each measurement the worst over its sentences."""
    from assistant.verdicts.measuring import FEATURES

    return [
        (max if name.startswith("flag_") else min)(sentence[name] for sentence in example.sentences)
        for name in FEATURES
    ]


def _balance(examples: Sequence[Example]) -> Any:
    import numpy as np

    groups = Counter((example.source, example.is_supported) for example in examples)
    weights = np.array(
        [_SHARES.get(example.source, 1.0) / groups[example.source, example.is_supported] for example in examples]
    )
    return weights * len(examples) / weights.sum()


def _fit(rows: Any, labels: Any, weights: Any) -> tuple[float, Any]:
    """The intercept and coefficients for measurements as they are, not standardised.

    More overlap never lowers support and a finding never raises it: a coefficient of the wrong sign is left out, and the
    rest is fitted anew.
    """
    import numpy as np
    from sklearn.linear_model import LogisticRegression
    from sklearn.preprocessing import StandardScaler

    from assistant.verdicts.measuring import FEATURES

    signs = np.array([-1 if name.startswith("flag_") else 1 for name in FEATURES])
    scaler = StandardScaler().fit(rows)
    scaled = scaler.transform(rows)
    used = rows.std(axis=0) > 0
    while True:
        model = LogisticRegression(C=_STRENGTH, max_iter=2000)
        model.fit(scaled[:, used], labels, sample_weight=weights)
        fitted = np.zeros(len(FEATURES))
        fitted[used] = model.coef_[0]
        if (fitted * signs >= 0).all():
            break
        used &= fitted * signs >= 0
    coefficients = fitted / scaler.scale_
    return float(model.intercept_[0] - (coefficients * scaler.mean_).sum()), coefficients


def rate_held_out(examples: Sequence[Example]) -> list[float]:
    """Rate each text by a combination that learnt from no text of its document: the mean over its sentences, a logit."""
    import numpy as np
    from sklearn.model_selection import GroupKFold

    from assistant.verdicts.measuring import FEATURES

    rows, labels, weights = _table(examples)
    documents = np.array([example.document for example in examples])
    ratings = [0.0] * len(examples)
    folds = GroupKFold(min(_FOLDS, len(set(documents.tolist()))))
    for learnt, held_out in folds.split(rows, labels, documents):
        intercept, coefficients = _fit(rows[learnt], labels[learnt], weights[learnt])
        for index in held_out:
            measured = [[sentence[name] for name in FEATURES] for sentence in examples[index].sentences]
            ratings[index] = float((np.array(measured) @ coefficients + intercept).mean())
    return ratings


def _aucs(examples: Sequence[Example]) -> dict[str, float]:
    """By data set: how well texts that stand on their words are told from those that do not."""
    rated = list(zip(rate_held_out(examples), examples, strict=True))
    found: dict[str, float] = {}
    for source in DATASETS:
        good = [rating for rating, example in rated if example.source == source and example.is_supported]
        bad = [rating for rating, example in rated if example.source == source and not example.is_supported]
        value = area_under_curve(good, bad)
        if value is not None:
            found[source] = value
    return found


def _table(examples: Sequence[Example]) -> tuple[Any, Any, Any]:
    """Measurements, labels and weights, a row a text."""
    import numpy as np

    rows = np.array([_least(example) for example in examples])
    labels = np.array([example.is_supported for example in examples])
    return rows, labels, _balance(examples)


def main() -> None:
    parser = argparse.ArgumentParser(description="Fit the calibrated combination of a verdict.")
    parser.add_argument("--data", type=Path, required=True, help="the folder that holds frank, wice and begin")
    parser.add_argument(
        "--out", type=Path, required=True, help="the file to write, such as assistant/data/support.json"
    )
    arguments = parser.parse_args()
    tuned = [
        measure_text(paraphrase.text, [paraphrase.original.as_span()])[0]
        for paraphrase in read_paraphrases()
        if paraphrase.is_tuned_on
    ]
    fitted = fit_support(read_examples(arguments.data), tuned, "python -m evals.fitting_support --data DIR --out FILE")
    arguments.out.write_text(json.dumps(fitted, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
