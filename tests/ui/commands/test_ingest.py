from __future__ import annotations

from pathlib import Path

import pytest

from tests.ui.library import CECOT
from tests.ui.running import assert_refused, run, run_json


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "reports"
    folder.mkdir()
    (folder / "prison.txt").write_text(CECOT, encoding="utf-8")
    (folder / "flights.md").write_text(
        "---\ntitle: Flights\n---\nThree planes flew on 15 March 2025.", encoding="utf-8"
    )
    (folder / "empty.txt").write_text("", encoding="utf-8")
    return folder


def test_a_folder_is_taken_in_and_a_bad_file_is_named(folder: Path) -> None:
    result = run("ingest", str(folder))
    assert result.exit_code == 0
    assert "2 documents added" in result.stdout
    assert "Not taken in: 1 source" in result.stdout
    assert "empty.txt" in result.stdout


def test_an_ingest_as_json_counts_everything(folder: Path) -> None:
    first = run_json("ingest", str(folder))
    again = run_json("ingest", str(folder))
    assert (first["added"], first["unchanged"], len(first["rejected"])) == (2, 0, 1)
    assert (again["added"], again["unchanged"]) == (0, 2)
    assert {"updated", "removed", "passages", "seconds"} <= set(first)


def test_a_file_that_is_gone_is_reported_and_removed_only_when_asked(folder: Path) -> None:
    run("ingest", str(folder))
    (folder / "flights.md").unlink()
    reported = run("ingest", str(folder))
    assert "Gone since the last time: 1 source" in reported.stdout
    assert "--sync" in reported.stdout
    assert run_json("ingest", str(folder), "--sync")["removed"] == 1
    assert [document["title"] for document in run_json("sources", "list")] != []


def test_nothing_to_take_in_is_refused_with_what_to_do() -> None:
    assert_refused(run("ingest"), 1, "--built-in")


def test_when_every_source_is_rejected_the_command_failed(tmp_path: Path) -> None:
    result = run("ingest", str(tmp_path / "nowhere"))
    assert result.exit_code == 1
    assert "nowhere" in result.stdout


def test_the_built_in_reports_can_be_asked_for() -> None:
    report = run_json("ingest", "--built-in")
    assert report["added"] >= 5
    assert report["rejected"] == []


def test_an_address_without_the_engine_is_wrong_use(folder: Path) -> None:
    assert_refused(run("ingest", str(folder), "--ray-address", "127.0.0.1:6379"), 2, "Add --engine ray")


def test_an_unknown_engine_is_wrong_use(folder: Path) -> None:
    assert_refused(run("ingest", str(folder), "--engine", "dask"), 2, "--engine")


def test_a_cluster_that_does_not_answer_is_told_of_with_what_to_do(folder: Path) -> None:
    pytest.importorskip("ray")
    result = run("ingest", str(folder), "--engine", "ray", "--ray-address", "127.0.0.1:1")
    assert_refused(result, 1, "127.0.0.1:1: connection refused", "ray start --head")


def test_without_ray_the_next_step_is_named(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ingest.distributed.cluster.find_spec", lambda name: None)
    assert_refused(run("ingest", str(folder), "--engine", "ray"), 1, "Ray is not installed", "pip install")


def test_the_engine_may_come_from_the_environment(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ingest.distributed.cluster.find_spec", lambda name: None)
    monkeypatch.setenv("NEWSDESK_INGEST_ENGINE", "ray")
    assert_refused(run("ingest", str(folder)), 1, "Ray is not installed")
    assert run("ingest", str(folder), "--engine", "local").exit_code == 0
