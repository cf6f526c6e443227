from __future__ import annotations

from pathlib import Path

from tests.ui.running import assert_refused, run, run_json
from ui.passwords import is_password
from vectorstore import PeopleFile, Users

PASSWORD = "a few words in a row"


def add(name: str) -> None:
    result = run("users", "add", name, "--password-stdin", stdin=f"{PASSWORD}\n")
    assert result.exit_code == 0, result.output


def test_a_user_is_added_listed_and_removed(tmp_path: Path) -> None:
    result = run("users", "add", "Ann", "--password-stdin", stdin=f"{PASSWORD}\n")
    assert result.stdout == "Added Ann.\n"
    assert "asks for a sign-in from now on" in result.stderr
    assert PASSWORD not in result.output
    add("bob")
    assert [user["name"] for user in run_json("users", "list")] == ["Ann", "bob"]
    known = Users(PeopleFile(tmp_path / "home")).password_hash("ann")
    assert known is not None
    assert is_password(PASSWORD, known[1])
    assert run("users", "remove", "ann").exit_code == 0
    assert [user["name"] for user in run_json("users", "list")] == ["bob"]
    assert "this machine only again" in run("users", "remove", "bob").stderr
    assert "There is no user" in run("users", "list").stderr


def test_a_password_is_asked_for_twice_when_none_is_piped() -> None:
    result = run("users", "add", "ann", stdin=f"{PASSWORD}\n{PASSWORD}\n")
    assert result.exit_code == 0, result.output
    assert PASSWORD not in result.output


def test_what_cannot_be_a_user_is_refused_with_the_next_step() -> None:
    add("ann")
    assert_refused(run("users", "add", "ann", "--password-stdin", stdin=PASSWORD), 1, "newsdesk users remove ann")
    assert_refused(run("users", "add", "a b", "--password-stdin", stdin=PASSWORD), 1, "cannot be a user's name")
    assert_refused(run("users", "add", "bob", "--password-stdin", stdin="short\n"), 1, "10 to 1,000 characters")
    assert_refused(run("users", "remove", "nobody"), 1, "newsdesk users list")
    assert len(run_json("users", "list")) == 1
