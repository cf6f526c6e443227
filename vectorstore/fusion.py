"""From two lists of candidates to one ranking: calibrated fusion, near-duplicates collapsed, neighbours merged.

Pure functions over records and numbers; no index is touched.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from .records import Hit

__all__ = ["collapse_duplicates", "fuse", "has_same_figures", "merge_neighbours", "shared_triples", "word_triples"]

_WORD = re.compile(r"\w+")
_FIGURE = re.compile(r"\d[\d.,]*\d|\d")


def fuse(
    similarity: Mapping[int, float], bm25: Mapping[int, float], *, dense_weight: float, bm25_scale: float
) -> list[tuple[int, float]]:
    """Rank passages by a weighted sum of their values, not of their ranks.

    BM25 has no upper end: in a large library most questions reach 20 and more. The relevance, which has to lie in
    [0, 1], cuts it off at `bm25_scale`; the order does not, and divides it by twice as much. On RealTimeQA (148,476
    passages, the 316 questions that an article answers) an answer-bearing article is then first for .671 and among five
    for .883; by the cut-off value for .576 and .835, by BM25 alone for .633 and .851, by the cosine for .509 and .769.

    Returns:
        (passage id, relevance in [0, 1]), best first; ties by passage id.
    """
    order: dict[int, float] = {}
    relevance: dict[int, float] = {}
    for passage_id in {*similarity, *bm25}:
        dense = dense_weight * min(1.0, max(0.0, similarity.get(passage_id, 0.0)))
        lexical = max(0.0, bm25.get(passage_id, 0.0)) / bm25_scale
        order[passage_id] = dense + (1.0 - dense_weight) * lexical / 2
        relevance[passage_id] = dense + (1.0 - dense_weight) * min(1.0, lexical)
    return [(passage_id, relevance[passage_id]) for passage_id in sorted(order, key=lambda pid: (-order[pid], pid))]


def collapse_duplicates(hits: Sequence[Hit], *, overlap: float) -> list[Hit]:
    """Keep the first of passages that are copies of each other, with the ids of the documents that carry the copies.

    Texts that differ in a figure are no copies, however alike they are: one of them contradicts the other.
    """
    kept: list[Hit] = []
    triples: list[frozenset[tuple[str, ...]]] = []
    for hit in hits:
        own = word_triples(hit.text)
        for index, other in enumerate(triples):
            if (
                hit.document.document_id != kept[index].document.document_id
                and shared_triples(own, other) >= overlap
                and has_same_figures(hit.text, kept[index].text)
            ):
                copies = dict.fromkeys((*kept[index].copies, hit.document.document_id))
                kept[index] = replace(kept[index], copies=tuple(copies))
                break
        else:
            kept.append(hit)
            triples.append(own)
    return kept


def merge_neighbours(hits: Sequence[Hit]) -> list[Hit]:
    """Join passages that follow each other in one document version, at the place of the better one."""
    merged = _merge_once(hits)
    while len(merged) < len(hits):  # a joined passage may close the gap between two others
        hits, merged = merged, _merge_once(merged)
    return merged


def _merge_once(hits: Sequence[Hit]) -> list[Hit]:
    merged: list[Hit] = []
    for hit in hits:
        for index, other in enumerate(merged):
            if other.document is not hit.document and (
                (other.passage.document_id, other.passage.version) != (hit.passage.document_id, hit.passage.version)
            ):
                continue
            first, second = sorted((other, hit), key=lambda h: h.passage.start)
            if (
                first.document.text[first.passage.end : second.passage.start].strip()
                or first.passage.end > second.passage.start
            ):
                continue
            passage = replace(
                other.passage, start=first.passage.start, end=second.passage.end, heading=first.passage.heading
            )
            merged[index] = replace(
                other,
                passage=passage,
                text=other.document.text[passage.start : passage.end],
                sentence_similarities=first.sentence_similarities + second.sentence_similarities,
                copies=tuple(dict.fromkeys((*other.copies, *hit.copies))),
            )
            break
        else:
            merged.append(hit)
    return merged


def word_triples(text: str) -> frozenset[tuple[str, ...]]:
    """The distinct runs of three words of a text, case folded; the words themselves where there are fewer."""
    words = [word.lower() for word in _WORD.findall(text)]
    if len(words) < 3:
        return frozenset((word,) for word in words)
    return frozenset(zip(words, words[1:], words[2:], strict=False))


def has_same_figures(one: str, other: str) -> bool:
    """Whether one text's figures, written in digits, are all in the other: a copy may be cut short."""
    ones, others = (frozenset(_FIGURE.findall(text)) for text in (one, other))
    return ones <= others or others <= ones


def shared_triples(one: frozenset[tuple[str, ...]], other: frozenset[tuple[str, ...]]) -> float:
    """The share of the shorter text's triples that the other holds, in [0, 1]."""
    smaller = min(len(one), len(other))
    return len(one & other) / smaller if smaller else 0.0
