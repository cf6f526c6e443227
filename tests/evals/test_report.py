from __future__ import annotations

import json

import pytest

from evals.report import Record, Report
from evals.scores import score_mean
from tests.evals.asking import answer_with, case_with


def test_a_report_as_json_keeps_scores_records_and_provenance() -> None:
    record = Record(case=case_with("252"), answer=answer_with("There were 252."), outcome="right", ranked=("x",))
    report = Report(
        suite="builtin", state="scored", scores=(score_mean("right", [1.0], seed=0),), records=(record,),
        counts={"cases": 1}, provenance={"seed": 0}, seconds=1.23456,
    )  # fmt: skip
    written = json.loads(json.dumps(report.to_json(), allow_nan=False))
    assert written["scores"][0]["value"] == 1
    assert written["records"][0]["outcome"] == "right"
    assert written["records"][0]["case"]["accepted"] == ["252"]
    assert written["records"][0]["answer"]["text"] == "There were 252."
    assert written["records"][0]["ranked"] == ["x"]
    assert (written["counts"], written["provenance"], written["seconds"]) == ({"cases": 1}, {"seed": 0}, 1.235)


def test_a_score_is_found_by_its_name() -> None:
    report = Report(suite="s", state="scored", scores=(score_mean("right", [1.0], seed=0),))
    assert report.score("right").n == 1
    with pytest.raises(KeyError):
        report.score("wrong")


def test_a_suite_that_was_not_run_has_no_scores() -> None:
    written = Report(suite="s", state="not run", why="x is missing").to_json()
    assert (written["state"], written["why"], written["scores"], written["records"]) == (
        "not run", "x is missing", [], [],
    )  # fmt: skip
