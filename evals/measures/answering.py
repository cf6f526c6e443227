"""Answers: whether an accepted string is held, exact match, and the words shared with accepted and reference answers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from ..metrics import exact_match, token_f1
from ..scores import Better, Score
from .measuring import Measured, Setting, score_values

if TYPE_CHECKING:
    from ..report import Record

__all__ = ["AnswerMeasure", "short_answer"]

_NAMES: dict[str, Better] = {
    "answered right": "higher",
    "right when answered": "higher",
    "wrong refusals": "lower",
    "exact match": "higher",
    "token F1": "higher",
    "reference F1": "higher",
}


def short_answer(record: Record) -> str:
    """The words that answer the question directly, of the first sentence that has any; else the first sentence."""
    sentences = record.given.sentences
    direct = next((sentence.direct for sentence in sentences if sentence.direct), None)
    return direct or (sentences[0].text if sentences else "")


class AnswerMeasure:
    """Measures answers to answerable cases. A refusal is its own outcome: not exact, not inexact, but refused."""

    def measure(self, record: Record, setting: Setting) -> Measured:
        case, answer = record.case, record.given
        if not case.answerable:
            return Measured()
        values: dict[str, float | None] = {"wrong refusals": float(answer.abstained)}
        is_known = bool(case.accepted or case.accepted_all)
        if is_known:
            values |= {"answered right": float(record.outcome == "right"), "right when answered": None}
        notes = []
        if answer.abstained:
            notes.append("It refused, though the library holds an answer.")
        else:
            if is_known:
                values["right when answered"] = float(record.outcome == "right")
            if case.accepted:
                short = short_answer(record)
                values["exact match"] = exact_match(short, case.accepted)
                values["token F1"] = token_f1(short, case.accepted)
            if case.reference:
                whole = " ".join(sentence.text for sentence in answer.sentences)
                values["reference F1"] = token_f1(whole, [case.reference])
            if record.outcome == "wrong":
                notes.append("The answer holds none of the accepted strings.")
        return Measured(values=values, notes=tuple(notes))

    def score(self, records: Sequence[Record], seed: int) -> list[Score]:
        return score_values(records, _NAMES, seed)
