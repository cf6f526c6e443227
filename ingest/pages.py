"""From the lines of printed pages to paragraphs and headings, by where lines stand and how large they are printed."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from .paragraphs import join_wrapped_lines

__all__ = ["Line", "PageBlock", "join_pages"]

_PAGE_NUMBER = re.compile(
    r"\W*(?:(?:page|p\.|seite|página)\s*)?\d{1,5}(?:\s*(?:/|of|von|de)\s*\d{1,5})?\W*", re.IGNORECASE
)
_DIGITS = re.compile(r"\d+")
_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_ENDED = re.compile(r"[.!?…:][\"'”’)\]]*$")
_LIST_ITEM = re.compile(r"(?:[-*•·‣▪–—]|\(?\d{1,3}[.)])\s")
_DOTS = re.compile(r"(?:\. ?){4}")
_EDGE = 2
"""How many lines at the top and at the bottom of a page may be running titles."""
_LARGER = 1.15
_WIDER_GAP = 1.35
_LONGEST_HEADING = 150


@dataclass(frozen=True, kw_only=True, slots=True)
class Line:
    """A printed line. `y` grows upwards; `y` and `size` are in points, 0 where they are not known."""

    text: str
    y: float = 0.0
    size: float = 0.0
    is_bold: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class PageBlock:
    """A paragraph (level 0) or a heading (level 1 is the highest)."""

    text: str
    level: int = 0


def join_pages(pages: Sequence[Sequence[Line]], dropped: Counter[str]) -> list[PageBlock]:
    """The paragraphs and headings of a document, in order, also over page borders.

    Args:
        dropped: counts the running titles and page numbers that are left out, as `boilerplate`.
    """
    kept = _without_running_titles(pages, dropped)
    lines = [line for page in kept for line in page]
    if not lines:
        return []
    body = _body_size(lines)
    is_bold_body = sum(len(line.text) * (1 if line.is_bold else -1) for line in lines) > 0
    largest = max(line.size for line in lines)
    words = Counter(word.lower() for line in lines for word in _WORD.findall(line.text))
    blocks: list[PageBlock] = []
    for paragraph in _paragraphs(kept):
        text = join_wrapped_lines([line.text for line in paragraph], words)
        is_larger = body > 0 and all(line.size >= _LARGER * body for line in paragraph)
        stands_out = is_larger or (not is_bold_body and all(line.is_bold for line in paragraph))
        if stands_out and len(text) <= _LONGEST_HEADING and _is_worded(text):
            is_highest = is_larger and paragraph[0].size >= largest - 0.1
            blocks.append(PageBlock(text=text, level=1 if is_highest else 2))
        else:
            blocks.append(PageBlock(text=text))
    return blocks


def _is_worded(text: str) -> bool:
    """Whether a text can be a heading: it has letters, ends no sentence, and is no line of a table of contents."""
    return any(map(str.isalpha, text)) and not text.endswith(".") and _DOTS.search(text) is None


def _without_running_titles(pages: Sequence[Sequence[Line]], dropped: Counter[str]) -> list[list[Line]]:
    """The pages less page numbers, and less the first and last lines that most pages share."""
    shared: Counter[str] = Counter()
    for page in pages:
        shared.update({_DIGITS.sub("#", line.text) for line in _edges(page)})
    least = len(pages) // 2 if len(pages) > 3 else max(2, len(pages))
    kept: list[list[Line]] = []
    for page in pages:
        edges = set(_edges(page))
        stays = [
            line
            for line in page
            if line not in edges
            or not (_PAGE_NUMBER.fullmatch(line.text) or shared[_DIGITS.sub("#", line.text)] >= least)
        ]
        dropped["boilerplate"] += len(page) - len(stays)
        kept.append(stays)
    return kept


def _edges(page: Sequence[Line]) -> Sequence[Line]:
    """The lines at the top and bottom, in the order of the file and in that of the paper: some draw footers first."""
    if len(page) <= 2 * _EDGE:
        return page
    by_height = sorted(page, key=lambda line: -line.y) if all(line.size for line in page) else page
    return [*page[:_EDGE], *page[-_EDGE:], by_height[0], by_height[-1]]


def _body_size(lines: Sequence[Line]) -> float:
    """The size that most characters are printed in."""
    sizes: Counter[float] = Counter()
    for line in lines:
        sizes[round(line.size * 2) / 2] += len(line.text)
    return sizes.most_common(1)[0][0]


def _paragraphs(pages: Sequence[Sequence[Line]]) -> list[list[Line]]:
    lines = [line for page in pages for line in page]
    lengths = sorted(len(line.text) for line in lines)
    column = max(20, lengths[int(0.9 * (len(lengths) - 1))])
    gaps = [
        upper.y - lower.y
        for page in pages
        for upper, lower in pairwise(page)
        if upper.size and upper.size == lower.size and upper.y > lower.y
    ]
    leading = median(gaps) if gaps else 0.0
    paragraphs: list[list[Line]] = []
    body = _body_size(lines)
    for page in pages:
        for number, line in enumerate(page):
            before = paragraphs[-1][-1] if paragraphs else None
            scale = max(1.0, line.size / body) if body else 1.0
            if before is None or _ends_between(before, line, column, leading * scale if number else 0.0, scale):
                paragraphs.append([line])
            else:
                paragraphs[-1].append(line)
    return paragraphs


def _ends_between(upper: Line, lower: Line, column: int, leading: float, scale: float) -> bool:
    """Whether a paragraph ends between two lines: the print changes, the gap is wider, or the upper line is short."""
    if _LIST_ITEM.match(lower.text) or upper.is_bold != lower.is_bold:
        return True
    if upper.size and lower.size and not 1 / _LARGER < upper.size / lower.size < _LARGER:
        return True
    if leading and upper.y - lower.y > _WIDER_GAP * leading:
        return True
    if leading and scale >= _LARGER:  # the lines of a heading are as short as they are
        return False
    return len(upper.text) < (0.85 if _ENDED.search(upper.text) else 0.6) * column
