from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import gradio as gr
import pytest

from ui.page.librarian import Librarian
from ui.page.uploads import Uploads
from vectorstore import HashingEmbedder, Store, document_id_of

BATCH = "a" * 32


@pytest.fixture
def own_store(home: Path) -> Iterator[Store]:
    with Store.open(home, embedder=HashingEmbedder(64)) as store:
        yield store


@pytest.fixture
def uploads(home: Path) -> Uploads:
    return Uploads(home, 1_000_000)


@pytest.fixture
def librarian(own_store: Store, uploads: Uploads) -> Librarian:
    return Librarian(own_store, uploads, lambda: False)


def event(**data: Any) -> gr.EventData:
    return gr.EventData(None, data)


def visitor(user: str = "") -> Any:
    return SimpleNamespace(username=user, session_hash="one")


def send(uploads: Uploads, name: str, content: bytes) -> Path:
    path = uploads.target("", BATCH, name, len(content))
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    uploads.note("", BATCH, path, len(content))
    return path


def added(librarian: Librarian, **data: Any) -> tuple[Any, ...]:
    return list(librarian.add(event(**data), visitor()))[-1]


def test_sent_files_become_documents_and_what_cannot_be_read_is_named_and_dropped(
    librarian: Librarian, uploads: Uploads, own_store: Store
) -> None:
    good = send(uploads, "story.txt", b"The zebra crossing opened on 3 May 2025. It cost 40 dollars.")
    bad = send(uploads, "folder/broken.pdf", b"this is no PDF")
    account, listed, _ = added(librarian, batch=BATCH, refused="big.txt\tit is too large")
    assert "1 document added" in account
    assert "Not taken in: 2 sources" in account
    assert "<strong>folder/broken.pdf</strong>" in account
    assert "<strong>big.txt</strong><span>It is too large.</span>" in account
    assert "Story" in listed
    assert (good.exists(), bad.exists()) == (True, False)
    assert any(hit.document.source == str(good.resolve()) for hit in own_store.search("zebra crossing"))


def test_a_file_of_the_same_name_becomes_a_new_version(
    librarian: Librarian, uploads: Uploads, own_store: Store
) -> None:
    send(uploads, "story.txt", b"The zebra crossing cost 40 dollars.")
    added(librarian, batch=BATCH)
    path = send(uploads, "story.txt", b"The zebra crossing cost 50 dollars, a correction says.")
    assert "0 documents added, 1 updated" in added(librarian, batch=BATCH)[0]
    assert "50 dollars" in own_store.document(document_id_of(str(path.resolve()))).text


def test_folders_of_this_machine_can_be_named_where_there_are_no_accounts(librarian: Librarian, tmp_path: Path) -> None:
    folder = tmp_path / "reports"
    folder.mkdir()
    (folder / "a.txt").write_text("A giraffe was seen in May 2025.")
    assert "1 document added" in added(librarian, addresses=f"\n {folder} \n")[0]


def test_with_accounts_the_servers_own_files_are_refused(own_store: Store, uploads: Uploads) -> None:
    librarian = Librarian(own_store, uploads, lambda: True)
    account = added(librarian, addresses="/etc/passwd\n../../secret.txt\nfile:///etc/passwd")[0]
    assert account.count("Folders and files of the server are added there") == 3
    assert "root:" not in account


def test_private_addresses_are_refused_with_the_reason(librarian: Librarian) -> None:
    assert "private or reserved address" in added(librarian, addresses="http://127.0.0.1:1/x")[0]


def test_nothing_to_add_is_said(librarian: Librarian) -> None:
    assert "Choose files" in added(librarian)[0]
    assert "Choose files" in added(librarian, batch="0" * 32)[0]


def test_a_removed_document_answers_nothing_and_is_listed_as_withdrawn(librarian: Librarian, own_store: Store) -> None:
    gone = document_id_of("later.md")
    account, listed, _ = librarian.remove(event(document=gone))
    assert "“The exchange” answers no question any more" in account
    assert "The exchange" not in listed
    assert "The exchange" in librarian.search(event(status="removed"))
    assert all(hit.document.document_id != gone for hit in own_store.search("252 Venezuelans"))
    assert (
        "No document" in librarian.remove(event(document=gone))[0]
        or "alert" in librarian.remove(event(document=gone))[0]
    )


@pytest.mark.parametrize("data", [{}, {"document": 7}, {"document": "nothing"}])
def test_an_unknown_document_changes_nothing(librarian: Librarian, own_store: Store, data: dict[str, Any]) -> None:
    assert 'role="alert"' in librarian.remove(event(**data))[0]
    assert 'role="alert"' in list(librarian.read_again(event(**data)))[-1][0]
    assert len(own_store.documents()) == 4
