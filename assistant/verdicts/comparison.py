"""Superlatives, `only`, `all`, `never` and comparatives that a claim adds, and words that say the opposite of a span's."""

# ruff: noqa: E501  (tables of patterns read best with one row a line)
from __future__ import annotations

import re

from vectorstore.words import stem

from .alignment import align
from .cues import stems_near
from .evidence import Evidence
from .flags import Flag, flag
from .reading import read_words
from .word_tables import OPPOSITES, same_sense

__all__ = ["check_comparisons", "check_opposites"]

_STRENGTHS: tuple[tuple[re.Pattern[str], re.Pattern[str]], ...] = tuple(
    (re.compile(rf"\b(?:{claimed})\b", re.IGNORECASE), re.compile(rf"\b(?:{held})\b", re.IGNORECASE))
    for claimed, held in (
        (r"only(?! \d)|solely|exclusively|alone", r"only|solely|sole|exclusively|exclusive|alone|just|none but|nothing but|but|except|other than|no other|merely|single|lone|limited|restricted|nobody|sole\w*|unique"),
        (r"all(?! but)(?! in all)|every|everyone|everybody|entire(?:ly)?|whole|completely|totally|fully", r"all|every\w*|each|entire\w*|whole|complete\w*|total\w*|fully|full|any\w*|none|no|nobody|neither|both|throughout|always|without|unanimous\w*|united|never|apiece|of which|of whom|everybody"),
        (r"most of|mostly|majority|mainly|largely|predominantly", r"most\w*|majority|mainly|largely|predominant\w*|chief\w*|bulk|main|primar\w+|more than half|two.thirds|generally"),
        (r"always|constantly|permanently", r"always|constant\w*|permanent\w*|all|day and night|every|never|ever|continu\w+|round the clock"),
        (r"(?<!, )first(?! lady)|earliest", r"first|earliest|initial\w*|begin\w*|began|start\w*|open\w*|early|original\w*|one"),
        (r"last(?! (?:week|month|year|night|\w+day))|final(?:ly)?|latest", r"last\w*|final\w*|latest|end\w*|most recent|eventual\w*|clos\w+"),
        (r"largest|biggest|greatest", r"largest|biggest|greatest|most|top|mega\w*|more than any|main"),
        (r"smallest|least(?<!at least)|fewest|lowest", r"smallest|least|fewest|lowest|minimum|fewer|less"),
        (r"highest|tallest|most expensive|worst|best|longest|oldest|youngest|deadliest|bloodiest|fastest|newest|richest|poorest", r"\w+est|most|best|worst|record|top|more than any|peak|never|maximum"),
    )
)  # fmt: skip


_IN_FORCE = re.compile(
    r"\b(?:left|leaves?|leaving|keeps?|kept|keeping|remain(?:s|ed)?|stay(?:s|ed)?|still) (?:[^\s.;]+ ){0,8}?in (?:force|effect|place)\b|"
    r"\b(?:upheld|upholds?) (?:[^\s.;]+ ?){1,6}|\blet (?:[^\s.;]+ ){1,8}?stand\b",
    re.IGNORECASE,
)
_ENDED = re.compile(
    r"\b(?:suspended|suspends|lifted|overturned|reversed|annulled|quashed|vacated|struck down|blocked|halted|revoked|repealed|"
    r"set aside|put on hold)\b(?: [^\s.;]+){0,6}",
    re.IGNORECASE,
)
_INSTRUMENTS = re.compile(
    r"\b(?:orders?|rulings?|laws?|act|rules?|polic(?:y|ies)|bans?|measures?|decrees?|injunctions?|proclamations?|decisions?|verdicts?|"
    r"agreements?|state of exception)\b",
    re.IGNORECASE,
)
"""What goes on or is ended. `Left the order in force` turns `suspended the order` round; `blocked the flights` does not."""


def check_comparisons(claim: str, evidence: Evidence) -> list[Flag]:
    """Flag `only`, `all`, `most`, superlatives and the like that no span bears out."""
    flags = []
    for claimed, held in _STRENGTHS:
        match = claimed.search(claim)
        if match is None or match.group().lower() in evidence.text.lower():
            continue
        if held.search(evidence.text):
            continue
        flags.append(flag("comparison", "unsupported", f'the source does not say "{match.group()}"'))
    return flags


def check_opposites(claim: str, evidence: Evidence) -> list[Flag]:
    """Flag a word whose opposite stands in its place in the span, such as `rose` for `fell`."""
    flags = []
    home = evidence.home_of(claim)
    here, there = _read_poles(claim), _read_poles(home)
    for word, near in here.items():
        if word in evidence.folded:
            continue
        for other in OPPOSITES.get(word, ()):
            if other in there and other not in here and _shares(near, there[other]):
                flags.append(flag("opposite", "contradicted", f'the source says "{other}", not "{word}"'))
    flags.extend(_check_instruments(claim, home, evidence.text))
    alignment = align(claim, home)
    for mine, theirs in alignment.swaps:
        if len(mine) == 1 == len(theirs) and theirs[0] in OPPOSITES.get(mine[0], ()) and mine[0] in evidence.folded:
            flags.append(flag("opposite", "contradicted", f'the source says "{theirs[0]}", not "{mine[0]}"'))
    return flags


def _check_instruments(claim: str, home: str, held: str) -> list[Flag]:
    """Flag an order, law or the like that goes on in the claim and was ended in its span, or the other way round."""
    flags = []
    for one, other in ((_IN_FORCE, _ENDED), (_ENDED, _IN_FORCE)):
        ours, theirs = one.search(claim), other.search(home)
        if ours is None or theirs is None or other.search(claim) or one.search(held):
            continue
        if _instruments(ours.group()) & _instruments(theirs.group()):
            flags.append(flag("opposite", "contradicted", f'the source says "{theirs.group()}", not "{ours.group()}"'))
    return flags


def _instruments(words: str) -> set[str]:
    return {stem(found.lower()) for found in _INSTRUMENTS.findall(words)}


def _read_poles(text: str) -> dict[str, frozenset[str]]:
    """Each word of a text that has an opposite, with the stems of the content words around it."""
    return {
        word.folded: stems_near(text, word.start, word.end, 4) for word in read_words(text) if word.folded in OPPOSITES
    }


def _shares(one: frozenset[str], other: frozenset[str]) -> bool:
    return any(same_sense(a, b) for a in one for b in other)
