"""Figures in a text: their value, unit, how they are bounded, and what they count. Dates are not figures.

Whether a span bears a claim's figure out is in `figure_check.py`.
"""

# ruff: noqa: E501  (tables of patterns read best with one row a line)
from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from .dates import read_clocks, read_dates
from .number_words import PARTS, SMALL, TIMES, read_number_words
from .reading import FUNCTION_WORDS, Word, read_words
from .units import MAGNITUDES, UNITS, Unit

__all__ = ["Bound", "Figure", "read_figures"]

Bound = Literal["exact", "about", "at least", "more than", "at most", "less than", "nearly"]

_BOUNDS: tuple[tuple[str, Bound], ...] = (
    (r"at least|no (?:fewer|less) than|not (?:fewer|less) than|a minimum of|minimum|from as (?:few|little) as", "at least"),
    (r"(?<!no )(?<!not )more than|over|above|exceed(?:s|ed|ing)?|greater than|upwards of|in excess of|past|top(?:s|ped)|surpass(?:es|ed|ing)?|beyond", "more than"),
    (r"at most|at the most|no more than|not more than|up to|as (?:many|much) as|a maximum of|maximum(?: of)?|at the maximum|within", "at most"),
    (r"(?<!no )(?<!not )less than|(?<!no )(?<!not )fewer than|under|below|short of|shy of", "less than"),
    (r"nearly|almost|close to|not quite|just under|just below|just short of|approaching", "nearly"),
    (r"about|around|some|roughly|approximately|circa|an estimated|estimated|or so|approx\.?|more or less|in the region of|just over|just above|slightly over|a little over", "about"),
)  # fmt: skip
_BEFORE = tuple(
    (
        re.compile(
            rf"(?:^|[\s(])(?:{words})(?: (?:a|an|the|of|about|with|by|than|another|one))?[\s(]*(?:US\s?)?[$€£¥]?\s*$",
            re.I,
        ),
        bound,
    )
    for words, bound in _BOUNDS
)
_BEHIND: tuple[tuple[re.Pattern[str], Bound], ...] = (
    (
        re.compile(
            r"^\s*(?:\w+\s+)?(?:or (?:more|older|over|above|so many more)|and (?:over|more|above|older))\b|^\+", re.I
        ),
        "at least",
    ),
    (re.compile(r"^\s*(?:\w+\s+){0,2}(?:or (?:less|fewer|under|younger)|at (?:the )?most)\b", re.I), "at most"),
    (re.compile(r"^\s*(?:\w+\s+)?or so\b", re.I), "about"),
    (re.compile(r"^\s*(?:\w+\s+){0,2}at (?:the )?least\b", re.I), "at least"),
)
_DIGITS = re.compile(r"(?=[0-9.]{1,24}$)[0-9]+(?:\.[0-9]+)*")
_GLUE = re.compile(r"[\s-]*")
_NAMED = re.compile(
    r"(?:\b[A-Z][\w.]*[- ]|\b(?:No|Nr|flight|number|article|section|chapter|page|line|route|channel|room)\.?\s)$"
)
_UNIT_TAILS = frozenset("old square cubic metric us american canadian percentage sq".split())


@dataclass(frozen=True, kw_only=True, slots=True)
class Figure:
    """A figure at `[start, end)` of a text; `low` and `high` differ for a range."""

    text: str
    start: int
    end: int
    low: float
    high: float
    bound: Bound = "exact"
    unit: Unit | None = None
    counted: tuple[str, ...] = ()
    """Stems of the words that say what is counted, the nearest first."""
    is_ordinal: bool = False
    is_label: bool = False
    """A number that is part of a name, such as MS-13 or flight 6143."""
    digits: int = 1
    """Significant digits as written: 2 for 4.7 million, 1 for 300."""
    is_scaled: bool = False
    """Written with a word such as million."""

    @property
    def is_range(self) -> bool:
        return self.low != self.high


@dataclass(slots=True)
class _Number:
    value: float
    start: int
    last: int
    """Index of its last word."""
    end: int
    digits: int
    scaled: bool = False
    ordinal: bool = False


