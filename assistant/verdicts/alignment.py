"""A claim laid beside the sentence that it is nearest to, word by word: what was swapped, added and left out."""

from __future__ import annotations

from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache

from .reading import read_words

__all__ = ["Alignment", "align"]

_SHORT = 4


@dataclass(frozen=True, kw_only=True)
class Alignment:
    """How a claim differs from a sentence.

    Attributes:
        likeness: share of the claim's words that stand in the sentence in the same order, in [0, 1].
        gaps: where the two differ, the claim's folded words with those of the sentence in their place; one side may be
            empty.
        longest_run: the most words in a row that the two share.
    """

    likeness: float
    gaps: tuple[tuple[tuple[str, ...], tuple[str, ...]], ...]
    longest_run: int

    @property
    def swaps(self) -> tuple[tuple[tuple[str, ...], tuple[str, ...]], ...]:
        """The short gaps in which both sides have words."""
        return tuple((here, there) for here, there in self.gaps if 0 < len(here) <= _SHORT and 0 < len(there) <= _SHORT)


@lru_cache(maxsize=4096)
def align(claim: str, sentence: str) -> Alignment:
    """Lay a cleaned claim beside a cleaned sentence."""
    mine = [word.folded for word in read_words(claim)]
    theirs = [word.folded for word in read_words(sentence)]
    matcher = SequenceMatcher(None, mine, theirs, autojunk=False)
    gaps, kept, longest = [], 0, 0
    for kind, i1, i2, j1, j2 in matcher.get_opcodes():
        if kind == "equal":
            kept += i2 - i1
            longest = max(longest, i2 - i1)
        else:
            gaps.append((tuple(mine[i1:i2]), tuple(theirs[j1:j2])))
    return Alignment(likeness=kept / len(mine) if mine else 0.0, gaps=tuple(gaps), longest_run=longest)
