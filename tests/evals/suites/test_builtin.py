from __future__ import annotations

import json

import pytest

from evals.cases import built_in_cases
from evals.report import Report
from evals.runner import RunRequest
from evals.suites import BuiltInSuite
from vectorstore import HashingEmbedder


def run() -> Report:
    cases = built_in_cases()
    chosen = [*[case for case in cases if case.answerable][:9], *[case for case in cases if not case.answerable][:4]]
    return BuiltInSuite(cases=chosen).run(RunRequest(embedder=HashingEmbedder(), seed=3))


@pytest.fixture(scope="module")
def report() -> Report:
    return run()


def test_the_suite_scores_answers_refusals_confidence_and_quotes(report: Report) -> None:
    assert report.state == "scored"
    assert (report.counts["cases"], len(report.records)) == (13, 13)
    assert report.counts["documents"] >= 20
    assert (report.score("answered right").n, report.score("refused when unanswerable").n) == (9, 4)
    assert report.score("confidence AUC").n == 13
    assert report.score("tag: unanswerable").n == 4
    assert report.provenance["embedder"] == "hashing:64"


def test_every_quote_of_every_answer_is_exact(report: Report) -> None:
    quotes = report.score("exact quotes")
    assert quotes.n > 0
    assert quotes.value == 1


def test_the_same_settings_give_the_same_scores_twice(report: Report) -> None:
    again = run()
    assert again.scores == report.scores
    assert again.provenance == report.provenance


def test_the_report_is_json(report: Report) -> None:
    written = json.loads(json.dumps(report.to_json(), allow_nan=False))
    assert len(written["records"]) == 13
    assert written["records"][0]["answer"]["question"] == written["records"][0]["case"]["question"]
