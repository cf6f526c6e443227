"""The models that the page offers: the one it was opened with, those that were named beside it, and quotes.

A visitor chooses among these names only, for a name can be a path or cost money.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from ..errors import ModelNotOfferedError

if TYPE_CHECKING:
    from assistant import Assistant

__all__ = ["ModelChoice"]

_QUOTES = "quotes"


class ModelChoice:
    """One assistant for each offered model, all over the same store; each is made when it is first asked."""

    def __init__(
        self, assistant: Assistant, offered: Sequence[str] = (), open_model: Callable[[str], Assistant] | None = None
    ) -> None:
        self.default = assistant.settings.model
        self.names: tuple[str, ...] = tuple(dict.fromkeys((self.default, *offered, _QUOTES)))
        self._opened = {self.default: assistant}
        self._store = assistant.store
        self._open_model = open_model or self._open
        self._guard = threading.Lock()

    def assistant(self, name: str | None) -> Assistant:
        """The assistant of an offered model; the default one when none is named.

        Raises:
            ModelNotOfferedError: the page does not offer it.
            AssistantError: it cannot be opened.
        """
        chosen = name or self.default
        if chosen not in self.names:
            raise ModelNotOfferedError(chosen, self.names)
        with self._guard:
            if chosen not in self._opened:
                self._opened[chosen] = self._open_model(chosen)
            return self._opened[chosen]

    def _open(self, name: str) -> Assistant:
        from assistant import Assistant

        return Assistant.open(model=name, store=self._store)
