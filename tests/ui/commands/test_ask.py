from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.ui.library import documents
from tests.ui.running import assert_refused, run, run_json


@pytest.mark.usefixtures("home")
def test_an_answer_is_printed_with_its_sources_and_nothing_on_standard_error() -> None:
    result = run("ask", "How many people can CECOT hold?")
    assert result.exit_code == 0
    assert "It can hold 40,000 people, the government of El Salvador says. [1]" in result.stdout
    assert "[1] Inside the prison" in result.stdout
    assert "Newsdesk briefing · 20 January 2026" in result.stdout
    assert "as reported by The Central Gazette" in result.stdout
    assert "\x1b" not in result.stdout
    assert result.stderr == ""


@pytest.mark.usefixtures("home")
def test_an_answer_as_json_is_one_document_whose_citations_are_exact() -> None:
    answer = run_json("ask", "How many people can CECOT hold?")
    texts = {document.document_id: document.text for document in documents()}
    assert (answer["status"], answer["model"]) == ("answered", "quotes")
    assert answer["citations"]
    for citation in answer["citations"]:
        assert texts[citation["document_id"]][citation["start"] : citation["end"]] == citation["quote"]


@pytest.mark.usefixtures("home")
def test_an_abstention_is_done_not_failed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NEWSDESK_CUTOFF", "1")
    result = run("ask", "How many people can CECOT hold?")
    assert result.exit_code == 0
    assert "The nearest passages:" in result.stdout
    assert run_json("ask", "How many people can CECOT hold?")["status"] == "abstained"


@pytest.mark.usefixtures("home")
def test_publisher_and_dates_narrow_the_search() -> None:
    question = ("ask", "How many people were there?")
    by = run_json(*question, "--publisher", "The Daily Ledger")["citations"]
    since = run_json(*question, "--publisher", "The Daily Ledger", "--since", "2025-07-01")["citations"]
    until = run_json(*question, "--publisher", "The Daily Ledger", "--until", "2025-07-01")["citations"]
    assert {citation["publisher"] for citation in by} == {"The Daily Ledger"}
    assert {citation["title"] for citation in since} == {"The exchange"}
    assert {citation["title"] for citation in until} == {"The flights"}


@pytest.mark.parametrize("date", ["16.3.2025", "2025-02-30", "yesterday"])
def test_a_date_in_another_form_is_wrong_use(date: str) -> None:
    assert_refused(run("ask", "How many?", "--since", date), 2, "write it as YYYY-MM-DD")


def test_dates_the_wrong_way_round_are_wrong_use() -> None:
    assert_refused(run("ask", "How many?", "--since", "2025-03-02", "--until", "2025-03-01"), 2, "Swap them")


def test_json_without_a_question_is_wrong_use() -> None:
    assert_refused(run("ask", "--json"), 2, "--json answers one question")


@pytest.mark.usefixtures("home")
def test_an_empty_question_is_refused_with_an_example() -> None:
    assert_refused(run("ask", "  "), 1, "The question is empty")


@pytest.mark.usefixtures("home")
def test_an_unknown_model_is_refused_with_what_to_use_instead() -> None:
    result = run("ask", "How many people can CECOT hold?", "--model", "nobody:nothing", "--json")
    assert_refused(result, 1, "nobody:nothing", "--model quotes")
    assert "nobody:nothing" in json.loads(result.stdout)["error"]


@pytest.mark.usefixtures("home")
def test_questions_on_standard_input_are_a_conversation() -> None:
    result = run(
        "ask", stdin="How many people can CECOT hold?\n\n?\nAnd how many were held there in 2024?\nquit\nmore?\n"
    )
    assert result.exit_code == 0
    assert "40,000" in result.stdout
    assert "14,500" in result.stdout
    assert "The question is empty" in result.stderr
    assert result.stdout.count("Sources") == 2


def test_an_empty_library_takes_in_the_built_in_reports_first_and_says_so_elsewhere(tmp_path: Path) -> None:
    result = run("--home", str(tmp_path / "new"), "ask", "How many people can CECOT hold?")
    assert result.exit_code == 0
    assert "is empty: taking in the reports that come with Newsdesk" in result.stderr
    assert "Took in" in result.stderr
    assert "taking in" not in result.stdout
    assert "Newsdesk briefing" in result.stdout


@pytest.mark.usefixtures("home")
def test_interrupting_an_answer_leaves_the_conversation_going(monkeypatch: pytest.MonkeyPatch) -> None:
    from assistant import Assistant

    stream = Assistant.stream

    def interrupted(self: Assistant, question: str, **rest: object) -> object:
        if question == "Stop me?":
            raise KeyboardInterrupt
        return stream(self, question, **rest)  # type: ignore[arg-type]

    monkeypatch.setattr(Assistant, "stream", interrupted)
    result = run("ask", stdin="Stop me?\nHow many people can CECOT hold?\n")
    assert result.exit_code == 0
    assert "Stopped." in result.stderr
    assert "40,000" in result.stdout
