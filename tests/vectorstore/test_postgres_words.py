from __future__ import annotations

from pathlib import Path

import pytest

from tests.vectorstore.library import write_document
from vectorstore import SearchFilter
from vectorstore.catalog import Catalog
from vectorstore.fts5 import count_words
from vectorstore.postgres_catalog import PostgresCatalog
from vectorstore.sqlite_catalog import SqliteCatalog

PASSAGES = [
    ("Prisons in Café", "The prison holds prisoners; prisons hold 40,000 people. İstanbul, Straße, naïve — ﬁrst."),
    ("Running", "He runs, she ran; the runner was running the 10.5 km run in snake_case style."),
    ("Prison reform", "Nothing here but the reform of laws, and laws of reform, and the prison."),
    ("", "プリズン 東京 e\u0301tat ½ ² x" + "y" * 400),
    ("The prison of prisons", "prison " * 40),
    ("Empty", ""),
]
QUESTIONS = [
    "How many people does the prison hold?",
    "prison prisons PRISON",
    "Who ran, and who is a runner?",
    "istanbul cafe étatique état strasse",
    "40,000 10.5 ½ ²",
    "x" + "y" * 400,
    "東京",
    "the of and",
    "nowhere",
    "?!",
]


@pytest.fixture
def both(tmp_path: Path, catalog_url: str) -> tuple[Catalog, Catalog]:
    """The same passages in an index of each kind, with ids from 1 on."""
    catalogs: tuple[Catalog, Catalog] = (SqliteCatalog(tmp_path / "catalog.sqlite3"), PostgresCatalog(catalog_url))
    for catalog in catalogs:
        with catalog.transaction():
            catalog.words.add([(number, *passage) for number, passage in enumerate(PASSAGES, start=1)])
            for number, passage in enumerate(PASSAGES, start=100):
                catalog.words.add([(number, *passage)])
            catalog.words.delete([(number, *passage) for number, passage in enumerate(PASSAGES, start=100)])
    return catalogs


@pytest.mark.parametrize("question", QUESTIONS)
@pytest.mark.parametrize("title_weight", [0.0, 1.0, 3.0])
def test_bm25_is_the_same_as_sqlite_s(both: tuple[Catalog, Catalog], question: str, title_weight: float) -> None:
    theirs, ours = (
        dict(catalog.words.search(question, 10, SearchFilter(), title_weight=title_weight)) for catalog in both
    )
    assert ours == pytest.approx(theirs, abs=1e-9)
    theirs, ours = (catalog.words.values_of(question, [1, 3, 99], title_weight=title_weight) for catalog in both)
    assert ours == pytest.approx(theirs, abs=1e-9)


def test_the_best_come_first_and_no_more_than_asked_for(both: tuple[Catalog, Catalog]) -> None:
    found = both[1].words.search("prison reform", 2, SearchFilter(), title_weight=1.0)

    assert [passage_id for passage_id, _ in found] == [3, 5]
    assert found[0][1] > found[1][1]


def test_both_count_the_same_passages_for_a_stem(both: tuple[Catalog, Catalog]) -> None:
    stems = ["prison", "run", "ran", "cafe", "40", "absent"]

    theirs, ours = (catalog.words.passages_with(stems) for catalog in both)
    assert ours == theirs
    assert ours["prison"] == 3 and "absent" not in ours


def test_a_passage_is_found_by_all_its_words_together(both: tuple[Catalog, Catalog]) -> None:
    for catalog in both:
        assert catalog.words.holds(1, ["prison", "holding", "40"])
        assert not catalog.words.holds(1, ["prison", "reform"])
        assert catalog.words.count() == len(PASSAGES)
        assert catalog.words.damage() is None


@pytest.mark.parametrize(
    "fault",
    [
        "DELETE FROM newsdesk.word_counts WHERE term = 'reform'",
        "UPDATE newsdesk.word_counts SET in_body = in_body + 1 WHERE term = 'reform'",
        "UPDATE newsdesk.word_totals SET passages = passages + 1",
        "DELETE FROM newsdesk.word_totals",
    ],
)
def test_an_index_whose_sums_do_not_agree_is_damaged(both: tuple[Catalog, Catalog], fault: str) -> None:
    with both[1].transaction() as connection:
        connection.execute(fault)

    assert both[1].words.damage() is not None


def test_words_are_counted_as_fts5_sees_them() -> None:
    title, body = write_document("a", "Prisons hold prisoners.", title="The Prison")[0].title, "Prisons hold prisoners."

    assert sorted(count_words([(7, title, body)])) == [
        ("hold", 7, 0, 1),
        ("prison", 7, 1, 2),
        ("the", 7, 1, 0),
    ]
