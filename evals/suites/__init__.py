"""The suites: each knows what it needs, prepares a library, asks, and scores."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from ..errors import UnknownSuiteError
from .builtin import BuiltInSuite
from .catalogue import measured_suites
from .groundedness import GroundednessSuite
from .injection import InjectionSuite
from .minimal_edits import MinimalEditsSuite
from .realtimeqa import RealTimeQASuite

if TYPE_CHECKING:
    from ..report import Report
    from ..runner import RunRequest

__all__ = [
    "BuiltInSuite",
    "GroundednessSuite",
    "InjectionSuite",
    "MinimalEditsSuite",
    "RealTimeQASuite",
    "Suite",
    "all_suites",
    "find_suite",
]


class Suite(Protocol):
    """One set of cases with its scores."""

    @property
    def name(self) -> str: ...

    @property
    def summary(self) -> str:
        """What it measures, in one sentence."""
        ...

    @property
    def needs(self) -> str:
        """What must be there before it can run."""
        ...

    @property
    def uses_judge(self) -> bool:
        """Whether it scores by the verdicts of a judge, so that another one gives other scores."""
        ...

    @property
    def takes_cases(self) -> bool:
        """Whether it can ask somebody's own cases of their own library."""
        ...

    def run(self, request: RunRequest) -> Report:
        """Run it; the report says `not run` when something that it needs is missing."""
        ...


def all_suites() -> tuple[Suite, ...]:
    """Every suite, in the order in which `newsdesk evals list` names them."""
    return (
        BuiltInSuite(),
        *measured_suites(),
        InjectionSuite(),
        MinimalEditsSuite(),
        GroundednessSuite(),
        RealTimeQASuite(),
    )


def find_suite(name: str) -> Suite:
    """The suite of this name.

    Raises:
        UnknownSuiteError: there is none.
    """
    suites = {suite.name: suite for suite in all_suites()}
    if name not in suites:
        raise UnknownSuiteError(name, list(suites))
    return suites[name]
