"""Title, headings, date and authors of a plain text, which marks none of them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from .dates import parse_date

__all__ = ["find_authors", "find_published", "is_heading", "is_title", "title_of_name"]

_PROSE_END = re.compile(r"[.!?…][\"'”’)\]]*$")
_NO_HEADING_END = re.compile(r"[.,;:!…\"”)\]]$")
_WORD = re.compile(r"[^\W_]+(?:['’.-][^\W_]+)*")
_BYLINE = re.compile(r"by:?\s+(?P<names>[^\W\d_][\w.'’\-]*(?:,?\s+[\w.'’&\-]+){0,12})$", re.IGNORECASE)
_NAMES = re.compile(r",\s*(?:and\s+)?|\s+and\s+|\s*&\s*")
_NAME = re.compile(r"[A-ZÀ-Þ][\w.'’\-]*(?:\s+(?:[A-ZÀ-Þ][\w.'’\-]*|de|del|da|van|von|der|la|al|bin)){1,4}")
_DATED = re.compile(
    r"(?:(?:first\s+|last\s+)?(?:published|posted|updated|date|dated)(?:\s+(?:on|at))?:?\s+)?(?P<date>\S.*)",
    re.IGNORECASE,
)
_ENDING = re.compile(r"(?:\.(?:txt|text|md|markdown|x?html?|pdf|docx|jsonl|ndjson|eml|gz))+$", re.IGNORECASE)
_HEADER_BLOCKS = 6
_SMALL_WORDS = 4
_LONGEST_DATE = 45
_LONGEST_TITLE = 200
_LONGEST_HEADING = 110
_SHORTEST_PROSE = 80


def is_title(block: str, following: Sequence[str]) -> bool:
    """Whether the first block of a text is its title: one short line, no sentence, with text behind it."""
    if not following or "\n" in block or not 3 <= len(block) <= _LONGEST_TITLE or not _WORD.search(block):
        return False
    return block.endswith(("U.S.", "U.K.", "Jr.", "Sr.", "Inc.")) or not block.endswith((".", ",", ";", ":"))


def is_heading(block: str, following: str | None) -> bool:
    """Whether a block is a heading: short, written as headings are, without a sentence's end, and prose follows."""
    if following is None or "\n" in block or len(block) > _LONGEST_HEADING or _NO_HEADING_END.search(block):
        return False
    if len(following) < _SHORTEST_PROSE or not _PROSE_END.search(following):
        return False
    if not (block[0].isupper() or block[0].isdigit()) or _BYLINE.match(block) or _is_date(block):
        return False
    words = [word for word in _WORD.findall(block) if len(word) >= _SMALL_WORDS and word[0].isalpha()]
    if not words:
        return False
    capitals = sum(1 for word in words if word[0].isupper())
    return capitals >= 0.7 * len(words)


def find_published(blocks: Sequence[str]) -> date | None:
    """The date that stands alone in one of the first lines, with or without `Published:` before it."""
    for block in blocks[:_HEADER_BLOCKS]:
        for line in block.split("\n"):
            match = _DATED.match(line)
            if match and _is_date(match["date"]):
                return parse_date(match["date"])
    return None


def find_authors(blocks: Sequence[str]) -> tuple[str, ...]:
    """The names of a byline such as `By Jane Doe and John Roe` in one of the first lines."""
    for block in blocks[:_HEADER_BLOCKS]:
        match = _BYLINE.match(block) if len(block) <= 120 else None
        if match is None:
            continue
        names = [name.strip() for name in _NAMES.split(match["names"])]
        if all(_NAME.fullmatch(name) for name in names if name):
            return tuple(name for name in names if name)
    return ()


def _is_date(words: str) -> bool:
    return len(words) <= _LONGEST_DATE and parse_date(words) is not None


def title_of_name(name: str) -> str:
    """A title made of a file's name, for a document that names none: `us-prisons_2024.txt` gives `Us prisons 2024`."""
    words = re.sub(r"(?:%20|[-_+\s])+", " ", _ENDING.sub("", name)).strip()
    return words[:1].upper() + words[1:] if words else "Untitled"
