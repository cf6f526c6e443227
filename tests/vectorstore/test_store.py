from __future__ import annotations

import shutil
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from tests.vectorstore.library import finish, numbered_document, open_store, put, start_python, texts_of, write_document
from vectorstore import (
    DocumentNotFoundError,
    HashingEmbedder,
    HomeNotUsableError,
    ManifestMismatchError,
    SearchFilter,
    Store,
    StoreCorruptError,
    StoreSettings,
)
from vectorstore.records import Document, Passage

FIRST = write_document("a", "The prison holds 40,000 people.", "It opened in 2023.")
CHANGED = write_document("a", "The prison holds 20,000 people.", "It opened in 2023.")


def test_a_stored_document_comes_back_as_it_was(store: Store) -> None:
    document, passages = FIRST

    assert put(store, FIRST) == 2

    read = store.document(document.document_id)
    assert replace(read, ingested_at=None) == document
    assert [summary.passages for summary in store.documents()] == [len(passages)]


def test_a_passage_is_the_span_of_its_document(store: Store) -> None:
    put(store, FIRST)

    hit = store.search("How many people does the prison hold?")[0]

    assert hit.document.text[hit.passage.start : hit.passage.end] == hit.text
    assert "40,000" in hit.text


def test_a_new_library_finds_nothing(store: Store) -> None:
    assert store.is_empty()
    assert store.search("anything") == []
    assert store.documents() == []


def test_a_new_version_takes_the_old_ones_place_and_the_old_text_stays_readable(store: Store) -> None:
    put(store, FIRST)
    put(store, CHANGED)

    found = " ".join(texts_of(store.search("How many people does the prison hold?")))
    assert "20,000" in found and "40,000" not in found
    assert store.document(FIRST[0].document_id).version == CHANGED[0].version
    assert store.document(FIRST[0].document_id, FIRST[0].version).text == FIRST[0].text
    assert len(store.documents()) == 1


def test_a_document_may_go_back_to_an_old_version(store: Store) -> None:
    for version in (FIRST, CHANGED, FIRST):
        put(store, version)

    assert "40,000" in store.search("people prison")[0].text
    assert store.check().is_sound


def test_an_unchanged_document_is_not_written_again(store: Store) -> None:
    put(store, FIRST)

    assert put(store, FIRST) == 0


def test_a_changed_title_is_searched_and_shown(store: Store) -> None:
    document, passages = FIRST
    put(store, FIRST)
    put(store, (replace(document, title="Zebras of Salvador", publisher="Weekly"), passages))

    hit = store.search("zebras")[0]
    assert (hit.document.title, hit.document.publisher) == ("Zebras of Salvador", "Weekly")
    assert [summary.title for summary in store.documents()] == ["Zebras of Salvador"]
    assert store.search("people", filter=SearchFilter(publishers=("Daily",))) == []
    assert store.check().is_sound


def test_a_changed_address_is_kept_with_the_same_version(store: Store) -> None:
    document, passages = FIRST
    put(store, FIRST)
    put(store, (replace(document, url="https://example.org/new"), passages))

    assert store.document(document.document_id).url == "https://example.org/new"
    assert store.search("prison people")[0].document.url == "https://example.org/new"


def test_a_version_without_passages_takes_the_old_ones_place(store: Store) -> None:
    put(store, FIRST)
    put(store, write_document("a", content_key="emptied"))

    assert store.search("prison people") == []
    assert [summary.passages for summary in store.documents()] == [0]
    assert store.content_keys()["a"][1] == "emptied"


def test_changed_metadata_with_other_white_space_leaves_the_text_of_the_version_as_it_was(store: Store) -> None:
    put(store, FIRST)
    respaced = write_document("a", "The  prison holds\t40,000 people.", "It opened\nin 2023.", title="Renamed")
    assert respaced[0].version == FIRST[0].version

    put(store, respaced)

    read = store.document(FIRST[0].document_id)
    assert (read.text, read.title) == (FIRST[0].text, "Renamed")
    for hit in store.search("How many people does the prison hold?"):
        assert hit.text == FIRST[0].text[hit.passage.start : hit.passage.end]
    assert store.check().is_sound


def test_an_old_version_that_comes_back_with_other_white_space_keeps_its_text(store: Store) -> None:
    put(store, FIRST)
    put(store, CHANGED)
    put(store, write_document("a", "The prison  holds 40,000 people.", "It opened in 2023."))

    assert store.document(FIRST[0].document_id, FIRST[0].version).text == FIRST[0].text
    assert store.search("people prison")[0].text.startswith("The prison holds 40,000")


def test_a_removed_document_is_not_found_but_its_text_stays_readable(store: Store) -> None:
    put(store, FIRST, numbered_document(1))
    with store.writer() as writer:
        writer.remove(FIRST[0].document_id)

    assert all(hit.document.source != "a" for hit in store.search("How many people does the prison hold?"))
    assert [summary.source for summary in store.documents()] == ["numbered:0001"]
    assert store.document(FIRST[0].document_id).text == FIRST[0].text
    assert store.document_status(FIRST[0].document_id) == ("removed", FIRST[0].version)
    assert "a" not in store.content_keys()


