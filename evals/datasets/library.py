"""`library`: a person's own documents and own cases."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..cases import Case, read_cases
from .material import Material, thin_out

if TYPE_CHECKING:
    from ..runner import RunRequest

__all__ = ["Library"]


@dataclass(frozen=True, kw_only=True)
class Library:
    """The cases of a file, asked of the library of the request; it is only read."""

    name: str = "library"
    chosen: Callable[[Case], bool] = lambda case: True

    def find_missing(self, request: RunRequest) -> str | None:
        if request.cases is None:
            return "no cases were named; give --cases FILE. Draft some with: newsdesk evals new"
        if not request.cases.is_file():
            return f"{request.cases} is missing. Draft cases with: newsdesk evals new"
        return None

    @contextlib.contextmanager
    def open(self, request: RunRequest) -> Iterator[Material]:
        from vectorstore import Store

        assert request.cases is not None
        cases: Sequence[Case] = thin_out([c for c in read_cases(request.cases) if self.chosen(c)], request.limit)
        with Store.open(request.home, embedder=request.embedder) as store:
            documents = store.documents()
            counts = {"documents": len(documents), "passages": sum(document.passages for document in documents)}
            yield Material(cases=tuple(cases), store=store, counts=counts)
