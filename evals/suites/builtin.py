"""`builtin`: questions on the reports that come with Newsdesk. Needs no outside data."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from dataclasses import dataclass

from ..cases import Case, built_in_cases
from ..progress import follow_ingest
from ..report import Report
from ..runner import RunRequest, ask_cases, describe_run
from .scoring import score_answers, score_confidence, score_quotes, score_tags

__all__ = ["BuiltInSuite"]


@dataclass(frozen=True, kw_only=True)
class BuiltInSuite:
    """Asks the built-in cases of a library that holds the built-in reports and nothing else, made anew for each run."""

    name: str = "builtin"
    summary: str = "Answers, refusals and exact quotes on the reports that come with Newsdesk"
    needs: str = "nothing"
    cases: Sequence[Case] | None = None
    """Ask these instead of all the built-in cases."""

    def run(self, request: RunRequest) -> Report:
        from assistant import Assistant
        from ingest import built_in_sources, ingest_into
        from vectorstore import Store

        cases = list(built_in_cases() if self.cases is None else self.cases)
        with (
            tempfile.TemporaryDirectory(prefix="newsdesk-evals-") as home,
            Store.open(home, embedder=request.embedder) as store,
        ):
            follow = follow_ingest("Reading the reports", request.progress)
            ingested = ingest_into(store, built_in_sources(), progress=follow)
            records = tuple(ask_cases(Assistant(store), cases, request.progress))
            provenance = describe_run(store, request)
        seed = request.seed
        return Report(
            suite=self.name,
            state="scored",
            scores=(
                *score_answers(records, seed),
                *score_confidence(records, seed),
                score_quotes(records, seed),
                *score_tags(records, seed),
            ),
            records=records,
            counts={"cases": len(records), "documents": ingested.added, "passages": ingested.passages},
            provenance=provenance,
        )
