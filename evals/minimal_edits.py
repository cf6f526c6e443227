"""Minimal edits: true sentences of the built-in reports with one thing changed, so that none of them is supported.

The changes themselves are in `edit_kinds.py`; whether a judge withholds them is scored by the suite `minimal-edits`.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from .edit_kinds import (
    EditKind,
    change_attribution,
    change_date,
    change_name,
    change_negation,
    change_number,
    change_unit,
)
from .report_sentences import ReportSentence

__all__ = ["EDIT_KINDS", "MinimalEdit", "make_minimal_edits"]

Change = Callable[[ReportSentence, random.Random], str | None]

EDIT_KINDS: Mapping[EditKind, Change] = {
    "unit": change_unit,
    "attribution": change_attribution,
    "number": change_number,
    "date": change_date,
    "negation": change_negation,
    "name": change_name,
}
"""By kind, those that fewest sentences allow first."""


@dataclass(frozen=True, kw_only=True)
class MinimalEdit:
    """A sentence of a report, and the same with one thing changed."""

    kind: EditKind
    original: ReportSentence
    edited: str


def make_minimal_edits(sentences: Sequence[ReportSentence], *, each: int = 50, seed: int = 0) -> list[MinimalEdit]:
    """Change one thing in each of some sentences, drawn by a seed; each sentence is used once.

    Args:
        each: how many of each kind; fewer where the sentences do not hold as many.

    Returns:
        The edits by kind, in the order of `EDIT_KINDS`; the same seed gives the same ones.
    """
    random_source = random.Random(seed)
    shuffled = list(sentences)
    random_source.shuffle(shuffled)
    used: set[str] = set()
    edits: list[MinimalEdit] = []
    for kind, change in EDIT_KINDS.items():
        made = 0
        for sentence in shuffled:
            if made == each:
                break
            if sentence.text in used:
                continue
            edited = change(sentence, random_source)
            if edited is None or edited == sentence.text:
                continue
            used.add(sentence.text)
            edits.append(MinimalEdit(kind=kind, original=sentence, edited=edited))
            made += 1
    return edits
