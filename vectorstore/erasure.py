"""Proving that erased documents left no trace: pieces of their texts are looked for in the bytes of every file."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from .catalog import Catalog

__all__ = ["collect_traces", "find_traces"]

_LENGTH = 40
_PIECES_A_TEXT = 3
_MOST_PIECES = 600
_BLOCK = 1 << 22


def collect_traces(catalog: Catalog) -> list[bytes]:
    """Pieces of the texts that a purge is to erase: from the beginning, the middle and the end of each, 600 at most."""
    pieces: dict[bytes, None] = {}
    for row in catalog.rows(
        "SELECT v.text FROM versions v JOIN documents d ON d.document_id = v.document_id "
        "WHERE d.status = 'removed' OR v.version <> d.version"
    ):
        text = row["text"].strip()
        last = max(0, len(text) - _LENGTH)
        for number in range(_PIECES_A_TEXT):
            start = last * number // (_PIECES_A_TEXT - 1)
            piece = text[start : start + _LENGTH]
            if piece:
                pieces.setdefault(piece.encode("utf-8", "surrogatepass"))
    return list(pieces)[:_MOST_PIECES]


def find_traces(home: Path, catalog: Catalog, traces: Sequence[bytes]) -> list[Path]:
    """The files of the library in which one of these pieces stands, though no document that stays holds it."""
    texts = (row["text"] for row in catalog.rows("SELECT text FROM versions"))
    staying = {piece for text in texts for piece in _pieces_in(text.encode("utf-8", "surrogatepass"), traces)}
    gone = [piece for piece in traces if piece not in staying]
    if not gone:
        return []
    pattern = re.compile(b"|".join(map(re.escape, gone)))
    return sorted(file for file in home.rglob("*") if file.is_file() and _holds(file, pattern))


def _pieces_in(text: bytes, pieces: Sequence[bytes]) -> list[bytes]:
    return [piece for piece in pieces if piece in text]


def _holds(file: Path, pattern: re.Pattern[bytes]) -> bool:
    tail = b""
    with open(file, "rb") as stream:
        while block := stream.read(_BLOCK):
            if pattern.search(tail + block):
                return True
            tail = block[-4 * _LENGTH :]
    return False
