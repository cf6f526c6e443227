from __future__ import annotations

from pathlib import Path

import pytest

from assistant import Assistant, AssistantSettings
from evals.cases import Case, PastTurn
from evals.errors import UnknownSuiteError
from evals.progress import EvalProgress
from evals.report import Outcome
from evals.runner import RunRequest, ask_cases, describe_run, judge_outcome, run_suite
from ingest import ingest_into
from tests.evals.asking import answer_with, case_with
from vectorstore import HashingEmbedder, Store


@pytest.fixture
def store(tmp_path: Path) -> Store:
    report = tmp_path / "prison.txt"
    report.write_text(
        "The prison CECOT can hold 40,000 people, officials say.\n\nThe prison has 23 towers.", encoding="utf-8"
    )
    store = Store.open(tmp_path / "home", embedder=HashingEmbedder())
    ingest_into(store, [report])
    return store


@pytest.mark.parametrize(
    ("case", "sentences", "outcome"),
    [
        (case_with("252"), ("There were 252.",), "right"),
        (case_with("252"), ("There were 238.",), "wrong"),
        (case_with("252"), (), "wrongly refused"),
        (case_with(), ("There were 252.",), "not scored"),
        (case_with(answerable=False), (), "rightly refused"),
        (case_with(answerable=False), ("There were 252.",), "wrongly answered"),
    ],
)
def test_what_became_of_a_case(case: Case, sentences: tuple[str, ...], outcome: Outcome) -> None:
    assert judge_outcome(case, answer_with(*sentences)) == outcome


def test_each_case_is_asked_in_order_and_its_quotes_are_checked(store: Store) -> None:
    told: list[EvalProgress] = []
    cases = [
        Case(id="a", question="How many people can CECOT hold?", answerable=True, accepted=("40,000",)),
        Case(
            id="b", question="And how many towers does it have?", answerable=True, accepted=("23",),
            history=(PastTurn(role="user", content="How many people can CECOT hold?"),),
        ),
    ]  # fmt: skip
    records = list(ask_cases(Assistant(store, AssistantSettings(cutoff=0.0)), cases, told.append))
    assert [record.case.id for record in records] == ["a", "b"]
    assert "CECOT" in records[1].answer.standalone_question
    assert all(len(record.quotes_exact) == len(record.answer.citations) for record in records)
    assert any(record.quotes_exact for record in records)
    assert all(is_exact for record in records for is_exact in record.quotes_exact)
    assert [(progress.done, progress.total) for progress in told] == [(1, 2), (2, 2)]


def test_a_quote_that_is_off_by_one_is_not_exact(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    from dataclasses import replace

    assistant = Assistant(store, AssistantSettings(cutoff=0.0))
    answer = assistant.ask("How many people can CECOT hold?")
    (first, *_) = answer.citations
    moved = replace(answer, citations=(replace(first, start=first.start + 1, end=first.end + 1),))
    monkeypatch.setattr(assistant, "ask", lambda question, **_: moved)
    (record,) = ask_cases(assistant, [case_with("40,000")])
    assert record.quotes_exact == (False,)


def test_a_run_says_what_its_scores_depend_on(store: Store, tmp_path: Path) -> None:
    before = describe_run(store, RunRequest(seed=7))
    assert before == describe_run(store, RunRequest(seed=7))
    assert (before["embedder"], before["seed"]) == ("hashing:64", 7)
    other = tmp_path / "other.txt"
    other.write_text("Another report about something else.", encoding="utf-8")
    ingest_into(store, [other])
    assert describe_run(store, RunRequest(seed=7))["corpus"] != before["corpus"]


def test_an_unknown_suite_is_refused_with_the_known_ones() -> None:
    with pytest.raises(UnknownSuiteError, match=r"no suite 'nope', only builtin, .*realtimeqa.*newsdesk evals list"):
        run_suite("nope", RunRequest())
