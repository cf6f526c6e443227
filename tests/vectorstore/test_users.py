from __future__ import annotations

from pathlib import Path

import pytest

from vectorstore import Conversations, PeopleFile, UserExistsError, UserNameRefusedError, UserNotFoundError, Users


class Clock:
    now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def people(tmp_path: Path) -> PeopleFile:
    return PeopleFile(tmp_path / "home")


def test_users_are_listed_by_name_and_found_whatever_the_case(people: PeopleFile) -> None:
    users = Users(people)
    assert not users.any()
    users.add("Zoe", "hash z")
    users.add("ann@example.org", "hash a")
    assert users.any()
    assert [user.name for user in users.all()] == ["ann@example.org", "Zoe"]
    assert users.password_hash("ZOE") == ("Zoe", "hash z")
    assert users.password_hash("nobody") is None


def test_a_name_is_taken_once_whatever_the_case(people: PeopleFile) -> None:
    users = Users(people)
    users.add("Zoe", "x")
    with pytest.raises(UserExistsError, match="newsdesk users remove zoe"):
        users.add("zoe", "y")
    assert users.password_hash("zoe") == ("Zoe", "x")


@pytest.mark.parametrize("name", ["", " ", "a b", "../x", "<b>", "-x", "x" * 65, "a\n", "a\x00"])
def test_a_name_of_other_characters_is_refused(people: PeopleFile, name: str) -> None:
    with pytest.raises(UserNameRefusedError):
        Users(people).add(name, "x")


def test_a_sign_in_lasts_until_its_time_is_over_or_it_is_ended(people: PeopleFile) -> None:
    clock = Clock()
    users = Users(people, clock)
    users.add("Zoe", "x")
    token, other = users.sign_in("Zoe", 60), users.sign_in("Zoe", 120)
    assert users.signed_in(token) == users.signed_in(other) == "Zoe"
    clock.now += 60
    assert users.signed_in(token) is None
    users.sign_out(other)
    assert users.signed_in(other) is None
    assert users.signed_in("") is None


def test_a_token_is_not_kept_as_it_is(people: PeopleFile) -> None:
    users = Users(people)
    users.add("Zoe", "x")
    token = users.sign_in("Zoe", 60)
    people.close()
    assert all(token.encode() not in file.read_bytes() for file in people.path.parent.iterdir())


def test_removing_a_user_ends_their_sign_ins_and_erases_their_conversations(people: PeopleFile) -> None:
    users, conversations = Users(people), Conversations(people)
    for name in ("Zoe", "Ann"):
        users.add(name, "x")
        conversations.begin(name, "Mine")
    token = users.sign_in("Zoe", 60)
    assert users.remove("zoe") == 1
    assert users.signed_in(token) is None
    assert len(conversations.list("Ann")) == 1
    users.add("Zoe", "y")
    assert users.signed_in(token) is None
    assert conversations.list("Zoe") == []
    with pytest.raises(UserNotFoundError):
        users.remove("nobody")
