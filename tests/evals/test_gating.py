from __future__ import annotations

from pathlib import Path

import pytest

from evals.errors import GateFileError
from evals.gating import check_gate, read_gate
from evals.report import Report
from evals.scores import Score

SCORES = (
    Score(name="answered right", value=0.7, n=40, dataset="builtin"),
    Score(name="answered right", value=0.9, n=10, dataset="squad2"),
    Score(name="total p95", value=420.0, n=40, better="lower", unit="ms", dataset="builtin"),
    Score(name="exact match", value=None, n=0, dataset="builtin"),
)
REPORT = Report(suite="answers", state="scored", scores=SCORES)


def check(tmp_path: Path, gate: str, report: Report = REPORT) -> list[tuple[bool, str]]:
    path = tmp_path / "gate.toml"
    path.write_text(gate, encoding="utf-8")
    return [(result.is_kept, result.account) for result in check_gate(read_gate(path), [report])]


@pytest.mark.parametrize(
    ("line", "is_kept", "words"),
    [
        ('"answered right" = { least = 0.7 }', True, "is 0.700"),
        ('"answered right" = { least = 0.71 }', False, "is 0.700, below 0.71 (n 40)"),
        ('"total p95" = { most = 400 }', False, "is 420.000, above 400"),
        ('"total p95" = { most = 500, n = 41 }', False, "stands on 40 cases, fewer than 41"),
        ('"exact match" = { least = 0.0 }', False, "was not scored"),
        ('"nonsense" = { least = 0.5 }', False, "is no score of this run"),
    ],
)
def test_a_threshold_is_kept_or_broken_with_an_account(tmp_path: Path, line: str, is_kept: bool, words: str) -> None:
    ((kept, account),) = check(tmp_path, f"[answers]\n{line}\n")
    assert kept is is_kept
    assert words in account


def test_a_table_below_names_a_data_set(tmp_path: Path) -> None:
    ((kept, account),) = check(tmp_path, '[answers.squad2]\n"answered right" = { least = 0.8 }\n')
    assert kept
    assert "answers, squad2" in account


def test_what_was_not_run_is_never_passed(tmp_path: Path) -> None:
    report = Report(suite="answers", state="not run", why="x is missing")
    ((kept, account),) = check(tmp_path, '[answers]\n"answered right" = { least = 0 }\n', report)
    assert not kept
    assert "was not run (x is missing)" in account


def test_thresholds_of_other_suites_are_left_out(tmp_path: Path) -> None:
    assert check(tmp_path, '[latency]\n"total p95" = { most = 1 }\n') == []


@pytest.mark.parametrize(
    ("gate", "words"),
    [
        ("[answers", "not TOML"),
        ("answers = 3", "outside of a suite"),
        ('[answers]\n"answered right" = 0.7', "names neither least nor most"),
        ('[answers]\n"answered right" = { least = "high" }', "must be a number"),
        ('[answers]\n"answered right" = { least = 0.7, colour = 1 }', "colour"),
        ("", "holds no threshold"),
    ],
)
def test_a_gate_that_does_not_fit_is_refused_by_name(tmp_path: Path, gate: str, words: str) -> None:
    with pytest.raises(GateFileError, match=words):
        check(tmp_path, gate)
