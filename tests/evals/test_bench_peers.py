from __future__ import annotations

import json
import os
import subprocess
import sys
import textwrap
from dataclasses import replace
from pathlib import Path

import pytest

import evals.bench_peers
from evals.bench_peers import PEERS, PeersRequest, PeerSystem, SystemTimes, ratios_to, run_peers
from evals.peers_bench.newsdesk_store import NewsdeskStore, open_peer
from vectorstore import Store

_FAKE = """
    from __future__ import annotations

    import os

    class Fake:
        notes = ("threads " + os.environ["OMP_NUM_THREADS"],)
        packages = ("no-such-package",)

        def ingest(self, passages):
            self.held = passages

        def search(self, question, k):
            return min(k, len(self.held))

    def open_peer(model, folder):
        assert os.listdir(folder) == []
        return Fake()
"""


@pytest.fixture
def scripts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of peers' scripts: the real `measure.py`, one peer that works and one that does not."""
    folder = tmp_path / "scripts"
    folder.mkdir()
    real = Path(evals.bench_peers.__file__).parent / "peers_bench" / "measure.py"
    (folder / "measure.py").write_bytes(real.read_bytes())
    (folder / "fake_peer.py").write_text(textwrap.dedent(_FAKE), encoding="utf-8")
    (folder / "broken_peer.py").write_text("raise RuntimeError('its index is of another kind')\n", encoding="utf-8")
    monkeypatch.setattr(evals.bench_peers, "_SCRIPTS", folder)
    return folder


def _environment(folder: Path, name: str) -> None:
    (folder / name / "bin").mkdir(parents=True)
    (folder / name / "bin" / "python").symlink_to(sys.executable)
    (folder / name / ".ready").touch()


def _times(name: str, *, rate: float, p50: float, memory: float | None = None) -> SystemTimes:
    return SystemTimes(name=name, state="measured", ingest_passages_per_s=rate, query_p50_ms=p50, peak_memory_mb=memory)


def test_ratios_are_newsdesks_figure_over_the_others() -> None:
    systems = [
        _times("newsdesk", rate=40, p50=20, memory=500),
        _times("a", rate=50, p50=10, memory=1000),
        _times("b", rate=20, p50=40),
        SystemTimes(name="c", state="not run", why="it is not installed"),
    ]
    assert ratios_to(systems) == {
        "a": {"ingest_rate": 0.8, "query_p50": 2.0, "memory": 0.5},
        "b": {"ingest_rate": 2.0, "query_p50": 0.5},
    }


def test_without_newsdesk_there_are_no_ratios() -> None:
    assert ratios_to([_times("a", rate=50, p50=10)]) == {}


def test_each_system_runs_in_turn_and_one_that_is_missing_is_named(scripts: Path, tmp_path: Path) -> None:
    folder = tmp_path / "peers"
    _environment(folder, "fake")
    _environment(folder, "broken")
    (folder / "failed.failed").write_text("ERROR: No matching distribution found\n", encoding="utf-8")
    systems = [
        PeerSystem(name="newsdesk", module="fake_peer", environment=None),
        PeerSystem(name="fake", module="fake_peer", environment="fake"),
        PeerSystem(name="broken", module="broken_peer", environment="broken"),
        PeerSystem(name="absent", module="fake_peer", environment="absent"),
        PeerSystem(name="failed", module="fake_peer", environment="failed"),
    ]
    report = run_peers(PeersRequest(passages=15, questions=3, folder=folder, threads=1, systems=systems))
    states = {system.name: system.state for system in report.systems}
    assert states == {
        "newsdesk": "measured", "fake": "measured", "broken": "not run", "absent": "not run", "failed": "not run"
    }  # fmt: skip
    why = {system.name: system.why or "" for system in report.systems}
    assert "its index is of another kind" in why["broken"]
    assert "make bench-peers" in why["absent"]
    assert "No matching distribution" in why["failed"]
    fake = report.systems[1]
    assert (fake.found, fake.notes, fake.ask_p50_ms) == (10.0, ["threads 1"], None)
    assert fake.versions == {"no-such-package": "not a package"}
    written = json.loads(json.dumps(report.to_json(), allow_nan=False))
    assert set(written["newsdesk_over_peer"]) == {"fake"}
    assert (written["passages"], written["questions"]) == (15, 3)


def test_a_peer_that_hangs_is_ended_and_named(scripts: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (scripts / "hanging_peer.py").write_text("import time\ntime.sleep(600)\n", encoding="utf-8")
    monkeypatch.setattr(evals.bench_peers, "_LONGEST_S", 1)
    systems = [PeerSystem(name="hanging", module="hanging_peer", environment=None)]
    report = run_peers(PeersRequest(passages=10, questions=1, folder=tmp_path, threads=1, systems=systems))
    assert report.systems[0].why == "it was not done after 1 s"


def test_every_peer_has_a_script_that_imports_without_its_library() -> None:
    folder = Path(evals.bench_peers.__file__).parent / "peers_bench"
    modules = [peer.module for peer in PEERS]
    said = subprocess.run(
        [sys.executable, "-S", "-c", f"for m in {modules}: assert callable(__import__(m).open_peer)"],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": ""},
        capture_output=True,
        text=True,
        check=False,
    )
    assert said.returncode == 0, said.stderr


def test_newsdesk_as_a_peer_stores_just_the_passages_of_the_others(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NEWSDESK_STORE_EMBEDDER", "hashing:64")
    rows = [
        {"id": f"{n}", "document": f"d{n // 2}", "title": f"T{n // 2}", "text": f"Words of passage {n} on ships."}
        for n in range(5)
    ]
    peer: NewsdeskStore = open_peer("", str(tmp_path))
    peer.ingest(rows)
    assert peer.search("Words of passage 4", 3) >= 1
    assert callable(peer.open_asker())
    peer.close()
    with Store.open(tmp_path / "home") as store:
        texts = {hit.text for hit in store.search("Words of passage 4 on ships", 10)}
        assert sum(document.passages for document in store.documents()) == len(rows)
    assert any("passage 4" in text for text in texts)


def test_an_interrupted_run_names_what_was_not_measured(
    scripts: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls: list[str] = []

    def measure(system: PeerSystem, asked: object, request: PeersRequest) -> SystemTimes:
        calls.append(system.name)
        if len(calls) == 2:
            raise KeyboardInterrupt
        return _times(system.name, rate=1.0, p50=1.0)

    monkeypatch.setattr(evals.bench_peers, "_measure", measure)
    one = PeerSystem(name="one", module="fake_peer", environment=None)
    systems = [one, replace(one, name="two"), replace(one, name="three")]
    report = run_peers(PeersRequest(passages=10, questions=1, folder=tmp_path, threads=1, systems=systems))
    assert [(system.name, system.state) for system in report.systems] == [
        ("one", "measured"), ("two", "not run"), ("three", "not run")
    ]  # fmt: skip
