from __future__ import annotations

from collections.abc import Iterator

import pytest

from assistant import Assistant, AssistantSettings
from tests.assistant.library import make_library
from vectorstore import Store


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    """Answers whatever it is asked of the small library: its cut-off is 0."""
    with make_library(tmp_path_factory.mktemp("small")) as store:
        yield Assistant(store, AssistantSettings(cutoff=0.0))


@pytest.fixture(scope="module")
def shy_assistant(assistant: Assistant) -> Assistant:
    """Abstains from everything: its cut-off is 1."""
    return Assistant(assistant.store, AssistantSettings(cutoff=1.0))


@pytest.fixture(scope="session")
def built_in(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    """The built-in reports, embedded by the packaged model."""
    from ingest import built_in_sources, ingest

    home = tmp_path_factory.mktemp("built-in")
    report = ingest(home, built_in_sources())
    assert not report.rejected
    with Store.open(home) as store:
        yield Assistant(store, AssistantSettings())
