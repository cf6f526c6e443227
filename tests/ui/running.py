"""Runs the command line inside the test, and says what became of it."""

from __future__ import annotations

import json
from typing import Any

from typer.testing import CliRunner, Result

from ui.cli import app


def run(*arguments: str, stdin: str | None = None) -> Result:
    return CliRunner().invoke(app, list(arguments), input=stdin)


def run_json(*arguments: str) -> Any:
    result = run(*arguments, "--json")
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


def assert_refused(result: Result, status: int, *words: str) -> None:
    """The command ended with this status and these words on standard error, without a traceback."""
    assert result.exit_code == status, result.output
    assert "Traceback" not in result.output
    for word in words:
        assert word in result.stderr
