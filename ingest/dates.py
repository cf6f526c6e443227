"""Dates as sources write them. Nothing is guessed: a date that can be read two ways is no date."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from email.utils import parsedate_to_datetime

__all__ = ["parse_date"]

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            ("january", "jan"),
            ("february", "feb"),
            ("march", "mar"),
            ("april", "apr"),
            ("may",),
            ("june", "jun"),
            ("july", "jul"),
            ("august", "aug"),
            ("september", "sep", "sept"),
            ("october", "oct"),
            ("november", "nov"),
            ("december", "dec"),
        ),
        start=1,
    )
    for name in names
}
_MONTH = "|".join(sorted(_MONTHS, key=len, reverse=True))
_REST = r"(?![\d])"
_ISO = re.compile(rf"(\d{{4}})([-/.]?)(\d{{1,2}})\2(\d{{1,2}}){_REST}")
_DAY_FIRST = re.compile(
    rf"(?:\w+,?\s+)?(\d{{1,2}})(?:st|nd|rd|th)?\s+(?:of\s+)?({_MONTH})\b\.?,?\s+(\d{{4}}){_REST}", re.IGNORECASE
)
_MONTH_FIRST = re.compile(
    rf"(?:(?:mon|tue|wed|thu|fri|sat|sun)\w*,?\s+)?({_MONTH})\b\.?\s+(\d{{1,2}})(?:st|nd|rd|th)?,?\s+(\d{{4}}){_REST}",
    re.IGNORECASE,
)
_NUMERIC = re.compile(rf"(\d{{1,2}})[/.](\d{{1,2}})[/.](\d{{4}}){_REST}")
_EARLIEST, _LATEST = 1400, 2200


def parse_date(value: object) -> date | None:
    """The day that a value names: a date, a number of seconds since 1970, or words that begin with a date.

    Reads ISO dates with - / . or nothing between, `16 March 2025`, `Mar 16, 2025`, `16/03/2025` where only one reading
    is possible, and the dates of mail headers. None for everything else.
    """
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    if isinstance(value, bool):
        return None
    if isinstance(value, int | float):
        return _of_timestamp(float(value))
    if not isinstance(value, str):
        return None
    text = value.strip()[:100]
    if match := _ISO.match(text):
        return _of_parts(match[1], match[3], match[4])
    if match := _DAY_FIRST.match(text):
        return _of_parts(match[3], str(_MONTHS[match[2].lower()]), match[1])
    if match := _MONTH_FIRST.match(text):
        return _of_parts(match[3], str(_MONTHS[match[1].lower()]), match[2])
    if match := _NUMERIC.match(text):
        return _of_two_readings(int(match[1]), int(match[2]), match[3])
    return _of_mail_header(text)


def _of_parts(year: str, month: str, day: str) -> date | None:
    try:
        found = date(int(year), int(month), int(day))
    except ValueError:
        return None
    return found if _EARLIEST <= found.year <= _LATEST else None


def _of_two_readings(first: int, second: int, year: str) -> date | None:
    readings = {
        found for found in (_of_parts(year, str(second), str(first)), _of_parts(year, str(first), str(second))) if found
    }
    return readings.pop() if len(readings) == 1 else None


def _of_timestamp(seconds: float) -> date | None:
    if seconds > 1e11:  # milliseconds
        seconds /= 1000
    try:
        found = datetime.fromtimestamp(seconds, UTC).date()
    except (OverflowError, OSError, ValueError):
        return None
    return found if 1900 <= found.year <= _LATEST and seconds > 1e6 else None


def _of_mail_header(text: str) -> date | None:
    try:
        found = parsedate_to_datetime(text).date()
    except (TypeError, ValueError, IndexError, OverflowError):
        return None
    return found if _EARLIEST <= found.year <= _LATEST else None
