"""`rgb`: passages that name the right answer beside passages that name a false one (Chen et al. 2024, RGB).

For each question one document says one thing and one another. As a control the same question is asked where two
documents say the same: nothing disagrees there.
"""

from __future__ import annotations

import contextlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..cases import Case
from ..errors import DatasetError
from .material import Material, find_missing_files, make_document, open_library, thin_out

if TYPE_CHECKING:
    from vectorstore import Document

    from ..runner import RunRequest

__all__ = ["RGB", "read_rgb"]

_ORIGIN = "It is the counterfactual set of RGB (chen700564/RGB on GitHub): en_fact.json, a question a line."


@dataclass(frozen=True, kw_only=True)
class RGB:
    """Sources that disagree, and sources that agree."""

    name: str = "rgb"

    def find_missing(self, request: RunRequest) -> str | None:
        return find_missing_files(request, "rgb", ["en_fact.jsonl"], _ORIGIN)

    @contextlib.contextmanager
    def open(self, request: RunRequest) -> Iterator[Material]:
        assert request.data is not None
        items = thin_out(read_rgb(request.data / "rgb" / "en_fact.jsonl"), request.limit)
        documents = list({document.source: document for _, found in items for document in found}.values())
        with open_library(self.name, documents, request) as store:
            cases = tuple(case for case, _ in items)
            yield Material(cases=cases, store=store, counts={"documents": len(documents)})


def read_rgb(path: Path) -> list[tuple[Case, list[Document]]]:
    """Cases with their documents: `disagree` ones, each followed by its `agree` control where there are two passages.

    Raises:
        DatasetError: names the line that is not as the data set has it.
    """
    items: list[tuple[Case, list[Document]]] = []
    for number, line in enumerate(path.read_bytes().splitlines(), start=1):
        try:
            items.extend(_items(json.loads(line)))
        except (ValueError, KeyError, TypeError, IndexError) as err:
            raise DatasetError(path, number, f"it is no question of RGB ({type(err).__name__}: {err})") from err
    return items


def _items(record: Mapping[str, Any]) -> Iterator[tuple[Case, list[Document]]]:
    number, question = record["id"], record["query"].strip()
    question = question if question.endswith("?") else f"{question}?"
    answers, false = _flatten(record["answer"]), _flatten(record["fakeanswer"])
    right = [_document(number, "right", n, text) for n, text in enumerate(record["positive"])]
    wrong = _document(number, "wrong", len(right), record["positive_wrong"][-1])
    yield (
        Case(
            id=f"rgb-{number}-disagree",
            question=question,
            answerable=True,
            accepted_all=(answers, false),
            within=(right[0].source, wrong.source),
            tags=("disagree",),
        ),
        [right[0], wrong],
    )
    if len(right) > 1:
        case = Case(
            id=f"rgb-{number}-agree",
            question=question,
            answerable=True,
            accepted=answers,
            within=(right[0].source, right[1].source),
            tags=("agree",),
        )
        yield case, right[:2]


def _document(number: int, kind: str, position: int, text: str) -> Document:
    words = f"{text.strip().rstrip('.').strip()}."
    source = f"rgb:{number}:{kind}:{position}"
    return make_document(source, words, f"Page {number}-{position}", publisher=f"Site {position + 1}")


def _flatten(value: Any) -> tuple[str, ...]:
    if isinstance(value, str):
        return (value,)
    return tuple(dict.fromkeys(text for item in value for text in _flatten(item)))
