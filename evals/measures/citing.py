"""Citations: ALCE's recall and precision (Gao et al. 2023), overlap with gold spans, exact quotes.

A sentence is recalled when all that it cites supports it together. A citation is precise when its sentence is recalled
and it is not idle: it supports the sentence alone, or the others no longer do without it. A marker that no citation
bears supports nothing: it is wrong, and so is the sentence that carries it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..errors import JudgeSilentError
from ..gold import Span, overlap_share
from ..scores import Better, Score, score_mean
from .measuring import Measured, Setting, score_values

if TYPE_CHECKING:
    from assistant import Answer, Citation, Sentence
    from assistant.verdicts.records import Judge

    from ..report import Record

__all__ = ["CitationMeasure", "CitedSentence", "score_citations", "supports_by"]

_NAMES: dict[str, Better] = {
    "citation recall": "higher",
    "citation precision": "higher",
    "unknown markers": "lower",
    "gold words cited": "higher",
    "cites the gold": "higher",
}


@dataclass(frozen=True, kw_only=True)
class CitedSentence:
    """ALCE's view of one sentence: whether it is supported, and of each citation whether it is precise."""

    is_supported: bool
    precise: tuple[bool, ...]


def score_citations(
    cited: Sequence[int], known: frozenset[int], supports: Callable[[Sequence[int]], bool]
) -> CitedSentence:
    """Score one sentence.

    Args:
        cited: the markers of the sentence, in order, repeats aside.
        known: the markers that a citation bears.
        supports: whether these citations together support the sentence.
    """
    markers = list(dict.fromkeys(cited))
    if not markers or not known.issuperset(markers):
        return CitedSentence(is_supported=False, precise=(False,) * len(markers))
    if not supports(markers):
        return CitedSentence(is_supported=False, precise=(False,) * len(markers))
    if len(markers) == 1:
        return CitedSentence(is_supported=True, precise=(True,))
    precise = tuple(
        supports([marker]) or not supports([other for other in markers if other != marker]) for marker in markers
    )
    return CitedSentence(is_supported=True, precise=precise)


def supports_by(judge: Judge, sentence: str, answer: Answer) -> Callable[[Sequence[int]], bool]:
    """Whether citations support a sentence, by a judge; each set of them is judged once.

    What it gives raises JudgeSilentError where the judge has no verdict.
    """
    from assistant.verdicts.records import CheckedSpan

    known: dict[tuple[int, ...], bool] = {}

    def span_of(citation: Citation) -> CheckedSpan:
        return CheckedSpan(
            text=citation.quote,
            context=f"{citation.before}{citation.quote}{citation.after}",
            title=citation.title,
            publisher=citation.publisher,
            published=citation.published,
        )

    def supports(markers: Sequence[int]) -> bool:
        key = tuple(sorted(markers))
        if key not in known:
            spans = [span_of(answer.citation(marker)) for marker in markers]
            known[key] = judge.judge(sentence, spans).verdict == "supported"
        return known[key]

    return supports


class CitationMeasure:
    """Measures the citations of answers; a refusal cites nothing and is left out.

    An answer of which the judge left a sentence without a verdict has no recall and no precision: to leave out that
    sentence alone would score it by the rest.
    """

    def measure(self, record: Record, setting: Setting) -> Measured:
        answer = record.given
        if answer.abstained:
            return Measured(values={"citation recall": None, "citation precision": None, "unknown markers": None})
        known = frozenset(citation.marker for citation in answer.citations)
        scored = [_score_sentence(sentence, known, answer, setting.judge) for sentence in answer.sentences]
        judged = [score for score in scored if score is not None]
        is_judged = len(judged) == len(scored)
        markers = [marker for sentence in answer.sentences for marker in dict.fromkeys(sentence.citations)]
        precise = [is_precise for sentence in judged for is_precise in sentence.precise]
        unknown = [marker for marker in markers if marker not in known]
        cited = [
            Span(document_id=c.document_id, start=c.start, end=c.end)
            for c in answer.citations
            if c.marker in set(markers)
        ]
        values: dict[str, float | None] = {
            "citation recall": _share([score.is_supported for score in judged]) if is_judged else None,
            "citation precision": (_share(precise) if precise else 0.0) if is_judged else None,
            "unknown markers": _share([marker not in known for marker in markers]),
        }
        gold = setting.finder.spans(record.case)
        if gold:
            shares = [overlap_share(span, cited) for span in gold]
            values["gold words cited"] = max(shares)
            values["cites the gold"] = float(max(shares) >= 0.5)
        notes = [f"The marker [{marker}] belongs to no citation." for marker in dict.fromkeys(unknown)]
        notes += [
            f"Its citations do not support: “{sentence.text}”"
            for sentence, score in zip(answer.sentences, scored, strict=True)
            if score is not None and not score.is_supported
        ]
        if not is_judged:
            silent = len(scored) - len(judged)
            notes.append(f"Not scored: the judge gave no verdict on {silent} of {len(scored)} sentences.")
        if not all(record.quotes_exact):
            notes.append("A quote differs from the span that it names.")
        return Measured(values=values, notes=tuple(notes))

    def score(self, records: Sequence[Record], seed: int) -> list[Score]:
        quotes = [is_exact for record in records for is_exact in record.quotes_exact]
        return [*score_values(records, _NAMES, seed), score_mean("exact quotes", quotes, seed=seed)]


def _score_sentence(sentence: Sentence, known: frozenset[int], answer: Answer, judge: Judge) -> CitedSentence | None:
    """None when the judge gave no verdict that it takes to score the sentence."""
    try:
        return score_citations(sentence.citations, known, supports_by(judge, sentence.text, answer))
    except JudgeSilentError:
        return None


def _share(claims: Sequence[bool]) -> float | None:
    return sum(claims) / len(claims) if claims else None
