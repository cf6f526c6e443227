"""What a question asks for: its kind of answer, its telling words, and its names.

Rules over the words of an English question; no model and no index.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from vectorstore.words import content_stems

__all__ = ["AnswerKind", "Question", "analyse_question"]

AnswerKind = Literal[
    "number", "money", "percent", "date", "duration", "distance", "person", "place", "name", "reason", "claim"
]

_KINDS: tuple[tuple[AnswerKind, str], ...] = (
    (
        "percent",
        r"\b(what|which) (percent(age)?|share|proportion|fraction)\b|\bhow (big|large) a share\b|\bpercent(age)? (of|did|was|is)\b",
    ),
    (
        "money",
        r"\bhow much (money|did .* (pay|cost|spend|earn|raise)|does .* (pay|cost)|is .* (paid|paying|worth)|was .* (paid|worth))"
        r"|\bhow much (will|would|has|have|was|were|is|are) .*(pay|paid|paying|cost|spent|owe|worth|fined)\b"
        r"|\bwhat (was|is|did|does|were) .*\b(cost|price|fee|salary|budget|fine|payment)\b|\bat what (cost|price)\b|\bhow expensive\b",
    ),
    (
        "duration",
        r"\bhow (long|old)\b|\bfor how (long|many (days|weeks|months|years|hours))\b|\bhow many (days|weeks|months|years|hours|minutes)\b",
    ),
    ("distance", r"\bhow (far|tall|high|big|large|wide|deep)\b"),
    (
        "number",
        r"\bhow (many|much|often)\b|\bwhat (is|was|were|are) the (number|total|count|rate|capacity|population|size|death toll|toll)\b"
        r"|\bwhat (number|total|rate|figure|capacity)\b|\bwhich number\b|\bby what (margin|factor)\b",
    ),
    (
        "date",
        r"\bwhen\b|\b(what|which) (year|month|day|date|decade|week)\b|\bsince when\b|\bhow (recently|soon|long ago)\b",
    ),
    (
        "person",
        r"\bwho\b|\bwhom\b|\bwhose\b|\b(what|which) (president|minister|judge|lawyer|senator|official|person|man|woman|actor|singer|player|director|author)\b",
    ),
    (
        "place",
        r"\bwhere\b|\b(what|which) (country|countries|city|state|town|place|region|province|continent|nation|airport|department)\b",
    ),
    (
        "reason",
        r"^\s*why\b|\bwhy (did|do|does|is|are|was|were|has|have)\b|\bfor what reason\b|\bwhat (caused|led to|prompted)\b",
    ),
    ("name", r"\b(what|which)\b"),
)
_COMPILED = tuple((kind, re.compile(pattern, re.IGNORECASE)) for kind, pattern in _KINDS)
_NAME = re.compile(r"(?<![\w.])(?:[A-Z][\w'’-]*|\d[\w,.-]*\d|\d)(?:[ -](?:of |de |del |the |la |el )?[A-Z][\w'’-]*)*")
_OPENERS = frozenset(
    "a an the who whom whose what which when where why how is are was were do does did has have had can could will would "
    "should in on at by for from to of and or but if as this that these those it he she they there name tell list give".split()
)
_UNIT = re.compile(r"\bhow many (?:of the |more |other |different )?([a-z'-]+(?: [a-z'-]+)?)", re.IGNORECASE)


@dataclass(frozen=True, kw_only=True)
class Question:
    """A standalone question, analysed."""

    text: str
    kind: AnswerKind
    names: tuple[str, ...]
    """Capitalised names and figures that the question holds."""
    counted: tuple[str, ...] = ()
    """Stems of what a `how many` question counts."""

    @cached_property
    def stems(self) -> tuple[str, ...]:
        """The distinct stems of its telling words, in order."""
        return tuple(dict.fromkeys(content_stems(self.text)))

    @cached_property
    def name_stems(self) -> frozenset[str]:
        return frozenset(stem for name in self.names for stem in content_stems(name))


def analyse_question(text: str) -> Question:
    """Find what kind of answer a question asks for, and which names it holds."""
    kind: AnswerKind = "claim"
    for candidate, pattern in _COMPILED:
        if pattern.search(text):
            kind = candidate
            break
    unit = _UNIT.search(text)
    return Question(
        text=text,
        kind=kind,
        names=tuple(names_of(text)),
        counted=tuple(content_stems(unit.group(1))) if unit else (),
    )


def names_of(text: str) -> list[str]:
    """Capitalised names and figures of a text, in order; a word that only opens a sentence is no name."""
    names: list[str] = []
    for match in _NAME.finditer(text):
        words = match.group().split()
        while words and words[0].lower() in _OPENERS:
            words = words[1:]
        name = " ".join(words).strip(".,-")
        if name:
            names.append(name)
    return list(dict.fromkeys(names))
