from __future__ import annotations

import logging
import shutil
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from tests.vectorstore.library import finish, numbered_document, open_store, put, start_python
from vectorstore import HashingEmbedder, IndexCorruptError, SearchFilter, StorageFullError, Store, StoreSettings
from vectorstore.embedders import Matrix
from vectorstore.marks_of_work import mark_work, marked_since
from vectorstore.notices import Notice
from vectorstore.vectors import ChromaVectors

DOCUMENTS = 6


class RefusingEmbedder(HashingEmbedder):
    """Embeds questions only, so that a test sees when passages are embedded again."""

    def embed(self, texts: Sequence[str]) -> Matrix:
        assert len(texts) == 1, "no passage should be embedded again"
        return super().embed(texts)


@pytest.fixture
def filled(home: Path) -> Path:
    with open_store(home) as store:
        put(store, *(numbered_document(number) for number in range(DOCUMENTS)))
    return home


def vectors_of(home: Path) -> ChromaVectors:
    (folder,) = (home / "vectors").iterdir()
    return ChromaVectors(folder)


def assert_finds_everything(store: Store) -> None:
    for number in range(DOCUMENTS):
        for text in numbered_document(number)[0].text.split("\n\n"):
            hit = store.search(text, k=1)[0]
            assert hit.text == text and hit.similarity > 0.5
    assert store.check().is_sound


def open_listening(home: Path) -> tuple[Store, list[Notice]]:
    heard: list[Notice] = []
    return Store.open(home, embedder=RefusingEmbedder(), on_notice=heard.append), heard


def test_a_short_index_heals_at_the_first_search_without_the_model_and_says_so(filled: Path) -> None:
    vectors = vectors_of(filled)
    vectors.delete(sorted(vectors.ids())[:3])
    vectors.close()

    store, heard = open_listening(filled)
    with store:
        assert_finds_everything(store)
    assert [notice.kind for notice in heard] == ["healed"]
    assert "9 of 12 passages" in heard[0].message and "3 passages were put" in heard[0].message
    assert store.notices.all() == tuple(heard)


def test_a_deleted_index_heals_at_the_first_search(filled: Path) -> None:
    shutil.rmtree(filled / "vectors")

    store, heard = open_listening(filled)
    with store:
        assert_finds_everything(store)
    assert [notice.kind for notice in heard] == ["healed"]


def test_an_unreadable_index_heals_at_the_first_search(filled: Path) -> None:
    (folder,) = (filled / "vectors").iterdir()
    (folder / "chroma.sqlite3").write_bytes(b"rubbish" * 1000)

    store, heard = open_listening(filled)
    with store:
        assert_finds_everything(store)
    assert "built anew" in heard[0].message


