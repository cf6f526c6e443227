from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.vectorstore.library import DocumentWithPassages, write_document
from vectorstore import Hit
from vectorstore.fusion import (
    collapse_duplicates,
    fuse,
    has_same_figures,
    merge_neighbours,
    shared_triples,
    word_triples,
)

VALUES = st.dictionaries(st.integers(0, 30), st.floats(-5, 60), max_size=12)
WORDS = "one two three four five six".split()
PARAGRAPHS = st.lists(
    st.lists(st.sampled_from(WORDS), min_size=1, max_size=6).map(" ".join), min_size=1, max_size=4
).map(tuple)


def hit(stored: DocumentWithPassages, ordinal: int) -> Hit:
    document, passages = stored
    passage = passages[ordinal]
    text = document.text[passage.start : passage.end]
    return Hit(passage=passage, text=text, similarity=0.5, bm25=1.0, relevance=0.5, document=document)


@st.composite
def rankings(draw: st.DrawFn) -> list[Hit]:
    """Passages of a few documents in any order."""
    documents = [write_document(f"source {n}", *paragraphs) for n, paragraphs in enumerate(draw(st.lists(PARAGRAPHS)))]
    every = [hit(stored, ordinal) for stored in documents for ordinal in range(len(stored[1]))]
    return draw(st.permutations(every))


@given(VALUES, VALUES, st.floats(0, 1), st.floats(0.1, 100))
def test_fused_relevance_is_a_share_and_every_passage_is_ranked_once(
    similarity: dict[int, float], bm25: dict[int, float], weight: float, scale: float
) -> None:
    fused = fuse(similarity, bm25, dense_weight=weight, bm25_scale=scale)

    assert sorted(passage_id for passage_id, _ in fused) == sorted({*similarity, *bm25})
    assert all(0 <= relevance <= 1 + 1e-9 for _, relevance in fused)


@given(VALUES, VALUES, st.integers(0, 30), st.floats(0, 1))
def test_a_nearer_passage_never_ranks_lower(
    similarity: dict[int, float], bm25: dict[int, float], raised: int, more: float
) -> None:
    def place(values: dict[int, float]) -> int:
        fused = fuse(values, bm25, dense_weight=0.5, bm25_scale=20)
        return [passage_id for passage_id, _ in fused].index(raised)

    before = {raised: 0.0, **similarity}
    assert place({**before, raised: before[raised] + more}) <= place(before)


@given(rankings(), st.floats(0.3, 1))
def test_collapsing_loses_no_document_and_leaves_no_copies(hits: list[Hit], overlap: float) -> None:
    kept = collapse_duplicates(hits, overlap=overlap)

    held = {one.document.document_id for one in kept} | {copy for one in kept for copy in one.copies}
    assert held == {one.document.document_id for one in hits}
    assert [one.passage for one in kept] == [one.passage for one in hits if one.passage in {k.passage for k in kept}]
    assert all(one.document.document_id not in one.copies for one in kept)
    for index, one in enumerate(kept):
        for other in kept[:index]:
            if other.document.document_id != one.document.document_id:
                assert shared_triples(word_triples(one.text), word_triples(other.text)) < overlap


def test_a_copy_in_another_document_is_named_once() -> None:
    words = "The same words go round the world in every paper of the land."
    first, second, third = (write_document(name, words) for name in ("a", "b", "c"))

    kept = collapse_duplicates([hit(first, 0), hit(second, 0), hit(third, 0)], overlap=0.8)

    assert [one.document.source for one in kept] == ["a"]
    assert kept[0].copies == (second[0].document_id, third[0].document_id)


def test_repetition_within_one_document_is_no_copy() -> None:
    stored = write_document("a", "The same words again and again.", "The same words again and again.")

    assert len(collapse_duplicates([hit(stored, 0), hit(stored, 1)], overlap=0.8)) == 2


@given(rankings())
def test_merged_passages_are_spans_that_do_not_follow_each_other(hits: list[Hit]) -> None:
    merged = merge_neighbours(hits)

    for one in merged:
        assert one.text == one.document.text[one.passage.start : one.passage.end]
    for one in merged:
        for other in merged:
            if one.document is other.document and one.passage.end <= other.passage.start:
                assert one.document.text[one.passage.end : other.passage.start].strip()


@given(rankings())
def test_merging_keeps_every_word_once_and_the_best_place(hits: list[Hit]) -> None:
    merged = merge_neighbours(hits)

    assert sorted(word for one in merged for word in one.text.split()) == sorted(
        word for one in hits for word in one.text.split()
    )
    if hits:
        assert merged[0].passage.start <= hits[0].passage.start < hits[0].passage.end <= merged[0].passage.end
        assert merged[0].document is hits[0].document


@pytest.mark.parametrize("order", [(0, 1, 2), (0, 2, 1), (2, 0, 1), (1, 2, 0)])
def test_three_neighbours_become_one_in_any_order(order: tuple[int, ...]) -> None:
    stored = write_document("a", "First words.", "Second words.", "Third words.")

    assert [one.text for one in merge_neighbours([hit(stored, n) for n in order])] == [stored[0].text]


def test_passages_with_another_between_them_stay_apart() -> None:
    stored = write_document("a", "First words.", "Second words.", "Third words.")

    assert len(merge_neighbours([hit(stored, 0), hit(stored, 2)])) == 2


@given(st.text(max_size=80), st.text(max_size=80))
def test_shared_triples_are_a_share_and_symmetric(one: str, other: str) -> None:
    a, b = word_triples(one), word_triples(other)

    assert 0 <= shared_triples(a, b) == shared_triples(b, a) <= 1
    assert shared_triples(a, a) == float(bool(a))


def test_texts_that_differ_in_a_figure_are_no_copies() -> None:
    words = (
        "Cristosal counted {} inmates who died in the prisons of El Salvador since the state of exception began there."
    )
    first, second, third = (
        write_document(source, words.format(n)) for source, n in (("a", 261), ("b", 368), ("c", 261))
    )
    kept = collapse_duplicates([hit(first, 0), hit(second, 0), hit(third, 0)], overlap=0.8)
    assert [h.document.source for h in kept] == ["a", "b"]
    assert kept[0].copies == (third[0].document_id,)


def test_a_copy_may_be_cut_short() -> None:
    assert has_same_figures("In 2025 some 40,000 were held.", "In 2025 some 40,000 were held, 65 a cell.")
    assert not has_same_figures("In 2025 some 40,000 were held.", "In 2024 some 40,000 were held, 65 a cell.")


def test_a_better_lexical_match_ranks_higher_also_where_both_count_as_full() -> None:
    fused = fuse({1: 0.5, 2: 0.5}, {1: 30.0, 2: 45.0}, dense_weight=0.5, bm25_scale=20)

    assert fused == [(2, 0.75), (1, 0.75)]
