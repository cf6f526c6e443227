from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest

from tests.vectorstore.library import DocumentWithPassages, open_store, put, write_document
from vectorstore import SearchFilter, SentenceTransformerEmbedder, Store, StoreSettings

STORIES = (
    write_document("early", "The prison story of spring.", publisher="Daily", published=date(2024, 5, 1)),
    write_document("middle", "The prison story of summer.", publisher="Weekly", published=date(2025, 3, 16)),
    write_document("late", "The prison story of winter.", publisher="Weekly", published=date(2026, 1, 20)),
    write_document("undated", "The prison story of no season.", publisher=None, published=None),
)


def source_id(source: str) -> str:
    return next(document.document_id for document, _ in STORIES if document.source == source)


@pytest.fixture(scope="module")
def stories(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    with open_store(tmp_path_factory.mktemp("stories")) as store:
        put(store, *STORIES)
        yield store


@pytest.mark.parametrize(
    ("search_filter", "sources"),
    [
        (SearchFilter(), {"early", "middle", "late", "undated"}),
        (SearchFilter(publishers=("Weekly",)), {"middle", "late"}),
        (SearchFilter(publishers=("Weekly", "Daily")), {"early", "middle", "late"}),
        (SearchFilter(publishers=("Nobody",)), set()),
        (SearchFilter(since=date(2025, 3, 16)), {"middle", "late"}),
        (SearchFilter(until=date(2025, 3, 16)), {"early", "middle"}),
        (SearchFilter(since=date(2025, 1, 1), until=date(2025, 12, 31)), {"middle"}),
        (SearchFilter(publishers=("Weekly",), since=date(2026, 1, 1)), {"late"}),
        (SearchFilter(document_ids=(source_id("early"), source_id("undated"))), {"early", "undated"}),
        (SearchFilter(document_ids=(source_id("early"),), publishers=("Weekly",)), set()),
    ],
)
def test_a_filter_lets_through_only_what_it_names(
    stories: Store, search_filter: SearchFilter, sources: set[str]
) -> None:
    hits = stories.search("prison story", filter=search_filter)

    assert {hit.document.source for hit in hits} == sources


def test_hits_fall_in_relevance_and_stay_within_k(stories: Store) -> None:
    hits = stories.search("prison story of winter", k=3)

    assert len(hits) == 3
    assert hits[0].document.source == "late"
    assert [hit.relevance for hit in hits] == sorted((hit.relevance for hit in hits), reverse=True)


def test_sentence_similarities_are_those_of_the_passages_sentences(stories: Store) -> None:
    hit = stories.search("The prison story of winter.", k=1)[0]

    ((start, end, cosine),) = hit.sentence_similarities
    assert hit.document.text[start:end] == "The prison story of winter."
    assert cosine == pytest.approx(1, abs=1e-3)


@pytest.mark.parametrize("question", ['"', "NEAR(", "*", "prison\ud800", "\x00", "😀", "_", "who is it"])
def test_any_question_can_be_searched(stories: Store, question: str) -> None:
    assert isinstance(stories.search(question), list)


def test_syndicated_copies_are_one_hit_that_names_the_others(store: Store) -> None:
    words = "Officials said on Sunday that the prison near Tecoluca holds some forty thousand people."
    copies: list[DocumentWithPassages] = [write_document(name, words, title="Wire") for name in ("a", "b", "c")]
    put(store, *copies)

    (hit,) = store.search("How many people does the prison hold?")

    assert {hit.document.document_id, *hit.copies} == {document.document_id for document, _ in copies}


def test_passages_that_follow_each_other_are_one_hit(store: Store) -> None:
    stored = write_document("a", "The prison opened.", "The prison grew.", "The prison closed.")
    put(store, stored)

    (hit,) = store.search("prison")

    assert hit.text == stored[0].text
    assert [stored[0].text[start:end] for start, end, _ in hit.sentence_similarities] == [
        "The prison opened.",
        "The prison grew.",
        "The prison closed.",
    ]


def test_fewer_passages_are_asked_of_a_small_library_than_it_holds(store: Store) -> None:
    put(store, STORIES[0])

    assert len(store.search("prison", k=50)) == 1


def test_the_packaged_model_finds_by_meaning(tmp_path_factory: pytest.TempPathFactory) -> None:
    embedder = SentenceTransformerEmbedder()
    with Store.open(tmp_path_factory.mktemp("real"), settings=StoreSettings(), embedder=embedder) as store:
        put(
            store,
            write_document("jail", "Guards led the inmates into their cells."),
            write_document("cake", "Beat the eggs with sugar until pale."),
        )

        assert store.search("prisoners", k=1)[0].document.source == "jail"
        assert store.search("a dessert recipe", k=1)[0].document.source == "cake"
        assert isinstance(store.search("caf\udce9 \x00 prisoners"), list)
