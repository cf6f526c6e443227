"""Whether a claim makes a fact of what a span only alleges, allows, plans or thinks possible. Adding a hedge is fine."""

# ruff: noqa: E501  (tables of patterns read best with one row a line)
from __future__ import annotations

import re

from .cues import find_cues, is_covered, stems_near
from .evidence import Evidence
from .flags import Flag, flag, hint
from .reading import read_words, stems_of

__all__ = ["check_modality"]

_ALLEGED = (
    r"alleg\w+|accus\w+|suspect(?:ed|s)?|reportedly|purported\w*|supposed\w*|apparent(?:ly)?|presumed|presumably|believed|"
    r"claim(?:s|ed|ing)?|contend\w*|assert\w*|said to|thought to|rumou?red|seem(?:s|ed|ingly)?|appear(?:s|ed)? to"
)
_POSSIBLE = (
    r"may|might|could|can|possib\w+|perhaps|maybe|potential\w*|probabl[ey]|likely|at risk of|allow(?:s|ed)?|permit(?:s|ted)?|able|"
    r"let|lets|possibl[ey]|capab\w+|capacity|room|space|entitled|eligible|would|should|must|risk\w*|fit|accommodate"
)
_PLANNED = (
    r"will|would|shall|plan(?:s|ned|ning)?(?: to)?|intend\w*|intention|expect\w*|due to|set to|about to|hop(?:es?|ed|ing) to|aim(?:s|ed)? to|"
    r"seek(?:s|ing)?|sought|propos\w+|offer\w*|threat\w*|consider\w*|want(?:s|ed)?|going to|scheduled|willing|agreed|promis\w+|"
    r"demand\w*|ask(?:s|ed)? (?:for|that|to)|urg(?:e|es|ed)|call(?:s|ed)? for|request\w*|vow\w*|pledg\w+|tr(?:y|ies|ied)(?: to)?|attempt\w*|"
    r"ready|prepared|may|might|could|should|must|is to|are to|was to|were to|to be|yet to|future|coming|going forward|wish\w*|ought|need\w*"
)
_VERDICT = r"attempt\w*|tried to"
_SAYING = (
    r"said|say|says|saying|according to|told|tell|tells|stat(?:es?|ed|ing)|argu\w+|alleg\w+|accus\w+|claim\w*|report(?:s|ed|edly)?|"
    r"announc\w+|declar\w+|maintain\w*|insist\w*|believ\w+|testif\w+|describ\w+|view|label\w*|call(?:s|ed)|in the words of|contend\w*|"
    r"suspect\w*|warn\w*|suggest\w*|point\w* to|put|think|thought|charg\w+|den(?:y|ies|ied)"
)
_ALLEGED_CUE = re.compile(rf"\b(?:{_ALLEGED})\b", re.IGNORECASE)
_ALLEGED_MET = re.compile(rf"\b(?:{_ALLEGED}|{_SAYING})\b", re.IGNORECASE)
_SAYING_CUE = re.compile(r"\b(?:said|says|according to|told|writes?|wrote|reported|argued|stated|added)\b")
_MAY_CUE = re.compile(
    r"\b(?:may|might|could|can|possibly|perhaps|probably|likely|potentially|potential|possible)(?! be found)\b(?! \d{1,2},? \d{4})"
)
_MAY_MET = re.compile(rf"\b(?:{_POSSIBLE}|{_ALLEGED}|{_PLANNED}|cannot|can't|not)\b", re.IGNORECASE)
_PLAN_CUE = re.compile(
    r"\b(?:will|would|plan(?:s|ned|ning)? to|intend(?:s|ed)? to|expected to|due to be|set to|about to|hop(?:es|ed) to|aim(?:s|ed)? to|"
    r"sought to|seek(?:s|ing)? to|propos(?:es|ed|ing)|offer(?:s|ed)? to|threat\w+ to|consider(?:s|ed|ing)|want(?:s|ed)? to|going to|"
    r"scheduled|willing to|promised to|pledged to|vowed to|agree(?:s|d)? to|tried to|attempted to|asked to|was to|were to|is to|are to)\b",
    re.IGNORECASE,
)
_PLAN_MET = re.compile(rf"\b(?:{_PLANNED}|{_POSSIBLE}|{_VERDICT}|{_ALLEGED}|for)\b", re.IGNORECASE)
_DENIED = re.compile(r"\b(?:den(?:y|ies|ied|ial)|disput(?:es?|ed)|reject(?:s|ed)?)\b", re.IGNORECASE)
_AFFIRMED = re.compile(
    r"\b(?:confirm(?:s|ed)?|admit(?:s|ted)?|acknowledg(?:es?|ed)|conced(?:es?|ed)|verif(?:ies|ied))\b", re.IGNORECASE
)
_OPEN = re.compile(
    r"\b(?:whether|if)\b[^.;]*?\b(?:undecided|unsettled|unresolved|unclear|unknown|open|not (?:decided|settled|known|clear|said)|"
    r"undetermined|in doubt|in question)\b|"
    r"\b(?:unclear|unknown|undecided|unsettled|not known|not clear|not (?:decided|settled|said)|undetermined) (?:if|whether)\b[^.;]*",
    re.IGNORECASE,
)
"""A question that a span leaves open: `whether it was lawful stayed undecided`."""
_OPEN_MET = re.compile(
    r"\b(?:whether|if|undecided|unsettled|unresolved|unclear|unknown|open|undetermined|doubt\w*|question\w*|yet|never|without|no|"
    r"not|cannot|nothing|neither|nor|avoid\w*|declin\w+|refus\w+|sidestep\w*)\b|n't\b",
    re.IGNORECASE,
)
_STATED = re.compile(
    r"\b(?:proven|proved|certain(?:ly)?|definite(?:ly)?|undoubtedly|clearly|confirmed)\b", re.IGNORECASE
)

