"""What only a catalog on PostgreSQL does: its server fails, its lock is the connection's, files are not its business."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from importlib import resources
from pathlib import Path

import pytest

from tests.vectorstore.library import numbered_document, open_store, put
from tests.vectorstore.postgres_serving import PASSWORD, run_sql
from vectorstore import (
    BackupError,
    CatalogServerError,
    HashingEmbedder,
    ManifestMismatchError,
    Notice,
    Store,
    StoreLockedError,
    StoreSettings,
    VectorsNotSharedError,
    back_up,
    restore,
)
from vectorstore.postgres_catalog import _MAKING, PostgresCatalog
from vectorstore.postgres_database import shown_url
from vectorstore.postgres_lock import AdvisoryLock

_OURS = "pg_stat_activity WHERE application_name = 'newsdesk'"


def settings(catalog_url: str | None, chroma_url: str | None = "http://127.0.0.1:1") -> StoreSettings:
    return StoreSettings(catalog_url=catalog_url, chroma_url=chroma_url)


def with_user(url: str, user: str, password: str = "") -> str:
    return url.replace("postgres@", f"{user}:{password}@" if password else f"{user}@")


def with_database(url: str, name: str) -> str:
    return f"{url.rpartition('/')[0]}/{name}"


def end_connections(url: str) -> None:
    """End those of Newsdesk from the server's side, and wait until they are gone."""
    run_sql(url, f"SELECT pg_terminate_backend(pid) FROM {_OURS}")
    while run_sql(url, f"SELECT 1 FROM {_OURS}"):
        time.sleep(0.01)


def test_vectors_in_a_folder_are_refused_since_no_other_machine_would_see_them(home: Path) -> None:
    with pytest.raises(VectorsNotSharedError, match=r"chroma run.*NEWSDESK_CHROMA_URL.*unset NEWSDESK_CATALOG_URL"):
        Store.open(home, settings=settings("postgresql://somewhere/library", chroma_url=None))


def test_a_server_that_is_not_there_is_named_without_the_password(home: Path) -> None:
    with pytest.raises(CatalogServerError, match=r"Start the server, or mend NEWSDESK_CATALOG_URL") as caught:
        Store.open(home, settings=settings("postgresql://reader:hidden@127.0.0.1:1/library"))

    assert "postgresql://reader@127.0.0.1:1/library" in str(caught.value)
    assert "hidden" not in str(caught.value)


def test_a_wrong_password_is_told_with_where_the_right_one_may_stand(home: Path, catalog_url: str) -> None:
    for url in (with_user(catalog_url, "guarded", "wrong"), with_user(catalog_url, "guarded")):
        with pytest.raises(CatalogServerError, match=r"password.*PGPASSWORD or ~/.pgpass") as caught:
            Store.open(home, settings=settings(url))
        assert "wrong" not in str(caught.value)


def test_a_user_without_rights_is_told_to_make_a_database_of_its_own(home: Path, catalog_url: str) -> None:
    run_sql(catalog_url, "REVOKE CREATE ON DATABASE postgres FROM PUBLIC")

    with pytest.raises(CatalogServerError, match=r"permission denied.*createdb --owner"):
        Store.open(home, settings=settings(with_user(catalog_url, "guarded", PASSWORD.replace(" ", "%20"))))


def test_a_library_that_another_machine_makes_at_the_same_moment_is_used_not_made_again(catalog_url: str) -> None:
    import psycopg

    tables = resources.files("vectorstore").joinpath("postgres.sql").read_text(encoding="utf-8")
    with psycopg.connect(catalog_url) as other, ThreadPoolExecutor(1) as pool:
        other.execute("SELECT pg_advisory_xact_lock(%s)", (_MAKING,))
        opening = pool.submit(PostgresCatalog, catalog_url)
        while not run_sql(catalog_url, "SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND NOT granted"):
            time.sleep(0.01)
        other.execute(f"CREATE SCHEMA newsdesk; SET LOCAL search_path = newsdesk; {tables}".encode())
        other.execute("INSERT INTO meta VALUES ('schema', '1')")
        other.commit()

        catalog = opening.result(timeout=30)
        assert catalog.meta("schema") == "1"
        catalog.close()


def test_a_missing_database_is_told_with_how_to_make_it(home: Path, catalog_url: str) -> None:
    with pytest.raises(CatalogServerError, match=r'"absent" does not exist. Make it with: createdb'):
        Store.open(home, settings=settings(with_database(catalog_url, "absent")))


def test_a_database_of_another_encoding_is_refused(home: Path, catalog_url: str) -> None:
    run_sql(
        catalog_url,
        "DROP DATABASE IF EXISTS ascii",
        "CREATE DATABASE ascii ENCODING 'SQL_ASCII' TEMPLATE template0",
    )

    with pytest.raises(CatalogServerError, match=r"SQL_ASCII, not UTF8. Make a database with"):
        Store.open(home, settings=settings(with_database(catalog_url, "ascii")))


def test_an_url_that_cannot_be_read_is_refused_without_quoting_it(home: Path) -> None:
    with pytest.raises(CatalogServerError, match="Write postgresql://user:password@host:port/database") as caught:
        Store.open(home, settings=settings("postgresql://reader:hid@den:pass@host:port/library"))
    assert "hid" not in str(caught.value)

    with pytest.raises(ValueError, match="it should begin with postgresql://") as refused:
        settings("mysql://reader:hidden@host/library")
    assert "hidden" not in str(refused.value)
    assert "hidden" not in repr(settings("postgresql://reader:hidden@host/library"))
    assert shown_url("postgresql://reader:hidden@host/library?password=hidden") == "postgresql://reader@host/library"
    assert shown_url("postgresql:///library?host=/run") == "postgresql:///library"


