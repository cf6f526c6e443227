"""Who says what: whether a claim credits the one whom the span credits, and still says that it is someone's word."""

# ruff: noqa: E501  (tables of patterns read best with one row a line)
from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from vectorstore.words import stem

from .evidence import Evidence
from .flags import Flag, flag, hint
from .names import Name, read_names
from .reading import content_of, read_words, stems_of
from .word_tables import same_sense

__all__ = ["Attribution", "check_attribution", "read_attributions"]

_CORE = (
    r"said|says|say|saying|told|tells|states|stated|declares?|declared|claims?|claimed|argues?|argued|alleges?|alleged|asserts?|asserted|"
    r"contends?|contended|insists?|insisted|maintains?|maintained|estimates?|estimated|believes?|believed|warns?|warned|suggests?|suggested|"
    r"notes?|noted|reports|reported|writes?|wrote|explains?|explained|adds?|added|testifies|testified|concludes?|concluded|"
    r"acknowledges?|acknowledged|admits?|admitted|concedes?|conceded|confirms?|confirmed|announces?|announced|reasons|reasoned|made known|makes known"
)
_WIDE = (
    rf"{_CORE}|den(?:y|ies|ied)|describ(?:es?|ed)|calls?|called|puts?|found|finds|holds?|held|ruled|rules|quot(?:es?|ed)|remark(?:s|ed)|post(?:s|ed)|"
    r"stress(?:es|ed)|thinks?|thought|accus(?:es?|ed)|criticis(?:es?|ed)|criticiz(?:es?|ed)|objects?|objected|reveal(?:s|ed)|disclos(?:es?|ed)|"
    r"attribut(?:es?|ed)|counts?|counted|cit(?:es?|ed)|rul(?:es|ed)|decid(?:es?|ed)|agree[sd]?|attack(?:s|ed)|underlin(?:es?|ed)|credits?|credited|gives|gave|"
    r"replied|replies|answer(?:s|ed)|justif(?:ies|ied)|demand(?:s|ed)|urg(?:es?|ed)|complain(?:s|ed)|saw|sees|regards?|regarded|assur(?:es?|ed)|speaks?|spoke|"
    r"listed|lists|set out|sets out|points? (?:to|out)|pointed (?:to|out)|recount(?:s|ed)|show(?:s|ed)|identified|documents?|documented|names|named"
)
_ACCORDING = re.compile(
    r"\b(?:according to|in the words of|in the view of|as told by|by the count of|as reported by|per)\s+", re.IGNORECASE
)
_SAID = re.compile(rf"\b(?:{_WIDE})\b")
_SAID_CORE = re.compile(rf"\b(?:{_CORE})\b")
_RECORDS = re.compile(
    r"\b(?:article|reports?|account|accounts|timeline|study|studies|survey|data|figures?|records?|filings?|document|documents|fact-check|"
    r"statistics|text|docket|database|page|site|story|stories|blog|website|newspaper|outlet|outlets|sources?|review|opinion|order|tour|video|"
    r"trackers|memo|notice|letter|others?)\b",
    re.IGNORECASE,
)
_HEAD_END = re.compile(r"\b(?:who|that|which|in|from|by|of|on|for)\b")
_TAIL_WORDS = 4
_PRONOUN = re.compile(r"\b(?:he|she|they|it|who)\s*$", re.IGNORECASE)
_QUALIFIED = re.compile(
    r"\b(?:alleg\w+|accus\w+|suspect\w*|reportedly|claim\w*|argu\w+|view\w*|opinion|statement|words of|testimony|accounts? of|charge\w*|quot\w+|ruling|decision)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Attribution:
    """One `X said` or `according to X` of a text, at `[start, end)`.

    Attributes:
        source: the words for who says it, as written.
        names: the names among them.
        is_record: it is credited to a report, an article or a file, not to anyone whose word it is.
        is_core: the verb is one of plain saying, which nothing but an attribution is.
        said: the stems of what is said.
    """

    source: str
    names: tuple[Name, ...]
    start: int
    end: int
    is_record: bool
    is_core: bool
    said: frozenset[str]


@lru_cache(maxsize=8192)
def read_attributions(sentence: str) -> tuple[Attribution, ...]:
    """The attributions of a cleaned sentence in order."""
    found = [_read_according(sentence, match) for match in _ACCORDING.finditer(sentence)]
    for match in _SAID.finditer(sentence):
        if any(a.start <= match.start() < a.end for a in found):
            continue
        attribution = _read_said(sentence, match)
        if attribution is not None:
            found.append(attribution)
    return tuple(sorted(found, key=lambda attribution: attribution.start))


def check_attribution(claim: str, evidence: Evidence) -> list[Flag]:
    """Flag words put into another mouth, an attribution that no span has, and one that was dropped."""
    given = [attribution for sentence in evidence.sentences for attribution in read_attributions(sentence)]
    claimed = read_attributions(claim)
    flags = [f for attribution in claimed if (f := _check_source(attribution, given, evidence)) is not None]
    dropped = _find_dropped(claim, claimed, evidence)
    if dropped is not None:
        why = f"the source gives this as the word of {dropped.source}, not as a fact"
        flags.append(flag("attribution", "unsupported", why))
    return flags


def _check_source(attribution: Attribution, given: list[Attribution], evidence: Evidence) -> Flag | None:
    parts = {part for name in attribution.names for part in name.parts}
    if not parts or attribution.is_record:
        return None
    named = [a for a in given if a.names]
    own = stems_of(attribution.source)
    if any(len(own & stems_of(a.source)) >= 0.5 * len(own) for a in given):
        return None
    if any(parts & {part for name in a.names for part in name.parts} for a in given):
        return None
    if any(parts & {word.folded for word in read_words(publisher)} for publisher in evidence.publishers):
        return None
    if not parts & (evidence.folded | evidence.backdrop_folded):
        return None  # the check of names says so
    about = [a for a in named if attribution.said and len(a.said & attribution.said) >= 0.5 * len(attribution.said)]
    if about and attribution.is_core and not about[0].is_record:
        return flag(
            "attribution", "contradicted", f"the source has {about[0].source} say this, not {attribution.source}"
        )
    is_absent = not parts & evidence.folded
    if attribution.is_core and is_absent and not given and not _SAID.search(evidence.text):
        return flag("attribution", "unsupported", f"the source does not have {attribution.source} say this")
    return (
        hint("attribution", "unsupported", f"the source does not have {attribution.source} say this")
        if attribution.is_core
        else None
    )


def _find_dropped(claim: str, claimed: tuple[Attribution, ...], evidence: Evidence) -> Attribution | None:
    """The attribution under which the span says what the claim states plainly, or None."""
    home = evidence.home_of(claim)
    stems = stems_of(claim)
    given = read_attributions(home)
    for attribution in given:
        if attribution.is_record or not attribution.is_core or not attribution.said:
            continue
        others = [other for other in given if other is not attribution]
        if _is_kept(attribution, others, claim, claimed):
            continue
        held = sum(any(same_sense(word, other) for other in stems) for word in attribution.said)
        plain = stems_of(home) - attribution.said
        rest = [stem for stem in stems if not any(same_sense(stem, word) for word in attribution.said)]
        beyond = sum(any(same_sense(stem, word) for word in plain) for stem in rest)
        if held >= max(2, 0.5 * min(len(attribution.said), len(stems))) and beyond <= 0.34 * len(stems):
            return attribution
    return None


def _is_kept(attribution: Attribution, others: list[Attribution], claim: str, claimed: tuple[Attribution, ...]) -> bool:
    """Whether a claim still says whose word it is, or that it is someone's."""
    own = stems_of(attribution.source)
    if own and len(own & stems_of(claim)) >= 0.5 * len(own):
        return True
    elsewhere = frozenset().union(*(stems_of(other.source) for other in others))
    if any(a.is_core and not (stems_of(a.source) and stems_of(a.source) <= elsewhere) for a in claimed):
        return True
    return any(stem(match.group().lower()) not in attribution.said for match in _QUALIFIED.finditer(claim))


def _read_according(sentence: str, match: re.Match[str]) -> Attribution:
    rest = sentence[match.end() :]
    cut = re.search(r"[,;:.]|\b(?:while|whereas|but|when|that)\b", rest)
    source = rest[: cut.start()].strip() if cut else rest.strip()
    end = match.end() + len(source)
    before, behind = sentence[: match.start()], sentence[end:]
    clause = _last_clause(before) if before.strip(" ,") else behind
    return _attribution(sentence, source, match.start(), end, clause, is_core=True)


def _read_said(sentence: str, match: re.Match[str]) -> Attribution | None:
    before, behind = sentence[: match.start()].rstrip(), sentence[match.end() :]
    subject = re.split(r"[,;:.](?=\s)|\b(?:that|while|whereas|but|although|though|and)\b", before)[-1].strip()
    if not subject and before.endswith(",") and before.count(",") > 1:
        subject = re.split(r"[;:.](?=\s)|\b(?:that|while|whereas|but)\b", before)[-1].split(",")[0].strip()
    is_core = bool(_SAID_CORE.fullmatch(match.group()))
    inverted = re.match(r"\s+((?:[A-Z][\w.'-]*|the|of|a|an)(?:\s+(?:[A-Z][\w.'-]*|of|the|\w+))*?)\s*[.,;]?$", behind)
    if before.endswith((",", '"')) and inverted:
        return _attribution(sentence, inverted.group(1), match.start(), len(sentence), before, is_core)
    if not subject or (
        re.search(r"\b(?:is|are|was|were|been|be|being|to|had|has|have)\s*$", subject)
        and not re.search(r"\b(?:had|has|have)\s*$", subject)
    ):
        return None
    words = content_of(read_words(subject))
    if not words and not _PRONOUN.search(subject):
        return None
    told_before = before[: -len(subject)] or before
    is_last = not re.search(r"\bthat\b", behind) and len(content_of(read_words(behind))) <= _TAIL_WORDS
    if re.match(r"\s*[,.]?\s*$", behind) or (is_last and len(content_of(read_words(told_before))) >= _TAIL_WORDS):
        return _attribution(sentence, _last_phrase(subject), match.start(), match.end(), told_before, is_core)
    said = re.split(r",\s+(?:while|whereas|but|although|though)\b|;", behind)[0]
    return _attribution(sentence, _last_phrase(subject), match.start() - len(subject), match.end(), said, is_core)


def _attribution(sentence: str, source: str, start: int, end: int, said: str, is_core: bool) -> Attribution:
    names = tuple(
        name for name in read_names(sentence) if (name.text in source and name.is_certain) or name.text == source
    )
    head = _HEAD_END.split(source)[0] or source
    is_record = bool(_RECORDS.search(head)) and not any(f"{name.text}'s" in head for name in names)
    return Attribution(
        source=source.strip(" ,.;"),
        names=names,
        start=max(0, start),
        end=end,
        is_record=is_record,
        is_core=is_core,
        said=stems_of(said) - stems_of(source),
    )


def _last_clause(text: str) -> str:
    parts = re.split(r";|,\s+(?:while|whereas|but|although|though)\b", text)
    return parts[-1]


def _last_phrase(subject: str) -> str:
    return " ".join(subject.split()[-10:])
