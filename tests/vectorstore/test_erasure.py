from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from tests.vectorstore.library import numbered_document, put, write_document
from vectorstore import HashingEmbedder, Store
from vectorstore.erasure import collect_traces, find_traces
from vectorstore.notices import Notice

SECRET = write_document("secret", "The zyzzogeton met the quokkatron by night.", title="Xylographer")


def files_with(home: Path, pieces: list[bytes]) -> set[str]:
    return {
        file.name for file in home.rglob("*") if file.is_file() and any(piece in file.read_bytes() for piece in pieces)
    }


def test_a_purge_leaves_no_byte_of_a_removed_vector(store: Store, home: Path) -> None:
    put(store, SECRET, *(numbered_document(number) for number in range(40)))
    assert store.manifest is not None
    with store.open_index(store.manifest) as vectors:
        own = vectors.get([1])[1].astype(np.float32)
    packed = store.catalog.rows("SELECT passage, packed FROM sentence_vectors WHERE passage_id = 1")[0]
    traces = [own.tobytes(), bytes(packed["passage"])[4:], bytes(packed["packed"])[4:]]
    assert files_with(home, traces)
    with store.writer() as writer:
        writer.remove(SECRET[0].document_id)

    store.purge()

    assert files_with(home, traces) == set()
    assert store.check().is_sound


def test_a_purge_proves_that_the_words_are_gone(home: Path) -> None:
    heard: list[Notice] = []
    with Store.open(home, embedder=HashingEmbedder(), on_notice=heard.append) as store:
        put(store, SECRET, numbered_document(1))
        with store.writer() as writer:
            writer.remove(SECRET[0].document_id)
        traces = collect_traces(store.catalog)
        assert all(trace in SECRET[0].text.encode() for trace in traces) and traces
        assert find_traces(home, store.catalog, [b"quokkatron"]) == []  # it stays as long as a version holds it
        store.purge()
        assert find_traces(home, store.catalog, traces) == []
    assert heard == []


def test_words_that_stand_in_another_file_are_told(home: Path) -> None:
    heard: list[Notice] = []
    with Store.open(home, embedder=HashingEmbedder(), on_notice=heard.append) as store:
        put(store, SECRET, numbered_document(1))
        (home / "people.sqlite3").write_bytes(b"x" * 5000 + SECRET[0].text.encode())
        with store.writer() as writer:
            writer.remove(SECRET[0].document_id)
        store.purge()
    told = [notice.message for notice in heard]
    assert len(told) == 1 and "people.sqlite3" in told[0], told


@pytest.mark.parametrize("gap", [(1 << 22) - 10, (1 << 22) - 30, 3])
def test_words_across_two_blocks_are_found(store: Store, home: Path, gap: int) -> None:
    put(store, numbered_document(1))
    (home / "other").write_bytes(b"\0" * gap + b"The zyzzogeton met the quokkatron by nig" + b"\0" * 9)

    assert find_traces(home, store.catalog, [b"The zyzzogeton met the quokkatron by nig"]) == [home / "other"]
