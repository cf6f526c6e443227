"""Relative dates, such as `yesterday`, `last week` and `earlier this year`, read against the day of publication."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

__all__ = ["RELATIVE", "RelativeDate", "read_relative"]

RELATIVE = re.compile(
    r"\b(?:today|tonight|this (?:morning|afternoon|evening)|yesterday|last night|tomorrow|the day before yesterday"
    r"|(?:last|this|next) (?:week|month|year)|(?:a|one|two|three|four|five|six|\d+) (?:day|week|month|year)s? ago)\b",
    re.IGNORECASE,
)
_COUNTS = {"a": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6}


@dataclass(frozen=True, kw_only=True, slots=True)
class RelativeDate:
    """A relative date, resolved as far as it says: a day, a month or a year."""

    text: str
    start: int
    end: int
    year: int
    month: int | None = None
    day: int | None = None


def read_relative(text: str, published: date) -> Iterator[RelativeDate]:
    """The relative dates of a text; `last week` gives its days one by one."""
    for match in RELATIVE.finditer(text):
        for year, month, day in _resolve(match.group().lower(), published):
            yield RelativeDate(
                text=match.group(), start=match.start(), end=match.end(), year=year, month=month, day=day
            )


def _resolve(phrase: str, today: date) -> Iterator[tuple[int, int | None, int | None]]:
    words = phrase.split()
    if words[-1] == "ago":
        count, unit = _COUNTS.get(words[0]) or int(words[0]), words[1].rstrip("s")
        yield from _back(today, count, unit)
    elif words[-1] in ("week", "month", "year"):
        yield from _back(today, {"last": 1, "this": 0, "next": -1}[words[0]], words[-1])
    else:
        days = {"yesterday": 2 if "before" in words else 1, "night": 1, "tomorrow": -1}.get(words[-1], 0)
        yield _ymd(today - timedelta(days=days))


def _back(today: date, count: int, unit: str) -> Iterator[tuple[int, int | None, int | None]]:
    if unit == "day":
        yield _ymd(today - timedelta(days=count))
    elif unit == "week":
        monday = today - timedelta(days=today.weekday() + 7 * count)
        for offset in range(7):
            yield _ymd(monday + timedelta(days=offset))
    elif unit == "month":
        months = today.year * 12 + today.month - 1 - count
        yield months // 12, months % 12 + 1, None
    else:
        yield today.year - count, None, None


def _ymd(day: date) -> tuple[int, int, int]:
    return day.year, day.month, day.day
