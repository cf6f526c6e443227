"""What a check hands to the judge: a finding, and whether it decides the verdict alone or only counts as evidence."""

from __future__ import annotations

from dataclasses import dataclass

from ..answers import Verdict
from .records import Finding

__all__ = ["CHECKS", "Flag", "flag", "hint"]

CHECKS = (
    "number",
    "date",
    "name",
    "attribution",
    "negation",
    "modality",
    "opposite",
    "quotation",
    "comparison",
    "wording",
)
"""The checks by name; each is a measurement of the calibrated combination too."""


@dataclass(frozen=True, kw_only=True)
class Flag:
    """A finding, and whether its check is precise enough to decide the verdict on its own."""

    finding: Finding
    is_decisive: bool


def flag(check: str, verdict: Verdict, why: str) -> Flag:
    """A finding that decides the verdict."""
    return Flag(finding=Finding(check=check, verdict=verdict, why=why), is_decisive=True)


def hint(check: str, verdict: Verdict, why: str) -> Flag:
    """A finding that only counts as evidence."""
    return Flag(finding=Finding(check=check, verdict=verdict, why=why), is_decisive=False)
