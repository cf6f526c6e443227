from __future__ import annotations

from pathlib import Path

import pytest

from tests.vectorstore.library import numbered_document, open_store, put, write_document
from vectorstore import Store, StoreCorruptError, StoreLockedError, repair_library
from vectorstore.journal import Journal, state_of_catalog
from vectorstore.notices import Notice

OLD = write_document("changing", "The prison holds 40,000 people.")
NEW = write_document("changing", "The prison holds 20,000 people.")
GONE = write_document("gone", "This went away.")


@pytest.fixture
def filled(home: Path) -> Path:
    with open_store(home) as store:
        put(store, OLD, GONE, *(numbered_document(number) for number in range(4)))
        put(store, NEW)
        with store.writer() as writer:
            writer.remove(GONE[0].document_id)
    return home


def assert_whole(home: Path) -> None:
    with open_store(home) as store:
        sources = {summary.source for summary in store.documents()}
        assert sources == {"changing", *(f"numbered:{number:04}" for number in range(4))}
        for number in range(4):
            for text in numbered_document(number)[0].text.split("\n\n"):
                assert store.search(text, k=1)[0].text == text
        assert store.document(OLD[0].document_id).text == NEW[0].text
        assert store.document(OLD[0].document_id, OLD[0].version).text == OLD[0].text
        assert store.document_status(GONE[0].document_id)[0] == "removed"
        assert store.content_keys()["numbered:0001"][1] == "key 1"


def flip(path: Path, offset: int, count: int = 1) -> None:
    content = bytearray(path.read_bytes())
    content[offset : offset + count] = bytes(value ^ 16 for value in content[offset : offset + count])
    path.write_bytes(content)


def test_the_journal_comes_to_what_the_catalog_holds(filled: Path) -> None:
    with open_store(filled) as store:
        state = store.journal.state()
        assert state.damaged == 0
        assert state.differs_from(state_of_catalog(store.catalog)) == []
        assert len(state.ready) == 5 and state.removed == {GONE[0].document_id}
        assert store.check().is_sound


def test_a_damaged_catalog_is_made_anew_from_the_journal(filled: Path) -> None:
    flip(filled / "catalog.sqlite3", 4096, 8192)
    heard: list[Notice] = []

    report = repair_library(filled, on_notice=heard.append)

    assert report.is_sound
    assert "made anew from the journal" in heard[0].message
    assert len(list(filled.glob("catalog.damaged-*.sqlite3"))) == 1
    assert_whole(filled)


def test_a_deleted_catalog_is_missed_and_made_anew(filled: Path) -> None:
    for file in filled.glob("catalog.sqlite3*"):
        file.unlink()

    with pytest.raises(StoreCorruptError, match="newsdesk doctor --repair"):
        open_store(filled)
    assert repair_library(filled).is_sound
    assert_whole(filled)


def test_a_text_that_changed_in_the_catalog_is_found_and_brought_back(filled: Path) -> None:
    with open_store(filled) as store:
        store.catalog.connection.execute("UPDATE versions SET text = replace(text, '20,000', '20,001')")
        assert any("not the same in the catalog and in the journal" in words for words in store.check().problems)

    assert repair_library(filled).is_sound
    assert_whole(filled)


def test_a_damaged_journal_is_found_and_written_anew(filled: Path) -> None:
    flip(filled / "journal.log", (filled / "journal.log").stat().st_size // 2)

    with open_store(filled) as store:
        assert any("journal" in problem for problem in store.check().problems)
    assert repair_library(filled).is_sound
    assert_whole(filled)


def test_reading_goes_on_behind_damaged_bytes(tmp_path: Path) -> None:
    journal = Journal(tmp_path)
    journal.append({"kind": "remove", "document_id": str(number)} for number in range(9))
    journal.append([{"kind": "remove", "document_id": "last"}])
    flip(tmp_path / "journal.log", 100)

    state = journal.state()

    assert state.damaged >= 1
    assert len(state.removed) >= 8 and "last" in state.removed


def test_with_both_copies_damaged_a_backup_is_the_next_step(filled: Path) -> None:
    flip(filled / "catalog.sqlite3", 4096, 8192)
    flip(filled / "journal.log", 200, 3)

    with pytest.raises(StoreCorruptError, match="newsdesk restore"):
        repair_library(filled)


def test_a_library_that_is_written_to_is_not_repaired(filled: Path) -> None:
    with open_store(filled) as store, store.writer(), pytest.raises(StoreLockedError):
        repair_library(filled)


def test_a_library_of_a_release_without_a_journal_gets_one_at_the_first_writing(filled: Path) -> None:
    (filled / "journal.log").unlink()
    with open_store(filled) as store:
        put(store, numbered_document(7))
        assert store.journal.state().differs_from(state_of_catalog(store.catalog)) == []
        assert len(store.journal.state().digests) == 8


def test_a_journal_that_lacks_the_last_documents_is_filled_after_an_unclean_end(filled: Path) -> None:
    before = (filled / "journal.log").read_bytes()
    with open_store(filled) as store:
        put(store, numbered_document(7))
        with store.catalog.transaction():
            store.catalog.set_meta("writing_since", "1")
    (filled / "journal.log").write_bytes(before)

    with Store.open(filled) as store:
        assert store.check().is_sound
