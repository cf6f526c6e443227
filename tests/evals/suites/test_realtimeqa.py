from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from evals.errors import DatasetError
from evals.report import Report
from evals.runner import RunRequest, run_suite
from evals.suites import RealTimeQASuite
from evals.suites.realtimeqa_files import find_missing, read_questions
from tests.evals.suites.news import address_of, make_data
from vectorstore import HashingEmbedder, Store


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return make_data(tmp_path / "data")


def run(data: Path | None, cache: Path, limit_articles: int | None = None) -> Report:
    request = RunRequest(data=data, cache=cache, limit_articles=limit_articles, embedder=HashingEmbedder(512))
    return RealTimeQASuite().run(request)


def test_articles_are_ranked_and_questions_are_asked(data: Path, tmp_path: Path) -> None:
    report = run(data, tmp_path / "cache")
    assert report.state == "scored"
    assert report.counts["documents"] == 4
    assert (report.counts["cases"], report.counts["questions left out"]) == (5, 0)
    ranked = {record.case.id: record.ranked for record in report.records}
    assert [ranked[case][0] for case in ("q1", "q2", "q3")] == [address_of(n) for n in ("bridge", "library", "ferry")]
    assert ranked["q4"] == ()
    for name in ("hit@1", "hit@5", "hit@10", "MRR@10"):
        assert (report.score(name).value, report.score(name).n) == (1.0, 3)
    assert report.score("answered right").n == 3
    assert (report.score("refused when unanswerable").n, report.score("confidence AUC").n) == (2, 5)
    assert report.score("confidence AUC").value == 1


def test_the_publisher_is_the_host_of_the_address(data: Path, tmp_path: Path) -> None:
    run(data, tmp_path / "cache")
    with Store.open(tmp_path / "cache" / "realtimeqa", embedder=HashingEmbedder(512)) as store:
        assert store.publishers() == ["ledger.example", "post.example"]


def test_a_second_run_reads_nothing_anew_and_scores_the_same(
    data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = run(data, tmp_path / "cache")

    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("the store was written to again")

    monkeypatch.setattr(Store, "writer", refuse)
    again = run(data, tmp_path / "cache")
    assert again.scores == first.scores
    assert again.provenance == first.provenance


def test_a_limited_run_asks_only_what_its_articles_answer_and_what_none_does(data: Path, tmp_path: Path) -> None:
    report = run(data, tmp_path / "cache", limit_articles=2)
    assert report.counts["documents"] == 2
    assert [record.case.id for record in report.records] == ["q1", "q4", "q5"]
    assert report.counts["questions left out"] == 2
    assert run(data, tmp_path / "cache", limit_articles=3).counts["documents"] == 3


def test_an_answer_whose_article_is_not_in_the_library_is_a_miss_of_a_whole_run(data: Path, tmp_path: Path) -> None:
    (data / "realtimeqa" / "articles_202302.jsonl.gz").unlink()
    report = run(data, tmp_path / "cache")
    assert (report.score("hit@10").value, report.score("hit@10").n) == (pytest.approx(1 / 3), 3)


@pytest.mark.parametrize("missing", ["folder", "questions.jsonl", "articles_*.jsonl.gz"])
def test_without_its_data_the_suite_is_not_run_and_says_what_is_missing(
    data: Path, tmp_path: Path, missing: str
) -> None:
    folder = data / "realtimeqa"
    for path in folder.glob("*" if missing == "folder" else missing):
        path.unlink()
    if missing == "folder":
        folder.rmdir()
    report = run(data, tmp_path / "cache")
    assert (report.state, report.scores, report.records) == ("not run", (), ())
    assert str(folder) in str(report.why)
    assert "RealTimeQA" in str(report.why)
    assert not (tmp_path / "cache").exists()


def test_without_a_data_folder_the_option_is_named() -> None:
    report = run_suite("realtimeqa", RunRequest())
    assert report.state == "not run"
    assert "--data DIR" in str(report.why)
    assert find_missing(None) == report.why


def test_addresses_of_articles_are_read_in_one_spelling(data: Path) -> None:
    first = read_questions(data / "realtimeqa")[0]
    assert first.case.question == "How many cracks were found in the bridge at Elmford?"
    assert first.case.accepted == ("37",)
    assert address_of("bridge") in first.relevant


@pytest.mark.parametrize("line", ["{broken", "[]", '{"question_id": "q"}'])
def test_a_broken_question_is_named_by_its_line(data: Path, line: str) -> None:
    path = data / "realtimeqa" / "questions.jsonl"
    path.write_text(path.read_text(encoding="utf-8") + line + "\n", encoding="utf-8")
    with pytest.raises(DatasetError, match="line 6"):
        read_questions(data / "realtimeqa")


def test_a_truncated_file_of_articles_is_named_in_a_limited_run(data: Path, tmp_path: Path) -> None:
    path = data / "realtimeqa" / "articles_202301.jsonl.gz"
    path.write_bytes(gzip.compress(b"x" * 1000)[:-12])
    with pytest.raises(DatasetError, match="articles_202301"):
        run(data, tmp_path / "cache", limit_articles=3)
