"""The list of conversations as escaped HTML: newest first, grouped by day, each with its buttons."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

from ..dates import say_date
from .markup import escape

if TYPE_CHECKING:
    from vectorstore import ConversationSummary

__all__ = ["render_conversations"]


def render_conversations(
    conversations: Sequence[ConversationSummary], current: str | None, words: str = "", today: date | None = None
) -> str:
    """The list, the open one marked.

    Args:
        words: what was searched for; empty for all conversations.
        today: the day that is called Today; None for the one that it is.
    """
    if not conversations:
        said = "No conversation holds these words." if words.strip() else "Your conversations are kept here."
        return f'<p class="none">{said}</p>'
    this_day = today or datetime.now(UTC).date()
    parts, day = [], None
    for item in conversations:
        if (changed := item.changed_at.date()) != day:
            parts.append(("</ul>" if day else "") + f"<h2>{_say_day(changed, this_day)}</h2><ul>")
            day = changed
        parts.append(_render_item(item, is_current=item.conversation_id == current))
    return "".join(parts) + "</ul>"


def _render_item(item: ConversationSummary, *, is_current: bool) -> str:
    title, key = escape(item.title), escape(item.conversation_id)
    mark = ' aria-current="true"' if is_current else ""
    return (
        f'<li><button type="button" class="open" data-conversation="{key}"{mark} title="{title}"><span>{title}</span></button>'
        f'<button type="button" class="more" data-rename="{key}" data-title="{title}" aria-label="Rename: {title}">'
        "Rename</button>"
        f'<button type="button" class="more" data-delete="{key}" data-title="{title}" aria-label="Delete: {title}">'
        "Delete</button></li>"
    )


def _say_day(day: date, today: date) -> str:
    return {0: "Today", 1: "Yesterday"}.get((today - day).days, say_date(day))
