"""Questions that lead on from an answer: from the headings of the documents that it cites, or that came nearest.

Only what the library answers is offered. Asking lives in `events.py`, showing in `rendering.py`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from assistant.answers import Answer
    from vectorstore import Document

__all__ = ["AnswerableMemory", "choose_followups", "heading_as_question"]

_MOST_REMEMBERED = 5000
_MOST_OFFERED = 3
_MOST_TRIED = 5
_HEADING_WORDS = (2, 14)
_ASKING = frozenset("was were is are did does do can could has have had will would should".split())
_FIRST_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")


class AnswerableMemory:
    """Whether the library answers a question, asked once until the library changes: headings come again and again."""

    def __init__(self, is_answerable: Callable[[str], bool], generation: Callable[[], int]) -> None:
        self._is_answerable = is_answerable
        self._generation = generation
        self._known: dict[tuple[int, str], bool] = {}

    def __call__(self, question: str) -> bool:
        key = (self._generation(), question)
        if key not in self._known:
            if len(self._known) >= _MOST_REMEMBERED:
                self._known.clear()
            self._known[key] = self._is_answerable(question)
        return self._known[key]


def choose_followups(
    answer: Answer,
    asked: Sequence[str],
    read_document: Callable[[str, str], Document | None],
    is_answerable: Callable[[str], bool],
) -> tuple[str, ...]:
    """Up to three questions that were not asked yet, in the order of the documents that the answer rests on.

    Args:
        read_document: the document of an id and version; None when it is not there any more.
        is_answerable: whether the library answers a question; at most five are tried.
    """
    known = {_fold(question) for question in asked}
    offered: list[str] = []
    for tried, question in enumerate(_candidates(answer, read_document)):
        if tried == _MOST_TRIED or len(offered) == _MOST_OFFERED:
            break
        if _fold(question) not in known and is_answerable(question):
            known.add(_fold(question))
            offered.append(question)
    return tuple(offered)


def heading_as_question(heading: str, text: str) -> str:
    """`Where CECOT is` as `What is reported about where CECOT is?`; a heading that is a question stays as it is.

    Args:
        text: the document's text; a first word that never stands with a capital letter inside its sentences is no name.
    """
    words = " ".join(heading.split())
    if words.endswith("?"):
        return words
    words = words.rstrip(".!:; ")
    first = _FIRST_WORD.match(words)
    if first is not None and first.group().lower() in _ASKING:
        return f"{words}?"
    if first is not None and not first.group().isupper():
        name = re.escape(first.group())
        if not re.search(rf"[^\W\d_A-Z],? {name}\b", text):
            words = words[0].lower() + words[1:]
    return f"What is reported about {words}?"


def _candidates(answer: Answer, read_document: Callable[[str, str], Document | None]) -> Iterator[str]:
    places = [(c.document_id, c.version) for c in answer.citations] or [
        (n.document_id, n.version) for n in answer.nearest
    ]
    cited = {_fold(citation.heading or "") for citation in answer.citations}
    for document_id, version in dict.fromkeys(places):
        document = read_document(document_id, version)
        if document is None:
            continue
        for heading in _near_first(document, answer):
            is_title = _fold(heading) == _fold(document.title)
            least, most = _HEADING_WORDS
            if not is_title and _fold(heading) not in cited and least <= len(heading.split()) <= most:
                yield heading_as_question(heading, document.text)


def _near_first(document: Document, answer: Answer) -> list[str]:
    """The headings behind the first cited place in their order, then those before it: what a reader would read next."""
    at = min((c.start for c in answer.citations if c.document_id == document.document_id), default=0)
    behind = [heading.text for heading in document.headings if heading.position > at]
    return behind + [heading.text for heading in document.headings if heading.position <= at]


def _fold(text: str) -> str:
    return " ".join(text.casefold().split()).rstrip(".?!:; ")
