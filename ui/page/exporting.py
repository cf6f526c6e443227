"""Conversations and opinions as files to take away: Markdown for people, receipts as JSON, and cases for `evals`.

Pure functions of records; serving them lives in `downloads.py`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Any
from urllib.parse import quote as quote_url

from ..wording import VERDICT_WORDS, say_place, say_tally
from .actions import say_disagreement

if TYPE_CHECKING:
    from assistant.answers import Citation

    from .conversation import Turn

__all__ = ["opinions_to_cases", "talk_to_markdown", "talk_to_receipts"]

_FIRST_NOTE = "note: "
_ENDS_ADDRESS = re.compile(r"[<>\s\x00-\x1f]")
_SPECIAL = str.maketrans({character: f"\\{character}" for character in "\\`*_[]<>#|&"})


def talk_to_markdown(title: str, turns: Sequence[Turn]) -> str:
    """A conversation with its sources and quotes, for reading; words of documents stay words."""
    parts = [f"# {_plain(title)}"]
    for turn in turns:
        parts.append(f"## {_plain(turn.question)}")
        answer = turn.answer
        if answer is None:
            parts += [f"{_plain(sentence.text)}{_markers(sentence.citations)}" for sentence in turn.sentences]
            parts.append("*This answer was stopped.*" if turn.state == "stopped" else "*There was no answer.*")
            continue
        if answer.abstained:
            parts.append(_plain(answer.text or answer.reason or ""))
        parts += [
            f"{_plain(sentence.text)}{_markers(sentence.citations)}"
            + (f" ({_plain(sentence.attribution)})" if sentence.attribution else "")
            + ("" if sentence.verdict == "supported" else f" *{VERDICT_WORDS[sentence.verdict]}*")
            for sentence in answer.sentences
        ]
        for item in answer.disagreements:
            stances = "\n".join(
                f"- {_plain(stance.value)} [{stance.citation}], {_plain(say_place(stance.publisher, stance.published))}"
                for stance in item.stances
            )
            parts.append(f"{_plain(say_disagreement(item))}:\n\n{stances}")
        if answer.citations:
            parts.append("\n".join(_cite(citation) for citation in answer.citations))
        if answer.sentences:
            parts.append(f"*{say_tally(answer)}*")
        if answer.withheld:
            rows = "\n".join(f"- {_plain(item.text)} ({_plain(item.why)})" for item in answer.withheld)
            parts.append(f"Withheld:\n\n{rows}")
    return "\n\n".join(parts) + "\n"


def talk_to_receipts(title: str, turns: Sequence[Turn]) -> dict[str, Any]:
    """What every answer rests on, for a program to check: each quote equals `text[start:end]` of its version.

    `receipt` is what `newsdesk verify` rechecks; None for an answer that does not say what it was made from.
    """
    return {
        "title": title,
        "turns": [
            {
                "question": turn.question,
                "state": turn.state,
                "answer": None if turn.answer is None else turn.answer.to_json(),
                "receipt": None if turn.answer is None or turn.answer.provenance is None else turn.answer.receipt(),
                "opinion": turn.opinion,
                "note": turn.note,
            }
            for turn in turns
        ],
    }


def opinions_to_cases(
    talks: Iterable[tuple[str, Sequence[Turn]]], name_document: Callable[[str], str]
) -> list[dict[str, Any]]:
    """Cases in the form of `evals/cases/schema.json`, one for each judged answer; `talks` are (id, turns).

    An answer that was called right gives what it said as accepted, and its quotes as gold; an abstention that was called
    right gives a question without an answer. What was called not right gives the question alone, for a person to fill in;
    the note, if one was left, stands among the tags.
    """
    cases: list[dict[str, Any]] = []
    for conversation_id, turns in talks:
        history: list[dict[str, str]] = []
        for place, turn in enumerate(turns, start=1):
            if turn.opinion is not None and turn.answer is not None:
                cases.append(
                    {
                        "id": f"reader-{conversation_id[:8]}-{turn.ordinal or place}",
                        "question": turn.question,
                        "history": list(history),
                        **_judged(turn, name_document),
                    }
                )
            if turn.answer is not None and turn.answer.text.strip():
                history += [
                    {"role": "user", "content": turn.question},
                    {"role": "assistant", "content": turn.answer.text},
                ]
    return cases


def _judged(turn: Turn, name_document: Callable[[str], str]) -> dict[str, Any]:
    answer = turn.answer
    is_right = turn.opinion == "up"
    tags = ["reader", "called right" if is_right else "called not right"]
    if turn.note.strip():
        tags.append(_FIRST_NOTE + turn.note.strip())
    if answer is None or (answer.abstained and is_right):
        return {"answerable": False, "tags": tags}
    if not is_right:
        return {"answerable": True, "tags": tags}
    accepted = [sentence.direct or sentence.text for sentence in answer.sentences]
    return {
        "answerable": True,
        "accepted": list(dict.fromkeys(words for words in accepted if words.strip())),
        "gold": [
            {"document": name_document(citation.document_id), "quote": citation.quote} for citation in answer.citations
        ],
        "tags": tags,
    }


def _cite(citation: Citation) -> str:
    place = _plain(say_place(citation.publisher, citation.published))
    url = _ENDS_ADDRESS.sub(lambda match: quote_url(match[0]), citation.url or "")
    address = f" <{url}>" if url.startswith(("http://", "https://")) else ""
    span = f"{citation.document_id}@{citation.version}[{citation.start}:{citation.end}]"
    quote = _plain(" ".join(citation.quote.split()))
    span = " ".join(span.replace("`", "'").split())  # a code span ends at the next backtick, or with its line
    return f"{citation.marker}. {_plain(citation.title)}. {place}.{address} `{span}`\n   > {quote}"


def _markers(citations: Iterable[int]) -> str:
    return "".join(f" [{marker}]" for marker in dict.fromkeys(citations))


def _plain(text: str) -> str:
    """Text on one line that Markdown shows as it is."""
    return " ".join(text.split()).translate(_SPECIAL)
