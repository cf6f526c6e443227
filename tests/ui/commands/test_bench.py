from __future__ import annotations

import json

from tests.ui.running import run


def test_the_benchmark_as_json_is_one_document() -> None:
    written = json.loads(run("bench", "--passages", "20", "--questions", "2", "--json").stdout)
    assert (written["passages"], written["questions"]) == (20, 2)


def test_the_benchmark_prints_a_table() -> None:
    result = run("bench", "--passages", "20", "--questions", "2")
    assert result.exit_code == 0, result.output
    for measured in ("ingest against the bare model", "a warm question, 95% within", "ingesting it again, unchanged"):
        assert measured in result.stdout
    assert "20 passages of" in result.stdout
