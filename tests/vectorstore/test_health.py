from __future__ import annotations

import shutil
from pathlib import Path

from tests.vectorstore.library import numbered_document, open_store, put
from vectorstore import Store
from vectorstore.vectors import ChromaVectors


def fill(store: Store) -> None:
    put(store, *(numbered_document(number) for number in range(4)))


def test_a_sound_store_has_no_problems(store: Store) -> None:
    fill(store)

    report = store.check()

    assert report.is_sound
    assert (report.documents, report.passages, report.vectors) == (4, 8, 8)
    assert report.found_themselves == report.probed == 8
    assert report.to_json()["sound"] is True


def test_a_new_library_is_sound(store: Store) -> None:
    assert store.check().is_sound


def test_a_missing_vector_is_found_and_repaired(store: Store) -> None:
    fill(store)
    folder = store.vectors_folder()
    assert folder is not None
    vectors = ChromaVectors(folder)
    vectors.delete([min(vectors.ids())])
    vectors.close()

    assert any("1 passages have no vector" in problem for problem in store.check().problems)

    store.repair()
    assert store.check().is_sound


def test_a_deleted_vector_folder_is_found_and_repair_brings_it_back(home: Path) -> None:
    with open_store(home) as store:
        fill(store)
    shutil.rmtree(home / "vectors")

    with open_store(home) as store:
        assert any("8 passages have no vector" in problem for problem in store.check().problems)
        store.repair()
        assert store.check().is_sound
        assert "Marker3omega" in store.search("marker3omega", k=1)[0].text


def test_vectors_that_are_no_vectors_are_found_and_repair_brings_them_back(home: Path) -> None:
    with open_store(home) as store:
        fill(store)
        folder = store.vectors_folder()
    assert folder is not None
    (folder / "chroma.sqlite3").write_bytes(b"rubbish" * 1000)

    with open_store(home) as store:
        assert not store.check().is_sound
        store.repair()
        assert store.check().is_sound


def test_a_vector_of_no_passage_is_found_and_repaired(store: Store) -> None:
    fill(store)
    folder = store.vectors_folder()
    assert folder is not None
    vectors = ChromaVectors(folder)
    vectors.put([999], store.embedder.embed(["stray"]), [{"document": "x", "publisher": "", "published": 0}])
    vectors.close()

    assert any("belong to no passage" in problem for problem in store.check().problems)

    store.repair()
    assert store.check().is_sound


def test_a_gap_in_the_full_text_index_is_found_and_repaired(store: Store) -> None:
    fill(store)
    with store.catalog.transaction() as connection:
        connection.execute("INSERT INTO passages_fts (passages_fts) VALUES ('delete-all')")

    assert any("full-text index" in problem for problem in store.check().problems)

    store.repair()
    assert store.check().is_sound
    assert store.search("marker2alpha", k=1)[0].bm25 > 0
