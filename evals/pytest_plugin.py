"""A pytest plugin: a project's own tests assert on a suite, over its own library and cases.

    def test_our_archive_still_answers(newsdesk_evals):
        report = newsdesk_evals.run("answers", cases="cases.jsonl")
        assert report.score("answered right").value >= 0.8

    def test_the_release_gate(newsdesk_evals):
        newsdesk_evals.check_gate("gate.toml", cases="cases.jsonl")

The library is the one of `--newsdesk-home` (or NEWSDESK_HOME), the model that of `--newsdesk-model`. A suite that could
not be run is skipped by `run`, and fails `check_gate`: what was not run never passes.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from .report import Report
    from .runner import RunRequest

__all__ = ["EvalsFixture", "newsdesk_evals", "pytest_addoption"]


def pytest_addoption(parser: pytest.Parser) -> None:
    group = parser.getgroup("newsdesk", "evals of Newsdesk")
    group.addoption("--newsdesk-home", metavar="DIR", default=None, help="the library that suites are run over")
    group.addoption("--newsdesk-model", metavar="NAME", default=None, help="who answers (default: quotes)")


@dataclass(kw_only=True)
class EvalsFixture:
    """Runs suites, each once a session for the same cases."""

    request: RunRequest
    _reports: dict[tuple[str, str | None], Report] = field(default_factory=dict)

    def run(self, suite: str, *, cases: str | Path | None = None) -> Report:
        """The report of a suite; without cases it is run on its own data. Skips the test when it could not be run."""
        report = self._run(suite, cases)
        if report.state == "not run":
            pytest.skip(f"{suite} was not run: {report.why}")
        return report

    def check_gate(self, gate: str | Path, *, cases: str | Path | None = None) -> None:
        """Run the suites that a gate names, and fail the test with an account of each threshold that is broken."""
        from .gating import check_gate, read_gate

        thresholds = read_gate(Path(gate))
        suites = dict.fromkeys(threshold.suite for threshold in thresholds)
        results = check_gate(thresholds, [self._run(suite, cases) for suite in suites])
        broken = [result.account for result in results if not result.is_kept]
        if broken:
            pytest.fail("\n".join(broken), pytrace=False)

    def _run(self, suite: str, cases: str | Path | None) -> Report:
        from .runner import run_suite

        key = (suite, None if cases is None else str(cases))
        if key not in self._reports:
            asked = self.request if cases is None else replace(self.request, cases=Path(cases))
            self._reports[key] = run_suite(suite, asked)
        return self._reports[key]


@pytest.fixture(scope="session")
def newsdesk_evals(request: pytest.FixtureRequest) -> EvalsFixture:
    """Runs suites of Newsdesk over a library."""
    import os

    from .runner import RunRequest

    home = request.config.getoption("--newsdesk-home") or os.environ.get("NEWSDESK_HOME")
    model = request.config.getoption("--newsdesk-model")
    return EvalsFixture(request=RunRequest(home=None if home is None else Path(home), model=model))
