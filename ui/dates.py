"""Days as people write them in, and as both faces show them."""

from __future__ import annotations

import re
from datetime import date

__all__ = ["parse_date", "say_date"]

_ISO_DATE = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip


def parse_date(words: str) -> date:
    """A day given as YYYY-MM-DD.

    Raises:
        ValueError: it is written otherwise, or there is no such day; the message says how to write it.
    """
    text = words.strip()
    if not _ISO_DATE.fullmatch(text):
        raise ValueError(f"{words!r} is not a date; write it as YYYY-MM-DD, such as 2025-03-16")
    try:
        return date.fromisoformat(text)
    except ValueError as err:
        raise ValueError(f"there is no day {text}; write it as YYYY-MM-DD, such as 2025-03-16") from err


def say_date(day: date) -> str:
    """A day in words, the same in every locale: `16 March 2025`."""
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"
