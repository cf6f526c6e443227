"""Who did it and to whom it was done: `the Treasury sanctioned X` against `the Treasury was sanctioned`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from .evidence import Evidence
from .flags import Flag, flag
from .reading import Word, read_words
from .word_tables import same_sense

__all__ = ["check_voice"]

Voice = Literal["active", "passive"]

_BE = frozenset("am is are was were be been being".split())
_PERFECT = frozenset("has have had having".split())
_CLAUSE = frozenset("to who whom which that and or".split())
_OBJECTS = frozenset(
    "the a an this that these those his her its their our my your him them it us me both all some many several two three "
    "four five six seven eight nine ten dozens hundreds thousands".split()
)
"""What begins an object: `released the man` is active, `released on Friday` may be either."""
_SAME_FORM = frozenset(
    "shot held sent paid told sued freed hit hurt beat put cut sold bought brought caught built lent".split()
)
_BETWEEN = 3
"""How many words may stand between a form of `be` and its participle."""


@dataclass(frozen=True, kw_only=True)
class _Use:
    """One use of a verb whose voice is plain.

    Attributes:
        place: its place among the words.
        before: the place of its first auxiliary, or its own: the subject stands before that.
    """

    voice: Voice
    place: int
    before: int


def check_voice(claim: str, evidence: Evidence) -> list[Flag]:
    """Flag a verb that a span has in the other voice, behind the same subject: who did it became to whom it was done."""
    home = evidence.home_of(claim)
    ours, theirs = read_words(claim), read_words(home)
    for place, word in enumerate(ours):
        use = _read_use(claim, ours, place)
        if use is None:
            continue
        subject = _subject_of(ours, use)
        same = [n for n, other in enumerate(theirs) if other.folded == word.folded]
        others = [_read_use(home, theirs, n) for n in same]
        if subject is None or not others or any(other is None or other.voice == use.voice for other in others):
            continue
        if all(_stands_before_only(subject, theirs, other.before, other.place) for other in others if other):
            why = f'the source has it the other way round, who did it and to whom: "{word.text}"'
            return [flag("opposite", "contradicted", why)]
    return []


def _read_use(text: str, words: Sequence[Word], place: int) -> _Use | None:
    """The voice of a word as a verb; None where it is no verb, or its voice is not plain."""
    word = words[place]
    if not (word.folded.endswith("ed") and len(word.folded) > 4) and word.folded not in _SAME_FORM:
        return None
    for back in range(place - 1, max(-1, place - 2 - _BETWEEN), -1):
        if _is_cut(text, words[back], words[place]):
            break
        if words[back].folded in _BE:
            first = back
            while first > 0 and words[first - 1].folded in _BE | _PERFECT:
                first -= 1
            return _Use(voice="passive", place=place, before=first)
        is_other = words[back].is_content and not words[back].folded.endswith("ly")
        if is_other or words[back].folded in _PERFECT | _CLAUSE:
            break
    if place + 1 < len(words) and words[place + 1].folded in _OBJECTS and not _is_cut(text, word, words[place + 1]):
        return _Use(voice="active", place=place, before=place)
    return None


def _subject_of(words: Sequence[Word], use: _Use) -> Word | None:
    """The word right before the verb, where it can be its subject."""
    back = use.before - 1
    while back >= 0 and words[back].folded in _PERFECT:
        back -= 1
    return words[back] if back >= 0 and words[back].is_content else None


def _stands_before_only(subject: Word, words: Sequence[Word], before: int, place: int) -> bool:
    """Whether a span has this word before its verb and not behind it."""
    in_front = any(same_sense(subject.stem, word.stem) for word in words[:before])
    return in_front and not any(same_sense(subject.stem, word.stem) for word in words[place + 1 :])


def _is_cut(text: str, one: Word, other: Word) -> bool:
    return any(mark in text[one.end : other.start] for mark in ",;:.()")
