from __future__ import annotations

from pathlib import Path

import pytest

from tests.ui.running import assert_refused, run, run_json
from vectorstore import HashingEmbedder, Store


def test_another_embedder_is_refused_until_the_index_is_rebuilt(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NEWSDESK_STORE_EMBEDDER")
    assert run_json("reindex", "--embedder", "hashing:32")["embedder"] == "hashing:32"
    with Store.open(home, embedder=HashingEmbedder(32)) as store:
        assert store.search("CECOT")
    monkeypatch.setenv("NEWSDESK_STORE_EMBEDDER", "hashing:64")
    assert_refused(run("ask", "How many people can CECOT hold?"), 1, "newsdesk reindex")