def test_without_the_extra_the_next_step_is_to_install_it(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)

    with pytest.raises(CatalogServerError, match=r"pip install 'newsdesk\[postgres\]'"):
        Store.open(home, settings=settings("postgresql://somewhere/library"))


def test_a_library_of_a_later_release_is_refused(catalog_url: str) -> None:
    catalog = PostgresCatalog(catalog_url)
    with catalog.transaction():
        catalog.set_meta("schema", "99")

    with pytest.raises(ManifestMismatchError, match="catalog format"):
        PostgresCatalog(catalog_url)


def test_a_connection_that_the_server_ended_is_replaced(catalog_url: str) -> None:
    catalog = PostgresCatalog(catalog_url)
    assert catalog.generation == 0
    end_connections(catalog_url)

    assert catalog.generation == 0
    with catalog.transaction():
        catalog.advance_generation()
    assert catalog.generation == 1


def test_who_loses_the_connection_loses_the_lock_and_cannot_write_any_more(catalog_url: str) -> None:
    catalog, other = PostgresCatalog(catalog_url), PostgresCatalog(catalog_url)
    lock = AdvisoryLock(catalog)
    with lock.hold(0):
        with pytest.raises(StoreLockedError, match="postgresql://"), AdvisoryLock(other).hold(0):
            pass
        end_connections(catalog_url)
        with AdvisoryLock(other).hold(5), other.transaction():
            other.set_meta("writer", "the other")
        with pytest.raises(CatalogServerError), catalog.transaction():
            catalog.set_meta("writer", "the first")
    assert other.meta("writer") == "the other"
    with lock.hold(0), catalog.transaction():
        catalog.set_meta("writer", "the first again")
    assert other.meta("writer") == "the first again"


def test_a_connection_is_only_given_to_who_is_in_a_transaction(catalog_url: str) -> None:
    with pytest.raises(RuntimeError, match="outside a transaction"):
        _ = PostgresCatalog(catalog_url).connection


def test_an_error_that_was_swallowed_in_a_transaction_does_not_pass_for_a_commit(catalog_url: str) -> None:
    from vectorstore import StoreCorruptError

    catalog = PostgresCatalog(catalog_url)
    with pytest.raises(StoreCorruptError, match="unnoticed"), catalog.transaction() as connection:
        catalog.set_meta("key", "value")
        with pytest.raises(Exception, match="nowhere"):
            connection.execute("SELECT 1 FROM nowhere")
    assert catalog.meta("key") is None


def test_what_cannot_be_stored_is_no_damage(catalog_url: str) -> None:
    catalog = PostgresCatalog(catalog_url)

    with pytest.raises(CatalogServerError, match="NUL"), catalog.transaction():
        catalog.set_meta("key", "a\x00b")


def test_backing_up_and_restoring_point_to_postgresql_s_own_means(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NEWSDESK_CATALOG_URL", "postgresql://reader:hidden@host/library")

    with pytest.raises(BackupError, match=r"on postgresql://reader@host/library.*pg_dump.*people.sqlite3"):
        back_up(home, tmp_path / "backup.tar.gz")
    with pytest.raises(BackupError, match="pg_restore"):
        restore(tmp_path / "backup.tar.gz", home)
    assert not home.exists() and not (tmp_path / "backup.tar.gz").exists()
    assert StoreSettings.of_folder().catalog_url is None


def test_purging_says_where_erased_words_may_still_be(home: Path, catalog_url: str, shared_chroma: str) -> None:
    heard: list[Notice] = []
    with Store.open(
        home, settings=settings(catalog_url, shared_chroma), embedder=HashingEmbedder(), on_notice=heard.append
    ) as store:
        put(store, numbered_document(1), numbered_document(2))
        with store.writer() as writer:
            writer.remove(numbered_document(1)[0].document_id)
        assert store.purge() == 1
        held = run_sql(catalog_url, "SELECT count(*) FROM newsdesk.word_counts WHERE term LIKE 'marker1%'")

    assert held == [(0,)]
    assert len(heard) == 1 and "write-ahead log" in heard[0].message and "delete the dumps" in heard[0].message


def test_a_library_left_behind_in_the_folder_is_mentioned(home: Path, catalog_url: str) -> None:
    with open_store(home) as store:
        put(store, numbered_document(1))
    heard: list[Notice] = []

    with Store.open(home, settings=settings(catalog_url), embedder=HashingEmbedder(), on_notice=heard.append) as store:
        assert store.is_empty()

    assert [notice.kind for notice in heard] == ["advice"] and "newsdesk ingest" in heard[0].message


def test_a_purge_that_a_reader_kept_from_the_files_says_so(catalog_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("vectorstore.postgres_catalog._LONGEST_WAIT_MS", 100)
    catalog, reader = PostgresCatalog(catalog_url), PostgresCatalog(catalog_url)
    with reader.transaction() as connection:
        connection.execute("SELECT 1 FROM documents")
        assert "Purge again" in (catalog.finish_erasing() or "")

    assert "The rows are gone" in (catalog.finish_erasing() or "")
