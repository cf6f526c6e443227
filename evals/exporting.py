"""Records in the shape of other tools' data sets: RAGAS's and DeepEval's. Neither is imported.

RAGAS: `SingleTurnSample` (user_input, response, retrieved_contexts, reference, reference_contexts), a JSON line each.
DeepEval: `LLMTestCase` (input, actual_output, expected_output, context, retrieval_context), one JSON list.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from .report import Record

__all__ = ["ExportFormat", "export_records", "to_deepeval", "to_ragas"]

ExportFormat = Literal["ragas", "deepeval"]


def export_records(records: Sequence[Record], shape: ExportFormat) -> str:
    """The records that were asked, as the text of a file."""
    asked = [record for record in records if record.answer is not None]
    if shape == "ragas":
        return "".join(f"{json.dumps(to_ragas(record), ensure_ascii=False)}\n" for record in asked)
    return json.dumps([to_deepeval(record) for record in asked], ensure_ascii=False, indent=1) + "\n"


def to_ragas(record: Record) -> dict[str, Any]:
    """One sample; a conversation's last question is in its completed form, as a single turn has no history."""
    sample = {
        "user_input": record.given.standalone_question,
        "response": record.given.text,
        "retrieved_contexts": _contexts(record),
        "reference": _reference(record),
        "reference_contexts": [gold.quote for gold in record.case.gold],
    }
    return {name: value for name, value in sample.items() if value not in (None, [])}


def to_deepeval(record: Record) -> dict[str, Any]:
    """One test case; `context` is what should be found, `retrieval_context` what was."""
    return {
        "name": record.case.id,
        "input": record.given.standalone_question,
        "actual_output": record.given.text,
        "expected_output": _reference(record),
        "context": [gold.quote for gold in record.case.gold] or None,
        "retrieval_context": _contexts(record),
        "tags": list(record.case.tags) or None,
        "additional_metadata": {"outcome": record.outcome, "dataset": record.dataset},
    }


def _contexts(record: Record) -> list[str]:
    return [passage.text for passage in record.retrieved]


def _reference(record: Record) -> str | None:
    case = record.case
    if case.reference:
        return case.reference
    if not case.answerable:
        return "The documents hold no answer to this question."
    strings = [*case.accepted[:1], *(group[0] for group in case.accepted_all)]
    return "; ".join(strings) or None
