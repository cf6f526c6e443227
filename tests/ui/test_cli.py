from __future__ import annotations

from pathlib import Path

import pytest

from tests.ui.running import assert_refused, run
from vectorstore import Store


def test_an_unforeseen_error_is_one_message_unless_debugging(monkeypatch: pytest.MonkeyPatch) -> None:
    def break_down(self: Store) -> None:
        raise ZeroDivisionError("boom")

    monkeypatch.setattr(Store, "documents", break_down)
    assert_refused(run("sources", "list"), 1, "ZeroDivisionError: boom", "NEWSDESK_DEBUG=1")
    monkeypatch.setenv("NEWSDESK_DEBUG", "1")
    assert "Traceback" in run("sources", "list").stderr


@pytest.mark.parametrize("arguments", [["nonsense"], ["ask", "a", "b"], ["--colour"], ["sources", "show"]])
def test_what_the_command_line_does_not_know_is_wrong_use(arguments: list[str]) -> None:
    assert_refused(run(*arguments), 2)


def test_a_home_that_is_a_file_is_wrong_use(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    assert_refused(run("--home", str(tmp_path / "file"), "sources", "list"), 2)


def test_the_version_is_told() -> None:
    assert run("--version").stdout.startswith("newsdesk 0.")
