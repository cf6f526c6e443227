from __future__ import annotations

import pytest

from ingest.corpora import built_in_sources, read_built_in
from ingest.errors import SourceRejectedError
from ingest.pipeline import ingest_into
from tests.ingest.memory_store import MemoryStore


def test_built_in_reports_are_named_without_a_path() -> None:
    sources = built_in_sources()

    assert sources == sorted(sources) and len(sources) >= 5
    assert all(source.startswith("builtin:") and "/" not in source for source in sources)


def test_every_built_in_report_is_taken_in_with_its_metadata_and_references(store: MemoryStore) -> None:
    report = ingest_into(store, built_in_sources())

    assert report.added == len(built_in_sources()) and not report.rejected
    for document, passages in store.stored.values():
        assert document.publisher and document.published and document.references and document.headings
        assert "[^" not in document.text and "#" not in document.text[:5]
        assert all(0 < reference.position <= len(document.text) for reference in document.references)
        assert passages


@pytest.mark.parametrize("name", ["builtin:no-such-report", "builtin:../__init__", "builtin:"])
def test_no_other_name_is_read(name: str) -> None:
    with pytest.raises(SourceRejectedError, match="no built-in report"):
        read_built_in(name)
