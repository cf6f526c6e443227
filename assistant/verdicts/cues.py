"""Cues: words such as `not`, `allegedly` and `only` with the content words in their reach. Each check brings its own."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from .reading import content_of, read_words
from .word_tables import same_sense

__all__ = ["Cue", "find_cues", "is_covered", "stems_near"]

_REACH = 3
_BREAK = re.compile(r"[;:.!?]|, (?:while|whereas|but|although|though|and|which|who|because|so)\b")


@dataclass(frozen=True, kw_only=True, slots=True)
class Cue:
    """A cue at `[start, end)` with the stems of the content words that follow, or precede where none follows."""

    text: str
    start: int
    end: int
    scope: tuple[str, ...]


@lru_cache(maxsize=16_384)
def find_cues(text: str, pattern: re.Pattern[str]) -> tuple[Cue, ...]:
    """The cues of a cleaned text that a pattern finds, in order."""
    cues = []
    words = content_of(read_words(text))
    for match in pattern.finditer(text):
        limit = _BREAK.search(text, match.end())
        end = limit.start() if limit else len(text)
        scope = [word.stem for word in words if match.end() <= word.start < end and not pattern.fullmatch(word.text)]
        if not scope:
            scope = [word.stem for word in words if word.end <= match.start()][-_REACH:][::-1]
        cues.append(Cue(text=match.group(), start=match.start(), end=match.end(), scope=tuple(scope[:_REACH])))
    return tuple(cues)


def is_covered(scope: tuple[str, ...], stems: frozenset[str], share: float = 0.6) -> bool:
    """Whether a text has at least this share of the words in a cue's reach, or their like."""
    if not scope:
        return False
    held = sum(any(same_sense(word, other) for other in stems) for word in scope)
    return held / len(scope) >= share


def stems_near(text: str, start: int, end: int, words_each_side: int = 8) -> frozenset[str]:
    """The stems of the content words around `[start, end)`."""
    words = content_of(read_words(text))
    before = [word.stem for word in words if word.end <= start][-words_each_side:]
    behind = [word.stem for word in words if word.start >= end][:words_each_side]
    return frozenset(before + behind)