@lru_cache(maxsize=8192)
def read_figures(text: str) -> tuple[Figure, ...]:
    """The figures of a cleaned text in order; numbers within dates and times of day are left out."""
    words = read_words(text)
    busy = [(w.start, w.end) for w in read_dates(text)] + [(c.start, c.end) for c in read_clocks(text)]
    figures: list[Figure] = []
    index = 0
    while index < len(words):
        number = None if _lies_in(words[index], busy) else _read_number(text, words, index)
        if number is None:
            index += 1
            continue
        other = _read_partner(text, words, number, busy)
        last = other or number
        figures.append(_complete(text, words, number, other))
        index = last.last + 1
    return tuple(figures)


def _lies_in(word: Word, busy: list[tuple[int, int]]) -> bool:
    return any(start <= word.start < end for start, end in busy)


def _read_number(text: str, words: tuple[Word, ...], index: int) -> _Number | None:
    word = words[index]
    if word.folded[0].isnumeric():
        if not _DIGITS.fullmatch(word.folded):
            return None
        plain = word.folded if word.folded.count(".") <= 1 else word.folded.replace(".", "")
        value = float(plain)
        digits = len(plain.replace(".", "").strip("0")) or 1
        number = _Number(value=value, start=word.start, last=index, end=word.end, digits=digits)
        suffix = re.match(r"(?:st|nd|rd|th)\b", text[word.end :])
        if suffix:
            number.ordinal = True
            number.end, number.last = word.end + suffix.end(), index + 1
            return number
    else:
        read = read_number_words([w.folded for w in words[index : index + 8]])
        if read is None:
            return None
        value, used = read
        if used == 1 and word.folded == "one" and not _counts_something(words, index + 1):
            return None
        last = index + used - 1
        digits = len(f"{value:g}".replace(".", "").strip("0")) or 1
        number = _Number(value=value, start=word.start, last=last, end=words[last].end, digits=digits)
        number.scaled = words[last].folded in MAGNITUDES and used > 1
    return _scale(text, words, number)


def _counts_something(words: tuple[Word, ...], index: int) -> bool:
    return index < len(words) and (words[index].folded in UNITS or words[index].folded in MAGNITUDES)


def _scale(text: str, words: tuple[Word, ...], number: _Number) -> _Number:
    """Take in the `million` of `6 million`, and the `m` of `$6m`."""
    following = number.last + 1
    if following >= len(words):
        return number
    word = words[following]
    gap = text[number.end : word.start]
    name = word.folded.rstrip("s") if word.folded not in MAGNITUDES else word.folded
    is_close = gap == "" and word.text not in ("M",)
    is_money = number.start > 0 and text[number.start - 1] in "$€£"
    if name in MAGNITUDES and (len(name) > 2 or gap == "") and _GLUE.fullmatch(gap):
        if len(name) == 1 and not (is_close or is_money):
            return number
        if name in ("m", "b") and not is_money:
            return number
        number.value *= MAGNITUDES[name]
        number.scaled = True
        number.last, number.end = following, word.end
    return number


def _read_partner(text: str, words: tuple[Word, ...], first: _Number, busy: list[tuple[int, int]]) -> _Number | None:
    """The upper end of a range, such as the 70 of `65 to 70`, or None."""
    if first.ordinal:
        return None
    following = first.last + 1
    joined = ""
    if following < len(words) and words[following].folded in ("to", "and", "or"):
        joined = words[following].folded
        following += 1
    if following >= len(words) or _lies_in(words[following], busy):
        return None
    gap = text[first.end : words[following].start]
    bare = gap.strip().lstrip("$€£ ").rstrip("$€£ ")
    if bare not in ("-", "–", "—", "to", "and", "or"):
        return None
    if bare in ("-",) and re.match(r"\s*-\s*[A-Za-z]", text[first.end :]):
        return None
    if joined == "and" and not re.search(r"\bbetween\s+(?:US)?[$€£]?\s*$", text[: first.start], re.I):
        return None
    other = _read_number(text, words, following)
    if other is None or other.ordinal:
        return None
    if other.scaled and not first.scaled and first.value < 1000 and other.value / first.value >= 1000:
        factor = next((f for f in (1e12, 1e9, 1e6, 1e3) if other.value >= f), 1.0)
        first.value *= factor
        first.scaled = True
    if other.value <= first.value or (joined == "or" and other.value > 2 * first.value):
        return None
    return other


