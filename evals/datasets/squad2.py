"""`squad2`: questions on paragraphs, some without an answer (Rajpurkar et al. 2018, SQuAD 2.0)."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from ..cases import Case
from ..errors import DatasetError
from .material import Material, find_missing_files, make_document, open_library, thin_out

if TYPE_CHECKING:
    from vectorstore import Document

    from ..runner import RunRequest

__all__ = ["Squad2", "read_squad2"]

_ORIGIN = "It is the development set of SQuAD 2.0 (rajpurkar.github.io/SQuAD-explorer), as one JSON file."


@dataclass(frozen=True, kw_only=True)
class Squad2:
    """Each question is asked of its own paragraph."""

    name: str = "squad2"

    def find_missing(self, request: RunRequest) -> str | None:
        return find_missing_files(request, "squad2", ["squad2.json"], _ORIGIN)

    @contextlib.contextmanager
    def open(self, request: RunRequest) -> Iterator[Material]:
        assert request.data is not None
        pairs = thin_out(read_squad2(request.data / "squad2" / "squad2.json"), request.limit)
        documents = list({document.source: document for _, document in pairs}.values())
        with open_library(self.name, documents, request) as store:
            cases = tuple(case for case, _ in pairs)
            yield Material(cases=cases, store=store, counts={"documents": len(documents)})


def read_squad2(path: Path) -> list[tuple[Case, Document]]:
    """Each question with its paragraph.

    Raises:
        DatasetError: the file is not as SQuAD has it.
    """
    try:
        articles = json.loads(path.read_bytes())["data"]
        return [
            (_case(question, f"squad2:{article['title']}:{n}"), document)
            for article in articles
            for n, paragraph in enumerate(article["paragraphs"])
            for document in [make_document(f"squad2:{article['title']}:{n}", paragraph["context"], article["title"])]
            for question in paragraph["qas"]
        ]
    except (ValueError, KeyError, TypeError) as err:
        raise DatasetError(path, 1, f"it is not SQuAD 2.0 ({type(err).__name__}: {err})") from err


def _case(question: dict[str, object], source: str) -> Case:
    answers = question["answers"]
    assert isinstance(answers, list)
    is_answerable = not question["is_impossible"]
    return Case(
        id=str(question["id"]),
        question=str(question["question"]).strip(),
        answerable=is_answerable,
        accepted=tuple(dict.fromkeys(str(answer["text"]) for answer in answers)) if is_answerable else (),
        within=(source,),
    )
