from __future__ import annotations

import threading
from pathlib import Path

import pytest

from tests.vectorstore.library import finish, numbered_document, open_store, put, start_python
from vectorstore import Store, StoreLockedError
from vectorstore.locking import WriterLock

_HOLD = """
import sys
from tests.vectorstore.library import numbered_document, open_store
with open_store(sys.argv[1]) as store, store.writer() as writer:
    with store.catalog.transaction():
        store.catalog.put_version(*numbered_document(3))
    print("writing", flush=True)
    sys.stdin.readline()
"""


def test_a_second_writing_process_is_refused_and_reading_goes_on(home: Path) -> None:
    with open_store(home, lock_timeout_s=0) as store:
        put(store, numbered_document(1))
        other = start_python(_HOLD, home)
        assert other.stdout is not None and other.stdout.readline() == "writing\n"

        with pytest.raises(StoreLockedError, match="Wait until it has finished"), store.writer():
            pass
        assert "Marker1alpha" in store.search("marker1alpha", k=1)[0].text
        assert store.check().is_locked
        with open_store(home, lock_timeout_s=0) as reader:  # its unfinished rows are the other writer's to finish
            assert reader.has_unfinished_work()

        finish(other, "\n")
        put(store, numbered_document(2))
        assert len(store.documents()) == 3


def test_a_reader_opens_although_another_one_finishes_the_interrupted_work(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with open_store(home) as store:
        put(store, numbered_document(1))
        with store.catalog.transaction():
            store.catalog.put_version(*numbered_document(2))
        with store.lock.hold(0), monkeypatch.context() as patch:
            patch.setattr(WriterLock, "is_free", lambda self: True)  # it was free when asked, and taken a moment later
            with open_store(home, lock_timeout_s=0) as reader:
                assert [summary.source for summary in reader.documents()] == ["numbered:0001"]


def test_entering_twice_in_one_thread_is_one_holding(tmp_path: Path) -> None:
    lock = WriterLock(tmp_path / "lock")
    with lock.hold(0), lock.hold(0):
        assert lock.is_held_here
    assert not lock.is_held_here
    assert lock.is_free()


def test_another_thread_waits_for_the_writer(store: Store) -> None:
    order: list[str] = []
    is_writing = threading.Event()

    def write_second() -> None:
        is_writing.wait()
        put(store, numbered_document(2))
        order.append("second")

    thread = threading.Thread(target=write_second)
    thread.start()
    with store.writer() as writer:
        is_writing.set()
        writer.put([numbered_document(1)])
        order.append("first")
    thread.join(timeout=60)

    assert order == ["first", "second"]
    assert len(store.documents()) == 2
