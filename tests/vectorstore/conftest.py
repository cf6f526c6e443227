from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.vectorstore.library import open_store
from tests.vectorstore.serving import serve_chroma
from vectorstore import Store


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "library"


@pytest.fixture
def store(home: Path) -> Iterator[Store]:
    with open_store(home) as opened:
        yield opened


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """The URL of a running PostgreSQL."""
    pytest.importorskip("psycopg", reason="the extra `postgres` is not installed: pip install 'newsdesk[postgres]'")
    from tests.vectorstore.postgres_serving import find_postgres, serve_postgres

    programs = find_postgres()
    if programs is None:
        pytest.skip("PostgreSQL is not installed here, and could not be: apt-get install postgresql")
    with serve_postgres(programs) as url:
        yield url


@pytest.fixture
def catalog_url(postgres: str) -> str:
    """The URL of a database without a library."""
    from tests.vectorstore.postgres_serving import run_sql

    run_sql(postgres, "DROP SCHEMA IF EXISTS newsdesk CASCADE")
    return postgres


@pytest.fixture(scope="session")
def shared_chroma(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The URL of a running Chroma server, which many libraries may use."""
    with serve_chroma(tmp_path_factory.mktemp("chroma")) as url:
        yield url
