"""A model's answer beside what other sources say: the values that its sentences leave out, each with its citation.

Finding where sources differ is for `disagreements.py`; a quotes answer shows every side as a sentence (`answering.py`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from .answers import Answer, Citation
from .citations import cite_span
from .disagreements import differing_sentences, state_disagreement
from .evidence import EvidenceSentence
from .questions import Question
from .verdicts.reading import clean_text

__all__ = ["show_other_sides"]


def show_other_sides(answer: Answer, question: Question, rated: Sequence[tuple[float, EvidenceSentence]]) -> Answer:
    """The answer with a disagreement on one of the values that it gives, if the evidence holds one.

    Each side is cited: by a citation of the answer whose quote gives the value, else by a new one behind the last.
    """
    differing = differing_sentences(question, rated)
    if not any(_is_told(answer, sentence, value) for sentence, value in differing):
        return answer
    citations = list(answer.citations)
    sides: list[tuple[str, Citation]] = []
    for sentence, value in differing:
        citation = next((known for known in citations if _gives(known, sentence, value)), None)
        if citation is None:
            marker = max((known.marker for known in citations), default=0) + 1
            citation = cite_span(sentence.hit, sentence.start, sentence.end, marker)
            citations.append(citation)
        sides.append((value, citation))
    return replace(answer, citations=tuple(citations), disagreements=(state_disagreement(question, sides),))


def _is_told(answer: Answer, sentence: EvidenceSentence, value: str) -> bool:
    """Whether a shown sentence gives this value and stands on the sentence of the document that gives it."""
    return any(
        value in clean_text(shown.text) and _overlap(answer.citation(marker), sentence)
        for shown in answer.sentences
        for marker in shown.citations
    )


def _gives(citation: Citation, sentence: EvidenceSentence, value: str) -> bool:
    return _overlap(citation, sentence) and value in clean_text(citation.quote)


def _overlap(citation: Citation, sentence: EvidenceSentence) -> bool:
    document = sentence.hit.document
    return (
        (citation.document_id, citation.version) == (document.document_id, document.version)
        and citation.start < sentence.end
        and sentence.start < citation.end
    )
