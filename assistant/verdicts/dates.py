"""Dates and times of day in a text. What a claim's dates need of a span's is in `date_check.py`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import lru_cache
from typing import Any

from .relative_dates import read_relative

__all__ = ["Clock", "When", "read_clocks", "read_dates"]

_MONTHS = "january february march april may june july august september october november december".split()
_MONTH_OF = {name: number for number, name in enumerate(_MONTHS, start=1)}
_MONTH_OF |= {name[:3]: number for name, number in _MONTH_OF.items()} | {"sept": 9}
_MONTH = (
    r"(?P<month>January|February|March|April|May|June|July|August|September|October|November|December"
    r"|(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept|Sep|Oct|Nov|Dec)\b\.?)"
)
_DAY = r"\d{1,2}(?:st|nd|rd|th)?"
_DAYS = rf"(?P<days>{_DAY}(?:(?:\s*(?:,|and|to|until|till|through|or|-|–|—)\s*)+{_DAY})*)"
_YEAR = r"(?P<year>1[5-9]\d\d|20\d\d)"
_PATTERNS = (
    re.compile(r"\b(?P<iso_year>1[5-9]\d\d|20\d\d)-(?P<iso_month>\d\d)-(?P<iso_day>\d\d)\b"),
    re.compile(rf"(?<![\d.,$€£]){_DAYS}\s+(?:of\s+)?{_MONTH}(?:,?\s+{_YEAR}(?![\d,]*\d))?"),
    re.compile(rf"\b{_MONTH}\s+{_DAYS}(?![\d,:]*\d)(?:\s*,?\s+{_YEAR}(?![\d,]*\d))?"),
    re.compile(rf"\b{_MONTH}(?:\s+of)?,?\s+{_YEAR}(?![\d,]*\d)"),
    re.compile(r"\b(?P<decade>1[5-9]\d0|20\d0)'?s\b"),
    re.compile(
        r"(?<![\w$€£.,#-])" + _YEAR + r"(?![\w%]|[.,]\d|-\w)(?!\s+(?:people|men|women|prisoners|deaths|percent))"
    ),
    re.compile(r"(?<![\w$€£.,#])" + _YEAR + r"(?=-)(?!-\d\d\d\d\d)"),
    re.compile(rf"\b{_MONTH}\b"),
)
_WEEKDAY = re.compile(r"\b(Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)days?\b", re.IGNORECASE)
_WEEKDAYS = ("mon", "tues", "wednes", "thurs", "fri", "satur", "sun")
_CLOCK = re.compile(
    r"\b(?P<hour>\d{1,2})(?:[:.](?P<minute>\d\d))?\s*(?P<half>[ap])\.?\s?m\b\.?|\b(?P<hour24>[01]?\d|2[0-3]):(?P<minute24>[0-5]\d)\b(?!:)",
    re.IGNORECASE,
)
_SAID_OF_MAY = re.compile(
    r"\b(?:in|of|since|until|by|from|to|and|late|early|mid|last|this|next|before|after|during|between)[\s-]+$", re.I
)


@dataclass(frozen=True, kw_only=True, slots=True)
class When:
    """A date as far as the text gives it, at `[start, end)`; what is None is not said."""

    text: str
    start: int
    end: int
    year: int | None = None
    month: int | None = None
    day: int | None = None
    last_day: int | None = None
    """Of days in a row, such as 24 to 27 March, the last."""
    weekday: int | None = None
    """0 is Monday."""
    decade: int | None = None
    has_own_year: bool = True
    """False where the year was taken from what stands around it."""

    @property
    def grain(self) -> str:
        return "day" if self.day or self.weekday is not None else "month" if self.month else "year"


@dataclass(frozen=True, kw_only=True, slots=True)
class Clock:
    """A time of day in minutes from midnight."""

    text: str
    start: int
    end: int
    minutes: int


@lru_cache(maxsize=8192)
def read_dates(text: str, published: date | None = None) -> tuple[When, ...]:
    """The dates of a cleaned text in order; relative ones are resolved when `published` is given.

    A day or month without a year takes the year of the next date of the text that has one, else of the one before, else
    the latest that is not after `published`.
    """
    found: list[When] = []
    taken: list[tuple[int, int]] = []
    for pattern in _PATTERNS:
        for match in pattern.finditer(text):
            if any(match.start() < end and start < match.end() for start, end in taken):
                continue
            whens = list(_read_match(match, text))
            if whens:
                taken.append(match.span())
                found += whens
    found += list(_read_weekdays(text, found))
    found.sort(key=lambda when: when.start)
    found = _fill_years(found, published)
    if published is not None:
        found += [
            When(text=r.text, start=r.start, end=r.end, year=r.year, month=r.month, day=r.day)
            for r in read_relative(text, published)
        ]
    return tuple(found)


@lru_cache(maxsize=8192)
def read_clocks(text: str) -> tuple[Clock, ...]:
    """The times of day of a cleaned text in order."""
    clocks = []
    for match in _CLOCK.finditer(text):
        if match["half"]:
            hour, minute = int(match["hour"]), int(match["minute"] or 0)
            if not 1 <= hour <= 12 or minute > 59:
                continue
            hour = hour % 12 + (12 if match["half"].lower() == "p" else 0)
        else:
            hour, minute = int(match["hour24"]), int(match["minute24"])
        clocks.append(Clock(text=match.group(), start=match.start(), end=match.end(), minutes=60 * hour + minute))
    return tuple(clocks)


def _read_match(match: re.Match[str], text: str) -> Iterator[When]:
    parts = match.groupdict()
    place: dict[str, Any] = {"text": match.group().strip(), "start": match.start(), "end": match.end()}
    if parts.get("iso_year"):
        month, day = int(parts["iso_month"]), int(parts["iso_day"])
        if 1 <= month <= 12 and 1 <= day <= 31:
            yield When(**place, year=int(parts["iso_year"]), month=month, day=day)
        return
    if parts.get("decade"):
        yield When(**place, decade=int(parts["decade"]))
        return
    year = int(parts["year"]) if parts.get("year") else None
    name = parts.get("month")
    if name is None:
        yield When(**place, year=year)
        return
    month = _MONTH_OF[name.lower().rstrip(".")]
    days = [int(number) for number in re.findall(r"\d+", parts.get("days") or "")]
    if len(days) == 1 and not 1 <= days[0] <= 31:
        days = []
    if not days and year is None and not _is_month(name, text, match.start()):
        return
    if not days:
        yield When(**place, year=year, month=month, has_own_year=year is not None)
    elif len(days) == 2 and re.search(r"\d\D*(?:\bto\b|-|–|—|until|till|through)\s*\d", parts["days"] or ""):
        yield When(**place, year=year, month=month, day=days[0], last_day=days[1], has_own_year=year is not None)
    else:
        for day in days:
            yield When(**place, year=year, month=month, day=day, has_own_year=year is not None)


def _is_month(name: str, text: str, start: int) -> bool:
    """`May`, `March` and short names are months only behind a word such as `in`."""
    return name.lower() not in ("may", "march", "mar", "jan", "jun", "dec") or bool(_SAID_OF_MAY.search(text[:start]))


def _read_weekdays(text: str, dated: list[When]) -> Iterator[When]:
    """Weekdays that stand alone; one that stands at a date, such as `Sunday, 16 March`, belongs to it."""
    for match in _WEEKDAY.finditer(text):
        near = [w for w in dated if w.day and (0 <= w.start - match.end() <= 3 or 0 <= match.start() - w.end <= 3)]
        if not near:
            weekday = _WEEKDAYS.index(match.group(1).lower())
            yield When(text=match.group(), start=match.start(), end=match.end(), weekday=weekday, has_own_year=False)


def _fill_years(whens: list[When], published: date | None) -> list[When]:
    filled: list[When] = []
    for index, when in enumerate(whens):
        if when.year is None and when.month is not None:
            behind = next((w.year for w in whens[index + 1 :] if w.year and w.month), None)
            before = next((w.year for w in reversed(filled) if w.year and w.month), None)
            year = behind or before
            if year is None and published is not None:
                year = published.year - (when.month > published.month)
            when = replace(when, year=year)
        elif when.weekday is not None and published is not None:
            days_ago = (published.weekday() - when.weekday) % 7
            day = published - timedelta(days=days_ago)
            when = replace(when, year=day.year, month=day.month, day=day.day)
        filled.append(when)
    return filled