_FAMILIES = ((_ALLEGED_CUE, _ALLEGED_MET), (_MAY_CUE, _MAY_MET), (_PLAN_CUE, _PLAN_MET))


def check_modality(claim: str, evidence: Evidence, sentence: str | None = None) -> list[Flag]:
    """Flag hedges of the span that a claim drops, a denial that became a confirmation, what was left open, and certainty that was added.

    Args:
        sentence: the whole sentence of the claim, whose hedges count for all of it.
    """
    home = evidence.home_of(claim)
    flags = _check_dropped(claim, home, sentence or claim)
    affirmed, denied = _AFFIRMED.search(claim), _DENIED.search(home)
    if affirmed and denied and not _AFFIRMED.search(evidence.text) and not _DENIED.search(claim):
        flags.append(flag("modality", "contradicted", f'the source says "{denied.group()}", not "{affirmed.group()}"'))
    left_open = None if _OPEN_MET.search(sentence or claim) else _OPEN.search(home)
    if left_open and is_covered(tuple(stems_of(left_open.group())), stems_of(claim), share=0.5):
        flags.append(flag("modality", "contradicted", f'the source leaves it open: "{left_open.group()}"'))
    sure = _STATED.search(claim)
    if sure and sure.group().lower() not in evidence.text.lower():
        flags.append(hint("modality", "unsupported", f'the source does not say "{sure.group()}"'))
    return flags


def _is_met(met: re.Pattern[str], cue: re.Pattern[str], sentence: str, home: str) -> bool:
    """Whether a sentence hedges too: with a hedge, or with a word of that sort that the span has not put to other use."""
    if cue.search(sentence):
        return True
    there = {word.folded for word in read_words(home)}
    return any(not {word.folded for word in read_words(match.group())} <= there for match in met.finditer(sentence))


def _check_dropped(claim: str, home: str, sentence: str) -> list[Flag]:
    flags = []
    stems = stems_of(claim)
    for cue_pattern, met_pattern in _FAMILIES:
        met = _ALLEGED_CUE if met_pattern is _ALLEGED_MET and _SAYING_CUE.search(home) else met_pattern
        if _is_met(met, cue_pattern, sentence, home):
            continue
        for cue in find_cues(home, cue_pattern):
            near = stems_near(home, cue.start, cue.end, 3)
            if is_covered(cue.scope, stems, share=0.66) and is_covered(tuple(near), stems, share=0.5):
                why = f'the source hedges with "{cue.text}", and the sentence does not'
                flags.append(flag("modality", "unsupported", why))
                break
    return flags