def _complete(text: str, words: tuple[Word, ...], number: _Number, other: _Number | None) -> Figure:
    last = other or number
    unit, after, end = _read_unit(text, words, number.start, last)
    if unit is None and words[number.last].folded in TIMES:
        unit = UNITS["times"]
    bound = _read_bound(text, number.start, end)
    named = _NAMED.search(text[: number.start])
    label = named is not None and unit is None and not last.scaled and words[number.last].folded[0].isdigit()
    label = label and bound == "exact" and named is not None and named.group().strip(" -").lower() not in FUNCTION_WORDS
    if number.start > 1 and text[number.start - 1] == "-" and text[number.start - 2].isalpha():
        label = True
    return Figure(
        text=text[number.start : end].strip(),
        start=number.start,
        end=end,
        low=number.value,
        high=last.value,
        bound=bound,
        unit=unit,
        counted=_read_counted(text, words, after, end),
        is_ordinal=number.ordinal,
        is_label=label,
        digits=max(number.digits, last.digits),
        is_scaled=last.scaled,
    )


def _read_unit(text: str, words: tuple[Word, ...], start: int, last: _Number) -> tuple[Unit | None, int, int]:
    """The unit, the index of the word behind it, and where the figure ends with it."""
    following = last.last + 1
    if text[start - 1 : start] in tuple("$€£¥") and start > 0:
        return UNITS[text[start - 1]], following, last.end
    percent = re.match(r"\s?%", text[last.end :])
    if percent:
        return UNITS["%"], following, last.end + percent.end()
    for length in (2, 1):
        taken = words[following : following + length]
        if len(taken) < length or not _GLUE.fullmatch(text[last.end : taken[0].start]):
            continue
        if length == 2 and not _GLUE.fullmatch(text[taken[0].end : taken[1].start]):
            continue
        name = "_".join(word.folded for word in taken)
        if name == "per_cent":
            return UNITS["percent"], following + 2, taken[-1].end
        if name in UNITS and not (name == "second" and text[last.end : taken[0].start] == " "):
            end = taken[-1].end
            tail = words[following + length : following + length + 1]
            if UNITS[name].dimension == "time" and tail and tail[0].folded in ("old", "olds", "age"):
                return _age_in(UNITS[name]), following + length + 1, tail[0].end
            return UNITS[name], following + length, end
    if re.search(r"\b(?:aged?|age of)\s+$", text[:start], re.I):
        return UNITS["aged"], following, last.end
    return None, following, last.end


def _age_in(unit: Unit) -> Unit:
    """The age that is counted in a unit of time."""
    years = UNITS["years"].factor
    return (
        UNITS["aged"]
        if unit.name == "years"
        else Unit(name=f"{unit.name} of age", dimension="age", factor=unit.factor / years)
    )


def _read_bound(text: str, start: int, end: int) -> Bound:
    before, behind = text[max(0, start - 40) : start], text[end : end + 24]
    for pattern, bound in _BEFORE:
        if pattern.search(before):
            return bound
    for pattern, bound in _BEHIND:
        if pattern.search(behind):
            return bound
    return "exact"


def _read_counted(text: str, words: tuple[Word, ...], index: int, end: int) -> tuple[str, ...]:
    """Up to four stems behind the figure, as far as no punctuation or verb-like grammar word stands between."""
    counted: list[str] = []
    for word in words[index : index + 6]:
        if re.search(r"[,.;:()!?\"]", text[end : word.start]):
            break
        if word.folded in (
            "of",
            "the",
            "a",
            "an",
            "more",
            "other",
            "another",
            "additional",
            "his",
            "her",
            "its",
            "their",
            "them",
        ):
            end = word.end
            continue
        if (
            word.folded[0].isdigit()
            or word.folded in FUNCTION_WORDS
            or word.folded in SMALL
            or word.folded in TIMES
            or word.folded in PARTS
        ):
            break
        counted.append(word.stem)
        end = word.end
        if len(counted) == 4:
            break
    return tuple(counted)
