"""Text brought into one form, once: every offset ever stored refers to what comes out of here.

Characters only: which lines and elements belong to a document is decided by its reader.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter

__all__ = [
    "MARK_END",
    "MARK_START",
    "drop_private_use",
    "normalise_block",
    "normalise_line",
    "normalise_marked_block",
]

MARK_START, MARK_END = "\ue000", "\ue001"
"""A reader wraps the number of a reference in these while it works; no text from outside keeps them."""

_LINE_BREAKS = re.compile(r"\r\n|[\r\n\x0b\x0c\x85\u2028\u2029]")
_ODD_SPACE = re.compile(r"[^\S\n ]")
_SPACE_RUNS = re.compile(r" {2,}")
_SPACE_AT_BREAK = re.compile(r" *\n *")
_BREAK_RUNS = re.compile(r"\n{3,}")
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ufdd0-\ufdef\ufffe\uffff]")
_INVISIBLE = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\u3164\ufeff"
    "\uffa0\ufff9-\ufffb\ufe00-\ufe0e\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff]"
)
_JOINERS = re.compile(
    "(?<![\u0600-\u08ff\u0900-\u0dff\u0e80-\u109f\u1780-\u17ff\u1800-\u18af\u2600-\u27bf\ufe0f\U0001f000-\U0001faff])"
    "[\u200c\u200d]+"
)
_SURROGATES = re.compile(r"[\ud800-\udfff]+")
_PRIVATE = re.compile(r"[\ue000-\uf8ff]")
_PRIVATE_BUT_MARKS = re.compile(r"[\ue002-\uf8ff]")
_ORDINARY = re.compile(r"[ -~\n]*")


def normalise_block(text: str, dropped: Counter[str]) -> str:
    """NFC, `\\n` as the only line break, plain spaces without runs, nothing invisible.

    Joiners stay where a script or an emoji needs them. A second pass changes nothing.

    Args:
        text: a paragraph or more; empty lines stay, at most one in a row.
        dropped: counts the characters left out, as `invisible` (zero-width, bidirectional controls, tags, private use)
            and `control`.
    """
    return _normalise(text, dropped, _PRIVATE)


def normalise_marked_block(text: str, dropped: Counter[str]) -> str:
    """As `normalise_block`, for text in which a reader has put reference marks: those stay."""
    return _normalise(text, dropped, _PRIVATE_BUT_MARKS)


def normalise_line(text: str | None) -> str:
    """A title, a name or a heading in one line; empty for None."""
    return " ".join(normalise_block(text or "", Counter()).split())


def drop_private_use(text: str, dropped: Counter[str]) -> str:
    """Text in which a reader may put its own marks."""
    return _drop(_PRIVATE, "", text, dropped, "invisible")


def _normalise(text: str, dropped: Counter[str], private: re.Pattern[str]) -> str:
    if not _ORDINARY.fullmatch(text):
        text = _drop(_SURROGATES, "\N{REPLACEMENT CHARACTER}", text, dropped, "control")
        text = _LINE_BREAKS.sub("\n", text)
        text = _drop(_CONTROL, "", text, dropped, "control")
        text = _drop(_INVISIBLE, "", text, dropped, "invisible")
        text = _drop(_JOINERS, "", text, dropped, "invisible")
        text = _drop(private, "", text, dropped, "invisible")
        text = unicodedata.normalize("NFC", text)
        text = _ODD_SPACE.sub(" ", text)
    text = _SPACE_RUNS.sub(" ", text)
    text = _SPACE_AT_BREAK.sub("\n", text)
    return _BREAK_RUNS.sub("\n\n", text).strip()


def _drop(pattern: re.Pattern[str], by: str, text: str, dropped: Counter[str], kind: str) -> str:
    if pattern.search(text) is None:
        return text
    dropped[kind] += sum(map(len, pattern.findall(text)))
    return pattern.sub(by, text)
