"""Where sources disagree: different figures or dates given for the same thing, each with who gives it and when.

Only what stands in sentences that answer the question is compared; choosing them is for `quotes.py`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from vectorstore.words import content_stems

from .answers import Citation, Disagreement, Stance
from .evidence import EvidenceSentence
from .questions import Question
from .verdicts.attribution import read_attributions
from .verdicts.dates import When, read_dates
from .verdicts.figure_check import bears_out
from .verdicts.figures import Figure, read_figures
from .verdicts.reading import clean_text, stems_of

__all__ = ["differing_sentences", "state_disagreement"]

_FIGURE_KINDS = frozenset(("number", "money", "percent", "duration", "distance"))
_LEAST_SHARED = 0.55
_LEAST_WORDS = 4
_LEAST_SHARED_OF_DATES = 0.75
_LEAST_COVERED = 0.6
_LEAST_VALUE = 0.55
_MOST_STANCES = 4
_TWINS_SHARED = 0.85
_TELLS = re.compile(
    r"(?:\b|(?=,))(?:differ(?:s|ed)?|disagree[sd]?|at odds|conflict(?:s|ing)?|contradict(?:s|ed)?|dispute[sd]?|whereas|"
    r", while (?:another|"
    r"others?|the)|falls? short of|higher than the|lower than the|(?:one|some) (?:\w+ ){0,3}(?:and|but) (?:another|others?)|"
    r"(?:a |an)?(?:other|different) (?:reports?|counts?|sources?|accounts?|tall(?:y|ies)))\b",
    re.IGNORECASE,
)
"""Words by which one sentence tells of a disagreement itself."""


@dataclass(frozen=True, kw_only=True)
class _Value:
    """What a sentence answers with: a figure or a date, and the words around it."""

    text: str
    figure: Figure | None
    when: When | None
    about: frozenset[str]
    moments: frozenset[tuple[int | None, int | None]]
    """The other dates of the sentence, as year and month."""
    beside: tuple[Figure, ...]
    """All figures of the sentence."""


def differing_sentences(
    question: Question, rated: Sequence[tuple[float, EvidenceSentence]]
) -> list[tuple[EvidenceSentence, str]]:
    """The sentences that give the asked figure or date otherwise than the best one does, the best one first.

    A sentence that says itself that sources differ stands alone, with both of its values. A rounder figure for the same
    value is no disagreement; nor are figures for different days, or a range and a value that lies in it.

    Returns:
        Sentence and the words that give its value; empty unless at least two values differ.
    """
    if not rated:
        return []
    best_value, best = rated[0]
    twins = _find_twins(best_value, rated)
    if twins:
        return twins
    if question.kind not in _FIGURE_KINDS and question.kind != "date":
        return []
    told = _read_told(question, best)
    if told:
        return [(best, words) for words in told]
    held = _read_value(question, best)
    if held is None:
        return []
    stances = [(best, held)]
    for value, sentence in rated[1:]:
        if value < _LEAST_VALUE * best_value or len(stances) == _MOST_STANCES:
            break
        other = _read_value(question, sentence)
        if other is not None and all(_disagree(question, other, known) for _, known in stances):
            stances.append((sentence, other))
    return [(sentence, value.text) for sentence, value in stances] if len(stances) > 1 else []


def state_disagreement(question: Question, values: Sequence[tuple[str, Citation]]) -> Disagreement:
    """What is shown of a disagreement: one stance a source, in the order given."""
    return Disagreement(
        topic=question.text,
        stances=tuple(
            Stance(
                value=value,
                citation=citation.marker,
                publisher=_publisher_of(citation),
                published=_date_of(citation),
            )
            for value, citation in values
        ),
    )


def _publisher_of(citation: Citation) -> str | None:
    named = list(dict.fromkeys(origin.publisher for origin in citation.origins if origin.publisher))
    return ", ".join(named) if named else citation.publisher


def _date_of(citation: Citation) -> date | None:
    dates = [origin.published for origin in citation.origins if origin.published]
    return max(dates) if dates else citation.published


def _read_value(question: Question, sentence: EvidenceSentence) -> _Value | None:
    """The value that answers, when the sentence holds exactly one that could."""
    if sentence.direct is None:
        return None
    start, end = sentence.direct
    direct = clean_text(sentence.text[start:end])
    text = clean_text(sentence.text)
    place = text.find(direct)
    if place < 0:
        return None
    stop = place + len(direct)
    whens = read_dates(text)
    sources = " ".join(attribution.source for attribution in read_attributions(text))
    about = frozenset(stems_of(text)) - frozenset(content_stems(f"{direct} {sources}"))
    if question.kind == "date":
        at = next((w for w in whens if w.start < stop and place < w.end and (w.year or w.month)), None)
        return (
            None
            if at is None
            else _Value(text=at.text, figure=None, when=at, about=about, moments=frozenset(), beside=())
        )
    figures = read_figures(text)
    figure = next((f for f in figures if f.start < stop and place < f.end and not f.is_label), None)
    if figure is None:
        return None
    moments = frozenset((when.year, when.month) for when in whens)
    words = text[figure.start : figure.end]
    return _Value(text=words, figure=figure, when=None, about=about, moments=moments, beside=figures)


def _find_twins(
    best_value: float, rated: Sequence[tuple[float, EvidenceSentence]]
) -> list[tuple[EvidenceSentence, str]]:
    """The best sentence and those of other documents that say the same but for one figure or date."""
    best = rated[0][1]
    found: list[tuple[EvidenceSentence, str]] = []
    for value, sentence in rated[1:]:
        if value < _LEAST_VALUE * best_value or len(found) == _MOST_STANCES:
            break
        if sentence.hit.document.document_id == best.hit.document.document_id or not _say_alike(best, sentence):
            continue
        pair = _differing_words(clean_text(best.text), clean_text(sentence.text))
        if pair is not None and pair[1] not in [words for _, words in found]:
            found = found or [(best, pair[0])]
            found.append((sentence, pair[1]))
    return found


def _say_alike(one: EvidenceSentence, other: EvidenceSentence) -> bool:
    ones, others = (
        frozenset(stem for stem in stems_of(clean_text(s.text)) if not any(c.isdigit() for c in stem))
        for s in (one, other)
    )
    smaller = min(len(ones), len(others))
    return smaller >= _LEAST_WORDS and len(ones & others) >= _TWINS_SHARED * smaller


def _differing_words(one: str, other: str) -> tuple[str, str] | None:
    """The words of the one figure, else of the one date, in which two like sentences differ."""
    figures = tuple(tuple(f for f in read_figures(text) if not f.is_label) for text in (one, other))
    ours = [f for f in figures[0] if all(bears_out(f, g) == "no" == bears_out(g, f) for g in figures[1])]
    theirs = [f for f in figures[1] if all(bears_out(f, g) == "no" == bears_out(g, f) for g in figures[0])]
    if len(ours) == len(theirs) == 1 and _figures_differ(ours[0], theirs[0]):
        return one[ours[0].start : ours[0].end], other[theirs[0].start : theirs[0].end]
    if ours or theirs:
        return None
    dates = tuple(read_dates(text) for text in (one, other))
    mine = [w for w in dates[0] if all(_dates_differ(w, v) for v in dates[1])]
    yours = [w for w in dates[1] if all(_dates_differ(w, v) for v in dates[0])]
    if len(mine) == len(yours) == 1:
        return one[mine[0].start : mine[0].end], other[yours[0].start : yours[0].end]
    return None


def _read_told(question: Question, sentence: EvidenceSentence) -> list[str]:
    """The two values of a sentence that says itself that they are at odds."""
    text = clean_text(sentence.text)
    if question.kind == "date" or not _TELLS.search(text):
        return []
    figures = [figure for figure in read_figures(text) if not (figure.is_label or figure.is_ordinal)]
    for place, one in enumerate(figures):
        for other in figures[place + 1 :]:
            if _figures_differ(one, other) and _are_near(one, other):
                return [text[one.start : one.end], text[other.start : other.end]]
    return []


def _are_near(one: Figure, other: Figure) -> bool:
    """Whether two figures can be rival counts of one thing: of one order of magnitude."""
    smaller, larger = sorted((abs(one.low), abs(other.low)))
    return smaller > 0 and larger < 3 * smaller


def _disagree(question: Question, one: _Value, other: _Value) -> bool:
    asked = frozenset(question.stems)
    if len(one.about & other.about) < _LEAST_WORDS or not (one.about & asked and other.about & asked):
        return False
    shared = len(one.about & other.about) / min(len(one.about), len(other.about))
    if shared < (_LEAST_SHARED if one.when is None else _LEAST_SHARED_OF_DATES):
        return False
    if (one.about & asked) != (other.about & asked) and not _covers_alike(one, other, question):
        return False
    if one.when is not None and other.when is not None:
        return _dates_differ(one.when, other.when)
    if one.figure is None or other.figure is None:
        return False
    if any(bears_out(f, one.figure) == "holds" for f in other.beside) or any(
        bears_out(f, other.figure) == "holds" for f in one.beside
    ):
        return False  # one sentence gives both: they count different things, or it tells the difference itself
    return _figures_differ(one.figure, other.figure) and not _moments_differ(one.moments, other.moments)


def _covers_alike(one: _Value, other: _Value, question: Question) -> bool:
    """Whether both hold the same names of the question, and nearly as many of its words."""
    asked = frozenset(question.stems)
    if (one.about & question.name_stems & asked) != (other.about & question.name_stems & asked):
        return False
    ones, others = len(one.about & asked), len(other.about & asked)
    return min(ones, others) >= _LEAST_COVERED * max(ones, others)


def _dates_differ(one: When, other: When) -> bool:
    """Whether two dates cannot be one: a day within a month that the other names can."""
    pairs = ((one.year, other.year), (one.month, other.month), (one.day, other.day))
    return any(a is not None and b is not None and a != b for a, b in pairs)


def _moments_differ(
    one: frozenset[tuple[int | None, int | None]], other: frozenset[tuple[int | None, int | None]]
) -> bool:
    """Whether both sentences are dated, and by no date alike: a figure may change from day to day."""
    return bool(one) and bool(other) and not (one & other)


def _figures_differ(one: Figure, other: Figure) -> bool:
    if (one.unit is None) != (other.unit is None) or one.is_ordinal != other.is_ordinal:
        return False
    if one.unit is not None and other.unit is not None and one.unit.dimension != other.unit.dimension:
        return False
    if one.counted and other.counted and not set(one.counted[:3]) & set(other.counted[:3]):
        return False
    if bears_out(one, other) != "no" or bears_out(other, one) != "no":
        return False
    smaller, larger = sorted((one, other), key=lambda figure: figure.low)
    if (
        larger.bound in ("nearly", "at most", "less than")
        and smaller.bound == "exact"
        and smaller.low > 0.9 * larger.low
    ):
        return False
    return not (one.is_range and one.low <= other.low <= one.high) and not (
        other.is_range and other.low <= one.low <= other.high
    )
