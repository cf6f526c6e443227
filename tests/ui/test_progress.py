from __future__ import annotations

import io

from rich.console import Console

from ingest import IngestProgress
from ui import progress
from ui.terminal import Paper


class Clock:
    """Seconds that pass when told to."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def _paper(*, is_terminal: bool) -> tuple[Paper, io.StringIO]:
    output = io.StringIO()
    return Paper(Console(file=output, force_terminal=is_terminal, width=120, highlight=False)), output


def test_a_log_gets_a_line_only_now_and_then_with_the_time_left() -> None:
    paper, output = _paper(is_terminal=False)
    clock = Clock()
    show = progress._lines(paper, "Reading", clock)
    show(0.1, "1 document")
    assert output.getvalue() == ""
    clock.now = 20.0
    show(0.25, "4 documents")
    show(0.3, "5 documents")
    assert output.getvalue() == "Reading: 4 documents, about 60 s left\n"


def test_a_rate_is_said_once_there_is_one() -> None:
    clock = Clock()
    rate = progress._Rate(clock)
    assert rate.say(0) == ""
    clock.now = 2.0
    assert rate.say(100) == " (50/s)"


def test_a_terminal_sees_how_much_is_done() -> None:
    paper, output = _paper(is_terminal=True)
    with progress.counting_bar(paper, "Rebuilding") as count_up:
        count_up(30, 40)
    assert "30 of 40 passages" in output.getvalue()
    assert "75%" in output.getvalue()


def test_an_ingest_shows_documents_passages_and_rejections() -> None:
    paper, output = _paper(is_terminal=True)
    with progress.ingest_bar(paper, "Reading") as follow:
        follow(IngestProgress(source="a", documents=2, passages=9, unchanged=3, rejected=1, fraction=0.5))
    assert "2 documents, 3 unchanged, 1 rejected, 9 passages" in output.getvalue()
    assert "50%" in output.getvalue()
