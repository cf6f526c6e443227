"""A claim laid beside the sentence that it is nearest to, word by word: what was swapped, added and left out."""

from __future__ import annotations

from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache

from .reading import Word, read_words

__all__ = ["Alignment", "align"]


@dataclass(frozen=True, kw_only=True)
class Alignment:
    """How a claim differs from a sentence.

    Attributes:
        likeness: share of the claim's words that stand in the sentence in the same order, in [0, 1].
        swaps: runs of at most four folded words of the claim with those of the sentence in their place.
        added: folded words of the claim that stand in no swap and have no counterpart.
        left_out: the same of the sentence.
    """

    likeness: float
    swaps: tuple[tuple[tuple[str, ...], tuple[str, ...]], ...]
    added: tuple[str, ...]
    left_out: tuple[str, ...]
    longest_run: int


@lru_cache(maxsize=4096)
def align(claim: str, sentence: str) -> Alignment:
    """Lay a cleaned claim beside a cleaned sentence."""
    mine, theirs = read_words(claim), read_words(sentence)
    matcher = SequenceMatcher(None, _folded(mine), _folded(theirs), autojunk=False)
    swaps: list[tuple[tuple[str, ...], tuple[str, ...]]] = []
    added: list[str] = []
    left_out: list[str] = []
    kept, longest = 0, 0
    for kind, i1, i2, j1, j2 in matcher.get_opcodes():
        here = tuple(word.folded for word in mine[i1:i2])
        there = tuple(word.folded for word in theirs[j1:j2])
        if kind == "equal":
            kept += i2 - i1
            longest = max(longest, i2 - i1)
        elif kind == "replace" and len(here) <= 4 and len(there) <= 4:
            swaps.append((here, there))
        else:
            added += here
            left_out += there
    return Alignment(
        likeness=kept / len(mine) if mine else 0.0,
        swaps=tuple(swaps),
        added=tuple(added),
        left_out=tuple(left_out),
        longest_run=longest,
    )


def _folded(words: tuple[Word, ...]) -> list[str]:
    return [word.folded for word in words]
