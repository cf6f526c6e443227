from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import chromadb
import pytest

from tests.vectorstore.library import finish, numbered_document, put, start_python, write_document
from tests.vectorstore.serving import serve_chroma
from vectorstore import HashingEmbedder, SearchFilter, Store, StoreSettings, VectorServerError
from vectorstore.clients import connect
from vectorstore.notices import Notice

FIRST = write_document("a", "The prison holds 40,000 people.", "It opened in 2023.", publisher="Weekly")
CHANGED = write_document("a", "The prison holds 20,000 people.", "It opened in 2023.")


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with serve_chroma(tmp_path_factory.mktemp("chroma")) as url:
        yield url


@pytest.fixture(params=["a folder", "a server"])
def chroma_url(request: pytest.FixtureRequest) -> str | None:
    url: str | None = request.getfixturevalue("server") if request.param == "a server" else None
    return url


def open_store(home: Path, url: str | None, heard: list[Notice] | None = None) -> Store:
    return Store.open(
        home,
        settings=StoreSettings(chroma_url=url),
        embedder=HashingEmbedder(),
        on_notice=None if heard is None else heard.append,
    )


def assert_finds(store: Store, *numbers: int) -> None:
    for number in numbers:
        for text in numbered_document(number)[0].text.split("\n\n"):
            hit = store.search(text, k=1)[0]
            assert hit.text == text and hit.similarity > 0.5


def test_wherever_the_vectors_are_documents_are_found_changed_removed_and_purged(
    home: Path, chroma_url: str | None
) -> None:
    with open_store(home, chroma_url) as store:
        put(store, FIRST, *(numbered_document(number) for number in range(6)))
        assert_finds(store, *range(6))
        assert store.search("people", filter=SearchFilter(publishers=("Weekly",)))[0].document.source == "a"
        put(store, CHANGED)
        assert "20,000" in store.search("people prison")[0].text
        with store.writer() as writer:
            writer.remove(numbered_document(0)[0].document_id)
        assert "numbered:0000" not in {hit.document.source for hit in store.search("marker0alpha paragraph0")}
        assert store.purge() == 1
        assert_finds(store, 3)
        assert store.check().is_sound
    assert (home / "vectors").exists() == (chroma_url is None)


def test_wherever_the_vectors_are_another_model_takes_over_and_is_taken_back(
    home: Path, chroma_url: str | None
) -> None:
    with open_store(home, chroma_url) as store:
        put(store, *(numbered_document(number) for number in range(4)))
        store.reindex("hashing:32")
        put(store, numbered_document(5))
        assert_finds(store, 5)
        store.roll_back()
        assert_finds(store, 5)
        assert store.check().is_sound


def test_a_lost_collection_heals_and_only_the_librarys_own_are_ever_deleted(home: Path, server: str) -> None:
    client = connect(StoreSettings(chroma_url=server))
    client.get_or_create_collection("somebody-elses", embedding_function=None)
    heard: list[Notice] = []
    with open_store(home, server, heard) as store:
        put(store, *(numbered_document(number) for number in range(4)))
        for collection in client.list_collections():
            if collection.name != "somebody-elses":
                client.delete_collection(collection.name)
        assert_finds(store, 2)
        assert [notice.kind for notice in heard] == ["healed"]
        store.purge()
        assert store.check().is_sound
    assert "somebody-elses" in {collection.name for collection in client.list_collections()}


def test_a_library_moves_from_its_folder_to_a_server_by_the_setting_alone(home: Path, server: str) -> None:
    with open_store(home, None) as store:
        put(store, *(numbered_document(number) for number in range(4)))
    heard: list[Notice] = []
    with open_store(home, server, heard) as store:
        assert_finds(store, 2)
        assert "Nothing is lost" in heard[0].message
        assert store.check().is_sound


_WRITE = """
import sys
from tests.vectorstore.library import numbered_document, put
from tests.vectorstore.test_server import open_store
with open_store(sys.argv[1], sys.argv[2]) as store:
    for number in range(int(sys.argv[3]), int(sys.argv[4])):
        put(store, numbered_document(number))
"""


def test_several_processes_write_and_read_by_one_server(home: Path, server: str) -> None:
    with open_store(home, server) as store:
        put(store, numbered_document(0))
        writers = [start_python(_WRITE, home, server, first, first + 4) for first in (1, 5)]
        for writer in writers:
            finish(writer)
        assert_finds(store, *range(9))
        assert store.check().is_sound


def test_a_server_that_does_not_answer_is_named_with_the_next_step(home: Path, tmp_path: Path) -> None:
    with serve_chroma(tmp_path / "chroma") as url, open_store(home, url) as store:
        put(store, numbered_document(1))
    with open_store(home, url) as store:
        with pytest.raises(VectorServerError, match="chroma run"):
            store.search("marker1alpha")
        assert any(url in problem for problem in store.check().problems)
        assert store.document(numbered_document(1)[0].document_id).text


def test_chroma_cloud_gets_the_key_the_tenant_and_the_database(monkeypatch: pytest.MonkeyPatch) -> None:
    given: list[dict[str, Any]] = []
    monkeypatch.setattr(chromadb, "CloudClient", lambda **arguments: given.append(arguments))
    monkeypatch.setenv("NEWSDESK_CHROMA_URL", "cloud")
    monkeypatch.setenv("CHROMA_API_KEY", "a secret")
    monkeypatch.setenv("CHROMA_TENANT", "tenant")
    monkeypatch.setenv("NEWSDESK_CHROMA_DATABASE", "database")

    connect(StoreSettings())
    connect(StoreSettings(chroma_url="cloud://europe.example"))

    told = {"tenant": "tenant", "database": "database", "api_key": "a secret"}
    assert {key: given[0][key] for key in told} == told
    assert [arguments["cloud_host"] for arguments in given] == ["api.trychroma.com", "europe.example"]
    assert "a secret" not in repr(StoreSettings())


def test_a_server_is_reached_by_the_url_s_host_port_and_scheme(monkeypatch: pytest.MonkeyPatch) -> None:
    given: list[dict[str, Any]] = []
    monkeypatch.setattr(chromadb, "HttpClient", lambda **arguments: given.append(arguments))
    for url in ("http://127.0.0.1:8123", "https://chroma.example", "http://chroma.example/"):
        connect(StoreSettings(chroma_url=url))

    assert [(a["host"], a["port"], a["ssl"]) for a in given] == [
        ("127.0.0.1", 8123, False),
        ("chroma.example", 443, True),
        ("chroma.example", 8000, False),
    ]
    assert all(arguments["settings"].anonymized_telemetry is False for arguments in given)


@pytest.mark.parametrize("url", ["ftp://x", "127.0.0.1:8000", "http://", "cloudy"])
def test_what_is_no_url_of_a_server_is_refused(url: str) -> None:
    with pytest.raises(ValueError, match=r"chroma_url|CHROMA_URL"):
        StoreSettings(chroma_url=url)