def test_a_removed_document_can_be_stored_again(store: Store) -> None:
    put(store, FIRST)
    with store.writer() as writer:
        writer.remove(FIRST[0].document_id)
    put(store, FIRST)

    assert "40,000" in store.search("people prison")[0].text


def test_removing_an_unknown_document_is_refused_with_the_next_step(store: Store) -> None:
    with store.writer() as writer, pytest.raises(DocumentNotFoundError, match="newsdesk sources list"):
        writer.remove("nothing")


def test_reading_an_unknown_document_or_version_is_refused(store: Store) -> None:
    put(store, FIRST)

    with pytest.raises(DocumentNotFoundError):
        store.document("nothing")
    with pytest.raises(DocumentNotFoundError, match="no version"):
        store.document(FIRST[0].document_id, "nothing")
    with pytest.raises(DocumentNotFoundError):
        store.document_status("nothing")


def test_content_keys_are_those_below_a_prefix(store: Store) -> None:
    put(store, numbered_document(1), write_document("100%_a", "Other words."))
    with store.writer() as writer:
        writer.touch(numbered_document(1)[0].document_id, "touched")
        writer.put_collection_key("many.jsonl", "key", 7)

    assert {source: key for source, (_, key, _) in store.content_keys("numbered:").items()} == {
        "numbered:0001": "touched"
    }
    assert set(store.content_keys("100%")) == {"100%_a"}
    assert store.collection_keys() == {"many.jsonl": ("key", 7)}


def test_publishers_are_sorted_and_distinct(store: Store) -> None:
    put(
        store,
        write_document("a", "One.", publisher="Weekly"),
        write_document("b", "Two.", publisher="Daily"),
        write_document("c", "Three.", publisher="Daily"),
        write_document("d", "Four.", publisher=None),
    )

    assert store.publishers() == ["Daily", "Weekly"]


def test_a_rare_word_is_rarer_than_a_common_one(store: Store) -> None:
    put(store, *(numbered_document(number) for number in range(4)))

    rarity = store.rarity(["marker1alpha", "report", "absent"])
    assert rarity["absent"] > rarity["marker1alpha"] > rarity["report"] >= 0


def test_a_library_of_another_embedder_is_refused(store: Store, home: Path) -> None:
    put(store, FIRST)

    with pytest.raises(ManifestMismatchError, match="newsdesk reindex"):
        Store.open(home, embedder=HashingEmbedder(32))
    with pytest.raises(ManifestMismatchError):
        Store.open(home, settings=StoreSettings(embedder="hashing:32"))


def test_a_library_that_was_split_otherwise_is_refused(store: Store) -> None:
    with store.writer(splitter="one") as writer:
        writer.put([FIRST])

    with pytest.raises(ManifestMismatchError, match="splitter"), store.writer(splitter="two"):
        pass
    with store.writer(splitter="one"):
        pass


def test_a_file_that_is_no_catalog_is_refused_with_the_next_step(home: Path) -> None:
    home.mkdir()
    (home / "catalog.sqlite3").write_bytes(b"not a database at all, but long enough to look at" * 100)

    with pytest.raises(StoreCorruptError, match=r"newsdesk doctor --repair.*newsdesk restore"):
        Store.open(home)


