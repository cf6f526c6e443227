"""Near copies: a claim that repeats a sentence but for a word or two, and what those words change."""

from __future__ import annotations

from vectorstore.words import stem

from .alignment import align
from .evidence import Evidence
from .flags import Flag, flag, hint
from .names import read_names
from .places import canonical_name
from .reading import FUNCTION_WORDS
from .word_tables import same_sense

__all__ = ["check_wording"]

_NEAR_COPY = 0.7


def check_wording(claim: str, evidence: Evidence) -> list[Flag]:
    """Flag a name that stands where the span has another, and hint at any other word swapped or added in a near copy."""
    home = evidence.home_of(claim)
    alignment = align(claim, home)
    if alignment.likeness < _NEAR_COPY:
        return []
    flags = []
    mine = {part for name in read_names(claim) for part in name.parts}
    theirs = {part for name in read_names(home) for part in name.parts}
    for here, there in alignment.swaps:
        new = [word for word in here if canonical_name(word) in mine and not _stands(word, there)]
        old = [word for word in there if canonical_name(word) in theirs and not _stands(word, here)]
        if new and old and not _is_initials(here, there):
            flags.append(flag("name", "contradicted", f"the source says {_shown(old, home)}, not {_shown(new, claim)}"))
    odd = [word for here, there in alignment.swaps for word in here if _is_odd(word, there, evidence)]
    odd += [word for word in alignment.added if _is_odd(word, alignment.left_out, evidence)]
    if odd:
        flags.append(hint("wording", "unsupported", f'the source does not say "{odd[0]}" here'))
    return flags


def _stands(word: str, others: tuple[str, ...]) -> bool:
    return any(canonical_name(word) == canonical_name(other) for other in others)


def _is_initials(here: tuple[str, ...], there: tuple[str, ...]) -> bool:
    letters = ["".join(word[0] for word in words if word not in FUNCTION_WORDS) for words in (here, there)]
    return letters[0] in there or letters[1] in here


def _is_odd(word: str, others: tuple[str, ...], evidence: Evidence) -> bool:
    """A content word that neither the span has nor stands for a like one."""
    if word in FUNCTION_WORDS or word[0].isdigit():
        return False
    return stem(word) not in evidence.stems and not any(same_sense(stem(word), stem(other)) for other in others)


def _shown(words: list[str], text: str) -> str:
    kept = [word for word in text.replace(",", " ").split() if word.lower().strip(".'\"").removesuffix("'s") in words]
    return " ".join(dict.fromkeys(kept)) or " ".join(words)
