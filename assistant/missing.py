"""What a question names and the evidence does not: a year, a figure or a name that no passage near it mentions.

A question about 2027 is not answered by what happened in 2025, however many words the two share.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from vectorstore import Hit

from .verdicts.dates import read_dates
from .verdicts.figures import read_figures
from .verdicts.name_check import name_keys
from .verdicts.names import initials_of, read_names
from .verdicts.places import canonical_name
from .verdicts.reading import clean_text

__all__ = ["Missing", "find_missing"]

_SAME_AS = {
    "white_house": ("trump", "administration", "government"),
    "capitol_hill": ("congress", "lawmakers", "house", "senate"),
    "wall_street": ("market", "markets", "investors", "shares", "stocks"),
    "downing_street": ("prime", "government"),
    "kremlin": ("russia", "putin"),
    "pentagon": ("defense", "military"),
}
"""Names that stand for another: one of these words in the evidence will do."""


@dataclass(frozen=True, kw_only=True)
class Missing:
    """What no passage mentions, in the question's words."""

    kind: Literal["year", "figure", "name"]
    words: str


def find_missing(question: str, hits: Sequence[Hit]) -> Missing | None:
    """The first year, figure or name of a question that none of the passages mentions.

    A name is missing when no word of it is there: neither its own, nor another form (Venezuela for Venezuelan), nor its
    initials, nor the name that its initials stand for. Years of the documents' own dates count as mentioned.
    """
    text = clean_text(question)
    read = clean_text("\n".join(_read_whole(hit) for hit in hits))
    keys = name_keys(read)
    figures = {figure.low for figure in read_figures(read)} | {figure.high for figure in read_figures(read)}
    years = {when.year for when in read_dates(read)} | {h.document.published.year for h in hits if h.document.published}
    decades = {when.decade for when in read_dates(read)}
    for when in read_dates(text):
        if when.has_own_year and when.year is not None and when.year not in years:
            return Missing(kind="year", words=text[when.start : when.end])
        if when.decade is not None and when.decade not in decades and not _has_decade(when.decade, years):
            return Missing(kind="year", words=text[when.start : when.end])
    for figure in read_figures(text):
        if not figure.is_label and figure.low >= 13 and figure.low not in figures and f"{figure.low:g}" not in keys:
            return Missing(kind="figure", words=text[figure.start : figure.end])
    for name in read_names(text):
        if name.is_certain and not _is_mentioned(name.parts, initials_of(name), keys):
            return Missing(kind="name", words=name.text)
    return None


def _read_whole(hit: Hit) -> str:
    return f"{hit.document.title}. {hit.passage.heading or ''}. {hit.document.publisher or ''}. {hit.text}"


def _has_decade(decade: int, years: set[int | None]) -> bool:
    return any(year is not None and decade <= year < decade + 10 for year in years)


def _is_mentioned(parts: tuple[str, ...], initials: str, keys: frozenset[str]) -> bool:
    whole = canonical_name("_".join(parts))
    if whole in keys or (initials and initials in keys):
        return True
    if any(word in keys for word in _SAME_AS.get(whole, ())):
        return True
    return any(_is_known(part, keys) for part in parts)


def _is_known(part: str, keys: frozenset[str]) -> bool:
    if part in keys or part.rstrip("s") in keys or f"{part}s" in keys:
        return True
    return any(piece in keys for piece in part.split("-") if len(piece) > 2)
