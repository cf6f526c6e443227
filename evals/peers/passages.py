"""What peers are given, and how what they say becomes an Answer: the same passages, embedder and chat model for all."""

from __future__ import annotations

import re
import time
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from assistant import Answer
    from vectorstore import Hit, Passage, Store

__all__ = ["hit_of", "passages_of", "read_reply", "refusal_words"]

_MARKER = re.compile(r"\[(\d+)\]")
_REFUSAL = re.compile(
    r"\b(?:i (?:do not|don't) know|cannot (?:be answered|answer)|can't answer|not (?:provided|mentioned|stated|specified|"
    r"contain)|no (?:information|answer)|does not (?:say|mention|provide|contain|state)|don't have)\b",
    re.IGNORECASE,
)
refusal_words = "I do not know."


def passages_of(store: Store) -> list[tuple[str, dict[str, Any]]]:
    """Each passage of a store with the span that it is: the chunks that peers index, cut as Newsdesk cuts them."""
    from ingest import split_document

    chunks = []
    for summary in store.documents():
        document = store.document(summary.document_id)
        for passage in split_document(document):
            span = {"document_id": document.document_id, "start": passage.start, "end": passage.end}
            chunks.append((document.text[passage.start : passage.end], {**span, "ordinal": passage.ordinal}))
    return chunks


def hit_of(store: Store, span: Mapping[str, Any], similarity: float) -> Hit:
    """A chunk that a peer found, as a hit of the store."""
    from vectorstore import Hit, Passage

    document = store.document(str(span["document_id"]))
    passage: Passage = Passage(
        document_id=document.document_id,
        version=document.version,
        ordinal=int(span["ordinal"]),
        start=int(span["start"]),
        end=int(span["end"]),
    )
    return Hit(
        passage=passage,
        text=document.text[passage.start : passage.end],
        similarity=similarity,
        bm25=0.0,
        relevance=similarity,
        document=document,
    )


def read_reply(question: str, reply: str, sources: Sequence[Hit], model: str, began: float, retrieved: float) -> Answer:
    """A peer's reply as an Answer: its sentences with the numbers that they cite, each source a citation.

    Nothing is checked or withheld, as the peer checks nothing. A reply that says it does not know is an abstention; a
    number without a source stays in the sentence's citations and is counted as wrong. The confidence is the similarity
    of the best passage, the one thing that a plain chain knows.
    """
    from assistant import Answer, Citation, Sentence
    from assistant.answers import Timings
    from vectorstore import split_sentences

    total = (time.perf_counter() - began) * 1000
    text = reply.strip()
    has_refused = not text or bool(_REFUSAL.search(text[:160]))
    sentences = []
    for start, end in () if has_refused else split_sentences(text):
        words = text[start:end]
        markers = tuple(dict.fromkeys(int(number) for number in _MARKER.findall(words)))
        bare = re.sub(r"\s+([.,;:!?])", r"\1", _MARKER.sub("", words)).strip()
        if any(character.isalnum() for character in bare):
            sentences.append(Sentence(text=bare, verdict="supported", support=0.0, citations=markers))
    used = {marker for sentence in sentences for marker in sentence.citations}
    citations = tuple(
        Citation(
            marker=number,
            document_id=hit.passage.document_id,
            version=hit.passage.version,
            start=hit.passage.start,
            end=hit.passage.end,
            quote=hit.text,
            title=hit.document.title,
            publisher=hit.document.publisher,
            published=hit.document.published,
        )
        for number, hit in enumerate(sources, start=1)
        if number in used
    )
    confidence = max((hit.similarity for hit in sources), default=0.0)
    return Answer(
        question=question,
        standalone_question=question,
        status="answered" if sentences else "abstained",
        reason=None if sentences else "it says that it does not know",
        text=text,
        model=model,
        sentences=tuple(sentences),
        citations=citations,
        confidence=min(1.0, max(0.0, confidence)),
        timings_ms=Timings(retrieve=retrieved, answer=max(0.0, total - retrieved), total=total),
    )
