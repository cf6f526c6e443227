"""Words of a text and their stems, as full-text search sees them."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

__all__ = ["content_stems", "stem", "words_of"]

_WORD = re.compile(r"\w+(?:[.,]\d+)*", re.UNICODE)


def words_of(text: str) -> list[str]:
    """The words of a text in order, lower case, without accents; a number keeps its inner points, not its commas."""
    return [word.replace(",", "") for word in _WORD.findall(_fold(text))]


def content_stems(text: str) -> list[str]:
    """The stems of a text's words in order, without stop words."""
    from .lexical import STOP_WORDS

    return [stem(word) for word in words_of(text) if word not in STOP_WORDS and (len(word) > 1 or word.isdigit())]


@lru_cache(maxsize=200_000)
def stem(word: str) -> str:
    """The Porter stem of a lower-case word: the same that SQLite's full-text index uses."""
    return str(_stemmer().stemWord(word))


@lru_cache(maxsize=1)
def _stemmer():  # type: ignore[no-untyped-def]
    import snowballstemmer

    return snowballstemmer.stemmer("porter")


def _fold(text: str) -> str:
    if text.isascii():
        return text.lower()
    decomposed = unicodedata.normalize("NFKD", text.lower())
    return "".join(character for character in decomposed if not unicodedata.combining(character))
