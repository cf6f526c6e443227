"""Whether the words that a claim puts between quotation marks stand in the spans."""

from __future__ import annotations

import re

from .evidence import Evidence
from .flags import Flag, flag
from .reading import read_words

__all__ = ["check_quotations"]

_QUOTED = re.compile(r'"([^"]{2,400})"')


def check_quotations(claim: str, evidence: Evidence) -> list[Flag]:
    """Flag each quotation whose words do not stand in a span in this order; case and punctuation aside."""
    flags = []
    held = [_bare(text) for text in evidence.texts] + [_bare(evidence.titles)]
    for match in _QUOTED.finditer(claim):
        pieces = [piece for piece in re.split(r"\.\.\.|…|\[[^\]]*\]", match.group(1)) if _bare(piece).strip()]
        if not all(any(_bare(piece) in text for text in held) for piece in pieces):
            flags.append(
                flag("quotation", "unsupported", f'the source does not have the words "{match.group(1).strip(" ,.")}"')
            )
    return flags


def _bare(text: str) -> str:
    return f" {' '.join(word.folded for word in read_words(text))} "
