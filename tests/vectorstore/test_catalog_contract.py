"""What a store promises whichever database holds its catalog: the same scenarios on SQLite and on a real PostgreSQL."""

from __future__ import annotations

import signal
import threading
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import pytest

from tests.vectorstore.library import finish, numbered_document, put, start_python, texts_of, write_document
from vectorstore import (
    Document,
    DocumentNotFoundError,
    HashingEmbedder,
    Passage,
    SearchFilter,
    Store,
    StoreError,
    StoreLockedError,
    StoreSettings,
    repair_library,
)

FIRST = write_document("a", "The prison holds 40,000 people.", "It opened in 2023.", publisher="Weekly")
CHANGED = write_document("a", "The prison holds 20,000 people.", "It opened in 2023.", publisher="Weekly")


@dataclass(frozen=True, kw_only=True)
class Library:
    """Where a library is, for this process and others."""

    home: Path
    catalog_url: str | None
    chroma_url: str

    def settings(self, **others: float) -> StoreSettings:
        return StoreSettings(catalog_url=self.catalog_url, chroma_url=self.chroma_url, **others)

    def open(self, **others: float) -> Store:
        return Store.open(
            self.home, settings=self.settings(**others), embedder=HashingEmbedder(), on_notice=lambda notice: None
        )


@pytest.fixture(params=["SQLite", "PostgreSQL"])
def library(request: pytest.FixtureRequest, home: Path) -> Library:
    return Library(
        home=home,
        catalog_url=request.getfixturevalue("catalog_url") if request.param == "PostgreSQL" else None,
        chroma_url=request.getfixturevalue("shared_chroma"),  # for both, so that only the catalog differs
    )


def assert_finds(store: Store, *numbers: int) -> None:
    """Each passage comes first for its own words, found by both indexes."""
    for number in numbers:
        for text in numbered_document(number)[0].text.split("\n\n"):
            hit = store.search(text, k=1)[0]
            assert hit.text == text
            assert hit.similarity > 0.5 and hit.bm25 > 0


def test_documents_are_stored_changed_removed_and_erased(library: Library) -> None:
    with library.open() as store:
        assert store.is_empty() and store.search("anything") == []
        assert put(store, FIRST, *(numbered_document(number) for number in range(3))) == 8
        assert put(store, FIRST) == 0
        assert replace(store.document(FIRST[0].document_id), ingested_at=None) == FIRST[0]
        assert_finds(store, 0, 1, 2)

        put(store, CHANGED, (replace(numbered_document(1)[0], title="Zebras"), numbered_document(1)[1]))
        assert "20,000" in store.search("people prison")[0].text
        assert store.document(FIRST[0].document_id, FIRST[0].version).text == FIRST[0].text
        assert store.search("zebras")[0].document.title == "Zebras"
        assert [summary.title for summary in store.documents()] == ["A report", "Report 0", "Report 2", "Zebras"]

        with store.writer() as writer:
            writer.remove(numbered_document(0)[0].document_id)
            with pytest.raises(DocumentNotFoundError):
                writer.remove("nothing")
        assert "numbered:0000" not in {hit.document.source for hit in store.search("marker0alpha paragraph0")}
        assert store.document_status(numbered_document(0)[0].document_id)[0] == "removed"

        assert store.purge() == 1
        with pytest.raises(DocumentNotFoundError):
            store.document(numbered_document(0)[0].document_id)
        with pytest.raises(DocumentNotFoundError):
            store.document(FIRST[0].document_id, FIRST[0].version)
        assert_finds(store, 1, 2)
        assert store.check().is_sound


def test_a_search_is_narrowed_by_publisher_date_and_document(library: Library) -> None:
    with library.open() as store:
        put(
            store,
            write_document("a", "One prison.", publisher="Daily", published=date(2024, 1, 1)),
            write_document("b", "Two prisons.", publisher="Weekly", published=date(2025, 1, 1)),
            write_document("c", "Three prisons.", publisher=None, published=None),
        )

        def found(**limits: object) -> set[str]:
            return {hit.document.source for hit in store.search("prison", filter=SearchFilter(**limits))}  # type: ignore[arg-type]

        assert found() == {"a", "b", "c"}
        assert found(publishers=("Daily", "Weekly")) == {"a", "b"}
        assert found(since=date(2024, 6, 1)) == {"b"}
        assert found(until=date(2024, 6, 1)) == {"a"}
        assert found(since=date(2024, 1, 1), until=date(2025, 1, 1), publishers=("Weekly",)) == {"b"}
        assert found(document_ids=(write_document("c", "")[0].document_id,)) == {"c"}
        assert store.publishers() == ["Daily", "Weekly"]


