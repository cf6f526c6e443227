"""A whole answer as the events of a stream, for answers that are there at once."""

from __future__ import annotations

from collections.abc import Iterator

from .answers import Answer, AnswerEvent

__all__ = ["replay_answer"]


def replay_answer(answer: Answer) -> Iterator[AnswerEvent]:
    """A whole answer as the events of a stream: its sentences, what was withheld, then itself."""
    shown: set[int] = set()
    for sentence in answer.sentences:
        fresh = tuple(c for c in answer.citations if c.marker in sentence.citations and c.marker not in shown)
        shown.update(citation.marker for citation in fresh)
        yield AnswerEvent(kind="sentence", sentence=sentence, citations=fresh)
    for withheld in answer.withheld:
        yield AnswerEvent(kind="withheld", withheld=withheld)
    yield AnswerEvent(kind="answer", answer=answer)
