"""Small documents with one passage a paragraph, for tests of the store."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from datetime import date
from pathlib import Path

from vectorstore import Document, HashingEmbedder, Hit, Passage, Store, StoreSettings, document_id_of, version_of

ROOT = Path(__file__).parents[2]
DocumentWithPassages = tuple[Document, tuple[Passage, ...]]


def write_document(
    source: str,
    *paragraphs: str,
    title: str = "A report",
    publisher: str | None = "Daily",
    published: date | None = date(2025, 3, 16),
    content_key: str | None = None,
) -> DocumentWithPassages:
    """A document whose paragraphs are its passages."""
    text = "\n\n".join(paragraphs)
    document = Document(
        document_id=document_id_of(source),
        version=version_of(text),
        source=source,
        text=text,
        title=title,
        publisher=publisher,
        published=published,
        content_key=content_key,
    )
    spans = [match.span() for match in re.finditer(r"[^\n]+", text)]
    passages = tuple(
        Passage(document_id=document.document_id, version=document.version, ordinal=ordinal, start=start, end=end)
        for ordinal, (start, end) in enumerate(spans)
    )
    return document, passages


def numbered_document(number: int) -> DocumentWithPassages:
    """One of many documents, each of whose two passages has a word that stands nowhere else and is no copy of another."""
    return write_document(
        f"numbered:{number:04}",
        f"Marker{number}alpha opens{number} the first{number} paragraph{number} of report{number} here.",
        f"Marker{number}omega ends{number} the last{number} paragraph{number}, nowhere{number} else.",
        title=f"Report {number}",
        content_key=f"key {number}",
    )


def open_store(home: Path, *, lock_timeout_s: float = 10.0, batch_passages: int = 512) -> Store:
    settings = StoreSettings(lock_timeout_s=lock_timeout_s, batch_passages=batch_passages)
    return Store.open(home, settings=settings, embedder=HashingEmbedder())


def put(store: Store, *documents: DocumentWithPassages) -> int:
    with store.writer() as writer:
        return writer.put(documents)


def texts_of(hits: list[Hit]) -> list[str]:
    return [hit.text for hit in hits]


def start_python(code: str, *arguments: object) -> subprocess.Popen[str]:
    """Run code in another process that can import this module as `tests.vectorstore.library`."""

    return subprocess.Popen(
        [sys.executable, "-c", code, *map(str, arguments)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )


def finish(process: subprocess.Popen[str], told: str | None = None) -> str:
    """Wait for a process to succeed; its standard output."""
    output, errors = process.communicate(told, timeout=90)
    assert process.returncode == 0, errors
    return output
