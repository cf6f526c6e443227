"""Disagreement: whether sources that say different things are shown side by side, and agreeing ones are left in peace.

A case is tagged `disagree` and names a group of accepted strings for each side, or `agree`.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from ..metrics import contains_phrase
from ..scores import Better, Score
from .measuring import Measured, Setting, score_values

if TYPE_CHECKING:
    from ..report import Record

__all__ = ["DisagreementMeasure"]

_NAMES: dict[str, Better] = {
    "both sides shown": "higher",
    "set side by side": "higher",
    "one side alone": "lower",
    "false alarms": "lower",
}


class DisagreementMeasure:
    """Measures what is said where sources differ."""

    def measure(self, record: Record, setting: Setting) -> Measured:
        answer, sides = record.given, record.case.accepted_all
        if "agree" in record.case.tags:
            notes = ("It sees a disagreement where there is none.",) if answer.disagreements else ()
            return Measured(values={"false alarms": float(bool(answer.disagreements))}, notes=notes)
        stances = [stance.value for disagreement in answer.disagreements for stance in disagreement.stances]
        said = [*(sentence.text for sentence in answer.sentences), *stances]
        shown = [any(contains_phrase(text, string) for text in said for string in side) for side in sides]
        apart = [any(contains_phrase(text, string) for text in stances for string in side) for side in sides]
        values = {
            "both sides shown": float(all(shown)),
            "set side by side": float(all(apart)),
            "one side alone": float(any(shown) and not all(shown)),
        }
        missing = [side[0] for side, is_shown in zip(sides, shown, strict=True) if not is_shown]
        notes = (f"Not shown: {', '.join(missing)}.",) if missing else ()
        if not missing and not all(apart):
            notes = ("Both figures are quoted, but not set side by side.",)
        return Measured(values=values, notes=notes)

    def score(self, records: Sequence[Record], seed: int) -> list[Score]:
        return score_values(records, _NAMES, seed)
