"""A conversation as records: its turns, and how an event of an answer's stream changes one."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from assistant.answers import Answer, AnswerEvent, Citation, Sentence, WithheldSentence

__all__ = ["Talk", "Turn", "TurnState", "history_of", "spans_cited_in"]

TurnState = Literal["working", "answered", "stopped", "failed"]
_TURNS_KEPT = 12


@dataclass(frozen=True, kw_only=True)
class Turn:
    """A question and what is known of its answer so far."""

    question: str
    state: TurnState = "working"
    passages: int | None = None
    """How many passages were found; None until they are."""
    sentences: tuple[Sentence, ...] = ()
    citations: tuple[Citation, ...] = ()
    withheld: tuple[WithheldSentence, ...] = ()
    answer: Answer | None = None
    """The whole answer, once it is there; it replaces what came before it."""
    failure: str | None = None
    """What went wrong and the next step, when it failed."""
    followups: tuple[str, ...] = ()
    """Questions that the library answers and that lead on from here."""
    model: str = ""
    """Which model was asked, when it was chosen on the page."""
    ordinal: int | None = None
    """Its place in the kept conversation; None until it is kept."""
    opinion: Literal["up", "down"] | None = None
    """What the reader thinks of the answer."""
    note: str = ""

    def after(self, event: AnswerEvent) -> Turn:
        """The turn once this event has come."""
        if event.kind == "retrieved":
            return replace(self, passages=event.passages)
        if event.kind == "sentence" and event.sentence is not None:
            return replace(
                self, sentences=(*self.sentences, event.sentence), citations=(*self.citations, *event.citations)
            )
        if event.kind == "withheld" and event.withheld is not None:
            return replace(self, withheld=(*self.withheld, event.withheld))
        if event.answer is not None:
            return replace(
                self,
                state="answered",
                answer=event.answer,
                sentences=event.answer.sentences,
                citations=event.answer.citations,
                withheld=event.answer.withheld,
            )
        return self

    def stopped(self) -> Turn:
        """The turn as a person stopped it; one that is done stays as it is."""
        return replace(self, state="stopped") if self.state == "working" else self

    def failed(self, failure: str) -> Turn:
        """The turn that an error ended."""
        return replace(self, state="failed", failure=failure)


@dataclass(frozen=True, kw_only=True)
class Talk:
    """The conversation that one visitor has open; `conversation_id` is None until something of it is kept."""

    owner: str = ""
    """Whose it is: it goes to nobody else, even if they hold the key of the visitor's session."""
    conversation_id: str | None = None
    turns: tuple[Turn, ...] = ()

    def with_turns(self, turns: Iterable[Turn]) -> Talk:
        return replace(self, turns=tuple(turns))

    def for_owner(self, owner: str) -> Talk:
        """This conversation for its owner, an empty one for anyone else."""
        return self if self.owner == owner else Talk(owner=owner)

    def stopped(self) -> Talk:
        """The conversation with whatever was under way marked as stopped."""
        return self.with_turns(turn.stopped() for turn in self.turns)


def history_of(turns: Iterable[Turn]) -> list[dict[str, str]]:
    """The answered turns, oldest first, as the assistant takes them; the last dozen of them."""
    history: list[dict[str, str]] = []
    for turn in turns:
        if turn.answer is not None:
            history.append({"role": "user", "content": turn.question})
            history.append({"role": "assistant", "content": turn.answer.text})
    return history[-2 * _TURNS_KEPT :]


def spans_cited_in(turns: Iterable[Turn], document_id: str, version: str) -> list[tuple[int, int]]:
    """Every span of this document version that the conversation cites, in the document's order, each once."""
    return sorted(
        {
            (citation.start, citation.end)
            for turn in turns
            for citation in turn.citations
            if citation.document_id == document_id and citation.version == version
        }
    )
