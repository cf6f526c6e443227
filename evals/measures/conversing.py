"""Conversation: whether a question that leans on earlier turns is understood, answered and refused as it should be."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from ..metrics import token_f1
from ..scores import Better, Score
from .measuring import Measured, Setting, score_values
from .ranking import measure_ranking

if TYPE_CHECKING:
    from ..report import Record

__all__ = ["ConversationMeasure"]

_NAMES: dict[str, Better] = {
    "follow-ups answered right": "higher",
    "follow-ups wrongly refused": "lower",
    "follow-ups rightly refused": "higher",
    "hit@5 for the completed question": "higher",
    "reference F1": "higher",
}


class ConversationMeasure:
    """Measures cases with a history."""

    def measure(self, record: Record, setting: Setting) -> Measured:
        case, answer = record.case, record.given
        if not case.answerable:
            notes = () if answer.abstained else ("It answered, though there is no answer.",)
            return Measured(values={"follow-ups rightly refused": float(answer.abstained)}, notes=notes)
        values: dict[str, float | None] = {"follow-ups wrongly refused": float(answer.abstained)}
        if case.accepted or case.accepted_all:
            values["follow-ups answered right"] = float(record.outcome == "right")
        relevant = setting.finder.relevant_passages(case)
        found = []
        if relevant:
            ranking = measure_ranking(setting.finder.ranked_passages(record.retrieved), dict.fromkeys(relevant, 1))
            values["hit@5 for the completed question"] = ranking["hit@5"]
            if not ranking["hit@5"]:
                found.append(f"The question was read as: “{answer.standalone_question}”")
        if case.reference and not answer.abstained:
            whole = " ".join(sentence.text for sentence in answer.sentences)
            values["reference F1"] = token_f1(whole, [case.reference])
        if record.outcome in ("wrong", "wrongly refused"):
            found.append(f"The follow-up is {record.outcome}.")
        return Measured(values=values, notes=tuple(found))

    def score(self, records: Sequence[Record], seed: int) -> list[Score]:
        return score_values(records, _NAMES, seed)
