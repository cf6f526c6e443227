"""Candidate answers inside a sentence: the words that could answer a question of a given kind.

Finding them is here; choosing the sentence is in `evidence.py`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from vectorstore.words import content_stems, words_of

from .questions import AnswerKind, Question

__all__ = ["candidate_spans", "direct_span"]

_NUMBER_WORD = (
    "(?:zero|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|"
    "eighteen|nineteen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|hundred|hundreds|thousand|thousands|million|"
    "millions|billion|billions|trillion|dozen|dozens|half|third|quarter|once|twice|double|none)"
)
_FIGURE = r"\d+(?:,\d{3})*(?:\.\d+)?"
_SCALE = r"(?: ?(?:million|billion|trillion|thousand|hundred|m|bn|k))?\b"
_HEDGE = r"(?:(?:about|around|roughly|nearly|almost|approximately|some|more than|over|fewer than|less than|at least|up to|at most) )?"
_NUMBER = rf"{_HEDGE}(?:{_FIGURE}(?:(?: ?[-–] ?| to | and ){_FIGURE})?{_SCALE}|{_NUMBER_WORD}(?:[ -](?:and )?{_NUMBER_WORD})*)"
_MONTH = (
    "(?:January|February|March|April|May|June|July|August|September|October|November|December|"
    r"(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\.?)"
)
_DAY = "(?:Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday)"
_DATE = (
    rf"(?:{_DAY},? )?(?:\d{{1,2}}(?:st|nd|rd|th)? {_MONTH}(?:,? \d{{4}})?|{_MONTH} \d{{1,2}}(?:st|nd|rd|th)?(?:,? \d{{4}})?|{_MONTH}(?: of)? \d{{4}})"
    rf"|\b(?:1[5-9]|20)\d\d(?:s\b|\b(?!,))|\b{_MONTH}\b(?! \w+ed\b)|\b{_DAY}\b|\b(?:last|this|next) (?:year|month|week|night)\b|\b(?:yesterday|today|tomorrow)\b"
)
_UNITS = "(?:years?|months?|weeks?|days?|hours?|minutes?|seconds?|decades?|centur(?:y|ies))"
_LENGTHS = "(?:kilomet(?:er|re)s?|km|miles?|met(?:er|re)s?|m|feet|foot|ft|inch(?:es)?|acres?|hectares?|square [a-z]+|cm|yards?|light-years?)"
_NAME = r"(?:[A-Z][\w'’.&-]*|[A-Z]\.)(?:(?: (?:of|de|del|the|la|el|and|for|von|van|bin|al))?(?:[ -](?:[A-Z][\w'’&-]*|\d+)))*"

_PATTERNS: dict[str, re.Pattern[str]] = {
    "number": re.compile(rf"(?<![\w.,$€£])({_NUMBER})(?!\w)", re.IGNORECASE),
    "money": re.compile(
        rf"{_HEDGE}(?:US|C|A|NZ|HK)?[$€£¥] ?{_FIGURE}{_SCALE}|{_HEDGE}{_FIGURE}{_SCALE} (?:US |Canadian |Australian )?(?:dollars?|euros?|pounds?|cents?|yen|yuan|rupees?|pesos?)",
        re.IGNORECASE,
    ),
    "percent": re.compile(
        rf"{_HEDGE}{_FIGURE} ?(?:%|per ?cent\b|percentage points?\b)|\b{_NUMBER_WORD} per ?cent\b|\b(?:half|a third|a quarter|two thirds|two-thirds|three quarters|one in \w+|\w+ out of \w+|{_FIGURE} in {_FIGURE})\b",
        re.IGNORECASE,
    ),
    "date": re.compile(_DATE),
    "duration": re.compile(
        rf"{_NUMBER}[ -](?:more |full |calendar |and a half )?{_UNITS}\b|\b(?:a|an) (?:year|month|week|day|hour|decade|century)\b|\b\d+-year-old\b|\b(?:aged?|age of) \d+\b|\bindefinite(?:ly)?\b|\bfor life\b|\blife\b",
        re.IGNORECASE,
    ),
    "distance": re.compile(rf"{_NUMBER}[ -]{_LENGTHS}\b", re.IGNORECASE),
    "name": re.compile(rf"[\"“'‘][^\"”’]{{2,60}}[\"”’']|{_NAME}"),
    "reason": re.compile(
        r"\b(?:because|since|due to|owing to|after|over|as|for|in order to|so that|to \w+|citing|amid|following)\b[^.;]*",
        re.IGNORECASE,
    ),
}
_SOURCES: dict[AnswerKind, tuple[str, ...]] = {
    "number": ("number",),
    "money": ("money",),
    "percent": ("percent",),
    "date": ("date",),
    "duration": ("duration",),
    "distance": ("distance",),
    "person": ("name",),
    "place": ("name",),
    "name": ("name",),
    "reason": ("reason",),
    "claim": (),
}


def candidate_spans(kind: AnswerKind, sentence: str) -> Iterator[tuple[int, int]]:
    """Spans of a sentence that could answer a question of this kind, in order."""
    dates = [match.span() for match in _PATTERNS["date"].finditer(sentence)] if kind == "number" else []
    for source in _SOURCES[kind]:
        for match in _PATTERNS[source].finditer(sentence):
            start, end = match.span()
            while end > start and sentence[end - 1] in " ,.;:":
                end -= 1
            if end > start and not any(start < date_end and date_start < end for date_start, date_end in dates):
                yield start, end


def direct_span(question: Question, sentence: str) -> tuple[int, int] | None:
    """The words of a sentence that most likely answer the question: new to it, and near the words it shares with it.

    Returns:
        Character span, or None when the sentence holds no candidate of the kind.
    """
    asked = frozenset(question.stems)
    positions = [
        (match.start() + match.end()) / 2
        for match in re.finditer(r"\w+", sentence)
        if asked.intersection(content_stems(match.group()))
    ]
    best: tuple[float, tuple[int, int]] | None = None
    for start, end in candidate_spans(question.kind, sentence):
        words = sentence[start:end]
        stems = set(content_stems(words))
        if stems and stems <= asked:
            continue
        if question.kind in ("person", "place", "name") and (
            not stems or (start == 0 and len(words_of(words)) == 1 and _is_common(words))
        ):
            continue
        middle = (start + end) / 2
        cost = min((abs(middle - position) for position in positions), default=float(len(sentence)))
        if question.counted:
            behind = sentence[end : end + 45]
            if set(question.counted) & set(content_stems(behind)):
                cost -= 200
        if question.kind == "person" and not re.search(r"[a-z]", words):
            cost += 40  # an abbreviation is seldom a person
        if question.kind == "place" and re.search(
            r"\b(?:in|at|to|from|near|of|outside)\s+(?:the\s+)?$", sentence[:start]
        ):
            cost -= 40
        if question.kind == "date" and re.search(r"\d", words):
            cost -= 30
        if best is None or cost < best[0]:
            best = (cost, (start, end))
    return None if best is None else best[1]


_COMMON = frozenset(
    "the a an in on at by for from he she it they we i you this that these those there when while as if but and or after before "
    "some many more most police officials people according however meanwhile although since during".split()
)


def _is_common(words: str) -> bool:
    return words.lower() in _COMMON
