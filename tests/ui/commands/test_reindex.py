from __future__ import annotations

from pathlib import Path

import pytest

from tests.ui.running import assert_refused, run, run_json
from vectorstore import HashingEmbedder, Store


def test_another_embedder_is_refused_until_the_index_is_rebuilt(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NEWSDESK_STORE_EMBEDDER")
    assert run_json("reindex", "--embedder", "hashing:32")["embedder"] == "hashing:32"
    with Store.open(home, embedder=HashingEmbedder(32)) as store:
        assert store.search("CECOT")
    monkeypatch.setenv("NEWSDESK_STORE_EMBEDDER", "hashing:64")
    assert_refused(run("ask", "How many people can CECOT hold?"), 1, "newsdesk reindex")


@pytest.mark.usefixtures("home")
def test_a_reindex_can_be_taken_back(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NEWSDESK_STORE_EMBEDDER")
    assert run_json("reindex", "--embedder", "hashing:32")["previous"] == "hashing:64"
    assert "newsdesk reindex --rollback" in run("reindex", "--embedder", "hashing:48").stderr
    assert run_json("reindex", "--rollback")["embedder"] == "hashing:32"
    assert "40,000" in run("ask", "How many people can CECOT hold?").stdout


@pytest.mark.usefixtures("home")
def test_without_an_earlier_index_a_rollback_is_refused() -> None:
    assert_refused(run("reindex", "--rollback"), 1, "newsdesk reindex --embedder")


def test_options_that_do_not_go_together_are_wrong_use() -> None:
    assert_refused(run("reindex", "--rollback", "--embedder", "hashing:32"), 2, "Give it alone")
    assert_refused(run("reindex", "--compare", "builtin"), 2, "--embedder")


@pytest.mark.usefixtures("home")
def test_a_library_that_was_split_otherwise_is_split_anew(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "story.txt").write_text("It rained in Leeds. The river rose by two metres.", encoding="utf-8")
    with Store.open(tmp_path / "home") as store, store.writer(splitter="an older splitter"):
        pass
    assert_refused(run("ingest", str(tmp_path / "story.txt")), 1, "newsdesk reindex")
    assert run_json("reindex")["passages"] > 0
    assert run_json("ingest", str(tmp_path / "story.txt"))["added"] == 1


def test_two_models_are_compared_on_a_suite_before_the_swap(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    def run_suite(name: str, request):  # type: ignore[no-untyped-def]
        from evals.report import Report

        asked.append(request.embedder.name)
        return Report(suite=name, state="scored")

    monkeypatch.setattr("evals.runner.run_suite", run_suite)
    monkeypatch.delenv("NEWSDESK_STORE_EMBEDDER")
    done = run_json("reindex", "--embedder", "hashing:32", "--compare", "builtin")
    assert asked == ["hashing:64", "hashing:32"]
    assert (done["embedder"], done["comparison"]) == ("hashing:32", [])
