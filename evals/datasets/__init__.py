"""Data sets: cases with the library that they are asked of, and whether all is there.

One module a data set. None of the public ones comes with Newsdesk: they are read from the folder that `--data` names.
"""

from __future__ import annotations

from contextlib import AbstractContextManager
from typing import TYPE_CHECKING, Protocol

from .material import Material

if TYPE_CHECKING:
    from ..runner import RunRequest

__all__ = ["Dataset", "Material"]


class Dataset(Protocol):
    """Cases, and a library to ask them of."""

    @property
    def name(self) -> str: ...

    def find_missing(self, request: RunRequest) -> str | None:
        """What is missing and where it is from; None when all is there."""
        ...

    def open(self, request: RunRequest) -> AbstractContextManager[Material]:
        """Make the library ready, and close it at the end."""
        ...
