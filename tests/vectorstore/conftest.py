from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.vectorstore.library import open_store
from vectorstore import Store


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "library"


@pytest.fixture
def store(home: Path) -> Iterator[Store]:
    with open_store(home) as opened:
        yield opened
