"""Conversations as the page keeps them: put away turn by turn, listed, reopened, renamed, erased, and judged.

The handlers take what Gradio hands in and give back what to show; rows are kept by `vectorstore.Conversations`.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import gradio as gr  # Gradio reads the handlers' annotations, so the name has to be there

from vectorstore import ConversationNotFoundError

from .conversation import Talk, Turn
from .fields import integer_in, text_in
from .recording import record_turn, restore_turn
from .rendering import render_talk
from .sidebar import render_conversations

if TYPE_CHECKING:
    from vectorstore import Conversations, Opinion

__all__ = ["Archive", "owner_of"]

_OPINIONS: dict[str, Opinion] = {"up": "up", "down": "down"}


def owner_of(request: gr.Request) -> str:
    """Whose conversations a request may reach: the signed-in user's; empty where the page has no accounts."""
    return request.username or ""


class Archive:
    """The handlers of the list of conversations, and of the buttons that judge an answer."""

    def __init__(self, conversations: Conversations) -> None:
        self._conversations = conversations

    def keep(self, owner: str, talk: Talk) -> Talk:
        """Keep the last turn, which is over; the first one begins a conversation under its question."""
        last = talk.turns[-1]
        if last.ordinal is not None or last.state == "working":
            return talk
        conversation_id = talk.conversation_id or self._conversations.begin(owner, last.question)
        said = last.answer.text if last.answer is not None else " ".join(s.text for s in last.sentences)
        ordinal = self._conversations.add_turn(
            owner, conversation_id, question=last.question, answer=said, record=record_turn(last)
        )
        kept = replace(last, ordinal=ordinal)
        return Talk(owner=owner, conversation_id=conversation_id, turns=(*talk.turns[:-1], kept))

    def open(self, owner: str, conversation_id: str) -> Talk:
        """The conversation as it was kept.

        Raises:
            ConversationNotFoundError: this owner has none of this id.
        """
        turns = self._conversations.turns(owner, conversation_id)
        return Talk(owner=owner, conversation_id=conversation_id, turns=tuple(restore_turn(turn) for turn in turns))

    def listed(self, owner: str, current: str | None, words: str = "") -> str:
        """The list of conversations as HTML."""
        return render_conversations(self._conversations.list(owner, words), current, words)

    # Handlers --------------------------------------------------------------------------------------------------------

    def search(self, talk: Talk, event: gr.EventData, request: gr.Request) -> str:
        """Returns the list."""
        return self.listed(owner_of(request), talk.conversation_id, text_in(event, "words") or "")

    def reopen(self, talk: Talk, event: gr.EventData, request: gr.Request) -> tuple[Any, ...]:
        """Open the pressed conversation; returns conversation, talk, list. One that is gone leaves what is open."""
        owner = owner_of(request)
        try:
            opened = self.open(owner, text_in(event, "conversation") or "")
        except ConversationNotFoundError as err:
            gr.Warning(str(err))
            return gr.skip(), gr.skip(), self.listed(owner, talk.conversation_id)
        return render_talk(opened), opened, self.listed(owner, opened.conversation_id)

    def rename(self, talk: Talk, event: gr.EventData, request: gr.Request) -> str:
        """Returns the list."""
        owner = owner_of(request)
        try:
            self._conversations.rename(owner, text_in(event, "conversation") or "", text_in(event, "title") or "")
        except ConversationNotFoundError as err:
            gr.Warning(str(err))
        return self.listed(owner, talk.conversation_id)

    def give_opinion(self, talk: Talk, event: gr.EventData, request: gr.Request) -> tuple[Any, ...]:
        """Keep what the reader thinks of an answer; returns conversation, talk."""
        talk = talk.for_owner(owner_of(request))
        ordinal, note = integer_in(event, "turn"), text_in(event, "note") or ""
        opinion = _OPINIONS.get(text_in(event, "opinion") or "")
        judged = next((turn for turn in talk.turns if turn.ordinal is not None and turn.ordinal == ordinal), None)
        if judged is None or judged.ordinal is None or talk.conversation_id is None:
            return gr.skip(), gr.skip()
        changed: Turn = replace(judged, opinion=opinion, note=note if opinion else "")
        try:
            self._conversations.give_opinion(
                owner_of(request), talk.conversation_id, judged.ordinal, changed.opinion, changed.note
            )
        except ConversationNotFoundError as err:
            gr.Warning(str(err))
            return gr.skip(), gr.skip()
        after = talk.with_turns(changed if turn is judged else turn for turn in talk.turns)
        return render_talk(after), after

    def erase(self, owner: str, conversation_id: str) -> None:
        """Erase a conversation; one that is gone already needs nothing more."""
        with suppress(ConversationNotFoundError):
            self._conversations.delete(owner, conversation_id)
