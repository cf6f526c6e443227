"""What the tests of verdicts share: evidence from a few words, and the verdicts that a check reaches."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date

from assistant.verdicts import CheckedSpan
from assistant.verdicts.evidence import Evidence, gather_spans
from assistant.verdicts.flags import Flag

Check = Callable[[str, Evidence], Iterable[Flag]]


def evidence_of(text: str, *, context: str = "", title: str = "", published: date | None = None) -> Evidence:
    return gather_spans([CheckedSpan(text=text, context=context, title=title, published=published)])


def decided(check: Check, claim: str, evidence: Evidence) -> set[str]:
    """The verdicts of the findings that decide; empty when the check lets the claim pass."""
    return {found.finding.verdict for found in check(claim, evidence) if found.is_decisive}
