"""Reading a text for the checks: cleaned once, cut into words and sentences. What the words mean is for each check."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from vectorstore.sentences import split_sentences
from vectorstore.words import stem

__all__ = ["FUNCTION_WORDS", "Word", "clean_text", "content_of", "fold", "read_sentences", "read_words", "stems_of"]

FUNCTION_WORDS = frozenset(
    "a an the and or but nor so yet if as at by for from in into of off on onto out over per than that then this these "
    "those to under until up upon via was were is are am be been being do does did doing done have has had having will "
    "would shall should can could may might must i me my we us our you your he him his she her hers it its they them "
    "their theirs who whom whose which what when where why how there here not no also too very just only own same such "
    "s t re ve ll d m about after before during between against with within without while because since through both "
    "each all any some more most other another one ones said say says".split()
)
"""Words that carry grammar, not content; those among them that matter, such as `not`, have a check of their own."""

_FOOTNOTE = re.compile(r"\[\^?[\w-]{1,12}\](?!\()")
_WORD = re.compile(r"\d+(?:[.,:]\d+)*|[^\W\d_]+(?:'[^\W\d_]+)*", re.UNICODE)
_DOTTED = re.compile(r"\b(?:[A-Z]\.){2,}(?=\s+[A-Za-z0-9(]|[,;:')\"]|$)|\b(?:[A-Z]\.){2,}")
_SPACED = re.compile(r"\s+([,.;:!?%)]|n't\b|'s\b|'re\b|'ve\b|'ll\b)|([(])\s+")
_PLAIN = str.maketrans({"’": "'", "‘": "'", "`": "'", "“": '"', "”": '"', "„": '"', "«": '"', "»": '"', "‐": "-"})
_DASHES = str.maketrans({"‑": "-", "\u00a0": " ", "\u202f": " ", "\u2009": " ", "−": "-"})


@dataclass(frozen=True, kw_only=True, slots=True)
class Word:
    """A word of a cleaned text: `[start, end)`, as written, folded (lower case, no accents, no possessive), its stem."""

    text: str
    folded: str
    stem: str
    start: int
    end: int

    @property
    def is_capitalised(self) -> bool:
        return self.text[0].isupper()

    @property
    def is_content(self) -> bool:
        return self.folded not in FUNCTION_WORDS and "n't" not in self.folded


@lru_cache(maxsize=8192)
def clean_text(text: str) -> str:
    """The text without footnote marks, with plain quotes, dashes and spaces, and `U.S.` written `US`."""
    cleaned = _FOOTNOTE.sub("", text).translate(_PLAIN).translate(_DASHES).replace("''", '"')
    cleaned = _DOTTED.sub(lambda match: match.group().replace(".", ""), cleaned)
    return _SPACED.sub(lambda match: match.group(1) or match.group(2), cleaned).strip()


@lru_cache(maxsize=8192)
def read_words(text: str) -> tuple[Word, ...]:
    """The words of a cleaned text in order."""
    words = []
    for match in _WORD.finditer(text):
        folded = fold(match.group())
        folded = folded.removesuffix("'s").removesuffix("'")
        if folded[0].isdigit():
            folded = folded.replace(",", "")
        words.append(Word(text=match.group(), folded=folded, stem=stem(folded), start=match.start(), end=match.end()))
    return tuple(words)


@lru_cache(maxsize=4096)
def read_sentences(text: str) -> tuple[str, ...]:
    """The sentences of a cleaned text in order."""
    return tuple(text[start:end] for start, end in split_sentences(text))


def content_of(words: Iterable[Word]) -> list[Word]:
    """The words that carry content, in order."""
    return [word for word in words if word.is_content]


@lru_cache(maxsize=8192)
def stems_of(text: str) -> frozenset[str]:
    """The stems of the content words of a cleaned text."""
    return frozenset(word.stem for word in content_of(read_words(text)))


@lru_cache(maxsize=100_000)
def fold(word: str) -> str:
    """Lower case, without accents."""
    if word.isascii():
        return word.lower()
    decomposed = unicodedata.normalize("NFKD", word.lower())
    return "".join(character for character in decomposed if not unicodedata.combining(character))
