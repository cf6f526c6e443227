"""`newsdesk ask`: one question, or a conversation when none is given."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ..errors import WrongUseError
from ..settings import Session
from .options import (
    FallbackOption,
    JsonOption,
    ModelOption,
    PolicyOption,
    PublisherOption,
    SinceOption,
    UntilOption,
)

if TYPE_CHECKING:
    from datetime import date

    from assistant import Answer, Assistant
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
    policy: PolicyOption = None,
    fallback: FallbackOption = None,
    publisher: PublisherOption = None,
    since: SinceOption = None,
    until: UntilOption = None,
    receipt: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            dir_okay=False,
            help="Write all that the answer rests on to this file; newsdesk verify FILE rechecks it.",
            show_default=False,
        ),
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Answer a question, or hold a conversation.

    Every sentence is cited to the character; when the library does not answer the question, that is said instead.
    """
    session: Session = context.obj
    if question is None and as_json:
        raise WrongUseError('--json answers one question, so give it: newsdesk ask --json "How many ...?"')
    if question is None and receipt is not None:
        raise WrongUseError(
            '--receipt is of one answer, so give a question: newsdesk ask "How many ...?" --receipt FILE'
        )
    if receipt is not None and not receipt.absolute().parent.is_dir():
        raise WrongUseError(f"--receipt {receipt}: its folder is not there. Make it, or name another file.")
    search = _read_filter(publisher, since, until)
    from assistant import Assistant, AssistantSettings

    from ..library import fill_when_empty
    from ..terminal import Paper

    chosen = {name: value for name, value in (("policy", policy), ("fallback", fallback)) if value is not None}
    settings = AssistantSettings().model_copy(update=chosen)
    with Assistant.open(session.folder(), model, settings=settings) as assistant:
        fill_when_empty(assistant.store, Paper.errors())
        if question is None:
            _converse(assistant, search)
            return
        if as_json:
            answer = assistant.ask(question, filter=search)
            print(json.dumps(answer.to_json(), ensure_ascii=False, indent=2))
        else:
            answer = _answer(assistant, question, [], search, Paper.output())
        if receipt is not None:
            written = json.dumps(answer.receipt(), ensure_ascii=False, indent=2)
            receipt.write_text(written + "\n", encoding="utf-8")
            Paper.errors().write(
                f"The receipt is in {receipt}. Recheck it with: newsdesk verify {receipt}", style="dim"
            )


def _read_filter(publishers: list[str] | None, since: date | None, until: date | None) -> SearchFilter:
    from vectorstore import SearchFilter

    if since and until and since > until:
        raise WrongUseError(f"--since {since} is later than --until {until}, so nothing could be found. Swap them.")
    return SearchFilter(publishers=tuple(publishers or ()), since=since, until=until)


def _answer(
    assistant: Assistant, question: str, history: list[dict[str, str]], search: SearchFilter, paper: Paper
) -> Answer:
    """Print the answer while it arrives, and return it."""
    from ..terminal import AnswerPrinter

    printer = AnswerPrinter(paper)
    answer: Answer | None = None
    for event in assistant.stream(question, history=history, filter=search):
        printer.show(event)
        answer = event.answer or answer
    assert answer is not None  # the last event of every stream is the whole answer
    return answer


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
            text = _answer(assistant, question, history, search, paper).text
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
