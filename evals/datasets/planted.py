"""`planted`: disagreements made from the built-in cases, so that they need no outside data.

Two short notices of different publishers state the same gold sentence; in half of the pairs one figure differs. The
change is fixed by the case, so that every run has the same notices.
"""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..cases import Case, built_in_cases
from .material import Material, make_document, open_library, thin_out

if TYPE_CHECKING:
    from vectorstore import Document

    from ..runner import RunRequest

__all__ = ["Planted", "change_figure", "plant_pairs"]

_PAIRS = 40
_FIGURE = re.compile(r"(?<![\w.,/-])\d{1,3}(?:,\d{3})*(?![\w.,/-]*\d)")
_YEAR = re.compile(r"(?:1[5-9]|20)\d\d")


@dataclass(frozen=True, kw_only=True)
class Planted:
    """Each question is asked of its own two notices."""

    name: str = "planted"

    def find_missing(self, request: RunRequest) -> str | None:
        return None

    @contextlib.contextmanager
    def open(self, request: RunRequest) -> Iterator[Material]:
        pairs = thin_out(plant_pairs(built_in_cases()), request.limit)
        documents = list({document.source: document for _, found in pairs for document in found}.values())
        with open_library(self.name, documents, request) as store:
            cases = tuple(case for case, _ in pairs)
            yield Material(cases=cases, store=store, counts={"documents": len(documents)})


def plant_pairs(cases: list[Case]) -> list[tuple[Case, list[Document]]]:
    """Cases with two notices each, by turns disagreeing on a figure and agreeing."""
    usable = [found for case in cases if (found := _figure_of(case)) is not None]
    pairs = []
    for n, (case, sentence, figure) in enumerate(thin_out(usable, _PAIRS)):
        other = change_figure(figure)
        disagrees = n % 2 == 0
        twin = re.sub(rf"(?<![\w.,]){re.escape(figure)}(?![\w,])", other if disagrees else figure, sentence)
        first = make_document(f"planted:{case.id}:1", sentence, "A notice", publisher="First Wire")
        second = make_document(
            f"planted:{case.id}:2", f"Our own count is as follows. {twin}", "Another notice", publisher="Second Post"
        )
        planted = Case(
            id=f"planted-{case.id}",
            question=case.question,
            answerable=True,
            accepted=() if disagrees else (figure,),
            accepted_all=((figure,), (other,)) if disagrees else (),
            within=(first.source, second.source),
            tags=("disagree" if disagrees else "agree",),
        )
        pairs.append((planted, [first, second]))
    return pairs


def change_figure(figure: str) -> str:
    """Another figure of the same number of digits: the first digit is one more, 9 becomes 8."""
    return ("8" if figure[0] == "9" else str(int(figure[0]) + 1)) + figure[1:]


def _figure_of(case: Case) -> tuple[Case, str, str] | None:
    """The case, its gold sentence, and the one accepted figure that stands in it once."""
    if not case.answerable or case.history or len(case.gold) != 1 or "numeric" not in case.tags:
        return None
    sentence = case.gold[0].quote
    for accepted in case.accepted:
        match = _FIGURE.search(accepted)
        if match and not _YEAR.fullmatch(match.group()) and len(re.findall(rf"(?<!\d){match.group()}", sentence)) == 1:
            return case, sentence, match.group()
    return None
