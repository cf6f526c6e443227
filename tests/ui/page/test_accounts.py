from __future__ import annotations

from pathlib import Path

import pytest

from ui.page.accounts import Accounts, Refusal
from ui.passwords import hash_password
from vectorstore import PeopleFile, Users

PASSWORD = "a few words in a row"


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def accounts(tmp_path: Path, clock: Clock) -> Accounts:
    users = Users(PeopleFile(tmp_path))
    users.add("Ann", hash_password(PASSWORD))
    return Accounts(users, clock=clock)


def test_accounts_are_on_where_there_is_a_user_or_other_machines_reach_the_page(tmp_path: Path) -> None:
    users = Users(PeopleFile(tmp_path))
    assert not Accounts(users).are_on
    assert Accounts(users, is_required=True).are_on
    users.add("ann", "x")
    assert Accounts(users).are_on


def test_the_right_password_gives_a_token_that_names_the_user(accounts: Accounts) -> None:
    token = accounts.sign_in("ann", PASSWORD, "192.0.2.1")
    assert isinstance(token, str)
    assert accounts.visitor(token) == "Ann"
    assert accounts.visitor(token + "x") is None
    assert accounts.visitor(None) is None


def test_a_wrong_password_and_a_wrong_name_are_refused_alike(accounts: Accounts) -> None:
    assert (
        accounts.sign_in("ann", "wrong", "192.0.2.1") == accounts.sign_in("nobody", "wrong", "192.0.2.2") == Refusal()
    )


def test_guessing_costs_waits_that_double_and_the_right_password_waits_too(accounts: Accounts, clock: Clock) -> None:
    for attempt in range(5):
        refusal = accounts.sign_in("ann", "wrong", f"192.0.2.{attempt}")
    assert refusal == Refusal(wait_s=10.0)
    clock.now = 9.0
    assert accounts.sign_in("ANN", PASSWORD, "192.0.2.99") == Refusal(wait_s=1.0)
    clock.now = 10.0
    assert accounts.sign_in("ann", "wrong", "192.0.2.99") == Refusal(wait_s=20.0)
    clock.now = 30.0
    assert isinstance(accounts.sign_in("ann", PASSWORD, "192.0.2.99"), str)
    assert accounts.sign_in("ann", "wrong", "192.0.2.99") == Refusal()


def test_one_address_cannot_try_many_names(accounts: Accounts) -> None:
    for name in "abcde":
        accounts.sign_in(name, "wrong", "192.0.2.1")
    assert accounts.sign_in("ann", PASSWORD, "192.0.2.1") == Refusal(wait_s=10.0)
    assert isinstance(accounts.sign_in("ann", PASSWORD, "192.0.2.2"), str)


def test_the_longest_wait_is_a_quarter_of_an_hour(accounts: Accounts, clock: Clock) -> None:
    for _ in range(20):
        refusal = accounts.sign_in("ann", "wrong", "192.0.2.1")
        assert isinstance(refusal, Refusal)
        clock.now += refusal.wait_s
    assert refusal == Refusal(wait_s=900.0)
