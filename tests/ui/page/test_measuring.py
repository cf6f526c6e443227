from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import gradio as gr
import pytest
from hypothesis import given

from tests.ui.answers import texts
from tests.ui.page.parsing import parse
from ui.page.eval_reports import RunFile, render_runs, render_suites
from ui.page.measuring import Measuring, read_runs

REPORT = {
    "suite": "builtin",
    "state": "scored",
    "scores": [{"name": "answered right", "value": 0.9, "n": 2, "low": 0.8, "high": 1.0, "better": "higher"}],
    "records": [
        {"case": {"question": "How many?"}, "outcome": "wrong"},
        {"case": {"question": "Who?"}, "outcome": "right"},
    ],
}


def test_a_report_is_shown_with_scores_cases_intervals_and_failing_cases(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text(json.dumps(REPORT))
    (tmp_path / "a.html").write_text("<p>plots</p>")
    text = parse(render_runs(read_runs(tmp_path))).text
    assert "answered right0.9000.800 to 1.0002" in text
    assert "1 failing case" in text
    assert "How many?" in text
    assert "The whole report" in text


@pytest.mark.parametrize("content", ["", "[]", "7", "{}", '{"suite": "x"}', '{"reports": 7}', "\x00", "[" * 100_000])
def test_a_file_that_is_no_report_is_passed_over(tmp_path: Path, content: str) -> None:
    (tmp_path / "a.json").write_text(content)
    assert read_runs(tmp_path) == []
    assert read_runs(tmp_path / "nowhere") == []


def test_only_suites_that_need_nothing_are_run_from_the_page(tmp_path: Path) -> None:
    measuring = Measuring(tmp_path)
    for suite in ("realtimeqa", "nothing", "", 7):
        data: Any = {"suite": suite}
        (step,) = measuring.run(gr.EventData(None, data))
        assert "needs data of its own" in step[0]
    html, _ = measuring.show()
    assert 'data-suite="builtin"' in html
    assert 'data-suite="realtimeqa"' not in html


@given(texts, texts)
def test_whatever_a_report_says_stays_text(name: str, question: str) -> None:
    scores = ({"name": name, "value": name, "n": question, "low": None, "high": name},)
    run = RunFile(
        name=name, when=datetime(2026, 1, 1, tzinfo=UTC), scores=scores, failures=((question, name),), page=name
    )
    page = parse(render_runs([run]) + render_suites([(name, name, name)], []))
    assert "script" not in {tag for tag, _ in page.tags}
    assert all((a.get("href") or "/evals/").startswith("/evals/reports/") for _, a in page.tags if "href" in a)
