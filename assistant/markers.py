"""Citation markers: the opaque codes that sources carry in a prompt, and reading them back from what a model writes.

A code says nothing about a source's place, and an unknown one is stripped and counted, never taken for a near one.
Which span a citation ends up at is decided in `binding.py`.
"""

from __future__ import annotations

import hashlib
import random
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

__all__ = ["CitedCode", "MarkerParser", "Piece", "StrippedMarker", "join_pieces", "make_codes", "parse_markers"]

_LETTERS = "abcdefghjkmnpqrstuvwxyz"
_DIGITS = "23456789"
_LONGEST_MARKER = 80
_CLOSERS = {"[": "]", "(": ")", "【": "】"}
_WORD = re.compile(r"\w+")
_LABEL = re.compile(
    r"^(?:\^|(?:see|cf\.?)\s+|(?:sources?|refs?|references?|docs?|documents?|citations?|cites?|cited|passages?|"
    r"codes?|ids?)\b\s*[:#.=]?\s*)+",
    re.IGNORECASE,
)
_TAIL = re.compile(r"†.*$", re.DOTALL)
_BETWEEN = re.compile(r"\s*(?:[,;/|&+]|\band\b)\s*|\s+", re.IGNORECASE)
_CODE_SHAPE = re.compile(r"[a-z]{1,2}\d[a-z0-9]{0,3}|\d{1,3}", re.IGNORECASE)


@dataclass(frozen=True, kw_only=True)
class CitedCode:
    """A known code that stood in what a model wrote."""

    code: str


@dataclass(frozen=True, kw_only=True)
class StrippedMarker:
    """A marker of no known source, taken out of the text."""

    written: str


Piece = str | CitedCode | StrippedMarker


def make_codes(count: int, texts: Iterable[str], seed: str) -> list[str]:
    """Make distinct codes such as `k7f2` that occur in none of the texts.

    The same seed and texts give the same codes; one more source changes none of the others.
    """
    taken = {word.lower() for text in texts for word in _WORD.findall(text)}
    chance = random.Random(hashlib.sha256(seed.encode("utf-8", "surrogatepass")).digest())
    codes: list[str] = []
    while len(codes) < count:
        code = "".join(chance.choice(kind) for kind in (_LETTERS, _DIGITS, _LETTERS, _DIGITS))
        if code not in taken:
            taken.add(code)
            codes.append(code)
    return codes


class MarkerParser:
    """Takes markers out of a text that arrives in chunks; how it is cut into chunks never changes what comes out.

        parser = MarkerParser(["k7f2", "m3q9"])
        pieces = [*parser.feed("It holds 40,000 [k7"), *parser.feed("f2]."), *parser.finish()]

    Accepted are `[k7f2]`, `[k7f2, m3q9]`, `[Source k7f2]`, `(k7f2)`, `【k7f2】`, `[^k7f2]`, runs of them, and a bare
    known code, which can be nothing else, as no code occurs in a source.
    """

    def __init__(self, codes: Sequence[str]) -> None:
        self._codes = frozenset(code.lower() for code in codes)
        self._held = ""

    def feed(self, chunk: str) -> list[Piece]:
        """What is certain after this chunk; a marker that may still be growing is held back."""
        self._held += chunk
        return self._read(is_last=False)

    def finish(self) -> list[Piece]:
        """What was held back, read as it stands at the end of the text."""
        return self._read(is_last=True)

    def _read(self, *, is_last: bool) -> list[Piece]:
        pieces: list[Piece] = []
        text, at, plain = self._held, 0, 0
        while at < len(text):
            step = self._step(text, at, is_last)
            if step is None:
                break
            end, found = step
            if found is not None:
                if plain < at:
                    pieces.append(text[plain:at])
                pieces += found
                plain = end
            at = end
        if plain < at:
            pieces.append(text[plain:at])
        self._held = text[at:]
        return pieces

    def _step(self, text: str, at: int, is_last: bool) -> tuple[int, list[Piece] | None] | None:
        """Where reading goes on, and the markers found there (None for plain text); None to wait for more."""
        if text[at] in _CLOSERS:
            return self._step_bracket(text, at, is_last)
        word = _WORD.match(text, at)
        if word is None:
            return at + 1, None
        if word.end() == len(text) and not is_last:
            return None
        if word.group().lower() in self._codes:
            return word.end(), [CitedCode(code=word.group().lower())]
        return word.end(), None

    def _step_bracket(self, text: str, at: int, is_last: bool) -> tuple[int, list[Piece] | None] | None:
        opener = text[at]
        closer = _CLOSERS[opener]
        for end in range(at + 1, min(len(text), at + _LONGEST_MARKER)):
            if text[end] == closer:
                found = self._read_marker(text[at + 1 : end], opener)
                return (at + 1, None) if found is None else (end + 1, found)
            if text[end] == "\n" or text[end] in _CLOSERS:
                return at + 1, None
        if len(text) - at >= _LONGEST_MARKER:
            return at + 1, None
        if not is_last:
            return None
        found = self._read_marker(text[at + 1 :], opener)
        return (at + 1, None) if not found else (len(text), found)

    def _read_marker(self, inside: str, opener: str) -> list[Piece] | None:
        """The codes between brackets; None when it is no marker but the writer's own brackets."""
        bare = _TAIL.sub("", inside).strip()
        labelled = _LABEL.match(bare)
        items = [item for item in _BETWEEN.split(bare[labelled.end() :] if labelled else bare) if item]
        items = [_LABEL.sub("", item).strip("\"'`*.:#") for item in items]
        if not items or not all(_CODE_SHAPE.fullmatch(item) for item in items if item):
            return None
        known = [item.lower() in self._codes for item in items if item]
        if opener == "(" and not any(known) and not (labelled and labelled.group() != "^"):
            return None  # "(H5N1)" and "(3)" are the writer's own
        return [
            CitedCode(code=item.lower()) if item.lower() in self._codes else StrippedMarker(written=item)
            for item in items
            if item
        ] or None


def parse_markers(text: str, codes: Sequence[str]) -> list[Piece]:
    """All pieces of a whole text, neighbouring plain ones joined."""
    parser = MarkerParser(codes)
    return join_pieces([*parser.feed(text), *parser.finish()])


def join_pieces(pieces: Iterable[Piece]) -> list[Piece]:
    """The same pieces with neighbouring plain ones joined."""
    joined: list[Piece] = []
    for piece in pieces:
        if isinstance(piece, str) and joined and isinstance(joined[-1], str):
            joined[-1] += piece
        else:
            joined.append(piece)
    return joined
