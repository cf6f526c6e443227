from __future__ import annotations

import pytest

from ui.errors import PasswordRefusedError
from ui.passwords import hash_password, is_password


def test_a_password_fits_its_own_hash_only() -> None:
    kept = hash_password("a few words in a row")
    assert kept.startswith("$argon2id$")
    assert "few words" not in kept
    assert is_password("a few words in a row", kept)
    assert not is_password("a few words in a rov", kept)
    assert hash_password("a few words in a row") != kept


def test_nobody_has_a_password() -> None:
    assert not is_password("the password of nobody", None)
    assert not is_password("", None)


def test_a_hash_that_is_none_fits_nothing() -> None:
    assert not is_password("a few words in a row", "a few words in a row")


@pytest.mark.parametrize("password", ["", "short", "x" * 1001])
def test_a_password_of_another_length_is_refused(password: str) -> None:
    with pytest.raises(PasswordRefusedError, match="10 to 1,000 characters"):
        hash_password(password)
    assert not is_password("x" * 100_000, hash_password("a few words in a row"))
