"""Faithful rewordings of report sentences, from `cases/paraphrases.jsonl`: a judge should keep them."""

from __future__ import annotations

import json
from dataclasses import dataclass
from importlib import resources
from pathlib import Path

from .errors import CaseFileError
from .report_sentences import ReportSentence, read_report_sentences

__all__ = ["Paraphrase", "read_paraphrases"]


@dataclass(frozen=True, kw_only=True)
class Paraphrase:
    """A rewording of a sentence; every other one, from the first, may be tuned on, the rest are only reported."""

    original: ReportSentence
    text: str
    is_tuned_on: bool


def read_paraphrases() -> list[Paraphrase]:
    """The paraphrases in order.

    Raises:
        CaseFileError: names the line whose span is no sentence of its report.
    """
    file = resources.files("evals") / "cases" / "paraphrases.jsonl"
    originals = {(sentence.document, sentence.text): sentence for sentence in read_report_sentences()}
    paraphrases = []
    for number, line in enumerate(file.read_text(encoding="utf-8").splitlines()):
        row = json.loads(line)
        original = originals.get((row["document"], row["span"]))
        if original is None:
            raise CaseFileError(Path(str(file)), number + 1, "span", "it is no sentence of the report")
        paraphrases.append(Paraphrase(original=original, text=row["paraphrase"], is_tuned_on=number % 2 == 0))
    return paraphrases
