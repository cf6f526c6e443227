from __future__ import annotations

import json
import shutil
import socket
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from tests.ui.library import CECOT, documents
from ui.cli import app
from vectorstore import HashingEmbedder, Store, document_id_of

CECOT_ID = document_id_of("cecot.md")


def run(*arguments: str, stdin: str | None = None) -> Result:
    return CliRunner().invoke(app, list(arguments), input=stdin)


def run_json(*arguments: str) -> Any:
    result = run(*arguments, "--json")
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


def refused(result: Result, status: int, *words: str) -> None:
    """The command ended with this status and these words on standard error, without a traceback."""
    assert result.exit_code == status, result.output
    assert "Traceback" not in result.output
    for word in words:
        assert word in result.stderr


# ask -----------------------------------------------------------------------------------------------------------------


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
    refused(run("ask", "How many?", "--since", date), 2, "write it as YYYY-MM-DD")


def test_dates_the_wrong_way_round_are_wrong_use() -> None:
    refused(run("ask", "How many?", "--since", "2025-03-02", "--until", "2025-03-01"), 2, "Swap them")


def test_json_without_a_question_is_wrong_use() -> None:
    refused(run("ask", "--json"), 2, "--json answers one question")


@pytest.mark.usefixtures("home")
def test_an_empty_question_is_refused_with_an_example() -> None:
    refused(run("ask", "  "), 1, "The question is empty")


@pytest.mark.usefixtures("home")
def test_an_unknown_model_is_refused_with_what_to_use_instead() -> None:
    result = run("ask", "How many people can CECOT hold?", "--model", "nobody:nothing", "--json")
    refused(result, 1, "nobody:nothing", "--model quotes")
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


# ingest --------------------------------------------------------------------------------------------------------------


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
    refused(run("ingest"), 1, "--built-in")


def test_when_every_source_is_rejected_the_command_failed(tmp_path: Path) -> None:
    result = run("ingest", str(tmp_path / "nowhere"))
    assert result.exit_code == 1
    assert "nowhere" in result.stdout


def test_the_built_in_reports_can_be_asked_for() -> None:
    report = run_json("ingest", "--built-in")
    assert report["added"] >= 5
    assert report["rejected"] == []


# sources -------------------------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("home")
def test_the_list_has_a_line_a_document() -> None:
    result = run("sources", "list")
    assert f"{CECOT_ID}\t2026-01-20\tNewsdesk briefing\t4\tInside the prison" in result.stdout
    assert len(result.stdout.splitlines()) == 4
    listed = run_json("sources", "list")
    assert {"document_id", "version", "title", "publisher", "url", "published", "passages"} == set(listed[0])


def test_an_empty_library_lists_nothing_and_says_how_to_fill_it() -> None:
    result = run("sources", "list")
    assert (result.exit_code, result.stdout) == (0, "")
    assert "newsdesk ingest" in result.stderr
    assert run_json("sources", "list") == []


@pytest.mark.usefixtures("home")
def test_a_document_is_shown_by_the_beginning_of_its_id() -> None:
    assert CECOT in run("sources", "show", CECOT_ID[:6]).stdout
    shown = run_json("sources", "show", CECOT_ID)
    assert (shown["text"], shown["passages"], shown["url"]) == (CECOT, 4, "https://example.org/cecot")


@pytest.mark.usefixtures("home")
@pytest.mark.parametrize("command", ["show", "remove"])
def test_an_unknown_document_is_refused(command: str) -> None:
    refused(run("sources", command, "ffffffffffff"), 1, "newsdesk sources list")


@pytest.mark.usefixtures("home")
def test_a_removed_document_answers_no_more_and_a_purge_erases_it() -> None:
    assert run_json("sources", "remove", CECOT_ID[:8]) == {"removed": [CECOT_ID]}
    assert CECOT_ID not in run("sources", "list").stdout
    assert "Newsdesk briefing" not in run("ask", "How many people can CECOT hold?").stdout
    assert run_json("sources", "purge") == {"erased": 1}
    refused(run("sources", "show", CECOT_ID), 1, CECOT_ID)


# doctor and reindex --------------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("home")
def test_a_sound_library_is_called_sound() -> None:
    result = run("doctor")
    assert result.exit_code == 0
    assert "The library is sound." in result.stdout
    assert run_json("doctor")["sound"] is True


def test_a_library_without_its_vectors_needs_care_and_can_be_repaired(home: Path) -> None:
    for folder in (home / "vectors").iterdir():
        shutil.rmtree(folder)
    sick = run("doctor", "--json")
    assert sick.exit_code == 1
    assert json.loads(sick.stdout)["problems"]
    assert "newsdesk doctor --repair" in run("doctor").stdout
    assert run("doctor", "--repair").exit_code == 0
    assert "40,000" in run("ask", "How many people can CECOT hold?").stdout


def test_another_embedder_is_refused_until_the_index_is_rebuilt(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NEWSDESK_STORE_EMBEDDER")
    assert run_json("reindex", "--embedder", "hashing:32")["embedder"] == "hashing:32"
    with Store.open(home, embedder=HashingEmbedder(32)) as store:
        assert store.search("CECOT")
    monkeypatch.setenv("NEWSDESK_STORE_EMBEDDER", "hashing:64")
    refused(run("ask", "How many people can CECOT hold?"), 1, "newsdesk reindex")


# chat ----------------------------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("home")
@pytest.mark.parametrize("host", ["0.0.0.0", "192.0.2.1", "example.org"])
def test_the_page_is_not_served_to_other_machines(host: str) -> None:
    refused(run("chat", "--host", host), 1, "this machine only", "ssh -L")


@pytest.mark.usefixtures("home")
def test_a_taken_port_is_named_with_another_one() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        refused(run("chat", "--port", str(port)), 1, f"127.0.0.1:{port}", f"newsdesk chat --port {port + 1}")


def test_a_port_that_does_not_exist_is_wrong_use() -> None:
    refused(run("chat", "--port", "70000"), 2)


# everywhere ----------------------------------------------------------------------------------------------------------


def test_an_unforeseen_error_is_one_message_unless_debugging(monkeypatch: pytest.MonkeyPatch) -> None:
    def break_down(self: Store) -> None:
        raise ZeroDivisionError("boom")

    monkeypatch.setattr(Store, "documents", break_down)
    refused(run("sources", "list"), 1, "ZeroDivisionError: boom", "NEWSDESK_DEBUG=1")
    monkeypatch.setenv("NEWSDESK_DEBUG", "1")
    assert "Traceback" in run("sources", "list").stderr


@pytest.mark.parametrize("arguments", [["nonsense"], ["ask", "a", "b"], ["--colour"], ["sources", "show"]])
def test_what_the_command_line_does_not_know_is_wrong_use(arguments: list[str]) -> None:
    refused(run(*arguments), 2)


def test_a_home_that_is_a_file_is_wrong_use(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    refused(run("--home", str(tmp_path / "file"), "sources", "list"), 2)


def test_the_version_is_told() -> None:
    assert run("--version").stdout.startswith("newsdesk 0.")
