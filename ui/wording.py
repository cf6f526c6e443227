"""Short phrases that both faces say about an answer: how many statements stand, on what, from whom and when."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING

from .dates import say_date

if TYPE_CHECKING:
    from assistant.answers import Answer, Citation

__all__ = ["VERDICT_WORDS", "count", "say_origins", "say_place", "say_tally"]

VERDICT_WORDS = {
    "supported": "supported",
    "contradicted": "contradicted by the source",
    "unsupported": "not supported by the source",
}


def count(number: int, noun: str, plural: str | None = None) -> str:
    """`1 source`, `2 sources`, `1,000 passages`."""
    return f"{number:,} {noun if number == 1 else plural or noun + 's'}"


def say_place(publisher: str | None, published: date | None) -> str:
    """Publisher and date, as far as they are known: `Newsdesk briefing · 20 January 2026`."""
    parts = [publisher or "", say_date(published) if published else "undated"]
    return " · ".join(part for part in parts if part)


def say_origins(citation: Citation) -> str:
    """Whom the document itself names as its source for the cited words; empty when it names none."""
    names: Iterable[str] = dict.fromkeys(
        origin.publisher or origin.title or origin.url or "" for origin in citation.origins
    )
    return "; ".join(name for name in names if name)


def say_tally(answer: Answer) -> str:
    """How many statements stand, and on how many independent sources."""
    stand = sum(sentence.verdict == "supported" for sentence in answer.sentences)
    whole = len(answer.sentences)
    statements = count(whole, "statement") if stand == whole else f"{stand} of {count(whole, 'statement')}"
    words = f"{statements} supported by {count(answer.independent_sources, 'independent source')}"
    copies = len({copy for citation in answer.citations for copy in citation.copies})
    if copies:
        words += f" ({count(copies, 'further article carries', 'further articles carry')} the same words)"
    return words + "."
