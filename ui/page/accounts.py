"""Who may see the page: checking passwords, slowly for whoever guesses, and knowing a visitor by the token of a cookie.

The sign-in page and the guard at the door live in `signing_in.py`.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

from vectorstore import Users

from ..passwords import is_password

__all__ = ["SIGN_IN_LASTS_S", "Accounts", "Refusal"]

SIGN_IN_LASTS_S = 14 * 24 * 3600
_FREE_ATTEMPTS = 5
_FIRST_WAIT_S = 10.0
_LONGEST_WAIT_S = 900.0
_MOST_REMEMBERED = 10_000


@dataclass(frozen=True, kw_only=True)
class Refusal:
    """Why nobody was signed in, and how long to wait before the next attempt is looked at."""

    wait_s: float = 0.0


@dataclass(kw_only=True)
class _Failures:
    count: int = 0
    blocked_until: float = 0.0


class Accounts:
    """Signing in and out. Five wrong passwords for one name, or from one address, and each further one costs a wait that
    doubles, from ten seconds to a quarter of an hour."""

    def __init__(self, users: Users, *, is_required: bool = False, clock: Callable[[], float] = time.monotonic) -> None:
        self.users = users
        self._is_required = is_required
        self._clock = clock
        self._failures: dict[tuple[str, str], _Failures] = {}
        self._guard = threading.Lock()

    @property
    def are_on(self) -> bool:
        """Whether a visitor has to sign in: where there are users, and wherever other machines reach the page."""
        return self._is_required or self.users.any()

    def sign_in(self, name: str, password: str, address: str) -> str | Refusal:
        """The token for a cookie when name and password fit; otherwise the refusal, which is the same for both."""
        keys = (("name", name.casefold()[:64]), ("address", address))
        if wait_s := self._wait(keys):
            return Refusal(wait_s=wait_s)
        known = self.users.password_hash(name)
        if not is_password(password, None if known is None else known[1]) or known is None:
            self._note_failure(keys)
            return Refusal(wait_s=self._wait(keys))
        with self._guard:
            for key in keys:
                self._failures.pop(key, None)
        return self.users.sign_in(known[0], SIGN_IN_LASTS_S)

    def visitor(self, token: str | None) -> str | None:
        """The user whose cookie this is; None when nobody is signed in with it."""
        return self.users.signed_in(token) if token else None

    def _wait(self, keys: tuple[tuple[str, str], ...]) -> float:
        with self._guard:
            ends = [self._failures[key].blocked_until for key in keys if key in self._failures]
        return max(0.0, max(ends, default=0.0) - self._clock())

    def _note_failure(self, keys: tuple[tuple[str, str], ...]) -> None:
        with self._guard:
            for key in keys:
                if key not in self._failures and len(self._failures) >= _MOST_REMEMBERED:
                    self._failures.pop(next(iter(self._failures)))
                failures = self._failures.setdefault(key, _Failures())
                failures.count += 1
                if failures.count >= _FREE_ATTEMPTS:
                    wait_s = min(_LONGEST_WAIT_S, _FIRST_WAIT_S * 2 ** (failures.count - _FREE_ATTEMPTS))
                    failures.blocked_until = self._clock() + wait_s
