"""The commands that make, run, compare, gate and export cases, over a small library of one's own."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

import pytest

from evals.cases import read_cases
from tests.evals.village import NEWS, write_cases
from tests.ui.library import EMBEDDER
from tests.ui.running import assert_refused, run, run_json


@pytest.fixture(scope="module", autouse=True)
def light_embedder() -> Iterator[None]:
    """The hashing embedder for the libraries that all tests here share; single tests have it from the conftest."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("NEWSDESK_STORE_EMBEDDER", EMBEDDER)
        yield


@pytest.fixture(scope="module")
def home(light_embedder: None, tmp_path_factory: pytest.TempPathFactory) -> str:
    """A library of four notices."""
    folder = tmp_path_factory.mktemp("own")
    texts = folder / "texts"
    texts.mkdir()
    for name, sentence, _, _, other in NEWS[:4]:
        (texts / f"{name}.txt").write_text(f"{other}\n\n{sentence}\n", encoding="utf-8")
    assert run("--home", str(folder / "home"), "ingest", str(texts)).exit_code == 0
    return str(folder / "home")


@pytest.fixture(scope="module")
def ran(home: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with one run of one's own cases: report.json, report.html, report.xml."""
    folder = tmp_path_factory.mktemp("ran")
    cases = write_cases(folder / "cases.jsonl")
    few = cases.read_text(encoding="utf-8").splitlines()
    cases.write_text("\n".join([*few[:4], few[-1]]) + "\n", encoding="utf-8")
    result = run(
        "--home", home, "evals", "run", "answers", "--cases", str(cases), "--cache", str(folder / "cache"),
        "--json", str(folder / "report.json"), "--html", str(folder / "report.html"), "--junit", str(folder / "report.xml"),
    )  # fmt: skip
    assert result.exit_code == 0, result.output
    assert "answers: 4 cases" in result.stdout
    assert "answered right\t" in result.stdout
    return folder


def test_own_cases_are_asked_of_the_own_library_and_written_in_every_form(ran: Path) -> None:
    written = json.loads((ran / "report.json").read_text(encoding="utf-8"))
    assert [record["case"]["id"] for record in written["records"]] == [name for name, *_ in NEWS[:4]]
    assert {record["dataset"] for record in written["records"]} == {"library"}
    assert "<h1>answers</h1>" in (ran / "report.html").read_text(encoding="utf-8")
    assert len(ElementTree.parse(ran / "report.xml").getroot().findall("testsuite/testcase")) == 4


def test_a_broken_gate_ends_in_status_1_with_an_account(ran: Path, home: str, tmp_path: Path) -> None:
    gate = tmp_path / "gate.toml"
    gate.write_text('[answers]\n"wrong refusals" = { most = -0.5 }\n', encoding="utf-8")
    command = (
        "--home", home, "evals", "run", "answers", "--cases", str(ran / "cases.jsonl"), "--cache", str(ran / "cache"),
        "--gate", str(gate), "--baseline", str(ran / "report.json"),
    )  # fmt: skip
    broken = run(*command)
    assert broken.exit_code == 1
    assert "Gate: 0 of 1 threshold kept" in broken.stdout, broken.output
    assert "Broken: answers: wrong refusals is" in broken.stdout
    assert "4 cases in both runs" in broken.stdout
    gate.write_text('[answers]\n"wrong refusals" = { most = 1 }\n', encoding="utf-8")
    assert run(*command).exit_code == 0
    gate.write_text('[latency]\n"total p95" = { most = 1 }\n', encoding="utf-8")
    assert run(*command).exit_code == 1


def test_two_runs_are_compared(ran: Path, tmp_path: Path) -> None:
    report = str(ran / "report.json")
    page = tmp_path / "compare.html"
    result = run("evals", "compare", report, report, "--html", str(page))
    assert result.exit_code == 0, result.output
    assert "answers: 4 cases in both runs" in result.stdout
    assert "Against the baseline" in page.read_text(encoding="utf-8")
    (comparison,) = run_json("evals", "compare", report, report)
    assert {difference["change"] for difference in comparison["differences"]} == {"same"}


def test_a_run_is_exported(ran: Path, tmp_path: Path) -> None:
    output = tmp_path / "ragas.jsonl"
    done = run("evals", "export", str(ran / "report.json"), "--format", "ragas", "--output", str(output))
    assert done.exit_code == 0, done.output
    assert len(output.read_text(encoding="utf-8").splitlines()) == 4
    assert_refused(run("evals", "export", str(ran / "report.json"), "--format", "csv"), 2, "ragas or deepeval")
    other = tmp_path / "x.json"
    other.write_text("{}", encoding="utf-8")
    assert_refused(run("evals", "export", str(other), "--format", "ragas"), 1, "no report of a run")


def test_cases_are_drafted_once(home: str, tmp_path: Path) -> None:
    file = tmp_path / "drafts.jsonl"
    result = run("--home", home, "evals", "new", str(file), "--answerable", "3", "--unanswerable", "2")
    assert result.exit_code == 0, result.output
    assert [case.answerable for case in read_cases(file)] == [True, True, True, False, False]
    assert_refused(run("--home", home, "evals", "new", str(file)), 2, "is there already")
    assert_refused(run("--home", str(tmp_path / "void"), "evals", "new", str(tmp_path / "a")), 2, "library is empty")


def test_a_receipt_becomes_a_case(home: str, tmp_path: Path) -> None:
    receipt, cases = tmp_path / "receipt.json", tmp_path / "cases.jsonl"
    receipt.write_text(run("--home", home, "ask", NEWS[0][2], "--json").stdout, encoding="utf-8")
    added = run("evals", "add", str(receipt), "--cases", str(cases), "--accepted", "37", "--tag", "thumbs-down")
    assert added.exit_code == 0, added.output
    (case,) = read_cases(cases)
    assert (case.question, case.accepted, case.tags) == (NEWS[0][2], ("37",), ("thumbs-down", "receipt"))
    again = run("evals", "add", str(receipt), "--cases", str(cases), "--accepted", "37", "--tag", "thumbs-down")
    assert "There already" in again.stdout
    assert_refused(run("evals", "add", str(receipt), "--unanswerable", "--accepted", "x"), 2, "exclude each other")
    receipt.write_text("{}", encoding="utf-8")
    assert_refused(run("evals", "add", str(receipt), "--cases", str(cases)), 1, "cannot become a case")


def test_wrong_use_is_refused_before_anything_is_asked(tmp_path: Path) -> None:
    missing = str(tmp_path / "missing")
    assert_refused(run("evals", "run", "answers", "--cases", missing), 2, "newsdesk evals new")
    assert_refused(run("evals", "run", "answers", "--gate", missing), 2, "is not there")
    gate = tmp_path / "gate.toml"
    gate.write_text("answers = 1", encoding="utf-8")
    assert_refused(run("evals", "run", "answers", "--gate", str(gate)), 1, "outside of a suite's table")
    assert_refused(run("evals", "run", "answers", "--set", "nope", "--cache", missing), 1, "no data set 'nope'")
