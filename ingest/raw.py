"""A source as it was read or fetched, before anything is made of it."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["RawSource"]


@dataclass(frozen=True, kw_only=True)
class RawSource:
    """The bytes of one source, and what is known of them from outside."""

    data: bytes
    name: str
    """A file's name, or the last part of an address."""
    url: str | None = None
    charset: str | None = None
    """The encoding that a server declared."""
    media_type: str | None = None
    """The kind of content that a server declared, without parameters."""
