"""What a chat model is given to read: the retrieved passages, each under an opaque code, fitted to its window."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from vectorstore import Hit
from vectorstore.sentences import split_sentences

from .citations import long_date
from .markers import make_codes
from .neutralising import drop_instructions, is_instruction, neutralise_text

__all__ = ["Briefing", "brief_model", "estimate_tokens"]

_TITLE_CHARACTERS = 120
_UNTITLED = "Untitled"


@dataclass(frozen=True, kw_only=True)
class Briefing:
    """The sources as text, and which passage each code stands for."""

    text: str
    codes: tuple[str, ...]
    """The code of each hit, in their order, whether it had room or not."""
    shown: tuple[int, ...]
    """Places of the hits that had room."""

    def place_of(self, code: str) -> int:
        return self.codes.index(code)


def brief_model(question: str, hits: Sequence[Hit], room_tokens: int, count_tokens: Callable[[str], int]) -> Briefing:
    """Write the hits as sources, in their order, until the room is used up; the last one is cut at a sentence.

    Instructions are left out, and what a model could take for structure is made inert. Codes are seeded by the question
    and occur neither in it nor in any passage.
    """
    codes = make_codes(len(hits), [question, *(f"{hit.document.title} {hit.text}" for hit in hits)], seed=question)
    blocks: list[str] = []
    shown: list[int] = []
    room = room_tokens
    for place, (hit, code) in enumerate(zip(hits, codes, strict=True)):
        body = neutralise_text(drop_instructions(hit.text))
        head = f"<source [{code}]> {_describe(hit)}\n"
        kept = _cut_to_fit(body, room - count_tokens(f"{head}\n</source>\n\n"), count_tokens)
        if not kept:
            continue
        blocks.append(f"{head}{kept}\n</source>")
        shown.append(place)
        room -= count_tokens(blocks[-1] + "\n\n")
        if len(kept) < len(body):
            break
    return Briefing(text="\n\n".join(blocks), codes=tuple(codes), shown=tuple(shown))


def estimate_tokens(text: str) -> int:
    """About how many tokens a text has, by four bytes a token: for models whose tokenizer is not on this machine."""
    return -(-len(text.encode("utf-8", "surrogatepass")) // 4)


def _describe(hit: Hit) -> str:
    document = hit.document
    title = " ".join(neutralise_text(document.title).split())[:_TITLE_CHARACTERS]
    if not title or is_instruction(title):
        title = _UNTITLED
    published = None if document.published is None else long_date(document.published)
    publisher = " ".join(neutralise_text(document.publisher or "").split())[:_TITLE_CHARACTERS]
    place = ", ".join(part for part in (publisher, published) if part and not is_instruction(part))
    return f"{title} ({place})" if place else title


def _cut_to_fit(text: str, room_tokens: int, count_tokens: Callable[[str], int]) -> str:
    """The longest run of whole sentences from the beginning that fits; empty when none does."""
    if room_tokens <= 0:
        return ""
    if count_tokens(text) <= room_tokens:
        return text
    ends = [end for _, end in split_sentences(text)]
    low, high = 0, len(ends)
    while low < high:
        middle = (low + high + 1) // 2
        if count_tokens(text[: ends[middle - 1]]) <= room_tokens:
            low = middle
        else:
            high = middle - 1
    return text[: ends[low - 1]] if low else ""