def test_what_a_library_knows_of_its_sources_and_words_is_kept(library: Library) -> None:
    with library.open() as store:
        put(store, *(numbered_document(number) for number in range(4)), write_document("100%_a", "Other words."))
        with store.writer() as writer:
            writer.touch(numbered_document(1)[0].document_id, "touched")
            writer.put_collection_key("many.jsonl", "key", 7)
            writer.put_collection_key("many.jsonl", "another", 8)

        assert store.content_keys("numbered:0001")["numbered:0001"][1] == "touched"
        assert set(store.content_keys("100%")) == {"100%_a"}
        assert store.collection_keys() == {"many.jsonl": ("another", 8)}
        rarity = store.rarity(["marker1alpha", "report", "absent"])
        assert rarity["absent"] > rarity["marker1alpha"] > rarity["report"] >= 0


def test_another_store_sees_what_is_written_without_reopening(library: Library) -> None:
    with library.open() as writing, library.open() as reading:
        put(writing, numbered_document(1))
        assert_finds(reading, 1)
        generation = reading.catalog.generation
        put(writing, numbered_document(2), (replace(numbered_document(1)[0], title="Renamed"), numbered_document(1)[1]))

        assert reading.catalog.generation > generation
        assert_finds(reading, 2)
        assert reading.search("marker1alpha", k=1)[0].document.title == "Renamed"


def test_many_threads_search_while_one_writes(library: Library) -> None:
    with library.open() as store:
        put(store, *(numbered_document(number) for number in range(3)))
        failed: list[BaseException] = []

        def search() -> None:
            try:
                for _ in range(4):
                    assert_finds(store, 0, 1, 2)
            except BaseException as err:
                failed.append(err)

        threads = [threading.Thread(target=search) for _ in range(4)]
        for thread in threads:
            thread.start()
        put(store, *(numbered_document(number) for number in range(3, 6)))
        for thread in threads:
            thread.join()

        assert failed == []
        assert_finds(store, 3, 4, 5)


def test_one_writes_at_a_time(library: Library) -> None:
    with library.open() as first, library.open(lock_timeout_s=0) as second:
        with first.writer() as writer:
            assert not first.lock.is_free() and not second.lock.is_free()
            with first.writer():  # twice in one thread is one holding
                writer.put([numbered_document(1)])
            with pytest.raises(StoreLockedError, match="Another process is writing"), second.writer():
                pass
            refused: list[StoreError] = []

            def write_too() -> None:
                try:
                    with second.writer():
                        pass
                except StoreLockedError as err:
                    refused.append(err)

            thread = threading.Thread(target=write_too)
            thread.start()
            thread.join()
            assert len(refused) == 1
        assert second.lock.is_free()
        put(second, numbered_document(2))
        assert_finds(first, 1, 2)


_DIE = """
import os, signal, sys
from pathlib import Path
from tests.vectorstore.library import numbered_document, put
from tests.vectorstore.test_catalog_contract import Library
from vectorstore.catalog import Catalog
home, catalog_url, chroma_url = sys.argv[1:]
library = Library(home=Path(home), catalog_url=catalog_url or None, chroma_url=chroma_url)
with library.open() as store:
    put(store, numbered_document(1))
    Catalog.advance_generation = lambda self: os.kill(os.getpid(), signal.SIGKILL)
    put(store, numbered_document(2))
"""


def test_a_writer_killed_before_it_publishes_loses_nothing_and_leaves_no_lock(library: Library) -> None:
    child = start_python(_DIE, library.home, library.catalog_url or "", library.chroma_url)
    _, errors = child.communicate(timeout=90)
    assert child.returncode == -signal.SIGKILL, errors

    with library.open() as store:
        assert not store.has_unfinished_work()
        assert_finds(store, 1, 2)
        assert store.check().is_sound


