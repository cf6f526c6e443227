from __future__ import annotations

import random
import subprocess
from collections import Counter
from pathlib import Path

from tests.vectorstore.library import finish, numbered_document, open_store, put, start_python, write_document
from vectorstore import SearchFilter, Store
from vectorstore.vectors import ChromaVectors

ROUNDS = 8
BATCH_PASSAGES = 4

_WRITE = """
import sys
from tests.vectorstore.library import numbered_document, open_store
home, first, last, batch = sys.argv[1], *map(int, sys.argv[2:])
with open_store(home, batch_passages=batch, lock_timeout_s=60) as store, store.writer() as writer:
    print("open", flush=True)
    writer.put(map(numbered_document, range(first, last)), lambda documents, passages: print(documents, flush=True))
"""
_WRITE_ONE_BY_ONE = """
import sys
from tests.vectorstore.library import numbered_document, open_store, put
home, first, last = sys.argv[1], *map(int, sys.argv[2:])
with open_store(home, lock_timeout_s=60) as store:
    for number in range(first, last):
        put(store, numbered_document(number))
"""


def assert_holds(store: Store, numbers: range) -> None:
    """Every document is there exactly once, and every passage finds itself by its own words."""
    held = Counter(summary.source for summary in store.documents())
    assert held == Counter(f"numbered:{number:04}" for number in numbers)
    assert all(summary.passages == 2 for summary in store.documents())
    folder = store.vectors_folder()
    assert folder is not None
    vectors = ChromaVectors(folder)
    ready = [row["passage_id"] for row in store.catalog.rows("SELECT passage_id FROM passages WHERE state = 'ready'")]
    assert vectors.ids() == set(ready)
    for passage_id, vector in vectors.get(ready).items():
        nearest = vectors.query(vector, 3, SearchFilter())
        assert passage_id in {other for other, cosine in nearest if cosine > 0.999}
    vectors.close()
    for number in numbers:
        for text in numbered_document(number)[0].text.split("\n\n"):
            (best,) = store.search(text, k=1)
            assert best.text == text
            assert max(cosine for _, _, cosine in best.sentence_similarities) > 0.99


def test_a_writer_killed_at_any_moment_loses_nothing_and_doubles_nothing(home: Path) -> None:
    chance = random.Random(20250316)
    acknowledged = 0
    for _ in range(ROUNDS):
        writer = start_python(_WRITE, home, acknowledged, acknowledged + 400, BATCH_PASSAGES)
        assert writer.stdout is not None
        assert writer.stdout.readline() == "open\n"
        for _ in range(chance.randrange(3)):
            assert writer.stdout.readline() == "2\n"
        try:
            writer.wait(timeout=chance.uniform(0, 0.15))
        except subprocess.TimeoutExpired:
            writer.kill()
        rest, _ = writer.communicate(timeout=60)
        assert writer.returncode == -9, "the writer ended before it could be killed"
        with open_store(home) as store:
            documents = len(store.documents())
            assert not store.has_unfinished_work()
            assert documents >= acknowledged + 2 * rest.count("2\n")
            assert_holds(store, range(documents))
            acknowledged = documents
    with open_store(home) as store:
        assert acknowledged > 0
        assert store.check().is_sound


def test_two_processes_that_write_at_once_lose_nothing(home: Path) -> None:
    writers = [start_python(_WRITE_ONE_BY_ONE, home, first, first + 6) for first in (0, 6)]
    for writer in writers:
        finish(writer)

    with open_store(home) as store:
        assert_holds(store, range(12))
        assert store.check().is_sound


def test_pending_rows_of_an_interrupted_writer_are_finished_at_the_next_open(home: Path) -> None:
    with open_store(home) as store:
        put(store, numbered_document(0))
        with store.catalog.transaction():
            store.catalog.put_version(*numbered_document(1))
        assert store.search("marker1alpha", k=1)[0].document.source == "numbered:0000"
        assert any("unfinished" in problem for problem in store.check().problems)

    with open_store(home) as store:
        assert_holds(store, range(2))
        assert store.check().is_sound


def test_retired_rows_of_an_interrupted_writer_are_cleared_at_the_next_open(home: Path) -> None:
    with open_store(home) as store:
        put(store, numbered_document(0), numbered_document(1))
        with store.catalog.transaction() as connection:
            connection.execute("UPDATE documents SET status = 'removed' WHERE source = 'numbered:0001'")
            connection.execute(
                "UPDATE passages SET state = 'retired' WHERE version_no IN (SELECT version_no FROM versions v JOIN "
                "documents d ON d.document_id = v.document_id WHERE d.source = 'numbered:0001')"
            )

    with open_store(home) as store:
        folder = store.vectors_folder()
        assert folder is not None
        vectors = ChromaVectors(folder)
        assert len(vectors.ids()) == 2
        vectors.close()
        assert not store.has_unfinished_work()


def test_a_failing_source_of_documents_keeps_the_batches_before_it(home: Path) -> None:
    def failing():  # type: ignore[no-untyped-def]
        yield from map(numbered_document, range(3))
        raise KeyboardInterrupt

    with open_store(home, batch_passages=4) as store:
        try:
            with store.writer() as writer:
                writer.put(failing())
        except KeyboardInterrupt:
            pass
        assert_holds(store, range(2))


def test_two_versions_of_one_document_in_one_call_leave_the_last(store: Store) -> None:
    put(store, write_document("a", "The first words."), write_document("a", "The second words."))

    assert [hit.text for hit in store.search("words")] == ["The second words."]


def test_progress_counts_what_was_committed(home: Path) -> None:
    steps: list[tuple[int, int]] = []
    with open_store(home, batch_passages=4) as store, store.writer() as writer:
        writer.put(map(numbered_document, range(5)), lambda *counts: steps.append(counts))

    assert steps == [(2, 4), (2, 4), (1, 2)]
