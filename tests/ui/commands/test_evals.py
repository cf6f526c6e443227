from __future__ import annotations

import json
from pathlib import Path

import pytest

from assistant.models import wrap_chat_model
from assistant.scripted import ScriptedChatModel
from tests.evals.suites.news import make_data
from tests.ui.running import assert_refused, run, run_json


def test_the_suites_are_listed_with_what_each_needs() -> None:
    result = run("evals", "list")
    assert result.exit_code == 0
    assert "builtin" in result.stdout
    assert "--data DIR" in result.stdout
    names = [suite["name"] for suite in run_json("evals", "list")]
    assert {"builtin", "retrieval", "answers", "citations", "abstention", "conversation"} <= set(names)
    assert {"disagreement", "latency", "realtimeqa"} <= set(names)


def test_a_suite_prints_its_scores_and_writes_its_records(tmp_path: Path) -> None:
    data, file = make_data(tmp_path / "data"), tmp_path / "report.json"
    result = run(
        "evals", "run", "realtimeqa", "--data", str(data), "--cache", str(tmp_path / "cache"), "--json", str(file)
    )  # fmt: skip
    assert result.exit_code == 0, result.output
    assert "realtimeqa: 5 cases" in result.stdout
    assert "hit@5\t1.000\t1.000 to 1.000\t3" in result.stdout
    written = json.loads(file.read_text(encoding="utf-8"))
    assert (written["state"], len(written["records"])) == ("scored", 5)


def test_a_suite_without_its_data_is_not_run_and_does_not_pass(tmp_path: Path) -> None:
    file = tmp_path / "report.json"
    result = run("evals", "run", "realtimeqa", "--data", str(tmp_path), "--json", str(file))
    assert result.exit_code == 1
    assert "realtimeqa: not run" in result.stdout
    assert "is missing" in result.stdout
    assert "hit@" not in result.stdout
    assert json.loads(file.read_text(encoding="utf-8"))["state"] == "not run"


def test_an_unknown_suite_is_refused_with_the_known_ones() -> None:
    assert_refused(run("evals", "run", "nope"), 1, "no suite 'nope'", "newsdesk evals list")


def test_a_report_that_could_not_be_written_is_refused_before_the_run(tmp_path: Path) -> None:
    wrong = str(tmp_path / "nowhere" / "report.json")
    assert_refused(run("evals", "run", "builtin", "--json", wrong), 2, "its folder is not there")


def test_cases_are_refused_by_a_suite_that_asks_its_own() -> None:
    assert_refused(run("evals", "run", "builtin", "--cases", "mine.jsonl"), 2, "cases of its own", "abstention")


def test_a_judge_is_refused_where_none_is_asked_and_where_there_is_none() -> None:
    assert_refused(run("evals", "run", "answers", "--judge", "openai:x"), 2, "asks no judge", "citations")
    assert_refused(run("evals", "run", "citations", "--judge", "quotes"), 1, "judge 'quotes'", "leave --judge away")
    assert_refused(run("evals", "all", "--judge", "nobody:knows"), 1, "judge 'nobody:knows'")


def test_a_chat_model_judges_and_is_named_in_the_report(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    model = ScriptedChatModel(replies=['{"verdict": "unsupported", "why": "no"}'])
    monkeypatch.setattr(
        "assistant.models.open_chat_model", lambda name, settings: wrap_chat_model(model, settings, name)
    )
    file = tmp_path / "report.json"
    result = run(
        "evals", "run", "citations", "--set", "builtin", "--limit", "3", "--cache", str(tmp_path), "--json", str(file),
        "--judge", "openai:small",
    )  # fmt: skip
    assert result.exit_code == 0, result.output
    written = json.loads(file.read_text(encoding="utf-8"))
    assert written["provenance"]["judge"] == "openai:small"
    assert len(written["provenance"]["judge prompt"]) == 16
    (recall,) = [score for score in written["scores"] if score["name"] == "citation recall"]
    assert (recall["value"], recall["n"] > 0) == (0, True)
