"""Whether the spans have a claim's names, or what stands around them tells whom they mean."""

# ruff: noqa: E501  (tables of patterns read best with one row a line)
from __future__ import annotations

import itertools
import re
from collections.abc import Iterable
from functools import lru_cache

from .evidence import Evidence
from .flags import Flag, flag, hint
from .names import Name, initials_of, read_names
from .places import canonical_name
from .reading import read_words

__all__ = ["check_names", "name_keys"]

_POINTERS = re.compile(
    r"\b(?:he|she|it|they|him|her|his|its|their|them|this|these|those|who|another|both|"
    r"the (?:\w+ ){0,2}(?:prison|jail|facility|law|act|judge|court|justices|president|minister|secretary|senator|government|administration|"
    r"company|firm|group|gang|organi[sz]ation|agency|outlet|newspaper|paper|case|suit|ruling|order|agreement|deal|country|state|city|"
    r"man|woman|men|women|plane|flight|proclamation|party|team|club|player|actor|author|film|book|report|union|university|school|"
    r"bank|ministry|department|official|director|spokes\w+|leader|lawyer|officer|suspect|victim))\b",
    re.IGNORECASE,
)
_ALIASES = re.compile(
    r"([A-Z][\w'-]+(?:[ -](?:of|the|for|and|de|[A-Z][\w'-]+))*)(?:,? (?:or|known as|called|abbreviated)|,? ?\()\s*\(?([A-Z][\w-]{1,14})\b"
)


def check_names(claim: str, evidence: Evidence) -> list[Flag]:
    """Flag each name of a claim that the spans do not have and that what stands around them does not explain."""
    flags: list[Flag] = []
    keys = name_keys(evidence.text)
    around = name_keys(f"{evidence.backdrop}\n{evidence.titles}\n" + "\n".join(evidence.publishers))
    aliases = _read_aliases(f"{evidence.text}\n{evidence.backdrop}\n{evidence.titles}")
    has_pointer = bool(_POINTERS.search(evidence.text))
    for name in read_names(claim):
        missing = [part for part in name.parts if not _is_held(part, keys, evidence.folded)]
        if not missing or _is_alias(name, evidence.text, aliases, keys):
            continue
        if _names_a_person_of(name, missing, keys, evidence):
            continue
        beside = all(_is_held(part, around | keys, evidence.backdrop_folded | evidence.folded) for part in missing)
        if beside:
            if not has_pointer:
                flags.append(hint("name", "unsupported", f"the cited words do not name {name.text}"))
            continue
        if name.is_certain:
            flags.append(flag("name", "unsupported", f"the source does not name {name.text}"))
        else:
            flags.append(hint("name", "unsupported", f"the source does not name {name.text}"))
    return flags


@lru_cache(maxsize=8192)
def name_keys(text: str) -> frozenset[str]:
    """Every word of a text in canonical form, and the initials of its names: what a name may be known by."""
    words = read_words(text)
    keys = {canonical_name(word.folded) for word in words}
    keys |= {canonical_name(f"{a.folded}_{b.folded}") for a, b in itertools.pairwise(words)}
    keys |= {initials_of(name) for name in read_names(text)} - {""}
    return frozenset(keys)


def _is_held(part: str, keys: frozenset[str], folded: frozenset[str]) -> bool:
    if part in keys or part in folded or part.rstrip("s") in folded or f"{part}s" in folded:
        return True
    return "-" in part and all(piece in folded for piece in part.split("-"))


def _is_alias(name: Name, text: str, aliases: frozenset[tuple[str, str]], keys: frozenset[str]) -> bool:
    """Whether the span has another name of the same thing: initials, or one that the document itself declares."""
    initials = initials_of(name)
    if initials and initials in keys:
        return True
    own = " ".join(name.parts)
    for long, short in aliases:
        long_parts = set(long.split())
        if own == short and long_parts <= keys:
            return True
        if set(name.parts) <= long_parts | {short} and (short in keys or long_parts <= keys):
            return True
    return False


def _names_a_person_of(name: Name, missing: list[str], keys: frozenset[str], evidence: Evidence) -> bool:
    """A full name whose surname the span has, and whose first name stands around it."""
    if len(name.parts) < 2 or len(missing) == len(name.parts):
        return False
    return all(part in evidence.backdrop_folded for part in missing)


@lru_cache(maxsize=2048)
def _read_aliases(text: str) -> frozenset[tuple[str, str]]:
    """Pairs of names that the document says are the same, such as `Terrorism Confinement Center, or CECOT`."""
    return frozenset(_read_alias_pairs(text))


def _read_alias_pairs(text: str) -> Iterable[tuple[str, str]]:
    for match in _ALIASES.finditer(text):
        long = " ".join(canonical_name(word.folded) for word in read_words(match.group(1)) if word.is_capitalised)
        yield long, canonical_name(match.group(2))
