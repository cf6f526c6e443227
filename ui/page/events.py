"""What happens on the page: asking, stopping, opening a source. Gradio hands in values and takes back what to show."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

import gradio as gr  # Gradio reads the handlers' annotations, so the name has to be there

from ..dates import parse_date
from ..errors import explain_error
from .conversation import Turn, history_of, spans_cited_in
from .greeting import render_greeting
from .markup import escape
from .rendering import render_turns
from .source_pane import SourceStanding, render_missing, render_source

if TYPE_CHECKING:
    from assistant import Assistant
    from vectorstore import SearchFilter

__all__ = ["Desk"]

_log = logging.getLogger(__name__)
_Turns = tuple[Turn, ...]


class Desk:
    """The handlers of one page's events, for all its visitors; what belongs to one visitor comes in and goes out."""

    def __init__(self, assistant: Assistant) -> None:
        self._assistant = assistant
        self._under_way: dict[str | None, object] = {}
        """The answer that each visitor waits for; a second question meanwhile is not taken."""

    def greet(self) -> tuple[list[str], Any]:
        """What a fresh page shows: the greeting, and the publishers to choose from."""
        store = self._assistant.store
        return [render_greeting(store.documents())], gr.update(choices=store.publishers())

    def ask(
        self,
        typed: str | None,
        turns: _Turns,
        publishers: list[str] | None,
        since: str | None,
        until: str | None,
        event: gr.EventData,
        request: gr.Request,
    ) -> Iterator[tuple[Any, ...]]:
        """Answer what was typed, or what the pressed button asks; one question of a visitor at a time.

        Yields:
            conversation, turns, typed, ask button, stop button, note.
        """
        pressed = _field(event, "question")
        question = (pressed if isinstance(pressed, str) else typed or "").strip()
        try:
            if not question:
                raise ValueError("write a question first")
            search = _read_filter(publishers, since, until)
        except ValueError as err:
            yield gr.skip(), gr.skip(), gr.skip(), gr.update(visible=True), gr.update(visible=False), _note(str(err))
            return
        ticket, visitor = object(), request.session_hash
        if self._under_way.setdefault(visitor, ticket) is not ticket:
            yield (gr.skip(),) * 6
            return
        try:
            yield from self._show_answer(question, turns, search, gr.skip() if isinstance(pressed, str) else "")
        finally:
            if self._under_way.get(visitor) is ticket:
                del self._under_way[visitor]

    def stop(self, turns: _Turns, request: gr.Request) -> tuple[Any, ...]:
        """Mark what was being answered as stopped; returns conversation, turns, ask button, stop button."""
        self._under_way.pop(request.session_hash, None)
        return (*_shown(tuple(turn.stopped() for turn in turns)), gr.update(visible=True), gr.update(visible=False))

    def _show_answer(self, question: str, turns: _Turns, search: SearchFilter, box: Any) -> Iterator[tuple[Any, ...]]:
        before = tuple(turn.stopped() for turn in turns)
        asked = Turn(question=question)
        yield (*_shown((*before, asked)), box, gr.update(visible=False), gr.update(visible=True), "")
        for turn in self._follow(asked, before, search):
            is_over = turn.state != "working"
            yield (
                *_shown((*before, turn)),
                gr.skip(),
                gr.update(visible=is_over),
                gr.update(visible=not is_over),
                gr.skip(),
            )

    def open_source(self, turns: _Turns, event: gr.EventData) -> str:
        """The source pane for the pressed citation; what the browser sends is checked like any input."""
        document_id, version = _field(event, "document"), _field(event, "version")
        start, end = _field(event, "start"), _field(event, "end")
        if not (isinstance(document_id, str) and isinstance(version, str) and type(start) is type(end) is int):
            return render_missing("The page sent something that is not a citation. Reload it and try again.")
        try:
            document = self._assistant.store.document(document_id, version)
            cited = spans_cited_in(turns, document_id, version)
            return render_source(document, (start, end), cited, self._standing(document_id, version))
        except Exception as err:
            return render_missing(_explain(err))

    def _follow(self, turn: Turn, before: Sequence[Turn], search: SearchFilter) -> Iterator[Turn]:
        """The turn after each event of its answer; an error ends it as failed, with the next step."""
        try:
            for event in self._assistant.stream(turn.question, history=history_of(before), filter=search):
                turn = turn.after(event)
                yield turn
        except Exception as err:
            yield turn.failed(_explain(err))
            return
        if turn.state == "working":
            yield turn.failed("The answer ended before it was whole. Ask again.")

    def _standing(self, document_id: str, version: str) -> SourceStanding:
        status, current = self._assistant.store.document_status(document_id)
        if status == "removed":
            return "withdrawn"
        return "current" if current == version else "changed"


def _shown(turns: _Turns) -> tuple[list[str], _Turns]:
    return render_turns(turns), turns


def _field(event: gr.EventData, name: str) -> Any:
    """A field that the page sent along with an event; None when it sent none of this name."""
    data = event._data
    return data.get(name) if isinstance(data, dict) else None


def _read_filter(publishers: list[str] | None, since: str | None, until: str | None) -> SearchFilter:
    from vectorstore import SearchFilter

    first = parse_date(since) if since and since.strip() else None
    last = parse_date(until) if until and until.strip() else None
    if first and last and first > last:
        raise ValueError("the first day is later than the last one, so nothing could be found")
    return SearchFilter(publishers=tuple(publishers or ()), since=first, until=last)


def _note(words: str) -> str:
    return f'<p class="note" role="alert">{escape(words[:1].upper() + words[1:])}.</p>'


def _explain(error: Exception) -> str:
    from assistant.errors import AssistantError
    from vectorstore.errors import StoreError

    if not isinstance(error, AssistantError | StoreError):
        _log.exception("The page met an error that it did not foresee", exc_info=error)
    return explain_error(error).message
