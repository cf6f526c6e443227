"""What happens in a conversation: asking, stopping, opening a source, beginning anew, reopening, erasing.

Gradio hands in values and takes back what to show. What is kept of a conversation lives in `archive.py`.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import gradio as gr  # Gradio reads the handlers' annotations, so the name has to be there

from ..dates import parse_date
from ..errors import explain_error
from .archive import Archive, owner_of
from .conversation import Talk, Turn, history_of, spans_cited_in
from .fields import integer_in, text_in
from .followups import AnswerableMemory, choose_followups
from .greeting import render_greeting
from .markup import escape
from .models import ModelChoice
from .rendering import render_talk
from .source_pane import SourceStanding, render_missing, render_source

if TYPE_CHECKING:
    from assistant import Assistant
    from vectorstore import Document, SearchFilter

__all__ = ["Desk", "explain"]

_FOLLOWUPS_S = 0.5  # the answer waits for them, so that what is not looked up by then is not offered
_log = logging.getLogger(__name__)


class Desk:
    """The handlers of one page's events, for all its visitors; what belongs to one visitor comes in and goes out."""

    def __init__(self, models: ModelChoice, archive: Archive) -> None:
        self._models = models
        self._archive = archive
        self._store = models.assistant(None).store
        self._is_answerable = AnswerableMemory(
            lambda question: models.assistant(None).assess(question).is_answerable,
            lambda: self._store.catalog.generation,
        )
        self._under_way: dict[str | None, object] = {}
        """The answer that each visitor waits for; a second question meanwhile is not taken."""

    def greet(self, wanted: str | None, request: gr.Request) -> tuple[Any, ...]:
        """What a page shows that was just loaded: the conversation that its address names, or the greeting.

        Returns:
            conversation, talk, list of conversations, the publishers to choose from.
        """
        owner = owner_of(request)
        talk = Talk(owner=owner)
        if wanted:
            try:
                talk = self._archive.open(owner, wanted)
            except Exception as err:
                explain(err)
        return (
            self._shown(talk),
            talk,
            self._archive.listed(owner, talk.conversation_id),
            gr.update(choices=self._publishers()),
        )

    def ask(
        self,
        typed: str | None,
        talk: Talk,
        model: str | None,
        publishers: list[str] | None,
        since: str | None,
        until: str | None,
        event: gr.EventData,
        request: gr.Request,
    ) -> Iterator[tuple[Any, ...]]:
        """Answer what was typed, or what the pressed button asks; one question of a visitor at a time.

        Yields:
            conversation, talk, typed, ask button, stop button, note, list of conversations.
        """
        pressed = text_in(event, "question")
        question = (typed or "").strip() if pressed is None else pressed.strip()
        try:
            if not question:
                raise ValueError("write a question first")
            search = _read_filter(publishers, since, until)
            assistant = self._models.assistant(model)
        except Exception as err:
            words = str(err) if isinstance(err, ValueError) else explain(err)
            yield (
                *((gr.skip(),) * 3), gr.update(visible=True), gr.update(visible=False), _note(words), gr.skip(),
            )  # fmt: skip
            return
        ticket, visitor = object(), request.session_hash
        if self._under_way.setdefault(visitor, ticket) is not ticket:
            yield (gr.skip(),) * 7
            return
        try:
            asked = Turn(question=question, model=assistant.settings.model)
            box = "" if pressed is None else gr.skip()
            before = talk.for_owner(owner_of(request)).stopped()
            yield from self._show_answer(assistant, asked, before, search, box, before.owner)
        finally:
            if self._under_way.get(visitor) is ticket:
                del self._under_way[visitor]

    def stop(self, talk: Talk, request: gr.Request) -> tuple[Any, ...]:
        """Mark what was being answered as stopped, and keep what had come of it.

        Returns:
            conversation, talk, ask button, stop button, list of conversations.
        """
        self._under_way.pop(request.session_hash, None)
        owner = owner_of(request)
        talk = self._kept(owner, talk.for_owner(owner).stopped())
        listed = self._archive.listed(owner, talk.conversation_id)
        return self._shown(talk), talk, gr.update(visible=True), gr.update(visible=False), listed

    def open_source(self, talk: Talk, event: gr.EventData, request: gr.Request) -> str:
        """The source pane for the pressed citation or document; what the browser sends is checked like any input."""
        document_id, version = text_in(event, "document"), text_in(event, "version")
        start, end = integer_in(event, "start"), integer_in(event, "end")
        if document_id is None or version is None or start is None or end is None:
            return render_missing("The page sent something that is not a citation. Reload it and try again.")
        try:
            document = self._store.document(document_id, version)
            cited = spans_cited_in(talk.for_owner(owner_of(request)).turns, document_id, version)
            shown = (start, end) if start < end else None
            return render_source(document, shown, cited, self._standing(document_id, version))
        except Exception as err:
            return render_missing(explain(err))

    def begin_anew(self, request: gr.Request) -> tuple[Any, ...]:
        """An empty conversation; returns conversation, talk, list of conversations."""
        talk = Talk(owner=owner_of(request))
        return self._shown(talk), talk, self._archive.listed(talk.owner, None)

    def erase(self, talk: Talk, event: gr.EventData, request: gr.Request) -> tuple[Any, ...]:
        """Erase a conversation; returns conversation, talk, list of conversations."""
        conversation_id = text_in(event, "conversation") or ""
        self._archive.erase(owner_of(request), conversation_id)
        talk = talk.for_owner(owner_of(request))
        if talk.conversation_id == conversation_id:
            return self.begin_anew(request)
        return gr.skip(), gr.skip(), self._archive.listed(owner_of(request), talk.conversation_id)

    # ---------------------------------------------------------------------------------------------------------------

    def _show_answer(
        self, assistant: Assistant, asked: Turn, before: Talk, search: SearchFilter, box: Any, owner: str
    ) -> Iterator[tuple[Any, ...]]:
        talk = before.with_turns((*before.turns, asked))
        yield self._shown(talk), talk, box, gr.update(visible=False), gr.update(visible=True), "", gr.skip()
        for turn in self._follow(assistant, asked, before, search):
            talk = before.with_turns((*before.turns, turn))
            if turn.state == "working":
                yield self._shown(talk), talk, *((gr.skip(),) * 5)
                continue
            talk = self._kept(owner, talk)
            yield (
                self._shown(talk),
                talk,
                gr.skip(),
                gr.update(visible=True),
                gr.update(visible=False),
                gr.skip(),
                self._archive.listed(owner, talk.conversation_id),
            )

    def _follow(self, assistant: Assistant, turn: Turn, before: Talk, search: SearchFilter) -> Iterator[Turn]:
        """The turn after each event of its answer; an error ends it as failed, with the next step."""
        try:
            for event in assistant.stream(turn.question, history=history_of(before.turns), filter=search):
                turn = turn.after(event)
                if turn.answer is not None:
                    asked = [*(earlier.question for earlier in before.turns), turn.question]
                    turn = replace(turn, followups=self._followups(turn, asked))
                yield turn
        except Exception as err:
            yield turn.failed(explain(err))
            return
        if turn.state == "working":
            yield turn.failed("The answer ended before it was whole. Ask again.")

    def _followups(self, turn: Turn, asked: list[str]) -> tuple[str, ...]:
        """Questions that lead on; none while others are being answered, for looking them up would hold these up."""
        if turn.answer is None or len(self._under_way) > 1:
            return ()
        until = time.monotonic() + _FOLLOWUPS_S
        try:
            return choose_followups(
                turn.answer,
                asked,
                self._read,
                lambda question: time.monotonic() < until and self._is_answerable(question),
            )
        except Exception as err:  # the answer stands without them
            explain(err)
            return ()

    def _read(self, document_id: str, version: str) -> Document | None:
        from vectorstore import DocumentNotFoundError

        try:
            return self._store.document(document_id, version)
        except DocumentNotFoundError:
            return None

    def _kept(self, owner: str, talk: Talk) -> Talk:
        """The conversation once its last turn is kept; where that fails, it is shown all the same."""
        try:
            return self._archive.keep(owner, talk) if talk.turns else talk
        except Exception as err:
            explain(err)
            return talk

    def _shown(self, talk: Talk) -> dict[str, Any]:
        if talk.turns:
            return render_talk(talk)
        try:
            greeting = render_greeting(self._store.documents())
        except Exception as err:
            greeting = f'<div class="ended failed" role="alert"><p>{escape(explain(err))}</p></div>'
        return render_talk(talk, greeting)

    def _publishers(self) -> list[str]:
        try:
            return self._store.publishers()
        except Exception as err:  # the greeting says what is wrong
            explain(err)
            return []

    def _standing(self, document_id: str, version: str) -> SourceStanding:
        status, current = self._store.document_status(document_id)
        if status == "removed":
            return "withdrawn"
        return "current" if current == version else "changed"


def explain(error: Exception) -> str:
    """An error in words for the page; what nobody foresaw goes to the log with its place."""
    from assistant.errors import AssistantError
    from ingest.errors import IngestError
    from vectorstore.errors import StoreError

    from ..errors import UiError

    if not isinstance(error, AssistantError | IngestError | StoreError | UiError):
        _log.exception("The page met an error that it did not foresee", exc_info=error)
    return explain_error(error).message


def _read_filter(publishers: list[str] | None, since: str | None, until: str | None) -> SearchFilter:
    from vectorstore import SearchFilter

    first = parse_date(since) if since and since.strip() else None
    last = parse_date(until) if until and until.strip() else None
    if first and last and first > last:
        raise ValueError("the first day is later than the last one, so nothing could be found")
    return SearchFilter(publishers=tuple(publishers or ()), since=first, until=last)


def _note(words: str) -> str:
    return f'<p class="note" role="alert">{escape(words[:1].upper() + words[1:].rstrip("."))}.</p>'
