"""`newsdesk ask`: one question, or a conversation when none is given."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING, Annotated

import typer

from ..errors import WrongUseError
from ..settings import Session
from .options import JsonOption, ModelOption, PublisherOption, SinceOption, UntilOption

if TYPE_CHECKING:
    from datetime import date

    from assistant import Assistant
    from vectorstore import SearchFilter

    from ..terminal import Paper

__all__ = ["answer_question"]

_GOODBYES = frozenset({"quit", "exit", "bye", "q"})
_TURNS_KEPT = 12


def answer_question(
    context: typer.Context,
    question: Annotated[
        str | None, typer.Argument(help="What you want to know; leave it away for a conversation.", show_default=False)
    ] = None,
    model: ModelOption = None,
    publisher: PublisherOption = None,
    since: SinceOption = None,
    until: UntilOption = None,
    as_json: JsonOption = False,
) -> None:
    """Answer a question, or hold a conversation.

    Every sentence is cited to the character; when the library does not answer the question, that is said instead.
    """
    session: Session = context.obj
    if question is None and as_json:
        raise WrongUseError('--json answers one question, so give it: newsdesk ask --json "How many ...?"')
    search = _read_filter(publisher, since, until)
    from assistant import Assistant

    from ..library import fill_when_empty
    from ..terminal import Paper

    with Assistant.open(session.folder(), model) as assistant:
        fill_when_empty(assistant.store, Paper.errors())
        if question is None:
            _converse(assistant, search)
        elif as_json:
            print(json.dumps(assistant.ask(question, filter=search).to_json(), ensure_ascii=False, indent=2))
        else:
            _answer(assistant, question, [], search, Paper.output())


def _read_filter(publishers: list[str] | None, since: date | None, until: date | None) -> SearchFilter:
    from vectorstore import SearchFilter

    if since and until and since > until:
        raise WrongUseError(f"--since {since} is later than --until {until}, so nothing could be found. Swap them.")
    return SearchFilter(publishers=tuple(publishers or ()), since=since, until=until)


def _answer(
    assistant: Assistant, question: str, history: list[dict[str, str]], search: SearchFilter, paper: Paper
) -> str:
    """Print the answer while it arrives; returns its text."""
    from ..terminal import AnswerPrinter

    printer = AnswerPrinter(paper)
    text = ""
    for event in assistant.stream(question, history=history, filter=search):
        printer.show(event)
        text = event.answer.text if event.answer is not None else text
    return text


def _converse(assistant: Assistant, search: SearchFilter) -> None:
    """Answer line after line, each with the turns before it as history, until the input ends."""
    from assistant.errors import AssistantError

    from ..terminal import Paper

    paper = Paper.output()
    if is_person := sys.stdin.isatty():
        paper.write("Ask away; an empty line or Ctrl-D ends the conversation.", style="dim")
        _enable_line_editing()
    history: list[dict[str, str]] = []
    while (question := _read_question("\n› " if is_person else "")) is not None:
        try:
            text = _answer(assistant, question, history, search, paper)
        except AssistantError as err:
            Paper.errors().write(str(err))
            continue
        except KeyboardInterrupt:
            Paper.errors().write("Stopped. Ask something else, or end with Ctrl-D.", style="dim")
            continue
        history += [{"role": "user", "content": question}, {"role": "assistant", "content": text}]
        del history[: -2 * _TURNS_KEPT]
        if not is_person:
            paper.write()


def _read_question(prompt: str) -> str | None:
    """The next line; None at the end of the input, at an empty line of a person, at a goodbye, and at Ctrl-C."""
    while True:
        try:
            line = input(prompt).strip()
        except (EOFError, KeyboardInterrupt):
            return None
        if line.lower() in _GOODBYES or (not line and prompt):
            return None
        if line:
            return line


def _enable_line_editing() -> None:
    """Arrow keys and history, where Python was built with them."""
    try:
        import readline  # noqa: F401
    except ImportError:
        return
