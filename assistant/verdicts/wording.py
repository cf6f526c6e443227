"""Near copies: a claim that repeats a sentence but for a word or two, and what those words change."""

from __future__ import annotations

import re

from vectorstore.words import stem

from .alignment import align
from .evidence import Evidence
from .figure_check import bears_out
from .figures import read_figures
from .flags import Flag, flag, hint
from .names import read_names
from .places import canonical_name
from .reading import FUNCTION_WORDS, read_words
from .word_tables import same_sense

__all__ = ["check_wording"]

_NEAR_COPY = 0.7
_YEAR = re.compile(r"1[5-9]\d\d|20\d\d")
_SMALL_GAP = 2
_NEGATIONS = frozenset("not never no none nobody nothing neither nor cannot without n't".split())
_HEDGES = frozenset(
    "alleged allegedly suspected purported purportedly reportedly apparently apparent supposedly supposed presumed possibly "
    "possible probably probable perhaps potentially potential likely believed claimed accused".split()
)
_NEGATIVE = ("un", "in", "im", "dis", "non", "fail", "refus", "den", "lack", "reject", "without", "nor", "illegal")


def check_wording(claim: str, evidence: Evidence) -> list[Flag]:
    """Flag a name, figure or `not` that stands where the span has another, and hint at other words of a near copy."""
    home = evidence.home_of(claim)
    alignment = align(claim, home)
    if alignment.likeness < _NEAR_COPY:
        return []
    flags = _check_negations(alignment.gaps) + _check_hedges(alignment.gaps)
    mine, theirs = _name_words(claim), _name_words(home)
    flags += _check_order(claim, home, mine)
    for here, there in alignment.swaps:
        new = [word for word in here if word in mine and not _stands(word, there)]
        old = [word for word in there if word in theirs and not _stands(word, here)]
        if new and old and not _is_initials(here, there):
            flags.append(flag("name", "contradicted", f"the source says {_shown(old, home)}, not {_shown(new, claim)}"))
        flags += _check_numbers(here, there)
    odd = [word for here, there in alignment.gaps for word in here if _is_odd(word, there, evidence)]
    if odd:
        flags.append(hint("wording", "unsupported", f'the source does not say "{odd[0]}" here'))
    return flags


def _check_order(claim: str, home: str, names: frozenset[str]) -> list[Flag]:
    """The same words with the names the other way round; names joined by `and` have no order."""
    mine, theirs = ([word.folded for word in read_words(text)] for text in (claim, home))
    if sorted(mine) != sorted(theirs):
        return []
    one, other = ([word for word in words if word in names] for words in (mine, theirs))
    moved = [(a, b) for a, b in zip(one, other, strict=True) if a != b]
    if not moved or any(word in ("and", "or", "by", "with") for word in theirs):
        return []
    return [flag("name", "contradicted", f"the source says {moved[0][1]}, not {moved[0][0]}, in this place")]


def _check_negations(gaps: tuple[tuple[tuple[str, ...], tuple[str, ...]], ...]) -> list[Flag]:
    """A `not` put into a copy or taken out of it, where little else changed."""
    for here, there in gaps:
        added, dropped = ([word for word in side if _is_negation(word)] for side in (here, there))
        if bool(added) == bool(dropped):
            continue
        other = there if added else here
        if any(word.startswith(_NEGATIVE) for word in other) or _content(here) + _content(there) > 2 * _SMALL_GAP:
            continue
        if added:
            return [flag("negation", "contradicted", f'the source does not say "{added[0]}" here')]
        return [flag("negation", "contradicted", f'the source says "{dropped[0]}" here, and the sentence drops it')]
    return []


def _check_hedges(gaps: tuple[tuple[tuple[str, ...], tuple[str, ...]], ...]) -> list[Flag]:
    """An `alleged` or `possibly` taken out of a copy."""
    for here, there in gaps:
        hedges = [word for word in there if word in _HEDGES]
        if (
            hedges
            and len(there) <= _SMALL_GAP
            and len(here) <= _SMALL_GAP
            and not any(word in _HEDGES for word in here)
        ):
            why = f'the source hedges with "{hedges[0]}", and the sentence does not'
            return [flag("modality", "unsupported", why)]
    return []


def _is_negation(word: str) -> bool:
    return word in _NEGATIONS or word.endswith("n't")


def _content(words: tuple[str, ...]) -> int:
    return sum(word not in FUNCTION_WORDS and not _is_negation(word) for word in words)


def _check_numbers(here: tuple[str, ...], there: tuple[str, ...]) -> list[Flag]:
    if len(here) == len(there) == 1 and _YEAR.fullmatch(here[0]) and _YEAR.fullmatch(there[0]):
        return [flag("date", "contradicted", f"the source says {there[0]}, not {here[0]}")]
    mine, theirs = read_figures(" ".join(here)), read_figures(" ".join(there))
    if not mine or not theirs or any(bears_out(other, figure) == "holds" for figure in mine for other in theirs):
        return []
    if len(here) > len(read_words(mine[0].text)) + 1:
        return []
    return [flag("number", "contradicted", f"the source says {theirs[0].text}, not {mine[0].text}")]


def _name_words(text: str) -> frozenset[str]:
    names = read_names(text)
    return frozenset(word.folded for word in read_words(text) if any(n.start <= word.start < n.end for n in names))


def _stands(word: str, others: tuple[str, ...]) -> bool:
    return word in FUNCTION_WORDS or any(canonical_name(word) == canonical_name(other) for other in others)


def _is_initials(here: tuple[str, ...], there: tuple[str, ...]) -> bool:
    """Whether one side is the other in short, or another name of the same country."""
    letters = ["".join(word[0] for word in words if word not in FUNCTION_WORDS) for words in (here, there)]
    joined = [canonical_name("_".join(word for word in words if word != "the")) for words in (here, there)]
    return letters[0] in there or letters[1] in here or joined[0] == joined[1]


def _is_odd(word: str, others: tuple[str, ...], evidence: Evidence) -> bool:
    """A content word that neither the span has nor stands for a like one."""
    if word in FUNCTION_WORDS or word[0].isdigit():
        return False
    return stem(word) not in evidence.stems and not any(same_sense(stem(word), stem(other)) for other in others)


def _shown(words: list[str], text: str) -> str:
    kept = [word.text for word in read_words(text) if word.folded in words]
    return " ".join(dict.fromkeys(kept)) or " ".join(words)
