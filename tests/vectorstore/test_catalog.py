from __future__ import annotations

import threading
from pathlib import Path

import pytest

from tests.vectorstore.library import finish, start_python, write_document
from vectorstore import DocumentNotFoundError, StoreCorruptError
from vectorstore.database import in_parts, marks
from vectorstore.document_rows import date_of
from vectorstore.sqlite_catalog import SqliteCatalog

_OPEN = """
import sys
from pathlib import Path
from vectorstore.sqlite_catalog import SqliteCatalog
print("loaded", flush=True)
sys.stdin.readline()
for number in range(40):
    SqliteCatalog(Path(sys.argv[1]) / str(number) / "catalog.sqlite3").close()
"""


def test_processes_that_make_the_same_library_at_once_do_not_disturb_each_other(tmp_path: Path) -> None:
    processes = [start_python(_OPEN, tmp_path) for _ in range(3)]
    for process in processes:
        assert process.stdout is not None and process.stdout.readline() == "loaded\n"
    for process in processes:
        assert process.stdin is not None
        process.stdin.write("\n")
        process.stdin.flush()
    for process in processes:
        finish(process)


def test_a_failed_transaction_leaves_nothing(tmp_path: Path) -> None:
    catalog = SqliteCatalog(tmp_path / "catalog.sqlite3")
    with pytest.raises(KeyboardInterrupt), catalog.transaction():
        catalog.put_version(*write_document("a", "Words."))
        raise KeyboardInterrupt

    assert catalog.rows("SELECT * FROM documents") == []
    with pytest.raises(DocumentNotFoundError):
        catalog.document(write_document("a", "Words.")[0].document_id)


def test_a_broken_statement_is_our_own_error(tmp_path: Path) -> None:
    with pytest.raises(StoreCorruptError):
        SqliteCatalog(tmp_path / "catalog.sqlite3").rows("SELECT nothing FROM nowhere")


def test_each_thread_has_its_own_connection(tmp_path: Path) -> None:
    catalog = SqliteCatalog(tmp_path / "catalog.sqlite3")
    seen: list[object] = []
    thread = threading.Thread(target=lambda: seen.append(catalog.connection))
    thread.start()
    thread.join()

    assert seen[0] is not catalog.connection
    assert catalog.connection is catalog.connection


def test_long_lists_go_in_parts() -> None:
    parts = list(in_parts(list(range(2000))))

    assert [number for part in parts for number in part] == list(range(2000))
    assert max(map(len, parts)) <= 900
    assert marks([1, 2, 3]) == "?,?,?"


def test_zero_is_no_date() -> None:
    assert date_of(0) is None
    assert str(date_of(20250316)) == "2025-03-16"
