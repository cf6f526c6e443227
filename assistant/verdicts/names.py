"""Proper names in a text: people, places, organisations, titles of works. Whether a span has them is in `name_check.py`."""

from __future__ import annotations

import re
from collections.abc import Set
from dataclasses import dataclass
from functools import lru_cache

from .dates import read_dates
from .number_words import SMALL
from .places import canonical_name
from .reading import FUNCTION_WORDS, Word, read_words

__all__ = ["Name", "initials_of", "read_names"]

_INNER = frozenset("of the for and de del la los las da do dos van von der den bin al y el di".split())
_NOT_NAMES = frozenset(
    "monday tuesday wednesday thursday friday saturday sunday january february march april june july august september "
    "october november december mr mrs ms dr sir lord lady judge justice justices president secretary senator governor general "
    "minister attorney prime chief director king queen prince pope professor captain colonel sergeant officer detective "
    "representative congressman congresswoman ambassador mayor sheriff deputy assistant spokesman spokeswoman state "
    "government court police department i".split()
)
_OPENERS = frozenset(
    "however meanwhile moreover furthermore still although though despite instead today yesterday later earlier once "
    "nobody none everyone everybody someone anyone several many few most much every either neither whether even "
    "among amid besides beyond across along around behind below beneath beside inside outside near since throughout "
    "toward towards unlike within without according last next first second third fourth finally perhaps maybe yes "
    "nearly almost about roughly some over under up early late once twice half thousands hundreds millions dozens "
    "regular immigration career three unlawful solitary sexual wartime officials authorities".split()
)
_LOWER_ENDS = ("ly", "ing", "ed", "ions", "ers", "ies", "ments")


@dataclass(frozen=True, kw_only=True, slots=True)
class Name:
    """A name at `[start, end)`; `parts` are its words, folded and in canonical form, those of titles left out."""

    text: str
    start: int
    end: int
    parts: tuple[str, ...]
    is_certain: bool = True
    """False for a single word that opens a sentence, which may be no name."""


@lru_cache(maxsize=8192)
def read_names(text: str) -> tuple[Name, ...]:
    """The names of a cleaned text in order: capitalised words in a row, joined by words such as `of` and `de`."""
    words = read_words(text)
    plain = frozenset(word.text for word in words if not word.is_capitalised)
    dated = [(when.start, when.end) for when in read_dates(text)]
    names: list[Name] = []
    run: list[Word] = []
    for index, word in enumerate(words):
        starts = _starts_sentence(text, word)
        if run and not _adjoins(text, run[-1], word):
            _close(text, run, names)
            run = []
        in_date = any(start <= word.start < end for start, end in dated)
        if word.text[0].isdigit():
            if run and text[run[-1].end : word.start] == "-":
                run.append(word)
            continue
        if (word.is_capitalised and not in_date and not (starts and _is_plain_opener(text, words, index, plain))) or (
            run and word.folded in _INNER and _goes_on(text, words, index)
        ):
            run.append(word)
        elif run:
            _close(text, run, names)
            run = []
    if run:
        _close(text, run, names)
    return tuple(names)


def initials_of(name: Name) -> str:
    """The initials of a name of several words, such as `hrw`; a shorter name has none."""
    parts = [part for part in name.parts if part not in _INNER]
    return "".join(part[0] for part in parts) if len(parts) > 1 else ""


def _starts_sentence(text: str, word: Word) -> bool:
    before = text[: word.start].rstrip(" \"'([")
    return not before or (before[-1] in ".!?:\n;" and not before.endswith((" v.", "Mr.", "Jr.", "St.", "Dr.")))


def _is_plain_opener(text: str, words: tuple[Word, ...], index: int, plain: frozenset[str]) -> bool:
    """A capitalised word that opens a sentence and is a plain word, as far as its form tells."""
    word = words[index]
    if word.folded in FUNCTION_WORDS or word.folded in _OPENERS or word.folded in SMALL:
        return True
    if len(word.text) > 1 and word.text[1:2].isupper():
        return False
    if word.folded in plain:
        return True
    following = words[index + 1] if index + 1 < len(words) else None
    if following is not None and following.is_capitalised and _adjoins(text, word, following):
        return False
    return word.folded.endswith(_LOWER_ENDS)


def _adjoins(text: str, one: Word, other: Word) -> bool:
    return re.fullmatch(r"[ -]|\. |'s ?|' ", text[one.end : other.start]) is not None and not one.text.endswith("'s")


def _goes_on(text: str, words: tuple[Word, ...], index: int) -> bool:
    """A joining word belongs to a name when a capitalised word follows it, or a second joining word and then one."""
    if words[index].folded in ("and", "for"):
        return False
    for following in words[index + 1 : index + 3]:
        if following.is_capitalised:
            return _adjoins(text, words[index], following) or True
        if following.folded not in _INNER:
            return False
    return False


def _close(text: str, run: list[Word], names: list[Name]) -> None:
    while run and (run[-1].folded in _INNER and not run[-1].is_capitalised):
        run.pop()
    bearing = [word for word in run if word.folded not in _INNER and not word.text[0].isdigit()]
    named = [word for word in bearing if word.folded not in _NOT_NAMES or (word.text.isupper() and len(word.text) > 1)]
    kept = named or (bearing if len(bearing) > 1 else [])
    parts = _join_known(tuple(canonical_name(word.folded) for word in kept))
    if not run or not parts or all(part in FUNCTION_WORDS and part != "us" for part in parts):
        return
    is_lone = len(run) == 1 and _starts_sentence(text, run[0]) and not run[0].text.endswith("'s")
    names.append(
        Name(
            text=text[run[0].start : run[-1].end].removesuffix("'s"),
            start=run[0].start,
            end=run[-1].end,
            parts=parts,
            is_certain=not is_lone or run[0].text[1:2].isupper(),
        )
    )


def _join_known(parts: tuple[str, ...]) -> tuple[str, ...]:
    """`united`, `states` -> `united_states`, and the like."""
    joined: list[str] = []
    for part in parts:
        if (joined and canonical_name(f"{joined[-1]}_{part}") != f"{joined[-1]}_{part}") or (
            joined and f"{joined[-1]}_{part}" in _COMPOUNDS
        ):
            joined[-1] = canonical_name(f"{joined[-1]}_{part}")
        else:
            joined.append(part)
    return tuple(joined)


_COMPOUNDS: Set[str] = frozenset(
    "united_states united_kingdom el_salvador costa_rica dominican_republic saudi_arabia south_africa sri_lanka "
    "new_zealand latin_america supreme_court european_union united_nations new_york".split()
)
