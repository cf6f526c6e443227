"""The buttons behind an answer as escaped HTML: copying it, judging it, asking on. Pure functions of records."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..wording import say_place
from .markup import escape

if TYPE_CHECKING:
    from assistant.answers import Answer, Disagreement

    from .conversation import Turn

__all__ = ["render_actions", "render_followups", "say_disagreement", "say_with_citations"]


def render_actions(turn: Turn, number: int) -> str:
    """Copying and judging an answer; an abstention can be judged too, for it may be wrong."""
    if turn.answer is None:
        return ""
    parts = []
    if not turn.answer.abstained:
        copied = escape(say_with_citations(turn.answer))
        parts.append(f'<button type="button" class="quiet" data-copy="{copied}">Copy with citations</button>')
    if turn.ordinal is not None:
        parts.append(_render_opinion(turn, number))
    return f'<div class="actions">{"".join(parts)}</div>' if parts else ""


def render_followups(turn: Turn) -> str:
    """Questions that the library answers and that lead on from here."""
    lead = "Ask instead" if turn.answer is not None and turn.answer.abstained else "Ask next"
    rows = "".join(
        f'<li><button type="button" class="example" data-ask="{escape(question)}">{escape(question)}</button></li>'
        for question in turn.followups
    )
    return f'<div class="followups"><p class="lead">{lead}</p><ul>{rows}</ul></div>'


def say_with_citations(answer: Answer) -> str:
    """The answer as plain text with its numbered sources, for pasting elsewhere."""
    lines = [answer.text, ""]
    for citation in answer.citations:
        place = say_place(citation.publisher, citation.published)
        address = f" {citation.url}" if citation.url else ""
        lines.append(f"[{citation.marker}] {citation.title}. {place}.{address}")
        lines.append(f"    “{citation.quote}”")
    return "\n".join(lines).strip()


def say_disagreement(item: Disagreement) -> str:
    """`Sources disagree on the number of flights`; where the topic is the question itself, that stands apart."""
    topic = item.topic.strip()
    return f"Sources disagree: {topic}" if topic.endswith("?") else f"Sources disagree on {topic}"


def _render_opinion(turn: Turn, number: int) -> str:
    """Two buttons, the chosen one pressed; pressing it again takes the opinion back."""
    note = escape(turn.note)

    def judge(opinion: str, words: str) -> str:
        is_chosen = turn.opinion == opinion
        return (
            f'<button type="button" class="quiet judge" data-opinion="{"" if is_chosen else opinion}" '
            f'data-turn="{turn.ordinal}" aria-pressed="{"true" if is_chosen else "false"}">{words}</button>'
        )

    more = ""
    if turn.opinion is not None:
        words = "Change your note" if turn.note else "Add a note"
        more = (
            f'<button type="button" class="plain" data-note="{note}" data-opinion="{turn.opinion}" '
            f'data-turn="{turn.ordinal}">{words}</button>'
        )
    kept = f'<p class="opinion-note">Your note: {note}</p>' if turn.note else ""
    return (
        f'<span class="judging" role="group" aria-label="Was answer {number} right?">{judge("up", "Right")}'
        f"{judge('down', 'Not right')}{more}</span>{kept}"
    )
