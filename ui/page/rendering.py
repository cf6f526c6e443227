"""Turns of a conversation as escaped HTML: sentences with citation chips, source cards, what was withheld, abstentions.

Pure functions of records; the buttons behind an answer live in `actions.py`, the source pane in `source_pane.py`, the
greeting in `greeting.py`.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from ..wording import VERDICT_WORDS, count, say_origins, say_place, say_tally
from .actions import render_actions, render_followups, say_disagreement
from .markup import escape, link_to, open_attributes

if TYPE_CHECKING:
    from assistant.answers import Answer, Citation, Disagreement, Nearest, Sentence, WithheldSentence

    from .conversation import Talk, Turn

__all__ = ["render_talk", "render_turn", "render_turns"]

_EXPORTS = (("conversation.md", "Export as Markdown"), ("receipts.json", "Receipts as JSON"))
_JOINED = "\N{WORD JOINER}"  # keeps a number on the line of the word that it stands behind
_INSTEAD = "It may help to name people, places and dates in full, or to ask for one thing at a time."


def render_talk(talk: Talk, greeting: str = "") -> dict[str, Any]:
    """What the conversation's template takes: its id and exports, empty while nothing is kept, and its turns, or the
    greeting.
    """
    kept = escape(talk.conversation_id or "")
    exports = "".join(
        f'<a href="/conversations/{kept}/{file}" download>{words}</a>' for file, words in _EXPORTS if kept
    )
    return {"id": kept, "exports": exports, "turns": render_turns(talk.turns) or [greeting]}


def render_turns(turns: Sequence[Turn]) -> list[str]:
    """Every turn of a conversation as one piece of HTML each, in their order; the last one offers what to ask next."""
    return [render_turn(turn, number, is_last=number == len(turns)) for number, turn in enumerate(turns, start=1)]


def render_turn(turn: Turn, number: int, *, is_last: bool = True) -> str:
    """One question with its answer, or with how far the answer has come."""
    parts = [f'<h2 class="question">{escape(turn.question)}</h2>']
    answer = turn.answer
    if answer is not None and answer.standalone_question.strip() != turn.question.strip():
        parts.append(f'<p class="read-as">Read as: {escape(answer.standalone_question)}</p>')
    by_marker = {citation.marker: citation for citation in turn.citations}
    parts += [
        _render_sentence(sentence, by_marker, f"{number}-{place}")
        for place, sentence in enumerate(turn.sentences, start=1)
    ]
    if answer is not None:
        if answer.notice:
            parts.append(f'<p class="notice">{escape(answer.notice)}</p>')
        if answer.abstained:
            parts.append(_render_abstention(answer))
        parts += [_render_disagreement(item, by_marker, number) for item in answer.disagreements]
        if answer.sentences:
            by = "" if answer.model == "quotes" else f" Written by {answer.model}."
            if answer.stripped_citations:
                by += f" {count(answer.stripped_citations, 'mark')} of unknown sources taken out."
            parts.append(f'<p class="tally">{escape(say_tally(answer) + by)}</p>')
    if turn.citations:
        parts.append(_render_sources(turn.citations, number))
    if turn.withheld:
        parts.append(_render_withheld(turn.withheld))
    parts.append(_render_state(turn, number))
    if is_last and turn.followups:
        parts.append(render_followups(turn))
    return f'<article class="turn {turn.state}" id="turn-{number}">{"".join(parts)}</article>'


def _render_sentence(sentence: Sentence, by_marker: dict[int, Citation], place: str) -> str:
    chips = "".join(
        _render_chip(by_marker[marker], f"tip-{place}-{marker}")
        for marker in dict.fromkeys(sentence.citations)
        if marker in by_marker
    )
    said = f'<span class="attribution">{escape(sentence.attribution)}</span>' if sentence.attribution else ""
    doubt = (
        f'<span class="verdict">{escape(VERDICT_WORDS[sentence.verdict])}</span>'
        if sentence.verdict != "supported"
        else ""
    )
    return f'<p class="sentence {sentence.verdict}">{_bold_direct(sentence)}{chips}{doubt} {said}</p>'


def _bold_direct(sentence: Sentence) -> str:
    at = sentence.text.find(sentence.direct) if sentence.direct else -1
    if at < 0 or not sentence.direct:
        return escape(sentence.text)
    end = at + len(sentence.direct)
    return (
        f'{escape(sentence.text[:at])}<strong class="direct">{escape(sentence.direct)}</strong>'
        f"{escape(sentence.text[end:])}"
    )


def _render_chip(citation: Citation, tip_id: str) -> str:
    """The number behind a sentence: focusing it shows the quote, pressing it opens the source there."""
    opens = open_attributes(citation.document_id, citation.version, citation.start, citation.end)
    return (
        f'{_JOINED}<span class="cite"><button class="chip" {opens} aria-describedby="{tip_id}" '
        f'aria-label="Source {citation.marker}: {escape(citation.title)}">{citation.marker}</button>'
        f'<span class="tip" role="tooltip" id="{tip_id}"><span class="tip-quote">{_quote_in_context(citation)}</span>'
        f'<span class="place">{escape(citation.title)} · {escape(say_place(citation.publisher, citation.published))}'
        "</span></span></span>"
    )


def _quote_in_context(citation: Citation) -> str:
    before = f'<span class="around">… {escape(citation.before.lstrip())}</span>' if citation.before.strip() else ""
    after = f'<span class="around">{escape(citation.after.rstrip())} …</span>' if citation.after.strip() else ""
    return f"{before}<mark>{escape(citation.quote)}</mark>{after}"


def _render_sources(citations: Sequence[Citation], number: int) -> str:
    cards = "".join(_render_card(citation) for citation in citations)
    return f'<ol class="cards" aria-label="Sources of answer {number}">{cards}</ol>'


def _render_card(citation: Citation) -> str:
    opens = open_attributes(citation.document_id, citation.version, citation.start, citation.end)
    place = escape(say_place(citation.publisher, citation.published))
    if citation.heading and citation.heading != citation.title:
        place += f" · {escape(citation.heading)}"
    link = link_to(citation.url, "Original")
    origins = say_origins(citation)
    return (
        f'<li class="card"><span class="number" aria-hidden="true">{citation.marker}</span><div>'
        f'<button class="title" {opens}>{escape(citation.title)}</button>'
        f'<p class="place">{place}{f" · {link}" if link else ""}</p>'
        f"<blockquote>{_quote_in_context(citation)}</blockquote>"
        + (f'<p class="place">As reported by {escape(origins)}</p>' if origins else "")
        + "</div></li>"
    )


def _render_withheld(withheld: Sequence[WithheldSentence]) -> str:
    rows = "".join(
        f'<li>{escape(item.text)}<p class="why">{escape(VERDICT_WORDS[item.verdict])}: {escape(item.why)}</p></li>'
        for item in withheld
    )
    summary = f"{count(len(withheld), 'sentence')} withheld"
    return f'<details class="withheld"><summary>{summary}</summary><ul>{rows}</ul></details>'


def _render_abstention(answer: Answer) -> str:
    reason = answer.reason if answer.reason and answer.reason.strip() != answer.text.strip() else None
    nearest = "".join(_render_nearest(item) for item in answer.nearest)
    return (
        f'<div class="abstained"><p class="sentence">{escape(answer.text or answer.reason or "")}</p>'
        + (f"<p>{escape(reason)}</p>" if reason else "")
        + (f'<p class="lead">The nearest passages:</p><ul class="cards">{nearest}</ul>' if nearest else "")
        + f'<p class="lead">{_INSTEAD}</p></div>'
    )


def _render_nearest(nearest: Nearest) -> str:
    opens = open_attributes(nearest.document_id, nearest.version, nearest.start, nearest.end)
    return (
        f'<li class="card"><div><button class="title" {opens}>{escape(nearest.title)}</button>'
        f'<p class="place">{escape(say_place(nearest.publisher, nearest.published))}</p>'
        f"<blockquote>{escape(nearest.quote)}</blockquote></div></li>"
    )


def _render_disagreement(item: Disagreement, by_marker: dict[int, Citation], number: int) -> str:
    stances = ""
    for place, stance in enumerate(item.stances, start=1):
        citation = by_marker.get(stance.citation)
        chip = _render_chip(citation, f"tip-{number}-stance-{place}") if citation else ""
        where = escape(say_place(stance.publisher, stance.published))
        stances += f'<li><strong>{escape(stance.value)}</strong>{chip}<p class="place">{where}</p></li>'
    return (
        f'<section class="disagreement"><h3>{escape(say_disagreement(item))}</h3>'
        f'<ul class="stances">{stances}</ul></section>'
    )


def _render_state(turn: Turn, number: int) -> str:
    """What stands at the end of a turn: that it goes on, was stopped or failed, or what can be done with it."""
    again = f'<button type="button" class="quiet" data-ask="{escape(turn.question)}">Ask again</button>'
    if turn.state == "working":
        words = "Looking" if turn.passages is None else f"Reading {count(turn.passages, 'passage')}"
        return f'<p class="working" role="status">{words} …</p>'
    if turn.state == "stopped":
        return f'<p class="ended">Stopped. {again}</p>'
    if turn.state == "failed":
        return f'<div class="ended failed" role="alert"><p>{escape(turn.failure or "")}</p>{again}</div>'
    return render_actions(turn, number)
