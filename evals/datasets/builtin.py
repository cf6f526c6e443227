"""`builtin`: the reports that come with Newsdesk, and the questions on them. Needs no outside data."""

from __future__ import annotations

import contextlib
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..cases import Case, built_in_cases
from ..progress import follow_ingest
from .material import Material, thin_out

if TYPE_CHECKING:
    from ..runner import RunRequest

__all__ = ["BuiltIn"]


@dataclass(frozen=True, kw_only=True)
class BuiltIn:
    """A library of the built-in reports and nothing else, made anew for each run unless the request holds one."""

    name: str = "builtin"
    cases: Sequence[Case] | None = None
    """Ask these instead of all the built-in cases."""

    def find_missing(self, request: RunRequest) -> str | None:
        return None

    @contextlib.contextmanager
    def open(self, request: RunRequest) -> Iterator[Material]:
        from ingest import built_in_sources, ingest_into
        from vectorstore import Store, StoreSettings

        cases = thin_out(list(built_in_cases() if self.cases is None else self.cases), request.limit)
        with contextlib.ExitStack() as stack:
            home = request.built_in_home or stack.enter_context(tempfile.TemporaryDirectory(prefix="newsdesk-evals-"))
            store = stack.enter_context(Store.open(home, settings=StoreSettings.of_folder(), embedder=request.embedder))
            follow = follow_ingest("Reading the reports", request.progress)
            ingest_into(store, built_in_sources(), progress=follow)
            documents = store.documents()
            yield Material(
                cases=tuple(cases),
                store=store,
                counts={"documents": len(documents), "passages": sum(document.passages for document in documents)},
            )
