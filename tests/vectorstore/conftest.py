from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from vectorstore import Store

sys.path.insert(0, str(Path(__file__).parent))  # importlib mode adds no folder of its own


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "library"


@pytest.fixture
def store(home: Path) -> Iterator[Store]:
    from library import open_store

    with open_store(home) as opened:
        yield opened
