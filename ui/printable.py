"""Making text from documents and models safe to show, on a terminal and on a page."""

from __future__ import annotations

import re

__all__ = ["make_printable"]

_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


def make_printable(text: str) -> str:
    """Replace what could move a terminal's cursor, disguise words or break an encoding; every offset stays as it is."""
    return _UNPRINTABLE.sub("\N{REPLACEMENT CHARACTER}", text)
