"""`disputed`: questions on which the built-in reports themselves name two figures. Needs no outside data."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..cases import built_in_disagreements
from .builtin import BuiltIn
from .material import Material

if TYPE_CHECKING:
    from ..runner import RunRequest

__all__ = ["Disputed"]


@dataclass(frozen=True, kw_only=True)
class Disputed:
    """The built-in reports, and the cases of `cases/disagreements.jsonl`."""

    name: str = "disputed"

    def find_missing(self, request: RunRequest) -> str | None:
        return None

    @contextlib.contextmanager
    def open(self, request: RunRequest) -> Iterator[Material]:
        with BuiltIn(cases=built_in_disagreements()).open(request) as material:
            yield material
