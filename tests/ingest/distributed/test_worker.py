"""A worker without Ray: it is a plain class."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from ingest import IngestSettings
from ingest.distributed.worker import DocumentWorker, release, unpack
from ingest.drafting import Draft
from ingest.outcomes import Ready, Refused, Unread
from ingest.raw import RawSource
from tests.ingest.samples import PROSE, SECOND
from vectorstore import EmbedderError, HashingEmbedder, embed_documents


def unread(source: str, content: bytes | Draft) -> Unread:
    held = RawSource(data=content, name=source) if isinstance(content, bytes) else content
    return Unread(source=source, content=held, content_key="k", taken_at=datetime(2025, 3, 16, tzinfo=UTC), done=7)


def test_a_batch_comes_back_in_order_with_vectors_or_reasons() -> None:
    batch = [unread("a.txt", PROSE.encode()), unread("b.pdf", b"%PDF-1.7 cut"), unread("c", Draft(text=SECOND))]

    made = unpack(DocumentWorker(IngestSettings(), "hashing:16").make_packed(batch))

    first, refused, last = made
    assert isinstance(first, Ready) and isinstance(refused, Refused) and isinstance(last, Ready)
    assert (first.document.text, last.document.text, refused.done) == (PROSE, SECOND, 7)
    assert "PDF is damaged" in refused.rejection.why
    for ready in (first, last):
        expected = embed_documents([(ready.document, ready.passages)], HashingEmbedder(16))[0]
        assert ready.vectors is not None and len(ready.vectors) == len(ready.passages) == len(expected)
        for one, other in zip(ready.vectors, expected, strict=True):
            assert one.passage == pytest.approx(other.passage, abs=1e-6)
            assert one.sentences == pytest.approx(other.sentences, abs=1e-6)


def test_a_worker_that_is_ready_names_its_release() -> None:
    prepared = DocumentWorker(IngestSettings(), "hashing:16").prepare()

    assert (prepared.release, prepared.dimensions, prepared.fault) == (release(), 16, None)


def test_a_model_that_cannot_be_loaded_is_a_fault_with_the_reason(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(name: str, *, batch_size: int) -> None:
        raise EmbedderError(name, "it is not there")

    monkeypatch.setattr("vectorstore.embedders.load_embedder", fail)
    monkeypatch.setattr("vectorstore.load_embedder", fail, raising=False)

    prepared = DocumentWorker(IngestSettings(), "hub/model").prepare()

    assert prepared.fault is not None and "hub/model" in prepared.fault and "it is not there" in prepared.fault
