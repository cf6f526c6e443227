"""Answers and sources as text for a terminal: pretty where there is one, plain where output is piped.

Only rendering: nothing here asks, stores or reads a file. Text from documents and models is made printable first, so
that no control sequence of theirs reaches the terminal.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

from rich.console import Console
from rich.padding import Padding
from rich.text import Text

from .printable import make_printable
from .wording import VERDICT_WORDS, count, say_origins, say_place, say_tally

if TYPE_CHECKING:
    from assistant.answers import Answer, AnswerEvent, Citation, Sentence

__all__ = ["AnswerPrinter", "Paper", "print_answer", "print_rows"]

_WIDEST = 100
_BLANKS = re.compile(r"\s+")


class Paper:
    """Standard output or standard error, as something to write styled text on.

    Lines are wrapped and coloured on a terminal; piped text has one paragraph a line and no colour.
    """

    def __init__(self, console: Console) -> None:
        self.console = console

    @classmethod
    def output(cls) -> Paper:
        return cls(_console(is_error=False))

    @classmethod
    def errors(cls) -> Paper:
        return cls(_console(is_error=True))

    @property
    def is_terminal(self) -> bool:
        return self.console.is_terminal

    def write(self, text: Text | str = "", *, indent: int = 0, style: str = "") -> None:
        """Write one paragraph."""
        words = Text(make_printable(text), style=style) if isinstance(text, str) else text
        if self.is_terminal:
            self.console.print(Padding(words, (0, 0, 0, indent)))
        else:
            self.console.print(Text(" " * indent) + words, soft_wrap=True)


class AnswerPrinter:
    """Prints an answer while it arrives: each sentence as soon as its verdict is known, then its sources."""

    def __init__(self, paper: Paper) -> None:
        self._paper = paper
        self._shown: list[str] = []

    def show(self, event: AnswerEvent) -> None:
        """Print what this event adds."""
        if event.sentence is not None and event.kind == "sentence":
            self._shown.append(event.sentence.text)
            _print_sentence(self._paper, event.sentence)
        elif event.answer is not None:
            self._finish(event.answer)

    def _finish(self, answer: Answer) -> None:
        final = [sentence.text for sentence in answer.sentences]
        if self._shown and self._shown != final:
            self._paper.write()
            self._paper.write("The answer was replaced; this is what stands:", style="italic")
        if self._shown != final:
            for sentence in answer.sentences:
                _print_sentence(self._paper, sentence)
        self._shown = []
        _print_rest(self._paper, answer)


def print_answer(paper: Paper, answer: Answer) -> None:
    """Print a whole answer: sentences, numbered sources with their quotes in context, and what was withheld."""
    for sentence in answer.sentences:
        _print_sentence(paper, sentence)
    _print_rest(paper, answer)


def _console(*, is_error: bool) -> Console:
    stream = sys.stderr if is_error else sys.stdout
    console = Console(file=stream, markup=False, highlight=False, emoji=False)
    if console.is_terminal:
        console.width = min(console.width, _WIDEST)
    return console


def _print_sentence(paper: Paper, sentence: Sentence) -> None:
    text = Text(_one_line(sentence.text))
    if sentence.direct:
        direct = _one_line(sentence.direct)
        at = text.plain.find(direct)
        if at >= 0:
            text.stylize("bold", at, at + len(direct))
    for marker in dict.fromkeys(sentence.citations):
        text.append(f" [{marker}]", style="cyan")
    said = _one_line(sentence.attribution or "")
    if said and not paper.is_terminal:
        text.append(f"  ({said})")
    if sentence.verdict != "supported":
        text.append(f"  {VERDICT_WORDS[sentence.verdict]}", style="red")
    paper.write(text)
    if said and paper.is_terminal:
        paper.write(said, style="dim")


def _print_rest(paper: Paper, answer: Answer) -> None:
    if answer.notice:
        paper.write()
        paper.write(_one_line(answer.notice), style="italic")
    if answer.abstained:
        _print_abstention(paper, answer)
    for disagreement in answer.disagreements:
        paper.write()
        on = "" if disagreement.topic.endswith("?") else f" on {disagreement.topic}"
        paper.write(f"Sources disagree{on}:", style="bold")
        for stance in disagreement.stances:
            place = say_place(stance.publisher, stance.published)
            paper.write(f"{stance.value} [{stance.citation}], {place}", indent=2)
    if answer.citations:
        paper.write()
        paper.write("Sources", style="bold")
        for citation in answer.citations:
            _print_citation(paper, citation)
    if answer.sentences:
        paper.write()
        paper.write(say_tally(answer), style="dim")
    if answer.withheld:
        paper.write()
        paper.write(f"Withheld: {count(len(answer.withheld), 'sentence')}", style="bold")
        for withheld in answer.withheld:
            paper.write(f"{_one_line(withheld.text)} ({VERDICT_WORDS[withheld.verdict]}: {withheld.why})", indent=2)


def _print_citation(paper: Paper, citation: Citation) -> None:
    head = Text().append(f"[{citation.marker}] ", style="cyan").append(_one_line(citation.title))
    if citation.heading and citation.heading != citation.title:
        head.append(f" · {_one_line(citation.heading)}", style="dim")
    paper.write(head)
    paper.write(say_place(citation.publisher, citation.published), indent=4, style="dim")
    paper.write(_quote_in_context(citation, is_styled=paper.is_terminal), indent=4)
    origins = say_origins(citation)
    if origins:
        paper.write(f"as reported by {_one_line(origins)}", indent=4, style="dim")
    if citation.url:
        paper.write(citation.url, indent=4, style="dim")


def _quote_in_context(citation: Citation, *, is_styled: bool) -> Text:
    """The quote marked, with the words around it: by colour on a terminal, by ** ** in plain text."""
    mark = "" if is_styled else "**"
    before, after = _blanks(citation.before), _blanks(citation.after)
    text = Text().append(f"… {before.lstrip()}" if before.strip() else "", style="dim")
    text.append(f"{mark}{_one_line(citation.quote)}{mark}", style="black on bright_yellow")
    text.append(f"{after.rstrip()} …" if after.strip() else "", style="dim")
    return text


def _print_abstention(paper: Paper, answer: Answer) -> None:
    paper.write(answer.text or answer.reason or "The library does not answer this question.")
    if answer.reason and answer.reason != answer.text:
        paper.write(answer.reason, style="dim")
    if not answer.nearest:
        return
    paper.write()
    paper.write("The nearest passages:", style="bold")
    for nearest in answer.nearest:
        paper.write(f"“{_one_line(nearest.quote)}”", indent=2)
        paper.write(
            f"{_one_line(nearest.title)} · {say_place(nearest.publisher, nearest.published)}", indent=4, style="dim"
        )


def _one_line(text: str) -> str:
    return _blanks(text).strip()


def _blanks(text: str) -> str:
    return make_printable(_BLANKS.sub(" ", text))


def print_rows(paper: Paper, headings: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """A table on a terminal, its last column taking the room there is; tab-separated lines where output is piped."""
    if not paper.is_terminal:
        for row in rows:
            paper.console.file.write("\t".join(_one_line(cell) for cell in row) + "\n")  # rich would expand the tabs
        return
    from rich.table import Table

    table = Table(box=None, pad_edge=False, header_style="bold")
    for heading in headings:
        table.add_column(heading, overflow="fold", no_wrap=heading != headings[-1])
    for row in rows:
        table.add_row(*(Text(_one_line(cell)) for cell in row))
    paper.console.print(table)
