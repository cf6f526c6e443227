"""Completing a question that leans on the last turn, without a model.

"What about Guatemala?" takes the last question's frame; "How many died there?" takes the last turn's names.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from vectorstore.words import content_stems

from .questions import names_of

__all__ = ["Turn", "complete_question", "leans_on_history"]

Turn = Mapping[str, str]
"""`{"role": "user" | "assistant", "content": "..."}`"""

_OPENER = re.compile(r"^\s*(?:and|but|so|ok(?:ay)?|then|also|now|well|yes|no)\b[\s,.:;-]*", re.IGNORECASE)
_WHAT_ABOUT = re.compile(r"^(?:what|how) about\s+(?:the\s+)?(.+?)\s*\??$", re.IGNORECASE)
_PERSON = re.compile(r"\b(he|him|she|her|his|hers)\b", re.IGNORECASE)
_THING = re.compile(
    r"\b(it|its|they|them|their|theirs|this|that|these|those|there|here|one|ones|the (?:same|first|second|other|latter|former|"
    r"prison|jail|law|act|group|gang|judge|court|agreement|deal|flight|flights|planes?|ruling|case|report|man|men|woman|"
    r"article|company|president|minister|government|country|figure|number|order|programme|program|facility))\b",
    re.IGNORECASE,
)
_DUMMY = re.compile(
    r"\b(?:is|are|was|were|has|have) (?:it|there)\b|\b(?:it|there) (?:is|are|was|were)\b|\b(?:that|this)(?= (?:the|a|an|he|she|they|\w+ (?:was|were|is|are))\b)",
    re.IGNORECASE,
)
_MARKER = re.compile(r"\s*\[\d+\]")
_ATTRIBUTION = re.compile(r"\s*\((?:[^()]{2,60}), \d{1,2} [A-Z][a-z]+ \d{4}\)")
_SHORT_WORDS = 3


def leans_on_history(question: str) -> bool:
    """Whether a question cannot be understood without what was said before."""
    bare = _OPENER.sub("", question).strip()
    if bare != question.strip() or _WHAT_ABOUT.match(bare) or _PERSON.search(bare):
        return True
    if _THING.search(_DUMMY.sub(" ", bare)):
        return not names_of(bare) or bool(
            re.search(r"\b(it|its|they|them|their|there|this|these|those)\b", _DUMMY.sub(" ", bare), re.I)
        )
    return len(content_stems(bare)) <= _SHORT_WORDS and not names_of(bare)


def complete_question(question: str, history: Sequence[Turn]) -> str:
    """The question as it would be asked alone; unchanged when it already stands alone or there is no history."""
    asked = [turn["content"] for turn in history if turn.get("role") == "user" and turn.get("content", "").strip()]
    if not asked or not leans_on_history(question):
        return question
    bare = _OPENER.sub("", question).strip()
    bare = bare[:1].upper() + bare[1:]
    about = _WHAT_ABOUT.match(bare)
    if about:
        frames = [turn for turn in asked if not _WHAT_ABOUT.match(_OPENER.sub("", turn).strip())]
        return _with_replaced_name((frames or asked)[-1], about.group(1))
    own = {stem for name in names_of(bare) for stem in content_stems(name)}
    context = [name for name in _context_names(asked, history) if not own.issuperset(content_stems(name))]
    if not context:
        missing = [word for word in re.findall(r"[\w'-]+", asked[-1]) if content_stems(word)]
        context = [" ".join(missing[-6:])]
    return f"{bare.rstrip('?. ')} ({', '.join(context)})?"


def _context_names(asked: Sequence[str], history: Sequence[Turn]) -> list[str]:
    """Names that the last turns were about: of the last question that holds any, else of the last answer."""
    for question in reversed(asked):
        names = [name for name in names_of(question) if not name[0].isdigit()]
        topics = _telling_words(question)
        if names:
            return list(dict.fromkeys([*names, *topics]))[:6]
    for turn in reversed(history):
        if turn.get("role") == "assistant":
            text = _ATTRIBUTION.sub("", _MARKER.sub("", turn.get("content", "")))
            names = [name for name in names_of(text) if not name[0].isdigit()]
            if names:
                return names[:3]
    return []


def _telling_words(question: str) -> list[str]:
    """Up to three plain nouns of a question that say what it was about."""
    words = [word for word in re.findall(r"(?<![\w'-])[a-z][a-z'-]{4,}", question) if content_stems(word)]
    return words[-3:]


def _with_replaced_name(last_question: str, subject: str) -> str:
    """The last question asked of another subject."""
    names = [name for name in names_of(last_question) if not name[0].isdigit()]
    if not names:
        return f"{last_question.rstrip('?. ')} ({subject})?"
    return last_question.replace(names[-1], subject, 1)
