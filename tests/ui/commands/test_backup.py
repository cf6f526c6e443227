from __future__ import annotations

from pathlib import Path

import pytest

from tests.ui.running import assert_refused, run, run_json


def test_a_backup_is_put_back_and_answers_again(home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "library.tar.gz"
    made = run_json("backup", str(file))
    assert (made["documents"], made["bytes"]) == (4, file.stat().st_size)
    assert_refused(run("restore", str(file)), 1, "--force")

    monkeypatch.setenv("NEWSDESK_HOME", str(tmp_path / "new"))
    assert "the library is sound" in run("restore", str(file)).stdout
    assert "40,000" in run("ask", "How many people can CECOT hold?").stdout


@pytest.mark.usefixtures("home")
def test_a_forced_restore_says_where_the_old_library_is(tmp_path: Path) -> None:
    run_json("backup", str(tmp_path / "file"))
    put_back = run_json("restore", str(tmp_path / "file"), "--force")
    assert Path(put_back["set_aside"], "catalog.sqlite3").is_file()
    assert len(run_json("sources", "list")) == 4


def test_a_file_that_is_no_backup_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no backup", encoding="utf-8")
    assert_refused(run("restore", str(tmp_path / "file")), 1, "newsdesk backup")


def test_without_a_library_there_is_nothing_to_back_up(tmp_path: Path) -> None:
    assert_refused(run("backup", str(tmp_path / "file")), 1, "there is no library here")
