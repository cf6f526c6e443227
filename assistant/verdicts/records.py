"""What a verdict is given and what it says. Records only: the checks live in the modules beside this one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from ..answers import Verdict

__all__ = ["CheckedSpan", "Finding", "Judge", "Judgement"]


@dataclass(frozen=True, kw_only=True)
class CheckedSpan:
    """The words that a sentence is checked against, and what a reader of the document would know beside them.

    Attributes:
        text: the cited words, `document.text[start:end]`.
        context: the passage that they stand in; resolves who "he" or "the prison" is, never supplies a missing figure.
        title: the document's title and the passage's heading.
        published: the date of the document, against which "last week" is read.
    """

    text: str
    context: str = ""
    title: str = ""
    publisher: str | None = None
    published: date | None = None


@dataclass(frozen=True, kw_only=True)
class Finding:
    """One thing that a check found wrong with a claim.

    Attributes:
        check: the check's name, such as `number`, `date`, `name`, `negation`, `modality`, `quotation`, `comparison`.
        verdict: `contradicted` when the span says otherwise, `unsupported` when it does not say it.
        why: for a reader, one sentence without its full stop: "the source says 261, not 216".
    """

    check: str
    verdict: Verdict
    why: str


@dataclass(frozen=True, kw_only=True)
class Judgement:
    """The verdict on a sentence against the spans that it cites."""

    verdict: Verdict
    support: float
    """Calibrated, in [0, 1]; below the threshold for every verdict but `supported`."""
    why: str
    """For a reader; empty when supported."""
    findings: tuple[Finding, ...] = ()


class Judge(Protocol):
    """Judges sentences; the default one is `SupportJudge`, the fake one for tests is `ScriptedJudge`."""

    def judge(self, sentence: str, spans: Sequence[CheckedSpan]) -> Judgement:
        """Judge one sentence against all spans that it cites; with no span it is unsupported."""
        ...
