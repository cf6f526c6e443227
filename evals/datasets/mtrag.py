"""`mtrag`: the last turns of conversations, with the passages to answer from (Katsis et al. 2025, MTRAG).

Partly answerable turns count as answerable; underspecified ones, to which the right reply is a question, as not.
"""

from __future__ import annotations

import contextlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..cases import Case, PastTurn
from ..errors import DatasetError
from .material import Material, find_missing_files, make_document, open_library, thin_out

if TYPE_CHECKING:
    from vectorstore import Document

    from ..runner import RunRequest

__all__ = ["MTRAG", "read_mtrag"]

_FILE = "mtragun_reference.jsonl"
_ORIGIN = "It is the reference task of MTRAG (IBM/mt-rag-benchmark on GitHub), its conversations with their contexts."
_SPEAKERS = {"user": "user", "agent": "assistant"}


@dataclass(frozen=True, kw_only=True)
class MTRAG:
    """Each turn is asked of its own contexts; a turn that has none is asked of nothing."""

    name: str = "mtrag"

    def find_missing(self, request: RunRequest) -> str | None:
        return find_missing_files(request, "mtrag", [_FILE], _ORIGIN)

    @contextlib.contextmanager
    def open(self, request: RunRequest) -> Iterator[Material]:
        assert request.data is not None
        pairs = thin_out(read_mtrag(request.data / "mtrag" / _FILE), request.limit)
        documents = list({document.source: document for _, found in pairs for document in found}.values())
        with open_library(self.name, documents, request) as store:
            cases = tuple(case for case, _ in pairs)
            yield Material(cases=cases, store=store, counts={"documents": len(documents)})


def read_mtrag(path: Path) -> list[tuple[Case, list[Document]]]:
    """Each turn with its contexts.

    Raises:
        DatasetError: names the line that is not as the data set has it.
    """
    turns = []
    for number, line in enumerate(path.read_bytes().splitlines(), start=1):
        try:
            turns.append(_turn(json.loads(line)))
        except (ValueError, KeyError, TypeError, IndexError) as err:
            raise DatasetError(path, number, f"it is no task of MTRAG ({type(err).__name__}: {err})") from err
    return turns


def _turn(record: Mapping[str, Any]) -> tuple[Case, list[Document]]:
    answerability = record["answerability"][0]
    *past, asked = record["input"]
    documents = [
        make_document(f"mtrag:{context['document_id']}", context["text"], context.get("title") or "Untitled")
        for context in record["contexts"]
        if context["text"].strip()
    ]
    target = record["targets"][0]["text"].strip()
    is_answerable = answerability in ("ANSWERABLE", "PARTIAL")
    return (
        Case(
            id=record["task_id"],
            question=asked["text"].strip(),
            answerable=is_answerable,
            history=tuple(
                PastTurn(role=_SPEAKERS[turn["speaker"]], content=turn["text"].strip())
                for turn in past
                if turn["text"].strip()
            ),
            reference=(target or None) if is_answerable else None,
            within=tuple(document.source for document in documents) or ("no contexts",),
            tags=(answerability.lower(), *(("follow-up",) if past else ())),
        ),
        documents,
    )
