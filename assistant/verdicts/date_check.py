"""Whether the spans bear out a claim's dates and times of day."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date

from .dates import Clock, When, read_clocks, read_dates
from .evidence import Evidence
from .flags import Flag, flag, hint
from .relative_dates import RELATIVE

__all__ = ["check_dates"]

_OPEN = re.compile(
    r"\b(since|until|till|before|after|by)\s+(?:(?:the|early|late|about|around|\w+day,?|end|of)\s+){0,3}$", re.I
)
_CLASHES = {
    frozenset(pair)
    for pair in (
        ("since", "until"),
        ("since", "before"),
        ("before", "after"),
        ("after", "until"),
        ("after", "by"),
        ("since", "till"),
    )
}


def check_dates(claim: str, evidence: Evidence) -> list[Flag]:
    """Flag each date and time of a claim that no span gives, or that is more precise than what the span gives."""
    flags = [found for when in read_dates(claim) if (found := _check_date(when, claim, evidence)) is not None]
    held = {clock.minutes for text in evidence.texts for clock in read_clocks(text)}
    for clock in read_clocks(claim):
        if clock.minutes not in held:
            flags.append(_clock_flag(clock, evidence))
    published = next((day for day in evidence.published if day is not None), None)
    flags += _check_relative(claim, evidence, published)
    return flags


def _check_date(when: When, claim: str, evidence: Evidence) -> Flag | None:
    fits = [_fits(when, given, evidence) for given in evidence.dates]
    if "holds" in fits:
        return _check_side(
            when, claim, [g for g, fit in zip(evidence.dates, fits, strict=True) if fit == "holds"], evidence
        )
    if when.decade is not None:
        is_held = any(given.decade == when.decade for given in evidence.dates)
        return None if is_held else flag("date", "unsupported", f"the source does not speak of {when.text}")
    if when.grain == "year" and when.year is not None:
        if str(when.year) in evidence.folded:
            return None  # the span has it as a number, such as the Act of 1798
        is_around = when.year in evidence.years_around and any(not given.has_own_year for given in evidence.dates)
        if is_around or (when.year in evidence.years_around and not any(g.year for g in evidence.dates)):
            return hint("date", "unsupported", f"the source names no year for this, {when.text} stands beside it")
    if when.weekday is not None and when.day is None and not any(g.grain == "day" for g in evidence.dates):
        return flag("date", "unsupported", f"the source does not name the day, {when.text}")
    coarser = [given for given, fit in zip(evidence.dates, fits, strict=True) if fit == "coarser"]
    if coarser:
        return flag("date", "unsupported", f"the source says only {coarser[0].text}, not {when.text}")
    alike = [given for given in evidence.dates if given.grain == when.grain] or list(evidence.dates)
    if len({(given.year, given.month, given.day) for given in alike}) == 1:
        return flag("date", "contradicted", f"the source says {alike[0].text}, not {when.text}")
    near = [
        g for g in alike if (g.month, g.day) == (when.month, when.day) or (g.year, g.month) == (when.year, when.month)
    ]
    if near:
        return flag("date", "contradicted", f"the source says {near[0].text}, not {when.text}")
    return flag("date", "unsupported", f"the source does not have the date {when.text}")


def _fits(claimed: When, given: When, evidence: Evidence) -> str:
    """`holds`, `coarser` when the span says it less precisely, or `no`."""
    if claimed.decade is not None or given.decade is not None:
        if claimed.decade is not None and given.decade is not None:
            return "holds" if claimed.decade == given.decade else "no"
        decade, when = (claimed, given) if claimed.decade is not None else (given, claimed)
        is_within = when.year is not None and decade.decade is not None and when.year // 10 == decade.decade // 10
        return ("holds" if decade is claimed else "coarser") if is_within else "no"
    if claimed.weekday is not None and claimed.day is None:
        if given.weekday == claimed.weekday:
            return "holds"
        weekday = _weekday_of(given)
        return "holds" if weekday == claimed.weekday else "no"
    if not _years_fit(claimed, given, evidence):
        return "no"
    if claimed.month is None:
        return "holds"
    if given.month is None:
        return "coarser"
    if claimed.month != given.month:
        return "no"
    if claimed.day is None:
        return "holds"
    if given.day is None:
        return "coarser"
    if claimed.last_day is not None:
        return "holds" if (given.day, given.last_day) == (claimed.day, claimed.last_day) else "no"
    if given.last_day is not None:
        return (
            "holds"
            if claimed.day in (given.day, given.last_day)
            else "coarser"
            if given.day < claimed.day < given.last_day
            else "no"
        )
    return "holds" if claimed.day == given.day else "no"


def _years_fit(claimed: When, given: When, evidence: Evidence) -> bool:
    if claimed.year is None or not claimed.has_own_year:
        return True
    if given.year == claimed.year:
        return True
    if given.month is None:
        return False
    return not given.has_own_year and claimed.year in evidence.years_around


def _weekday_of(given: When) -> int | None:
    if given.year is None or given.month is None or given.day is None:
        return None
    try:
        return date(given.year, given.month, given.day).weekday()
    except ValueError:
        return None


def _check_side(when: When, claim: str, held: list[When], evidence: Evidence) -> Flag | None:
    """The date is there; flag `before` where the span has `after`, and the like."""
    said = _OPEN.search(claim[: when.start])
    if said is None:
        return None
    sides = set()
    for given in held:
        for text in evidence.texts:
            if text[given.start : given.end].strip() == given.text:
                found = _OPEN.search(text[: given.start])
                sides.add(found.group(1).lower() if found else "")
    side = said.group(1).lower()
    if sides and all(frozenset((side, other)) in _CLASHES for other in sides):
        return flag("date", "contradicted", f'the source says "{next(iter(sides))} {held[0].text}", not "{side}"')
    return None


def _check_relative(claim: str, evidence: Evidence, published: date | None) -> Iterable[Flag]:
    for match in RELATIVE.finditer(claim):
        phrase = match.group().lower()
        if phrase in evidence.text.lower():
            continue
        if published is None:
            yield hint("date", "unsupported", f'the source does not say "{match.group()}"')
            continue
        from .relative_dates import read_relative

        meant = list(read_relative(match.group(), published))
        held = {(w.year, w.month, w.day) for w in evidence.dates} | {(w.year, w.month, None) for w in evidence.dates}
        held |= {(w.year, None, None) for w in evidence.dates}
        if not any((m.year, m.month, m.day) in held for m in meant):
            yield hint("date", "unsupported", f'the source does not say "{match.group()}"')


def _clock_flag(clock: Clock, evidence: Evidence) -> Flag:
    given = [other for text in evidence.texts for other in read_clocks(text)]
    if len(given) == 1:
        return flag("date", "contradicted", f"the source says {given[0].text}, not {clock.text}")
    return flag("date", "unsupported", f"the source does not have the time {clock.text}")
