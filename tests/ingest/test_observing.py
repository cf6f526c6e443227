from __future__ import annotations

import logging
from collections.abc import Iterator
from pathlib import Path

import pytest

from ingest import ingest_into
from tests.ingest.samples import PROSE, SECOND, article, jsonl_bytes
from tests.tracing import Recorder
from vectorstore import HashingEmbedder, Store


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Store]:
    with Store.open(tmp_path / "home", embedder=HashingEmbedder(16)) as store:
        yield store


@pytest.fixture
def reports(folder: Path) -> Path:
    (folder / "a.md").write_text(f"# On the prison\n\n{SECOND}")
    (folder / "empty.txt").write_text("")
    (folder / "feed.jsonl").write_bytes(jsonl_bytes([article(1), article(2)]))
    return folder


def test_the_stages_of_an_ingest_are_spans_below_the_run(library: Store, reports: Path, spans: Recorder) -> None:
    report = ingest_into(library, [reports])

    (run,) = spans.named("ingest")
    assert run.context is not None
    by_name = {name: spans.named(name) for name in ("read", "split", "store", "embed")}
    assert {name: len(found) for name, found in by_name.items()} == {"read": 2, "split": 3, "store": 1, "embed": 1}
    assert {span.context.trace_id for span in spans.all() if span.context} == {run.context.trace_id}
    assert run.attributes is not None
    assert {key: run.attributes[f"newsdesk.{key}"] for key in ("engine", "added", "rejected", "passages")} == {
        "engine": "local", "added": 3, "rejected": 1, "passages": report.passages,
    }  # fmt: skip
    (store,) = by_name["store"]
    assert dict(store.attributes or {}) == {"newsdesk.documents": 3, "newsdesk.passages": report.passages}
    refused = [span for span in by_name["read"] if not span.status.is_unset]
    assert [dict(span.attributes or {})["error.type"] for span in refused] == ["SourceRejectedError"]


def test_no_word_of_a_document_and_no_name_of_a_file_leaves_by_a_span(
    library: Store, reports: Path, spans: Recorder
) -> None:
    ingest_into(library, [reports])

    told = spans.told()
    for word in ("Cristosal", "inmates", "Story", "a.md", "example.com"):
        assert word not in told


def test_a_run_is_logged_with_its_counts_and_what_was_refused(
    library: Store, reports: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.INFO, logger="newsdesk.ingest"):
        ingest_into(library, [reports])

    refused, finished = [vars(record) for record in caplog.records if record.name == "newsdesk.ingest"]
    assert refused["source"] == str(reports / "empty.txt") and "it is empty" in refused["why"]
    assert (finished["added"], finished["rejected"]) == (3, 1)
    assert PROSE[:20] not in caplog.text
