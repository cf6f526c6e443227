from __future__ import annotations

import json
from pathlib import Path
from xml.etree import ElementTree

import pytest

from evals.bench_growth import GrowthReport
from evals.bench_health import HealthTimes
from evals.bench_peers import PeersReport, PeersRequest, SystemTimes
from evals.bench_timing import Machine
from tests.evals.growing import make_size
from tests.ui.library import EMBEDDER
from tests.ui.running import assert_refused, run
from ui.commands.bench_tables import print_growth
from ui.terminal import Paper

_MACHINE = Machine(processor="a processor", cores=2, load_before=0.5, python="3.11.7")
PEERS = PeersReport(
    systems=(
        SystemTimes(name="newsdesk", state="measured", ingest_passages_per_s=50.0, query_p50_ms=10.0),
        SystemTimes(
            name="other",
            state="measured",
            ingest_passages_per_s=40.0,
            query_p50_ms=20.0,
            versions={"other": "1.0"},
            notes=("as its first page shows it",),
        ),
        SystemTimes(name="absent", state="not run", why="it is not installed"),
    ),
    passages=30,
    questions=3,
    retrieved=10,
    threads=1,
    origin="stories",
    machine=_MACHINE,
)


GROWTH = GrowthReport(
    sizes=(
        make_size(1000, p95=30.0, memory=None, library="grown from nothing"),
        make_size(10_000, p95=45.0, memory=900.0, library="a copy of /library"),
    ),
    health=HealthTimes(
        passages=10_000,
        is_sound=True,
        probe_s=2.0,
        check_s=4.0,
        rebuild_s=20.0,
        rebuild_passages_per_s=500.0,
        rebuild_share_of_bare=10.0,
        heal_s=22.0,
        mended=("The index was built anew.",),
    ),
    origin="stories",
    embedder="hashing:64",
    machine=_MACHINE,
    is_complete=False,
)


def test_the_benchmark_as_json_is_one_document() -> None:
    written = json.loads(run("bench", "--passages", "20", "--questions", "2", "--json").stdout)
    assert (written["passages"], written["questions"]) == (20, 2)


def test_the_benchmark_prints_a_table() -> None:
    result = run("bench", "--passages", "20", "--questions", "2")
    assert result.exit_code == 0, result.output
    for measured in ("ingest against the bare model", "a warm question, 95% within", "ingesting it again, unchanged"):
        assert measured in result.stdout
    assert "20 passages of" in result.stdout


@pytest.mark.timeout(600)  # it starts processes that load what answering needs
def test_growth_is_measured_from_size_to_size_and_drawn(tmp_path: Path) -> None:
    plot = tmp_path / "growth.svg"
    result = run("bench", "--growth", "12,24", "--questions", "2", "--plot", str(plot), "--json")
    assert result.exit_code == 0, result.output
    growth = json.loads(result.stdout)["growth"]
    assert [(size["passages"], size["questions"]) for size in growth["sizes"]] == [(12, 2), (24, 2)]
    assert all(0 < size["retrieve_p50_ms"] <= size["retrieve_p95_ms"] for size in growth["sizes"])
    assert growth["ratios"]["to_passages"] == 24
    assert growth["embedder"] == EMBEDDER
    assert ElementTree.parse(plot).getroot().tag.endswith("svg")


@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        (("--growth", "many"), "1000,10000"),
        (("--growth", "12", "--plot", "growth.png"), "growth.svg"),
        (("--plot", "growth.svg"), "--growth"),
        (("--growth", "12", "--plot", "nowhere/growth.svg"), "no folder"),
    ],
)
def test_options_that_do_not_fit_are_wrong_use(arguments: tuple[str, ...], word: str) -> None:
    assert_refused(run("bench", *arguments), 2, word)


def test_peers_are_asked_for_as_the_options_say(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[PeersRequest] = []

    def answer(request: PeersRequest) -> PeersReport:
        asked.append(request)
        return PEERS

    monkeypatch.setattr("evals.bench_peers.run_peers", answer)
    folder = tmp_path / "peers"
    arguments = ("--passages", "30", "--questions", "3", "--threads", "1", "--peers-folder", str(folder))
    written = json.loads(run("bench", "--peers", *arguments, "--json").stdout)
    assert [(r.passages, r.questions, r.threads, r.folder) for r in asked] == [(30, 3, 1, folder)]
    assert list(written) == ["peers"]
    assert written["peers"]["newsdesk_over_peer"] == {"other": {"ingest_rate": 1.25, "query_p50": 0.5}}
    printed = run("bench", "--peers", *arguments).stdout
    assert "1.25\t0.50" in printed
    assert "absent was not measured: it is not installed" in printed
    assert "other (other 1.0): as its first page shows it" in printed


def test_the_table_of_growth_has_a_column_for_each_size_and_the_care_of_the_last(
    capsys: pytest.CaptureFixture[str],
) -> None:
    print_growth(Paper.output(), GROWTH)
    printed = capsys.readouterr().out
    assert "retrieval, 95% within, ms\t30.0\t45.0" in printed
    assert "memory while asking, MB\tnot told\t900" in printed
    assert "retrieval, 95% within\t1.50" in printed
    assert "rebuilding both indexes\t20.0 s, 500 passages/s" in printed
    assert "that rate against the bare model's\t10.00" in printed
    assert "It was interrupted" in printed
    assert "10,000 passages: a copy of /library" in printed