def test_a_file_in_the_library_s_place_is_refused_with_the_next_step(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_text("words", encoding="utf-8")

    with pytest.raises(HomeNotUsableError, match=r"it is a file, not a folder.*--home"):
        Store.open(path)
    with pytest.raises(HomeNotUsableError, match="--home"):
        Store.open(path / "library")


def make_older(store: Store) -> None:
    """Turn a library into one of a release that kept no vectors of sentences."""
    store.catalog.connection.execute("DROP TABLE sentence_vectors")
    store.catalog.connection.execute("DROP TABLE passages_next")
    store.catalog.connection.execute("PRAGMA user_version = 0")


def test_a_library_from_before_sentences_had_vectors_opens_and_reindexing_makes_them(home: Path) -> None:
    with open_store(home) as store:
        put(store, *(numbered_document(number) for number in range(3)))
        make_older(store)

    with open_store(home) as store:
        hit = store.search("marker1alpha", k=1)[0]
        assert "Marker1alpha" in hit.text and hit.sentence_similarities == ()
        assert any("newsdesk reindex" in problem for problem in store.check().problems)
        put(store, numbered_document(3))
        store.reindex()
        assert store.search("marker1alpha", k=1)[0].sentence_similarities
        assert store.check().is_sound


def test_a_library_whose_passages_kept_no_vector_of_their_own_opens_and_heals(home: Path) -> None:
    with open_store(home) as store:
        put(store, *(numbered_document(number) for number in range(3)))
        store.catalog.connection.execute("ALTER TABLE sentence_vectors DROP COLUMN passage")
        store.catalog.connection.execute("PRAGMA user_version = 0")
    shutil.rmtree(home / "vectors")

    with open_store(home) as store:
        assert "Marker1alpha" in store.search("marker1alpha", k=1)[0].text
        assert store.check().is_sound


def test_a_library_of_a_later_release_is_refused(home: Path) -> None:
    with open_store(home) as store:
        store.catalog.connection.execute("PRAGMA user_version = 99")

    with pytest.raises(ManifestMismatchError, match="catalog format"):
        open_store(home)


def test_reindexing_with_another_embedder_keeps_every_passage(store: Store, home: Path) -> None:
    put(store, *(numbered_document(number) for number in range(5)))
    done: list[tuple[int, int]] = []

    store.reindex("hashing:32", progress=lambda *counts: done.append(counts))

    assert done[-1] == (10, 10)
    assert store.manifest is not None and store.manifest.embedder == "hashing:32"
    first = numbered_document(3)[0].text.split("\n\n")[0]
    assert store.search(first, k=1)[0].text == first
    assert store.check().is_sound
    store.reindex("hashing:32")
    assert len(list((home / "vectors").iterdir())) == 1


def test_a_reader_follows_when_the_library_is_reindexed_with_another_embedder(home: Path) -> None:
    with open_store(home) as writer, open_store(home) as reader:
        put(writer, *(numbered_document(number) for number in range(3)))
        assert reader.search("marker1alpha")
        writer.reindex("hashing:32")

        assert "Marker1alpha" in reader.search("marker1alpha", k=1)[0].text
        assert put(reader, numbered_document(7)) == 2
        assert reader.check().is_sound


def test_reindexing_with_another_splitter_replaces_the_passages(store: Store) -> None:
    put(store, FIRST)

    def whole(document: Document) -> list[Passage]:
        return [
            Passage(
                document_id=document.document_id, version=document.version, ordinal=0, start=0, end=len(document.text)
            )
        ]

    store.reindex(split=whole, splitter="whole")

    assert texts_of(store.search("prison")) == [FIRST[0].text]
    assert store.manifest is not None and store.manifest.splitter == "whole"
    assert store.check().is_sound


def test_purging_leaves_no_byte_of_the_removed_words(store: Store, home: Path) -> None:
    secret = write_document("secret", "The zyzzogeton met the quokkatron.", title="Xylographer", publisher="Vexillary")
    old = write_document("b", "The old text said brachistochrone.", title="Report b")
    put(store, secret, old, numbered_document(1))
    put(store, write_document("b", "The new text says nothing of it.", title="Report b"))
    words = [b"zyzzogeton", b"quokkatron", b"xylographer", b"vexillary", b"brachistochron"]
    with store.writer() as writer:
        writer.remove(secret[0].document_id)
    assert any(word in file.read_bytes().lower() for file in home.rglob("*") if file.is_file() for word in words)

    assert store.purge() == 1

    held = {
        (file.name, word)
        for file in home.rglob("*")
        if file.is_file()
        for word in words
        if word in file.read_bytes().lower()
    }
    assert held == set()
    assert all(record is not None and "zyzzogeton" not in str(record) for _, record in store.journal.read())
    with pytest.raises(DocumentNotFoundError):
        store.document(secret[0].document_id)
    with pytest.raises(DocumentNotFoundError):
        store.document(old[0].document_id, old[0].version)
    assert "Marker1alpha" in store.search("marker1alpha", k=1)[0].text
    assert store.check().is_sound


def test_purging_keeps_a_new_version_that_is_not_published_yet(store: Store, home: Path) -> None:
    put(store, FIRST)
    with store.catalog.transaction():
        store.catalog.put_version(*CHANGED)

    store.purge()

    with open_store(home) as opened:
        assert "20,000" in opened.search("people prison")[0].text


_WRITE_MORE = """
import sys
from tests.vectorstore.library import numbered_document, open_store, put
with open_store(sys.argv[1]) as store:
    put(store, numbered_document(2))
    print("written", flush=True)
    sys.stdin.readline()
    from dataclasses import replace
    document, passages = numbered_document(1)
    put(store, (replace(document, title="Renamed afterwards"), passages))
"""


def test_documents_of_a_second_process_are_seen_without_reopening(store: Store, home: Path) -> None:
    put(store, numbered_document(1))
    assert "Marker1alpha" in store.search("marker1alpha", k=1)[0].text

    other = start_python(_WRITE_MORE, home)
    assert other.stdout is not None and other.stdout.readline() == "written\n"
    hit = store.search("marker2alpha", k=1)[0]
    assert "Marker2alpha" in hit.text
    assert hit.similarity > 0 and hit.sentence_similarities

    finish(other, "\n")
    assert store.search("marker1alpha", k=1)[0].document.title == "Renamed afterwards"


def test_closing_and_opening_again_finds_the_same(home: Path) -> None:
    with open_store(home) as store:
        put(store, FIRST)
        before = texts_of(store.search("prison"))
    with open_store(home) as store:
        assert texts_of(store.search("prison")) == before


def test_dates_are_kept_and_documents_may_have_none(store: Store) -> None:
    put(store, write_document("a", "One.", published=date(1999, 12, 31)), write_document("b", "Two.", published=None))

    assert {summary.source: summary.published for summary in store.documents()} == {"a": date(1999, 12, 31), "b": None}