@pytest.mark.parametrize("step", ["put", "delete"])
def test_what_is_interrupted_at_the_vectors_is_finished_by_the_next_to_open(
    library: Library, step: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with library.open() as store:
        put(store, FIRST)
        with monkeypatch.context() as patch:

            def fail(*_: object) -> None:
                raise KeyboardInterrupt

            patch.setattr(f"vectorstore.vectors.ChromaVectors.{step}", fail)
            with pytest.raises(KeyboardInterrupt):
                put(store, CHANGED)
        assert store.has_unfinished_work()

    with library.open() as store:
        assert not store.has_unfinished_work()
        assert "20,000" in store.search("people prison")[0].text
        assert store.check().is_sound


def test_another_model_takes_over_and_is_taken_back(library: Library) -> None:
    with library.open() as store, library.open() as reading:
        put(store, *(numbered_document(number) for number in range(4)))
        assert_finds(reading, 1)
        store.reindex("hashing:32")
        put(store, numbered_document(5))
        assert_finds(store, 5)
        assert_finds(reading, 5)
        store.roll_back()
        assert_finds(store, 3, 5)
        assert_finds(reading, 5)
        assert store.check().is_sound


def test_another_splitter_replaces_the_passages_and_ids_never_repeat(library: Library) -> None:
    def whole(document: Document) -> list[Passage]:
        return [
            Passage(
                document_id=document.document_id, version=document.version, ordinal=0, start=0, end=len(document.text)
            )
        ]

    with library.open() as store:
        put(store, FIRST, numbered_document(1))
        before = {hit.passage.passage_id for hit in store.search("prison report", k=9)}
        store.reindex(split=whole, splitter="whole")
        put(store, numbered_document(2))

        assert texts_of(store.search("prison"))[0] == FIRST[0].text
        after = {row["passage_id"] for row in store.catalog.rows("SELECT passage_id FROM passages")}
        assert len(after) == 4 and not after & before
        assert store.check().is_sound


def test_a_full_text_index_that_lost_its_words_is_noticed_and_repaired(library: Library) -> None:
    with library.open() as store:
        put(store, *(numbered_document(number) for number in range(3)))
        with store.catalog.transaction():
            store.catalog.words.clear()
        problems = store.check().problems
        assert len(problems) == 1 and "full-text index holds 0 of 6 passages" in problems[0]
        assert "newsdesk doctor --repair" in problems[0]

    report = repair_library(library.home, settings=library.settings(embedder=None), on_notice=lambda notice: None)
    assert report.is_sound and report.found_themselves == 6
    with library.open() as store:
        assert_finds(store, 0, 1, 2)


def test_a_changed_text_is_noticed_with_the_next_step(library: Library) -> None:
    with library.open() as store:
        put(store, FIRST)
        with store.catalog.transaction() as connection:
            connection.execute("UPDATE versions SET text = replace(text, '40,000', '41,000')")

        next_step = "pg_restore" if library.catalog_url else "newsdesk doctor --repair"
        assert next_step in store.check().problems[0]


def test_a_failed_transaction_leaves_nothing_and_a_broken_statement_is_our_own_error(library: Library) -> None:
    with library.open() as store:
        with pytest.raises(KeyboardInterrupt), store.catalog.transaction():
            store.catalog.put_version(*FIRST)
            raise KeyboardInterrupt
        assert store.is_empty()
        with pytest.raises(StoreError, match="nowhere"):
            store.catalog.rows("SELECT 1 FROM nowhere")
        with pytest.raises(StoreError), store.catalog.transaction() as connection:
            connection.execute("SELECT 1 FROM nowhere")
        put(store, FIRST)
        assert store.search("prison")


def test_both_catalogs_rank_alike(tmp_path: Path, catalog_url: str, shared_chroma: str) -> None:
    questions = ["Which report opens the first paragraph?", "marker3omega nowhere else", "How many people?", "report 2"]
    ranked = []
    for url in (None, catalog_url):
        library = Library(home=tmp_path / str(url is None), catalog_url=url, chroma_url=shared_chroma)
        with library.open() as store:
            put(store, FIRST, *(numbered_document(number) for number in range(5)))
            limits = SearchFilter(publishers=("Daily",))
            ranked.append([store.rank(question, limits) for question in questions])

    for theirs, ours in zip(*ranked, strict=True):
        assert len(ours) == 10
        assert dict((item[0], item[1:]) for item in ours) == {
            item[0]: pytest.approx(item[1:], abs=1e-6) for item in theirs
        }


_WRITE = """
import sys
from pathlib import Path
from tests.vectorstore.library import numbered_document, put
from tests.vectorstore.test_catalog_contract import Library
home, catalog_url, chroma_url, first = sys.argv[1:]
library = Library(home=Path(home), catalog_url=catalog_url, chroma_url=chroma_url)
with library.open(lock_timeout_s=60) as store:
    for number in range(int(first), int(first) + 3):
        put(store, numbered_document(number))
"""


def test_two_homes_share_one_corpus_on_postgresql_and_a_chroma_server(
    tmp_path: Path, catalog_url: str, shared_chroma: str
) -> None:
    homes = [Library(home=tmp_path / name, catalog_url=catalog_url, chroma_url=shared_chroma) for name in ("a", "b")]
    writers = [
        start_python(_WRITE, home.home, catalog_url, shared_chroma, first)
        for home, first in zip(homes, (0, 3), strict=True)
    ]
    for writer in writers:
        finish(writer)

    with homes[0].open() as one, homes[1].open() as other:
        assert_finds(one, *range(6))
        assert_finds(other, *range(6))
        with other.writer() as writer:
            writer.remove(numbered_document(0)[0].document_id)
        assert "numbered:0000" not in {hit.document.source for hit in one.search("marker0alpha paragraph0")}
        assert one.check().is_sound and other.check().is_sound
    for home in homes:
        assert not (home.home / "vectors").exists() and not list(home.home.glob("*"))
