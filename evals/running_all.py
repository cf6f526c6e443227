"""All suites in one go: those whose data is there are run over one library, the others say what is missing."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from .runner import RunRequest, run_suite

if TYPE_CHECKING:
    from .report import Report

__all__ = ["run_all"]


def run_all(
    request: RunRequest, *, names: Sequence[str] = (), tell: Callable[[Report], None] | None = None
) -> list[Report]:
    """Run the suites in order, each question asked once for all of them.

    Args:
        names: only these; all when empty.
        tell: called with each report as it is made.
    """
    from .suites import all_suites, find_suite

    reports = []
    with tempfile.TemporaryDirectory(prefix="newsdesk-evals-") as folder:
        shared = replace(
            request,
            built_in_home=request.built_in_home or Path(folder) / "built-in",
            runs=request.runs or Path(folder) / "runs",
        )
        for suite in [find_suite(name) for name in names] or all_suites():
            reports.append(run_suite(suite.name, shared))
            if tell is not None:
                tell(reports[-1])
    return reports
