from __future__ import annotations

from xml.etree import ElementTree

from evals.cases import Case
from evals.gating import GateResult, Threshold
from evals.junit import to_junit
from evals.report import Record, Report
from tests.evals.asking import answer_with

HOSTILE = "]]><script>alert('&\"')</script>\x00\x1b[31m"


def case(id: str, *notes: str, value: float | None = 1.0) -> Record:
    return Record(
        case=Case(id=id, question=f"Who? {HOSTILE}", answerable=True), answer=answer_with(HOSTILE),
        outcome="wrong" if notes else "not scored",
        notes=notes, dataset="builtin", values={"right": value},
    )  # fmt: skip


def test_failing_cases_fail_and_what_was_not_run_is_skipped() -> None:
    reports = [
        Report(suite="answers", state="scored", records=(case("a"), case("b", HOSTILE), case("c", value=None)),
               not_run=("squad2: no data",)),
        Report(suite="realtimeqa", state="not run", why="no data folder"),
    ]  # fmt: skip
    root = ElementTree.fromstring(to_junit(reports).encode())
    answers, news = root.findall("testsuite")
    assert (answers.get("tests"), answers.get("failures"), answers.get("skipped")) == ("4", "1", "2")
    assert (news.get("tests"), news.get("failures"), news.get("skipped")) == ("1", "0", "1")
    names = [found.get("name") for found in answers.findall("testcase")]
    assert any(name is not None and name.startswith("b: Who?") and "<script>" in name for name in names)


def test_a_broken_threshold_fails_as_a_test_of_its_own() -> None:
    threshold = Threshold(suite="answers", dataset=None, name="answered right", least=0.9)
    gate = [GateResult(threshold=threshold, is_kept=False, account="answered right is 0.1, below 0.9")]
    root = ElementTree.fromstring(to_junit([Report(suite="answers", state="scored")], gate).encode())
    (failure,) = root.findall("testsuite/testcase/failure")
    assert failure.get("message") == "answered right is 0.1, below 0.9"
