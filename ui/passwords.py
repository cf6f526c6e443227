"""Passwords: hashing and checking them with Argon2id. Users and their hashes are kept by `vectorstore`."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from .errors import PasswordRefusedError

__all__ = ["LEAST_CHARACTERS", "hash_password", "is_password"]

LEAST_CHARACTERS = 10
_MOST_CHARACTERS = 1000


def hash_password(password: str) -> str:
    """The hash to keep of a new password.

    Raises:
        PasswordRefusedError: it is too short, or longer than anyone types.
    """
    if not LEAST_CHARACTERS <= len(password) <= _MOST_CHARACTERS:
        raise PasswordRefusedError(LEAST_CHARACTERS, _MOST_CHARACTERS)
    return str(_hasher().hash(password))


def is_password(password: str, password_hash: str | None) -> bool:
    """Whether this is the password of that hash; without a hash (no such user) it takes the same time and says no."""
    from argon2.exceptions import InvalidHashError, VerificationError

    if len(password) > _MOST_CHARACTERS:
        return False
    try:
        _hasher().verify(password_hash or _nobodys_hash(), password)
    except (VerificationError, InvalidHashError):
        return False
    return password_hash is not None


@lru_cache(maxsize=1)
def _hasher() -> Any:
    from argon2 import PasswordHasher

    return PasswordHasher()  # Argon2id with the parameters of RFC 9106 for small memory


@lru_cache(maxsize=1)
def _nobodys_hash() -> str:
    return str(_hasher().hash("the password of nobody"))
