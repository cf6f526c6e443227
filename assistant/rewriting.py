"""Rewriting a question so that it stands alone, by a chat model; without one, `followups.py` completes it by rules.

What the model gives back is taken only when it is one question made of the conversation's own names and figures.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from langchain_core.messages import HumanMessage, SystemMessage

from vectorstore.words import content_stems

from .errors import ModelFailedError
from .followups import Turn, complete_question
from .models import OpenedModel
from .neutralising import neutralise_text
from .prompting import load_prompt
from .questions import names_of

__all__ = ["is_faithful", "rewrite_question"]

_TURNS = 6
_TURN_CHARACTERS = 500
_LONGEST = 400
_LEAST_KEPT = 0.5
_LABEL = re.compile(
    r"^\W*(?:(?:the )?(?:rewritten |standalone )?question(?:, rewritten)?|answer)\s*:\s*", re.IGNORECASE
)


def rewrite_question(question: str, history: Sequence[Turn], model: OpenedModel) -> str:
    """The question as it would be asked alone, by the model; by rules where the model fails or strays."""
    asked = [turn for turn in history if turn.get("role") == "user" and turn.get("content", "").strip()]
    if not asked:
        return question
    prompt = load_prompt("rewrite")
    told = "\n".join(
        f"{'Reader' if turn.get('role') == 'user' else 'Newsdesk'} – "
        f"{' '.join(neutralise_text(turn.get('content', '')).split())[:_TURN_CHARACTERS]}"
        for turn in history[-_TURNS:]
    )
    messages = [
        SystemMessage(prompt.fill_system()),
        HumanMessage(prompt.fill_user(history=told, question=neutralise_text(question))),
    ]
    try:
        written = model.caller.ask(messages)
    except ModelFailedError:
        return complete_question(question, history)
    lines = [line.strip() for line in written.strip().splitlines() if line.strip()]
    rewritten = _LABEL.sub("", lines[0]).strip("\"'“”‘’` ") if lines else ""
    return rewritten if is_faithful(rewritten, question, history) else complete_question(question, history)


def is_faithful(rewritten: str, question: str, history: Sequence[Turn]) -> bool:
    """Whether a rewritten question still asks the same: one question, its words kept, no name or figure from elsewhere."""
    if not rewritten.endswith("?") or len(rewritten) > _LONGEST or "\n" in rewritten:
        return False
    own = set(content_stems(question))
    kept = set(content_stems(rewritten))
    if own and len(own & kept) / len(own) < _LEAST_KEPT:
        return False
    known = own.union(*(content_stems(turn.get("content", "")) for turn in history))
    named = {stem for name in names_of(rewritten) for stem in content_stems(name)}
    named |= {stem for stem in kept if any(character.isdigit() for character in stem)}
    return named <= known
