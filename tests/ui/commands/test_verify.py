from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.ui.running import assert_refused, run, run_json


@pytest.mark.usefixtures("home")
def test_a_receipt_is_written_and_holds_until_it_is_changed(tmp_path: Path) -> None:
    file = tmp_path / "receipt.json"
    asked = run("ask", "How many people can CECOT hold?", "--receipt", str(file))
    assert asked.exit_code == 0 and "newsdesk verify" in asked.stderr

    held = run("verify", str(file))
    assert held.exit_code == 0 and "All of it holds" in held.stdout
    assert run_json("verify", str(file))["holds"] is True

    receipt = json.loads(file.read_text())
    receipt["spans"][0]["quote"] = "It can hold 90,000 people."
    file.write_text(json.dumps(receipt))
    changed = run("verify", str(file), "--json")
    assert changed.exit_code == 1
    assert any("hash does not fit" in problem for problem in json.loads(changed.stdout)["problems"])


@pytest.mark.usefixtures("home")
def test_what_is_no_receipt_is_refused_with_how_to_make_one(tmp_path: Path) -> None:
    (tmp_path / "none.json").write_text("not json")
    assert_refused(run("verify", str(tmp_path / "none.json")), 1, "is not JSON", "--receipt FILE")
    assert run("verify", str(tmp_path / "missing.json")).exit_code == 2


def test_a_receipt_needs_a_question_and_a_folder_that_is_there(tmp_path: Path) -> None:
    assert_refused(run("ask", "--receipt", str(tmp_path / "r.json")), 2, "so give a question")
    assert_refused(run("ask", "How many?", "--receipt", str(tmp_path / "no" / "r.json")), 2, "its folder is not there")
