"""What the page shows before the first question: what the library holds, and questions to begin with."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from ..wording import count
from .markup import escape

if TYPE_CHECKING:
    from vectorstore import DocumentSummary

__all__ = ["choose_examples", "render_greeting"]

_BUILT_IN_PUBLISHER = "Newsdesk briefing"
_EXAMPLES = (
    "How many people can CECOT hold?",
    "When was the Alien Enemies Act invoked?",
    "How was gang membership decided?",
    "Who is Kilmar Abrego Garcia?",
)


def choose_examples(documents: Sequence[DocumentSummary]) -> tuple[str, ...]:
    """Questions that the built-in reports answer, when the library holds them; none for other documents."""
    return _EXAMPLES if any(d.publisher == _BUILT_IN_PUBLISHER for d in documents) else ()


def render_greeting(documents: Sequence[DocumentSummary]) -> str:
    """The empty conversation."""
    publishers = len({document.publisher for document in documents if document.publisher})
    if not documents:
        held = "The library is empty. Fill it with: newsdesk ingest PATH"
    else:
        by = f" from {count(publishers, 'publisher')}" if publishers > 1 else ""
        held = f"{count(len(documents), 'document')}{by}, {count(sum(d.passages for d in documents), 'passage')}."
    examples = "".join(
        f'<li><button type="button" class="example" data-ask="{escape(question)}">{escape(question)}</button></li>'
        for question in choose_examples(documents)
    )
    return (
        '<div class="greeting"><h2>Ask, and check every word</h2>'
        "<p>Each sentence of an answer carries a number. Rest on it to read the words it stands on; press it to see "
        "them in the whole document. When the library does not answer a question, you are told so.</p>"
        f'<p class="held">{escape(held)}</p>'
        + (f'<ul class="examples" aria-label="Questions to begin with">{examples}</ul>' if examples else "")
        + "</div>"
    )
