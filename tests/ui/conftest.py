from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.ui.library import EMBEDDER, make_library


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture(autouse=True)
def quick_and_alone(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A home of its own, the embedder that needs no model, and nothing of the machine's own environment."""
    for name in ("NEWSDESK_MODEL", "NEWSDESK_DEBUG", "NEWSDESK_PORT", "NEWSDESK_HOST", "FORCE_COLOR", "NO_COLOR"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("NEWSDESK_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("NEWSDESK_STORE_EMBEDDER", EMBEDDER)
    monkeypatch.setenv("NEWSDESK_CUTOFF", "0")


@pytest.fixture(scope="session")
def filled_library(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_library(tmp_path_factory.mktemp("library") / "home")


@pytest.fixture
def home(filled_library: Path, tmp_path: Path) -> Path:
    """A filled library of the test's own, at NEWSDESK_HOME."""
    return Path(shutil.copytree(filled_library, tmp_path / "home"))
