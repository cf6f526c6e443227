"""A project's own tests assert on suites, through the plugin, in a pytest of their own."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from evals.pytest_plugin import EvalsFixture
from tests.evals.village import request_for


@pytest.fixture(scope="module")
def evals(tmp_path_factory: pytest.TempPathFactory) -> EvalsFixture:
    return EvalsFixture(request=request_for(tmp_path_factory.mktemp("village")))


def test_a_suite_is_run_once_for_the_same_cases(evals: EvalsFixture) -> None:
    report = evals.run("answers")
    assert report.score("answered right").value == 1
    assert evals.run("answers") is report


def test_a_gate_that_is_kept_passes_and_a_broken_one_fails_with_its_account(
    evals: EvalsFixture, tmp_path: Path
) -> None:
    gate = tmp_path / "gate.toml"
    gate.write_text('[answers]\n"answered right" = { least = 0.9 }\n', encoding="utf-8")
    evals.check_gate(gate)
    gate.write_text('[answers]\n"wrong refusals" = { most = -1 }\n', encoding="utf-8")
    with pytest.raises(pytest.fail.Exception, match=r"wrong refusals is 0\.000, above -1"):
        evals.check_gate(gate)


def test_a_suite_that_was_not_run_is_skipped_and_never_passes_a_gate(evals: EvalsFixture, tmp_path: Path) -> None:
    with pytest.raises(pytest.skip.Exception, match="realtimeqa was not run"):
        evals.run("realtimeqa")
    gate = tmp_path / "gate.toml"
    gate.write_text('[realtimeqa]\n"hit@1" = { least = 0 }\n', encoding="utf-8")
    with pytest.raises(pytest.fail.Exception, match="was not run"):
        evals.check_gate(gate)


def test_the_plugin_gives_its_options_and_fixture_to_another_project(tmp_path: Path) -> None:
    test = tmp_path / "test_archive.py"
    test.write_text(
        "def test_it(newsdesk_evals):\n    assert str(newsdesk_evals.request.home) == 'archive'\n", encoding="utf-8"
    )
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "--newsdesk-home", "archive", str(test)]
    root = Path(__file__).parents[2]
    done = subprocess.run(
        command,
        cwd=tmp_path,
        env={"PYTHONPATH": str(root)},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "1 passed" in done.stdout
