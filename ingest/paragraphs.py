"""From lines to paragraphs: lines broken at a column are joined again, lines that are furniture of a page are left out.

Works on plain text from any reader. What is a heading is decided in `outlines.py`.
"""

from __future__ import annotations

import re
from collections import Counter

__all__ = ["join_wrapped_lines", "split_paragraphs"]

_BLANK_LINES = re.compile(r"\n[^\S\n]*\n\s*")
_LINE_BREAK = re.compile(r"\r\n|[\r\n\x0b\x0c\x85\u2028\u2029]")
_LIST_ITEM = re.compile(r"\s*(?:[-*+•·‣▪–—]|\(?\d{1,3}[.)]|\(?[a-zA-Z][.)])\s")
_SENTENCE_END = re.compile(r"[.!?…:;][\"'”’)\]]*\s*$")
_HYPHENATED = re.compile(r"(\w*[^\W\d_])[-\u2010\u00ad]$")
_FIRST_WORD = re.compile(r"[^\W\d_]+")
_LAST_PIPE = re.compile(r"^([^|]*[^|\s])\s*\|\s*$")
_LONGEST_WORD = 80
_MOST_COLUMNS = 120
_LEAST_COLUMNS = 40
_FURNITURE = re.compile(
    r"""(?ix) \s* (?:
        !\[[^\]]*\]\([^)]*\) \s* \|?                                    # an image
      | [-=_*~•·|:+\s]{3,} | \|                                         # a rule, an empty row of a table
      | (?:\d[\d,.]*|no)? \s* comments? (?:\s*\(\d+\))?                 # 0 Comments
      | (?:leave|add|post|write) \s a \s comment | (?:join|view|show) \s (?:the|all) \s (?:conversation|comments)
      | (?:continue|story|article) \s continues? \s below .{0,30}
      | advertis(?:e)?ment (?:\s*[-–—:]?\s* (?:scroll|story|article) .{0,40})?
      | share (?:\s this)? (?:\s (?:article|story|page|post))? (?:\s on \s [\w\s,/&]{1,60})?
      | (?:tweet|print|email|facebook|twitter|whatsapp|linkedin|pinterest|reddit|telegram)
      | (?:copy|get) \s link | follow \s us (?:\s on \s [\w\s,/&@]{1,60})?
      | (?:sign \s up|subscribe) (?:\s (?:now|today|here))?
        (?:\s (?:for|to) \s our \s (?:free\s)? (?:daily\s|weekly\s)? newsletters?)?
      | (?:skip \s to \s (?:main\s)?content | back \s to \s top | all \s rights \s reserved)
    ) \s* [.!]? \s*"""
)
_LONGEST_FURNITURE = 100


def split_paragraphs(text: str, dropped: Counter[str]) -> list[str]:
    """The paragraphs of a plain text, in order.

    Paragraphs end at empty lines; where a paragraph's lines were broken at a column they are joined, else each line is
    a paragraph of its own, and the lines of a list stay together.

    Args:
        dropped: counts the lines left out as `boilerplate`.
    """
    paragraphs: list[str] = []
    for block in _BLANK_LINES.split(_LINE_BREAK.sub("\n", text)):
        kept: list[str] = []
        for line in block.split("\n"):
            if not line.strip():
                continue
            if len(line) <= _LONGEST_FURNITURE and _FURNITURE.fullmatch(line):
                dropped["boilerplate"] += 1
                continue
            kept.append(_LAST_PIPE.sub(r"\1", line) if line.rstrip().endswith("|") else line)
        if not kept:
            continue
        if _is_wrapped(kept):
            paragraphs.append(join_wrapped_lines(kept))
        elif all(_LIST_ITEM.match(line) for line in kept):
            paragraphs.append("\n".join(kept))
        else:
            paragraphs.extend(kept)
    return paragraphs


def join_wrapped_lines(lines: list[str], words: Counter[str] | None = None) -> str:
    """One line of lines that were broken at a column.

    Args:
        words: how often each word stands in the document, lower case: a hyphen at a line's end is kept only where the
            hyphenated form is one of them. None keeps every hyphen.
    """
    pieces: list[str] = []
    for line in map(str.strip, lines):
        if not line:
            continue
        begin = _HYPHENATED.search(pieces[-1][-_LONGEST_WORD:]) if pieces else None
        rest = _FIRST_WORD.match(line)
        if begin is None or rest is None:
            pieces += [" ", line] if pieces else [line]
            continue
        compound = f"{begin[1]}-{rest.group()}".lower()
        if words is not None and not words[compound] and rest.group()[0].islower():
            pieces[-1] = pieces[-1][:-1]
        pieces.append(line)
    return "".join(pieces)


def _is_wrapped(lines: list[str]) -> bool:
    """Whether these lines are one paragraph that was broken at a column: all but the last are about equally long."""
    if len(lines) < 2 or any(_LIST_ITEM.match(line) for line in lines[1:]):
        return False
    lengths = [len(line.strip()) for line in lines]
    column = max(lengths)
    if not _LEAST_COLUMNS <= column <= _MOST_COLUMNS or min(lengths[:-1]) < 0.55 * column:
        return False
    ended = sum(_SENTENCE_END.search(line) is not None for line in lines[:-1])
    return ended <= 0.5 * (len(lines) - 1)
