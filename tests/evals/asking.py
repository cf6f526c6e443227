"""Answers made by hand, for tests of what is done with answers."""

from __future__ import annotations

from assistant import Answer, Sentence
from evals.cases import Case


def answer_with(*texts: str, confidence: float = 0.9) -> Answer:
    """An answer of these sentences; an abstention without any."""
    sentences = tuple(Sentence(text=text, verdict="supported", support=1.0, citations=()) for text in texts)
    return Answer(
        question="?", standalone_question="?", status="answered" if texts else "abstained", reason=None,
        text=" ".join(texts), model="quotes", sentences=sentences, confidence=confidence,
    )  # fmt: skip


def case_with(*accepted: str, answerable: bool = True, tags: tuple[str, ...] = (), id: str = "a") -> Case:
    return Case(id=id, question="How many?", answerable=answerable, accepted=accepted, tags=tags)
