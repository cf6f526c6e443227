"""Splitting a sentence into claims, the clauses that can be checked each on its own."""

from __future__ import annotations

import re

from .reading import content_of, read_words

__all__ = ["split_claims"]

_BORDER = re.compile(r";\s+|\s[–—-]\s|,\s+(?:while|whereas|but|although|though|and|yet)\s+|\s+(?:while|whereas)\s+")
_LEAST_WORDS = 4


def split_claims(sentence: str) -> list[str]:
    """The claims of a cleaned sentence in order; together they hold all of its words but the joining ones.

    A part with fewer than four content words stays with the one before it, so that lists and short asides are not torn
    apart; borders within quotation marks are none.
    """
    claims: list[str] = []
    reached = 0
    for match in _BORDER.finditer(sentence):
        if sentence.count('"', 0, match.start()) % 2:
            continue
        part, rest = sentence[reached : match.start()], sentence[match.end() :]
        if min(_content_words(part), _content_words(rest)) >= _LEAST_WORDS:
            claims.append(part.strip())
            reached = match.end()
    return [*claims, sentence[reached:].strip()] if sentence[reached:].strip() else claims


def _content_words(text: str) -> int:
    return len(content_of(read_words(text)))
