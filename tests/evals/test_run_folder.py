"""Runs are resumed, records are the same whether made or read, and what changes an answer changes the folder."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from assistant import Answer, Assistant, AssistantSettings
from evals.run_folder import RunFolder, hash_code, hash_json
from evals.runner import RunRequest, run_suite
from evals.systems import AssistantSystem, System
from tests.evals.village import SETTINGS, request_for
from vectorstore import SearchFilter, Store


class Counting(AssistantSystem):
    asked = 0
    dies_after = 10_000

    def ask(self, question: str, *, history: Sequence[Mapping[str, str]], filter: SearchFilter | None) -> Answer:
        if Counting.asked == Counting.dies_after:
            raise KeyboardInterrupt
        Counting.asked += 1
        return super().ask(question, history=history, filter=filter)


def open_counting(store: Store, request: RunRequest) -> System:
    return Counting(Assistant(store, request.settings or SETTINGS))


@pytest.fixture(autouse=True)
def _start_counting() -> None:
    Counting.asked, Counting.dies_after = 0, 10_000


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("resumed")


def test_a_run_that_was_stopped_goes_on_and_scores_as_one_that_was_not(folder: Path) -> None:
    request = request_for(folder, open_system=open_counting, runs=folder / "runs")
    Counting.dies_after = 6
    with pytest.raises(KeyboardInterrupt):
        run_suite("abstention", request)
    assert Counting.asked == 6
    Counting.dies_after = 10_000
    resumed = run_suite("abstention", request)
    assert Counting.asked == 15
    whole = run_suite("abstention", request_for(folder, open_system=open_counting, runs=folder / "other"))
    assert Counting.asked == 30
    assert resumed.scores == whole.scores
    assert resumed.provenance == whole.provenance
    again = run_suite("abstention", request)
    assert Counting.asked == 30
    assert again.scores == resumed.scores
    assert [record.to_json() for record in again.records] == [record.to_json() for record in resumed.records]


def test_suites_of_one_run_share_their_answers(folder: Path) -> None:
    request = request_for(folder, open_system=open_counting, runs=folder / "shared")
    run_suite("abstention", request)
    run_suite("answers", request)
    run_suite("latency", request)
    assert Counting.asked == 15


def test_other_settings_are_another_run(folder: Path) -> None:
    run_suite("answers", request_for(folder, open_system=open_counting, runs=folder / "settings"))
    changed = AssistantSettings(cutoff=0.31)
    run_suite("answers", request_for(folder, open_system=open_counting, runs=folder / "settings", settings=changed))
    assert Counting.asked == 20
    assert len(list((folder / "settings").iterdir())) == 2


def test_a_line_that_was_half_written_is_asked_again(tmp_path: Path) -> None:
    first = RunFolder(tmp_path, {"model": "quotes"})
    first.append("a", {"x": 1})
    first.append("b", {"x": 2})
    records = first.path / "records.jsonl"
    records.write_bytes(records.read_bytes()[:-9])
    second = RunFolder(tmp_path, {"model": "quotes"})
    assert (second.find("a"), second.find("b"), len(second)) == ({"x": 1}, None, 1)
    second.append("b", {"x": 3})
    assert RunFolder(tmp_path, {"model": "quotes"}).find("b") == {"x": 3}


def test_hashes_stand_for_content_and_not_for_order() -> None:
    assert hash_json({"a": 1, "b": 2}) == hash_json({"b": 2, "a": 1})
    assert hash_json({"a": 1}) != hash_json({"a": 2})
    assert len(hash_code()) == 16
