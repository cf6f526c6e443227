"""Retrieval: hit@k, MRR, nDCG and recall, by ir_measures over trec_eval."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from ..scores import Better, Score
from .measuring import Measured, Setting, score_values

if TYPE_CHECKING:
    from ..report import Record

__all__ = ["RankingMeasure", "measure_ranking"]

_NAMES: dict[str, str] = {
    "hit@1": "Success@1",
    "hit@5": "Success@5",
    "hit@10": "Success@10",
    "MRR@10": "RR@10",
    "nDCG@10": "nDCG@10",
    "recall@10": "R@10",
}


def measure_ranking(ranked: Sequence[str], relevant: Mapping[str, int]) -> dict[str, float | None]:
    """The measures of one ranking.

    Args:
        ranked: items, best first, each once.
        relevant: gains > 0 of the relevant items.

    Returns:
        In [0, 1]; None where nothing is relevant.
    """
    if not relevant:
        return dict.fromkeys(_NAMES)
    import ir_measures

    measures = {name: ir_measures.parse_measure(spelling) for name, spelling in _NAMES.items()}
    judged = {"q": dict(relevant)}
    run = {"q": {item: float(len(ranked) - place) for place, item in enumerate(ranked)} or {"": 0.0}}
    found = {str(value.measure): float(value.value) for value in ir_measures.iter_calc(measures.values(), judged, run)}
    return {name: found[str(measure)] for name, measure in measures.items()}


class RankingMeasure:
    """Measures what was found before anything was said."""

    def measure(self, record: Record, setting: Setting) -> Measured:
        if setting.relevant:
            ranked: Sequence[str] = record.ranked
            relevant = dict(setting.relevant.get(record.case.id, {}))
        else:
            ranked = setting.finder.ranked_passages(record.retrieved)
            relevant = dict.fromkeys(setting.finder.relevant_passages(record.case), 1)
        values = measure_ranking(ranked, relevant)
        notes = []
        if not relevant:
            notes.append("Its gold words are not in the library, so that nothing could be scored.")
        elif values["hit@10"] == 0:
            notes.append("None of the passages that hold the answer is among the first ten.")
        elif values["hit@5"] == 0:
            notes.append("The passage that holds the answer comes behind the first five.")
        return Measured(values=values, notes=tuple(notes))

    def score(self, records: Sequence[Record], seed: int) -> list[Score]:
        names: dict[str, Better] = dict.fromkeys(_NAMES, "higher")
        return score_values(records, names, seed)
