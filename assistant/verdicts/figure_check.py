"""Whether the spans bear out a claim's figures: value, bound, unit, and what is counted."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from .evidence import Evidence
from .figures import Figure, read_figures
from .flags import Flag, flag, hint
from .names import read_names
from .reading import read_words
from .word_tables import PEOPLE, same_sense

__all__ = ["bears_out", "check_figures"]

Fit = Literal["holds", "bound", "unit", "no"]

_ROUNDING = 0.06
_CONVERSION = 0.03
_SMALL_COUNT = 4
_MEASURES = frozenset("share points length area volume mass temperature speed power".split())
_BOTH = frozenset("both pair couple twice two twin either".split())


def check_figures(claim: str, evidence: Evidence) -> list[Flag]:
    """Flag each figure of a claim that no span bears out."""
    flags: list[Flag] = []
    for figure in read_figures(claim):
        found = _check_figure(figure, claim, evidence)
        if found is not None:
            flags.append(found)
    return flags


def bears_out(given: Figure, claimed: Figure) -> Fit:
    """Whether a figure of a span bears out a claimed one, whatever the two count.

    Returns:
        `holds`; `bound` when only the bound says more than the span, such as 300 for "more than 300"; `unit` when the
        value is the same and the unit is not; `no`.
    """
    if claimed.is_ordinal != given.is_ordinal:
        return "no"
    low, high, unit_fits = given.low, given.high, True
    if claimed.unit is not None and given.unit is not None and claimed.unit.name != given.unit.name:
        if claimed.unit.dimension == given.unit.dimension:
            factor = given.unit.factor / claimed.unit.factor
            if _holds(low * factor, high * factor, given, claimed, slack=_CONVERSION) == "holds":
                return "holds"
        unit_fits = False
    if (claimed.unit is None) != (given.unit is None):
        part, percent = (claimed, given) if claimed.unit is None else (given, claimed)
        if percent.unit is not None and percent.unit.dimension == "share" and 0 < part.low < 1:
            return "holds" if abs(percent.low / 100 - part.low) < 0.006 else "no"
        if part.counted and (percent is claimed or (percent.unit is not None and percent.unit.dimension in _MEASURES)):
            return "no"
    fit = _holds(low, high, given, claimed)
    return fit if unit_fits or fit == "no" else "unit"


def _holds(low: float, high: float, given: Figure, claimed: Figure, slack: float = 0.0) -> Fit:
    if claimed.is_range:
        is_same = _near(claimed.low, low, slack) and _near(claimed.high, high, slack)
        if given.is_range:
            return "holds" if is_same else "no"
        return "holds" if claimed.low <= low <= claimed.high and claimed.bound in ("exact", "about") else "no"
    value = claimed.low
    if given.is_range:
        if claimed.bound in ("at most", "less than", "nearly"):
            return "holds" if _near(value, high, slack) else "no"
        if claimed.bound in ("at least", "more than"):
            return "holds" if _near(value, low, slack) else "no"
        return "holds" if claimed.bound == "about" and low <= value <= high else "no"
    if _near(value, low, slack) or _rounds_to(low, claimed):
        return _compare_bounds(given, claimed)
    return _compare_values(low, given, claimed)


def _compare_bounds(given: Figure, claimed: Figure) -> Fit:
    """The values agree: does the claim's bound say no more than the span's?"""
    if claimed.bound == given.bound:
        return "holds"
    softer = {
        "exact": ("about", "at least", "at most", "nearly"),
        "about": ("nearly",) if given.low >= 10 else (),
        "nearly": ("about", "less than", "at most"),
        "more than": ("at least", "about"),
        "less than": ("at most", "nearly", "about"),
        "at least": ("more than",),
        "at most": (),
    }[given.bound]
    if claimed.bound in softer:
        return "holds"
    if given.bound == "about" and claimed.bound == "exact":
        return "holds"
    if given.bound == "nearly" and claimed.bound == "exact" and given.digits <= 2:
        return "bound"
    return "bound"


def _compare_values(low: float, given: Figure, claimed: Figure) -> Fit:
    """The values differ: does the claim's bound leave room for the span's?"""
    value = claimed.low
    distance = abs(value - low) / (abs(low) or 1.0)
    is_rounder = claimed.digits < given.digits or (claimed.digits <= 2 and given.digits <= 2 and distance < 0.035)
    if claimed.bound == "about":
        return "holds" if distance <= _ROUNDING and is_rounder else "no"
    if claimed.bound == "nearly":
        return "holds" if 0 < (value - low) / value <= _ROUNDING and is_rounder and given.bound != "more than" else "no"
    spare = 0 if given.bound in ("exact", "about") else 1
    reach = 0.7 * low <= value <= 1.4 * low and claimed.digits <= given.digits - spare
    if claimed.bound in ("more than", "at least"):
        return "holds" if reach and low > value and given.bound in ("exact", "about", "at least", "more than") else "no"
    if claimed.bound in ("less than", "at most"):
        return "holds" if reach and low < value and given.bound in ("exact", "about", "nearly", "at most") else "no"
    return "no"


def _rounds_to(value: float, claimed: Figure) -> bool:
    """Whether a claim in millions, or hedged, is the span's value rounded to the digits that it gives."""
    if not (claimed.is_scaled or claimed.bound == "about") or claimed.low <= 0 or value <= 0:
        return False
    if claimed.bound == "exact" and claimed.digits < 2:
        return False
    if abs(value - claimed.low) > _ROUNDING * value:
        return False
    return float(f"{value:.{claimed.digits}g}") == claimed.low


