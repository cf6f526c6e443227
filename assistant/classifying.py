"""What kind of sentence a model drafted: a claim, a fragment of an answer, a refusal, or words without content.

Rules over the words of an English sentence; nothing here decides whether it is true.
"""

from __future__ import annotations

import re
from typing import Literal

from vectorstore.words import content_stems

from .neutralising import is_question

__all__ = ["SentenceKind", "complete_fragment", "kind_of_sentence", "strip_question", "strip_reporting"]

SentenceKind = Literal["claim", "fragment", "polarity", "refusal", "lead", "empty"]

_META = frozenset(
    stem
    for word in (
        "answer answers question source sources information provide provided based following summary summarize sure certainly "
        "course help hope know detail details article articles document documents passage passages context text texts thank "
        "thanks note conclusion let found find according okay response reply given above below please feel free ask further "
        "happy assist here code codes square brackets"
    ).split()
    for stem in content_stems(word)
)
_REFUSAL = re.compile(
    r"\b(?:sources?|passages?|documents?|articles?|context|texts?|excerpts?|information)\b[^.]{0,60}"
    r"\b(?:do(?:es)?|did|is|are|was|were)(?: not|n['’]t)\b[^.]{0,50}"
    r"\b(?:say|state|mention|specif\w+|contain|provid\w+|includ\w+|answer\w*|give|cover|discuss|address|"
    r"indicate|tell|available|clear)"
    r"|^\W*(?:i|we)(?:['’]m| am| are)? (?:sorry|cannot|can['’]t|can not|could not|unable|not able|"
    r"do not (?:know|have)|don['’]t (?:know|have))\b"
    r"|\b(?:there is|there['’]s|contain|provide|found|have) no (?:information|mention|answer|details?)\b"
    r"|\b(?:not|never) (?:mentioned|specified|stated|provided|given|answered|addressed|found) (?:in|by) (?:the|"
    r"any|these) (?:\w+ )?"
    r"(?:sources?|passages?|documents?|articles?|context|texts?)"
    r"|^\W*(?:unknown|not stated|no answer|n/a|none of the sources)\b",
    re.IGNORECASE,
)
_VERB = re.compile(
    r"\b(?:is|are|was|were|be|been|am|has|have|had|can|could|will|would|may|might|must|should|shall|did|does|do|"
    r"said|says|held|holds|"
    r"went|took|left|made|gave|sent|built|won|lost|met|told|found|put|ran|cost|costs|flew|began|got|came|became|"
    r"kept|paid|spent|"
    r"brought|bought|sold|taught|thought|knew|saw|wrote|spoke|broke|chose|drove|rose|fell|grew|led|lies|stands|"
    r"sits|\w{3,}ed)\b",
    re.IGNORECASE,
)
_POLARITY = re.compile(r"^\W*(?:yes|no)\b", re.IGNORECASE)
_NO = re.compile(r"^\W*no\b", re.IGNORECASE)
_ASKING = re.compile(
    r"^\W*(?:and |but |so )?(?:(?:at |in |on |by |for |from |to )?(?:how (?:many|much|long|far|old|big|often|"
    r"large|high|tall)|"
    r"who(?:se|m)?|what|which|when|where|why|how)\b\s*)?(?:(?:is|are|was|were|do|does|did|has|have|had|will|"
    r"would|can|could)\b\s*)?",
    re.IGNORECASE,
)
_REPORTING = re.compile(
    r"^(?:the|this) (?:article|source|document|passage|text|context|briefing)s? (?:also |further )?"
    r"(?:states?|says?|reports?|mentions?|notes?|adds?|explains?) that\s+",
    re.IGNORECASE,
)
_FRAGMENT_WORDS = 7
_POLARITY_WORDS = 5


def kind_of_sentence(text: str) -> SentenceKind:
    """What kind of sentence this is; `lead` ends with a colon and is said by what follows it."""
    if _REFUSAL.search(text):
        return "refusal"
    if is_question(text):
        return "empty"
    words = re.findall(r"\w+", text)
    if _POLARITY.match(text) and len(words) <= _POLARITY_WORDS:
        return "polarity"
    if not any(stem not in _META for stem in content_stems(text)):
        return "empty"
    if text.rstrip().endswith(":"):
        return "lead"
    if len(words) <= _FRAGMENT_WORDS and not _VERB.search(text):
        return "fragment"
    return "claim"


def complete_fragment(question: str, fragment: str, lead: str | None = None) -> str | None:
    """The fragment together with what it answers, so that it can be checked; None for a bare no, which cannot be."""
    if _NO.match(fragment):
        return None
    if _POLARITY.match(fragment):
        return f"{strip_question(question)}."
    return f"{lead.rstrip(': ')}: {fragment}" if lead else f"{strip_question(question)}: {fragment}"


def strip_reporting(text: str) -> str:
    """The sentence without a beginning such as "The article also states that", which speaks of no particular source."""
    return _REPORTING.sub("", text, count=1) or text


def strip_question(question: str) -> str:
    """The words of a question that say something, without the words that ask."""
    return _ASKING.sub("", question, count=1).rstrip("?!. ")
