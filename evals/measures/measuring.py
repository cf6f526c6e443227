"""What a measure is given and what it gives back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Protocol

from ..scores import Better, Score, score_mean

if TYPE_CHECKING:
    from assistant.verdicts.records import Judge

    from ..gold import GoldFinder
    from ..report import Record

__all__ = ["Measure", "Measured", "Setting", "score_values"]


@dataclass(frozen=True, kw_only=True)
class Setting:
    """What records are measured against.

    Attributes:
        relevant: for each case the documents that are relevant to it, where the data set judges documents.
        judge: tells whether cited words support a sentence; only measures that need it call it.
    """

    finder: GoldFinder
    judge: Judge
    relevant: Mapping[str, Mapping[str, int]] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Measured:
    """The values of one case, and what is wrong with it, a sentence each."""

    values: Mapping[str, float | None] = field(default_factory=dict)
    notes: tuple[str, ...] = ()

    def put_on(self, record: Record) -> Record:
        return replace(record, values={**record.values, **self.values}, notes=(*record.notes, *self.notes))


class Measure(Protocol):
    """Reads values off each record, and scores off all of them."""

    def measure(self, record: Record, setting: Setting) -> Measured: ...

    def score(self, records: Sequence[Record], seed: int) -> list[Score]:
        """The scores over records that were measured."""
        ...


def score_values(records: Sequence[Record], names: Mapping[str, Better], seed: int) -> list[Score]:
    """The mean of each value over the cases that can be scored; a value that applies to no case has no score."""
    return [
        score_mean(name, [record.values.get(name) for record in records], seed=seed, better=better)
        for name, better in names.items()
        if any(name in record.values for record in records)
    ]
