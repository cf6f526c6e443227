"""`minimal-edits`: whether a judge withholds report sentences with one thing changed, and keeps the true ones.

Needs no outside data. The edits are made by `evals.minimal_edits`, the rewordings are written by people.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..errors import JudgeSilentError
from ..judges import describe_judge
from ..minimal_edits import EDIT_KINDS, MinimalEdit, make_minimal_edits
from ..paraphrases import read_paraphrases
from ..report import Report
from ..report_sentences import read_report_sentences
from ..runner import RunRequest
from ..scores import Score, score_mean
from .judging import SuiteJudge

if TYPE_CHECKING:
    from assistant.verdicts import CheckedSpan, Judge

__all__ = ["MinimalEditsSuite"]

_FIRST_SEED = 7
"""Seeds 0 to 2 were looked at while the checks were written, 101 and 102 are learnt from."""


@dataclass(frozen=True, kw_only=True)
class MinimalEditsSuite:
    """Judges edits and originals, each against the sentence itself and against it with its neighbours, and rewordings."""

    name: str = "minimal-edits"
    summary: str = "Verdicts on 300 report sentences with one thing changed, on their originals, and on 100 rewordings"
    needs: str = "nothing"
    uses_judge: bool = True
    takes_cases: bool = False
    each: int = 50
    """How many edits of each kind."""
    judge: Judge | None = None
    """Judge by this one instead of the request's, or the default."""

    def run(self, request: RunRequest) -> Report:
        given = self.judge or request.judge
        judge = SuiteJudge(given)
        edits = make_minimal_edits(read_report_sentences(), each=self.each, seed=_FIRST_SEED + request.seed)
        scores = (
            *_score_edits(judge, edits, request.seed),
            *_score_originals(judge, edits, request.seed),
            *_score_paraphrases(judge, request.seed),
        )
        return Report(
            suite=self.name,
            state="scored",
            scores=scores,
            counts={
                "edits": len(edits),
                **{f"edits: {kind}": _count(edits, kind) for kind in EDIT_KINDS},
                **judge.counts,
            },
            provenance={
                "seed": request.seed,
                "seed of the edits": _FIRST_SEED + request.seed,
                **describe_judge(given),
            },
        )


def _score_edits(judge: Judge, edits: Sequence[MinimalEdit], seed: int) -> list[Score]:
    withheld = [_withholds(judge, edit.edited, edit.original.as_span()) for edit in edits]
    in_window = [_withholds(judge, edit.edited, edit.original.as_window()) for edit in edits]
    by_kind = [
        score_mean(
            f"withheld: {kind}",
            [is_withheld for is_withheld, edit in zip(withheld, edits, strict=True) if edit.kind == kind],
            seed=seed,
        )
        for kind in EDIT_KINDS
    ]
    return [
        score_mean("edits withheld", withheld, seed=seed),
        score_mean("edits withheld, longer span", in_window, seed=seed),
        *by_kind,
    ]


def _score_originals(judge: Judge, edits: Sequence[MinimalEdit], seed: int) -> list[Score]:
    kept = [_keeps(judge, edit.original.text, edit.original.as_span()) for edit in edits]
    in_window = [_keeps(judge, edit.original.text, edit.original.as_window()) for edit in edits]
    return [
        score_mean("originals kept", kept, seed=seed),
        score_mean("originals kept, longer span", in_window, seed=seed),
    ]


def _score_paraphrases(judge: Judge, seed: int) -> list[Score]:
    paraphrases = read_paraphrases()
    kept = [_keeps(judge, paraphrase.text, paraphrase.original.as_span()) for paraphrase in paraphrases]
    fresh = [is_kept for is_kept, paraphrase in zip(kept, paraphrases, strict=True) if not paraphrase.is_tuned_on]
    return [
        score_mean("rewordings kept", kept, seed=seed),
        score_mean("rewordings kept, not tuned on", fresh, seed=seed),
    ]


def _keeps(judge: Judge, sentence: str, span: CheckedSpan) -> bool | None:
    """None, which is not scored, when the judge gave no verdict that can be read."""
    try:
        return judge.judge(sentence, [span]).verdict == "supported"
    except JudgeSilentError:
        return None


def _withholds(judge: Judge, sentence: str, span: CheckedSpan) -> bool | None:
    is_kept = _keeps(judge, sentence, span)
    return None if is_kept is None else not is_kept


def _count(edits: Sequence[MinimalEdit], kind: str) -> int:
    return sum(edit.kind == kind for edit in edits)
