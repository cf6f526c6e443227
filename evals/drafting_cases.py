"""Drafts cases from a person's own library, for that person to edit: some that it answers, some that it does not.

Answerable ones are made from sentences that state a figure, a date or a name, of passages all over the library.
Unanswerable ones are the same questions with a name swapped for one that the library never mentions together with
them, and questions from documents that are held out (and are then to be left out of what is asked).
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from .cases import Case, Gold
from .metrics import contains_phrase

if TYPE_CHECKING:
    from vectorstore import Document, Store

__all__ = ["Sample", "draft_cases", "phrase_question", "swap_name"]

_FIGURE = re.compile(r"(?<![\w.,])(?:[$€£]\s?)?\d+(?:[.,]\d+)*(?:\s?(?:%|per cent|million|billion))?(?![\w])")
_NAME = re.compile(r"(?<![.!?] )(?<!^)\b[A-Z][\w'’-]+(?: (?:of|de|del|the|and) [A-Z][\w'’-]+| [A-Z][\w'’-]+)+")
_SHORTEST, _LONGEST = 40, 240
_DRAFT = "draft"


@dataclass(frozen=True, kw_only=True)
class Sample:
    """A sentence of a document, and the words of it that a question can ask for."""

    document: Document
    sentence: str
    answer: str


def draft_cases(store: Store, *, answerable: int, unanswerable: int, seed: int = 0) -> list[Case]:
    """Draft cases, the answerable ones first; the same library and seed give the same cases.

    Returns:
        Fewer than were asked for when the library has too few sentences that fit. Each is tagged `draft`, and says by a
        tag how it was made: `from-span`, `swapped-name` or `held-out`; of a held-out one `within` names all documents
        but its own.
    """
    samples = list(_sample(store, random.Random(seed)))
    cases = [_case(n, sample) for n, sample in enumerate(samples[:answerable], start=1)]
    names = _names(store)
    ids = sorted(document.document_id for document in store.documents())
    drafted: list[Case] = []
    for n, sample in enumerate(samples[answerable:] + samples[:answerable], start=1):
        if len(drafted) == unanswerable:
            break
        case = _hold_out(n, sample, ids) if n % 2 and len(ids) > 1 else _swap(n, sample, names)
        if case is not None:
            drafted.append(case)
    return cases + drafted


def phrase_question(sentence: str, answer: str) -> str:
    """A question whose answer is what is blanked out: plain, and for a person to put into better words."""
    blanked = sentence.replace(answer, "____", 1).strip().rstrip(".")
    return f"What belongs in the gap: “{blanked}”?"


def swap_name(text: str, names: Sequence[str]) -> tuple[str, str, str] | None:
    """Put another name in the place of the first one; None when the text has none.

    Returns:
        (new text, old name, new name); the new name is the first of `names` that shares no word with the text.
    """
    match = _NAME.search(text)
    if match is None:
        return None
    words = set(text.lower().split())
    other = next((name for name in names if not words.intersection(name.lower().split())), None)
    if other is None:
        return None
    return text[: match.start()] + other + text[match.end() :], match.group(), other


def _sample(store: Store, chance: random.Random) -> Iterator[Sample]:
    """Sentences in turn from all documents, in an order that the seed gives; no two bear the same answer and document."""
    pools = []
    for summary in sorted(store.documents(), key=lambda document: document.document_id):
        found = list(_sentences(store.document(summary.document_id)))
        chance.shuffle(found)
        pools.append(found)
    chance.shuffle(pools)
    while any(pools):
        for pool in pools:
            if pool:
                yield pool.pop()


def _sentences(document: Document) -> Iterator[Sample]:
    from vectorstore import split_sentences

    headings = {heading.text for heading in document.headings}
    for start, end in split_sentences(document.text):
        sentence = document.text[start:end].strip()
        if not _SHORTEST <= len(sentence) <= _LONGEST or "\n" in sentence or sentence in headings:
            continue
        match = _FIGURE.search(sentence) or _NAME.search(sentence)
        if match and sentence.count(match.group()) == 1:
            yield Sample(document=document, sentence=sentence, answer=match.group())


def _names(store: Store) -> list[str]:
    """All names of the library, the rarest first."""
    counts: dict[str, int] = {}
    for summary in store.documents():
        for match in _NAME.finditer(store.document(summary.document_id).text):
            counts[match.group()] = counts.get(match.group(), 0) + 1
    return sorted(counts, key=lambda name: (counts[name], name))


def _case(n: int, sample: Sample) -> Case:
    return Case(
        id=f"draft-{n:03}",
        question=phrase_question(sample.sentence, sample.answer),
        answerable=True,
        accepted=(sample.answer,),
        gold=(Gold(document=sample.document.document_id, quote=sample.sentence),),
        tags=(_DRAFT, "from-span"),
    )


def _swap(n: int, sample: Sample, names: Sequence[str]) -> Case | None:
    blanked = sample.sentence.replace(sample.answer, "____", 1)
    fitting = [name for name in names if not contains_phrase(sample.document.text, name)]
    swapped = swap_name(blanked, fitting)
    if swapped is None:
        return None
    text, _, _ = swapped
    return Case(
        id=f"draft-unanswerable-{n:03}",
        question=f"What belongs in the gap: “{text.strip().rstrip('.')}”?",
        answerable=False,
        tags=(_DRAFT, "swapped-name"),
    )


def _hold_out(n: int, sample: Sample, ids: Sequence[str]) -> Case:
    case = _case(n, sample)
    return replace(
        case,
        id=f"draft-unanswerable-{n:03}",
        answerable=False,
        accepted=(),
        gold=(),
        within=tuple(document_id for document_id in ids if document_id != sample.document.document_id),
        tags=(_DRAFT, "held-out"),
    )
