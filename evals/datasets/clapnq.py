"""`clapnq`: long answers with the sentences that they rest on, and questions that their passage does not answer.

Rosenthal et al. 2024, CLAPNQ. The words of the data set are tokenised ("week ."); they are put as prose first.
"""

from __future__ import annotations

import contextlib
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..cases import Case, Gold
from ..errors import DatasetError
from .material import Material, find_missing_files, make_document, open_library, thin_out

if TYPE_CHECKING:
    from vectorstore import Document

    from ..runner import RunRequest

__all__ = ["ClapNQ", "read_clapnq", "write_as_prose"]

_FILES = ("clapnq_dev_answerable.jsonl", "clapnq_dev_unanswerable.jsonl")
_ORIGIN = "It is the development set of ClapNQ (primeqa/clapnq on GitHub), answerable and unanswerable."
_SPACED = ((r" ([.,;:!?%)\]])", r"\1"), (r"([(\[$]) ", r"\1"), (r" (?:'' ?|”)", "” "), (r"`` ", "“"), (r" ('s|n't)", r"\1"),
           (r" - ", "-"), (r" +", " "))  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class ClapNQ:
    """Each question is asked of its own passage."""

    name: str = "clapnq"

    def find_missing(self, request: RunRequest) -> str | None:
        return find_missing_files(request, "clapnq", _FILES, _ORIGIN)

    @contextlib.contextmanager
    def open(self, request: RunRequest) -> Iterator[Material]:
        assert request.data is not None
        folder = request.data / "clapnq"
        pairs = thin_out([pair for name in _FILES for pair in read_clapnq(folder / name)], request.limit)
        documents = list({document.source: document for _, document in pairs}.values())
        with open_library(self.name, documents, request) as store:
            cases = tuple(case for case, _ in pairs)
            yield Material(cases=cases, store=store, counts={"documents": len(documents)})


def read_clapnq(path: Path) -> list[tuple[Case, Document]]:
    """Each question with its passage.

    Raises:
        DatasetError: names the line that is not as the data set has it.
    """
    pairs = []
    for number, line in enumerate(path.read_bytes().splitlines(), start=1):
        try:
            pairs.append(_pair(json.loads(line)))
        except (ValueError, KeyError, TypeError, IndexError) as err:
            raise DatasetError(path, number, f"it is no question of ClapNQ ({type(err).__name__}: {err})") from err
    return pairs


def write_as_prose(text: str) -> str:
    """Put the blanks of tokenised words as a newspaper would."""
    for pattern, replacement in _SPACED:
        text = re.sub(pattern, replacement, text)
    return text.strip()


def _pair(record: Mapping[str, Any]) -> tuple[Case, Document]:
    passage, outputs = record["passages"][0], record["output"]
    source = f"clapnq:{record['id']}"
    answer = outputs[0]["answer"].strip()
    gold = dict.fromkeys(write_as_prose(sentence) for output in outputs for sentence in output["selected_sentences"])
    question = record["input"].strip()
    return (
        Case(
            id=str(record["id"]),
            question=question if question.endswith("?") else f"{question}?",
            answerable=bool(answer),
            reference=write_as_prose(answer) or None,
            gold=tuple(Gold(document=source, quote=quote) for quote in gold if quote),
            within=(source,),
        ),
        make_document(source, write_as_prose(passage["text"]), passage["title"]),
    )