def _near(one: float, other: float, slack: float) -> bool:
    return abs(one - other) <= max(1e-9, slack) * max(abs(one), abs(other), 1e-12)


def _check_figure(figure: Figure, claim: str, evidence: Evidence) -> Flag | None:
    if figure.is_label:
        number = f"{figure.low:g}"
        held = evidence.folded | evidence.backdrop_folded
        if number in held or _digits(figure) in held:
            return None
        return flag("number", "unsupported", f"the source does not have the number {figure.text}")
    given = evidence.figures
    fits = [(bears_out(other, figure), other) for other in given]
    holding = [other for fit, other in fits if fit == "holds"]
    if holding:
        return _check_counted(figure, holding, given)
    is_plain = figure.bound == "exact" and all(fit == "no" for fit, _ in fits)
    told = {value for other in read_figures(claim) for value in (other.low, other.high)}
    if is_plain and any(
        o.is_label or (o.is_range and {o.low, o.high} <= told) for o in given if figure.low in (o.low, o.high)
    ):
        return None  # the number of a name, or one end of a range whose other end is told too
    unbounded = [other for fit, other in fits if fit == "bound" and _counts_alike(figure, other) is not False]
    if unbounded:
        return flag(
            "number", "unsupported", f'the source says "{_with_bound(unbounded[0], evidence)}", not just {figure.text}'
        )
    otherwise = [other for fit, other in fits if fit == "unit"]
    if otherwise:
        return flag("number", "contradicted", f"the source says {otherwise[0].text}, not {figure.text}")
    rival = _find_rival(figure, given)
    if rival is not None:
        return flag("number", "contradicted", f"the source says {_told(rival)}, not {_told(figure)}")
    is_small = figure.unit is None and 0 < figure.low <= _SMALL_COUNT and not figure.text[0].isdigit()
    if is_small and len(read_names(evidence.text)) >= figure.low:
        return None  # a count of those whom the span names
    if is_small and (figure.low != 2 or not _BOTH & evidence.folded):
        return hint("number", "unsupported", f"the source does not say {_told(figure)}")
    if is_small:
        return None
    return flag("number", "unsupported", f"the source does not have the figure {figure.text}")


def _check_counted(figure: Figure, holding: Sequence[Figure], given: Sequence[Figure]) -> Flag | None:
    """The value is there; flag it when it counts another thing, and that thing has another figure."""
    if figure.unit is not None and figure.unit.dimension not in ("time", "share"):
        return None
    if any(_counts_alike(figure, other) is not False for other in holding):
        return None
    rivals = [other for other in given if other not in holding and _shares_specific(figure, other)]
    if rivals:
        return flag("number", "contradicted", f"the source says {_told(rivals[0])}, not {_told(figure)}")
    return hint("number", "unsupported", f"the source says {_told(holding[0])}, not {_told(figure)}")


def _counts_alike(one: Figure, other: Figure) -> bool | None:
    """None where one of them does not say what it counts."""
    if not one.counted or not other.counted:
        return None
    if any(same_sense(a, b) for a in one.counted for b in other.counted):
        return True
    specific = [{stem for stem in figure.counted if stem not in PEOPLE} for figure in (one, other)]
    people = [any(stem in PEOPLE for stem in figure.counted) for figure in (one, other)]
    return None if (people[0] and not specific[1]) or (people[1] and not specific[0]) else False


def _shares_specific(one: Figure, other: Figure) -> bool:
    return bool(set(one.counted[:2]) & set(other.counted[:2]))


def _find_rival(figure: Figure, given: Sequence[Figure]) -> Figure | None:
    """The span's figure for what the claim counts or measures, or None."""
    for other in given:
        if other.is_label or other.is_ordinal != figure.is_ordinal:
            continue
        if figure.counted and other.counted and set(figure.counted) & set(other.counted):
            return other
    if figure.unit is None:
        return None
    alike = [o for o in given if o.unit is not None and o.unit.dimension == figure.unit.dimension]
    return alike[0] if len(alike) == 1 else None


def _told(figure: Figure) -> str:
    return figure.text


def _with_bound(figure: Figure, evidence: Evidence) -> str:
    for text in evidence.texts:
        if text[figure.start : figure.end].strip() == figure.text:
            before = [word for word in read_words(text) if word.end <= figure.start][-2:]
            start = before[0].start if before else figure.start
            return text[start : figure.end].strip()
    return figure.text


def _digits(figure: Figure) -> str:
    return f"{figure.low:.0f}" if figure.low == int(figure.low) else f"{figure.low:g}"
