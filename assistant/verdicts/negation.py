"""Whether a claim denies what a span affirms, or affirms what it denies."""

# ruff: noqa: E501  (tables of patterns read best with one row a line)
from __future__ import annotations

import re
from collections.abc import Iterator

from .cues import Cue, find_cues, is_covered, stems_near
from .evidence import Evidence
from .flags import Flag, flag, hint
from .reading import stems_of
from .word_tables import same_sense

__all__ = ["check_negation"]

_EXPLICIT = re.compile(
    r"\b(?:not(?! only\b)|cannot|can't|won't|\w+n't|never|no(?!\. ?\d|\s+(?:fewer|less|more|later|earlier|longer than|doubt)\b)|"
    r"none|nobody|no one|nothing|nowhere|neither|nor|without)\b",
    re.IGNORECASE,
)
_IMPLICIT = re.compile(
    r"\b(?:not|cannot|\w+n't|never|no|none|nobody|nothing|neither|nor|without|den(?:y|ies|ied|ying|ial)|refus\w+|fail(?:s|ed|ure|ing)?|lack\w*|"
    r"declin(?:e[sd]?|ing)|reject\w*|bar(?:s|red|ring)?|forbid\w*|forbade|prohibit\w*|ban(?:s|ned|ning)?|prevent\w*|block\w*|stop\w*|halt\w*|"
    r"rul(?:e|es|ed|ing) out|unable|unlikely|un(?:known|clear|named|answered|decided|resolved|proven|true|founded|available|published|aware|willing|"
    r"fair|safe|fit|related|disclosed|identified|paid|tried|charged|convicted|usual|common|official|authori[sz]ed|constitutional|lawful|successful\w*)|"
    r"in(?:valid|complete|eligible|sufficient|conclusive|adequate|ability|nocent|accurate)|impossible|illegal|absen\w+|avoid\w*|missing|withheld|"
    r"withhold\w*|left out|leave\w* out|omit\w*|short of|far from|rather than|instead of|hardly|barely|rarely|seldom|few|little|only|except\w*|"
    r"but for|other than|dismiss\w*|exclud\w+|closed to|cut off|turn\w* down|turn\w* away|free of|devoid|zero|unwilling|scarce|doubt\w*|disput\w+|"
    r"yet to|open question|left open|overturn\w*|throw\w* out|thrown out|vacat\w+|depriv\w+|stripp\w+|nil|contradict\w*|ke(?:ep|pt) \w+ (?:secret|to \w+sel\w+)|"
    r"secret|behind closed|clean|beyond|outside)\b",
    re.IGNORECASE,
)
_DENYING = re.compile(
    r"\b(?:den(?:y|ies|ied|ying)|refus(?:e|es|ed|ing) to|fail(?:s|ed|ing)? to|declin(?:e|es|ed|ing) to|unable to|rul(?:es|ed) out)\b",
    re.IGNORECASE,
)
_NEAR_WORDS = 5
_DOUBLED = re.compile(
    r"\b(?:not|never|n't)\s+(?:\w+\s+)?(?:un\w+|without|fail\w*|deny|denied|refuse\w*|illegal|in(?:significant|frequent))\b",
    re.IGNORECASE,
)


def check_negation(claim: str, evidence: Evidence) -> list[Flag]:
    """Flag a `not`, `no` or `without` that a claim has and no span has there, and one of the span that a claim drops."""
    flags = [found for cue in find_cues(claim, _EXPLICIT) if (found := _check_added(cue, claim, evidence)) is not None]
    home = evidence.home_of(claim)
    for cue in (*find_cues(home, _EXPLICIT), *find_cues(home, _DENYING)):
        if _is_dropped(cue, home, claim):
            flags.append(
                flag(
                    "negation",
                    "contradicted",
                    f'the source says "{_quote(home, cue)}", and the sentence drops "{cue.text}"',
                )
            )
            break
    return flags


def _check_added(cue: Cue, claim: str, evidence: Evidence) -> Flag | None:
    is_met = False
    for sentence in evidence.sentences:
        stems = stems_of(sentence)
        if not is_covered(cue.scope, stems):
            continue
        is_met = True
        for other in _cues_beyond(sentence, claim):
            near = stems_near(sentence, other.start, other.end, _NEAR_WORDS)
            if any(same_sense(word, held) for word in cue.scope for held in near):
                return None
    if is_met:
        return flag("negation", "contradicted", f'the source does not say "{cue.text}" here')
    if cue.scope and any(same_sense(cue.scope[0], held) for held in _negated(evidence)):
        return None
    return hint("negation", "unsupported", f'the source does not say "{cue.text}" here')


def _negated(evidence: Evidence) -> Iterator[str]:
    """The stems that stand in the reach of a negation of the spans."""
    for sentence in evidence.sentences:
        for cue in find_cues(sentence, _EXPLICIT):
            yield from cue.scope


def _is_dropped(cue: Cue, home: str, claim: str) -> bool:
    """The claim has what the span negates, and no negation of any kind near it."""
    if not is_covered(cue.scope, stems_of(claim), share=0.66):
        return False
    if not _EXPLICIT.fullmatch(cue.text) and stems_of(cue.text) & stems_of(claim):
        return False
    for other in _cues_beyond(claim, home):
        near = stems_near(claim, other.start, other.end, _NEAR_WORDS)
        if any(same_sense(word, held) for word in cue.scope for held in near):
            return False
    return not _DOUBLED.search(home)


def _cues_beyond(text: str, other: str) -> list[Cue]:
    """The cues of a text; of words such as `ban`, which may be what is spoken of, those that the other text lacks."""
    there = stems_of(other)
    return [
        cue for cue in find_cues(text, _IMPLICIT) if _EXPLICIT.fullmatch(cue.text) or not stems_of(cue.text) & there
    ]


def _quote(sentence: str, cue: Cue) -> str:
    return " ".join(sentence[cue.start :].split()[:5]).rstrip(".,;")
