"""`builtin`: questions on the reports that come with Newsdesk. Needs no outside data."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ..cases import Case
from ..datasets.builtin import BuiltIn
from ..report import Report
from ..runner import RunRequest, describe_run, examine_cases
from .scoring import score_answers, score_confidence, score_quotes, score_tags

__all__ = ["BuiltInSuite"]


@dataclass(frozen=True, kw_only=True)
class BuiltInSuite:
    """Asks the built-in cases of a library that holds the built-in reports and nothing else, made anew for each run."""

    name: str = "builtin"
    summary: str = "Answers, refusals and exact quotes on the reports that come with Newsdesk"
    needs: str = "nothing"
    uses_judge: bool = False
    takes_cases: bool = False
    cases: Sequence[Case] | None = None
    """Ask these instead of all the built-in cases."""

    def run(self, request: RunRequest) -> Report:
        with BuiltIn(cases=self.cases).open(request) as material:
            system = request.open_system(material.store, request)
            records = tuple(examine_cases(system, material, material.cases, request, "builtin"))
            provenance = describe_run(material.store, request, system)
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
            counts={"cases": len(records), **material.counts},
            provenance=provenance,
        )
