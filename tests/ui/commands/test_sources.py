from __future__ import annotations

import pytest

from tests.ui.library import CECOT
from tests.ui.running import assert_refused, run, run_json
from vectorstore import document_id_of

CECOT_ID = document_id_of("cecot.md")


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
def test_an_unknown_document_is_assert_refused(command: str) -> None:
    assert_refused(run("sources", command, "ffffffffffff"), 1, "newsdesk sources list")


@pytest.mark.usefixtures("home")
def test_a_removed_document_answers_no_more_and_a_purge_erases_it() -> None:
    assert run_json("sources", "remove", CECOT_ID[:8]) == {"removed": [CECOT_ID]}
    assert CECOT_ID not in run("sources", "list").stdout
    assert "Newsdesk briefing" not in run("ask", "How many people can CECOT hold?").stdout
    assert run_json("sources", "purge") == {"erased": 1}
    assert_refused(run("sources", "show", CECOT_ID), 1, CECOT_ID)
