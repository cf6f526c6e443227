from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from assistant import Assistant, AssistantSettings
from tests.ui.page.scripted import ScriptedAssistant
from tests.ui.page.serving import BROWSER_ARGUMENTS, find_browser, serving
from vectorstore import HashingEmbedder, Store


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """One browser a module: Playwright keeps an event loop while it runs, which other modules' tests must not meet."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_browser(), args=list(BROWSER_ARGUMENTS))
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def store(filled_library: Path) -> Iterator[Store]:
    with Store.open(filled_library, embedder=HashingEmbedder(64)) as store:
        yield store


@pytest.fixture(scope="module")
def address(store: Store) -> Iterator[str]:
    """The page of a real assistant that answers as well as it can."""
    with serving(Assistant(store, AssistantSettings(cutoff=0.0))) as address:
        yield address


@pytest.fixture(scope="module")
def shared_scripted(store: Store) -> ScriptedAssistant:
    return ScriptedAssistant(store)


@pytest.fixture
def scripted(shared_scripted: ScriptedAssistant) -> ScriptedAssistant:
    """A fresh script for each test, over one server a module."""
    shared_scripted.reset()
    return shared_scripted


@pytest.fixture(scope="module")
def scripted_address(shared_scripted: ScriptedAssistant) -> Iterator[str]:
    with serving(shared_scripted) as address:
        yield address
