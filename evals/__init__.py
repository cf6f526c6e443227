"""Evals: cases, metrics, suites, their reports, and the benchmark of speed.

    from evals import RunRequest, run_suite

    report = run_suite("builtin", RunRequest())
    print(report.score("answered right").value)

May use every floor below; printing lives in `ui`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from vectorstore.lazy import load_lazily

if TYPE_CHECKING:
    from .bench import BenchReport, BenchRequest, run_bench
    from .cases import Case, built_in_cases, read_cases
    from .errors import EvalsError
    from .progress import EvalProgress
    from .report import Record, Report
    from .runner import RunRequest, run_suite
    from .scores import Score
    from .suites import all_suites

_MODULE_OF = {
    "BenchReport": "bench",
    "BenchRequest": "bench",
    "Case": "cases",
    "EvalProgress": "progress",
    "EvalsError": "errors",
    "Record": "report",
    "Report": "report",
    "RunRequest": "runner",
    "Score": "scores",
    "all_suites": "suites",
    "built_in_cases": "cases",
    "read_cases": "cases",
    "run_bench": "bench",
    "run_suite": "runner",
}

__all__ = [
    "BenchReport",
    "BenchRequest",
    "Case",
    "EvalProgress",
    "EvalsError",
    "Record",
    "Report",
    "RunRequest",
    "Score",
    "all_suites",
    "built_in_cases",
    "read_cases",
    "run_bench",
    "run_suite",
]

__getattr__ = load_lazily("evals", _MODULE_OF)
