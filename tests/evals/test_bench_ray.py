from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any

import pytest

from evals.bench_ray import RayBenchRequest, run_ray_bench
from evals.progress import EvalProgress
from ingest.distributed import RayEngine
from ingest.outcomes import Outcome, Unread
from tests.ui.running import run
from vectorstore import HashingEmbedder


class NearEngine(RayEngine):
    """Does the work here, by the very code that workers run; a real cluster is in the tests of ingest."""

    def wait_until_ready(self) -> None:
        pass

    def make(self, outcomes: Iterable[Outcome | Unread], bytes_in_all: int) -> Iterator[Outcome]:
        from ingest.distributed.worker import DocumentWorker

        worker = DocumentWorker(self._settings, self._embedder)
        for outcome in outcomes:
            yield worker.make([outcome])[0] if isinstance(outcome, Unread) else outcome


@pytest.fixture(autouse=True)
def near(monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("ray")
    monkeypatch.setattr("ingest.distributed.RayEngine", NearEngine)


def test_both_ways_are_measured_on_the_same_files() -> None:
    told: list[EvalProgress] = []

    report = run_ray_bench(RayBenchRequest(passages=20, embedder=HashingEmbedder(16), progress=told.append))

    assert 15 <= report.passages <= 20  # headings of a report that was made a text file are split otherwise
    assert (report.workers, report.embedder) == (2, "hashing:16")
    assert report.share_of_local == pytest.approx(report.ray_passages_per_s / report.local_passages_per_s)
    assert 0 < report.share_of_local_with_start <= report.share_of_local
    assert {each.step: each.done for each in told} == dict.fromkeys(("Here", "By Ray", "Here again"), report.documents)
    written: Any = json.loads(json.dumps(report.to_json()))
    assert written["machine"]["cores"] >= 1


def test_the_command_prints_the_share(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("vectorstore.embedders.SentenceTransformerEmbedder", lambda: HashingEmbedder(16))
    monkeypatch.setattr("vectorstore.SentenceTransformerEmbedder", lambda: HashingEmbedder(16), raising=False)
    result = run("bench", "--ray", "--passages", "20")
    assert result.exit_code == 0, result.output
    assert "ingest by 2 Ray workers" in result.stdout and "the second against the first" in result.stdout
    assert json.loads(run("bench", "--ray", "--passages", "20", "--json").stdout)["ray"]["workers"] == 2