def test_an_index_that_fails_while_it_is_asked_is_built_anew_and_asked_again(
    filled: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = ChromaVectors.query
    failures = [IndexCorruptError("", "a page is missing")]

    def fail_once(self: ChromaVectors, vector: Matrix, k: int, only: SearchFilter) -> list[tuple[int, float]]:
        if failures:
            raise failures.pop()
        return asked(self, vector, k, only)

    store, heard = open_listening(filled)
    with store:
        store.search("warm")
        monkeypatch.setattr(ChromaVectors, "query", fail_once)
        failures.append(IndexCorruptError("", "a page is missing"))
        assert "Marker1alpha" in store.search("marker1alpha", k=1)[0].text
        assert_finds_everything(store)
    assert "a page is missing" in heard[0].message


def test_without_a_listener_the_log_is_told(filled: Path, caplog: pytest.LogCaptureFixture) -> None:
    shutil.rmtree(filled / "vectors")

    with caplog.at_level(logging.WARNING, logger="newsdesk.store"), open_store(filled) as store:
        store.search("marker1alpha")
    assert "Nothing is lost" in caplog.text


def test_a_wrong_vector_is_mended_after_an_unclean_end(filled: Path) -> None:
    vectors = vectors_of(filled)
    last = max(vectors.ids())
    vectors.put([last], np.eye(1, 64, dtype=np.float32), [{"document": "x", "publisher": "", "published": 0}])
    vectors.close()
    with open_store(filled) as store, store.catalog.transaction() as connection:
        mark_work(store.catalog)
        connection.execute("UPDATE meta SET value = ? WHERE key = 'writing_since'", (str(last),))

    heard: list[Notice] = []
    with Store.open(filled, embedder=HashingEmbedder(), on_notice=heard.append) as store:
        assert [notice.kind for notice in heard] == ["healed"]
        assert marked_since(store.catalog) is None
        assert_finds_everything(store)


def test_an_unreadable_index_is_built_anew_after_an_unclean_end(filled: Path) -> None:
    with open_store(filled) as store, store.catalog.transaction():
        mark_work(store.catalog)
    (folder,) = (filled / "vectors").iterdir()
    (folder / "chroma.sqlite3").write_bytes(b"rubbish" * 1000)

    store, heard = open_listening(filled)
    with store:
        assert "unclean end" in heard[0].message
        assert_finds_everything(store)


def test_a_sound_index_stays_as_it_is_after_an_unclean_end(filled: Path) -> None:
    with open_store(filled) as store:
        before = store.manifest
        with store.catalog.transaction():
            mark_work(store.catalog)

    store, heard = open_listening(filled)
    with store:
        assert heard == []
        assert store.manifest == before
        assert marked_since(store.catalog) is None


def test_the_mark_stands_while_a_writer_is_at_work_and_goes_with_it(store: Store) -> None:
    with store.writer() as writer:
        writer.put([numbered_document(1)])
        assert marked_since(store.catalog) == 1
        with store.writer():
            pass
        assert marked_since(store.catalog) == 1
    assert marked_since(store.catalog) is None


def test_the_mark_goes_after_an_interruption_and_stays_after_a_fault_of_the_store(store: Store, home: Path) -> None:
    with pytest.raises(KeyboardInterrupt), store.writer() as writer:
        writer.put([numbered_document(1)])
        raise KeyboardInterrupt
    assert marked_since(store.catalog) is None

    with pytest.raises(StorageFullError), store.writer() as writer:
        writer.put([numbered_document(2)])
        raise StorageFullError(home)
    assert marked_since(store.catalog) is not None


_HOLD = """
import sys
from tests.vectorstore.library import open_store
with open_store(sys.argv[1]) as store, store.writer():
    print("writing", flush=True)
    sys.stdin.readline()
"""


def test_while_another_process_writes_a_short_index_is_left_to_it(filled: Path) -> None:
    other = start_python(_HOLD, filled)
    assert other.stdout is not None and other.stdout.readline() == "writing\n"
    vectors = vectors_of(filled)
    vectors.delete([min(vectors.ids())])
    vectors.close()

    store, heard = open_listening(filled)
    with store:
        assert "Marker3alpha" in store.search("marker3alpha", k=1)[0].text
        assert heard == []
    finish(other, "\n")


def test_many_missing_vectors_are_put_by_building_anew(filled: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("vectorstore.healing._MOST_PUT_AGAIN", 2)
    vectors = vectors_of(filled)
    vectors.delete(sorted(vectors.ids())[:5])
    vectors.close()

    store, heard = open_listening(filled)
    with store:
        assert_finds_everything(store)
    assert "built anew" in heard[0].message


def test_a_damaged_kept_vector_is_embedded_again(filled: Path) -> None:
    with open_store(filled) as store:
        store.catalog.connection.execute("UPDATE sentence_vectors SET passage = zeroblob(68) WHERE passage_id = 1")
    shutil.rmtree(filled / "vectors")

    with Store.open(filled, settings=StoreSettings(), embedder=HashingEmbedder()) as store:
        assert_finds_everything(store)
