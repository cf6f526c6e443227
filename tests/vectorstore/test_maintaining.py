from __future__ import annotations

import shutil
import threading
from pathlib import Path

import pytest

from tests.vectorstore.library import numbered_document, open_store, put, start_python, texts_of, write_document
from tests.vectorstore.test_healing import RefusingEmbedder
from vectorstore import Document, HashingEmbedder, NoEarlierIndexError, Passage, Store, StoreCorruptError

FIRST = write_document("a", "The prison holds 40,000 people.", "It opened in 2023.")


def split_whole(document: Document) -> list[Passage]:
    return [
        Passage(document_id=document.document_id, version=document.version, ordinal=0, start=0, end=len(document.text))
    ]


def fill(store: Store, numbers: range = range(6)) -> None:
    put(store, *(numbered_document(number) for number in numbers))


def assert_finds(store: Store, numbers: range) -> None:
    for number in numbers:
        for text in numbered_document(number)[0].text.split("\n\n"):
            assert store.search(text, k=1)[0].text == text


def test_searching_goes_on_while_the_same_store_is_reindexed(store: Store) -> None:
    fill(store, range(40))
    failures: list[BaseException] = []
    is_over = threading.Event()

    def ask() -> None:
        try:
            while not is_over.is_set():
                assert "Marker7alpha" in store.search("marker7alpha", k=1)[0].text
        except BaseException as err:
            failures.append(err)

    threads = [threading.Thread(target=ask) for _ in range(3)]
    for thread in threads:
        thread.start()
    for dimensions in (32, 64, 48, 64):
        store.reindex(f"hashing:{dimensions}")
    is_over.set()
    for thread in threads:
        thread.join(timeout=60)

    assert failures == []
    assert store.check().is_sound


def test_rolling_back_brings_the_old_model_with_what_was_stored_since(home: Path) -> None:
    with open_store(home) as store:
        fill(store)
        store.reindex("hashing:32")
        assert store.previous_manifest is not None and store.previous_manifest.embedder == "hashing:64"
        put(store, numbered_document(7))
        with store.writer() as writer:
            writer.remove(numbered_document(0)[0].document_id)

        assert store.roll_back().embedder == "hashing:64"

        assert_finds(store, range(1, 6))
        assert_finds(store, range(7, 8))
        assert store.search("marker0alpha", k=1)[0].document.source != "numbered:0000"
        assert store.check().is_sound
        assert store.roll_back().embedder == "hashing:32"
        assert store.check().is_sound
    with Store.open(home) as store:
        assert store.embedder.name == "hashing:32"


def test_without_an_earlier_index_there_is_nothing_to_go_back_to(store: Store) -> None:
    fill(store)
    store.reindex()

    with pytest.raises(NoEarlierIndexError, match="newsdesk reindex"):
        store.roll_back()


def test_a_purge_keeps_no_earlier_index(store: Store, home: Path) -> None:
    fill(store)
    store.reindex("hashing:32")
    store.purge()

    with pytest.raises(NoEarlierIndexError):
        store.roll_back()
    assert len(list((home / "vectors").iterdir())) == 1
    assert_finds(store, range(6))


def test_a_reindex_that_fails_leaves_the_old_index_and_the_old_passages(store: Store, home: Path) -> None:
    put(store, FIRST)

    def stop(done: int, total: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        store.reindex("hashing:32", split=split_whole, splitter="whole", progress=stop)

    assert sorted(texts_of(store.search("prison opened"))) == [FIRST[0].text]  # two neighbours, merged
    assert [summary.passages for summary in store.documents()] == [2]
    assert store.manifest is not None and store.manifest.embedder == "hashing:64"
    assert store.check().is_sound
    assert len(list((home / "vectors").iterdir())) == 1


_REINDEX_AND_DIE = """
import os, sys
from tests.vectorstore.library import open_store
from tests.vectorstore.test_maintaining import split_whole
with open_store(sys.argv[1]) as store:
    store.reindex("hashing:32", split=split_whole, splitter="whole", progress=lambda done, total: os._exit(9))
"""


def test_a_kill_before_the_new_passages_have_their_vectors_leaves_a_sound_store(home: Path) -> None:
    with open_store(home) as store:
        fill(store)
    process = start_python(_REINDEX_AND_DIE, home)
    process.communicate(timeout=90)
    assert process.returncode == 9

    with open_store(home) as store:
        assert_finds(store, range(6))
        assert store.check().is_sound
        store.reindex(split=split_whole, splitter="whole")
        assert [summary.passages for summary in store.documents()] == [1] * 6
        assert store.search("marker3omega", k=1)[0].text == numbered_document(3)[0].text
        assert store.check().is_sound
        assert len(list((home / "vectors").iterdir())) == 1


def test_passage_ids_never_repeat_over_a_new_split(store: Store) -> None:
    fill(store)
    store.reindex(split=split_whole, splitter="whole")
    put(store, numbered_document(9))

    ids = [row["passage_id"] for row in store.catalog.rows("SELECT passage_id FROM passages ORDER BY passage_id")]
    assert ids == list(range(13, 13 + 8))
    assert store.check().is_sound


def test_repairing_needs_no_model(home: Path) -> None:
    with open_store(home) as store:
        fill(store)
    shutil.rmtree(home / "vectors")

    with Store.open(home, embedder=RefusingEmbedder()) as store:
        store.repair()
        assert_finds(store, range(6))
        assert store.check().is_sound


def test_a_damaged_vector_is_found_and_repaired(home: Path) -> None:
    with open_store(home) as store:
        fill(store)
        with store.open_index(store.manifest) as vectors:  # type: ignore[arg-type]
            vectors.put(
                [3], -HashingEmbedder().embed(["a", "b"])[:1], [{"document": "", "publisher": "", "published": 0}]
            )
        assert any("1 of 12 probed passages have a damaged vector" in words for words in store.check().problems)
        store.repair()
        assert store.check().is_sound


def test_an_unreadable_catalog_is_never_called_an_unreadable_index(store: Store) -> None:
    fill(store)
    store.search("marker1alpha")
    store.catalog.connection.execute("DROP TABLE passages")

    with pytest.raises(StoreCorruptError, match="The catalog"):
        store.search("marker1alpha")
