from __future__ import annotations

import io
import json
import shutil
import sqlite3
import tarfile
from pathlib import Path

import pytest

from tests.vectorstore.library import finish, numbered_document, open_store, put, start_python
from vectorstore import BackupError, StoreLockedError, back_up, restore


@pytest.fixture
def filled(home: Path) -> Path:
    with open_store(home) as store:
        put(store, *(numbered_document(number) for number in range(5)))
    return home


def assert_holds(home: Path, numbers: range) -> None:
    with open_store(home) as store:
        assert [summary.source for summary in store.documents()] == [f"numbered:{number:04}" for number in numbers]
        for number in numbers:
            for text in numbered_document(number)[0].text.split("\n\n"):
                hit = store.search(text, k=1)[0]
                assert hit.text == text and hit.sentence_similarities
        assert store.check().is_sound


@pytest.mark.parametrize("vectors", ["with", "without"])
def test_a_backup_brings_back_every_document(filled: Path, tmp_path: Path, vectors: str) -> None:
    summary = back_up(filled, tmp_path / "library.tar.gz", vectors=vectors)  # type: ignore[arg-type]
    assert (summary.documents, summary.passages, summary.embedder) == (5, 10, "hashing:64")

    report, aside = restore(tmp_path / "library.tar.gz", tmp_path / "new")

    assert (report.is_sound, report.passages, aside) == (True, 10, None)
    assert_holds(tmp_path / "new", range(5))
    assert sorted(path.name for path in tmp_path.iterdir()) == ["library", "library.tar.gz", "new"]


def test_a_backup_can_be_made_while_the_library_is_written_to(home: Path, tmp_path: Path) -> None:
    with open_store(home) as store, store.writer() as writer:
        writer.put([numbered_document(0)])
        back_up(home, tmp_path / "backup")
        writer.put([numbered_document(1)])

    restore(tmp_path / "backup", tmp_path / "new")
    assert_holds(tmp_path / "new", range(1))


def test_documents_that_were_not_published_yet_are_in_the_backup(filled: Path, tmp_path: Path) -> None:
    with open_store(filled) as store:
        with store.catalog.transaction():
            store.catalog.put_version(*numbered_document(5))
        back_up(filled, tmp_path / "backup")

    restore(tmp_path / "backup", tmp_path / "new")
    assert_holds(tmp_path / "new", range(6))


def test_users_and_conversations_are_in_the_backup(filled: Path, tmp_path: Path) -> None:
    with sqlite3.connect(filled / "people.sqlite3") as people:
        people.execute("CREATE TABLE told (words TEXT)")
        people.execute("INSERT INTO told VALUES ('It rained.')")
    people.close()

    back_up(filled, tmp_path / "backup")
    restore(tmp_path / "backup", tmp_path / "new")

    held = sqlite3.connect(tmp_path / "new" / "people.sqlite3")
    assert held.execute("SELECT words FROM told").fetchall() == [("It rained.",)]
    held.close()
    assert (tmp_path / "backup").stat().st_mode & 0o077 == 0


def test_a_library_that_is_there_is_replaced_only_when_asked_and_set_aside(filled: Path, tmp_path: Path) -> None:
    back_up(filled, tmp_path / "backup")
    with open_store(filled) as store:
        put(store, numbered_document(7))

    with pytest.raises(BackupError, match="--force"):
        restore(tmp_path / "backup", filled)
    _, aside = restore(tmp_path / "backup", filled, when_not_empty="set aside")

    assert_holds(filled, range(5))
    assert aside is not None
    with open_store(aside) as store:
        assert len(store.documents()) == 6


_HOLD = """
import sys
from tests.vectorstore.library import open_store
with open_store(sys.argv[1]) as store, store.writer():
    print("writing", flush=True)
    sys.stdin.readline()
"""


def test_a_library_that_is_written_to_is_not_replaced(filled: Path, tmp_path: Path) -> None:
    back_up(filled, tmp_path / "backup")
    other = start_python(_HOLD, filled)
    assert other.stdout is not None and other.stdout.readline() == "writing\n"

    with pytest.raises(StoreLockedError):
        restore(tmp_path / "backup", filled, when_not_empty="set aside")
    finish(other, "\n")
    assert_holds(filled, range(5))


def test_a_flipped_bit_in_a_backup_is_found_and_nothing_is_replaced(filled: Path, tmp_path: Path) -> None:
    back_up(filled, tmp_path / "backup")
    content = bytearray((tmp_path / "backup").read_bytes())
    for place in (20, len(content) // 3, len(content) // 2):
        damaged = bytearray(content)
        damaged[place] ^= 4
        (tmp_path / "damaged").write_bytes(damaged)
        with pytest.raises(BackupError):
            restore(tmp_path / "damaged", tmp_path / "new")
        assert not (tmp_path / "new").exists()


@pytest.mark.parametrize("content", [b"", b"no archive at all", b"\x1f\x8b\x08"])
def test_a_file_that_is_no_backup_is_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "file").write_bytes(content)

    with pytest.raises(BackupError, match="newsdesk backup"):
        restore(tmp_path / "file", tmp_path / "new")


def test_a_tar_that_names_other_files_writes_none_of_them(tmp_path: Path) -> None:
    told = {"created": "", "documents": 0, "passages": 0, "vectors": "with", "embedder": None}
    for name in ("../outside", "/tmp/outside", "writer.lock"):
        with tarfile.open(tmp_path / "evil", "w:gz") as archive:
            for member, content in (
                ("backup.json", json.dumps({**told, "sha256": {name: ""}}).encode()),
                (name, b"x"),
            ):
                info = tarfile.TarInfo(member)
                info.size = len(content)
                archive.addfile(info, io.BytesIO(content))
        with pytest.raises(BackupError, match="no backup holds"):
            restore(tmp_path / "evil", tmp_path / "new")
    assert not (tmp_path / "outside").exists()


def test_without_a_library_there_is_nothing_to_back_up(tmp_path: Path) -> None:
    with pytest.raises(BackupError, match="--home"):
        back_up(tmp_path / "nothing", tmp_path / "backup")
    assert list(tmp_path.iterdir()) == []


def test_a_damaged_catalog_is_not_backed_up(filled: Path, tmp_path: Path) -> None:
    path = filled / "catalog.sqlite3"
    content = bytearray(path.read_bytes())
    content[4096:8192] = bytes(4096)
    path.write_bytes(content)

    with pytest.raises(BackupError, match="newsdesk doctor"):
        back_up(filled, tmp_path / "backup")
    assert not (tmp_path / "backup").exists()


def test_a_place_that_cannot_be_written_is_named(filled: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("words", encoding="utf-8")
    with pytest.raises(BackupError, match="Name a place"):
        back_up(filled, tmp_path / "file" / "backup")
    with pytest.raises(BackupError, match="no such file"):
        restore(tmp_path / "nothing", tmp_path / "new")


def test_the_old_backup_stays_until_the_new_one_is_whole(filled: Path, tmp_path: Path) -> None:
    back_up(filled, tmp_path / "backup")
    before = (tmp_path / "backup").read_bytes()
    shutil.rmtree(filled / "vectors")
    (filled / "catalog.sqlite3").write_bytes(b"rubbish" * 2000)

    with pytest.raises(BackupError):
        back_up(filled, tmp_path / "backup")
    assert (tmp_path / "backup").read_bytes() == before
